"""Opening an activity: login initiation, authorisation, id_token."""

import json
import time
from urllib.parse import urlsplit

import pytest
import requests

from tests.deploy.demo_lms.a_tool import AGS, CLAIM, ATool, form_on

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def launch_page(person: str, activity: int) -> str:
    return f"/as/{person}/courses/ml1/activities/{activity}/launch"


def login(tool: ATool, person: str = "amara") -> dict[str, str]:
    return form_on(tool.http.get(tool.lms + launch_page(person, tool.place())).text).fields


def authorize(tool: ATool, parameters: dict[str, str]) -> requests.Response:
    return tool.http.get(f"{tool.lms}/lti/authorize", params=parameters)


def test_opening_an_activity_posts_a_login_initiation_to_the_tool(tool: ATool) -> None:
    page = tool.http.get(tool.lms + launch_page("amara", tool.place()))

    form = form_on(page.text)
    assert form.action == f"{tool.origin}/login"
    assert set(json.loads(form.fields.pop("lti_message_hint"))) == {"launchid", "course"}
    assert form.fields == {
        "iss": tool.lms,
        "login_hint": "103",
        "target_link_uri": f"{tool.origin}/launch",
        "client_id": "a-tool",
        "lti_deployment_id": "1",
    }


def test_a_student_arrives_with_every_claim(tool: ATool) -> None:
    activity = tool.place()

    claims = tool.launched(launch_page("amara", activity))

    issued_at = claims.pop("iat")
    assert abs(issued_at - time.time()) < 5
    assert claims.pop("exp") == issued_at + 60
    grades = claims.pop(AGS)
    assert claims == {
        "iss": tool.lms,
        "aud": "a-tool",
        "sub": "103",
        "nonce": "a-nonce",
        "name": "Amara Okafor",
        "given_name": "Amara",
        "family_name": "Okafor",
        "email": "amara@university.example",
        "locale": "en-GB",
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": "1",
        CLAIM + "target_link_uri": f"{tool.origin}/launch",
        CLAIM + "roles": [f"{MEMBERSHIP}#Learner", f"{PERSON}Student"],
        CLAIM + "context": {
            "id": "2",
            "label": "ML-I",
            "title": "Machine Learning I",
            "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"],
        },
        CLAIM + "resource_link": {"id": f"link-{activity}", "title": "Least squares", "description": ""},
        CLAIM + "custom": {"exercise": "7", "link": f"link-{activity}"},
        CLAIM + "lis": {"person_sourcedid": "amara", "course_section_sourcedid": "ML-I"},
        CLAIM + "tool_platform": {
            "guid": "demo-lms",
            "name": "Demo LMS",
            "product_family_code": "demo-lms",
            "version": "1",
            "url": tool.lms,
        },
        CLAIM + "launch_presentation": {
            "document_target": "iframe",
            "return_url": f"{tool.lms}/as/amara/courses/ml1/",
            "locale": "en-GB",
            "width": 800,
            "height": 720,
        },
        NRPS: {"context_memberships_url": f"{tool.lms}/lti/courses/2/members", "service_versions": ["2.0"]},
    }
    assert set(grades) == {"scope", "lineitems", "lineitem"}
    assert urlsplit(grades["lineitem"]).path.endswith("/lineitem")
    assert urlsplit(grades["lineitem"]).query == "type_id=1"  # as Moodle's: `/scores` goes before it


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        ("sato", [f"{MEMBERSHIP}#Instructor", f"{PERSON}Instructor", f"{PERSON}Faculty"]),
        ("menon", [f"{MEMBERSHIP}/Instructor#TeachingAssistant", f"{MEMBERSHIP}#Instructor", f"{PERSON}Student"]),
        (
            "admin",
            [
                f"{MEMBERSHIP}#Instructor",
                f"{PERSON}Administrator",
                "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
            ],
        ),
    ],
)
def test_staff_arrive_with_their_roles(tool: ATool, person: str, roles: list[str]) -> None:
    assert tool.launched(launch_page(person, tool.place()))[CLAIM + "roles"] == roles


def test_a_student_who_keeps_the_name_to_herself_arrives_without_one(tool: ATool) -> None:
    claims = tool.launched(launch_page("noor", tool.place()))

    assert claims["sub"] == "108"
    assert not {"name", "given_name", "family_name", "email"} & set(claims)


def test_an_ungraded_activity_has_no_line_item_to_name(tool: ATool) -> None:
    activity = tool.place(tool.exercise(lineItem=None))

    assert set(tool.launched(launch_page("amara", activity))[AGS]) == {"scope", "lineitems"}


def test_the_authorisation_may_also_be_posted(tool: ATool) -> None:
    parameters = tool.authorization(login(tool))

    answer = form_on(tool.http.post(f"{tool.lms}/lti/authorize", data=parameters).text)

    assert answer.action == f"{tool.origin}/launch"
    assert answer.fields["state"] == "a-state"
    assert tool.proved(answer.fields["id_token"])["sub"] == "103"


def test_a_launch_is_good_for_one_id_token(tool: ATool) -> None:
    parameters = tool.authorization(login(tool))

    first, second = authorize(tool, parameters), authorize(tool, parameters)

    assert "id_token" in form_on(first.text).fields
    assert form_on(second.text).fields["error"] == "login_required"
    assert "id_token" not in form_on(second.text).fields


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scope": "openid profile"}, "invalid_scope"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"login_hint": "101"}, "login_required"),  # somebody else's
        ({"lti_message_hint": '{"launchid": "made-up"}'}, "login_required"),
        ({"lti_message_hint": "not JSON"}, "invalid_request"),
        ({"lti_message_hint": "[]"}, "invalid_request"),
    ],
)
def test_a_bad_authorisation_is_answered_with_an_error_and_the_state(
    tool: ATool, changed: dict[str, str], error: str
) -> None:
    answer = form_on(authorize(tool, tool.authorization(login(tool), **changed)).text)

    assert answer.action == f"{tool.origin}/launch"
    assert answer.fields.pop("error_description")
    assert answer.fields == {"error": error, "state": "a-state"}


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/launch"},
        {"redirect_uri": "/launch"},
        {"client_id": "nobody"},
    ],
)
def test_nothing_is_posted_to_an_address_that_is_not_registered(tool: ATool, changed: dict[str, str]) -> None:
    page = authorize(tool, tool.authorization(login(tool), **changed))

    assert page.status_code == 400
    assert "<form" not in page.text


def test_another_tool_cannot_use_the_hint(tool: ATool, other_tool: ATool) -> None:
    parameters = other_tool.authorization(login(tool))

    assert form_on(authorize(tool, parameters).text).fields["error"] == "login_required"


def test_only_staff_who_build_the_course_may_choose_activities(tool: ATool) -> None:
    pages = {person: f"{tool.lms}/as/{person}/courses/ml1/add/1/launch" for person in ("sato", "admin", "menon", "wei")}

    statuses = {person: tool.http.get(page).status_code for person, page in pages.items()}

    assert statuses == {"sato": 200, "admin": 200, "menon": 403, "wei": 403}
