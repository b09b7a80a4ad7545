"""A student's way through an assignment, as plain HTML forms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pengrade.attempts.models import Attempt, Draft, Submission
from pengrade.courses.models import Membership
from tests.builders import a_course, a_member, a_version, an_assignment, say
from tests.web.visitors import Visitor, visit

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def ayumi() -> Membership:
    return a_member(a_course(), "Ayumi Tanabe")


@pytest.fixture
def desk(ayumi: Membership) -> Visitor:
    """Ayumi, at a started sitting with two parts worth 2 and 3 points."""
    visitor = visit(ayumi, an_assignment(ayumi.course, time_limit=timedelta(minutes=30)))
    visitor.post("begin")
    return visitor


def here(rest: str = "") -> str:
    return f"attempts/{Attempt.objects.get().uuid}/{rest}"


def text_of(visitor: Visitor, path: str) -> str:
    response = visitor.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_card_says_what_to_expect(ayumi: Membership) -> None:
    assignment = an_assignment(ayumi.course, time_limit=timedelta(minutes=75), attempts_allowed=2)

    card = text_of(visit(ayumi, assignment), "")

    for fact in ["Problem set 3", "5 points", "75", "The problem of the slope"]:
        assert fact in card


def test_start_leads_to_the_first_part(ayumi: Membership) -> None:
    visitor = visit(ayumi, an_assignment(ayumi.course))
    visitor.post("begin")

    assert visitor.get(here()).headers["Location"].endswith("/parts/1/")


def test_going_on_leads_to_where_the_work_was_left(desk: Visitor) -> None:
    desk.call("PUT", here("draft"), part=part_id(1), text="2x", edit=1)

    assert desk.get(here()).headers["Location"].endswith("/parts/2/")


def test_a_slip_after_a_wrong_answer_does_not_hide_that_it_was_wrong(desk: Visitor) -> None:
    for verdict in ["incorrect", "invalid"]:
        desk.post(here("parts/1/submit"), answer=verdict)
        say(Submission.objects.latest("pk"), verdict)

    navigation = text_of(desk, here("parts/2/"))

    assert "Not right yet" in navigation
    assert "Could not be read" not in navigation


def test_an_answer_that_comes_too_late_leads_to_what_came_back(desk: Visitor) -> None:
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))

    response = desk.post(here("parts/1/submit"), answer="2x")

    assert response.status_code == 409
    assert f'href="/at/{desk.session.key}/{here()}"' in response.content.decode()


def test_neither_key_nor_solution_nor_unopened_hint_is_in_the_page(desk: Visitor) -> None:
    page = text_of(desk, here("parts/1/"))

    for secret in ["power rule", "Think of a tangent", "2x"]:
        assert secret not in page


def test_a_hint_opens_alone_and_stays(desk: Visitor) -> None:
    desk.post(here("parts/1/hint"))

    page = text_of(desk, here("parts/1/"))

    assert "Think of a tangent" in page
    assert "power rule" not in page


def test_a_submitted_answer_waits_and_then_shows_its_verdict(desk: Visitor) -> None:
    desk.post(here("parts/1/submit"), answer="x + x")
    assert "Being graded" in text_of(desk, here("parts/1/"))

    say(Submission.objects.get())

    page = text_of(desk, here("parts/1/"))
    assert "Correct" in page
    assert "2 of 2 points" in page


def test_what_was_typed_stands_in_the_field_again(desk: Visitor) -> None:
    desk.call("PUT", here("draft"), part=part_id(0), text="2x + <b>", edit=3)

    assert "2x + &lt;b&gt;</textarea>" in text_of(desk, here("parts/1/"))


def test_a_draft_is_saved_and_an_older_one_refused(desk: Visitor) -> None:
    newer = desk.call("PUT", here("draft"), part=part_id(0), text="2x", edit=5)
    older = desk.call("PUT", here("draft"), part=part_id(0), text="2", edit=4)

    assert newer.status_code == 200
    assert older.status_code == 409
    assert older.json()["text"] == "2x"
    assert Draft.objects.get().text == "2x"


def test_a_part_of_another_assignment_takes_no_draft(desk: Visitor) -> None:
    assert desk.call("PUT", here("draft"), part=999_999, text="2x", edit=1).status_code == 404


def test_the_preview_echoes_and_does_not_judge(desk: Visitor) -> None:
    echo = desk.call("POST", here("preview"), part=part_id(0), text="3x").json()

    assert echo["understood_as"]
    assert echo["spoken"]
    assert "verdict" not in echo
    assert not Submission.objects.exists()


def test_the_preview_points_at_a_slip(desk: Visitor) -> None:
    echo = desk.call("POST", here("preview"), part=part_id(0), text="2 + lamda").json()

    assert (echo["position"], echo["length"]) == (4, 5)
    assert "lamda" in echo["message"]


def test_finishing_asks_once_more_and_names_what_is_missing(desk: Visitor) -> None:
    desk.post(here("parts/1/submit"), answer="2x")

    page = text_of(desk, here("finish"))

    assert Attempt.objects.get().finished_at is None
    assert "b" in page


def test_after_finishing_there_is_a_receipt_and_no_way_to_write(desk: Visitor) -> None:
    desk.post(here("parts/1/submit"), answer="2x")
    say(Submission.objects.get())
    desk.post(here("finish"))

    review = text_of(desk, here("review"))

    assert "2 of 5 points" in review
    assert desk.get(here("parts/1/")).status_code == 302
    assert desk.post(here("parts/2/submit"), answer="2x").status_code == 409


def test_a_sitting_whose_time_is_up_closes_when_it_is_looked_at(desk: Visitor) -> None:
    desk.call("PUT", here("draft"), part=part_id(1), text="2x", edit=1)
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))

    response = desk.get(here("parts/1/"))

    assert response.headers["Location"].endswith("/review")
    assert Submission.objects.get().text == "2x"
    assert "Time was up" in text_of(desk, here("review"))


def test_who_looks_at_the_very_deadline_sees_the_end_and_not_a_dead_field(desk: Visitor) -> None:
    Attempt.objects.update(deadline=timezone.now())  # inside the grace for what is still being sent

    assert desk.get(here("parts/1/")).headers["Location"].endswith("/review")


def test_rubbish_costs_nothing_and_breaks_nothing(desk: Visitor) -> None:
    for rubbish in ["", " ", "\x00", "x" * 30_000, "{% debug %}", "\U0001f98a" * 50]:
        assert desk.post(here("parts/1/submit"), answer=rubbish).status_code in {302, 409}
        assert desk.get(here("parts/1/")).status_code == 200


def test_a_choice_that_was_not_offered_is_no_answer(ayumi: Membership) -> None:
    version = a_version("which", points=(1,))
    version.parts.update(kind="choice", expected="b", choices=[{"key": k, "text": k} for k in "ab"])
    visitor = visit(ayumi, an_assignment(ayumi.course, version))
    visitor.post("begin")

    assert visitor.post(here("parts/1/submit"), answer="c").status_code == 409
    assert visitor.post(here("parts/1/submit"), answer="b").status_code == 302
    assert [s.text for s in Submission.objects.all()] == ["b"]


def test_styles_in_attributes_are_allowed_where_a_formula_editor_may_open_and_nowhere_else(desk: Visitor) -> None:
    policies = {page: desk.get(here(page)).headers["Content-Security-Policy"] for page in ("parts/1/", "finish")}

    assert "style-src-attr 'unsafe-inline'" in policies["parts/1/"]
    assert not any("unsafe" in policy.replace("style-src-attr 'unsafe-inline'", "") for policy in policies.values())
    assert "style-src-attr" not in policies["finish"]


def test_a_reason_is_handed_in_with_the_choice_that_it_is_for(ayumi: Membership) -> None:
    version = a_version("why", points=(1,))
    choices = [{"key": "yes", "text": "yes"}, {"key": "no", "text": "no"}, {"key": "r", "text": "r", "reason": True}]
    version.parts.update(kind="choice", expected=["no", "r"], choices=choices)
    visitor = visit(ayumi, an_assignment(ayumi.course, version))
    visitor.post("begin")

    assert "Because" in visitor.get(here("parts/1/")).content.decode()
    assert visitor.post(here("parts/1/submit"), answer="no", reason="r").status_code == 302
    assert [s.text for s in Submission.objects.all()] == ["no, r"]


def test_a_page_needs_the_same_number_of_queries_for_one_answer_and_for_many(
    desk: Visitor, django_assert_max_num_queries: object
) -> None:
    for n in range(3):
        desk.post(here("parts/1/submit"), answer=f"{n}")
        say(Submission.objects.latest("pk"), "invalid")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        desk.get(here("parts/1/"))


def part_id(position: int) -> int:
    part = Attempt.objects.get().assignment.versions.get().parts.get(position=position)
    return int(part.pk)
