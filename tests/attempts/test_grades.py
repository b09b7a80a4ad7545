"""Verdicts, by the engine and by people, and the score they add up to."""

from decimal import Decimal

import pytest

from pengrade.attempts import lifecycle
from pengrade.attempts.grades import decide, record_verdict
from pengrade.attempts.models import Attempt, Score, Verdict
from pengrade.courses.models import Role
from pengrade.grading.verdict import Verdict as EngineVerdict
from tests.builders import NOON, a_member, a_sitting, hand_in, say

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def finished_with(verdict: str) -> Attempt:
    attempt = a_sitting()
    submission = hand_in(attempt)
    say(submission, verdict)
    lifecycle.finish(attempt=attempt, now=NOON)
    return attempt


def test_a_submission_is_told_its_verdict_once() -> None:
    submission = hand_in(a_sitting())

    assert record_verdict(submission_id=submission.pk, verdict=EngineVerdict("correct", 1.0), now=NOON)
    assert not record_verdict(submission_id=submission.pk, verdict=EngineVerdict("incorrect"), now=NOON)
    assert [v.verdict for v in Verdict.objects.all()] == ["correct"]


def test_a_person_decides_what_the_engine_could_not() -> None:
    attempt = finished_with("undecided")
    assistant = a_member(attempt.assignment.course, "Ravi Menon", Role.ASSISTANT)

    decide(submission=attempt.submissions.get(), credit=Decimal("0.5"), comment="Half.", by=assistant, now=NOON)

    score = Score.objects.get()
    assert (score.points, score.revision) == (Decimal(1), 1)
    assert [v.verdict for v in Verdict.objects.order_by("number")] == ["undecided", "partly_correct"]


def test_a_changed_mind_raises_the_revision_and_an_unchanged_one_does_not() -> None:
    attempt = finished_with("incorrect")
    assistant = a_member(attempt.assignment.course, "Ravi Menon", Role.ASSISTANT)
    submission = attempt.submissions.get()

    decide(submission=submission, credit=Decimal(1), comment="", by=assistant, now=NOON)
    decide(submission=submission, credit=Decimal(1), comment="Really.", by=assistant, now=NOON)

    score = Score.objects.get()
    assert (score.points, score.revision) == (Decimal(2), 2)
