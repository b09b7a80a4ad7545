"""Who is asking, and may they? Every page of a launch goes through one of these doors; deny first."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from pengrade.assignments.models import Assignment
from pengrade.courses.models import Course, Membership
from pengrade.lti import sessions
from pengrade.lti.addresses import is_acceptable, origin_of
from pengrade.lti.models import LaunchSession
from pengrade.web.refusing import not_found, refusal
from pengrade.web.shown import RefusalPage

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """Somebody inside a launch. Every object a page shows is reached through this."""

    session: LaunchSession

    @property
    def key(self) -> str:
        """The public part of the address."""
        return self.session.key

    @property
    def membership(self) -> Membership:
        """Who is asking, and in which course."""
        return self.session.membership

    @property
    def course(self) -> Course:
        """The course that was launched."""
        return self.session.membership.course

    @property
    def assignment(self) -> Assignment | None:
        """The assignment behind the link that was launched, if it has one and belongs to the visitor's course."""
        return self.session.assignment


Page = Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


def for_members(page: Page[P]) -> View[P]:
    """A page for anybody inside a launch."""
    return _door(page, lambda visit: visit.membership.active)


def for_staff(page: Page[P]) -> View[P]:
    """A page for instructors and teaching assistants of the launched course."""
    return _door(page, lambda visit: visit.membership.is_staff)


def for_writers(page: Page[P]) -> View[P]:
    """A page for those who can sit an assignment."""
    return _door(page, lambda visit: visit.membership.is_writer)


def find_visit(request: HttpRequest, key: str) -> Visit | None:
    """The visitor behind a request, or None for a stranger or a session that is over."""
    session = sessions.find(request, key)
    return Visit(session) if session else None


def is_own_form(request: HttpRequest, visit: Visit) -> bool:
    """Was this sent by a page of ours, for this very session?

    The cookie is sent along by foreign pages too (it must work inside an LMS's frame), so a token that
    only our pages know must come with it; the browser's own word on the origin is checked on top.
    """
    origin = request.headers.get("Origin")
    if origin and origin != settings.BASE_URL:
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    token = request.headers.get("X-PenGrade-Token") or request.POST.get("token", "")
    return sessions.check_form_token(visit.session, token)


def _door(page: Page[P], may_enter: Callable[[Visit], bool]) -> View[P]:
    @functools.wraps(page)
    def view(request: HttpRequest, key: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        visit = find_visit(request, key)
        if visit is None:
            return refusal(request, _session_over(), status=403)
        if not may_enter(visit):
            return _framed(refusal(request, _not_for_you(), status=403), visit)
        if request.method not in {"GET", "HEAD"} and not is_own_form(request, visit):
            return _framed(refusal(request, _foreign_form(), status=403), visit)
        try:
            response = page(request, visit, *args, **kwargs)
        except Http404:
            # Answered here, not by Django's handler: a page in a frame must be allowed to show there.
            response = not_found(request)
        return _framed(response, visit)

    # Django's own protection keeps its secret in a cookie of its own, which frames lose; ours is is_own_form.
    return cast(View[P], csrf_exempt(view))


def _framed(response: HttpResponseBase, visit: Visit) -> HttpResponseBase:
    already = getattr(response, "_csp_replace", {})
    response._csp_replace = {**already, "frame-ancestors": frame_origins(visit)}  # type: ignore[attr-defined]
    response.headers["Cache-Control"] = "no-store"
    return response


def frame_origins(visit: Visit) -> list[str]:
    """The origins whose pages may frame this launch: those of its own platform."""
    platform = visit.session.deployment.platform
    urls = [platform.issuer, platform.auth_url, visit.session.return_url]
    return sorted({origin_of(url) for url in urls if is_acceptable(url)})


def _session_over() -> RefusalPage:
    return RefusalPage(
        title=_("This page needs a fresh start"),
        explanation=_("We do not know who you are: the session is over, or the browser kept its cookie back."),
        what_to_do=_("Go back to your course and open the assignment from there. What you typed was kept."),
    )


def _not_for_you() -> RefusalPage:
    return RefusalPage(
        title=_("This page is not for your role"),
        explanation=_("Your course gives you a role that may not see this page."),
        what_to_do=_("If that is wrong, ask your instructor to change your role in the course."),
    )


def _foreign_form() -> RefusalPage:
    return RefusalPage(
        title=_("Nothing was changed"),
        explanation=_("This form did not come from a page of this session."),
        what_to_do=_("Go back, reload the page and try again. What you typed was kept."),
    )


def page_context(page: Any, visit: Visit) -> dict[str, Any]:
    """What every template of a launch is given."""
    return {"page": page, "token": sessions.form_token(visit.session)}
