"""Access tokens: asked for as the standard says, kept apart, kept for a while."""

from datetime import UTC, datetime

import jwt
import pytest
from django.test import Client

from pengrade.attempts.models import Score
from pengrade.lti import memory, services
from pengrade.lti.models import Passback, Platform
from pengrade.lti.outcomes import Kind
from tests.lti.fake_platform import CLIENT_ID, SCORE_SCOPE, Answer, FakePlatform
from tests.lti.gradebook import NOON, SCORES, SECOND, change, sweep
from tests.lti.visitor import register

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_token_is_asked_for_as_the_standard_says(score: Score, lms: FakePlatform, client: Client) -> None:
    sweep()

    (call,) = lms.calls("/token")
    assert call.form["grant_type"] == "client_credentials"
    assert call.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert call.form["scope"] == SCORE_SCOPE
    assertion = call.form["client_assertion"]
    (published,) = client.get("/lti/jwks").json()["keys"]
    claims = jwt.decode(assertion, jwt.PyJWK(published), algorithms=["RS256"], audience=f"{lms.origin}/token")
    assert (claims["iss"], claims["sub"]) == (CLIENT_ID, CLIENT_ID)
    assert 0 < claims["exp"] - claims["iat"] <= 300
    assert claims["iat"] < datetime.now(UTC).timestamp() - 4  # Moodle refuses an assertion from the future
    assert claims["jti"]


def test_one_token_serves_many_scores(score: Score, lms: FakePlatform) -> None:
    for number in range(3):
        change(score, str(number))
        sweep(NOON + number * SECOND)

    assert len(lms.calls("/token")) == 1
    assert {call.headers["Authorization"] for call in lms.scores} == {lms.scores[0].headers["Authorization"]}


def test_a_token_that_is_no_longer_taken_is_renewed_once(score: Score, lms: FakePlatform) -> None:
    lms.will_answer(SCORES, Answer(401))

    assert sweep() == [Kind.DELIVERED]

    first, second = lms.scores
    assert first.headers["Authorization"] != second.headers["Authorization"]
    assert len(lms.calls("/token")) == 2


def test_a_platform_that_takes_no_token_at_all_is_tried_again_later(score: Score, lms: FakePlatform) -> None:
    lms.will_answer(SCORES, Answer(401), Answer(401))

    assert sweep() == [Kind.TOKEN]

    row = Passback.objects.get()
    assert (row.state, row.last_status) == ("waiting", 401)
    assert row.next_try_at is not None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(400, {"error": "invalid_client"}), "400 invalid_client"),
        (Answer(500, "<html>"), "500"),
        (Answer(200, "{'error': 'malformed}"), "200"),
        (Answer(200, {"access_token": "two\r\nlines"}), "200"),
        (Answer(200, {"access_token": None}), "200"),
        (Answer(200, [1]), "200"),
    ],
)
def test_without_a_token_the_score_waits(score: Score, lms: FakePlatform, answer: Answer, why: str) -> None:
    lms.will_answer("/token", answer)

    assert sweep() == [Kind.TRANSIENT]
    assert f"({why})" in Passback.objects.get().last_error
    assert sweep(NOON + 60 * SECOND) == [Kind.DELIVERED]


@pytest.mark.parametrize(
    ("expires_in", "kept"), [(3600, 3300), (400, 200), (60, 30), (1, 0), (0, 0), ("soon", 0), (True, 0), (None, 0)]
)
def test_a_token_is_kept_until_shortly_before_its_end(
    platform: Platform, lms: FakePlatform, expires_in: object, kept: int
) -> None:
    lms.will_answer("/token", Answer(200, {"access_token": "first", "expires_in": expires_in}))

    services.access_token(platform, [SCORE_SCOPE])

    lives = [memory.client().ttl(name) for name in memory.client().scan_iter("pengrade:lti:token:*")]
    assert lives == ([kept] if kept else [])


def test_two_registrations_of_one_issuer_never_share_a_token(platform: Platform, lms: FakePlatform) -> None:
    other = register(lms, client_id="client-2")

    tokens = {services.access_token(p, [SCORE_SCOPE]) for p in (platform, other, platform, other)}

    assert len(tokens) == 2
    assert len(lms.calls("/token")) == 2


def test_a_token_is_for_its_scopes_alone(platform: Platform) -> None:
    one = services.access_token(platform, ["a", "b"])

    assert services.access_token(platform, ["b", "a"]) == one
    assert services.access_token(platform, ["a"]) != one
