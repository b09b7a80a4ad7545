"""Inequalities and equations joined by and / or: right when the same values satisfy them, strictness included.

A relation with a part that has no value does not hold there: 1/x >= 0 is x > 0. In this order:
- one name, rational sides, absolute bars: decided exactly, cell by cell of the line (`regions`);
- several names or other functions: refuted by a point where one holds and the other does not, among random points,
  points on the boundary of each relation, where < and <= part, and points where things degenerate;
- taken apart into comparisons of smooth expressions with zero (`plain_relations`), and these proved by the signs of
  their irreducible factors, or refuted at a point that satisfies their linear conditions (`sign_tables`);
- undecided otherwise.
"""

from functools import lru_cache, partial
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.equivalence import decided
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.membership import NoStatementError, without_membership
from pengrade.grading.comparing.refuting import PartingPoint
from pengrade.grading.comparing.regions import ON_THE_LINE, BeyondError, Line, Spot, differences
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.witness import fraction_as_text, interval_as_json
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.solutions import read_solutions
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    statement, readings = read_solutions(answer, declarations)
    return Heard(latex_of(statement), spoken_of(statement), readings, in_relations(statement, declarations))


def check(spec: AnswerSpec) -> None:
    check_options(spec, ())
    _key(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, ())
    verdict = same(spec, _key(spec), heard.content)
    if verdict.verdict == INCORRECT:
        for number in range(len(spec.mistakes)):
            if same(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
                return places.with_finding(spec, number, verdict)
    return verdict


def same(spec: AnswerSpec, key: Node, answer: Node) -> Verdict:
    if key == answer:
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    declarations = declarations_of(spec)
    try:
        return _on_the_line(declarations, key, answer)
    except BeyondError:
        pass
    found = decided(declarations, key, answer, partial(places.evidence_of_equality, spec))
    if isinstance(found, PartingPoint):
        held = {"expected": found.expected, "answer": not found.expected}
        return Verdict(INCORRECT, 0.0, {"method": "counterexample", "point": found.point, **held}, message=NOT_YET)
    if found is not None:
        return Verdict(CORRECT, 1.0, found, message="Correct.")
    reason = "No point tells the two apart, and no proof was found that they hold for the same values."
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)


def _on_the_line(declarations: Declarations, key: Node, answer: Node) -> Verdict:
    names = names_in(key) | names_in(answer)
    symbols = [declarations.symbols[name] for name in names if name in declarations.symbols]
    if len(names) != 1 or not symbols or symbols[0].family or symbols[0].domain not in ON_THE_LINE:
        raise BeyondError
    line = Line(declarations, symbols[0].name)
    spot = line.difference(key, answer)
    if spot is None:
        return Verdict(CORRECT, 1.0, {"method": "exact"}, message="Correct.")
    held = {"expected": line.holds(key, spot), "answer": line.holds(answer, spot)}
    point = {symbols[0].name: _spot_as_json(spot)}
    return Verdict(INCORRECT, 0.0, {"method": "counterexample", "point": point, **held}, message=NOT_YET)


def _spot_as_json(spot: Spot) -> Any:
    return interval_as_json(spot.ball) if spot.exact is None else fraction_as_text(spot.exact)


# Reading


def in_relations(statement: Node, declarations: Declarations) -> Node:
    """Memberships as relations, all of them between numbers. ReadingError for others."""
    try:
        plain = without_membership(statement)
    except NoStatementError:
        message = "Of sets, intervals, finite sets and all real numbers can be compared here."
        raise ReadingError(message, statement.start, statement.end - statement.start) from None
    for node, _ in differences(plain):
        if shaped(node, declarations, SCALAR).shape != SCALAR:
            raise ReadingError("Only numbers are compared by relations.", node.start, node.end - node.start)
    return plain


def _key(spec: AnswerSpec) -> Node:
    return _of_author(spec.expected, declarations_of(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> Node:
    return _of_author(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


def _of_author(given: Any, declarations: Declarations, field: str) -> Node:
    if not isinstance(given, str):
        raise SpecError("A relation is expected, as in 'x < 0 or x > 1'.", field)
    return _read_key(given, declarations, field)


@lru_cache(maxsize=1024)
def _read_key(text: str, declarations: Declarations, field: str) -> Node:
    return places.of_author(lambda: in_relations(read_solutions(text, declarations)[0], declarations), field)
