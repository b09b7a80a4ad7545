"""All processes of one PenGrade on one machine, beside a demo LMS: prepared, started, watched, stopped.

``make demo`` and the browser journeys use the same stack, so what is tested is what people run.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_LMS = ROOT / "deploy" / "demo_lms"
CLIENT_ID, DEPLOYMENT_ID = "pengrade-demo", "1"

# Seconds before a process that keeps dying is started once more.
LONGEST_WAIT = 30.0


class StackError(Exception):
    """Why the stack cannot run, in one line for whoever started it."""


@dataclass(frozen=True)
class Place:
    """Where a stack keeps its data and listens."""

    var: Path
    port: int = 8000
    lms_port: int = 8001
    web_workers: int = 2
    graders: int = 2
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        """The tool's origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def lms_url(self) -> str:
        """The LMS's origin: another host name, so that a browser takes the two for different sites."""
        return f"http://localhost:{self.lms_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What every process of the stack is told."""
        return {
            **os.environ,
            "PENGRADE_VAR": str(self.var),
            "PENGRADE_BASE_URL": self.base_url,
            "DEMO_LMS_VAR": str(self.var / "demo_lms"),
            "DEMO_LMS_BASE_URL": self.lms_url,
            "PYTHONUNBUFFERED": "1",
            **self.extra,
        }


@dataclass
class Child:
    """One process, started again when it dies."""

    name: str
    command: list[str]
    cwd: Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def may_start(self) -> bool:
        """At once after one death, then 1, 2, 4, … seconds after the last start within a minute, 30 at most."""
        recent = [at for at in self.starts if at > time.monotonic() - 60]
        wait = min(2.0 ** (len(recent) - 2), LONGEST_WAIT) if len(recent) > 1 else 0.0
        return not recent or time.monotonic() - recent[-1] >= wait


class Stack:
    """The running processes. Use as a context manager, or call ``stop``."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.children = [Child(name, command, cwd) for name, command, cwd in _commands(place)]

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def prepare(self) -> None:
        """Database, problems, keys, and the two programs introduced to each other. Does nothing twice.

        Raises:
            StackError: a port is in use, or a step failed.
        """
        for port, setting in ((self.place.port, "PENGRADE_PORT"), (self.place.lms_port, "DEMO_LMS_PORT")):
            check_port(port, setting)
        (self.place.var / "log").mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--verbosity", "0")
        self._load_problems()
        self.lms("seed")
        self._introduce()

    def start(self) -> None:
        """Start every process."""
        for child in self.children:
            self._start(child)

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Return when everything answers.

        Raises:
            StackError: it does not within ``seconds``.
        """
        deadline = time.monotonic() + seconds
        for url in (f"{self.place.base_url}/healthz", f"{self.place.lms_url}/healthz"):
            while not _answers(url):
                self.revive()
                if time.monotonic() > deadline:
                    raise StackError(f"{url} does not answer; see {self.place.var / 'log'}")
                time.sleep(0.1)

    def revive(self) -> None:
        """Start again what has died; what dies again and again, ever more slowly."""
        for child in self.children:
            if child.process and child.process.poll() is not None and child.may_start():
                print(f"pengrade: {child.name} stopped and starts again; see {self.log(child.name)}", file=sys.stderr)
                self._start(child)

    def stop(self) -> None:
        """Stop everything, Redis last so that the others can finish what they hold.

        A second Ctrl-C changes nothing: it would leave half of them running.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        serving = [child for child in self.children if child.name != "redis"]
        _stop(serving)
        _stop([child for child in self.children if child.name == "redis"])

    def kill(self, name: str) -> None:
        """Kill one process and its children without warning; ``revive`` starts it again."""
        child = self.child(name)
        if child.process:
            _signal(child.process, signal.SIGKILL)
            child.process.wait()

    def child(self, name: str) -> Child:
        """The process of this name."""
        return next(child for child in self.children if child.name == name)

    def log(self, name: str) -> Path:
        """Where a process writes what it has to say."""
        return self.place.var / "log" / f"{name}.log"

    def manage(self, *arguments: str) -> str:
        """Run one of the tool's commands to its end; returns what it printed."""
        return self._run([sys.executable, "manage.py", *arguments], ROOT)

    def lms(self, *arguments: str) -> str:
        """Run one of the demo LMS's commands to its end; returns what it printed."""
        return self._run([sys.executable, "manage.py", *arguments], DEMO_LMS)

    def _run(self, command: list[str], cwd: Path) -> str:
        done = subprocess.run(command, cwd=cwd, env=self.place.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            log = self.log("prepare")
            log.write_text(done.stdout + done.stderr)
            said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            raise StackError(f"{' '.join(command[1:3])} failed: {said[-1]} (all of it: {log})")
        return done.stdout

    def _load_problems(self) -> None:
        """A broken problem file is named and left out; it keeps nobody from the others."""
        try:
            self.manage("load_problems", "--verbosity", "0")
        except StackError as error:
            print(f"pengrade: {error}", file=sys.stderr)

    def _introduce(self) -> None:
        facts = json.loads(self.lms("platform_facts", "--client-id", CLIENT_ID, "--deployment-id", DEPLOYMENT_ID))
        names = ("issuer", "client_id", "auth_url", "token_url", "jwks_url", "deployment_id")
        words = [word for name in names for word in (f"--{name.replace('_', '-')}", facts[name])]
        urls = json.loads(self.manage("platform", "add", "--name", "Demo LMS", *words))
        tool = ["--client-id", facts["client_id"], "--deployment-id", facts["deployment_id"], "--name", "PenGrade"]
        for name in ("login_url", "launch_url", "jwks_url", "deep_link_url"):
            tool += [f"--{name.replace('_', '-')}", urls[name]]
        self.lms("add_tool", *tool)

    def _start(self, child: Child) -> None:
        child.starts.append(time.monotonic())
        with self.log(child.name).open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                cwd=child.cwd,
                env=self.place.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the stack only, which then stops them in order
            )


