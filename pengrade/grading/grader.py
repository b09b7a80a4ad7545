"""The process that grades: forked from the guard with the engine already loaded, confined, thrown away after use."""

import gc
import json
import os
import resource
import signal
import socket
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pengrade.grading.cases import dump, spec_from_json
from pengrade.grading.confinement import allow_seconds, confine, die_with
from pengrade.grading.conversation import LONGEST_LINE, Conversation
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import Verdict

Engine = Callable[[AnswerSpec, str], Verdict]

# How a reply begins after which the grader is not to be trusted with another case.
FAILURE = b'{"failure"'

_OUT_OF_MEMORY = 77  # exit status, free of meaning elsewhere
_CASES_PER_LIFE = 500  # libraries leak and cache; a fork costs a few milliseconds
_GROWTH_ALLOWED = 0.25  # of the memory limit, left behind by earlier cases: more would be taken from the next one


@dataclass(frozen=True)
class Limits:
    seconds: float
    megabytes: int


class Grader:
    """The guard's end of a grading process."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self.limits = limits
        self.cases = 0
        self._wait_status: int | None = None
        self._pid, self.conversation = _fork(engine, limits)
        self._pages_at_birth = self._pages()

    def is_worn(self) -> bool:
        grown = (self._pages() - self._pages_at_birth) * resource.getpagesize()
        return self.cases >= _CASES_PER_LIFE or grown > self.limits.megabytes * 2**20 * _GROWTH_ALLOWED

    def end(self) -> int:
        """Kill it, whatever it is at. Its wait status tells what it died of, if it was dying already."""
        if self._wait_status is None:
            self.conversation.close()
            os.kill(self._pid, signal.SIGKILL)  # at worst a zombie of ours, so the number is not another's yet
            self._wait_status = os.waitpid(self._pid, 0)[1]
        return self._wait_status

    def _pages(self) -> int:
        """Pages of private memory in its address space; none once it is dead."""
        return int(Path(f"/proc/{self._pid}/statm").read_text(encoding="ascii").split()[5])


def cause_of_death(status: int, limits: Limits) -> dict[str, Any]:
    """Evidence for a verdict, from the wait status of a grader that ended by itself."""
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _OUT_OF_MEMORY:
        return {"reason": "memory", "limit": limits.megabytes}
    if not os.WIFSIGNALED(status):
        return {"reason": "crash", "status": os.waitstatus_to_exitcode(status)}
    number = os.WTERMSIG(status)
    if number == signal.SIGABRT:  # GMP and FLINT know no other answer to an allocation that failed
        return {"reason": "memory", "limit": limits.megabytes}
    if number == signal.SIGXCPU:
        return {"reason": "time", "limit": limits.seconds}
    return {"reason": "crash", "signal": signal.Signals(number).name}


def was_killed(status: int) -> bool:
    """By somebody else: the guard does not ask this about a grader that it killed itself."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def failure(evidence: dict[str, Any], trace: str = "") -> bytes:
    """A reply that says no verdict was reached, and why; `trace` is for the log of the maintainers."""
    return dump({"failure": {"evidence": evidence, "trace": trace}})


def _fork(engine: Engine, limits: Limits) -> tuple[int, Conversation]:
    ours, theirs = socket.socketpair()
    guard = os.getpid()
    pid = os.fork()
    if pid == 0:
        _live(engine, limits, theirs, guard)
    theirs.close()
    return pid, Conversation(ours)


def _live(engine: Engine, limits: Limits, connection: socket.socket, guard: int) -> NoReturn:
    """The whole life of the forked process. It ends here, never in the code of the guard that forked it."""
    status = 1
    try:
        die_with(guard)
        _keep_only(connection.fileno())
        gc.enable()
        confine(limits.megabytes)
        _answer_all(engine, limits, Conversation(connection))
    except MemoryError:
        status = _OUT_OF_MEMORY
    except EOFError:
        status = 0
    finally:
        os._exit(status)


def _keep_only(number: int) -> None:
    """Close what belongs to the guard; whatever a library prints must not fill the log of the service."""
    os.dup2(0, 2)
    os.closerange(3, number)
    os.closerange(number + 1, 256)


def _answer_all(engine: Engine, limits: Limits, conversation: Conversation) -> NoReturn:
    while True:
        line = conversation.hear(time.monotonic() + 1e6)
        allow_seconds(limits.seconds)
        conversation.say(_reply(engine, line), time.monotonic() + limits.seconds)


def _reply(engine: Engine, line: bytes) -> bytes:
    request = json.loads(line)
    try:
        verdict = engine(spec_from_json(request["spec"]), request["answer"])
        return _within_limits(dump({"verdict": verdict.as_json()}))
    except SpecError as error:
        return dump({"spec_error": {"message": str(error), "field": error.field}})
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug of the engine must cost one case its verdict, never a run
        return failure({"reason": "crash", "error": type(error).__name__}, traceback.format_exc(limit=-20))


def _within_limits(reply: bytes) -> bytes:
    return reply if len(reply) <= LONGEST_LINE else failure({"reason": "crash", "error": "the verdict is too long"})
