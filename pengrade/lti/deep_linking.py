"""The answer to a deep linking request: one assignment, with its column in the gradebook (Deep Linking 2.0, 4.5)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from pengrade.assignments.models import Assignment
from pengrade.lti import addresses, keys
from pengrade.lti.claims import DL, LTI, VERSION
from pengrade.lti.launching import ASSIGNMENT_KEY
from pengrade.lti.models import LaunchSession

_LIFETIME_SECONDS = 300
_TAG = "pengrade"  # by which our columns are found again among a course's


@dataclass(frozen=True)
class DeepLinkAnswer:
    """What the browser posts to the platform, as field ``JWT``."""

    return_url: str
    jwt: str


def answer(session: LaunchSession, assignment: Assignment, maximum: Decimal) -> DeepLinkAnswer:
    """The signed answer that places ``assignment`` where the session's launch asked. ``maximum`` is in points.

    It goes to the address of the validated launch and nowhere else. Raises ``ValueError`` if the session is no deep
    linking, or the assignment belongs to another course.
    """
    request = session.deep_linking
    if request is None:
        raise ValueError("this session does not come from a deep linking request")
    if assignment.course_id != session.membership.course_id:
        raise ValueError("the assignment belongs to another course")
    claims = _message(session) | {f"{DL}/content_items": [_item(assignment, maximum, request["accepts_lineitem"])]}
    if request["data"] is not None:
        claims[f"{DL}/data"] = request["data"]
    return DeepLinkAnswer(return_url=request["return_url"], jwt=keys.sign(claims))


def _message(session: LaunchSession) -> dict[str, Any]:
    platform, now = session.deployment.platform, keys.seconds_now()
    return {
        "iss": platform.client_id,
        "aud": platform.issuer,
        "iat": now,
        "exp": now + _LIFETIME_SECONDS,
        "nonce": secrets.token_urlsafe(24),
        f"{LTI}/message_type": "LtiDeepLinkingResponse",
        f"{LTI}/version": VERSION,
        f"{LTI}/deployment_id": session.deployment.deployment_id,
    }


def _item(assignment: Assignment, maximum: Decimal, accepts_lineitem: bool | None) -> dict[str, object]:
    """One content item. The assignment's key stands in the custom values and in the address: whichever of the two a
    platform keeps when it copies a course, the link still names its assignment."""
    key = str(assignment.uuid)
    resource = DeepLinkResource().set_title(assignment.title).set_custom_params({ASSIGNMENT_KEY: key})
    resource.set_url(f"{addresses.launch_url()}?{ASSIGNMENT_KEY}={key}")
    if accepts_lineitem is not False and maximum > 0:
        resource.set_lineitem(_lineitem(assignment, maximum))
    item: dict[str, object] = resource.to_dict()
    window = _window(assignment.opens_at, assignment.closes_at)
    return item | ({"available": window, "submission": window} if window else {})


def _lineitem(assignment: Assignment, maximum: Decimal) -> LineItem:
    return (
        LineItem()
        .set_label(assignment.title)
        .set_score_maximum(float(maximum))
        .set_resource_id(str(assignment.uuid))
        .set_tag(_TAG)
    )


def _window(opens_at: datetime | None, closes_at: datetime | None) -> dict[str, str]:
    window = {"startDateTime": opens_at, "endDateTime": closes_at}
    return {name: moment.isoformat(timespec="seconds") for name, moment in window.items() if moment}
