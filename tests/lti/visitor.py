"""People at the LMS, and what is true of those who were turned away."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from pengrade.lti.models import LaunchSession, Platform
from tests.lti.fake_platform import CLIENT_ID, DEPLOYMENT_ID, FakePlatform


class Visitor:
    """A person's browser between the LMS and the tool."""

    def __init__(self, lms: FakePlatform) -> None:
        self.lms = lms
        self.browser = Client()

    def start_login(self, **changes: str) -> dict[str, str]:
        """Begin a login; what the tool asks of the platform."""
        hints = {
            "iss": self.lms.issuer,
            "login_hint": "17",
            "target_link_uri": "http://127.0.0.1:8000/lti/launch",
            "client_id": CLIENT_ID,
            "lti_message_hint": json.dumps({"cmid": 4, "launchid": "ltilaunch4_1"}),
            **changes,
        }
        response = self.browser.post("/lti/login", hints)
        assert response.status_code == 302, response.content
        return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}

    def post(self, state: str, token: str) -> Any:
        return self.browser.post("/lti/launch", {"state": state, "id_token": token})

    def launch(self, **changes: Any) -> Any:
        """A whole launch, with changed claims."""
        asked = self.start_login()
        return self.post(asked["state"], self.lms.sign(self.lms.claims(asked["nonce"], **changes)))

    def deep_link(self, **changes: Any) -> Any:
        asked = self.start_login()
        return self.post(asked["state"], self.lms.sign(self.lms.deep_linking_claims(asked["nonce"], **changes)))


def register(
    lms: FakePlatform, client_id: str = CLIENT_ID, deployment_id: str = DEPLOYMENT_ID, **facts: Any
) -> Platform:
    platform = Platform.objects.create(
        **{
            "issuer": lms.issuer,
            "client_id": client_id,
            "auth_url": f"{lms.origin}/auth",
            "token_url": f"{lms.origin}/token",
            "jwks_url": f"{lms.origin}/jwks",
            **facts,
        }
    )
    platform.deployments.create(deployment_id=deployment_id)
    return platform


def assert_refused(response: Any, code: str, status: int = 0) -> None:
    assert 400 <= response.status_code < 500
    assert response.status_code == (status or response.status_code)
    assert f"<code>{code}" in response.content.decode()
    assert not LaunchSession.objects.exists()
    assert not any(name.startswith("pg_") and "state" not in name for name in response.cookies)
