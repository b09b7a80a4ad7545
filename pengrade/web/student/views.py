"""A student's way through an assignment: start, write, submit, finish, look back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengrade import jobs
from pengrade.attempts import lifecycle
from pengrade.attempts.clock import GRACE
from pengrade.attempts.models import Attempt
from pengrade.attempts.refusals import AttemptRefused
from pengrade.banks.models import Part
from pengrade.web.access import Visit, for_members, for_writers, page_context
from pengrade.web.api.views import MOST_EDITS
from pengrade.web.refusing import refusal
from pengrade.web.shown import RefusalPage
from pengrade.web.student.building import Desk, finish_page, last_worked_on, part_page
from pengrade.web.student.reviewing import review_page
from pengrade.web.student.starting import start_page


@require_GET
@for_members
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The card before a sitting."""
    if visit.assignment is None:
        return refusal(request, _no_assignment(), status=404)
    now = timezone.now()
    jobs.ring_for(lifecycle.close_if_overdue(_own_attempts(visit), now=now))
    return render(request, "student/start.html", page_context(start_page(visit, visit.assignment, now), visit))


@require_POST
@for_writers
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Start a sitting, or go on with the running one."""
    if visit.assignment is None:
        return refusal(request, _no_assignment(), status=404)
    try:
        attempt = lifecycle.start(assignment=visit.assignment, membership=visit.membership, now=timezone.now())
    except AttemptRefused as refused:
        return _refused(request, refused)
    return redirect("student-attempt", visit.key, attempt.uuid)


@require_GET
@for_writers
def attempt(request: HttpRequest, visit: Visit, uuid: UUID) -> HttpResponse:
    """A sitting: where its student left it, or its review once it is over."""
    desk = open_desk(visit, uuid)
    if desk.attempt.finished_at:
        return redirect("student-review", visit.key, uuid)
    return redirect("student-part", visit.key, uuid, last_worked_on(desk))


@require_GET
@for_writers
def part(request: HttpRequest, visit: Visit, uuid: UUID, index: int) -> HttpResponse:
    """One part: question left, answer right."""
    desk = open_desk(visit, uuid)
    if desk.attempt.finished_at:
        return redirect("student-review", visit.key, uuid)
    _part_at(desk, index)
    response = render(request, "student/part.html", page_context(part_page(desk, index), visit))
    # MathLive, which a learner may open, places the pieces of a formula by style attributes. Attributes only, and on
    # this page only: style sheets still come from this site alone.
    response._csp_update = {"style-src-attr": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return response


@require_POST
@for_writers
def submit(request: HttpRequest, visit: Visit, uuid: UUID, index: int) -> HttpResponse:
    """Hand in an answer to one part."""
    keys = [*request.POST.getlist("answer"), *request.POST.getlist("reason")]
    text = ", ".join(keys)
    edit = _count(request.POST.get("edit", ""))

    def verb(desk: Desk) -> None:
        _check_choices(desk, _part_at(desk, index), keys)
        part = _part_at(desk, index)
        submission = lifecycle.submit(attempt=desk.attempt, part=part, text=text, now=desk.now, edit=edit)
        jobs.ring_for([submission])

    return _then_part(request, visit, uuid, index, verb, "#work")


@require_POST
@for_writers
def hint(request: HttpRequest, visit: Visit, uuid: UUID, index: int) -> HttpResponse:
    """Open the next hint."""

    def verb(desk: Desk) -> None:
        lifecycle.open_hint(attempt=desk.attempt, part=_part_at(desk, index), now=desk.now)

    return _then_part(request, visit, uuid, index, verb, "#hints")


@require_http_methods(["GET", "POST"])
@for_writers
def finish(request: HttpRequest, visit: Visit, uuid: UUID) -> HttpResponse:
    """Ask once more, then end the sitting."""
    desk = open_desk(visit, uuid)
    if request.method == "POST":
        jobs.ring_for(lifecycle.finish(attempt=desk.attempt, now=desk.now))
        jobs.ring_for_scores()
    if request.method == "POST" or desk.attempt.finished_at:
        return redirect("student-review", visit.key, uuid)
    return render(request, "student/finish.html", page_context(finish_page(desk), visit))


@require_GET
@for_writers
def review(request: HttpRequest, visit: Visit, uuid: UUID) -> HttpResponse:
    """What came back."""
    desk = open_desk(visit, uuid)
    if desk.attempt.finished_at is None:
        return redirect("student-part", visit.key, uuid, 1)
    return render(request, "student/review.html", page_context(review_page(desk), visit))


def open_desk(visit: Visit, uuid: UUID, *, looking: bool = True) -> Desk:
    """The visitor's own sitting; one whose time is up is closed on the way.

    Who looks at a page after the deadline is shown the end at once; the grace is for what is being sent.
    """
    now = timezone.now()
    grace = timedelta() if looking else GRACE
    jobs.ring_for(lifecycle.close_if_overdue(_own_attempts(visit).filter(uuid=uuid), now=now, grace=grace))
    attempts = _own_attempts(visit).select_related("assignment", "membership")
    return Desk(visit, get_object_or_404(attempts, uuid=uuid), now)


def _own_attempts(visit: Visit) -> QuerySet[Attempt]:
    return Attempt.objects.filter(membership=visit.membership, assignment=visit.assignment)


def _part_at(desk: Desk, index: int) -> Part:
    if not 1 <= index <= len(desk.parts):
        raise Http404
    return desk.parts[index - 1]


def _count(text: str) -> int:
    count = int(text) if text.isdecimal() and len(text) < 17 else 0
    return min(count, MOST_EDITS)


def _check_choices(desk: Desk, part: Part, keys: list[str]) -> None:
    if part.kind == "choice" and not set(keys) <= {choice.key for choice in desk.drawn(part)[1].choices}:
        raise AttemptRefused(_("That is none of the choices offered. Reload the page and choose again."))


def _then_part(
    request: HttpRequest, visit: Visit, uuid: UUID, index: int, verb: Callable[[Desk], None], anchor: str
) -> HttpResponse:
    desk = open_desk(visit, uuid, looking=False)
    try:
        verb(desk)
    except AttemptRefused as refused:
        return _refused(request, refused, desk)
    return redirect(reverse("student-part", args=[visit.key, uuid, index]) + anchor)


def _refused(request: HttpRequest, refused: AttemptRefused, desk: Desk | None = None) -> HttpResponse:
    page = RefusalPage(
        title=_("That did not work"),
        explanation=str(refused),
        what_to_do=_("What you submitted or saved before is kept."),
        next_url=desk.url("student-attempt") if desk else "",
    )
    return refusal(request, page, status=409)


def _no_assignment() -> RefusalPage:
    return RefusalPage(
        title=_("There is no assignment behind this link"),
        explanation=_("The link in your course names no assignment, or one that belongs to another course."),
        what_to_do=_("Tell your instructor: the link has to be added once more."),
    )
