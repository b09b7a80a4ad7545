"""A demo LMS running as its own process, as in `make demo`, with two tools registered."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.deploy.demo_lms.a_tool import ATool

PROGRAM = Path(__file__).resolve().parents[3] / "deploy" / "demo_lms"


@pytest.fixture(scope="session")
def lms_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    base_url = f"http://localhost:{_free_port()}"
    var = str(tmp_path_factory.mktemp("demo_lms"))
    return os.environ | {"DEMO_LMS_BASE_URL": base_url, "DEMO_LMS_VAR": var}


@pytest.fixture(scope="session")
def running_lms(lms_environment: dict[str, str]) -> Iterator[str]:
    base_url = lms_environment["DEMO_LMS_BASE_URL"]
    manage(lms_environment, "seed")
    bind = base_url.replace("http://localhost", "127.0.0.1")
    gunicorn = [sys.executable, "-m", "gunicorn", "demo_lms.wsgi", "--log-level", "error"]
    command = [*gunicorn, "--bind", bind, "--threads", "4", "--keep-alive", "30"]
    with subprocess.Popen(command, cwd=PROGRAM, env=lms_environment) as process:
        try:
            _wait_for(base_url)
            yield base_url
        finally:
            process.send_signal(signal.SIGINT)


@pytest.fixture(scope="session")
def registered_tool(running_lms: str, lms_environment: dict[str, str]) -> Iterator[ATool]:
    with closing(ATool("a-tool", running_lms)) as tool:
        manage(lms_environment, "add_tool", *tool.registration())
        yield tool


@pytest.fixture(scope="session")
def other_tool(registered_tool: ATool, lms_environment: dict[str, str]) -> Iterator[ATool]:
    """A second tool on the same platform: what is the first one's must stay closed to it."""
    with closing(ATool("other-tool", registered_tool.lms)) as tool:
        manage(lms_environment, "add_tool", *tool.registration())
        yield tool


@pytest.fixture
def tool(registered_tool: ATool) -> ATool:
    """The registered tool, with the LMS at a fresh start."""
    registered_tool.http.post(f"{registered_tool.lms}/control/reset").raise_for_status()
    return registered_tool


def manage(environment: dict[str, str], *command: str) -> str:
    """What the LMS's own command prints."""
    call = [sys.executable, "manage.py", *command]
    return subprocess.run(call, cwd=PROGRAM, env=environment, check=True, capture_output=True, text=True).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(base_url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{base_url}/healthz", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise TimeoutError(f"the demo LMS does not answer at {base_url}")
