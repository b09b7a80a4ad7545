"""What a gradebook's answer to a score means. Pure: status, headers and text in, a decision out.

The classes come from what Canvas and Moodle do: most refusals pass by themselves, some need a newer timestamp, and
some need a person, who is told what to do.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

_LONGEST_WAIT = timedelta(days=1)  # longer wishes are more likely mistakes than wishes
_LONGEST_QUOTE = 200


class Kind(StrEnum):
    """What to do next."""

    DELIVERED = "delivered"
    TRANSIENT = "transient"  # try again later
    TOKEN = "token"  # noqa: S105 (a kind of outcome)  renew the access token, then as transient
    SUPERSEDED = "superseded"  # something newer stands there; try again with a newer timestamp
    PERMANENT = "permanent"  # tell the teacher


@dataclass(frozen=True)
class Outcome:
    """A decision. ``message`` is for the teacher: what happened and, if they can do something, what."""

    kind: Kind
    status: int | None = None  # HTTP; None: no answer came
    message: str = ""
    retry_after: timedelta | None = None  # as the platform wishes


def outcome(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Outcome:
    """The decision on an HTTP answer. ``now`` is needed where ``Retry-After`` is a date."""
    if 200 <= status < 300:
        return Outcome(Kind.DELIVERED, status)
    lowered = {name.lower(): value for name, value in headers.items()}
    kind = _kind(status, lowered, body)
    message = _message(kind, status, body)
    retry_after = _wish(lowered.get("retry-after", ""), now) if kind == Kind.TRANSIENT else None
    return Outcome(kind, status, message, retry_after)


def _kind(status: int, headers: Mapping[str, str], body: bytes) -> Kind:
    if status == 401:
        return Kind.TOKEN
    # Moodle answers 409 to an equal or older timestamp, Canvas 400 with a sentence about it.
    if status == 409 or (status == 400 and b"timestamp" in body.lower()):
        return Kind.SUPERSEDED
    if status in {408, 425, 429} or status >= 500 or status < 400:
        return Kind.TRANSIENT
    if status == 403 and _is_out_of_quota(headers, body):
        return Kind.TRANSIENT
    return Kind.PERMANENT


def _is_out_of_quota(headers: Mapping[str, str], body: bytes) -> bool:
    """Canvas throttles with 403 as well."""
    try:
        return float(headers["x-rate-limit-remaining"]) <= 0
    except (KeyError, ValueError):
        return b"rate limit exceeded" in body.lower()


def _message(kind: Kind, status: int, body: bytes) -> str:
    words = {"status": status}
    if kind == Kind.TOKEN:
        return _("The LMS does not accept our access token (%(status)s).") % words
    if kind == Kind.SUPERSEDED:
        return _("The LMS has a newer entry for this student (%(status)s).") % words
    if kind == Kind.TRANSIENT:
        return _("The LMS cannot take the score at the moment (%(status)s).") % words
    return " ".join(filter(None, [_advice(status) % words, _quoted(body)]))


def _advice(status: int) -> str:
    match status:
        case 403:
            return _(
                "The LMS does not allow PenGrade to write into its gradebook (%(status)s). Ask the people who run it "
                "to allow the tool to return scores, then send again."
            )
        case 404 | 410:
            return _(
                "The gradebook column of this link is gone (%(status)s). Place the assignment in the course again."
            )
        case 400 | 422:
            return _(
                "The LMS takes no score for this person (%(status)s). Check there that they are enrolled as a student "
                "and that the assignment is published and open for scores, then send again."
            )
    return _("The LMS refuses the score (%(status)s). Show this to the people who run it, then send again.")


def _quoted(body: bytes) -> str:
    """The platform's own words, if there are any a person can read."""
    said = _first_text(_parsed(body)).strip()
    said = "".join(c if c.isprintable() else " " for c in said)[:_LONGEST_QUOTE]
    return _("It says: “%(said)s”") % {"said": said} if said else ""


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        text = body[:1000].decode("utf-8", "replace").strip()
        return "" if text.startswith("<") else text  # a page of HTML says nothing in a table's cell


def _first_text(value: Any, depth: int = 3) -> str:
    """The first text in an error's JSON, whose form every platform makes up for itself."""
    if isinstance(value, str):
        return value
    if depth and isinstance(value, dict | list):
        members = [value[name] for name in sorted(value, key=_is_no_sentence)] if isinstance(value, dict) else value
        return next(filter(None, (_first_text(member, depth - 1) for member in members)), "")
    return ""


def _is_no_sentence(name: str) -> bool:
    return name not in {"message", "error_description", "detail"}


def _wish(text: str, now: datetime) -> timedelta | None:
    """``Retry-After`` (RFC 9110, 10.2.3): seconds or a date, cut to a day."""
    if not text:
        return None
    try:
        wait = timedelta(seconds=min(int(text), _LONGEST_WAIT.total_seconds()))
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = date.replace(tzinfo=date.tzinfo or UTC) - now
    return min(max(wait, timedelta()), _LONGEST_WAIT)