def _commands(place: Place) -> list[tuple[str, list[str], Path]]:
    python, gunicorn = sys.executable, [sys.executable, "-m", "gunicorn"]
    celery = [python, "-m", "celery", "--app", "pengrade.celery"]
    bind = ["--bind", f"127.0.0.1:{place.port}", "--access-logfile", "-"]
    pool = ["--worker-class", "gthread", "--workers", str(place.web_workers), "--threads", "8"]
    schedule = ["--schedule", str(place.var / "beat-schedule"), "--pidfile", ""]
    redis = [("redis", [python, "manage.py", "embedded_redis"], ROOT)]
    return [
        *([] if "REDIS_URL" in place.environment else redis),
        ("web", [*gunicorn, "pengrade.wsgi", *bind, *pool], ROOT),
        ("worker", [*_worker("grading"), "--concurrency", str(place.graders)], ROOT),
        ("background", [*_worker("background"), "--pool", "threads", "--concurrency", "4"], ROOT),
        ("beat", [*celery, "beat", *schedule], ROOT),
        ("lms", [*gunicorn, "demo_lms.wsgi", "--bind", f"127.0.0.1:{place.lms_port}", "--threads", "8"], DEMO_LMS),
    ]


def _worker(queue: str) -> list[str]:
    celery = [sys.executable, "-m", "celery", "--app", "pengrade.celery"]
    return [
        *celery,
        "worker",
        "--loglevel",
        "INFO",
        "--queues",
        queue,
        "--hostname",
        f"{queue}@%h",
        "--without-gossip",
        "--without-mingle",
    ]


def check_port(port: int, setting: str) -> None:
    """Raises StackError in one line if something listens on ``port`` already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StackError(f"port {port} is in use; stop what uses it or set {setting} to a free one") from error


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  # our own addresses
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _stop(children: list[Child]) -> None:
    running = [child.process for child in children if child.process]
    for process in running:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + 15
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()
