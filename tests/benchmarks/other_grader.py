"""Another grader in a process of its own: asked over a pipe, killed when it takes too long, and started anew."""

import json
import select
import subprocess
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

_START_SECONDS = 60.0


@dataclass(frozen=True)
class Reply:
    """`equal` is None when the grader gave no answer: it took too long, died, or could not read a side."""

    equal: bool | None
    milliseconds: float
    reason: str = ""


class OtherGrader:
    """`command` reads a JSON object a line and answers each with {"equal", "milliseconds"}; it first says "ready"."""

    def __init__(self, command: list[str], seconds: float) -> None:
        self._command = command
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def ask(self, question: dict[str, Any]) -> Reply:
        process = self._running()
        assert process.stdin is not None
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        line = self._line(process, self._seconds)
        if line:
            return Reply(**json.loads(line))
        self._end()
        return Reply(None, 1000 * self._seconds, "over the limit" if line is None else "died")

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            if not self._line(self._process, _START_SECONDS):
                raise RuntimeError(f"{self._command[0]} did not start")
        return self._process

    @staticmethod
    def _line(process: subprocess.Popen[str], seconds: float) -> str | None:
        """The next line; "" at the end of the stream, None when none came in time."""
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], seconds)[0]:
            return None
        return process.stdout.readline()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
