"""An engine for tests of the fence: it does to its process what an answer asks for."""

import ctypes
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, Verdict

_kept: list[bytearray] = []


def grade(_spec: AnswerSpec, answer: str) -> Verdict:
    """Answers `correct`, with the process's own words as evidence, where it lives to answer."""
    name, _, argument = answer.partition(" ")
    fault = _FAULTS.get(name, lambda _: None)
    told = fault(argument)
    return Verdict(CORRECT, 1.0, {"pid": os.getpid(), "told": told})


def _compute_in_c(_: str) -> int:
    """One call that holds the interpreter lock for hours and sees no signal handler."""
    return sum(range(10**15))


def _eat_memory(_: str) -> None:
    while True:
        _kept.append(bytearray(1 << 20))


def _keep_megabytes(argument: str) -> None:
    _kept.append(bytearray(int(argument) << 20))


def _recurse(_: str) -> int:
    return _recurse(_) + 1


def _raise(argument: str) -> None:
    raise LookupError(argument)


def _write_file(argument: str) -> str:
    try:
        Path(argument).write_text("graffiti", encoding="ascii")
    except OSError as error:
        return error.__class__.__name__
    return "written"


def _surroundings(_: str) -> dict[str, Any]:
    return {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "modules": sorted({name.partition(".")[0] for name in sys.modules}),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())) - 1,  # one is open to list the others
    }


_FAULTS: dict[str, Callable[[str], Any]] = {
    "sleep": lambda seconds: time.sleep(float(seconds)),
    "compute": _compute_in_c,
    "eat": _eat_memory,
    "keep": _keep_megabytes,
    "exit": lambda status: os._exit(int(status)),
    "kill": lambda number: os.kill(os.getpid(), int(number)),
    "segfault": lambda _: ctypes.string_at(0),
    "recurse": _recurse,
    "raise": _raise,
    "write": _write_file,
    "look": _surroundings,
    "print": lambda text: [os.write(1, text.encode()), os.write(2, text.encode())],
    "long": lambda length: "x" * int(length),
    "ill": lambda _: object(),
}
