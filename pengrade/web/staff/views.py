"""An instructor's pages on one assignment."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pengrade import jobs
from pengrade.attempts import grades, lifecycle
from pengrade.attempts.models import Attempt, Submission
from pengrade.lti import passback
from pengrade.web.access import Visit, for_staff, page_context
from pengrade.web.refusing import refusal
from pengrade.web.shown import RefusalPage
from pengrade.web.staff.building import overview_page
from pengrade.web.staff.sitting import attempt_page
from pengrade.web.student.building import Desk

LONGEST_COMMENT = 5_000


@require_GET
@for_staff
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who has started, submitted, scored; how hard each part is; what the LMS has heard."""
    assignment = visit.assignment
    if assignment is None:
        return refusal(request, _no_assignment(), status=404)
    now = timezone.now()
    jobs.ring_for(lifecycle.close_if_overdue(Attempt.objects.filter(assignment=assignment), now=now))
    return render(request, "staff/overview.html", page_context(overview_page(visit, assignment, now), visit))


@require_POST
@for_staff
def send_again(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Try again what the LMS did not take."""
    link = visit.session.link
    if link is not None:
        passback.send_again(link)
        jobs.ring_for_scores()
    return redirect("staff-overview", visit.key)


@require_GET
@for_staff
def attempt(request: HttpRequest, visit: Visit, uuid: UUID) -> HttpResponse:
    """One sitting with all answers and evidence."""
    return render(request, "staff/attempt.html", page_context(attempt_page(_desk(visit, uuid)), visit))


@require_POST
@for_staff
def finish(request: HttpRequest, visit: Visit, uuid: UUID) -> HttpResponse:
    """Hand in for a student who went away without doing so; what was typed is handed in as well."""
    desk = _desk(visit, uuid)
    jobs.ring_for(lifecycle.finish(attempt=desk.attempt, now=desk.now))
    jobs.ring_for_scores()
    return redirect("staff-attempt", visit.key, uuid)


@require_POST
@for_staff
def decide(request: HttpRequest, visit: Visit, submission: UUID) -> HttpResponse:
    """A person's verdict: credit in per cent and a comment."""
    row = get_object_or_404(
        Submission.objects.select_related("attempt"), uuid=submission, attempt__assignment=_assignment(visit)
    )
    credit = _share(request.POST.get("credit", ""))
    if credit is None:
        return refusal(request, _no_credit(), status=400)
    comment = request.POST.get("comment", "").strip()[:LONGEST_COMMENT]
    grades.decide(submission=row, credit=credit, comment=comment, by=visit.membership, now=timezone.now())
    jobs.ring_for_scores()
    return redirect("staff-attempt", visit.key, row.attempt.uuid)


def _desk(visit: Visit, uuid: UUID) -> Desk:
    attempts = Attempt.objects.select_related("assignment", "membership__person")
    return Desk(visit, get_object_or_404(attempts, uuid=uuid, assignment=_assignment(visit)), timezone.now())


def _assignment(visit: Visit) -> int:
    if visit.assignment is None:
        raise Http404
    return visit.assignment.pk


def _share(per_cent: str) -> Decimal | None:
    try:
        credit = Decimal(per_cent.strip()) / 100
    except InvalidOperation:
        return None
    return credit if credit.is_finite() and 0 <= credit <= 1 else None


def _no_assignment() -> RefusalPage:
    return RefusalPage(
        title=_("There is no assignment behind this link"),
        explanation=_("The link in your course names no assignment, or one that belongs to another course."),
        what_to_do=_("Remove the link in your course and add it again: you then choose the assignment."),
    )


def _no_credit() -> RefusalPage:
    return RefusalPage(
        title=_("That is no credit"),
        explanation=_("Credit is a number from 0 to 100, in per cent of the part's points. Nothing was changed."),
        what_to_do=_("Go back in your browser and enter a number."),
    )
