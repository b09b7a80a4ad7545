"""Submissions that wait for the graders: the row is the queue. A claim runs out, so a dead grader loses nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pengrade.attempts.models import Submission, Verdict

# Longer than any answer may take with everything around it; then another grader may take the row.
CLAIM = timedelta(seconds=30)
# An answer that was claimed this often and never answered kills its graders; a person takes it.
MOST_CLAIMS = 4


def claim(submission_id: int, *, now: datetime) -> Submission | None:
    """Take a submission for grading; None if it has a verdict or another grader holds it.

    The conditional update lets one of several graders through, without a lock held while grading. Its
    conditions stand on the row itself (no join), so that PostgreSQL checks them again after waiting.
    """
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    taken = _ungraded().filter(free, pk=submission_id)
    if not taken.update(claimed_until=now + CLAIM, claims=F("claims") + 1):
        return None
    return Submission.objects.select_related("attempt", "part__version").get(pk=submission_id)


def release(submission: Submission) -> None:
    """Give a claimed submission back as if it had not been taken, for a reason that is not the answer's."""
    Submission.objects.filter(pk=submission.pk).update(claimed_until=None, claims=F("claims") - 1)


def overlooked(*, now: datetime, older_than: timedelta, most: int = 1000) -> Sequence[int]:
    """Identifiers of ungraded submissions whose bell was lost: old enough, and held by nobody."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    rows = _ungraded().filter(free, submitted_at__lt=now - older_than).order_by("submitted_at")
    return list(rows.values_list("pk", flat=True)[:most])


def _ungraded() -> QuerySet[Submission]:
    return Submission.objects.filter(~Exists(Verdict.objects.filter(submission=OuterRef("pk"))))
