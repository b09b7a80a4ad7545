"""A stream of cases, one JSON object a line, answered with one verdict a line, each before the next case is read."""

import json
import math
from collections.abc import Iterator
from typing import IO, Any

from pengrade.grading.cases import answer_from_json, dump, spec_from_json
from pengrade.grading.conversation import LONGEST_LINE
from pengrade.grading.fence import Fence
from pengrade.grading.spec import SpecError
from pengrade.grading.verdict import INVALID, UNDECIDED, Verdict

_ALWAYS = ("verdict", "score", "evidence", "understood_as", "message", "milliseconds")
_OF_INVALID = ("position", "length", "suggestion")
_WHERE_PRESENT = ("spoken", "finding", "fingerprint", "step", "line")


class _UnusableLineError(Exception):
    """The line is no case: no JSON, no object, or without an answer. The message becomes the verdict's."""

    def __init__(self, message: str, name: Any = None) -> None:
        super().__init__(message)
        self.name = name


def grade_lines(cases: IO[bytes], fence: Fence, verdicts: IO[str]) -> None:
    """Write one verdict for every line, an empty one included, so that line n answers line n."""
    for line in _lines(cases):
        try:
            case = _case(line)
            name, verdict = _name(case), _verdict(case, _answer(case), fence)
        except _UnusableLineError as error:
            name, verdict = error.name, Verdict(INVALID, message=str(error))
        verdicts.write(dump({"id": name, **_shown(verdict)}).decode("ascii") + "\n")
        verdicts.flush()


def _lines(cases: IO[bytes]) -> Iterator[bytes]:
    """Lines of at most LONGEST_LINE bytes and one; the rest of a longer one is passed over."""
    while line := cases.readline(LONGEST_LINE + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = cases.readline(LONGEST_LINE)
        yield line


def _case(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _UnusableLineError(f"The line is longer than {LONGEST_LINE} bytes.")
    try:
        case = json.loads(line.decode("utf-8"), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise _UnusableLineError(f"Not JSON: {error}.") from error
    if not isinstance(case, dict):
        raise _UnusableLineError("A case is a JSON object.")
    return case


def _answer(case: dict[str, Any]) -> str:
    answer = answer_from_json(case)
    if answer is None:
        raise _UnusableLineError("The case has no `answer`, which must be a text.", _name(case))
    return answer


def _finite(text: str) -> float:
    """`NaN` and `1e999` are no numbers that a verdict could repeat."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no finite number")
    return number


def _name(case: dict[str, Any]) -> Any:
    """The id to echo; one that is a list or an object is none."""
    name = case.get("id")
    return name if isinstance(name, (str, int, float)) else None


def _verdict(case: dict[str, Any], answer: str, fence: Fence) -> Verdict:
    try:
        return fence.grade(spec_from_json(case), answer)
    except SpecError as error:
        # The key is broken, not the answer: nobody may lose a point by it, and a person has to mend it.
        return Verdict(UNDECIDED, evidence={"reason": "key", "field": error.field}, message=str(error))


def _shown(verdict: Verdict) -> dict[str, Any]:
    data = verdict.as_json()
    names = [*_ALWAYS, *(_OF_INVALID if verdict.verdict == INVALID else ())]
    return {name: data[name] for name in names} | {
        name: data[name] for name in _WHERE_PRESENT if data[name] not in (None, "")
    }
