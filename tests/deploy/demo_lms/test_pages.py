"""What people see, over HTTP and in a browser on another site than the tool."""

import json

import pytest
import requests
from playwright.sync_api import Browser, Page

from tests.deploy.demo_lms.a_tool import AGS, ATool
from tests.deploy.demo_lms.conftest import manage

SCORE = "application/vnd.ims.lis.v1.score+json"


def page(tool: ATool, path: str) -> requests.Response:
    return tool.http.get(f"{tool.lms}{path}")


def give(tool: ATool, activity: int, user_id: str, points: float) -> None:
    line_item = tool.launched(f"/as/sato/courses/ml1/activities/{activity}/launch")[AGS]["lineitem"]
    score = {
        "userId": user_id,
        "scoreGiven": points,
        "scoreMaximum": 20,
        "timestamp": "2030-01-01T00:00:00Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    tool.call("POST", line_item.replace("/lineitem?", "/lineitem/scores?"), SCORE, score).raise_for_status()


def test_home_offers_the_whole_cast(tool: ATool) -> None:
    shown = page(tool, "/").text

    names = ["Tomoko Sato", "Ravi Menon", "Amara Okafor", "Wei Chen", "Lucía Fernández", "Łukasz Wójcik"]
    assert all(name in shown for name in [*names, "Priya Raman", "Noor Haddad", "Ingrid Solberg"])


def test_the_teacher_sees_every_grade_and_a_student_only_their_own(tool: ATool) -> None:
    activity = tool.place()
    give(tool, activity, "103", 17.5)
    give(tool, activity, "104", 4)

    teacher, amara = (page(tool, f"/as/{person}/courses/ml1/grades/").text for person in ("sato", "amara"))

    assert ("17.5 / 20" in teacher, "4 / 20" in teacher) == (True, True)
    assert ("17.5 / 20" in amara, "4 / 20" in amara, "Wei Chen" in amara) == (True, False, False)


def test_only_the_teacher_is_offered_to_add_an_activity(tool: ATool) -> None:
    offered = {person: "Add activity" in page(tool, f"/as/{person}/courses/ml1/").text for person in ("sato", "priya")}

    assert offered == {"sato": True, "priya": False}


def test_a_tools_message_is_shown_as_text(tool: ATool) -> None:
    shown = page(tool, "/as/priya/courses/ml1/?lti_errormsg=<script>alert(1)</script>").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_pages_may_frame_the_tool_and_be_framed_by_nobody_else(tool: ATool) -> None:
    policy = page(tool, "/as/priya/courses/ml1/").headers["Content-Security-Policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert tool.origin in rules["frame-src"].split()
    assert tool.origin in rules["form-action"].split()
    assert rules["frame-ancestors"] == "'self'"


def test_seeding_twice_keeps_activities_and_grades(tool: ATool, lms_environment: dict[str, str]) -> None:
    give(tool, tool.place(), "103", 20)

    manage(lms_environment, "seed")

    assert page(tool, "/control/grades").json()[0]["score"] == 20


def test_the_facts_of_the_platform_are_printed_for_the_tools_side(tool: ATool, lms_environment: dict[str, str]) -> None:
    assert json.loads(manage(lms_environment, "platform_facts", "--client-id", "a-tool")) == {
        "issuer": tool.lms,
        "client_id": "a-tool",
        "deployment_id": "1",
        "auth_url": f"{tool.lms}/lti/authorize",
        "token_url": f"{tool.lms}/lti/token",
        "jwks_url": f"{tool.lms}/lti/jwks",
    }


def test_registering_a_tool_again_changes_its_registration(tool: ATool, lms_environment: dict[str, str]) -> None:
    registration = [*tool.registration(), "--redirect-uri", f"{tool.origin}/second"]

    manage(lms_environment, "add_tool", *registration)

    parameters = {"client_id": "a-tool", "redirect_uri": f"{tool.origin}/second"}
    assert tool.http.get(f"{tool.lms}/lti/authorize", params=parameters).status_code == 200


@pytest.mark.journey
def test_a_teacher_places_an_exercise_and_a_student_opens_it_in_the_frame(tool: ATool, chromium: Browser) -> None:
    teacher = chromium.new_page()
    teacher.goto(f"{tool.lms}/as/sato/courses/ml1/")
    teacher.get_by_role("link", name="Add activity from A tool").first.click()
    teacher.frame_locator("iframe[name=tool]").get_by_role("button", name="Place").click()
    teacher.get_by_role("link", name="Least squares").wait_for(timeout=10_000)

    student = chromium.new_page()
    student.goto(f"{tool.lms}/as/lucia/courses/ml1/")
    student.get_by_role("link", name="Least squares").click()
    student.frame_locator("iframe[name=tool]").get_by_role("heading", name="Hello Lucía Fernández").wait_for(
        timeout=10_000
    )
    assert _frame_width(student) == 800


def _frame_width(page: Page) -> float:
    box = page.locator("iframe[name=tool]").bounding_box()
    assert box is not None
    return box["width"]
