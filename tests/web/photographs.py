"""Looks at gallery pages in Chromium: a picture at each width in light and dark, and axe-core's findings."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.browser import started_browser

WIDTHS = (1280, 800, 320)
AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary.split('\\n')[1] || ''}`))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def photograph(address: str, names: list[str], folder: Path) -> Iterator[str]:
    """Pictures into ``folder``; yields a line for each finding."""
    folder.mkdir(parents=True, exist_ok=True)
    with started_browser() as browser:
        for scheme in SCHEMES:
            for name in names:
                yield from findings(browser, f"{address}/{name}.html", scheme, WIDTHS, folder / f"{name}-{scheme}")


def findings(
    browser: Browser, address: str, scheme: Scheme, widths: Sequence[int], picture: Path | None = None
) -> Iterator[str]:
    """What axe-core, the console and a ruler find on a page."""
    page = browser.new_page(color_scheme=scheme)
    # The page that goes back to the LMS does so at once; this LMS answers that there is nothing to show.
    page.route("https://lms.example/**", lambda route: route.fulfill(status=204))
    complaints = _complaints_of(page)
    place = f"{address.rpartition('/')[2]} {scheme}"
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address, wait_until="networkidle")
        if picture:
            page.screenshot(path=f"{picture}-{width}.png", full_page=True)
        yield from (f"{place} {width}: {line}" for line in _found(page))
    yield from (f"{place}: console: {line}" for line in complaints)
    page.close()


def _complaints_of(page: Page) -> list[str]:
    """A list that fills with what the page's console says: errors, and what the content policy refused."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def _found(page: Page) -> Iterator[str]:
    if excess := page.evaluate(TOO_WIDE):
        yield f"scrolls sideways by {excess} px"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    yield from page.evaluate(RUN_AXE)
