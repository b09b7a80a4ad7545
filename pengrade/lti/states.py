"""The state parameter of a login: signed, short-lived, and worth something only in the browser that asked for it.

Nothing is stored for a login, so nobody can fill a table by starting logins.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare

LIFETIME = timedelta(minutes=10)  # long enough to sign in to the platform on the way
_SALT = "pengrade.lti.states"


@dataclass(frozen=True)
class Initiation:
    """What a platform sent to start a login, kept so that the login can be started again in a window of its own."""

    issuer: str
    login_hint: str
    target_link_uri: str
    client_id: str = ""
    lti_message_hint: str = ""


@dataclass(frozen=True)
class State:
    """What we must know again when the platform's answer arrives."""

    name: str  # which of several simultaneous logins of one browser this is
    platform_id: int
    nonce: str
    browser_hash: str
    initiation: Initiation | None  # None: too long to be carried

    @property
    def cookie_name(self) -> str:
        """The cookie that binds this state to one browser."""
        return f"pg_state_{self.name}"

    def is_bound_to(self, browser_secret: str) -> bool:
        """Whether the browser showing ``browser_secret`` is the one that asked."""
        return constant_time_compare(_hash(browser_secret), self.browser_hash)


def begin(platform_id: int, initiation: Initiation | None) -> tuple[State, str]:
    """A new state, and the secret for the browser's cookie."""
    browser_secret = secrets.token_urlsafe(32)
    state = State(
        name=secrets.token_hex(4),
        platform_id=platform_id,
        nonce=secrets.token_urlsafe(24),
        browser_hash=_hash(browser_secret),
        initiation=initiation,
    )
    return state, browser_secret


def seal(state: State) -> str:
    """The state as it travels through the platform: readable, but not to be changed."""
    return signing.dumps(asdict(state), salt=_SALT, compress=True)


def unseal(text: str) -> State:
    """The state as it was sealed. Raises ``SignatureExpired``, or another ``signing.BadSignature`` if not ours."""
    fields = signing.loads(text, salt=_SALT, max_age=LIFETIME)
    carried = fields.pop("initiation")
    return State(**fields, initiation=Initiation(**carried) if carried else None)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
