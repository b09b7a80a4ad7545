"""The token endpoint and the bearer tokens it gives."""

import time
from typing import Any

import pytest
import requests

from tests.deploy.demo_lms.a_tool import ALL_SCOPES, MEMBERS_SCOPE, SCOPE, ATool, new_key
from tests.deploy.demo_lms.conftest import manage

MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def members(tool: ATool, authorization: str) -> requests.Response:
    headers = {"Accept": MEMBERS_TYPE, "Authorization": authorization}
    return tool.http.get(f"{tool.lms}/lti/courses/2/members", headers=headers)


def test_a_signed_assertion_buys_a_token_for_an_hour(tool: ATool) -> None:
    reply = tool.ask_token(tool.sign(tool.assertion_claims()))

    body = reply.json()
    assert reply.status_code == 200
    assert members(tool, f"Bearer {body.pop('access_token')}").status_code == 200
    assert body == {"token_type": "Bearer", "expires_in": 3600, "scope": body["scope"]}
    assert set(body["scope"].split()) == set(ALL_SCOPES.split())


def test_scopes_that_do_not_exist_are_left_out(tool: ATool) -> None:
    reply = tool.ask_token(tool.sign(tool.assertion_claims()), f"{MEMBERS_SCOPE} https://example.org/scope/anything")

    assert reply.json()["scope"] == MEMBERS_SCOPE


def test_no_known_scope_at_all_is_refused(tool: ATool) -> None:
    reply = tool.ask_token(tool.sign(tool.assertion_claims()), "https://example.org/scope/anything")

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://elsewhere.example/token"},
        {"aud": None},
        {"iss": "nobody"},
        {"sub": "somebody-else"},
        {"iat": int(time.time()) + 600, "exp": int(time.time()) + 660},  # issued in the future
        {"iat": int(time.time()) - 120, "exp": int(time.time()) - 60},  # expired
        {"exp": int(time.time()) + 3600},  # lives too long
        {"exp": None},
        {"exp": "soon"},
        {"jti": None},
    ],
    ids=str,
)
def test_an_assertion_with_a_bad_claim_is_refused(tool: ATool, changed: dict[str, Any]) -> None:
    claims = {name: value for name, value in tool.assertion_claims(**changed).items() if value is not None}

    reply = tool.ask_token(tool.sign(claims))

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_client")


def test_an_assertion_is_good_once(tool: ATool) -> None:
    assertion = tool.sign(tool.assertion_claims())

    replies = [tool.ask_token(assertion).status_code for _ in range(2)]

    assert replies == [200, 400]


def test_an_assertion_by_a_strangers_key_is_refused(tool: ATool) -> None:
    assert tool.ask_token(tool.sign(tool.assertion_claims(), key=new_key())).status_code == 400


def test_an_assertion_that_names_no_key_is_refused(tool: ATool) -> None:
    assert "kid" in tool.ask_token(tool.sign(tool.assertion_claims(), kid=None)).json()["error_description"]


def test_something_that_is_no_token_is_refused(tool: ATool) -> None:
    assert tool.ask_token("not.a.token").json()["error"] == "invalid_client"


def test_a_tool_whose_key_set_is_none_is_refused(tool: ATool, lms_environment: dict[str, str]) -> None:
    a_page = f"{tool.lms}/healthz"
    urls = ("--login-url", a_page, "--launch-url", a_page, "--jwks-url", f"{tool.lms}/")
    manage(lms_environment, "add_tool", "--client-id", "keyless", "--name", "Keyless", *urls)

    reply = tool.ask_token(tool.sign(tool.assertion_claims(iss="keyless", sub="keyless")))

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_client")


def test_a_form_with_parts_is_read_as_well(tool: ATool) -> None:
    form = {"grant_type": (None, "password")}

    assert tool.http.post(f"{tool.lms}/lti/token", files=form).json()["error"] == "unsupported_grant_type"


def test_a_key_published_later_is_found(tool: ATool) -> None:
    assert tool.ask_token(tool.sign(tool.assertion_claims())).status_code == 200
    time.sleep(1.1)  # the LMS asks for unknown keys once a second at most
    tool.keys["second"] = new_key()

    reply = tool.ask_token(tool.sign(tool.assertion_claims(), kid="second", key=tool.keys["second"]))

    assert reply.status_code == 200


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer made-up", "Basic dXNlcjpwYXNz"])
def test_a_service_is_closed_without_a_good_token(tool: ATool, authorization: str) -> None:
    assert members(tool, authorization).status_code == 401


def test_a_service_is_closed_to_a_token_without_its_scope(tool: ATool) -> None:
    reply = members(tool, tool.bearer(SCOPE + "score")["Authorization"])

    assert (reply.status_code, reply.json()["error"]) == (403, "insufficient_scope")
