"""From verdicts to the score that an LMS is to show."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from pengrade.assignments.models import Assignment
from pengrade.attempts.models import Attempt, Score, Submission, Verdict, VerdictKind
from pengrade.attempts.scoring import final_points
from pengrade.attempts.standings import parts_of, standings_of
from pengrade.attempts.typed import storable
from pengrade.courses.models import Membership
from pengrade.grading.verdict import Verdict as EngineVerdict

_SHARE = Decimal("0.00001")


@transaction.atomic
def record_verdict(*, submission_id: int, verdict: EngineVerdict, now: datetime) -> bool:
    """Keep what the engine said of a submission. False if it had been said before, which changes nothing."""
    submission = _locked(submission_id)
    if submission.verdicts.exists():
        return False
    Verdict.objects.create(
        submission=submission,
        number=1,
        verdict=verdict.verdict,
        credit=Decimal(str(verdict.score)).quantize(_SHARE),
        evidence=dict(verdict.evidence),
        understood_as=verdict.understood_as,
        spoken=verdict.spoken,
        message=verdict.message,
        position=verdict.position,
        length=verdict.length,
        suggestion=verdict.suggestion or "",
        finding=verdict.finding or "",
        fingerprint=verdict.fingerprint or "",
        milliseconds=verdict.milliseconds,
        decided_at=now,
    )
    _refresh_after(submission, now)
    return True


@transaction.atomic
def decide(*, submission: Submission, credit: Decimal, comment: str, by: Membership, now: datetime) -> Verdict:
    """Keep what a person said of a submission. The engine's verdict stays beside it.

    Args:
        credit: share of the part's points, 0 to 1.
    """
    credit = credit.quantize(_SHARE)
    submission = _locked(submission.pk)
    last = submission.verdicts.order_by("number").last()
    verdict = Verdict.objects.create(
        submission=submission,
        number=last.number + 1 if last else 1,
        verdict=_kind_of(credit),
        credit=credit,
        evidence={"method": "person"},
        understood_as=last.understood_as if last else "",
        spoken=last.spoken if last else "",
        message=storable(comment),
        decided_at=now,
        decided_by=by,
    )
    _refresh_after(submission, now)
    return verdict


@transaction.atomic
def refresh_score(*, assignment: Assignment, membership: Membership, now: datetime) -> Score | None:
    """Bring a member's score up to date; None as long as no finished sitting is fully decided.

    A score counts finished sittings only, so nobody sees a grade fall while they write.
    """
    # Two sittings of one member may be decided at once; the later one must see what the earlier wrote.
    Membership.objects.select_for_update().get(pk=membership.pk)
    attempts = Attempt.objects.filter(assignment=assignment, membership=membership, finished_at__isnull=False)
    standings = standings_of(attempts, parts_of(assignment.pk))
    points = final_points(s.total() for s in standings)
    if points is None:
        return None
    maximum = standings[0].total().possible
    score = Score.objects.filter(assignment=assignment, membership=membership).first()
    if score is None:
        return Score.objects.create(
            assignment=assignment, membership=membership, points=points, maximum=maximum, changed_at=now
        )
    if (score.points, score.maximum) != (points, maximum):
        score.points, score.maximum, score.changed_at = points, maximum, now
        score.revision += 1
        score.save()
    return score


def _locked(submission_id: int) -> Submission:
    # The sitting first, as finishing does: else a verdict and the end of the sitting, in the same moment,
    # would each take the other for not yet there, and no score would be made.
    Attempt.objects.select_for_update(of=("self",)).get(submissions=submission_id)
    return Submission.objects.select_for_update().get(pk=submission_id)


def _refresh_after(submission: Submission, now: datetime) -> None:
    attempt = Attempt.objects.select_related("assignment", "membership").get(pk=submission.attempt_id)
    if attempt.finished_at is not None:
        refresh_score(assignment=attempt.assignment, membership=attempt.membership, now=now)


def _kind_of(credit: Decimal) -> VerdictKind:
    if credit == 1:
        return VerdictKind.CORRECT
    return VerdictKind.PARTLY_CORRECT if credit else VerdictKind.INCORRECT
