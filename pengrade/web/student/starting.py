"""The card before a sitting."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from pengrade.assignments.composing import window_of
from pengrade.assignments.models import Assignment
from pengrade.assignments.schedule import Phase
from pengrade.attempts.models import Attempt
from pengrade.attempts.standings import Standing, parts_of, standings_of
from pengrade.web import wording
from pengrade.web.access import Visit
from pengrade.web.shown import Sitting, StartPage
from pengrade.web.student.building import bar_of
from pengrade.web.student.reviewing import points_of_sitting


def start_page(visit: Visit, assignment: Assignment, now: datetime) -> StartPage:
    """What a student should know before the clock starts."""
    attempts = Attempt.objects.filter(assignment=assignment, membership=visit.membership).order_by("number")
    parts = parts_of(assignment.pk)
    standings = standings_of(attempts, parts)
    versions = list(dict.fromkeys(part.version for part in parts))
    return StartPage(
        bar=bar_of(visit),
        title=assignment.title,
        problems=[version.title for version in versions],
        part_count=len(parts),
        points=wording.points(sum((p.points for p in parts), Decimal(0))),
        minutes=wording.minutes(assignment.time_limit) if assignment.time_limit else None,
        expected_minutes=sum(version.minutes for version in versions),
        attempts_allowed=assignment.attempts_allowed,
        attempts_left=max(0, assignment.attempts_allowed - len(standings)),
        tries_allowed=assignment.tries_allowed,
        opens_at=assignment.opens_at,
        closes_at=assignment.closes_at,
        state=_state(visit, assignment, standings, now),
        action_url=reverse("student-begin", args=[visit.key]),
        warm_up_url=reverse("api-warm-up", args=[visit.key]),
        sittings=[_sitting(visit, standing) for standing in standings],
    )


def _state(visit: Visit, assignment: Assignment, standings: list[Standing], now: datetime) -> str:
    if not visit.membership.is_writer:
        return "view-only"
    if any(s.attempt.finished_at is None for s in standings):
        return "running"
    phase = window_of(assignment).phase(now)
    if phase is not Phase.OPEN:
        return phase.value
    return "open" if len(standings) < assignment.attempts_allowed else "used-up"


def _sitting(visit: Visit, standing: Standing) -> Sitting:
    attempt = standing.attempt
    page = "student-review" if attempt.finished_at else "student-attempt"
    return Sitting(
        number=attempt.number,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        points=points_of_sitting(attempt, standing),
        url=reverse(page, args=[visit.key, attempt.uuid]),
    )
