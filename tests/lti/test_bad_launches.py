"""Launches that open nothing: the certification guide's bad ones, and more that attackers thought of."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from django.utils import timezone

from pengrade.lti import login, memory
from pengrade.lti.models import Platform
from pengrade.lti.refusals import Refused
from tests.lti.fake_platform import (
    CLIENT_ID,
    KID,
    FakePlatform,
    rsa_key,
    unsigned,
)
from tests.lti.visitor import Visitor, assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# The guide's bad launches (LTI Advantage certification guide, 6.1.1), then some of our own.

BAD_CLAIMS: list[tuple[str, dict[str, Any], str]] = [
    ("wrong LTI version", {"version": "11.3"}, "not-a-launch"),
    ("no LTI version", {"version": None}, "not-a-launch"),
    ("no message type", {"message_type": None}, "not-a-launch"),
    ("unknown message type", {"message_type": "LtiSomethingElse"}, "not-a-launch"),
    ("no roles", {"roles": None}, "claim-missing"),
    ("no deployment id", {"deployment_id": None}, "claim-missing"),
    ("no resource link", {"resource_link": None}, "claim-missing"),
    ("resource link without id", {"resource_link": {"title": "x"}}, "claim-missing"),
    ("no subject", {"sub": None}, "anonymous"),
    ("empty subject", {"sub": ""}, "anonymous"),
    ("expired", {"iat": int(time.time()) - 4000, "exp": int(time.time()) - 3600}, "token-expired"),
    ("issued in the future", {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200}, "token-expired"),
    ("no expiry", {"exp": None}, "token-malformed"),
    ("no time of issue", {"iat": None}, "token-malformed"),
    ("expiry is no number", {"exp": "tomorrow"}, "token-malformed"),
    ("not valid yet", {"nbf": int(time.time()) + 3600}, "token-expired"),
    ("no nonce", {"nonce": None}, "token-foreign"),
    ("another nonce", {"nonce": "guessed"}, "token-foreign"),
    ("another audience", {"aud": "client-2"}, "token-foreign"),
    ("no audience", {"aud": None}, "token-foreign"),
    ("a stranger in the audience", {"aud": [CLIENT_ID, "client-2"], "azp": CLIENT_ID}, "token-foreign"),
    ("another authorised party", {"azp": "client-2"}, "token-foreign"),
    ("issuer with a slash", {"iss": "https://lms.example/"}, "token-foreign"),
    ("issuer in capitals", {"iss": "https://LMS.example"}, "token-foreign"),
    ("unknown deployment", {"deployment_id": "deployment-2"}, "deployment-unknown"),
    ("subject with NUL", {"sub": "a\0b"}, "token-malformed"),
    ("subject too long", {"sub": "x" * 256}, "token-malformed"),
    ("no target", {"target_link_uri": None}, "claim-missing"),
    ("target elsewhere", {"target_link_uri": "https://evil.example/lti/launch"}, "target-foreign"),
    ("target without scheme", {"target_link_uri": "//evil.example/"}, "target-foreign"),
    ("target with backslashes", {"target_link_uri": "\\\\evil.example"}, "target-foreign"),
    ("target with our name as user", {"target_link_uri": "http://127.0.0.1:8000@evil.example/"}, "target-foreign"),
]


@pytest.mark.parametrize(("changes", "code"), [c[1:] for c in BAD_CLAIMS], ids=[c[0] for c in BAD_CLAIMS])
def test_a_launch_with_bad_claims_is_refused(
    platform: Platform, visitor: Visitor, changes: dict[str, Any], code: str
) -> None:
    assert_refused(visitor.launch(**changes), code)


def _hmac_with_public_key(lms: FakePlatform, claims: dict[str, Any]) -> str:
    pem = (
        rsa_key("platform")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    # PyJWT refuses to sign with a public key, as it should; an attacker does not ask it.
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    head, body, _ = unsigned(claims, {"alg": "HS256", "typ": "JWT", "kid": KID}).split(".")
    signature = algorithm.sign(f"{head}.{body}".encode(), pem)
    return f"{head}.{body}.{jwt.utils.base64url_encode(signature).decode()}"


BAD_TOKENS: dict[str, tuple[Callable[[FakePlatform, dict[str, Any]], str], str]] = {
    "no kid": (lambda lms, claims: lms.sign(claims, kid=None), "token-signature"),
    "wrong kid": (lambda lms, claims: lms.sign(claims, kid="another"), "token-signature"),
    "signed by another key": (lambda lms, claims: lms.sign(claims, key="stranger"), "token-signature"),
    "another algorithm": (lambda lms, claims: lms.sign(claims, algorithm="RS384"), "token-signature"),
    "no algorithm": (lambda lms, claims: unsigned(claims, {"alg": "none", "kid": KID}), "token-signature"),
    "no signature": (lambda lms, claims: unsigned(claims, {"alg": "RS256", "kid": KID}), "token-signature"),
    "HMAC with the public key": (_hmac_with_public_key, "token-signature"),
    "not an LTI message": (lambda lms, claims: lms.sign(_without_lti(claims)), "not-a-launch"),
    "not a token": (lambda lms, claims: "hello", "token-malformed"),
    "nothing": (lambda lms, claims: "", "token-malformed"),
    "a header of brackets": (lambda lms, claims: f"{'W1tb' * 10000}.e30.", "token-malformed"),
    "an endless token": (lambda lms, claims: lms.sign(claims | {"x": "x" * 64_000}), "token-malformed"),
}


def _without_lti(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if not name.startswith("http")}


@pytest.mark.parametrize(("make", "code"), BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_is_refused(
    platform: Platform,
    visitor: Visitor,
    lms: FakePlatform,
    make: Callable[[FakePlatform, dict[str, Any]], str],
    code: str,
) -> None:
    asked = visitor.start_login()

    response = visitor.post(asked["state"], make(lms, lms.claims(asked["nonce"])))

    assert_refused(response, code)


def test_a_flood_of_bad_signatures_leaves_nothing_behind(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    asked = visitor.start_login()
    visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"]), key="stranger"))
    before = set(memory.client().scan_iter("*"))

    for _ in range(5):
        asked = visitor.start_login()
        visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"]), key="stranger"))

    assert set(memory.client().scan_iter("*")) == before


def test_one_token_posted_many_times_at_once_enters_once(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    asked = visitor.start_login()
    state, token = login.read_state(asked["state"]), lms.sign(lms.claims(asked["nonce"]))
    together = threading.Barrier(4)

    def read(_: int) -> str:
        together.wait()
        try:
            return login.read_token(platform, state, token, timezone.now()).subject
        except Refused as refused:
            return refused.reason.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(read, range(4)))

    assert sorted(outcomes) == ["token-replayed", "token-replayed", "token-replayed", "user-1"]
