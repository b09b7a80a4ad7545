"""Launches that open a page: the certification guide's good ones, for a teacher and a student."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pengrade.courses.models import Role
from pengrade.lti import sessions
from pengrade.lti.models import LaunchSession, Platform
from tests.lti.fake_platform import (
    CLIENT_ID,
    INSTRUCTOR,
    LEARNER,
    LTI,
)
from tests.lti.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# The guide's valid launches (6.1.2 and 6.1.3), for a teacher and a student.

NO_PII = {"name": None, "given_name": None, "family_name": None, "email": None}
GOOD: dict[str, dict[str, Any]] = {
    "full": {},
    "multiple roles": {"+roles": ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"]},
    "short role": {"short": True},
    "unknown role": {"roles": ["http://example.org/roles#Juggler"]},
    "no role": {"roles": []},
    "e-mail only": {"name": None, "given_name": None, "family_name": None},
    "names only": {"email": None},
    "no personal data": NO_PII,
    "e-mail without context": {"name": None, "given_name": None, "family_name": None, "context": None},
    "new resource link": {"resource_link": {"id": "link-of-today"}},
}


@pytest.mark.parametrize("role", [INSTRUCTOR, LEARNER], ids=["teacher", "student"])
@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD)
def test_a_good_launch_opens_a_page(platform: Platform, visitor: Visitor, role: str, case: dict[str, Any]) -> None:
    changes = dict(case)
    extra = changes.pop("+roles", [])
    short = changes.pop("short", False)
    changes.setdefault("roles", [role.rpartition("#")[2] if short else role, *extra])

    response = visitor.launch(**changes)

    session = LaunchSession.objects.get()
    known = LEARNER if role == LEARNER else INSTRUCTOR
    expected = {INSTRUCTOR: Role.INSTRUCTOR, LEARNER: Role.LEARNER}[known]
    if "roles" in case:
        expected = Role.NONE
    page = "staff/" if expected == Role.INSTRUCTOR else ""
    assert (response.status_code, response["Location"]) == (302, f"/at/{session.key}/{page}")
    name = "" if "name" in case else "Ayumi Tanabe"
    assert visitor.browser.get(response["Location"]).json() == {"person": name, "role": expected.value}


def test_several_audiences_are_fine_if_all_are_us(platform: Platform, visitor: Visitor) -> None:
    assert visitor.launch(aud=[CLIENT_ID], azp=CLIENT_ID).status_code == 302


@pytest.mark.parametrize("changes", [{"exp": -55}, {"iat": 55}], ids=["just expired", "clock ahead"])
def test_a_minute_between_two_clocks_is_forgiven(platform: Platform, visitor: Visitor, changes: dict[str, int]) -> None:
    now = int(time.time())

    response = visitor.launch(**{name: now + seconds for name, seconds in changes.items()})

    assert response.status_code == 302


# The whole cast of claims, once, as JSON: nothing outside the list above is needed.


def test_claims_nobody_asked_for_do_no_harm(platform: Platform, visitor: Visitor) -> None:
    odd = {f"{LTI}/{name}": value for name, value in {"lis": 7, "ext": [], "tool_platform": "x"}.items()}

    assert visitor.launch(**odd, **json.loads('{"https://x.example/y": {"z": [1, null]}}')).status_code == 302


def test_a_session_lasts_its_time(platform: Platform, visitor: Visitor) -> None:
    page = visitor.launch()["Location"]
    LaunchSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert visitor.browser.get(page).status_code == 403
    assert timedelta(hours=12) == sessions.LIFETIME
