"""Hostile answers through the fence: no code runs, nothing outlives its budget, the next answer is graded as ever."""

import os
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from pengrade.grading.fence import Fence
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, INVALID, Verdict
from tests.grading.case_files import Case
from tests.grading.processes import descendants

_SECONDS, _MEGABYTES = 2.5, 600  # what a case may take in all; the fence itself is set to 2 s and 512 MB
_PROBE = AnswerSpec("expression", "x: real", "(x+1)^2"), "x^2 + 2x + 1"
_CANARY = re.compile(r"/[\w./-]*canary[\w.-]*")


@dataclass(frozen=True)
class Run:
    case: Case
    verdict: Verdict
    seconds: float
    complaints: tuple[str, ...]


def run(cases: list[Case]) -> str:
    """All cases; a summary with every complaint."""
    canaries = {Path(found) for case in cases for found in _CANARY.findall(case.answer)}
    with Fence() as fence, _Watch() as watch:
        fence.grade(*_PROBE)  # a fence starts once; that is nothing an answer brings about
        runs = [_one(case, fence) for case in cases]
    found = [f"{one.case.name}: {complaint}" for one in runs for complaint in one.complaints]
    found += [f"{path} appeared" for path in canaries if path.exists()]
    if watch.peak > _MEGABYTES:
        found.append(f"{watch.peak:.0f} MB were held")
    longest = max(runs, key=lambda one: one.seconds)
    lines = [
        f"hostile: {len(runs)} answers, {len(found)} complaints",
        f"  longest {1000 * longest.seconds:.0f} ms ({longest.case.name})",
        f"  most memory of one process {watch.peak:.0f} MB",
        f"  verdicts: {_counts(runs)}",
        f"  files that code in an answer would make: {len(canaries)} looked for",
    ]
    return "\n".join([*lines, *(f"  {complaint}" for complaint in found)])


def _one(case: Case, fence: Fence) -> Run:
    began = perf_counter()
    verdict = fence.grade(case.spec(), case.answer)
    seconds = perf_counter() - began
    complaints = []
    if case.want == "not-correct" and verdict.verdict == CORRECT:
        complaints.append("accepted")
    if verdict.verdict == INVALID and verdict.position is None:
        complaints.append("unreadable, and no position")
    if seconds > _SECONDS:
        complaints.append(f"{seconds:.2f} s")
    if fence.grade(*_PROBE).verdict != CORRECT:
        complaints.append("the next answer suffered")
    return Run(case, verdict, seconds, tuple(complaints))


def _counts(runs: list[Run]) -> str:
    verdicts = [one.verdict.verdict for one in runs]
    return ", ".join(f"{verdicts.count(name)} {name}" for name in sorted(set(verdicts)))


class _Watch:
    """The most memory that a process below this one held, in megabytes, looked at every few milliseconds."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.01):
            for pid in descendants(os.getpid()):
                with suppress(FileNotFoundError, ProcessLookupError):
                    self.peak = max(self.peak, _high_water(pid))


def _high_water(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
