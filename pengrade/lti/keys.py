"""The tool's own keys: what it signs with, and what it publishes."""

import secrets
import time
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from pengrade.lti.models import KeyState, ToolKey

_BITS = 2048
_PUBLISHED = (KeyState.ACTIVE, KeyState.RETIRING)


def sign(claims: dict[str, Any]) -> str:
    """``claims`` as a signed JWT, with the newest active key."""
    key = _signing_key()
    return jwt.encode(claims, _private(key.private_pem), algorithm="RS256", headers={"kid": key.kid})


def seconds_now() -> int:
    """The time for ``iat`` and ``exp``."""
    return int(time.time())


def published() -> dict[str, Any]:
    """The public keys as a JSON Web Key Set (RFC 7517): active and retiring ones, nothing private."""
    _signing_key()
    keys = ToolKey.objects.filter(state__in=_PUBLISHED).order_by("pk")
    return {"keys": [_public_jwk(key) for key in keys]}


def make_key() -> ToolKey:
    """A new active key pair."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ToolKey.objects.create(kid=secrets.token_hex(8), private_pem=pem.decode("ascii"))


def _signing_key() -> ToolKey:
    """The newest active key. Two processes that both find none make one each: both get published, both are good."""
    newest = ToolKey.objects.filter(state=KeyState.ACTIVE).order_by("pk").last()
    return newest or make_key()


def _public_jwk(key: ToolKey) -> dict[str, Any]:
    public = RSAAlgorithm.to_jwk(_private(key.private_pem).public_key(), as_dict=True)
    return {"kty": "RSA", "n": public["n"], "e": public["e"], "alg": "RS256", "use": "sig", "kid": key.kid}


@lru_cache(maxsize=8)
def _private(pem: str) -> rsa.RSAPrivateKey:
    """The key in a PEM text. Reading one checks its primes, which takes longer than signing."""
    private = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise TypeError("a tool key is no RSA key")
    return private
