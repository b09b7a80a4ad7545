"""Deep linking: a teacher places an assignment."""

from decimal import Decimal
from typing import Any

import jwt
import pytest
from django.test import Client

from pengrade.lti import deep_linking
from pengrade.lti.models import LaunchSession, Platform, ToolKey
from tests.builders import MINUTE, NOON, a_course, an_assignment
from tests.lti.fake_platform import CLIENT_ID, DEPLOYMENT_ID, DL, INSTRUCTOR, LEARNER, LTI, private_pem
from tests.lti.visitor import Visitor, assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# Deep linking.


def test_a_teachers_deep_link_opens_the_choice(platform: Platform, visitor: Visitor) -> None:
    response = visitor.deep_link()

    session = LaunchSession.objects.get()
    assert response["Location"] == f"/at/{session.key}/choose/"
    assert session.assignment_link is None
    assert session.deep_linking == {
        "return_url": "https://lms.example/deep/return?id=1",
        "data": "csrf: 1234 & more",
        "accepts_lineitem": None,
    }


def test_a_student_cannot_deep_link(platform: Platform, visitor: Visitor) -> None:
    assert_refused(visitor.deep_link(roles=[LEARNER]), "staff-only", 403)


SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({SETTINGS: None}, "claim-missing"),
        ({SETTINGS: {"accept_types": ["ltiResourceLink"]}}, "claim-missing"),
        ({SETTINGS: {"deep_link_return_url": "javascript:x", "accept_types": ["ltiResourceLink"]}}, "claim-missing"),
        (
            {SETTINGS: {"deep_link_return_url": "http://lms.example/", "accept_types": ["ltiResourceLink"]}},
            "claim-missing",
        ),
        ({SETTINGS: {"deep_link_return_url": "https://lms.example/", "accept_types": ["file"]}}, "links-not-accepted"),
        ({"context": None}, "context-missing"),
    ],
)
def test_a_deep_link_that_cannot_be_answered_is_refused(
    platform: Platform, visitor: Visitor, changes: dict[str, Any], code: str
) -> None:
    assert_refused(visitor.deep_link(**changes), code, 400)


def placed(visitor: Visitor, **changes: Any) -> tuple[LaunchSession, dict[str, Any]]:
    """The session of a deep link, and the claims of its answer for a problem set worth 5 points, as read by the LMS."""
    visitor.deep_link(**changes)
    session = LaunchSession.objects.latest("pk")
    course = session.membership.course
    assignment = an_assignment(course, opens_at=NOON, closes_at=NOON + 60 * MINUTE)
    assignment.title = "Übung <3>"
    given = deep_linking.answer(session, assignment, Decimal("5"))
    assert given.return_url == "https://lms.example/deep/return?id=1"
    return session, read_as_platform(visitor.browser, given.jwt)


def read_as_platform(browser: Client, token: str) -> dict[str, Any]:
    """The claims, checked with the key that the tool publishes."""
    kid = jwt.get_unverified_header(token)["kid"]
    (published,) = [key for key in browser.get("/lti/jwks").json()["keys"] if key["kid"] == kid]
    claims = jwt.decode(token, jwt.PyJWK(published), algorithms=["RS256"], audience="https://lms.example")
    assert isinstance(claims, dict)
    return claims


def test_the_answer_is_addressed_and_dated(platform: Platform, visitor: Visitor) -> None:
    _, claims = placed(visitor)

    assert (claims["iss"], claims["aud"]) == (CLIENT_ID, "https://lms.example")
    assert claims["exp"] - claims["iat"] == 300
    assert len(claims["nonce"]) >= 16
    assert claims[f"{LTI}/message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}/version"] == "1.3.0"
    assert claims[f"{LTI}/deployment_id"] == DEPLOYMENT_ID
    assert claims[f"{DL}/data"] == "csrf: 1234 & more"


def test_the_answer_holds_one_assignment_with_its_column(platform: Platform, visitor: Visitor) -> None:
    session, claims = placed(visitor)

    key = str(session.membership.course.assignments.get().uuid)
    window = {"startDateTime": "2027-03-01T12:00:00+00:00", "endDateTime": "2027-03-01T13:00:00+00:00"}
    assert claims[f"{DL}/content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": "Übung <3>",
            "url": f"http://127.0.0.1:8000/lti/launch?assignment={key}",
            "custom": {"assignment": key},
            "lineItem": {"label": "Übung <3>", "scoreMaximum": 5.0, "resourceId": key, "tag": "pengrade"},
            "available": window,
            "submission": window,
        }
    ]


def test_a_platform_that_takes_no_column_gets_none(platform: Platform, visitor: Visitor) -> None:
    settings = {
        "deep_link_return_url": "https://lms.example/deep/return?id=1",
        "accept_types": ["ltiResourceLink"],
        "accept_lineitem": False,
    }

    _, claims = placed(visitor, **{SETTINGS: settings})

    assert "lineItem" not in claims[f"{DL}/content_items"][0]
    assert f"{DL}/data" not in claims


def test_an_assignment_of_another_course_is_not_placed(platform: Platform, visitor: Visitor) -> None:
    visitor.deep_link()

    with pytest.raises(ValueError, match="another course"):
        deep_linking.answer(LaunchSession.objects.get(), an_assignment(a_course()), Decimal(5))


def test_an_ordinary_launch_has_nothing_to_answer(platform: Platform, visitor: Visitor) -> None:
    visitor.launch(roles=[INSTRUCTOR])
    session = LaunchSession.objects.get()

    with pytest.raises(ValueError, match="deep linking"):
        deep_linking.answer(session, an_assignment(session.membership.course), Decimal(5))


def test_only_keys_in_use_are_published(visitor: Visitor, db: None) -> None:
    for state in ("active", "retiring", "retired"):
        ToolKey.objects.create(kid=state, private_pem=private_pem("tool"), state=state)

    published = visitor.browser.get("/lti/jwks").json()["keys"]

    assert [key["kid"] for key in published] == ["active", "retiring"]
    assert {frozenset(key) for key in published} == {frozenset(("kty", "n", "e", "alg", "use", "kid"))}


def test_the_first_question_for_keys_makes_one(visitor: Visitor, db: None) -> None:
    (key,) = visitor.browser.get("/lti/jwks").json()["keys"]

    assert ToolKey.objects.get().kid == key["kid"]
