"""An ordered list: every place is graded as the expression or number that it is. Credit: the share of right places.

Brackets around the list do not matter: (a, b), [a, b], a, b and a vector of its entries are one list. A list of
another length earns nothing, since then nobody can say which place is which. Tolerances are for the places whose key
is a number; the other options are those of an expression and hold in every place. One undecided place makes the whole
undecided.
"""

from functools import lru_cache
from typing import Any

from pengrade.grading.comparing import expression, places
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.lists import read_list
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Listed
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict

read_place = places.read_place

OPTIONS = (*expression.OPTIONS, *places.TOLERANCES)


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    listed, readings = read_list(answer, declarations)
    places.check_places(listed.items, declarations)
    return Heard(latex_of(listed), spoken_of(listed), readings, listed)


def check(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    places.check_key_of_places(spec, spec.options, key_of(spec).items)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, OPTIONS)
    verdict = _against(spec, key_of(spec), heard.content)
    if verdict.verdict not in (INCORRECT, PARTLY_CORRECT):
        return verdict
    for number in range(len(spec.mistakes)):
        mistake = _mistake(spec, number)
        if _against(spec, mistake, heard.content).verdict == CORRECT:
            return places.with_finding(spec, number, verdict)
    return verdict


def _against(spec: AnswerSpec, key: Listed, answer: Listed) -> Verdict:
    wanted, given = len(key.items), len(answer.items)
    if given != wanted:
        return _wrong_length(given, wanted)
    verdicts = [
        places.judged(spec, spec.options, expected, item)
        for expected, item in zip(key.items, answer.items, strict=True)
    ]
    return places.gathered(verdicts, range(1, wanted + 1), "place")


def _wrong_length(given: int, wanted: int) -> Verdict:
    return Verdict(
        INCORRECT,
        evidence={"method": "shape", "shape": {"expected": _counted(wanted), "answer": _counted(given)}},
        message=f"{expression.NOT_YET} Your answer is {_counted(given)}, and {_counted(wanted)} is asked for.",
        finding="shape",
    )


def _counted(length: int) -> str:
    return f"a list of {length}"


def key_of(spec: AnswerSpec) -> Listed:
    return _author_list(spec.expected, declarations_of(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> Listed:
    return _author_list(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


def _author_list(given: Any, declarations: Declarations, field: str) -> Listed:
    """A list in text, or a JSON list with one text or number for each place."""
    if isinstance(given, list | tuple) and given and all(isinstance(one, str | int | float) for one in given):
        given = f"({', '.join(map(str, given))})"
    if not isinstance(given, str):
        raise SpecError("A tuple expects a list, as in '(x, 2 x)'.", field)
    return _read_key(given, declarations, field)


@lru_cache(maxsize=1024)
def _read_key(text: str, declarations: Declarations, field: str) -> Listed:
    listed, _ = places.of_author(lambda: read_list(text, declarations), field)
    places.of_author(lambda: places.check_places(listed.items, declarations), field)
    return listed
