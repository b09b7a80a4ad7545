"""The token endpoint: client credentials proved by a JWT under the tool's key (1EdTech Security Framework §4.1)."""

import hashlib
import secrets
import time
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from demo_lms.addresses import absolute
from demo_lms.keys import verified
from demo_lms.models import AccessToken, SeenToken, Tool
from demo_lms.service_calls import Refused, service, token_digest
from demo_lms.vocabulary import ALL_SCOPES

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TOKEN_SECONDS = 3600
LONGEST_ASSERTION_SECONDS = 300


@service("token")
def token(request: HttpRequest) -> HttpResponse:
    """A bearer token for the scopes asked for that we know."""
    if request.method != "POST":
        raise Refused(405, "The token endpoint takes POST.")
    if request.POST.get("grant_type") != "client_credentials":
        raise Refused(400, "grant_type must be client_credentials.", "unsupported_grant_type")
    if request.POST.get("client_assertion_type") != ASSERTION_TYPE:
        raise Refused(400, f"client_assertion_type must be {ASSERTION_TYPE}.")
    tool = _authenticated(request.POST.get("client_assertion", ""))
    granted = [scope for scope in ALL_SCOPES if scope in request.POST.get("scope", "").split()]
    if not granted:
        raise Refused(400, "None of the scopes asked for exists here.", "invalid_scope")
    return JsonResponse(_issue(tool, granted), headers={"Cache-Control": "no-store"})


def spend(tool: Tool, value: object) -> None:
    """Note a `jti` or `nonce` as used. Raises Refused without one, and the second time."""
    if not isinstance(value, str) or not value:
        raise Refused(400, "The token carries nothing that makes it unique.", "invalid_client")
    try:
        with transaction.atomic():
            SeenToken.objects.create(tool=tool, value=hashlib.sha256(value.encode()).hexdigest())
    except IntegrityError as error:
        raise Refused(400, "This token was used before.", "invalid_client") from error


def _authenticated(assertion: str) -> Tool:
    signed = verified(assertion, audience=absolute("token"))
    if signed.claims.get("sub") != signed.tool.client_id:
        raise Refused(400, "iss and sub must both be the client id.", "invalid_client")
    expires_at, issued_at = float(signed.claims["exp"]), float(signed.claims["iat"])
    if max(expires_at - issued_at, expires_at - time.time()) > LONGEST_ASSERTION_SECONDS:
        raise Refused(400, "The assertion lives longer than five minutes.", "invalid_client")
    spend(signed.tool, signed.claims.get("jti"))
    return signed.tool


def _issue(tool: Tool, scopes: list[str]) -> dict[str, Any]:
    bearer = secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(seconds=TOKEN_SECONDS)
    AccessToken.objects.create(digest=token_digest(bearer), tool=tool, scopes=scopes, expires_at=expires_at)
    return {
        "access_token": bearer,
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": " ".join(scopes),
    }
