"""`pengrade grade --jsonl -` as a running program that is asked one case after another."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from pengrade.grading.verdict import Verdict
from tests.grading.case_files import Case

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "pengrade", "grade", "--jsonl", "-"]


class CommandLine:
    def __enter__(self) -> Self:
        self._process = subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()

    def grade(self, case: Case) -> Verdict:
        """With the time for writing the case and reading the verdict as JSON."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(case.data).encode() + b"\n")
        self._process.stdin.flush()
        return Verdict.from_json(json.loads(self._process.stdout.readline()))
