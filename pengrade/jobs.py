"""Every background step on one page.

Rows are the queue: what is to be done stands in the database, a message only rings. A lost message costs a
delay, a doubled one nothing, because each step claims its row first.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from celery.signals import worker_process_init, worker_process_shutdown
from django.conf import settings
from django.utils import timezone

from pengrade.attempts import queue
from pengrade.attempts.grades import record_verdict
from pengrade.attempts.lifecycle import close_if_overdue
from pengrade.attempts.models import Attempt, Submission
from pengrade.banks.drawing import draw_problem
from pengrade.celery import GRADING, app
from pengrade.doorbell import ring, ring_once
from pengrade.grading.fence import Fence, FenceError
from pengrade.grading.spec import SpecError
from pengrade.grading.verdict import UNDECIDED, Verdict
from pengrade.lti import passback, sessions

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
# How old an ungraded answer is before its bell counts as lost.
OVERLOOKED = timedelta(seconds=5)
# A sweep's bells are void when the next sweep rings, so a long queue does not fill with repetitions.
MOST_BELLS = 500

app.conf.task_routes = {"pengrade.grade_submission": {"queue": GRADING}}

app.conf.beat_schedule = {
    "grade-overlooked": {"task": "pengrade.grade_overlooked", "schedule": SWEEP_SECONDS},
    "close-overdue": {"task": "pengrade.close_overdue", "schedule": SWEEP_SECONDS},
    "send-due-scores": {"task": "pengrade.send_due_scores", "schedule": SWEEP_SECONDS},
    "forget-expired-sessions": {"task": "pengrade.forget_expired_sessions", "schedule": 3600.0},
}
for entry in app.conf.beat_schedule.values():
    entry["options"] = {"expires": entry["schedule"]}


@app.task(name="pengrade.grade_submission")
def grade_submission(submission_id: int) -> None:
    """Grade one submission, unless it is graded or being graded."""
    submission = queue.claim(submission_id, now=timezone.now())
    if submission is None:
        return
    if submission.claims > queue.MOST_CLAIMS:
        verdict = _for_a_person("Grading stopped several times without a result.", "crash")
    else:
        verdict = _grade(submission)
    if record_verdict(submission_id=submission_id, verdict=verdict, now=timezone.now()):
        logger.info("graded %s: %s in %.1f ms", submission.uuid, verdict.verdict, verdict.milliseconds)
        if submission.attempt.finished_at is not None:
            ring_for_scores()


@app.task(name="pengrade.grade_overlooked")
def grade_overlooked() -> None:
    """Ring again for answers whose bell was lost or whose grader died."""
    for submission_id in queue.overlooked(now=timezone.now(), older_than=OVERLOOKED, most=MOST_BELLS):
        ring(grade_submission, submission_id, expires=SWEEP_SECONDS)


@app.task(name="pengrade.close_overdue")
def close_overdue() -> None:
    """Finish sittings whose time is up, with what was saved last."""
    now = timezone.now()
    for attempt_id in Attempt.objects.filter(finished_at=None, deadline__lt=now).values_list("pk", flat=True):
        try:
            ring_for(close_if_overdue(Attempt.objects.filter(pk=attempt_id), now=now))
        except Exception:  # one sitting that cannot be closed must not keep the others open
            logger.exception("attempt %s could not be closed", attempt_id)


@app.task(name="pengrade.send_due_scores")
def send_due_scores() -> None:
    """Ring for every score that an LMS has not heard yet."""
    for passback_id in passback.due(now=timezone.now(), most=MOST_BELLS):
        ring(send_score, passback_id, expires=SWEEP_SECONDS)


@app.task(name="pengrade.send_score")
def send_score(passback_id: int) -> None:
    """Tell an LMS one score, unless somebody else is telling it."""
    passback.send(passback_id, now=timezone.now())


@app.task(name="pengrade.forget_expired_sessions")
def forget_expired_sessions() -> None:
    """Delete the rows of sessions that are long over."""
    sessions.forget_expired(timezone.now())


def ring_for(submissions: Iterable[Submission]) -> None:
    """Wake the graders for submissions that stand in the database.

    With the broker down nothing is lost: the sweep finds the rows.
    """
    for submission in submissions:
        ring(grade_submission, submission.pk)


def ring_for_scores() -> None:
    """Wake whoever tells scores to an LMS.

    A class that finishes in one second rings once: the task finds every score that is due.
    """
    ring_once(send_due_scores, every=1.0)


def _grade(submission: Submission) -> Verdict:
    drawn = draw_problem(submission.part.version, submission.attempt.seed)
    part = next(p for p in drawn.parts if p.part_id == submission.part_id)
    try:
        return _fence().grade(part.spec(), submission.text)
    except FenceError:
        # A fault of this machine, which says nothing of the answer: the row goes back as it was.
        queue.release(submission)
        raise
    except SpecError as error:
        # The author's mistake is never the learner's: a person looks at it.
        logger.error("a key cannot be used: %s: %s", error.field, error)
        return _for_a_person(str(error), "key")


def _for_a_person(detail: str, reason: str) -> Verdict:
    return Verdict(
        verdict=UNDECIDED,
        evidence={"reason": reason, "detail": detail},
        message="Your answer is kept. A person will look at it.",
    )


@cache
def _fence() -> Fence:
    return Fence(seconds=settings.GRADING_MILLISECONDS / 1000, megabytes=settings.GRADING_MEGABYTES)


@worker_process_init.connect
def _warm_up(**_: Any) -> None:
    _fence().start()


@worker_process_shutdown.connect
def _close_fence(**_: Any) -> None:
    if _fence.cache_info().currsize:
        _fence().close()
        _fence.cache_clear()
