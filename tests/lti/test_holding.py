"""A platform that is slow or dead costs little time, and no other platform's."""

import time
from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course, Membership, Person
from pengrade.lti import holding, memory, passback, services, telling
from pengrade.lti.models import AssignmentLink, Identity, Passback, Platform
from pengrade.lti.outcomes import Kind
from tests.builders import an_assignment
from tests.lti.fake_platform import SCORE_SCOPE, Answer, FakePlatform
from tests.lti.gradebook import NOON, SCORES, SECOND, a_score, sweep
from tests.lti.visitor import register

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOBODY = "http://127.0.0.1:9/lineitem"  # the discard port


@pytest.fixture
def dead(score: Score) -> Score:
    """A score whose platform does not answer."""
    AssignmentLink.objects.update(lineitem_url=NOBODY)
    return score


def again(now: Any) -> Kind | None:
    """The one row, tried at ``now`` whenever it was to be tried next."""
    Passback.objects.update(next_try_at=None)
    result = passback.send(Passback.objects.get().pk, now=now)
    return result.kind if result else None


def keep_silent(times: int = holding.SILENCES) -> None:
    passback.due(NOON)
    for number in range(times):
        assert again(NOON + number * SECOND) == Kind.TRANSIENT


def let_the_rest_pass() -> None:
    (name,) = memory.client().scan_iter("pengrade:lti:holding:*:rest")
    memory.client().delete(name)


def test_all_calls_of_one_sending_share_one_patience(
    score: Score, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PATIENCE_SECONDS", 0.5)
    token = {"access_token": "first", "expires_in": 3600}
    lms.will_answer("/token", Answer(200, token, after_seconds=0.3), Answer(200, token, after_seconds=0.3))
    lms.will_answer(SCORES, Answer(401, after_seconds=0.1))
    start = time.monotonic()

    assert sweep() == [Kind.TRANSIENT]

    assert time.monotonic() - start < 1
    assert "cannot be reached" in Passback.objects.get().last_error


def test_a_claim_outlasts_every_sending() -> None:
    assert passback._CLAIM.total_seconds() > 2 * telling.PATIENCE_SECONDS


def test_after_some_silences_the_platform_is_left_alone(dead: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_silent()
    monkeypatch.setattr(services, "post", lambda *_, **__: pytest.fail("called"))
    tries = Passback.objects.get().tries

    assert again(NOON + 5 * SECOND) == Kind.TRANSIENT

    row = Passback.objects.get()
    assert (row.state, row.tries, row.claimed_until) == ("waiting", tries, None)
    assert "several times in a row" in row.last_error
    assert row.next_try_at is not None
    assert NOON + 20 * SECOND < row.next_try_at < NOON + 60 * SECOND
    assert passback.due(NOON + 6 * SECOND) == []


def test_fewer_silences_change_nothing(dead: Score, lms: FakePlatform) -> None:
    keep_silent(holding.SILENCES - 1)
    AssignmentLink.objects.update(lineitem_url=lms.lineitem_url)

    assert again(NOON + 5 * SECOND) == Kind.DELIVERED

    AssignmentLink.objects.update(lineitem_url=NOBODY)
    Passback.objects.update(state="waiting", sent_revision=0)
    assert again(NOON + 6 * SECOND) == Kind.TRANSIENT
    assert holding.rest_of(Platform.objects.get().pk) is None  # only silences in a row count


@pytest.mark.parametrize("answer", [Answer(503), Answer(422), Answer(401)])
def test_a_refusal_is_an_answer(score: Score, lms: FakePlatform, answer: Answer) -> None:
    for _ in range(holding.SILENCES - 1):
        holding.note_silence(Platform.objects.get().pk)
    lms.will_answer(SCORES, answer)
    sweep()

    holding.note_silence(Platform.objects.get().pk)

    assert holding.rest_of(Platform.objects.get().pk) is None


def test_one_more_silence_after_a_rest_makes_the_next_and_longer_one(dead: Score) -> None:
    keep_silent()
    platform = Platform.objects.get().pk
    first = holding.rest_of(platform)
    let_the_rest_pass()

    assert again(NOON + 60 * SECOND) == Kind.TRANSIENT

    second = holding.rest_of(platform)
    assert first is not None
    assert second is not None
    assert second > first


def test_rests_end_within_minutes() -> None:
    for _ in range(50):
        holding.note_silence(7)

    rest = holding.rest_of(7)
    assert rest is not None
    assert 8 * 60 * SECOND <= rest <= 12 * 60 * SECOND


def test_other_platforms_go_on(dead: Score, link: AssignmentLink, lms: FakePlatform) -> None:
    keep_silent()
    other = register(lms, client_id="client-2")
    course_link = other.deployments.get().course_links.create(context_id="1", course=Course.objects.create(title="B"))
    theirs = AssignmentLink.objects.create(
        deployment=course_link.deployment,
        course_link=course_link,
        resource_link_id="1",
        assignment=an_assignment(course_link.course),
        lineitem_url=lms.lineitem_url,
        scopes=[SCORE_SCOPE],
    )
    person = Person.objects.create()
    Identity.objects.create(platform=other, subject="theirs", person=person)
    a_score(theirs, Membership.objects.create(course=course_link.course, person=person, role="learner"))

    Passback.objects.update(next_try_at=None)
    assert sorted(sweep(NOON + 5 * SECOND)) == [Kind.DELIVERED, Kind.TRANSIENT]


def test_after_its_rest_a_platform_that_is_back_gets_its_scores(dead: Score, lms: FakePlatform) -> None:
    keep_silent()
    let_the_rest_pass()
    AssignmentLink.objects.update(lineitem_url=lms.lineitem_url)

    assert again(NOON + 60 * SECOND) == Kind.DELIVERED
    assert Passback.objects.get().last_error == ""
