"""Looking at running processes from a test."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes whose parent is `pid`."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _parent(entry) == pid]


def guards() -> list[int]:
    """The guards that this very process started; a server that other tests keep is none of them."""
    return [one for one in children(os.getpid()) if b"fenced_process" in Path(f"/proc/{one}/cmdline").read_bytes()]


def descendants(pid: int) -> list[int]:
    below = children(pid)
    return below + [one for child in below for one in descendants(child)]


def is_running(pid: int) -> bool:
    """False for a zombie as well: it computes nothing and waits for its parent to take notice."""
    try:
        return _after_name(Path(f"/proc/{pid}"))[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def becomes_true(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.005)
    return condition()


def _parent(entry: Path) -> int | None:
    try:
        return int(_after_name(entry)[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def _after_name(entry: Path) -> list[str]:
    """State, parent and so on; the name of a program, in brackets before them, may hold blanks and brackets."""
    return (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
