"""Grading behind a fence: in a process of its own, under limits that hold whatever an answer makes the engine do."""

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import Any, Self

from pengrade.grading.cases import dump, spec_as_json
from pengrade.grading.conversation import LONGEST_LINE, Conversation
from pengrade.grading.reading.lines import MOST_CHARACTERS
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import UNDECIDED, Verdict

SMALLEST_MEMORY = 128  # megabytes; the engine with its libraries takes about half of it before the first case

_ENGINE = "pengrade.grading.grade"
_ROOT = Path(__file__).resolve().parents[2]

# The guard holds the watch; this is for a guard that is itself stuck or stopped.
_GRACE_SECONDS = 1.0
_START_SECONDS = 60.0
# Twice what any reader takes: whatever comes after cannot make the answer any more invalid.
_LONGEST_ANSWER = 2 * MOST_CHARACTERS

_MESSAGES = {
    "time": "Checking this answer took too long for the machine. A person will look at it; nothing is lost.",
    "memory": "Checking this answer needed too much memory. A person will look at it; nothing is lost.",
    "crash": "The machine could not check this answer. A person will look at it; nothing is lost.",
}

log = logging.getLogger(__name__)


class FenceError(Exception):
    """The grading process does not start: a fault of the installation, which says nothing about any answer."""


class Fence:
    """A warm process that grades, killed from outside when a case overruns `seconds` or `megabytes`.

    Threads may share a fence; they are served one after another. After a fork each side has a process of its own.
    `engine` names the module whose `grade` is called; it is for tests and never comes from outside.
    """

    def __init__(self, seconds: float = 2.0, megabytes: int = 512, *, engine: str = _ENGINE) -> None:
        if not 0 < seconds < float("inf"):
            raise ValueError("seconds must be a positive number")
        if megabytes < SMALLEST_MEMORY:
            raise ValueError(f"megabytes must be at least {SMALLEST_MEMORY}")
        self._arguments = [f"--seconds={seconds}", f"--megabytes={megabytes}", f"--engine={engine}"]
        self._seconds = seconds
        self._lock = threading.Lock()
        self._inside: _Inside | None = None
        self._is_closed = False
        _fences.add(self)

    def start(self) -> None:
        """Start the process without waiting for it; otherwise the first case starts it and waits (half a second)."""
        with self._lock:
            self._running()

    def grade(self, spec: AnswerSpec, answer: str) -> Verdict:
        """The verdict, `undecided` where the limits, a crash or a kill came first.

        SpecError as `pengrade.grading.grade.grade`; FenceError when no grading process can be started.
        """
        request = _request(spec, answer)
        started = time.monotonic()
        with self._lock:
            reply = self._exchange(request)
        return _verdict(reply, 1000 * (time.monotonic() - started))

    def close(self) -> None:
        """End the process. A fence that is closed stays closed."""
        with self._lock:
            self._is_closed = True
            self._drop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def forget_after_fork(self) -> None:
        """In a forked child: let go of the process, which is the parent's, without ending it."""
        self._lock = threading.Lock()  # the old one may be held by a thread that was not forked
        if self._inside is not None:
            self._inside.forget()
            self._inside = None

    def _exchange(self, request: bytes) -> dict[str, Any]:
        """The reply. A guard that ended was killed by somebody, since it computes nothing: another one is asked."""
        try:
            return self._ask(request)
        except (EOFError, OSError):
            try:
                return self._ask(request)
            except (EOFError, OSError):
                return _failure({"reason": "crash", "error": "the guard ended"})

    def _ask(self, request: bytes) -> dict[str, Any]:
        try:
            return self._running().ask(request, self._seconds + _GRACE_SECONDS)
        except TimeoutError:
            self._drop()
            return _failure({"reason": "time", "limit": self._seconds})
        except BaseException:
            # Also Ctrl-C and a task's time limit, raised here by a signal: the next reply would be to this request.
            self._drop()
            raise

    def _running(self) -> "_Inside":
        if self._is_closed:
            raise ValueError("the fence is closed")
        if self._inside is not None and self._inside.is_dead():
            self._drop()
        if self._inside is None:
            self._inside = _Inside(self._arguments)
        return self._inside

    def _drop(self) -> None:
        if self._inside is not None:
            self._inside.end()
            self._inside = None


class _Inside:
    """The owner's end of one running guard."""

    def __init__(self, arguments: list[str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "pengrade.grading.fenced_process", f"--owner={os.getpid()}", *arguments],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # a group to kill as a whole, out of reach of the terminal's Ctrl-C
            )
        self._connection = ours
        self._conversation = Conversation(ours)
        self._is_ready = False
        self.end = weakref.finalize(self, _end, self._process, ours)

    def ask(self, request: bytes, seconds: float) -> dict[str, Any]:
        """The guard's reply. The time of its start does not count. TimeoutError, EOFError, OSError, FenceError."""
        if not self._is_ready:
            self._await_start()
        deadline = time.monotonic() + seconds
        self._conversation.say(request, deadline)
        reply: dict[str, Any] = json.loads(self._conversation.hear(deadline))
        return reply

    def is_dead(self) -> bool:
        return self._process.poll() is not None

    def forget(self) -> None:
        self.end.detach()
        self._connection.close()
        self._process.returncode = 0  # it is no child of this process, so nobody here should wait for it

    def _await_start(self) -> None:
        try:
            self._conversation.hear(time.monotonic() + _START_SECONDS)
        except (TimeoutError, EOFError, OSError) as error:
            raise FenceError("The grading process did not start; standard error says why.") from error
        self._is_ready = True


def _end(process: subprocess.Popen[bytes], connection: socket.socket) -> None:
    connection.close()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment() -> dict[str, str]:
    """What the process inside knows of the outside: no secret, no setting of the service."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # sympy walks through sets: one answer, one path, one verdict
    }


def _request(spec: AnswerSpec, answer: str) -> bytes:
    try:
        request = dump({"spec": spec_as_json(spec), "answer": answer[:_LONGEST_ANSWER]})
    except (TypeError, ValueError, RecursionError) as error:
        raise SpecError(f"The key is not JSON: {error}.", "expected") from error
    if len(request) > LONGEST_LINE:
        raise SpecError(f"The key is too long: {len(request)} bytes, at most {LONGEST_LINE}.", "expected")
    return request


def _verdict(reply: dict[str, Any], milliseconds: float) -> Verdict:
    if "verdict" in reply:
        return Verdict.from_json(reply["verdict"])
    if "spec_error" in reply:
        raise SpecError(reply["spec_error"]["message"], reply["spec_error"]["field"])
    evidence, trace = reply["failure"]["evidence"], reply["failure"]["trace"]
    log.log(logging.ERROR if trace else logging.WARNING, "no verdict: %s\n%s", evidence, trace)
    return Verdict(UNDECIDED, evidence=evidence, message=_MESSAGES[evidence["reason"]], milliseconds=milliseconds)


def _failure(evidence: dict[str, Any]) -> dict[str, Any]:
    return {"failure": {"evidence": evidence, "trace": ""}}


def _forget_all() -> None:
    for fence in list(_fences):
        fence.forget_after_fork()


_fences: weakref.WeakSet[Fence] = weakref.WeakSet()
os.register_at_fork(after_in_child=_forget_all)
