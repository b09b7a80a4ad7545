"""What the fence costs: `python -m tests.benchmarks.fence_round_trip` prints a table in milliseconds.

The same answers are graded in this process and through the fence; the difference is the price of the fence. Then the
time from the end of an overrun or a kill to the next verdict, which is what replacing a grader costs.
"""

import os
import signal
import sys
import time
from collections.abc import Callable

from pengrade.grading.fence import Fence
from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec
from tests.grading.processes import children

ROUNDS = 500
REPLACEMENTS = 30
CASES = [
    ("identical", AnswerSpec("expression", "x: real", "x^2 + 1"), "x^2 + 1"),
    ("expression", AnswerSpec("expression", "x: real; y: real", "(x+y)^2"), "x^2 + 2x y + y^2"),
    (
        "counterexample",
        AnswerSpec("expression", "x: real; sigma: positive", "exp(-x^2/(2 sigma^2))"),
        "exp(-x^2/sigma)",
    ),
    ("number", AnswerSpec("number", "", "1.645", {"decimals": 3}), "1.645"),
    ("unreadable", AnswerSpec("expression", "x: real", "x"), "((x + 1"),
]


def main() -> None:
    with Fence() as fence:
        started = time.perf_counter()
        fence.grade(*CASES[0][1:])
        start = time.perf_counter() - started
        _print(f"{'milliseconds':<28}{'in process':>18}{'through the fence':>22}{'extra':>10}")
        _print(f"{'':<28}{'median':>9}{'p99':>9}{'median':>13}{'p99':>9}{'median':>10}")
        for name, spec, answer in CASES:
            _compare(name, spec, answer, fence)
        _print("")
        _print(f"{'start, first verdict':<28}{1000 * start:>9.1f}")
        _row("verdict after a kill", _after(lambda: _kill_grader(fence), lambda: fence.grade(*CASES[0][1:])))


def _compare(name: str, spec: AnswerSpec, answer: str, fence: Fence) -> None:
    inside = _times(lambda: grade(spec, answer))
    fenced = _times(lambda: fence.grade(spec, answer))
    extra = _at(fenced, 0.5) - _at(inside, 0.5)
    figures = f"{_at(inside, 0.5):>9.3f}{_at(inside, 0.99):>9.3f}{_at(fenced, 0.5):>13.3f}{_at(fenced, 0.99):>9.3f}"
    _print(f"{name:<28}{figures}{extra:>10.3f}")


def _times(action: Callable[[], object]) -> list[float]:
    action()
    return sorted(_milliseconds(action) for _ in range(ROUNDS))


def _after(disaster: Callable[[], None], action: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(REPLACEMENTS):
        disaster()
        times.append(_milliseconds(action))
    return sorted(times)


def _kill_grader(fence: Fence) -> None:
    fence.grade(*CASES[0][1:])
    (guard,) = children(os.getpid())
    for grader in children(guard):
        os.kill(grader, signal.SIGKILL)


def _milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _row(name: str, times: list[float]) -> None:
    _print(f"{name:<28}{_at(times, 0.5):>9.1f}{_at(times, 0.99):>9.1f}")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
