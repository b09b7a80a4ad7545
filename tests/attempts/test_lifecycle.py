"""A sitting from start to finish."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pengrade.attempts import lifecycle
from pengrade.attempts.clock import GRACE
from pengrade.attempts.models import Attempt, Draft, Score, Submission
from pengrade.attempts.refusals import AttemptRefused, StaleDraft
from pengrade.courses.models import Role
from tests.builders import MINUTE, NOON, a_course, a_member, a_sitting, an_assignment, hand_in, part_of, say

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_sitting_stores_its_own_deadline() -> None:
    attempt = a_sitting(time_limit=timedelta(minutes=75), closes_at=NOON + timedelta(hours=1))

    assert attempt.deadline == NOON + timedelta(hours=1)
    assert attempt.number == 1


def test_starting_twice_gives_the_same_sitting() -> None:
    attempt = a_sitting()

    again = lifecycle.start(assignment=attempt.assignment, membership=attempt.membership, now=NOON + MINUTE)

    assert again == attempt
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("window", "complaint"),
    [
        ({"opens_at": NOON + MINUTE}, "not open yet"),
        ({"closes_at": NOON}, "closed"),
    ],
)
def test_outside_the_window_nothing_starts(window: dict[str, datetime], complaint: str) -> None:
    with pytest.raises(AttemptRefused, match=complaint):
        a_sitting(**window)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ASSISTANT, Role.OBSERVER, Role.NONE])
def test_only_students_sit(role: Role) -> None:
    course = a_course()

    with pytest.raises(AttemptRefused, match="Only students"):
        lifecycle.start(assignment=an_assignment(course), membership=a_member(course, role=role), now=NOON)


def test_a_student_of_another_course_cannot_start() -> None:
    with pytest.raises(AttemptRefused, match="Only students"):
        lifecycle.start(assignment=an_assignment(a_course()), membership=a_member(a_course("Elsewhere")), now=NOON)


def test_the_number_of_attempts_is_kept() -> None:
    attempt = a_sitting(attempts_allowed=2)
    lifecycle.finish(attempt=attempt, now=NOON)

    second = lifecycle.start(assignment=attempt.assignment, membership=attempt.membership, now=NOON)
    lifecycle.finish(attempt=second, now=NOON)

    assert second.number == 2
    assert second.seed != attempt.seed
    with pytest.raises(AttemptRefused, match="All attempts"):
        lifecycle.start(assignment=attempt.assignment, membership=attempt.membership, now=NOON)


def test_an_answer_is_a_row_without_verdict() -> None:
    submission = hand_in(a_sitting(), "2x")

    assert list(Submission.objects.filter(verdicts=None)) == [submission]


def test_a_second_press_with_the_same_text_is_one_submission() -> None:
    attempt = a_sitting()

    assert hand_in(attempt, "2x") == hand_in(attempt, "2x")


def test_the_same_wrong_answer_again_uses_no_try() -> None:
    attempt = a_sitting(tries_allowed=2)
    first = hand_in(attempt, "3x")
    say(first, "incorrect")

    assert hand_in(attempt, "3x") == first
    say(hand_in(attempt, "2x"))


def test_an_empty_answer_uses_no_try() -> None:
    with pytest.raises(AttemptRefused, match="no answer yet"):
        hand_in(a_sitting(), "  \n")
    assert not Submission.objects.exists()


def test_unreadable_answers_cost_no_try() -> None:
    attempt = a_sitting(tries_allowed=1)
    for slip in ["2x +", "lamda", "("]:
        say(hand_in(attempt, slip), "invalid")

    say(hand_in(attempt, "3x"), "incorrect")

    with pytest.raises(AttemptRefused, match="All tries"):
        hand_in(attempt, "2x")


def test_a_part_that_is_right_takes_no_further_answer() -> None:
    attempt = a_sitting()
    say(hand_in(attempt))

    with pytest.raises(AttemptRefused, match="already right"):
        hand_in(attempt, "3x")


def test_answers_are_taken_until_the_grace_is_over() -> None:
    attempt = a_sitting(time_limit=timedelta(hours=1))
    end = NOON + timedelta(hours=1)

    hand_in(attempt, "x", now=end + GRACE)

    with pytest.raises(AttemptRefused, match="over"):
        hand_in(attempt, "2x", now=end + GRACE + timedelta(milliseconds=1))


def test_what_a_database_cannot_hold_is_replaced_and_the_rest_kept() -> None:
    submission = hand_in(a_sitting(), "2\x00x\ud800")

    submission.refresh_from_db()
    assert submission.text == "2\N{REPLACEMENT CHARACTER}x\N{REPLACEMENT CHARACTER}"


def test_a_text_is_the_same_from_a_form_and_from_a_script() -> None:
    attempt = a_sitting()

    submission = hand_in(attempt, "2x\r\n+ 1")

    assert submission.text == "2x\n+ 1"
    assert hand_in(attempt, "2x\n+ 1") == submission


def draft(attempt: Attempt, text: str, edit: int, **when: Any) -> Draft:
    return lifecycle.save_draft(attempt=attempt, part=part_of(attempt), text=text, edit=edit, **({"now": NOON} | when))


def test_a_later_edit_replaces_a_draft_and_an_earlier_one_does_not() -> None:
    attempt = a_sitting()
    draft(attempt, "2", 1)
    draft(attempt, "2x", 5)

    with pytest.raises(StaleDraft):
        draft(attempt, "2 (older, arrives late)", 3)

    assert Draft.objects.get().text == "2x"


def test_finishing_hands_in_what_was_only_typed() -> None:
    attempt = a_sitting()
    draft(attempt, "2x", 1)

    submissions = lifecycle.finish(attempt=attempt, now=NOON + MINUTE)

    assert [s.text for s in submissions] == ["2x"]


def test_finishing_hands_in_nothing_twice() -> None:
    attempt = a_sitting()
    hand_in(attempt, "2x")

    assert lifecycle.finish(attempt=attempt, now=NOON) == []
    assert lifecycle.finish(attempt=attempt, now=NOON + MINUTE) == []
    assert Attempt.objects.get().finished_at == NOON


def test_a_finished_sitting_takes_nothing_more() -> None:
    attempt = a_sitting()
    lifecycle.finish(attempt=attempt, now=NOON)

    with pytest.raises(AttemptRefused, match="over"):
        hand_in(attempt)
    with pytest.raises(AttemptRefused, match="over"):
        draft(attempt, "2x", 1)
    with pytest.raises(AttemptRefused, match="over"):
        lifecycle.open_hint(attempt=attempt, part=part_of(attempt), now=NOON)


def test_an_overdue_sitting_is_closed_with_its_last_draft() -> None:
    attempt = a_sitting(time_limit=timedelta(hours=1))
    draft(attempt, "2x", 1)
    end = NOON + timedelta(hours=1)
    everyone = Attempt.objects.all()

    assert lifecycle.close_if_overdue(everyone, now=end + GRACE - timedelta(seconds=1)) == []
    submissions = lifecycle.close_if_overdue(everyone, now=end + GRACE + timedelta(seconds=1))

    assert [s.text for s in submissions] == ["2x"]
    assert Attempt.objects.get().finished_at == end  # never later than the deadline, however late the sweep


def test_hints_open_one_by_one_and_stay_open() -> None:
    attempt = a_sitting()
    part = part_of(attempt)

    opened = [lifecycle.open_hint(attempt=attempt, part=part, now=NOON) for _ in range(3)]

    assert opened == [1, 2, 2]  # there are two


def test_the_score_appears_when_the_sitting_is_finished_and_everything_decided() -> None:
    attempt = a_sitting()
    right, wrong = hand_in(attempt, "2x", 0), hand_in(attempt, "x", 1)
    say(right)
    lifecycle.finish(attempt=attempt, now=NOON)
    assert not Score.objects.exists()  # the second answer still waits

    say(wrong, "incorrect")

    score = Score.objects.get()
    assert (score.points, score.maximum, score.revision) == (Decimal(2), Decimal(5), 1)


def test_an_undecided_answer_holds_the_score_back() -> None:
    attempt = a_sitting()
    say(hand_in(attempt), "undecided")

    lifecycle.finish(attempt=attempt, now=NOON)

    assert not Score.objects.exists()
