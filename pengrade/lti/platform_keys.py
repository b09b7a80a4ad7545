"""The public keys of a platform, fetched from where an operator said, and kept.

A platform may change its keys at any time: a ``kid`` that is not known leads to one more look (Security Framework 1.0,
6.4), but not to more than one in some seconds, or anybody could make us call a platform as often as they like.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from pengrade.lti import memory, wire
from pengrade.lti.models import Platform
from pengrade.lti.wire import Reply, Unreachable

# A set older than this is fetched anew, so that a key a platform withdrew does not live on here.
_FRESH_SECONDS = 3600
# The last good set serves while a platform's keys cannot be fetched.
_KEPT_SECONDS = 30 * 24 * 3600
_INTERVAL_SECONDS = 10
# Others wait for the one who fetches; longer than a usual fetch, shorter than anybody's patience.
_WAIT_SECONDS = 6
_SMALLEST_KEY_BITS = 2048


@dataclass(frozen=True)
class _KeySet:
    keys: tuple[dict[str, Any], ...]
    fetched_at: float

    def named(self, kid: str) -> tuple[dict[str, Any], ...]:
        return tuple(key for key in self.keys if key.get("kid") == kid)


def find(platform: Platform, kid: str) -> tuple[RSAPublicKey, ...]:
    """The platform's RSA keys called ``kid``; empty if there is none, even after one more look."""
    known = _remembered(platform)
    fresh = known is not None and time.time() - known.fetched_at < _FRESH_SECONDS
    if not (fresh and known and known.named(kid)):
        known = _look_again(platform) or known
    return _usable(known.named(kid)) if known else ()


def _look_again(platform: Platform) -> _KeySet | None:
    """The set after a fetch, by us or by whoever is at it; unchanged if one was made a moment ago."""
    turn = _name(platform, "turn")
    if not memory.client().set(turn, "fetching", nx=True, ex=_INTERVAL_SECONDS):
        return _awaited(platform, turn)
    try:
        keys = _read(wire.get(platform.jwks_url, "application/json", registered=True))
        found = _KeySet(keys, time.time())
        stored = json.dumps({"keys": found.keys, "fetched_at": found.fetched_at})
        memory.client().set(_name(platform, "keys"), stored, ex=_KEPT_SECONDS)
        return found
    except Unreachable:
        return None
    finally:
        memory.client().set(turn, "done", xx=True, keepttl=True)


def _awaited(platform: Platform, turn: str) -> _KeySet | None:
    give_up = time.monotonic() + _WAIT_SECONDS
    while memory.client().get(turn) == "fetching" and time.monotonic() < give_up:
        time.sleep(0.05)
    return _remembered(platform)


def _read(reply: Reply) -> tuple[dict[str, Any], ...]:
    """The keys in a reply; ``Unreachable`` if it holds no key set, so that the last good one stays."""
    if reply.status != 200:
        raise Unreachable(f"it answers {reply.status}")
    try:
        keys = reply.json()["keys"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable("its answer is no key set") from error
    if not isinstance(keys, list):
        raise Unreachable("its answer is no key set")
    return tuple(key for key in keys if isinstance(key, dict))


def _usable(keys: tuple[dict[str, Any], ...]) -> tuple[RSAPublicKey, ...]:
    return tuple(public for key in keys if (public := _public_key(key)) is not None)


def _public_key(key: dict[str, Any]) -> RSAPublicKey | None:
    """An RSA key for RS256 signatures, of a size worth checking; anything else is left aside."""
    if key.get("kty") != "RSA" or key.get("use", "sig") != "sig" or key.get("alg", "RS256") != "RS256":
        return None
    try:
        public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": key["n"], "e": key["e"]})
    except (InvalidKeyError, KeyError, TypeError, ValueError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < _SMALLEST_KEY_BITS:
        return None
    return public


def _remembered(platform: Platform) -> _KeySet | None:
    stored = memory.client().get(_name(platform, "keys"))
    if not isinstance(stored, str):
        return None
    found = json.loads(stored)
    return _KeySet(tuple(found["keys"]), found["fetched_at"])


def _name(platform: Platform, what: str) -> str:
    """By registration and address: an operator who corrects the address gets the keys from there at once."""
    digest = hashlib.sha256(f"{platform.pk} {platform.jwks_url}".encode()).hexdigest()[:16]
    return memory.key("jwks", digest, what)
