"""Calls to a platform's services on the tool's own behalf: access tokens, and requests that carry one."""

import hashlib
import math
import uuid
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from pengrade.lti import addresses, keys, memory, wire
from pengrade.lti.models import Platform
from pengrade.lti.wire import Reply

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"

_ASSERTION_SECONDS = 240
# Moodle allows its clock no lead at all: an assertion issued a moment ahead of it is refused.
_BACKDATED_SECONDS = 5
_USUAL_LIFE_SECONDS = 3600
_RENEWED_EARLY_SECONDS = 300


class NoToken(Exception):
    """The platform gave no access token. The text says why, for an administrator."""


def post(
    platform: Platform,
    url: str,
    *,
    scopes: Collection[str],
    content_type: str,
    body: bytes,
    until: float | None = None,
) -> Reply:
    """The platform's answer to ``body``. A token it no longer takes is renewed once.

    All calls together end at ``until``, on the clock of ``time.monotonic``. Raises ``NoToken``, or
    ``wire.Unreachable``.
    """

    def attempt() -> Reply:
        token = access_token(platform, scopes, until)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
        return wire.post(url, headers=headers, body=body, registered=_is_registered(platform, url), until=until)

    reply = attempt()
    if reply.status == 401:
        forget_token(platform, scopes)
        reply = attempt()
    return reply


def access_token(platform: Platform, scopes: Collection[str], until: float | None = None) -> str:
    """A token for exactly these scopes of exactly this registration, kept until shortly before it ends."""
    name = _name(platform, scopes)
    kept = memory.client().get(name)
    if isinstance(kept, str):
        return kept
    token, seconds = _granted(_asked(platform, scopes, until))
    if seconds >= 1:
        memory.client().set(name, token, ex=seconds)
    return token


def forget_token(platform: Platform, scopes: Collection[str]) -> None:
    """Ask for a new token next time."""
    memory.client().delete(_name(platform, scopes))


def _is_registered(platform: Platform, url: str) -> bool:
    """Whether an operator named the very host and port of ``url``, which a token brought: then its network is fine."""
    return addresses.origin_of(url) == addresses.origin_of(platform.token_url)


def _asked(platform: Platform, scopes: Collection[str], until: float | None) -> Reply:
    """The answer to a request for a token (Security Framework 1.0, 4.1: client credentials with a signed assertion)."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": keys.sign(_assertion(platform)),
        "scope": " ".join(sorted(scopes)),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    body = urlencode(form).encode()
    return wire.post(platform.token_url, headers=headers, body=body, registered=True, until=until)


def _assertion(platform: Platform) -> dict[str, Any]:
    issued = keys.seconds_now() - _BACKDATED_SECONDS
    return {
        "iss": platform.client_id,
        "sub": platform.client_id,
        "aud": platform.token_url,
        "iat": issued,
        "exp": issued + _ASSERTION_SECONDS,
        "jti": uuid.uuid4().hex,
    }


def _granted(reply: Reply) -> tuple[str, int]:
    """The token in a reply, and for how many seconds to keep it."""
    try:
        answer = reply.json()
    except ValueError:
        answer = {}
    answer = answer if isinstance(answer, dict) else {}
    token = answer.get("access_token")
    if reply.status not in {200, 201} or not isinstance(token, str) or not (token.isascii() and token.isprintable()):
        error = answer.get("error")
        raise NoToken(f"{reply.status} {error}" if isinstance(error, str) else str(reply.status))
    return token, _kept_seconds(answer.get("expires_in", _USUAL_LIFE_SECONDS))


def _kept_seconds(expires_in: Any) -> int:
    """Until five minutes before its end; half its life if it lives but a few minutes; not at all if unclear."""
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float) or not math.isfinite(expires_in):
        return 0
    return int(max(expires_in - _RENEWED_EARLY_SECONDS, expires_in / 2))


def _name(platform: Platform, scopes: Collection[str]) -> str:
    """By registration, not by issuer: all of Canvas's customers share one issuer and must not share a token."""
    meant = " ".join([str(platform.pk), platform.client_id, platform.token_url, *sorted(scopes)])
    return memory.key("token", hashlib.sha256(meant.encode()).hexdigest()[:32])
