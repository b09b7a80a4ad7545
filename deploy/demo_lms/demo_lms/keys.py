"""Keys on both sides: our own, published as a JWK Set, and the tools', fetched from theirs."""

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from jwt.algorithms import RSAAlgorithm

from demo_lms.files import kept
from demo_lms.models import Tool
from demo_lms.service_calls import Refused, service


def sign(claims: dict[str, Any]) -> str:
    """The claims as a JWT under our key."""
    return jwt.encode(claims, _own_key(), algorithm="RS256", headers={"kid": _own_kid()})


@service("keys")
def keys(_request: HttpRequest) -> HttpResponse:
    """Our JWK Set."""
    public = json.loads(RSAAlgorithm.to_jwk(_own_key().public_key()))
    key = {"kty": "RSA", "n": public["n"], "e": public["e"], "kid": _own_kid(), "alg": "RS256", "use": "sig"}
    return JsonResponse({"keys": [key]}, headers={"Cache-Control": "public, max-age=600"})


@dataclass(frozen=True)
class Signed:
    """A tool's token, proved."""

    tool: Tool
    claims: dict[str, Any]


def verified(token: str, audience: str) -> Signed:
    """What a registered tool signed for the audience, if it still holds. Raises Refused with the reason.

    `iat` gets no leeway, as in Moodle: a tool whose clock is ahead finds out here.
    """
    try:
        tool = _claimed_issuer(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            _tool_key(token, tool),
            algorithms=["RS256"],
            audience=audience,
            issuer=tool.client_id,
            options={"require": ["iss", "aud", "iat", "exp"]},
        )
    except (jwt.PyJWTError, ValueError, OSError) as error:  # the last two: a key set that is no JSON, or breaks off
        raise Refused(400, f"The token was refused: {error}", "invalid_client") from error
    return Signed(tool, claims)


def _claimed_issuer(token: str) -> Tool:
    """Whom the unproved token names: enough to know whose keys to prove it with."""
    issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
    tool = Tool.objects.filter(client_id=str(issuer)).first()
    if tool is None:
        raise Refused(400, "No tool has the client id that the token gives as iss.", "invalid_client")
    return tool


def _tool_key(token: str, tool: Tool) -> Any:
    kid = jwt.get_unverified_header(token).get("kid")
    if not kid:
        raise Refused(400, "The token's header names no kid.", "invalid_client")
    return _fetcher(tool.jwks_url).get_signing_key(kid).key


@functools.cache
def _fetcher(jwks_url: str) -> jwt.PyJWKClient:
    """Keeps a tool's key set for five minutes, and asks again for a key it does not know, once a second at most."""
    return jwt.PyJWKClient(jwks_url, lifespan=300, timeout=5, cooldown_duration=1)


@functools.cache
def _own_key() -> rsa.RSAPrivateKey:
    key = load_pem_private_key(kept(settings.VAR / "platform-key.pem", _new_key), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101  (our own file)
    return key


def _new_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@functools.cache
def _own_kid() -> str:
    public = _own_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()[:16]
