"""What every service has in common: leave to call, failures on demand, refusals as JSON, and the log."""

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from demo_lms.failures import answered_with_failures
from demo_lms.models import AccessToken, ServiceCall, Tool

LOGGED_CHARACTERS = 4000
BEARER_TOKEN = re.compile(r'("access_token": ")[^"]*')

View = Callable[..., HttpResponse]


class Refused(Exception):
    """A call that gets an error for an answer. `code` is OAuth's or OpenID's word for it."""

    def __init__(self, status: int, message: str, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


@dataclass(frozen=True)
class ServiceRequest:
    """A call by a tool that may make it."""

    http: HttpRequest
    tool: Tool


def service(name: str) -> Callable[[View], View]:
    """A view that anybody may call, logged and failing on demand under the name."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, **where: object) -> HttpResponse:
            asked = request.body  # before the view parses it: afterwards a multipart body is gone
            response = answered_with_failures(name, lambda: _answered(view, request, where))
            _log(request, asked, response)
            return response

        return answer

    return decorate


def tool_service(name: str, scopes: Mapping[str, tuple[str, ...]]) -> Callable[[View], View]:
    """A view for the bearers of a token with one of the scopes given for the method; it gets a ServiceRequest."""

    def decorate(view: View) -> View:
        @service(name)
        @functools.wraps(view)
        def answer(request: HttpRequest, **where: object) -> HttpResponse:
            enough = scopes.get(str(request.method))
            if enough is None:
                raise Refused(405, f"{request.method} is not possible here.")
            return view(ServiceRequest(request, _bearer(request, enough)), **where)

        return answer

    return decorate


def token_digest(token: str) -> str:
    """What we keep of an access token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sent_json(request: HttpRequest, media_type: str) -> dict[str, Any]:
    """The JSON object in the body. Raises Refused unless it is one and is said to be of the media type."""
    if request.content_type != media_type:
        raise Refused(415, f"Content-Type must be {media_type}.")
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise Refused(400, "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise Refused(400, "The body is not a JSON object.")
    return body


def require_accept(request: HttpRequest, media_type: str) -> None:
    """Raises Refused unless the media type is asked for by name; like Moodle, `*/*` is not enough."""
    offers = [offer.partition(";")[0].strip() for offer in request.headers.get("Accept", "").split(",")]
    if media_type not in offers:
        raise Refused(400, f"Accept must name {media_type}.")


def _bearer(request: HttpRequest, scopes: tuple[str, ...]) -> Tool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused(401, "A bearer token is needed.", "invalid_token")
    known = AccessToken.objects.select_related("tool").filter(digest=token_digest(token.strip())).first()
    if known is None or known.expires_at <= timezone.now():
        raise Refused(401, "The access token is unknown or has expired.", "invalid_token")
    if not set(scopes) & set(known.scopes):
        raise Refused(403, f"The access token lacks the scope {' or '.join(scopes)}.", "insufficient_scope")
    return known.tool


def _answered(view: View, request: HttpRequest, where: Mapping[str, object]) -> HttpResponse:
    try:
        return view(request, **where)
    except Refused as refused:
        body = {"error": refused.code, "error_description": refused.message}
        return JsonResponse(body, status=refused.status)


def _log(request: HttpRequest, asked: bytes, response: HttpResponse) -> None:
    ServiceCall.objects.create(
        method=str(request.method),
        path=request.get_full_path(),
        status=response.status_code,
        request=asked.decode(errors="replace")[:LOGGED_CHARACTERS],
        response=_loggable(response),
    )


def _loggable(response: HttpResponse) -> str:
    """The answer as the log may keep it: no pages, and no token that is still good."""
    if "json" not in response.headers["Content-Type"]:
        return ""
    text = response.content.decode(errors="replace")
    return BEARER_TOKEN.sub(r"\1…", text)[:LOGGED_CHARACTERS]
