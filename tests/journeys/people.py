"""What teachers and students do with a browser, so that journeys read as stories."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Page, expect


@dataclass
class Window:
    """Somebody's window: a page of the LMS with the tool in its frame."""

    page: Page

    @property
    def tool(self) -> FrameLocator:
        """The tool inside the LMS's page."""
        return self.page.frame_locator("iframe[name=tool]")


@dataclass
class People:
    """The demo LMS's cast."""

    lms_url: str
    context: BrowserContext

    def open(self, path: str) -> Window:
        """A new window of the LMS."""
        page = self.context.new_page()
        page.goto(self.lms_url + path)
        return Window(page)

    def teacher_places(self, title: str, problem: str = "Three slopes", **rules: str) -> None:
        """The teacher adds an activity by deep linking: one problem of the bank, with these rules."""
        window = self.open("/as/sato/courses/ml1/")
        window.page.get_by_role("link", name="Add activity").click()
        form = window.tool.locator("form:has(input[name=title])")
        form.locator("input[name=title]").fill(title)
        form.get_by_label(problem, exact=True).check()
        for name, value in rules.items():
            form.locator(f"input[name={name}]").fill(value)
        form.locator("button[value=place-new]").click()
        expect(window.page.get_by_role("link", name=title)).to_be_visible()
        window.page.close()

    def has_placed(self, title: str) -> bool:
        """Is there such an activity already?"""
        window = self.open("/as/sato/courses/ml1/")
        found = window.page.get_by_role("link", name=title).count() > 0
        window.page.close()
        return found

    def student_opens(self, who: str, title: str) -> Window:
        """A student clicks the activity in the course."""
        window = self.open(f"/as/{who}/courses/ml1/")
        window.page.get_by_role("link", name=title).first.click()
        return window

    def grades(self) -> list[dict[str, Any]]:
        """The LMS's gradebook, as the LMS tells it."""
        with urllib.request.urlopen(f"{self.lms_url}/control/grades") as response:  # noqa: S310  # our own LMS
            grades: list[dict[str, Any]] = json.load(response)
            return grades

    def fail(self, **how: Any) -> None:
        """Let one of the LMS's services fail."""
        request = urllib.request.Request(  # noqa: S310  # our own LMS
            f"{self.lms_url}/control/failures",
            data=json.dumps(how).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        urllib.request.urlopen(request).close()  # noqa: S310
