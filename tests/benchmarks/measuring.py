"""Counts and times of a run over cases, as one line of a table."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter, process_time

from pengrade.grading.spec import SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED, Verdict
from tests.grading.case_files import Case

HEAD = (
    f"{'':34}{'cases':>7}{'false':>8}{'false':>8}{'un-':>9}{'mis-':>7}"
    f"{'median':>9}{'95 %':>9}{'99 %':>9}{'max':>9}{'a second':>10}\n"
    f"{'':34}{'':7}{'accepts':>8}{'rejects':>8}{'decided':>9}{'read':>7}{'milliseconds':>36}{'on a core':>10}"
)


@dataclass(frozen=True)
class Bars:
    """What the engine is built to hold, the search for what is off included: milliseconds, and cases a second."""

    quantiles: Mapping[float, float]
    rate: float
    words: str


OF_ONE_ANSWER = Bars(
    {0.5: 1.0, 0.95: 5.0, 0.99: 20.0}, 800, "median < 1 ms, 95 % < 5 ms, 99 % < 20 ms, at least 800 a second on a core"
)
OF_DERIVATIONS = Bars({0.5: 30.0}, 0, "median < 30 ms")


@dataclass(frozen=True)
class Outcome:
    """One case, the verdict it got, and the time it took."""

    case: Case
    verdict: Verdict
    milliseconds: float

    @property
    def fault(self) -> str:
        """One of "", "accept" (too much credit), "reject" (a right answer not credited), "undecided", "misread"."""
        got, want = self.verdict.verdict, self.case.want
        if got == want:
            return ""
        if got == UNDECIDED:
            return "undecided"
        if _credit(got) > _credit(want):
            return "accept"
        return "reject" if _credit(got) < _credit(want) else "misread"


def outcomes(cases: Iterable[Case], grade: Callable[[Case], Verdict]) -> list[Outcome]:
    """By the clock on the wall."""
    return [_timed(case, grade, perf_counter) for case in cases]


def outcomes_on_a_core(cases: Iterable[Case], grade: Callable[[Case], Verdict]) -> list[Outcome]:
    """By the time of this process on a processor, so that others on the machine do not count."""
    return [_timed(case, grade, process_time) for case in cases]


def apart(measure: Callable[[list[Case]], list[Outcome]], cases: list[Case]) -> list[Outcome]:
    """Measured in a new process, so that nothing is kept from an earlier run over the same cases."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measure, cases).result()


def refusing_bad_keys(grade: Callable[[Case], Verdict]) -> Callable[[Case], Verdict]:
    """A key that the engine does not take leaves the answer undecided, as it does in `pengrade grade`."""

    def graded(case: Case) -> Verdict:
        try:
            return grade(case)
        except SpecError as error:
            return Verdict(UNDECIDED, evidence={"reason": "key", "field": error.field}, message=str(error))

    return graded


def row(name: str, found: list[Outcome]) -> str:
    faults = Counter(one.fault for one in found)
    times = sorted(one.milliseconds for one in found)
    figures = "".join(f"{at(times, share):9.2f}" for share in (0.5, 0.95, 0.99, 1.0))
    return (
        f"{name:34}{len(found):7}{faults['accept']:8}{faults['reject']:8}{faults['undecided']:9}{faults['misread']:7}"
        f"{figures}{1000 / statistics.fmean(times):10.0f}"
    )


def bars_missed(found: list[Outcome], bars: Bars) -> list[str]:
    """Each with what was measured."""
    times = sorted(one.milliseconds for one in found)
    shares = {share: at(times, share) for share in bars.quantiles}
    rate = 1000 / statistics.fmean(times)
    missed = [
        f"{100 * share:.0f} % at {shares[share]:.2f} ms"
        for share, most in bars.quantiles.items()
        if shares[share] >= most
    ]
    return missed + ([f"{rate:.0f} a second"] if rate < bars.rate else [])


def at(times: list[float], share: float) -> float:
    """The quantile of sorted times; the largest for a share of 1."""
    return times[min(len(times) - 1, int(len(times) * share))]


def _timed(case: Case, grade: Callable[[Case], Verdict], clock: Callable[[], float]) -> Outcome:
    began = clock()
    verdict = grade(case)
    return Outcome(case, verdict, 1000 * (clock() - began))


def _credit(verdict: str) -> int:
    return {CORRECT: 2, PARTLY_CORRECT: 1, INCORRECT: 0, INVALID: 0}[verdict]
