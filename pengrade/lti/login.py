"""The way from a platform's login initiation to its signed token (OpenID Connect, third-party initiated)."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing

from pengrade.lti import addresses, nonces, platform_keys, refusals, states, validation
from pengrade.lti.claims import Launch
from pengrade.lti.models import Platform
from pengrade.lti.refusals import Refused
from pengrade.lti.states import Initiation, State

# Servers take addresses of 4 kB (gunicorn) or 8 kB (most others). Moodle sends some 250 characters, Canvas about 1,200.
# Up to the first length a login is carried in its own state as well, so that it can begin again in a new window.
_LONGEST_CARRIED = 2000
_LONGEST_INITIATION = 6000


def read_initiation(parameters: Mapping[str, str]) -> Initiation:
    """The parameters of an initiation, unaltered; ``Refused`` if one is missing or they cannot be carried."""
    initiation = Initiation(
        issuer=parameters.get("iss", ""),
        login_hint=parameters.get("login_hint", ""),
        target_link_uri=parameters.get("target_link_uri", ""),
        client_id=parameters.get("client_id", ""),
        lti_message_hint=parameters.get("lti_message_hint", ""),
    )
    for name, value in (
        ("iss", initiation.issuer),
        ("login_hint", initiation.login_hint),
        ("target_link_uri", initiation.target_link_uri),
    ):
        if not value:
            raise Refused(refusals.LOGIN_INCOMPLETE, f"{name} is missing")
    if not (initiation.issuer + initiation.client_id).isprintable():
        raise Refused(refusals.LOGIN_INCOMPLETE, "iss or client_id holds control characters")
    if len(initiation_query(initiation)) > _LONGEST_INITIATION:
        raise Refused(refusals.LOGIN_INCOMPLETE, "the login's parameters are too long")
    return initiation


def initiation_query(initiation: Initiation) -> str:
    """The same initiation as the query of a link to our login address."""
    parameters = {
        "iss": initiation.issuer,
        "login_hint": initiation.login_hint,
        "target_link_uri": initiation.target_link_uri,
        "client_id": initiation.client_id,
        "lti_message_hint": initiation.lti_message_hint,
    }
    return urlencode({name: value for name, value in parameters.items() if value})


def begin(initiation: Initiation) -> tuple[State, str]:
    """The state of a new login, and the secret that the browser is to keep for it."""
    is_short = len(initiation_query(initiation)) <= _LONGEST_CARRIED
    return states.begin(_registered(initiation).pk, initiation if is_short else None)


def authentication_request(state: State, initiation: Initiation) -> str:
    """Where to send the browser, to ask the platform who it is. A GET: a POST would lose the platform's Lax cookie."""
    platform = _enabled(state.platform_id)
    parameters = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        # Always the same one: platforms compare it letter by letter with what is registered, query included.
        "redirect_uri": addresses.launch_url(),
        "login_hint": initiation.login_hint,
        "nonce": state.nonce,
        "state": states.seal(state),
    }
    if initiation.lti_message_hint:
        parameters["lti_message_hint"] = initiation.lti_message_hint
    joint = "&" if urlsplit(platform.auth_url).query else "?"
    return f"{platform.auth_url}{joint}{urlencode(parameters)}"


def read_state(text: str) -> State:
    """The state that the platform brought back; ``Refused`` if it is not ours or too old."""
    if not text:
        raise Refused(refusals.OPEN_FROM_COURSE, "no state")
    try:
        return states.unseal(text)
    except signing.SignatureExpired as error:
        raise Refused(refusals.STATE_EXPIRED) from error
    except signing.BadSignature as error:
        raise Refused(refusals.STATE_UNKNOWN) from error


def arrive(state: State, id_token: str, now: datetime) -> tuple[Platform, Launch]:
    """The launch in the token that answers the login of ``state``. Works once: it uses the nonce up."""
    platform = _enabled(state.platform_id)
    return platform, read_token(platform, state, id_token, now)


def read_token(platform: Platform, state: State, id_token: str, now: datetime) -> Launch:
    """The launch in a token of ``platform``. Of any number of simultaneous readings of one token, one succeeds."""
    launch = validation.validate(
        id_token,
        keys=platform_keys.find(platform, validation.key_id(id_token)),
        issuer=platform.issuer,
        client_id=platform.client_id,
        nonce=state.nonce,
        own_origin=settings.BASE_URL,
        now=now,
    )
    if not nonces.consume(state.nonce):
        raise Refused(refusals.TOKEN_REPLAYED)
    return launch


def _enabled(platform_id: int) -> Platform:
    platform = Platform.objects.filter(pk=platform_id, enabled=True).first()
    if platform is None:
        raise Refused(refusals.PLATFORM_DISABLED)
    return platform


def _registered(initiation: Initiation) -> Platform:
    """The registration that the initiation means. Without a client id the issuer alone must leave no doubt."""
    platforms = Platform.objects.filter(issuer=initiation.issuer)
    if initiation.client_id:
        platforms = platforms.filter(client_id=initiation.client_id)
    found = list(platforms[:2])
    if not found:
        raise Refused(refusals.PLATFORM_UNKNOWN, f"{initiation.issuer}, client ID {initiation.client_id or '(none)'}")
    if len(found) > 1:
        raise Refused(refusals.PLATFORM_AMBIGUOUS, initiation.issuer)
    if not found[0].enabled:
        raise Refused(refusals.PLATFORM_DISABLED)
    return found[0]
