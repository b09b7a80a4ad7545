"""The membership service."""

from typing import Any

import pytest

from tests.deploy.demo_lms.a_tool import CLAIM, ATool

MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
STUDENTS = ["103", "104", "105", "106", "107", "108"]


def roster(tool: ATool, query: str = "") -> dict[str, Any]:
    container: dict[str, Any] = tool.call("GET", f"{tool.lms}/lti/courses/2/members{query}", MEMBERS).json()
    return container


def ids(container: dict[str, Any]) -> list[str]:
    return [member["user_id"] for member in container["members"]]


def test_the_roster_names_everybody_but_the_administrator(tool: ATool) -> None:
    container = roster(tool)

    assert container["context"] == {"id": "2", "label": "ML-I", "title": "Machine Learning I"}
    assert ids(container) == ["101", "102", *STUDENTS]
    assert container["members"][2] == {
        "status": "Active",
        "user_id": "103",
        "roles": ["Learner"],
        "name": "Amara Okafor",
        "given_name": "Amara",
        "family_name": "Okafor",
        "email": "amara@university.example",
        "lis_person_sourcedid": "amara",
    }


def test_a_name_kept_from_tools_is_kept_here_too(tool: ATool) -> None:
    assert roster(tool)["members"][-1] == {
        "status": "Active",
        "user_id": "108",
        "roles": ["Learner"],
        "lis_person_sourcedid": "noor",
    }


@pytest.mark.parametrize(
    ("role", "members"),
    [
        ("Learner", STUDENTS),
        ("http://purl.imsglobal.org/vocab/lis/v2/membership%23Learner", STUDENTS),
        ("Instructor", ["101", "102"]),
        ("Mentor", []),
    ],
)
def test_the_roster_can_be_asked_for_one_role(tool: ATool, role: str, members: list[str]) -> None:
    assert ids(roster(tool, f"?role={role}")) == members


def test_a_long_roster_comes_in_pages(tool: ATool) -> None:
    pages, url = [], f"{tool.lms}/lti/courses/2/members?limit=3&role=Learner"
    while url:
        reply = tool.call("GET", url, MEMBERS)
        pages.append(ids(reply.json()))
        url = reply.links.get("next", {}).get("url", "")

    assert pages == [STUDENTS[:3], STUDENTS[3:]]


def test_asked_for_a_link_the_roster_says_what_each_launch_would(tool: ATool) -> None:
    activity = tool.place()

    members = roster(tool, f"?rlid=link-{activity}")["members"]

    assert members[2]["message"] == [
        {
            CLAIM + "message_type": "LtiResourceLinkRequest",
            CLAIM + "custom": {"exercise": "7", "link": f"link-{activity}"},
        }
    ]


def test_a_link_of_another_tool_is_not_found(tool: ATool, other_tool: ATool) -> None:
    url = f"{tool.lms}/lti/courses/2/members?rlid=link-{tool.place()}"

    assert other_tool.call("GET", url, MEMBERS).status_code == 404


def test_a_bad_limit_is_refused(tool: ATool) -> None:
    assert roster(tool, "?limit=many")["error"] == "invalid_request"
