"""Answers of several places, each judged as the expression or the number that it is, or as having no value at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pengrade.grading.comparing import expression, number
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading import lists
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import check_shapes
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Word
from pengrade.grading.tree import Node, names_in
from pengrade.grading.valueless import check_values
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, UNDECIDED, Verdict

Read = TypeVar("Read")

TOLERANCE = "tolerance"  # the tables' name of an absolute tolerance
TOLERANCES = (*number.OPTIONS, TOLERANCE)
# From strong to weak: what is said of several places is what holds for the weakest.
STRENGTHS = ("identical", "exact", "exhaustive", "symbolic", "numeric")


def judged(spec: AnswerSpec, options: Mapping[str, Any], expected: Node, answer: Node) -> Verdict:
    """One place. Tolerances are for the places whose key is a number, all other options for every place."""
    if isinstance(expected, Word) or isinstance(answer, Word):
        return _without_value(expected, answer)
    one, heard = as_answer(spec, options, expected, answer)
    return number.judge(one, heard) if one.kind == "number" else expression.judge(one, heard)


def _without_value(expected: Node, answer: Node) -> Verdict:
    """One of them is the word "undefined". The key's expressions have values, but of the answer's that must be seen."""
    if isinstance(expected, Word) and isinstance(answer, Word):
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    if not isinstance(answer, Word) and exact_value(answer) is None:
        evidence = {"method": "none", "reason": "Whether this place has a value could not be told."}
        return Verdict(
            UNDECIDED, evidence=evidence, message="This could not be decided here. A person will look at it."
        )
    shape = {
        name: "undefined" if isinstance(node, Word) else "value"
        for name, node in (("expected", expected), ("answer", answer))
    }
    return Verdict(INCORRECT, evidence={"method": "shape", "shape": shape}, message=expression.NOT_YET)


def read_place(spec: AnswerSpec, text: str) -> Heard:
    """One place by itself."""
    declarations = declarations_of(spec)
    node, readings = lists.read_place(text, declarations)
    check_places([node], declarations)
    return Heard(latex_of(node), spoken_of(node), readings, node)


def as_answer(spec: AnswerSpec, options: Mapping[str, Any], expected: Node, answer: Node) -> tuple[AnswerSpec, Heard]:
    """One place as if it were asked for alone."""
    tolerances = {option: value for option, value in options.items() if option in TOLERANCES}
    if tolerances and not names_in(expected):
        absolute = tolerances.pop(TOLERANCE, None)
        if absolute is not None:
            tolerances["absolute_tolerance"] = absolute
        return _one(spec, "number", expected, tolerances), _heard(answer)
    others = {option: value for option, value in options.items() if option not in TOLERANCES}
    return _one(spec, "expression", expected, others), _heard(answer)


def equal(spec: AnswerSpec, left: Node, right: Node) -> Verdict:
    """The verdict on `right` when `left` is the key."""
    return judged(spec, {}, left, right)


def evidence_of_equality(spec: AnswerSpec, left: Node, right: Node) -> Mapping[str, Any] | None:
    """None where nothing was found, also of expressions that came about on the way and that nobody could type."""
    try:
        verdict = equal(spec, left, right)
    except (ReadingError, SpecError):
        return None
    return verdict.evidence if verdict.verdict == CORRECT else None


def of_author(read: Callable[[], Read], field: str) -> Read:
    """What an author wrote, read; a slip in it is a SpecError that names the place."""
    try:
        return read()
    except ReadingError as error:
        raise SpecError(f"{error} (at {error.position})", field) from error


def check_places(nodes: Sequence[Node], declarations: Declarations) -> None:
    """Raises ReadingError where the parts of one place do not fit."""
    for node in expressions_among(nodes):
        check_shapes(node, declarations)
        check_values(node, declarations)


def expressions_among(nodes: Sequence[Node]) -> list[Node]:
    """All but those that are the word "undefined"."""
    return [node for node in nodes if not isinstance(node, Word)]


def check_key_of_places(spec: AnswerSpec, options: Mapping[str, Any], nodes: Sequence[Node]) -> None:
    """Raises SpecError for an option that means nothing and for a place that is no key."""
    tolerances = {option: value for option, value in options.items() if option in TOLERANCES}
    others = {option: value for option, value in options.items() if option not in TOLERANCES}
    for node in expressions_among(nodes):
        expression.check(_one(spec, "expression", node, others))
    for option, value in tolerances.items():
        meant = "absolute_tolerance" if option == TOLERANCE else option
        try:
            number.check(AnswerSpec("number", "", "1", {meant: value}))
        except SpecError as error:
            raise SpecError(str(error).replace(meant, option), f"options.{option}") from error


def gathered(verdicts: Sequence[Verdict], where: Sequence[Any], noun: str) -> Verdict:
    """One verdict on all places; `where` names each in the evidence. Credit: the share of right places.

    A single undecided place makes the whole undecided, since the credit hangs on it.
    """
    right = [verdict.verdict == CORRECT for verdict in verdicts]
    if any(verdict.verdict == UNDECIDED for verdict in verdicts):
        return _undecided(verdicts, where, noun)
    if all(right):
        return Verdict(CORRECT, 1.0, weakest([verdict.evidence for verdict in verdicts]), message="Correct.")
    first = right.index(False)
    evidence = {
        **verdicts[first].evidence,
        noun: where[first],
        "wrong": [place for place, good in zip(where, right, strict=True) if not good],
        "of": len(verdicts),
    }
    if not any(right):
        return Verdict(INCORRECT, 0.0, evidence, message=expression.NOT_YET)
    count = (
        f"{sum(right)} of {len(right)} {noun}s are right."
        if sum(right) > 1
        else f"One {noun} of {len(right)} is right."
    )
    return Verdict(
        PARTLY_CORRECT, sum(right) / len(right), evidence, message=f"Partly right: {count[0].lower()}{count[1:]}"
    )


def weakest(evidences: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The weakest evidence of several that all say yes; of numeric ones the fewest points and digits."""
    method = max((evidence["method"] for evidence in evidences), key=STRENGTHS.index)
    found: dict[str, Any] = {"method": method}
    if method == "numeric":
        numeric = [evidence for evidence in evidences if evidence["method"] == "numeric"]
        found |= {name: min(evidence[name] for evidence in numeric) for name in ("points", "digits")}
    domains = [evidence["domain"] for evidence in evidences if "domain" in evidence]
    return found | ({"domain": domains[0]} if domains else {})


def with_finding(spec: AnswerSpec, number_of_mistake: int, verdict: Verdict) -> Verdict:
    return replace(
        verdict,
        finding=f"mistake:{number_of_mistake}",
        message=spec.mistakes[number_of_mistake].message,
    )


def _undecided(verdicts: Sequence[Verdict], where: Sequence[Any], noun: str) -> Verdict:
    open_places = [place for place, verdict in zip(where, verdicts, strict=True) if verdict.verdict == UNDECIDED]
    first = next(verdict for verdict in verdicts if verdict.verdict == UNDECIDED)
    return Verdict(UNDECIDED, evidence={**first.evidence, noun: open_places[0]}, message=first.message)


def _one(spec: AnswerSpec, kind: str, expected: Node, options: Mapping[str, Any]) -> AnswerSpec:
    return AnswerSpec(kind, spec.symbols, latex(expected), options, spec.syntax)


def _heard(tree: Node) -> Heard:
    return Heard("", "", (), tree)
