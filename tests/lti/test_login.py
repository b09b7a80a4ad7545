"""From a login initiation to the way back: parameters, cookies, state."""

from copy import copy
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from pengrade.lti import states
from pengrade.lti.models import LaunchSession, Platform
from tests.lti.fake_platform import (
    CLIENT_ID,
    FakePlatform,
)
from tests.lti.visitor import Visitor, assert_refused, register

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_login_asks_the_platform_as_the_standard_says(platform: Platform, visitor: Visitor) -> None:
    hint = '{"cmid":4, "launchid": "ltilaunch4_1"}'

    asked = visitor.start_login(lti_message_hint=hint)

    assert {name: asked[name] for name in asked if name not in ("state", "nonce")} == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT_ID,
        "redirect_uri": "http://127.0.0.1:8000/lti/launch",
        "login_hint": "17",
        "lti_message_hint": hint,
    }


def test_the_login_may_come_as_a_get(platform: Platform, lms: FakePlatform, client: Client) -> None:
    query = {"iss": lms.issuer, "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/anywhere"}

    response = client.get("/lti/login", query)

    assert response.status_code == 302
    assert response["Location"].startswith(f"{lms.origin}/auth?")
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Flti%2Flaunch&" in response["Location"]


@pytest.mark.parametrize("missing", ["iss", "login_hint", "target_link_uri"])
def test_a_login_without_a_required_parameter_is_refused(
    platform: Platform, lms: FakePlatform, client: Client, missing: str
) -> None:
    hints = {"iss": lms.issuer, "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/"}

    response = client.post("/lti/login", {name: value for name, value in hints.items() if name != missing})

    assert_refused(response, "login-incomplete", 400)


@pytest.mark.parametrize("name", ["iss", "client_id"])
def test_a_login_with_control_characters_is_refused(
    platform: Platform, lms: FakePlatform, client: Client, name: str
) -> None:
    hints = {"iss": lms.issuer, "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/"}

    assert_refused(client.post("/lti/login", {**hints, name: "a\0b"}), "login-incomplete", 400)


def test_an_endless_login_is_refused(platform: Platform, lms: FakePlatform, client: Client) -> None:
    hints = {"iss": lms.issuer, "login_hint": "x" * 7000, "target_link_uri": "http://127.0.0.1:8000/"}

    assert_refused(client.post("/lti/login", hints), "login-incomplete", 400)


def test_a_login_from_an_unknown_platform_is_refused(platform: Platform, client: Client) -> None:
    hints = {"iss": "https://evil.example", "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/"}

    assert_refused(client.post("/lti/login", hints), "platform-unknown", 403)


def test_an_issuer_with_two_registrations_needs_a_client_id(
    platform: Platform, lms: FakePlatform, client: Client
) -> None:
    register(lms, client_id="client-2")
    hints = {"iss": lms.issuer, "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/"}

    assert_refused(client.post("/lti/login", hints), "platform-ambiguous", 400)
    assert client.post("/lti/login", {**hints, "client_id": "client-2"}).status_code == 302


# Cookies.


def test_the_state_cookie_survives_in_a_frame(platform: Platform, visitor: Visitor) -> None:
    visitor.start_login()

    (cookie,) = visitor.browser.cookies.values()
    fresh = Visitor(visitor.lms).browser.post(
        "/lti/login", {"iss": visitor.lms.issuer, "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/"}
    )
    written = next(iter(fresh.cookies.values())).OutputString()
    assert cookie.key.startswith("pg_state_")
    assert written.endswith("; Path=/lti/; SameSite=None; Secure; Partitioned")
    assert "; HttpOnly; Max-Age=600; " in written


def test_the_session_cookie_belongs_to_its_own_pages(platform: Platform, visitor: Visitor) -> None:
    response = visitor.launch()

    session = LaunchSession.objects.get()
    written = response.cookies[f"pg_{session.key}"].OutputString()
    assert written.endswith(f"; HttpOnly; Path=/at/{session.key}/; SameSite=None; Secure; Partitioned")
    secret = response.cookies[f"pg_{session.key}"].value
    assert secret not in (session.secret_hash, session.form_secret)


def test_two_tabs_with_two_people_stay_two(platform: Platform, visitor: Visitor) -> None:
    first = visitor.launch(sub="user-1", name="Ayumi Tanabe")["Location"]
    second = visitor.launch(sub="user-2", name="Tariq Osei")["Location"]

    assert visitor.browser.get(first).json()["person"] == "Ayumi Tanabe"
    assert visitor.browser.get(second).json()["person"] == "Tariq Osei"


def test_another_browser_cannot_open_a_session(platform: Platform, visitor: Visitor) -> None:
    response = visitor.launch()

    stranger = Client()
    key = LaunchSession.objects.get().key
    assert stranger.get(response["Location"]).status_code == 403
    stranger.cookies[f"pg_{key}"] = "guessed"
    assert stranger.get(response["Location"]).status_code == 403


# State.


