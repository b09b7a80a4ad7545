"""Deep linking: an instructor chooses an assignment, and it goes back to the platform."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pengrade.assignments.composing import NotComposable, Plan, compose, maximum_points
from pengrade.assignments.models import Assignment
from pengrade.banks.kinds import servable_versions
from pengrade.banks.markdown import render_inline
from pengrade.banks.models import ProblemVersion
from pengrade.lti import deep_linking
from pengrade.lti.addresses import origin_of
from pengrade.web import wording
from pengrade.web.access import Visit, for_staff, page_context
from pengrade.web.shown import BankEntry, ChoosePage, ReturnPage
from pengrade.web.staff.building import summary_of
from pengrade.web.student.building import bar_of


class NewAssignment(forms.Form):
    """What an instructor fills in for a new assignment."""

    title = forms.CharField(
        max_length=200,
        label=gettext_lazy("Title"),
        error_messages={"required": gettext_lazy("Give the assignment a title.")},
    )
    versions = forms.TypedMultipleChoiceField(
        coerce=int,
        label=gettext_lazy("Problems"),
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    minutes = forms.IntegerField(min_value=1, max_value=10_000, required=False, label=gettext_lazy("Time limit"))
    attempts = forms.IntegerField(min_value=1, max_value=100, label=gettext_lazy("Attempts"))
    tries = forms.IntegerField(min_value=1, max_value=100, label=gettext_lazy("Tries for each part"))
    opens_at = forms.DateTimeField(required=False, label=gettext_lazy("Opens"))
    closes_at = forms.DateTimeField(required=False, label=gettext_lazy("Closes"))

    def plan(self) -> Plan:
        """The plan behind a valid form."""
        data = self.cleaned_data
        return Plan(
            title=data["title"],
            version_ids=data["versions"],
            time_limit=timedelta(minutes=data["minutes"]) if data["minutes"] else None,
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            attempts_allowed=data["attempts"],
            tries_allowed=data["tries"],
        )


@require_http_methods(["GET", "POST"])
@for_staff
def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose an assignment of this course, or make one."""
    if not visit.session.deep_linking:
        raise Http404
    if request.method == "GET":
        return _page(request, visit, NewAssignment())
    if request.POST.get("action") == "place-existing":
        return _place_existing(request, visit)
    return _place_new(request, visit)


def _place_existing(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        uuid = UUID(request.POST.get("existing", ""))
    except ValueError:
        return _page(request, visit, NewAssignment(), [_("Choose one of the assignments of this course.")])
    return _send_back(request, visit, get_object_or_404(Assignment, uuid=uuid, course=visit.course))


def _place_new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = NewAssignment(request.POST)
    _offer(form)
    if not form.is_valid():
        return _page(request, visit, form, _complaints(form))
    try:
        assignment = compose(course=visit.course, plan=form.plan(), by=visit.membership)
    except NotComposable as refused:
        return _page(request, visit, form, [str(refused)])
    return _send_back(request, visit, assignment)


def _send_back(request: HttpRequest, visit: Visit, assignment: Assignment) -> HttpResponse:
    answer = deep_linking.answer(visit.session, assignment, maximum_points(assignment))
    page = ReturnPage(return_url=answer.return_url, jwt=answer.jwt, title=assignment.title)
    response = render(request, "staff/return.html", page_context(page, visit))
    # The origin alone: a policy takes no query, and a ";" in one would begin a directive of its own.
    response._csp_replace = {"form-action": [origin_of(answer.return_url)]}  # type: ignore[attr-defined]
    return response


def _page(request: HttpRequest, visit: Visit, form: NewAssignment, errors: list[str] | None = None) -> HttpResponse:
    existing = Assignment.objects.filter(course=visit.course).order_by("-created_at")
    page = ChoosePage(
        bar=bar_of(visit),
        existing=[(str(a.uuid), a.title, summary_of(a, maximum_points(a))) for a in existing],
        entries=[_entry(version) for version in _offered()],
        action_url=reverse("deep-link-choose", args=[visit.key]),
        errors=errors or [],
        values=_values(form),
    )
    return render(request, "staff/choose.html", page_context(page, visit), status=400 if errors else 200)


def _offered() -> list[ProblemVersion]:
    versions = servable_versions().select_related("problem").prefetch_related("parts")
    return list(versions.order_by("problem__topic", "minutes", "title"))


def _entry(version: ProblemVersion) -> BankEntry:
    return BankEntry(
        version_id=version.pk,
        title=version.title,
        topic=version.problem.topic.replace("-", " "),
        level=version.get_level_display(),
        minutes=version.minutes,
        points=wording.points(sum((part.points for part in version.parts.all()), Decimal(0))),
        skills=version.skills,
        excerpt=render_inline(version.audience),
    )


def _offer(form: NewAssignment) -> None:
    form.fields["versions"].choices = [(v.pk, v.title) for v in servable_versions()]  # type: ignore[attr-defined]


def _values(form: NewAssignment) -> dict[str, object]:
    if not form.is_bound:
        return {"attempts": 1, "tries": 3, "versions": []}
    chosen = {int(pk) for pk in form.data.getlist("versions") if pk.isdecimal()}  # type: ignore[attr-defined]
    return {**{name: form.data.get(name, "") for name in form.fields}, "versions": chosen}


def _complaints(form: NewAssignment) -> list[str]:
    return [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors]
