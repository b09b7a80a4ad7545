"""Looks at gallery pages in Chromium: a picture at each width in light and dark, and axe-core's findings."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (1280, 800, 320)
CHROMIUM = Path("/usr/bin/chromium")
AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary.split('\\n')[1] || ''}`))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def photograph(address: str, names: list[str], folder: Path) -> Iterator[str]:
    """Pictures into ``folder``; yields a line for each finding."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        for scheme in ("light", "dark"):
            yield from _in_one_scheme(browser, address, names, folder, scheme)
        browser.close()


def _in_one_scheme(browser: Browser, address: str, names: list[str], folder: Path, scheme: str) -> Iterator[str]:
    # axe-core is put into the page from outside, which the pages' own policy forbids; what the policy refuses the pages
    # themselves is reported before that.
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    for name in names:
        page = context.new_page()
        # The page that goes back to the LMS does so at once; this LMS answers that there is nothing to show.
        page.route("https://lms.example/**", lambda route: route.fulfill(status=204))
        complaints = _complaints_of(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{address}/{name}.html", wait_until="networkidle")
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
            yield from (f"{name} {width} {scheme}: {line}" for line in _findings(page))
        yield from (f"{name} {scheme}: console: {line}" for line in complaints)
        page.close()


def _complaints_of(page: Page) -> list[str]:
    """A list that fills with what the page's console says: errors, and what the content policy refused."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def _findings(page: Page) -> Iterator[str]:
    if excess := page.evaluate(TOO_WIDE):
        yield f"scrolls sideways by {excess} px"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    yield from page.evaluate(RUN_AXE)
