"""The keys of a platform: fetched when needed, not more often, from where an operator said."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pengrade.lti import memory, platform_keys, wire
from pengrade.lti.models import Platform
from tests.lti.fake_platform import KID, Answer, FakePlatform, public_jwk
from tests.lti.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def let_the_interval_pass() -> None:
    for name in memory.client().scan_iter("pengrade:lti:jwks:*:turn"):
        memory.client().delete(name)


def let_the_set_grow_old() -> None:
    for name in memory.client().scan_iter("pengrade:lti:jwks:*:keys"):
        stored = json.loads(str(memory.client().get(name)))
        memory.client().set(name, json.dumps(stored | {"fetched_at": time.time() - 7200}))
    let_the_interval_pass()


def test_keys_are_fetched_once_for_many_launches(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    for _ in range(3):
        assert visitor.launch().status_code == 302

    assert len(lms.calls("/jwks")) == 1


def test_a_new_key_of_the_platform_is_found_by_one_more_look(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    visitor.launch()
    lms.keys.append(public_jwk("next", "platform-key-2"))
    let_the_interval_pass()
    asked = visitor.start_login()

    response = visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"]), key="next", kid="platform-key-2"))

    assert response.status_code == 302
    assert len(lms.calls("/jwks")) == 2


def test_unknown_kids_do_not_drive_fetches(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    for number in range(5):
        asked = visitor.start_login()
        visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"]), kid=f"guess-{number}"))

    assert len(lms.calls("/jwks")) == 1


def test_a_withdrawn_key_is_forgotten_with_the_next_set(platform: Platform, lms: FakePlatform) -> None:
    assert len(platform_keys.find(platform, KID)) == 1
    lms.keys = [public_jwk("next", "platform-key-2")]
    let_the_set_grow_old()

    assert platform_keys.find(platform, KID) == ()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503),
        Answer(200, "<html>"),
        Answer(200, []),
        Answer(200, {"keys": 7}),
        Answer(200, "[" * 100_000),
        Answer(200, {"keys": ["x" * wire.LARGEST_BODY]}),
    ],
    ids=["503", "html", "a list", "a number", "brackets", "too long"],
)
def test_the_last_good_set_serves_while_none_can_be_fetched(
    platform: Platform, lms: FakePlatform, answer: Answer
) -> None:
    platform_keys.find(platform, KID)
    let_the_set_grow_old()
    lms.will_answer("/jwks", answer)

    assert len(platform_keys.find(platform, KID)) == 1
    assert len(lms.calls("/jwks")) == 2


def test_a_trickling_answer_runs_out_of_time(
    platform: Platform, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 0.1)
    lms.will_answer("/jwks", Answer(200, {"keys": lms.keys}, after_seconds=0.5))

    assert platform_keys.find(platform, KID) == ()


def test_a_redirect_to_another_host_is_not_followed(platform: Platform, lms: FakePlatform) -> None:
    elsewhere = lms.origin.replace("127.0.0.1", "localhost")
    lms.will_answer("/jwks", Answer(302, b"", {"Location": f"{elsewhere}/inside"}))

    assert platform_keys.find(platform, KID) == ()
    assert lms.calls("/inside") == []


def test_an_endless_redirect_ends(platform: Platform, lms: FakePlatform) -> None:
    lms.will_answer("/jwks", *[Answer(302, b"", {"Location": "/jwks"})] * 10)

    assert platform_keys.find(platform, KID) == ()
    assert len(lms.calls("/jwks")) == 4


def test_a_redirect_on_the_same_host_is_followed(platform: Platform, lms: FakePlatform) -> None:
    lms.will_answer("/jwks", Answer(302, b"", {"Location": "/moved"}))
    lms.will_answer("/moved", Answer(200, {"keys": lms.keys}))

    assert len(platform_keys.find(platform, KID)) == 1


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": KID},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": KID},
        {"kty": "RSA", "n": "!", "e": "AQAB", "kid": KID},
        {"kty": "RSA", "kid": KID},
        {"kty": "RSA", "n": "uQ", "e": "AQAB", "kid": KID},  # eight bits
        {**public_jwk("platform", KID), "use": "enc"},
        {**public_jwk("platform", KID), "alg": "RS512"},
    ],
)
def test_a_key_that_is_no_strong_signing_key_is_left_aside(
    platform: Platform, lms: FakePlatform, key: dict[str, Any]
) -> None:
    lms.keys = [key]

    assert platform_keys.find(platform, KID) == ()


def test_a_kid_published_twice_gives_both_keys(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    lms.keys = [public_jwk("stranger", KID), public_jwk("platform", KID)]

    assert visitor.launch().status_code == 302


def test_a_class_that_arrives_at_once_waits_for_one_fetch(platform: Platform, lms: FakePlatform) -> None:
    lms.will_answer("/jwks", Answer(200, {"keys": lms.keys}, after_seconds=0.3))
    together = threading.Barrier(6)

    def find(_: int) -> int:
        together.wait()
        return len(platform_keys.find(platform, KID))

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(find, range(6)))

    assert found == [1] * 6
    assert len(lms.calls("/jwks")) == 1
