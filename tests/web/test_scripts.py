"""The scripts of a student's page in a real browser, on gallery pages; the server's answers are given by each test."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from pengrade.web import shown
from tests.web import samples as cast
from tests.web.gallery import Handler, render, served, write
from tests.web.samples import Sample

pytestmark = pytest.mark.journey

UNDERSTOOD: dict[str, Any] = {
    "understood_as": r"\lambda w", "spoken": "lambda w", "message": "", "position": None, "length": None,
    "suggestion": None, "readings": ["xmu was read as x mu."],
}  # fmt: skip
SLIP = UNDERSTOOD | {
    "understood_as": "", "spoken": "", "message": "There is no lamda in this problem.", "position": 4, "length": 5,
    "suggestion": "lambda",
}  # fmt: skip


UNSAVED_BAR = replace(cast.CLOCK_BAR, saved_at=None)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("gallery")
    write(folder)
    with served(folder) as address:
        yield folder, address


class Desk:
    """A student's page, with a server that remembers what it was told."""

    def __init__(self, page: Page, folder: Path, address: str) -> None:
        self.page, self.folder, self.address = page, folder, address
        self.saved: list[dict[str, Any]] = []
        self.previewed: list[dict[str, Any]] = []
        self.submitted: list[dict[str, list[str]]] = []
        self.tokens: set[str | None] = set()
        self.complaints: list[str] = []
        self.on_preview: Callable[[str], dict[str, Any]] = lambda text: SLIP if "lamda" in text else UNDERSTOOD
        self.on_draft: Callable[[dict[str, Any]], tuple[int, dict[str, Any]] | None] = self._take
        self.state = "waiting"
        self.hold_submissions = False
        self.is_server_down = False
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._listen(message.text))
        page.route("**/api/preview/", self._preview)
        page.route("**/api/draft/", self._draft)
        page.route("**/api/verdict/**", lambda route: route.fulfill(json={"state": self.state}))
        page.route("**/submit/", self._submit)

    def open(self, **changes: Any) -> None:
        sample = Sample("desk", "student/part.html", replace(cast.PART, **changes))
        (self.folder / "desk.html").write_text(render(sample), encoding="utf-8")
        self.page.goto(f"{self.address}/desk.html")

    @property
    def field(self) -> Any:
        return self.page.get_by_label("Your answer", exact=True)

    def _listen(self, text: str) -> None:
        if "Content Security Policy" in text or "rror" in text.split(" ")[0]:
            self.complaints.append(text)

    def _preview(self, route: Route) -> None:
        self.tokens.add(route.request.headers.get("x-pengrade-token"))
        self.previewed.append(_body(route.request))
        route.fulfill(json=self.on_preview(self.previewed[-1]["text"]))

    def _draft(self, route: Route) -> None:
        self.tokens.add(route.request.headers.get("x-pengrade-token"))
        answer = self.on_draft(_body(route.request))
        if answer is None:
            route.abort()
        else:
            route.fulfill(status=answer[0], json=answer[1])

    def _take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.saved.append(body)
        return 200, {"saved_at": cast.NOW.isoformat(), "edit": body["edit"]}

    def _submit(self, route: Route) -> None:
        self.submitted.append(parse_qs(route.request.post_data or ""))
        if self.is_server_down:
            route.abort()
        elif not self.hold_submissions:
            route.fulfill(status=204)


def _body(request: Request) -> dict[str, Any]:
    return dict(json.loads(request.post_data or "{}"))


@pytest.fixture
def desk(chromium: Browser, gallery: tuple[Path, str]) -> Iterator[Desk]:
    context = chromium.new_context(timezone_id="UTC", locale="en-GB")
    desk = Desk(context.new_page(), *gallery)
    yield desk
    context.close()
    assert desk.complaints == []


def an_empty_field(**changes: Any) -> dict[str, Any]:
    return {"answer": replace(cast.EXPRESSION, text="", edit=7, **changes)}


def test_an_answer_is_shown_as_it_was_understood_in_formula_and_words(desk: Desk) -> None:
    desk.open(**an_empty_field())

    desk.field.type("lambda w")

    expect(desk.page.locator("pen-echo math")).to_be_visible()
    expect(desk.page.locator("pen-echo p.note")).to_have_text("lambda w")
    expect(desk.page.locator("pen-echo li")).to_have_text("xmu was read as x mu.")
    assert desk.tokens == {cast.TOKEN}


def test_the_warm_up_shows_how_it_was_understood_and_belongs_to_no_part(desk: Desk) -> None:
    desk.page.goto(f"{desk.address}/start.html")

    desk.page.get_by_label("Type this derivative").fill("6x + e^x")

    expect(desk.page.locator("pen-echo math")).to_be_visible()
    assert desk.previewed == [{"text": "6x + e^x"}]


