"""What a teacher chose in the tool becomes activities of the course."""

import time
from typing import Any

import pytest

from tests.deploy.demo_lms.a_tool import AGS, CLAIM, DEEP_LINKING, ATool, new_key


def course_page(tool: ATool, person: str = "wei") -> str:
    return tool.http.get(f"{tool.lms}/as/{person}/courses/ml1/").text


def request(tool: ATool) -> dict[str, Any]:
    return tool.launched("/as/sato/courses/ml1/add/1/launch")


def test_the_request_says_what_may_be_chosen(tool: ATool) -> None:
    claims = request(tool)

    settings = claims[DEEP_LINKING + "deep_linking_settings"]
    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingRequest"
    assert claims[CLAIM + "target_link_uri"] == f"{tool.origin}/choose"
    assert CLAIM + "resource_link" not in claims
    assert "lineitem" not in claims[AGS]
    assert settings.pop("data")
    assert settings == {
        "deep_link_return_url": f"{tool.lms}/lti/deep-linking-return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "accept_lineitem": True,
        "auto_create": False,
    }


def test_the_chosen_exercises_stand_in_the_course(tool: ATool) -> None:
    items = [tool.exercise(), tool.exercise(title="Backpropagation <by hand>", text="Forty minutes")]

    page = tool.send_choice(tool.sign(tool.choice(request(tool), items)))

    assert page.status_code == 200
    assert 'target="_top"' in page.text  # out of the frame
    shown = course_page(tool)
    assert shown.index("Least squares") < shown.index("Backpropagation &lt;by hand&gt;") < shown.index("Forty minutes")


def test_an_empty_choice_adds_nothing_and_brings_the_tools_message(tool: ATool) -> None:
    page = tool.send_choice(tool.sign(tool.choice(request(tool), [], **{DEEP_LINKING + "msg": "As you like"})))

    assert page.status_code == 200
    assert "As you like" in page.text
    assert "Nothing here yet" in course_page(tool)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://elsewhere.example"},
        {"iss": "other-tool"},
        {"exp": int(time.time()) - 60},
        {"nonce": None},
        {CLAIM + "message_type": "LtiResourceLinkRequest"},
        {CLAIM + "version": "1.1"},
        {CLAIM + "deployment_id": "2"},
        {DEEP_LINKING + "data": "made-up"},
        {DEEP_LINKING + "data": None},
        {DEEP_LINKING + "content_items": [{"type": "html", "html": "<script>"}]},
        {DEEP_LINKING + "content_items": "none"},
        {DEEP_LINKING + "content_items": [{"type": "ltiResourceLink", "custom": {"seven": 7}}]},
        {DEEP_LINKING + "content_items": [{"type": "ltiResourceLink", "lineItem": {"scoreMaximum": 0}}]},
    ],
    ids=str,
)
@pytest.mark.usefixtures("other_tool")
def test_a_bad_answer_adds_nothing(tool: ATool, changed: dict[str, Any]) -> None:
    answer = tool.choice(request(tool), [tool.exercise()], **changed)

    page = tool.send_choice(tool.sign({name: value for name, value in answer.items() if value is not None}))

    assert (page.status_code, "Nothing was added" in page.text) == (400, True)
    assert "Nothing here yet" in course_page(tool)


def test_a_forged_answer_adds_nothing(tool: ATool) -> None:
    forged = tool.sign(tool.choice(request(tool), [tool.exercise()]), key=new_key())

    assert tool.send_choice(forged).status_code == 400
    assert "Nothing here yet" in course_page(tool)


def test_another_tool_cannot_answer(tool: ATool, other_tool: ATool) -> None:
    stolen = other_tool.sign(other_tool.choice(request(tool), [other_tool.exercise()]))

    assert other_tool.send_choice(stolen).status_code == 400
    assert "Nothing here yet" in course_page(tool)


def test_an_answer_counts_once(tool: ATool) -> None:
    asked = request(tool)
    same = tool.sign(tool.choice(asked, [tool.exercise()]))
    fresh = tool.sign(tool.choice(asked, [tool.exercise()]))

    statuses = [tool.send_choice(token).status_code for token in (same, same, fresh)]

    assert statuses == [200, 400, 400]
    assert course_page(tool).count("Least squares") == 1


def test_a_half_good_choice_is_refused_whole(tool: ATool) -> None:
    items = [tool.exercise(), tool.exercise(lineItem={"scoreMaximum": -1})]

    assert tool.send_choice(tool.sign(tool.choice(request(tool), items))).status_code == 400
    assert "Nothing here yet" in course_page(tool)
