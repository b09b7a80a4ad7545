"""A whole PenGrade beside a demo LMS, and a browser that treats the two as different sites."""

import contextlib
import os
import re
import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg import sql

from deploy.stack import Place, Stack
from tests.journeys.people import People

PROBLEMS = Path(__file__).parent / "problems"
RESULTS = Path(__file__).parent.parent.parent / "test-results"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web server, worker, beat, Redis and demo LMS as real processes."""
    var = tmp_path_factory.mktemp("stack")
    with _database() as database:
        extra = {"PENGRADE_PROBLEM_SETS": str(PROBLEMS), **database, **_own_redis()}
        place = Place(var=var, port=_free_port(), lms_port=_free_port(), web_workers=1, graders=1, extra=extra)
        with Stack(place) as running:
            running.prepare()
            running.start()
            running.wait_until_ready()
            yield running
        if RESULTS.exists():
            shutil.copytree(var / "log", RESULTS / "log", dirs_exist_ok=True)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser with an empty profile."""
    with_screen = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    with_screen.set_default_timeout(15_000)
    yield with_screen
    with_screen.close()


@pytest.fixture
def people(stack: Stack, context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[People]:
    """The demo LMS's people at their browser; a failure leaves pictures of their pages."""
    cast = People(stack.place.lms_url, context)
    yield cast
    if getattr(request.node, "rep_call_failed", True):  # it never came to a call, where a fixture failed
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate(context.pages):
            _picture(page, RESULTS / f"{re.sub(r'[^a-z0-9]+', '-', request.node.name)}-{number}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.rep_call_failed = report.failed  # type: ignore[attr-defined]
    return report


def _picture(page: Page, path: Path) -> None:
    page.screenshot(path=path, full_page=True)


@contextlib.contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A database of its own on the server that DATABASE_URL names; SQLite in the stack's folder without one."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield {}
        return
    plain = f"pengrade_journey_{uuid.uuid4().hex[:8]}"
    name = sql.Identifier(plain)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    yield {"DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{plain}"}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _own_redis() -> dict[str, str]:
    """Another number on the same server, so that tests that empty theirs do not empty this one."""
    url = os.environ.get("REDIS_URL")
    return {"REDIS_URL": f"{url.rsplit('/', 1)[0]}/8"} if url else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
