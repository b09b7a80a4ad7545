"""Putting an assignment together from a bank's problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from pengrade.assignments.models import Assignment, AssignmentProblem
from pengrade.assignments.schedule import Window
from pengrade.banks.models import Part, ProblemVersion
from pengrade.courses.models import Course, Membership

# A slip of the year is refused here; near the end of time, a deadline plus its grace cannot be computed.
_YEARS = range(2000, 2101)


class NotComposable(Exception):
    """An assignment cannot be made of this; the text says why, for an instructor."""


@dataclass(frozen=True)
class Plan:
    """What an instructor asked for."""

    title: str
    version_ids: Sequence[int]
    time_limit: timedelta | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts_allowed: int = 1
    tries_allowed: int = 3


@transaction.atomic
def compose(*, course: Course, plan: Plan, by: Membership | None) -> Assignment:
    """A new assignment of ``course``.

    Raises:
        NotComposable: no title, no or unknown problems, or a window that closes before it opens.
    """
    _check(plan)
    versions = ProblemVersion.objects.in_bulk(list(plan.version_ids))
    if set(versions) != set(plan.version_ids):
        raise NotComposable(_("One of the chosen problems is no longer in the bank. Choose again."))
    assignment = Assignment.objects.create(
        course=course,
        title=plan.title.strip(),
        created_by=by,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        time_limit=plan.time_limit,
        attempts_allowed=plan.attempts_allowed,
        tries_allowed=plan.tries_allowed,
    )
    AssignmentProblem.objects.bulk_create(
        AssignmentProblem(assignment=assignment, version=versions[pk], position=position)
        for position, pk in enumerate(dict.fromkeys(plan.version_ids))
    )
    return assignment


def window_of(assignment: Assignment) -> Window:
    """When this assignment can be worked on."""
    return Window(assignment.opens_at, assignment.closes_at, assignment.time_limit)


def maximum_points(assignment: Assignment) -> Decimal:
    """The points of all parts. One query."""
    parts = Part.objects.filter(version__assignments=assignment)
    return parts.aggregate(total=Sum("points"))["total"] or Decimal(0)


def _check(plan: Plan) -> None:
    if not plan.title.strip():
        raise NotComposable(_("Give the assignment a title."))
    if len(plan.title.strip()) > 200:
        raise NotComposable(_("The title has more than 200 characters. Shorten it."))
    if not plan.version_ids:
        raise NotComposable(_("Choose at least one problem."))
    if plan.time_limit is not None and plan.time_limit < timedelta(minutes=1):
        raise NotComposable(_("A time limit has at least one minute. Leave it empty for no limit."))
    if min(plan.attempts_allowed, plan.tries_allowed) < 1:
        raise NotComposable(_("At least one attempt and one try are needed."))
    if any(when and when.year not in _YEARS for when in (plan.opens_at, plan.closes_at)):
        raise NotComposable(_("Check the year of the two dates."))
    if plan.opens_at and plan.closes_at and plan.opens_at >= plan.closes_at:
        raise NotComposable(_("The assignment would close before it opens. Check the two dates."))