def test_the_formula_editor_starts_with_what_was_understood_and_writes_back(desk: Desk) -> None:
    desk.open(**an_empty_field())
    desk.field.type("lambda w")
    expect(desk.page.locator("pen-echo math")).to_be_visible()

    desk.page.get_by_role("button", name="Formula editor").click()
    editor = desk.page.locator("math-field")
    expect(editor).to_be_focused()
    assert editor.evaluate("field => field.value") == r"\lambda w"
    desk.page.keyboard.press("End")
    desk.page.keyboard.type("^2+b")

    expect(desk.field).to_have_value(r"\lambda w^2+b")
    with desk.page.expect_request("**/submit/"):
        desk.page.keyboard.press("Control+Enter")
    assert desk.submitted[-1]["answer"] == [r"\lambda w^2+b"]


def test_a_slip_is_marked_under_its_letters_and_put_right_by_a_button(desk: Desk) -> None:
    desk.open(**an_empty_field())

    desk.field.type("b + lamda w")

    expect(desk.page.locator(".field-mirror .slip")).to_have_text("lamda")
    expect(desk.field).to_have_attribute("aria-invalid", "true")
    desk.page.get_by_role("button", name="Change to lambda").click()
    expect(desk.field).to_have_value("b + lambda w")
    expect(desk.page.locator("pen-slip .pointed")).to_have_count(0)
    expect(desk.field).to_be_focused()


def test_a_slip_after_letters_of_two_units_is_marked_where_it_is(desk: Desk) -> None:
    desk.on_preview = lambda text: SLIP | {"position": 4}
    desk.open(**an_empty_field())

    desk.field.fill("𝑓 + lamda")

    expect(desk.page.locator(".field-mirror .slip")).to_have_text("lamda")


def test_a_symbol_key_types_at_the_caret_and_around_a_selection(desk: Desk) -> None:
    desk.open(**an_empty_field())
    desk.field.fill("x")

    desk.page.get_by_role("button", name="lambda", exact=True).click()
    expect(desk.field).to_have_value("x lambda")
    desk.field.press("ControlOrMeta+a")
    desk.page.get_by_role("button", name="square root").click()
    expect(desk.field).to_have_value("sqrt(x lambda)")
    desk.field.press("ControlOrMeta+z")
    expect(desk.field).to_have_value("x lambda")


def test_typing_is_saved_within_two_seconds_and_says_when(desk: Desk) -> None:
    desk.open(**an_empty_field(), bar=UNSAVED_BAR)

    desk.field.fill("b")

    expect(desk.page.locator("#saved")).to_have_text("Saved 12:03:20", timeout=2000)
    assert desk.saved == [{"part": "3", "text": "b", "edit": 8}]


def test_ticks_are_saved_as_their_keys(desk: Desk) -> None:
    desk.open(answer=replace(cast.CHOICE, several=True), bar=UNSAVED_BAR)

    desk.page.get_by_label("It is convex for every").check()

    expect(desk.page.locator("#saved")).to_have_text("Saved 12:03:20")
    assert desk.saved[-1]["text"] == "a, b"


def test_without_a_network_the_answer_survives_the_page(desk: Desk) -> None:
    desk.on_draft = lambda body: None
    desk.open(**an_empty_field(), bar=UNSAVED_BAR)
    desk.field.fill("typed on a train")
    expect(desk.page.locator("#saved")).to_have_text("Not saved yet, will try again")
    expect(desk.page.locator("pen-notice")).to_contain_text("It is kept in this browser")

    desk.on_draft = desk._take
    desk.page.reload()

    expect(desk.field).to_have_value("typed on a train")
    expect(desk.page.locator("#saved")).to_have_text("Saved 12:03:20")
    assert desk.saved[-1]["text"] == "typed on a train"


def test_a_copy_from_before_another_device_wrote_is_offered_not_imposed(desk: Desk) -> None:
    desk.on_draft = lambda body: None
    desk.open(**an_empty_field())
    desk.field.fill("typed on a train")
    expect(desk.page.locator("#saved")).to_have_text("Not saved yet, will try again")

    desk.on_draft = desk._take
    desk.open(answer=replace(cast.EXPRESSION, text="typed at home", edit=9), bar=UNSAVED_BAR)

    expect(desk.field).to_have_value("typed at home")
    expect(desk.page.locator("pen-notice")).to_contain_text("typed on a train")
    desk.page.get_by_role("button", name="Use it").click()
    expect(desk.field).to_have_value("typed on a train")
    expect(desk.page.locator("#saved")).to_have_text("Saved 12:03:20")
    assert desk.saved == [{"part": "3", "text": "typed on a train", "edit": 10}]


def test_another_tab_that_wrote_later_is_noticed(desk: Desk) -> None:
    desk.on_draft = lambda body: (409, {"edit": 20}) if body["edit"] <= 20 else desk._take(body)
    desk.open(**an_empty_field(), bar=UNSAVED_BAR)
    desk.field.fill("mine")
    expect(desk.page.locator("pen-notice")).to_contain_text("changed in another tab")

    desk.page.get_by_role("button", name="Keep what stands here").click()

    expect(desk.page.locator("#saved")).to_have_text("Saved 12:03:20")
    assert desk.saved == [{"part": "3", "text": "mine", "edit": 21}]


