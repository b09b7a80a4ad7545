"""From a launch in an LMS to a grade in its gradebook, in a browser that blocks third-party cookies."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from deploy.stack import Stack
from tests.journeys.people import People, Window

pytestmark = pytest.mark.journey
T = TypeVar("T")


def answer(tool: FrameLocator, text: str) -> None:
    tool.locator("textarea[name=answer]").fill(text)
    tool.locator("button[value=submit]").click()


def verdict(tool: FrameLocator, word: str) -> None:
    expect(tool.locator("#verdict")).to_contain_text(word)


def part(tool: FrameLocator, label: str) -> None:
    tool.locator(f"nav .part:has(.letter:text-is('{label}'))").click()
    expect(tool.locator(".ruled .in-margin .letter").first).to_have_text(label)


def begin(tool: FrameLocator, arrived: str = "textarea[name=answer]") -> None:
    tool.locator("form[action$='/begin'] button[type=submit]").click()
    expect(tool.locator(arrived)).to_be_visible()


def finish(tool: FrameLocator) -> None:
    tool.get_by_role("link", name="Finish and hand in").click()
    tool.locator("form[action$='/finish'] button[type=submit]").click()


def eventually(read: Callable[[], T], wanted: Callable[[T], bool], seconds: float = 20) -> T:
    deadline = time.monotonic() + seconds
    while not wanted(value := read()):
        assert time.monotonic() < deadline, f"still {value!r}"
        time.sleep(0.2)
    return value


def test_a_teacher_places_an_assignment_and_a_student_earns_a_grade(people: People) -> None:
    people.teacher_places("Slopes for everybody", minutes="30")
    student = people.student_opens("amara", "Slopes for everybody")
    tool = student.tool
    begin(tool)

    tool.locator("textarea[name=answer]").fill("2 sgima x")
    expect(tool.locator("body")).to_contain_text("sigma")  # the slip is pointed at while typing
    answer(tool, "2 sgima x")
    verdict(tool, "Could not be read")
    expect(tool.locator("body")).to_contain_text("Try 1 of 3")  # and has cost no try

    answer(tool, "sigma x")
    verdict(tool, "The square brings a factor 2.")
    expect(tool.locator("body")).to_contain_text("Try 2 of 3")
    answer(tool, r"2\sigma x")
    verdict(tool, "Correct")

    part(tool, "b")
    answer(tool, "2 A w")
    verdict(tool, "This holds only if")
    part(tool, "c")
    answer(tool, "12")
    verdict(tool, "Correct")
    part(tool, "d")
    tool.locator("input[name=answer][value=b]").check()
    tool.locator("button[value=submit]").click()
    verdict(tool, "Correct")
    finish(tool)
    expect(tool.locator("main")).to_contain_text("4 of 7 points")

    mine = [g for g in eventually(people.grades, lambda g: any(x["person"] == "amara" for x in g)) if g["score"]]
    assert [(g["activity"], g["score"], g["maximum"]) for g in mine] == [("Slopes for everybody", 4.0, 7.0)]
    teacher = people.student_opens("sato", "Slopes for everybody")
    row = teacher.tool.locator("tr", has_text="Amara")
    expect(row).to_contain_text("Submitted")
    expect(row).to_contain_text("4 of 7 points")
    expect(row).to_contain_text("Sent")
    row.get_by_role("link").first.click()
    expect(teacher.tool.locator("main")).to_contain_text("sgima")


def test_an_answer_is_graded_after_the_worker_comes_back(people: People, stack: Stack) -> None:
    people.teacher_places("The worker dies")
    tool = people.student_opens("wei", "The worker dies").tool
    begin(tool)
    stack.kill("worker")

    answer(tool, "2 sigma x")
    expect(tool.locator("body")).to_contain_text("Being graded")
    stack.revive()

    expect(tool.locator("#verdict")).to_contain_text("Correct", timeout=40_000)


def test_a_grade_arrives_although_the_lms_was_down(people: People) -> None:
    people.teacher_places("The LMS is down")
    tool = people.student_opens("lucia", "The LMS is down").tool
    begin(tool)
    answer(tool, "2 sigma x")
    verdict(tool, "Correct")
    people.fail(service="scores", status=503, times=1, retry_after=1)

    finish(tool)

    eventually(people.grades, lambda g: any(x["person"] == "lucia" and x["score"] == 2.0 for x in g), seconds=60)


def test_everything_works_without_script(chromium: Browser, stack: Stack) -> None:
    with_script = chromium.new_context()
    People(stack.place.lms_url, with_script).teacher_places("Without script")
    with_script.close()
    # The LMS's own pages need a script to launch into a frame; without one they offer a button.
    plain = chromium.new_context(java_script_enabled=False)
    window = People(stack.place.lms_url, plain).student_opens("priya", "Without script")
    _press_through_the_launch(window)
    tool = window.tool
    begin(tool)

    answer(tool, "2 sigma x")

    verdict(tool, "Correct")
    plain.close()


def _press_through_the_launch(window: Window) -> None:
    """To the tool's login and back with an identity: two pages that script would send on by itself."""
    frame = window.page.locator("iframe[name=tool]").element_handle().content_frame()
    assert frame is not None
    for _ in range(2):
        with frame.expect_navigation():
            frame.get_by_role("button", name="Continue").click()


def test_a_stranger_with_the_address_sees_nothing(people: People, chromium: Browser) -> None:
    people.teacher_places("Keep out")
    window = people.student_opens("noor", "Keep out")
    begin(window.tool)
    frame = window.page.frame(name="tool")
    assert frame is not None

    stranger = chromium.new_context().new_page()
    response = stranger.goto(frame.url)

    assert response is not None
    assert response.status == 403
    assert "sigma" not in stranger.content()
