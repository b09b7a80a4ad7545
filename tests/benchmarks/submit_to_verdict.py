"""How long from pressing Submit to the verdict, through the whole stack: web, Redis, worker, fence, database.

Prints the distribution, and beside it what the engine alone takes for the same answers in this process, so that
a slow machine is not mistaken for a slow queue. Run as ``python -m tests.benchmarks.submit_to_verdict``.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import APIRequestContext, Page

from deploy.stack import Place, Stack
from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec
from tests.browser import started_browser
from tests.journeys.conftest import PROBLEMS, _free_port
from tests.journeys.people import People

ROUNDS = 60
SPEC = AnswerSpec("expression", "x: real; sigma: positive", "2 sigma x")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        extra = {"PENGRADE_PROBLEM_SETS": str(PROBLEMS)}
        place = Place(Path(folder), _free_port(), _free_port(), web_workers=1, graders=1, extra=extra)
        with Stack(place) as stack:
            stack.prepare()
            stack.start()
            stack.wait_until_ready()
            waits = list(_through_the_stack(place))
    alone = [_milliseconds_alone(f"{n} sigma x") for n in range(3, ROUNDS + 3)]
    print(f"{'':28}{'median':>9}{'95 %':>9}{'99 %':>9}   milliseconds, {ROUNDS} answers")
    print(_line("submit to verdict", waits))
    print(_line("the engine alone", alone))


def _through_the_stack(place: Place) -> Iterator[float]:
    with started_browser() as browser:
        context = browser.new_context()
        people = People(place.lms_url, context)
        people.teacher_places("Speed", tries="100")
        window = people.student_opens("amara", "Speed")
        window.tool.locator("form[action$='/begin'] button[type=submit]").click()
        window.tool.locator("textarea[name=answer]").wait_for()
        frame = window.page.frame(name="tool")
        assert frame is not None
        token = frame.locator("meta[name=pengrade-token]").get_attribute("content") or ""
        for n in range(3, ROUNDS + 3):
            yield _submit(context.request, frame.url, token, f"{n} sigma x", _cookie(window.page, frame.url))


def _submit(http: APIRequestContext, page: str, token: str, text: str, cookie: str) -> float:
    """Milliseconds from sending the form until the server says that the answer is decided."""
    headers = {"Cookie": cookie}
    began = time.perf_counter()
    sent = http.post(f"{page}submit", form={"token": token, "answer": text}, headers=headers, max_redirects=0)
    assert sent.status == 302, sent.status
    state = re.search(r'data-url="([^"]+)"', http.get(page, headers=headers).text())
    while state is not None:
        answer = http.get(page.split("/at/")[0] + state[1], headers=headers).json()
        if answer["state"] == "decided":
            break
        time.sleep(0.005)
    return 1000 * (time.perf_counter() - began)


def _cookie(page: Page, url: str) -> str:
    key = url.split("/at/")[1].split("/")[0]
    name = f"pg_{key}"
    found = next(c for c in page.context.cookies() if c.get("name") == name)
    return f"{name}={found.get('value')}"


def _milliseconds_alone(text: str) -> float:
    began = time.perf_counter()
    grade(SPEC, text)
    return 1000 * (time.perf_counter() - began)


def _line(name: str, values: list[float]) -> str:
    cuts = statistics.quantiles(values, n=100)
    return f"{name:28}{statistics.median(values):9.1f}{cuts[94]:9.1f}{cuts[98]:9.1f}"


if __name__ == "__main__":
    main()
