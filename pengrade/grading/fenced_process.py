"""The program inside the fence: `python -m pengrade.grading.fenced_process`, started by `pengrade.grading.fence` alone.

It is the guard. It loads the engine once and never grades; it forks graders, passes them the cases, holds the watch,
and kills and replaces the one that overruns, which takes milliseconds where a new interpreter would take a second.

    owner (web worker, Celery child) --socket on stdin--> guard --socket--> grader (forked, confined)

The guard never computes, so it always notices that its owner is gone, even one killed with SIGKILL; the grader dies
with the guard. A death signal asked of the kernel would not do for the guard: it fires when the *thread* that started
the process ends, and owners have threads that end.
"""

import argparse
import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from typing import cast

from pengrade.grading.conversation import Conversation
from pengrade.grading.grader import FAILURE, Engine, Grader, Limits, cause_of_death, failure, was_killed
from pengrade.grading.spec import AnswerSpec

READY = b'{"ready": true}'

# Makes the engine import and build whatever it keeps for later, so that every grader is born with it.
_WARM_UP = (AnswerSpec("expression", "x: real", "sin(x)^2"), "1 - cos(x)^2")


class _OwnerGoneError(Exception):
    pass


class _GraderDiedError(Exception):
    pass


class Guard:
    def __init__(self, owner: Conversation, owner_alive: int | None, engine: Engine, limits: Limits) -> None:
        self._owner = owner
        self._owner_alive = owner_alive  # pidfd: readable once the owner has ended
        self._engine = engine
        self._limits = limits
        self._grader = Grader(engine, limits)

    def run(self) -> None:
        """Answer the owner until it is gone."""
        with contextlib.suppress(_OwnerGoneError, EOFError, BrokenPipeError):
            self._owner.say(READY, _never())
            while True:
                line = self._next_case()
                reply = self._reply(line)
                self._owner.say(reply, _never())
                if reply.startswith(FAILURE) or self._grader.is_worn():
                    self._replace_grader()

    def _next_case(self) -> bytes:
        line = None
        while line is None:
            ready = self._wait(None)
            if self._grader.conversation.fileno() in ready:  # killed from outside between two cases
                self._replace_grader()
            if self._owner.fileno() in ready:
                line = self._owner.receive()
        return line

    def _reply(self, line: bytes) -> bytes:
        deadline = time.monotonic() + self._limits.seconds
        try:
            return self._ask_grader(line, deadline)
        except TimeoutError:
            return failure({"reason": "time", "limit": self._limits.seconds})
        except _GraderDiedError:
            return failure(cause_of_death(self._grader.end(), self._limits))

    def _ask_grader(self, line: bytes, deadline: float) -> bytes:
        """The grader's reply; a second grader's, where somebody killed the first: that is no fault of the case."""
        try:
            return self._ask_this_grader(line, deadline)
        except _GraderDiedError:
            if not was_killed(self._grader.end()):
                raise
            self._replace_grader()
            return self._ask_this_grader(line, deadline)

    def _ask_this_grader(self, line: bytes, deadline: float) -> bytes:
        self._grader.cases += 1
        try:
            self._grader.conversation.say(line, deadline)
            return self._hear_grader(deadline)
        except (EOFError, BrokenPipeError) as error:
            raise _GraderDiedError from error

    def _hear_grader(self, deadline: float) -> bytes:
        line = None
        while line is None:
            ready = self._wait(deadline)
            if self._owner.fileno() in ready:  # it waits for us, so this can only be its end
                raise _OwnerGoneError
            line = self._grader.conversation.receive()
        return line

    def _wait(self, deadline: float | None) -> set[int]:
        """The sockets that have something to say by `deadline`; TimeoutError, _OwnerGoneError."""
        poll = select.poll()
        poll.register(self._owner, select.POLLIN)
        poll.register(self._grader.conversation, select.POLLIN)
        if self._owner_alive is not None:
            poll.register(self._owner_alive, select.POLLIN)
        ready = {number for number, _ in poll.poll(_milliseconds_until(deadline))}
        if self._owner_alive in ready:
            raise _OwnerGoneError
        if not ready:
            raise TimeoutError
        return ready

    def _replace_grader(self) -> None:
        self._grader.end()
        self._grader = Grader(self._engine, self._limits)


def main(arguments: Sequence[str] | None = None) -> None:
    settings = _parse(arguments)
    _ignore_signals_meant_for_the_owner()
    owner = _take_over_standard_input()
    engine = cast(Engine, importlib.import_module(settings.engine).grade)
    engine(*_WARM_UP)
    gc.collect()
    gc.freeze()  # a collector that marks the objects of the engine would copy their pages into every grader
    Guard(owner, _watch(settings.owner), engine, Limits(settings.seconds, settings.megabytes)).run()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--owner", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--megabytes", type=int, required=True)
    parser.add_argument("--engine", required=True)
    return parser.parse_args(arguments)


def _ignore_signals_meant_for_the_owner() -> None:
    """A supervisor that stops a service signals all its processes; the case in hand must still get its verdict."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _take_over_standard_input() -> Conversation:
    """The socket to the owner arrives as stdin; nothing that reads or prints by accident may touch it after this."""
    owner = Conversation(socket.socket(fileno=os.dup(0)))
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return owner


def _watch(owner: int) -> int | None:
    """A descriptor that becomes readable when the owner ends; None where the kernel has none to give.

    The end of the socket tells the same, unless a process forked by the owner still holds a copy of it.
    """
    descriptor = None
    with contextlib.suppress(OSError):
        descriptor = os.pidfd_open(owner)
    if os.getppid() != owner:
        sys.exit("the owner is gone")
    return descriptor


def _never() -> float:
    return time.monotonic() + 1e6


def _milliseconds_until(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000


if __name__ == "__main__":
    main()
