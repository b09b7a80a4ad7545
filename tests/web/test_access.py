"""Who may see what: every page of a launch against every kind of visitor."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from pengrade.attempts.models import Attempt, Submission
from pengrade.courses.models import Membership, Role
from pengrade.lti import sessions
from tests.builders import a_course, a_member, a_version, an_assignment
from tests.web.visitors import Visitor, visit

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STUDENT_PAGES = ["", "attempts/{attempt}/", "attempts/{attempt}/parts/1/", "attempts/{attempt}/finish"]
STAFF_PAGES = ["class/", "class/attempts/{attempt}/"]


@pytest.fixture
def ayumi() -> Membership:
    return a_member(a_course(), "Ayumi Tanabe")


@pytest.fixture
def ayumis(ayumi: Membership) -> Visitor:
    """Ayumi inside an assignment, with a started sitting and one answer."""
    visitor = visit(ayumi, an_assignment(ayumi.course))
    visitor.post("begin")
    attempt = Attempt.objects.get()
    visitor.post(f"attempts/{attempt.uuid}/parts/1/submit", answer="2x")
    return visitor


def path(template: str) -> str:
    return template.format(attempt=Attempt.objects.get().uuid)


@pytest.mark.parametrize("page", STUDENT_PAGES)
def test_a_student_sees_the_own_sitting(ayumis: Visitor, page: str) -> None:
    response = ayumis.get(path(page))

    assert response.status_code in {200, 302}
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", STUDENT_PAGES[1:])
def test_another_student_of_the_course_does_not(ayumis: Visitor, page: str) -> None:
    bob = visit(a_member(ayumis.session.membership.course, "Bob"), Attempt.objects.get().assignment)

    assert bob.get(path(page)).status_code == 404


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_students_do_not_see_the_class(ayumis: Visitor, page: str) -> None:
    assert ayumis.get(path(page)).status_code == 403


@pytest.mark.parametrize("page", STAFF_PAGES)
@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ASSISTANT])
def test_staff_see_the_class(ayumis: Visitor, page: str, role: Role) -> None:
    member = a_member(ayumis.session.membership.course, "Tomoko Sato", role)

    assert visit(member, Attempt.objects.get().assignment).get(path(page)).status_code == 200


@pytest.mark.parametrize("page", [*STUDENT_PAGES[1:], STAFF_PAGES[1]])
def test_the_teacher_of_another_course_sees_nothing(ayumis: Visitor, page: str) -> None:
    elsewhere = a_course("Elsewhere")
    assignment = an_assignment(elsewhere, a_version("elsewhere"))
    charlie = visit(a_member(elsewhere, "Charlie", Role.INSTRUCTOR), assignment)

    assert charlie.get(path(page)).status_code in {403, 404}


def test_a_sitting_is_reached_only_through_its_own_assignment(ayumis: Visitor, ayumi: Membership) -> None:
    other = visit(ayumi, an_assignment(ayumi.course, a_version("other")))

    assert other.get(path("attempts/{attempt}/parts/1/")).status_code == 404


@pytest.mark.parametrize("page", [*STUDENT_PAGES, *STAFF_PAGES])
def test_without_the_cookie_the_address_is_worth_nothing(ayumis: Visitor, page: str) -> None:
    response = Client().get(f"/at/{ayumis.session.key}/{path(page)}")

    assert response.status_code == 403
    assert "Ayumi" not in response.content.decode()


def test_the_cookie_of_one_session_does_not_open_another(ayumis: Visitor) -> None:
    bob = visit(a_member(ayumis.session.membership.course, "Bob"), Attempt.objects.get().assignment)
    cookie = bob.client.cookies[sessions.cookie_name(bob.session.key)].value
    bob.client.cookies[sessions.cookie_name(ayumis.session.key)] = cookie

    assert bob.client.get(f"/at/{ayumis.session.key}/").status_code == 403


def test_an_ended_session_is_over_at_once(ayumis: Visitor) -> None:
    sessions.end(ayumis.session)

    assert ayumis.get().status_code == 403


def test_a_member_who_was_removed_is_out_at_once(ayumis: Visitor, ayumi: Membership) -> None:
    Membership.objects.filter(pk=ayumi.pk).update(active=False)

    assert ayumis.get().status_code == 403


@pytest.mark.parametrize(
    "forge",
    [
        lambda v, p: v.client.post(p, {"answer": "x"}),
        lambda v, p: v.client.post(p, {"answer": "x", "token": "guess"}),
        lambda v, p: v.client.post(
            p,
            {"answer": "x", "token": sessions.form_token(v.session)},
            headers={"Origin": "https://evil.example"},
        ),
        lambda v, p: v.client.post(
            p,
            {"answer": "x", "token": sessions.form_token(v.session)},
            headers={"Sec-Fetch-Site": "cross-site"},
        ),
    ],
)
def test_a_forged_form_changes_nothing(ayumis: Visitor, forge: Callable[[Visitor, str], object]) -> None:
    uuid = Attempt.objects.get().uuid

    response = forge(ayumis, f"/at/{ayumis.session.key}/attempts/{uuid}/parts/2/submit")

    assert response.status_code == 403  # type: ignore[attr-defined]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_the_api_wants_the_token_too(ayumis: Visitor, method: str) -> None:
    uuid = Attempt.objects.get().uuid
    address = f"/at/{ayumis.session.key}/attempts/{uuid}/{'preview' if method == 'POST' else 'draft'}"

    response = ayumis.client.generic(method, address, '{"text": "x"}', content_type="application/json")

    assert response.status_code == 403


def test_pages_may_be_framed_by_their_own_platform_only(ayumis: Visitor) -> None:
    policy = ayumis.get().headers["Content-Security-Policy"]

    assert "frame-ancestors https://lms.example;" in policy + ";"
    assert "unsafe" not in policy


def test_an_address_that_is_none_looks_like_one_that_is_not_yours(ayumis: Visitor) -> None:
    assert ayumis.get(f"attempts/{uuid4()}/parts/1/").status_code == 404
    assert ayumis.get(path("attempts/{attempt}/parts/3/")).status_code == 404  # there are two
    assert ayumis.get(path("attempts/{attempt}/parts/0/")).status_code == 404


def test_an_observer_reads_the_card_and_starts_nothing() -> None:
    course = a_course()
    observer = visit(a_member(course, "Mentor", Role.OBSERVER), an_assignment(course))

    assert observer.get().status_code == 200
    assert observer.post("begin").status_code == 403
    assert not Attempt.objects.exists()
