"""Is this token a launch that a platform made for us, now? Pure: no clock, no network, no database of its own.

The rules are those of the 1EdTech Security Framework 1.0, 5.1.3, and of LTI Core 1.3, 5.3. The library's own checks are
not used: it takes the algorithm from the key, does not check ``azp`` and allows a token without ``exp``.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from pengrade.lti import refusals
from pengrade.lti.claims import Launch, read_launch
from pengrade.lti.refusals import Refused

# Set here, never read from the token or the key: else a public key can be used as an HMAC secret (CVE-2021-41106).
ALGORITHM = "RS256"
# Clocks differ. Moodle's tokens live 60 s, so a minute is as much as they allow to matter.
LEEWAY = timedelta(seconds=60)
# Real tokens have 2 to 6 kB; a course with many groups in its custom values may double that.
_LONGEST_TOKEN = 64_000


def key_id(id_token: str) -> str:
    """The ``kid`` with which the token says it was signed. Nothing in the token is trusted yet."""
    if len(id_token) > _LONGEST_TOKEN:
        raise Refused(refusals.TOKEN_MALFORMED, "the token is too long")
    try:
        header = jwt.get_unverified_header(id_token)
    except (jwt.PyJWTError, RecursionError) as error:
        raise Refused(refusals.TOKEN_MALFORMED, str(error)) from error
    if header.get("alg") != ALGORITHM:
        raise Refused(refusals.TOKEN_FORGED, f"the algorithm is not {ALGORITHM}")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise Refused(refusals.TOKEN_FORGED, "the token names no key (kid)")
    return kid


def validate(
    id_token: str,
    *,
    keys: Sequence[RSAPublicKey],
    issuer: str,
    client_id: str,
    nonce: str,
    own_origin: str,
    now: datetime,
) -> Launch:
    """The launch in ``id_token``, or ``Refused``. ``keys`` are the platform's keys with the token's ``kid``.

    Whether the nonce was used before is the caller's question, to be asked after this.
    """
    claims = _verified(id_token, keys)
    _check_addressee(claims, issuer, client_id)
    _check_times(claims, now)
    if not nonce or claims.get("nonce") != nonce:
        raise Refused(refusals.TOKEN_FOREIGN, "the nonce is not the one of this login")
    return read_launch(claims, own_origin)


def _verified(id_token: str, keys: Sequence[RSAPublicKey]) -> Mapping[str, Any]:
    """The claims, if any of the keys made the signature. A platform may publish one ``kid`` twice during rollover."""
    for key in keys:
        try:
            return _claims(jwt.api_jws.decode(id_token, key, algorithms=[ALGORITHM]))
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError as error:
            raise Refused(refusals.TOKEN_FORGED, str(error)) from error
    raise Refused(refusals.TOKEN_FORGED, "the signature matches no key of the platform")


def _claims(payload: bytes) -> Mapping[str, Any]:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Refused(refusals.TOKEN_MALFORMED, "the claims are not JSON") from error
    if not isinstance(claims, dict):
        raise Refused(refusals.TOKEN_MALFORMED, "the claims are no JSON object")
    return claims


def _check_addressee(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise Refused(refusals.TOKEN_FOREIGN, "the issuer (iss) is not the registered one")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise Refused(refusals.TOKEN_FOREIGN, "the audience (aud) lacks the client ID")
    if any(other != client_id for other in audiences):
        raise Refused(refusals.TOKEN_FOREIGN, "the audience (aud) names a stranger")
    if "azp" in claims and claims["azp"] != client_id:
        raise Refused(refusals.TOKEN_FOREIGN, "the authorised party (azp) is not the client ID")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    if now - LEEWAY >= _moment(claims, "exp", now):
        raise Refused(refusals.TOKEN_EXPIRED, "the token has expired (exp)")
    if now + LEEWAY < _moment(claims, "iat", now):
        raise Refused(refusals.TOKEN_EXPIRED, "the token was issued in the future (iat)")
    if "nbf" in claims and now + LEEWAY < _moment(claims, "nbf", now):
        raise Refused(refusals.TOKEN_EXPIRED, "the token is not valid yet (nbf)")


def _moment(claims: Mapping[str, Any], name: str, now: datetime) -> datetime:
    """A claim in seconds since 1970 as a moment in ``now``'s time zone."""
    seconds = claims.get(name)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        raise Refused(refusals.TOKEN_MALFORMED, f"{name} is no point in time")
    try:
        return datetime.fromtimestamp(seconds, now.tzinfo)
    except (OverflowError, OSError, ValueError) as error:
        raise Refused(refusals.TOKEN_MALFORMED, f"{name} is no point in time") from error