def test_what_is_typed_last_is_sent_when_the_page_goes(desk: Desk) -> None:
    desk.open(**an_empty_field())
    desk.page.unroute("**/api/draft/")  # a request that outlives its page passes the browser's interception by
    desk.field.fill("half a thought")

    desk.page.goto(f"{desk.address}/finish.html")
    desk.page.wait_for_timeout(300)

    assert Handler.drafts[-1]["text"] == "half a thought"


def test_control_enter_submits_once(desk: Desk) -> None:
    desk.open(**an_empty_field())
    desk.field.fill("b")

    desk.hold_submissions = True
    desk.field.press("Control+Enter")
    desk.field.press("Control+Enter")
    expect(desk.page.get_by_role("button", name="Submit")).to_be_disabled()
    desk.page.wait_for_timeout(300)

    assert desk.submitted == [{"token": [cast.TOKEN], "edit": ["8"], "answer": ["b"], "action": ["submit"]}]
    assert desk.saved == []  # the form carries the text; a save beside it could look like another tab's


def test_a_server_that_is_away_takes_no_answer_from_the_page(desk: Desk) -> None:
    desk.open(**an_empty_field())
    desk.field.fill("exp(theta) + 42")
    desk.is_server_down = True

    desk.page.get_by_role("button", name="Submit").click()

    expect(desk.page.locator("pen-notice")).to_contain_text("nothing was submitted")
    expect(desk.field).to_have_value("exp(theta) + 42")
    expect(desk.page.get_by_role("button", name="Submit")).to_be_enabled()
    desk.complaints.clear()  # the browser's own word on the request that failed


def test_a_verdict_shows_itself_when_it_is_there(desk: Desk) -> None:
    desk.open(waiting=cast.WAITING)
    expect(desk.page.get_by_text("Being graded")).to_be_visible()

    sample = Sample("desk", "student/part.html", replace(cast.PART, verdicts=[cast.WRONG]))
    (desk.folder / "desk.html").write_text(render(sample), encoding="utf-8")
    desk.state = "decided"

    expect(desk.page.get_by_text("Not right yet")).to_be_visible()


def test_a_verdict_does_not_take_the_page_from_somebody_who_types(desk: Desk) -> None:
    desk.open(waiting=cast.WAITING, **an_empty_field())
    desk.field.type("already the next idea")

    desk.state = "decided"

    expect(desk.page.get_by_role("button", name="Show it")).to_be_visible()
    expect(desk.field).to_have_value("already the next idea")


def test_the_clock_runs_by_the_server_and_can_be_hidden(desk: Desk) -> None:
    clock = shown.Clock(cast.NOW, cast.NOW + timedelta(minutes=10, seconds=2))
    desk.open(bar=replace(cast.CLOCK_BAR, clock=clock))

    expect(desk.page.get_by_role("timer")).to_have_text("10:00")
    expect(desk.page.locator("pen-countdown [role=status]")).to_have_text("10 minutes left")
    desk.page.get_by_role("button", name="Hide time").click()
    expect(desk.page.get_by_role("timer")).to_have_count(0)
    desk.page.reload()
    expect(desk.page.get_by_role("button", name="Show time")).to_be_visible()


def test_at_the_end_what_was_typed_is_sent_and_the_page_asks_the_server(desk: Desk) -> None:
    clock = shown.Clock(cast.NOW, cast.NOW + timedelta(seconds=1))
    desk.open(bar=replace(cast.CLOCK_BAR, clock=clock), **an_empty_field())
    desk.field.fill("just in time")

    with desk.page.expect_navigation(timeout=5000):
        pass

    assert desk.saved[-1]["text"] == "just in time"


def test_a_builder_sees_how_much_is_chosen(desk: Desk) -> None:
    desk.page.goto(f"{desk.address}/choose.html")
    chosen = desk.page.locator("pen-chosen")

    expect(chosen).to_have_text("No problem chosen")
    boxes = desk.page.locator("input[name=versions]")
    boxes.nth(0).check()
    expect(chosen).to_have_text("1 problem, about 5 minutes")
    boxes.nth(1).check()
    expect(chosen).to_have_text("2 problems, about 15 minutes")


def test_without_script_the_page_says_when_it_ends_and_shows_formulas_as_typed(
    chromium: Browser, gallery: tuple[Path, str]
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery[1]}/part.html")

    expect(page.locator("pen-countdown")).to_have_text("Ends 12:44 UTC")
    expect(page.get_by_text(r"\nabla J(w)")).to_be_visible()
    expect(page.get_by_role("group", name="Insert a symbol")).to_be_hidden()
    expect(page.get_by_role("button", name="Submit part c")).to_be_enabled()
    context.close()
