"""Which scores are to be sent: all of them in the end, some at a time, and without a look at everything each time."""

from datetime import timedelta
from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course, Membership, Person
from pengrade.lti import memory, passback
from pengrade.lti.models import AssignmentLink, Identity, Passback, Platform
from pengrade.lti.outcomes import Kind
from tests.builders import an_assignment
from tests.lti.fake_platform import AGS, SCORE_SCOPE, FakePlatform
from tests.lti.gradebook import NOON, SECOND, a_score, change, sweep
from tests.lti.visitor import Visitor, register

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR = timedelta(hours=1)


def another_student(link: AssignmentLink, number: int) -> Membership:
    platform = link.deployment.platform
    person = Person.objects.create(name=f"Student {number}")
    Identity.objects.create(platform=platform, subject=f"student-{number}", person=person)
    return Membership.objects.create(course=link.course_link.course, person=person, role="learner")


def test_a_look_finds_no_more_than_asked_and_the_rest_next(score: Score, link: AssignmentLink) -> None:
    for number in range(4):
        a_score(link, another_student(link, number))

    first = passback.due(NOON, most=3)
    for row in first:
        passback.send(row, now=NOON)
    rest = passback.due(NOON, most=3)

    assert (len(first), len(rest), len({*first, *rest})) == (3, 2, 5)


def test_who_waits_longest_comes_first(score: Score, link: AssignmentLink) -> None:
    earlier = a_score(link, another_student(link, 1))
    Score.objects.filter(pk=earlier.pk).update(changed_at=NOON - HOUR)

    rows = passback.due(NOON)

    assert [Passback.objects.get(pk=row).score_id for row in rows] == [earlier.pk, score.pk]


def test_platforms_take_turns(score: Score, link: AssignmentLink, lms: FakePlatform) -> None:
    """A class of one LMS must not stand in front of another LMS's single score."""
    for number in range(3):
        a_score(link, another_student(link, number))
    other = register(lms, client_id="client-2")
    course_link = other.deployments.get().course_links.create(context_id="1", course=Course.objects.create(title="B"))
    theirs = AssignmentLink.objects.create(
        deployment=course_link.deployment,
        course_link=course_link,
        resource_link_id="1",
        assignment=an_assignment(course_link.course),
        lineitem_url=f"{lms.origin}/lineitems/8/lineitem",
        scopes=[SCORE_SCOPE],
    )
    last = a_score(theirs, another_student(theirs, 9))
    Score.objects.filter(pk=last.pk).update(changed_at=NOON + SECOND)

    rows = passback.due(NOON + 2 * SECOND, most=2)

    assert last.pk in [Passback.objects.get(pk=row).score_id for row in rows]


def test_with_nothing_to_do_a_look_asks_three_short_questions(
    score: Score, lms: FakePlatform, django_assert_num_queries: Any
) -> None:
    sweep()

    with django_assert_num_queries(3):
        assert passback.due(NOON + SECOND) == []


def test_old_scores_are_looked_at_once_an_hour(score: Score, lms: FakePlatform) -> None:
    sweep()
    change(score, "1")
    Score.objects.update(changed_at=NOON - HOUR)  # as no server writes it

    assert sweep(NOON + HOUR / 2) == []
    assert sweep(NOON + HOUR) == [Kind.DELIVERED]


def test_what_changed_since_the_last_full_look_is_found(score: Score, link: AssignmentLink, lms: FakePlatform) -> None:
    sweep()
    change(score, "1")
    Score.objects.update(changed_at=NOON + HOUR / 4)
    late = a_score(link, another_student(link, 1))
    Score.objects.filter(pk=late.pk).update(changed_at=NOON - timedelta(minutes=5))  # a server whose clock is slow

    assert sweep(NOON + HOUR / 2) == [Kind.DELIVERED, Kind.DELIVERED]


def test_a_look_that_redis_forgot_is_made_again(score: Score, lms: FakePlatform) -> None:
    sweep()
    change(score, "1")
    Score.objects.update(changed_at=NOON - HOUR)
    memory.client().flushdb()

    assert sweep(NOON + 60 * SECOND) == [Kind.DELIVERED]


def test_a_look_that_fails_does_not_count(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    Score.objects.update(changed_at=NOON - HOUR)
    with monkeypatch.context() as failing:
        failing.setattr(passback, "_in_turn", fail)
        with pytest.raises(RuntimeError):
            passback.due(NOON)

    assert len(passback.due(NOON)) == 1


def test_a_new_link_is_told_old_scores_at_once(
    score: Score, link: AssignmentLink, lms: FakePlatform, visitor: Visitor
) -> None:
    assert link.assignment is not None
    Score.objects.update(changed_at=NOON - HOUR)
    sweep()

    visitor.launch(
        resource_link={"id": "link-2"},
        custom={"assignment": str(link.assignment.uuid)},
        **{f"{AGS}/endpoint": {"scope": [SCORE_SCOPE], "lineitem": f"{lms.origin}/lineitems/8/lineitem"}},
    )

    assert sweep(NOON + 60 * SECOND) == [Kind.DELIVERED]


def test_a_fresh_score_can_be_rung_for_alone(score: Score, link: AssignmentLink, lms: FakePlatform) -> None:
    a_score(link, another_student(link, 1))

    (row,) = passback.due_for(assignment_id=score.assignment_id, membership_id=score.membership_id, now=NOON)

    assert Passback.objects.get().pk == row
    assert passback.send(row, now=NOON) is not None
    assert passback.due_for(assignment_id=score.assignment_id, membership_id=score.membership_id, now=NOON) == []


def test_what_was_made_while_a_platform_was_off_is_sent_when_it_is_on(score: Score, lms: FakePlatform) -> None:
    Platform.objects.update(enabled=False)
    Score.objects.update(changed_at=NOON - HOUR)
    assert sweep() == []

    Platform.objects.update(enabled=True)

    assert sweep(NOON + 60 * SECOND) == [Kind.DELIVERED]
