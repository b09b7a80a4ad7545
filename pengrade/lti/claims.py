"""What a launch says, as plain values: the claims of a token whose signature was checked already."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pengrade.lti import addresses, refusals
from pengrade.lti.refusals import Refused

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
LTI = "https://purl.imsglobal.org/spec/lti/claim"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim"
VERSION = "1.3.0"

_LONGEST_ID = 255  # LTI Core 5.3.3, 5.3.5, 5.3.6; a column of the same width holds it
_LONGEST_TEXT = 300
_LONGEST_URL = 2000


@dataclass(frozen=True)
class DeepLinking:
    """Where a platform wants the chosen assignment to be sent, and what it takes."""

    return_url: str
    data: str | None  # to be given back unread
    accepts_lineitem: bool | None  # None: the platform did not say


@dataclass(frozen=True)
class Gradebook:
    """How the platform's gradebook can be reached; an address is empty where the platform gave none."""

    lineitem_url: str
    lineitems_url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Launch:
    """A valid launch. Everything here was signed by the platform; texts are clean, addresses acceptable."""

    subject: str
    name: str  # empty if the platform keeps names to itself
    roles: tuple[str, ...]
    deployment_id: str
    context_id: str  # empty if the platform gave no context
    context_title: str
    resource_link_id: str  # empty for deep linking
    resource_link_title: str
    target_link_uri: str
    custom: Mapping[str, str]
    gradebook: Gradebook | None
    deep_linking: DeepLinking | None  # None: an ordinary launch
    return_url: str


def read_launch(claims: Mapping[str, Any], own_origin: str) -> Launch:
    """The launch in ``claims``; ``Refused`` if something required is missing or of the wrong form."""
    message = _message_type(claims)
    context = _table(claims.get(f"{LTI}/context"))
    deep_linking = _deep_linking(claims) if message == DEEP_LINKING else None
    link = _table(claims.get(f"{LTI}/resource_link"))
    return Launch(
        subject=_subject(claims),
        name=_name(claims),
        roles=_roles(claims),
        deployment_id=_identifier(claims.get(f"{LTI}/deployment_id"), "deployment_id"),
        context_id=_identifier(context["id"], "context.id") if context.get("id") else "",
        context_title=_text(context.get("title")) or _text(context.get("label")),
        resource_link_id="" if deep_linking else _identifier(link.get("id"), "resource_link.id"),
        resource_link_title=_text(link.get("title")),
        target_link_uri=_target(claims, own_origin, required=deep_linking is None),
        custom=_custom(claims),
        gradebook=_gradebook(claims),
        deep_linking=deep_linking,
        return_url=_url(_table(claims.get(f"{LTI}/launch_presentation")).get("return_url")),
    )


def _message_type(claims: Mapping[str, Any]) -> str:
    message = claims.get(f"{LTI}/message_type")
    if message not in (RESOURCE_LINK, DEEP_LINKING):
        raise Refused(refusals.NOT_A_LAUNCH, "the message type is missing or unknown")
    if claims.get(f"{LTI}/version") != VERSION:
        raise Refused(refusals.NOT_A_LAUNCH, f"the version is not {VERSION}")
    return str(message)


def _subject(claims: Mapping[str, Any]) -> str:
    if claims.get("sub") in (None, ""):
        raise Refused(refusals.ANONYMOUS, "sub is missing")
    return _identifier(claims["sub"], "sub")


def _name(claims: Mapping[str, Any]) -> str:
    parts = (_text(claims.get("given_name")), _text(claims.get("family_name")))
    return _text(claims.get("name")) or " ".join(part for part in parts if part)[:_LONGEST_TEXT]


def _roles(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The claimed roles. The claim is required and may be empty (LTI Core 5.3.7)."""
    roles = claims.get(f"{LTI}/roles")
    if not isinstance(roles, list):
        raise Refused(refusals.CLAIM_MISSING, "roles")
    return tuple(role for role in roles if isinstance(role, str))


def _target(claims: Mapping[str, Any], own_origin: str, *, required: bool) -> str:
    """Where the link points. We never follow it, but a link to elsewhere was not made for us."""
    target = claims.get(f"{LTI}/target_link_uri")
    if target is None and not required:
        return ""
    if not isinstance(target, str):
        raise Refused(refusals.CLAIM_MISSING, "target_link_uri")
    if not addresses.is_own(target, own_origin):
        raise Refused(refusals.TARGET_FOREIGN, target)
    return target


def _custom(claims: Mapping[str, Any]) -> Mapping[str, str]:
    """The custom values that are set: a platform passes a variable it does not know literally, as ``$Name``."""
    custom = _table(claims.get(f"{LTI}/custom"))
    return {key: text for key, value in custom.items() if (text := _text(value)) and not text.startswith("$")}


def _gradebook(claims: Mapping[str, Any]) -> Gradebook | None:
    endpoint = _table(claims.get(f"{AGS}/endpoint"))
    if not endpoint:
        return None
    scopes = endpoint.get("scope")
    return Gradebook(
        lineitem_url=_url(endpoint.get("lineitem")),
        lineitems_url=_url(endpoint.get("lineitems")),
        scopes=tuple(s for s in scopes if isinstance(s, str)) if isinstance(scopes, list) else (),
    )


def _deep_linking(claims: Mapping[str, Any]) -> DeepLinking:
    settings = _table(claims.get(f"{DL}/deep_linking_settings"))
    return_url = _url(settings.get("deep_link_return_url"))
    if not return_url:
        raise Refused(refusals.CLAIM_MISSING, "deep_link_return_url")
    accepted = settings.get("accept_types")
    if not isinstance(accepted, list) or "ltiResourceLink" not in accepted:
        raise Refused(refusals.LINKS_NOT_ACCEPTED, "accept_types lacks ltiResourceLink")
    data, lineitem = settings.get("data"), settings.get("accept_lineitem")
    return DeepLinking(
        return_url=return_url,
        data=data if isinstance(data, str) else None,
        accepts_lineitem=lineitem if isinstance(lineitem, bool) else None,
    )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _identifier(value: Any, name: str) -> str:
    """An id exactly as it came: case and spaces matter. What a database could not hold as it is, is refused."""
    if not isinstance(value, str) or not value:
        raise Refused(refusals.CLAIM_MISSING, name)
    if len(value) > _LONGEST_ID or not value.isprintable():
        raise Refused(refusals.TOKEN_MALFORMED, f"{name} is too long or holds control characters")
    return value


def _text(value: Any) -> str:
    """Words for people, cut to size, without what a database refuses: control characters and halves of characters.

    Joiners and marks of direction stay: Persian and Arabic names need them.
    """
    if not isinstance(value, str):
        return ""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in value).strip()[:_LONGEST_TEXT]


def _url(value: Any) -> str:
    """An address that may be called or offered, else the empty string."""
    usable = isinstance(value, str) and len(value) <= _LONGEST_URL and addresses.is_acceptable(value)
    return str(value) if usable else ""
