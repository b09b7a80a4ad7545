"""Each field by keyboard alone: a wrong answer, why it is wrong, and the right one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.journeys.people import People, Window
from tests.journeys.test_launch_to_grade import begin, part, verdict

pytestmark = pytest.mark.journey
MOST_STOPS = 60


class Keyboard:
    """A student without a mouse."""

    def __init__(self, window: Window) -> None:
        self.page: Page = window.page
        self.tool: FrameLocator = window.tool

    def go_to(self, selector: str) -> None:
        """Tab until the focus is there."""
        for _ in range(MOST_STOPS):
            if self.tool.locator(f"{selector}:focus").count():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def submit(self) -> None:
        self.page.keyboard.press("Control+Enter")


@pytest.fixture
def keyboard(people: People) -> Iterator[Keyboard]:
    title = "Every field by keyboard"
    if not people.has_placed(title):
        people.teacher_places(title, problem="A field for every answer", attempts="9")
    window = people.student_opens("amara", title)
    begin(window.tool, "main")
    yield Keyboard(window)
    window.page.close()


def test_a_table(keyboard: Keyboard) -> None:
    part(keyboard.tool, "a")
    keyboard.go_to("#cell-0-0")
    keyboard.type("1/4")
    keyboard.press("ArrowRight")
    keyboard.type("0.25")
    keyboard.press("ArrowDown")
    keyboard.type("1/2")
    keyboard.press("Home", "ArrowLeft")  # within a text the arrow moves the caret first
    keyboard.type("1/2")
    keyboard.submit()

    verdict(keyboard.tool, "2 of 4 cells are right")
    expect(keyboard.tool.locator("#verdict .cell-off")).to_have_count(2)

    keyboard.go_to("#cell-1-0")
    keyboard.type("1/4")  # a cell that is walked to is selected, so typing replaces it
    keyboard.press("ArrowRight")
    keyboard.type("1/4")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")


def test_a_graph(keyboard: Keyboard) -> None:
    part(keyboard.tool, "b")
    keyboard.go_to(".press[data-name=r]")
    keyboard.press("Enter", "ArrowDown", "Enter")
    expect(keyboard.tool.locator(".graph-status")).to_contain_text("Arrow from r to w.")
    keyboard.press("Enter", "ArrowRight")  # w is chosen; the sprinkler stands to its right
    expect(keyboard.tool.locator(".press[data-name=s]")).to_be_focused()
    keyboard.press("Enter")
    keyboard.submit()

    verdict(keyboard.tool, "Not right yet")
    expect(keyboard.tool.locator("#verdict svg.graph")).to_be_visible()

    keyboard.go_to(".press[data-name=r]")
    keyboard.press("ArrowDown", "Enter", "ArrowRight", "Enter")  # the same two again: the arrow turns
    expect(keyboard.tool.locator("textarea[name=answer]")).to_have_value("r->w, s->w")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")


def test_a_statement_of_independence(keyboard: Keyboard) -> None:
    part(keyboard.tool, "c")
    keyboard.go_to("input[name=set-0-r]")
    keyboard.press("ArrowRight")  # round to the first: one side
    keyboard.go_to("input[name=set-0-s]")
    keyboard.press("ArrowRight", "ArrowRight")
    keyboard.go_to("input[name=set-0-w]")
    keyboard.press("ArrowLeft")  # given
    expect(keyboard.tool.locator("textarea[name=answer]")).to_have_value("r ⟂ s | w")
    keyboard.submit()

    verdict(keyboard.tool, "Not right yet")

    keyboard.go_to("input[name=set-0-w]:checked")
    keyboard.press("ArrowRight")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")


def test_an_order(keyboard: Keyboard) -> None:
    part(keyboard.tool, "d")
    for _ in range(2):  # wherever it stood, the lawn goes to the top
        keyboard.go_to("[data-do='up:lawn']")
        keyboard.press("Enter")
    keyboard.submit()

    verdict(keyboard.tool, "Not right yet")

    for _ in range(2):
        keyboard.go_to("[data-do='down:lawn']")
        keyboard.press("Enter")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")


def test_a_derivation(keyboard: Keyboard) -> None:
    part(keyboard.tool, "e")
    keyboard.go_to("#line-0")
    keyboard.type("(a + b)^2")
    keyboard.press("Enter")
    keyboard.type("= a^2 + b^2")  # the relation goes where relations stand
    keyboard.press("Enter")
    keyboard.type("a^2 + 2 a b + b^2")
    expect(keyboard.tool.locator("textarea[name=answer]")).to_have_value("(a + b)^2\n= a^2 + b^2\n= a^2 + 2 a b + b^2")
    keyboard.submit()

    verdict(keyboard.tool, "Line 2 does not follow from line 1")
    expect(keyboard.tool.locator("#verdict .line-off")).to_have_count(1)

    keyboard.go_to("#line-1")
    keyboard.press("Control+a")
    keyboard.type("a (a + b) + b (a + b)")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")


def test_a_formula(keyboard: Keyboard) -> None:
    part(keyboard.tool, "f")
    keyboard.go_to("textarea[name=answer]")
    keyboard.type("lamda x")
    expect(keyboard.tool.locator("pen-slip")).to_contain_text("lamda")
    keyboard.go_to("pen-slip button")  # the slip is pointed at, with a way to put it right
    keyboard.press("Enter")
    expect(keyboard.tool.locator("textarea[name=answer]")).to_have_value("lambda x")
    keyboard.submit()

    verdict(keyboard.tool, "Not right yet")

    keyboard.go_to("textarea[name=answer]")
    keyboard.press("Home")
    keyboard.type("2 ")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")


def test_a_choice_with_its_reason(keyboard: Keyboard) -> None:
    part(keyboard.tool, "g")
    keyboard.go_to("input[value=yes]")
    keyboard.press("ArrowDown")
    keyboard.go_to("input[value=collider]")
    keyboard.press("ArrowDown")
    keyboard.submit()

    verdict(keyboard.tool, "right")
    expect(keyboard.tool.locator("#verdict")).not_to_contain_text("Correct")

    keyboard.go_to("input[name=reason]:checked")
    keyboard.press("ArrowUp")
    keyboard.submit()
    verdict(keyboard.tool, "Correct")
