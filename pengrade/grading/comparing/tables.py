"""A table, graded cell by cell. Credit: the share of right cells. A table of another shape earns nothing.

A flat list is a table of one row, or of one column where the key is one. With `up_to` the whole table may be off by
one factor that is not zero, or by one shift: cells are right that agree under the scale that makes most of them
right. A scale that only one cell vouches for explains nothing, so then no cell is right. The tolerance is one of the
key's own scale. In symbols, cells k and r agree up to a factor when e_k a_r = a_k e_r, for a cell r that is not zero.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from pengrade.grading.comparing import expression, places
from pengrade.grading.comparing.agreement import PRECISIONS
from pengrade.grading.comparing.common_scale import best_scale
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.witness import fraction_as_text
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lists import read_table
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Table, Word
from pengrade.grading.tree import Add, Node, Number, Product, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, UNDECIDED, Verdict

read_place = places.read_place

OPTIONS = ("up_to", "only_symbols", "forbid", *places.TOLERANCES)
UP_TO = ("factor", "constant")
MOST_REFERENCES = 3
HAIR = Fraction(1, 2**250)
ZERO = Number(0, 0, Fraction(0), "0")


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    table, readings = read_table(answer, declarations)
    places.check_places(table.children(), declarations)
    if "up_to" in spec.options:
        _check_all_have_values(table)
    return Heard(latex_of(table), spoken_of(table), readings, table)


def check(spec: AnswerSpec) -> None:
    _check_options(spec)
    key = key_of(spec)
    if "up_to" in spec.options:
        places.of_author(lambda: _check_all_have_values(key), "expected")
    places.check_key_of_places(spec, _without_scale(spec.options), key.children())
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    _check_options(spec)
    verdict = _against(spec, key_of(spec), heard.content)
    if verdict.verdict not in (INCORRECT, PARTLY_CORRECT):
        return verdict
    for number in range(len(spec.mistakes)):
        if _against(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
            return places.with_finding(spec, number, verdict)
    return verdict


def size_of(spec: AnswerSpec) -> tuple[int, int]:
    """Rows and columns of the key, which a field for the answer shows; a flat list is a row."""
    rows = key_of(spec).rows
    return len(rows), len(rows[0])


def _against(spec: AnswerSpec, key: Table, answer: Table) -> Verdict:
    turned = answer.flat and len(key.rows[0]) == 1 < len(key.rows)
    wanted = len(key.rows), len(key.rows[0])
    given = (len(answer.rows[0]), 1) if turned else (len(answer.rows), len(answer.rows[0]))
    if given != wanted:
        return _wrong_shape(given, wanted)
    expected, cells = key.children(), answer.children()
    where = [[row, column] for row in range(1, wanted[0] + 1) for column in range(1, wanted[1] + 1)]
    if "up_to" not in spec.options:
        verdicts = [places.judged(spec, spec.options, e, a) for e, a in zip(expected, cells, strict=True)]
        return places.gathered(verdicts, where, "cell")
    places.of_author(lambda: _check_all_have_values(key), "expected")
    numbers, others = _exact(expected), _exact(cells)
    if numbers is not None and others is not None:
        return _scaled_numbers(spec, numbers, others, where)
    if _tolerance(spec) is None:
        return _scaled_expressions(spec, expected, cells, where)
    return _scaled_constants(spec, expected, cells, where)


def _check_all_have_values(table: Table) -> None:
    for cell in table.children():
        if isinstance(cell, Word):
            raise ReadingError("Every cell of this table has a value.", cell.start, cell.end - cell.start)


def _wrong_shape(given: tuple[int, int], wanted: tuple[int, int]) -> Verdict:
    shown = {"expected": f"{wanted[0]} × {wanted[1]}", "answer": f"{given[0]} × {given[1]}"}
    return Verdict(
        INCORRECT,
        evidence={"method": "shape", "shape": shown},
        message=f"{expression.NOT_YET} Your table is {shown['answer']}, and {shown['expected']} is asked for.",
        finding="shape",
    )


# Up to one factor or one shift


def _scaled_numbers(
    spec: AnswerSpec, expected: Sequence[Fraction], answer: Sequence[Fraction], where: Sequence[Any]
) -> Verdict:
    return _scaled(spec, expected, answer, where, _tolerance(spec) or Fraction(0))


def _scaled_constants(
    spec: AnswerSpec, expected: Sequence[Node], answer: Sequence[Node], where: Sequence[Any]
) -> Verdict:
    """Roots and logarithms, as close fractions; decided if a hair more or less of tolerance changes nothing."""
    tolerance, declarations = _tolerance(spec) or Fraction(0), declarations_of(spec)
    numbers, others = (_close_fractions(side, declarations) for side in (expected, answer))
    if numbers is None or others is None:
        return _undecided("A tolerance up to a scale is for numbers.")
    wide, narrow = (_scaled(spec, numbers, others, where, tolerance + sign * HAIR) for sign in (1, -1))
    if wide.score != narrow.score:
        return _undecided("A cell is too near the edge of the tolerance.")
    return wide


def _scaled(
    spec: AnswerSpec,
    expected: Sequence[Fraction],
    answer: Sequence[Fraction],
    where: Sequence[Any],
    tolerance: Fraction,
) -> Verdict:
    factor = spec.options["up_to"] == "factor"
    if factor and all(abs(number) <= tolerance for number in expected):
        raise SpecError("Every cell of this table is as small as the tolerance, so any table would do.", "expected")
    best = best_scale(expected, answer, tolerance, factor)
    evidence: dict[str, Any] = {"method": "exact", spec.options["up_to"]: fraction_as_text(best.scale)}
    if all(best.right):
        return Verdict(CORRECT, 1.0, evidence, message="Correct.")
    wrong = [place for place, good in zip(where, best.right, strict=True) if not good]
    first = best.right.index(False)
    value = answer[first] * best.scale if factor else answer[first] + best.scale
    evidence |= {
        "method": "counterexample",
        "cell": where[first],
        "expected": [fraction_as_text(expected[first])] * 2,
        "answer": [fraction_as_text(value)] * 2,
        "wrong": wrong if best.vouched > 1 else list(where),
        "of": len(where),
    }
    right = sum(best.right) if best.vouched > 1 else 0
    return _credited(right, len(where), evidence)


def _scaled_expressions(
    spec: AnswerSpec, expected: Sequence[Node], answer: Sequence[Node], where: Sequence[Any]
) -> Verdict:
    references = [place for place in range(len(expected)) if _is_reference(spec, expected[place], answer[place])]
    if not references:
        return _without_reference(spec, expected, answer, where)
    best: list[Verdict] = []
    for reference in references[:MOST_REFERENCES]:
        verdicts = [_agree(spec, expected, answer, reference, place) for place in range(len(expected))]
        if _right_of(verdicts) > _right_of(best) or not best:
            best = verdicts
        if _right_of(best) == len(expected):
            break
    verdict = places.gathered(best, where, "cell")
    vouched = sum(best[place].verdict == CORRECT for place in references)
    if verdict.verdict == PARTLY_CORRECT and vouched < 2:
        return _credited(0, len(where), dict(verdict.evidence))
    return verdict


def _is_reference(spec: AnswerSpec, expected: Node, answer: Node) -> bool:
    """For a factor: neither is zero everywhere. Every cell will do for a shift."""
    if spec.options["up_to"] == "constant":
        return True
    return all(places.equal(spec, ZERO, side).verdict == INCORRECT for side in (expected, answer))


def _without_reference(
    spec: AnswerSpec, expected: Sequence[Node], answer: Sequence[Node], where: Sequence[Any]
) -> Verdict:
    """Every cell is zero on one side at least, so a factor explains a cell only if it is zero on both."""
    verdicts = [places.equal(spec, e, a) for e, a in zip(expected, answer, strict=True)]
    if _right_of(verdicts) == len(verdicts):
        raise SpecError("A table of zeros has no scale.", "expected")
    verdict = places.gathered(verdicts, where, "cell")
    return _credited(0, len(where), dict(verdict.evidence)) if verdict.verdict == PARTLY_CORRECT else verdict


def _agree(spec: AnswerSpec, expected: Sequence[Node], answer: Sequence[Node], reference: int, place: int) -> Verdict:
    left, right = (expected[place], answer[reference]), (answer[place], expected[reference])
    if spec.options["up_to"] == "factor":
        return places.equal(spec, Product(0, 0, left, ("*",)), Product(0, 0, right, ("*",)))
    return places.equal(spec, Add(0, 0, left), Add(0, 0, right))


def _right_of(verdicts: Sequence[Verdict]) -> int:
    return sum(verdict.verdict == CORRECT for verdict in verdicts)


def _credited(right: int, of: int, evidence: Mapping[str, Any]) -> Verdict:
    if right == 0:
        return Verdict(INCORRECT, 0.0, evidence, message=expression.NOT_YET)
    message = (
        f"Partly right: {right} of {of} cells are right." if right > 1 else f"Partly right: one cell of {of} is right."
    )
    return Verdict(PARTLY_CORRECT, right / of, evidence, message=message)


def _undecided(reason: str) -> Verdict:
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)


# The author's side


def _check_options(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    if spec.options.get("up_to", UP_TO[0]) not in UP_TO:
        raise SpecError(f"up_to is one of {', '.join(UP_TO)}.", "options.up_to")
    clashing = [option for option in spec.options if option not in ("up_to", places.TOLERANCE, "absolute_tolerance")]
    if "up_to" in spec.options and clashing:
        raise SpecError(f"{clashing[0]} and up_to do not go together.", f"options.{clashing[0]}")


def _tolerance(spec: AnswerSpec) -> Fraction | None:
    given = spec.options.get(places.TOLERANCE, spec.options.get("absolute_tolerance"))
    if given is None:
        return None
    places.check_key_of_places(spec, {places.TOLERANCE: given}, ())
    return Fraction(str(given))


def _without_scale(options: Mapping[str, Any]) -> dict[str, Any]:
    return {option: value for option, value in options.items() if option != "up_to"}


def _exact(cells: Sequence[Node]) -> list[Fraction] | None:
    values = [exact_value(cell) for cell in cells]
    return None if None in values else [value for value in values if value is not None]


def _close_fractions(cells: Sequence[Node], declarations: Declarations) -> list[Fraction] | None:
    """Within 2^-300, relative to sizes of one; None for what is no real number or not so well known."""
    if any(map(names_in, cells)):
        return None
    values = [evaluator(shaped(cell, declarations, SCALAR))(Place(Point(), PRECISIONS[1])) for cell in cells]
    if not all(type(value) is arb and value.is_finite() and value.rad() < arb(2) ** -300 for value in values):
        return None
    parts = [value.mid().man_exp() for value in values]
    return [Fraction(int(mantissa)) * Fraction(2) ** int(exponent) for mantissa, exponent in parts]


def key_of(spec: AnswerSpec) -> Table:
    return _author_table(spec.expected, declarations_of(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> Table:
    return _author_table(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


def _author_table(given: Any, declarations: Declarations, field: str) -> Table:
    """A table in text, or a JSON list of rows with one text or number for each cell."""
    if isinstance(given, list | tuple) and given and all(isinstance(row, list | tuple) and row for row in given):
        given = f"[{', '.join('[' + ', '.join(map(str, row)) + ']' for row in given)}]"
    if not isinstance(given, str):
        raise SpecError("A table expects rows of cells, as in [[1, 2], [3, 4]].", field)
    return _read_key(given, declarations, field)


@lru_cache(maxsize=1024)
def _read_key(text: str, declarations: Declarations, field: str) -> Table:
    table, _ = places.of_author(lambda: read_table(text, declarations), field)
    places.of_author(lambda: places.check_places(table.children(), declarations), field)
    return table