def test_a_launch_in_another_browser_offers_a_new_window(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    asked = visitor.start_login()
    victim = Visitor(lms)

    response = victim.post(asked["state"], lms.sign(lms.claims(asked["nonce"])))

    assert_refused(response, "browser-unknown", 403)
    page = response.content.decode()
    assert 'href="/lti/login?iss=https%3A%2F%2Flms.example&amp;login_hint=17&amp;' in page
    assert "&amp;lti_message_hint=%7B%22cmid%22%3A+4%2C" in page


def test_the_offered_new_window_starts_the_same_login_again(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    asked = visitor.start_login()
    victim = Visitor(lms)
    page = victim.post(asked["state"], "").content.decode()
    link = page.split('href="')[1].split('"')[0].replace("&amp;", "&")

    again = victim.browser.get(link)

    assert again.status_code == 302
    assert "login_hint=17&" in again["Location"]
    assert asked["state"] not in again["Location"]


IN_A_FRAME = {"Sec-Fetch-Dest": "iframe"}
HINTS = {"login_hint": "17", "target_link_uri": "http://127.0.0.1:8000/", "lti_message_hint": "once"}


def test_in_a_frame_the_cookie_is_looked_for_before_the_platform_is_asked(
    platform: Platform, lms: FakePlatform, client: Client
) -> None:
    first = client.post("/lti/login", {"iss": lms.issuer, **HINTS}, headers=IN_A_FRAME)
    assert first["Location"].startswith("/lti/login/continue?state=")

    second = client.get(first["Location"])

    assert second["Location"].startswith(f"{lms.origin}/auth?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(second["Location"]).query).items()}
    response = client.post("/lti/launch", {"state": asked["state"], "id_token": lms.sign(lms.claims(asked["nonce"]))})
    assert (response.status_code, LaunchSession.objects.count()) == (302, 1)


def test_a_frame_that_loses_the_cookie_offers_a_new_window_before_the_hint_is_used(
    platform: Platform, lms: FakePlatform, client: Client
) -> None:
    first = client.post("/lti/login", {"iss": lms.issuer, **HINTS}, headers=IN_A_FRAME)
    client.cookies.clear()

    response = client.get(first["Location"])

    assert_refused(response, "browser-unknown", 403)
    assert "&amp;lti_message_hint=once" in response.content.decode()
    assert lms.received == []


def test_a_long_login_goes_straight_to_the_platform(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    hint = "&é" * 500
    visitor.browser.defaults["HTTP_SEC_FETCH_DEST"] = "iframe"

    asked = visitor.start_login(lti_message_hint=hint)

    assert asked["lti_message_hint"] == hint
    assert len(asked["state"]) < 500
    response = Visitor(lms).post(asked["state"], lms.sign(lms.claims(asked["nonce"])))
    assert_refused(response, "browser-unknown", 403)
    assert "href" not in response.content.decode()


@pytest.mark.parametrize(("state", "code"), [("", "open-from-course"), ("?state=x", "state-unknown")])
def test_nobody_continues_a_login_that_was_not_begun(platform: Platform, client: Client, state: str, code: str) -> None:
    assert_refused(client.get(f"/lti/login/continue{state}"), code)


def test_two_logins_cannot_swap_their_states(platform: Platform, lms: FakePlatform) -> None:
    alice, mallory = Visitor(lms), Visitor(lms)
    alices, mallorys = alice.start_login(), mallory.start_login()

    response = alice.post(alices["state"], lms.sign(lms.claims(mallorys["nonce"])))

    assert_refused(response, "token-foreign", 403)


@pytest.mark.parametrize(
    ("state", "code"), [("", "open-from-course"), ("x", "state-unknown"), ("a:b:c", "state-unknown")]
)
def test_a_launch_without_our_state_is_refused(
    platform: Platform, visitor: Visitor, lms: FakePlatform, state: str, code: str
) -> None:
    asked = visitor.start_login()

    assert_refused(visitor.post(state, lms.sign(lms.claims(asked["nonce"]))), code)


def test_a_changed_state_is_refused(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    asked = visitor.start_login()
    changed = ("B" if asked["state"][5] == "A" else "A").join([asked["state"][:5], asked["state"][6:]])

    assert_refused(visitor.post(changed, lms.sign(lms.claims(asked["nonce"]))), "state-unknown", 403)


def test_an_old_state_is_refused(
    platform: Platform, visitor: Visitor, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = visitor.start_login()
    monkeypatch.setattr(states, "LIFETIME", timedelta(seconds=-1))

    assert_refused(visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"]))), "state-expired", 403)


def test_a_token_of_another_registration_is_refused(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    register(lms, client_id="client-2", deployment_id="deployment-1")
    asked = visitor.start_login(client_id="client-2")

    assert_refused(visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"]))), "token-foreign", 403)


def test_a_replayed_token_is_refused(platform: Platform, visitor: Visitor, lms: FakePlatform) -> None:
    asked = visitor.start_login()
    cookies = copy(visitor.browser.cookies)
    token = lms.sign(lms.claims(asked["nonce"]))
    assert visitor.post(asked["state"], token).status_code == 302

    visitor.browser.cookies = cookies  # the thief kept the state's cookie as well
    response = visitor.post(asked["state"], token)

    assert response.status_code == 403
    assert "token-replayed" in response.content.decode()
    assert LaunchSession.objects.count() == 1


# What the platform posts instead of a token.


@pytest.mark.parametrize(("error", "code"), [("login_required", "signed-out"), ("invalid_request", "platform-error")])
def test_an_error_from_the_platform_is_explained_and_escaped(
    platform: Platform, visitor: Visitor, error: str, code: str
) -> None:
    asked = visitor.start_login()

    response = visitor.browser.post(
        "/lti/launch",
        {"error": error, "error_description": "<script>alert(1)</script>\0", "state": asked["state"]},
    )

    assert_refused(response, code)
    assert f"{error}: &lt;script&gt;alert(1)&lt;/script&gt;" in response.content.decode()


def test_opening_the_launch_address_itself_points_to_the_course(client: Client, platform: Platform) -> None:
    assert_refused(client.get("/lti/launch"), "open-from-course", 400)


def test_a_refusal_can_be_read_inside_a_frame(client: Client, platform: Platform) -> None:
    policy = client.get("/lti/launch")["Content-Security-Policy"]

    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
