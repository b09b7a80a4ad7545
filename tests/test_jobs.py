"""Background steps, each run the way a worker runs it: from a row's number."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from pengrade import doorbell, jobs
from pengrade.attempts import lifecycle, queue
from pengrade.attempts.models import Attempt, Score, Submission, Verdict
from tests.builders import a_sitting, hand_in, part_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _fence_ends_with_the_test() -> Iterator[None]:
    yield
    jobs._close_fence()


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[int, ...]]]:
    """What was rung, instead of ringing: (task, arguments)."""
    rung: list[tuple[str, tuple[int, ...]]] = []

    def note(task: Any, *arguments: int, **_: Any) -> None:
        rung.append((task.name, arguments))

    monkeypatch.setattr(jobs, "ring", note)
    return rung


def sitting(**changes: Any) -> Attempt:
    return a_sitting(now=timezone.now(), **changes)


def test_a_submission_is_graded_by_the_real_engine_behind_its_fence() -> None:
    right, wrong = (hand_in(sitting(), text, now=timezone.now()) for text in ["x + x", "3x"])

    jobs.grade_submission(right.pk)
    jobs.grade_submission(wrong.pk)

    assert right.verdicts.get().verdict == "correct"
    verdict = wrong.verdicts.get()
    assert verdict.verdict == "incorrect"
    assert verdict.evidence["method"] == "counterexample"


def test_a_bell_rung_twice_grades_once() -> None:
    submission = hand_in(sitting(), now=timezone.now())

    jobs.grade_submission(submission.pk)
    jobs.grade_submission(submission.pk)

    assert Verdict.objects.count() == 1


def test_a_key_that_cannot_be_used_is_a_matter_for_a_person_not_a_zero() -> None:
    attempt = sitting()
    part = part_of(attempt)
    part.expected = "2 y +"
    part.save()

    jobs.grade_submission(hand_in(attempt, now=timezone.now()).pk)

    verdict = Verdict.objects.get()
    assert verdict.verdict == "undecided"
    assert verdict.evidence["reason"] == "key"


def test_an_answer_that_kills_its_graders_goes_to_a_person() -> None:
    submission = hand_in(sitting(), now=timezone.now())
    Submission.objects.update(claims=queue.MOST_CLAIMS)

    jobs.grade_submission(submission.pk)

    assert Verdict.objects.get().verdict == "undecided"


def test_the_sweep_rings_for_what_a_lost_bell_left(bells: list[tuple[str, tuple[int, ...]]]) -> None:
    attempt = sitting()
    lost = hand_in(attempt, now=timezone.now() - timedelta(seconds=6))
    hand_in(attempt, "3x", now=timezone.now())

    jobs.grade_overlooked()

    assert bells == [("pengrade.grade_submission", (lost.pk,))]


def test_overdue_sittings_are_closed_and_their_drafts_graded(bells: list[tuple[str, tuple[int, ...]]]) -> None:
    now = timezone.now()
    attempt = sitting(time_limit=timedelta(hours=1))
    lifecycle.save_draft(attempt=attempt, part=part_of(attempt), text="2x", edit=1, now=now)
    Attempt.objects.update(deadline=now - timedelta(minutes=1))

    jobs.close_overdue()

    submission = Submission.objects.get()
    assert submission.text == "2x"
    assert ("pengrade.grade_submission", (submission.pk,)) in bells
    jobs.grade_submission(submission.pk)
    assert Score.objects.get().points == 2


def test_a_dead_broker_loses_a_bell_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def dead(*_: Any, **__: Any) -> None:
        tried.append(1)
        raise OperationalError("no broker")

    monkeypatch.setattr(jobs.grade_submission, "apply_async", dead)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    submission = hand_in(sitting(), now=timezone.now())

    jobs.ring_for([submission] * 100)

    assert list(Submission.objects.filter(verdicts=None)) == [submission]
    assert len(tried) == 1  # a page pays for a broker that does not answer once, not a hundred times


def test_a_class_that_finishes_together_rings_once_for_its_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []

    def note(task: Any, **_: Any) -> bool:
        rung.append(task.name)
        return True

    monkeypatch.setattr(doorbell, "ring", note)

    for _ in range(100):
        jobs.ring_for_scores()

    assert rung == ["pengrade.send_due_scores"]
