"""What an LMS calls: login, launch, keys.

No view here asks for a CSRF token: other sites post to them by design, and the state parameter, bound to the browser,
is what protects the person.
"""

import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

import redis
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pengrade.lti import cookies, keys, launching, refusals, sessions, states
from pengrade.lti.login import arrive, authentication_request, begin, initiation_query, read_initiation, read_state
from pengrade.lti.models import LaunchSession
from pengrade.lti.refusals import Refused
from pengrade.lti.states import State

log = logging.getLogger(__name__)

_COOKIE_PATH = "/lti/"
# OpenID Connect Core 3.1.2.6: the platform would have had to ask the person something, and prompt=none forbids it.
_SIGNED_OUT = frozenset({"login_required", "interaction_required", "account_selection_required", "consent_required"})

View = Callable[[HttpRequest], HttpResponse]


def _explained(view: View) -> View:
    """Every refusal becomes a page in plain words."""

    @wraps(view)
    def explaining(request: HttpRequest) -> HttpResponse:
        try:
            return _frameable(view(request))
        except Refused as refused:
            return _refusal(request, refused)
        except redis.RedisError:
            log.exception("Redis does not answer")
            return _refusal(request, Refused(refusals.SERVICE_BUSY))

    return explaining


@never_cache
@require_http_methods(["GET", "POST"])
@_explained
def login(request: HttpRequest) -> HttpResponse:
    """The platform says that somebody wants to come in; ask it who."""
    parameters = request.POST if request.method == "POST" else request.GET
    initiation = read_initiation(parameters.dict())
    state, browser_secret = begin(initiation)
    looks_first = state.initiation is not None and request.headers.get("Sec-Fetch-Dest") == "iframe"
    next_url = _look_for_cookie(state) if looks_first else authentication_request(state, initiation)
    response = HttpResponseRedirect(next_url)
    cookies.set_framed_cookie(
        response, state.cookie_name, browser_secret, path=_COOKIE_PATH, max_age=int(states.LIFETIME.total_seconds())
    )
    return response


@never_cache
@require_safe
@_explained
def continue_login(request: HttpRequest) -> HttpResponse:
    """In a frame, see first whether the cookie is kept. Afterwards it is too late: Moodle lets each login be used
    once, so a new window can only take over one that the platform has not seen yet."""
    state = read_state(request.GET.get("state", ""))
    if state.initiation is None:
        raise Refused(refusals.STATE_UNKNOWN)
    if not _is_kept_by(request, state):
        return _offer_new_window(request, state)
    return HttpResponseRedirect(authentication_request(state, state.initiation))


@never_cache
@require_http_methods(["GET", "POST"])
@_explained
def launch(request: HttpRequest) -> HttpResponse:
    """The platform says who it is and what they opened."""
    if "error" in request.POST:
        raise _platform_error(request)
    state = read_state(request.POST.get("state", ""))
    if not _is_kept_by(request, state):
        return _offer_new_window(request, state)
    now = timezone.now()
    platform, launched = arrive(state, request.POST.get("id_token", ""), now)
    session, secret = launching.enter(platform=platform, launch=launched, now=now)
    response = HttpResponseRedirect(_first_page(session))
    sessions.set_cookie(response, session, secret)
    cookies.forget_framed_cookie(response, state.cookie_name, path=_COOKIE_PATH)
    return response


@require_safe
@cache_control(public=True, max_age=300)
def jwks(_request: HttpRequest) -> HttpResponse:
    """The tool's public keys."""
    return JsonResponse(keys.published())


def _look_for_cookie(state: State) -> str:
    return f"{reverse('lti-login-continue')}?{urlencode({'state': states.seal(state)})}"


def _is_kept_by(request: HttpRequest, state: State) -> bool:
    return state.is_bound_to(request.COOKIES.get(state.cookie_name, ""))


def _first_page(session: LaunchSession) -> str:
    if session.deep_linking is not None:
        return reverse("deep-link-choose", args=[session.key])
    page = "staff-overview" if session.membership.is_staff else "student-start"
    return reverse(page, args=[session.key])


def _platform_error(request: HttpRequest) -> Refused:
    error = request.POST["error"]
    reason = refusals.SIGNED_OUT if error in _SIGNED_OUT else refusals.PLATFORM_ERROR
    description = request.POST.get("error_description", "")
    return Refused(reason, f"{error}: {description}" if description else error)


def _offer_new_window(request: HttpRequest, state: State) -> HttpResponse:
    """Without the cookie this may be somebody else's login: no session, but a login of one's own in a new window."""
    refused = Refused(refusals.BROWSER_UNKNOWN)
    if state.initiation is None:
        return _refusal(request, refused)
    link = f"{reverse('lti-login')}?{initiation_query(state.initiation)}"
    return _refusal(request, refused, "new-window.html", new_window_url=link)


def _refusal(
    request: HttpRequest, refused: Refused, template: str = "refusal.html", new_window_url: str = ""
) -> HttpResponse:
    log.info("refused %s: %s (%r)", request.path, refused.reason.code, refused.detail)
    context = {"page": refused.page, "new_window_url": new_window_url}
    return _frameable(render(request, template, context, status=refused.reason.status))


def _frameable(response: HttpResponse) -> HttpResponse:
    """Let any site frame this. What a launch shows by itself is a redirect or a refusal: no secret and nothing to
    click by mistake, but a person in a frame must be able to read it, whichever platform they come from."""
    response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]  # django-csp reads it
    return response
