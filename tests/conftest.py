"""What every test may ask for: a Redis server that is really there."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser

from pengrade.deployment import embedded_redis_command
from tests.browser import started_browser
from tests.environment import EMBEDDED_REDIS

# The same examples on every run, so that a change is judged by what it changed. To look further afield:
# HYPOTHESIS_PROFILE=wandering python -m pytest tests/grading
hypothesis_settings.register_profile("steady", derandomize=True)
hypothesis_settings.register_profile("wandering", derandomize=False)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a Redis server: the one REDIS_URL names, else an embedded one for this run."""
    process = None
    if EMBEDDED_REDIS:
        process = subprocess.Popen(embedded_redis_command(settings.VAR), stdout=subprocess.DEVNULL)
    try:
        _wait_for_redis(settings.REDIS_URL)
        yield settings.REDIS_URL
    finally:
        if process:
            process.terminate()
            process.wait(timeout=10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this test run."""
    with started_browser() as browser:
        yield browser


@pytest.fixture(autouse=True)
def _redis_for_database_tests(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("database"):
        url = request.getfixturevalue("redis_server")
        with redis.Redis.from_url(url) as connection:
            connection.flushdb()


def _wait_for_redis(url: str) -> None:
    deadline = time.monotonic() + 10
    with redis.Redis.from_url(url) as connection:
        while time.monotonic() < deadline:
            with contextlib.suppress(redis.ConnectionError):
                connection.ping()
                return
            time.sleep(0.02)
    raise RuntimeError(f"no Redis server answers at {url}")
