"""One launch in one browser tab: the key in the address, the secret in a cookie that only that address gets.

Two tabs with two people stay two, because each key has a cookie and a path of its own.
"""

import hashlib
import secrets
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from pengrade.attempts.models import Attempt
from pengrade.courses.models import Membership
from pengrade.lti import cookies
from pengrade.lti.claims import DeepLinking
from pengrade.lti.models import AssignmentLink, Deployment, DeploymentState, Identity, LaunchSession

# A working day with a break: who comes back tomorrow opens the link again.
LIFETIME = timedelta(hours=12)
# A sitting with a time limit may run past that. Its learner must not lose minutes to opening the link again, and
# afterwards sees the last answer arrive.
_AFTER_DEADLINE = timedelta(minutes=10)
# Rows outlive their sessions by more than the longest sitting against a clock.
_KEPT = timedelta(days=30)


def begin(
    *,
    identity: Identity,
    membership: Membership,
    deployment: Deployment,
    assignment_link: AssignmentLink | None,
    deep_linking: DeepLinking | None,
    return_url: str,
    now: datetime,
) -> tuple[LaunchSession, str]:
    """A new session, and the secret that goes into its cookie and is kept nowhere else."""
    secret = secrets.token_urlsafe(32)
    session = LaunchSession.objects.create(
        key=secrets.token_hex(8),
        secret_hash=_hash(secret),
        form_secret=secrets.token_urlsafe(32),
        identity=identity,
        membership=membership,
        deployment=deployment,
        assignment_link=assignment_link,
        deep_linking=_as_json(deep_linking),
        return_url=return_url,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return session, secret


def find(request: HttpRequest, key: str) -> LaunchSession | None:
    """The session called ``key`` if this browser holds its secret and nobody has withdrawn it meanwhile.

    One query, with identity, person, membership, course, platform, link and assignment; a second one only after
    ``expires_at``.
    """
    secret = request.COOKIES.get(cookie_name(key), "")
    # A key is made of hexadecimal digits; PostgreSQL would not even take a question about a NUL.
    session = _live().filter(key=key).first() if key.isalnum() else None
    if session is None or not constant_time_compare(_hash(secret), session.secret_hash):
        return None
    now = timezone.now()
    if now < session.expires_at or _sits_against_the_clock(session, now):
        return session
    return None


def end(session: LaunchSession) -> None:
    """Close the session; its cookie opens nothing any more."""
    session.ended_at = timezone.now()
    session.save(update_fields=["ended_at"])


def forget_expired(now: datetime) -> int:
    """Delete sessions that ended long ago; returns how many. Nothing hangs on them, their addresses open nothing."""
    count, _ = LaunchSession.objects.filter(expires_at__lt=now - _KEPT).delete()
    return count


def form_token(session: LaunchSession) -> str:
    """What every form and script of this session sends back, to prove that our own page made the request."""
    return session.form_secret


def check_form_token(session: LaunchSession, token: str) -> bool:
    """Whether ``token`` is this session's, in constant time."""
    return constant_time_compare(token, session.form_secret)


def set_cookie(response: HttpResponse, session: LaunchSession, secret: str) -> None:
    """Give the browser the session's secret, for the session's own pages only."""
    cookies.set_framed_cookie(response, cookie_name(session.key), secret, path=f"/at/{session.key}/")


def cookie_name(key: str) -> str:
    """The name of a session's cookie."""
    return f"pg_{key}"


def _live() -> QuerySet[LaunchSession]:
    """Sessions that neither their owner, nor the platform's roster, nor an administrator has ended."""
    return LaunchSession.objects.filter(
        ended_at__isnull=True,
        membership__active=True,
        deployment__state=DeploymentState.ACTIVE,
        deployment__platform__enabled=True,
    ).select_related(
        "identity__person",
        "membership__course",
        "membership__person",
        "deployment__platform",
        "assignment_link__assignment",
        "assignment_link__course_link",
    )


def _sits_against_the_clock(session: LaunchSession, now: datetime) -> bool:
    """Is this member inside a sitting with a time limit (or just after it)? An untimed one can be left and reopened."""
    return Attempt.objects.filter(
        membership=session.membership,
        assignment__time_limit__isnull=False,
        deadline__gt=now - _AFTER_DEADLINE,
        started_at__lt=session.expires_at,
    ).exists()


def _as_json(deep_linking: DeepLinking | None) -> dict[str, str | bool | None] | None:
    return None if deep_linking is None else asdict(deep_linking)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
