"""Scalars, vectors and matrices: equal wherever both have a value, for every value and size that is declared.

First a look at three points, which refutes most wrong answers. What survives is proved where a normal form decides,
and otherwise followed to many digits at many points.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from flint import acb

from pengrade.grading.comparing.agreement import (
    ENOUGH_POINTS,
    ENOUGH_POINTS_AT_CORNERS,
    Agreed,
    Both,
    Outcome,
    Proved,
    Refuted,
    Unclear,
    compared,
    first_look,
)
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import Key, check_options, declarations_of, key_of, mistakes_of
from pengrade.grading.comparing.restrictions import as_asked_for, check_restrictions
from pengrade.grading.comparing.scrutiny import scrutinised
from pengrade.grading.comparing.up_to import UP_TO, check_key, check_names, loosened
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.deciding import comparisons
from pengrade.grading.evaluating.evaluate import Evaluate, Place, evaluator
from pengrade.grading.evaluating.first_places import first_places
from pengrade.grading.evaluating.points import points, seed_of
from pengrade.grading.evaluating.values import Value, transpose
from pengrade.grading.evaluating.witness import complex_as_json, intervals, point_as_json
from pengrade.grading.proving.fractions import exact_value, hidden_bits
from pengrade.grading.proving.proof import proof_of
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.shapes import Shape, Shaped, check_shapes, described, kind_of, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Call, Divide, Node, Number, Power, Product, walk
from pengrade.grading.valueless import check_values
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict
from pengrade.grading.verdict import NOT_YET as NOT_YET  # for its neighbours

OPTIONS = ("layout", "up_to", "with_respect_to", "only_symbols", "forbid", "form")
CORNERED = frozenset({"abs", "max", "min", "sign", "floor", "ceil", "normmax"})
LARGEST_LANDMARK = 10**6  # at ordinary points; scrutiny goes further
MOST_BITS_OF_LANDMARK = 2000


@dataclass(frozen=True)
class Guard:
    """`check` raises ValueError at places that do not count; `names` are those it needs a value of."""

    names: frozenset[str]
    check: Callable[[Place], None]


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    tree, readings = read_expression(answer, declarations)
    check_shapes(tree, declarations)
    check_values(tree, declarations)
    return Heard(latex(tree), spoken(tree), readings, tree)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    _check_options(spec)
    key = key_of(spec)
    check_key(spec, key.declarations, key.shaped.tree)
    verdict = _against_key(spec, key, heard.content)
    if verdict.verdict == INCORRECT:
        verdict = _with_finding(spec, key, heard.content, verdict)
    if verdict.verdict == CORRECT:
        verdict = as_asked_for(spec, heard.content, verdict)
    return verdict


def check(spec: AnswerSpec) -> None:
    _check_options(spec)
    key = key_of(spec)
    check_key(spec, key.declarations, key.shaped.tree)
    mistakes_of(spec, key.shaped.shape)


def _check_options(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    if spec.options.get("layout", "either") != "either":
        raise SpecError("layout can only be 'either'.", "options.layout")
    if spec.options.get("up_to", UP_TO[0]) not in UP_TO:
        raise SpecError(f"up_to is one of {', '.join(UP_TO)}.", "options.up_to")
    for option in ("with_respect_to", "only_symbols", "forbid"):
        names = spec.options.get(option, [])
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            raise SpecError(f"{option} is a list of names.", f"options.{option}")
    check_names(spec, declarations_of(spec))
    check_restrictions(spec)


def _against_key(spec: AnswerSpec, key: Key, tree: Node) -> Verdict:
    turned = False
    answer = _shaped_like(tree, key, spec)
    if answer.shape != key.shaped.shape:
        turned = spec.options.get("layout") == "either" and answer.shape == key.shaped.shape[::-1]
        if not turned:
            return _wrong_shape(answer.shape, key.shaped.shape)
    verdict = decided(spec, key, answer, turned)
    square = answer.shape[0] == answer.shape[1] != 1
    if verdict.verdict == INCORRECT and square and spec.options.get("layout") == "either":
        other = decided(spec, key, answer, True)
        return other if other.verdict == CORRECT else verdict
    return verdict


def _shaped_like(tree: Node, key: Key, spec: AnswerSpec) -> Shaped:
    """The answer's shapes; a lone I or 0 takes the key's, in the other layout if that is what fits."""
    wanted = key.shaped.shape
    try:
        return shaped(tree, key.declarations, wanted)
    except ReadingError:
        if spec.options.get("layout") != "either":
            raise
        return shaped(tree, key.declarations, wanted[::-1])


def _wrong_shape(given: Shape, wanted: Shape) -> Verdict:
    return Verdict(
        INCORRECT,
        evidence={
            "method": "shape",
            "shape": {"expected": kind_of(wanted), "answer": kind_of(given)},
            "expected": described(wanted),
            "answer": described(given),
        },
        message=f"{NOT_YET} Your answer is {described(given)}, and {described(wanted)} is asked for.",
        finding="shape",
    )


def decided(spec: AnswerSpec, key: Key, answer: Shaped, turned: bool = False, guard: Guard | None = None) -> Verdict:
    """The verdict on an answer of the key's shape; of the options only `up_to` plays a part."""
    if answer.tree == key.shaped.tree and not turned:
        return _correct({"method": "identical"}, turned)
    evaluate = evaluator(answer)
    both = _both(key.evaluate, _turned(evaluate) if turned else evaluate)
    both = both if guard is None else _guarded(both, guard)
    beside = frozenset[str]() if guard is None else guard.names
    seed = cache(lambda: seed_of(spec.expected, key.text, latex(answer.tree)))
    sides = key.shaped, answer
    outcome = outcome_of(spec, key.declarations, sides, both, seed, beside)
    if isinstance(outcome, Refuted) and spec.options.get("up_to") == "sign":
        other = outcome_of(spec, key.declarations, sides, _with_sign(both), seed, beside)
        outcome = outcome if isinstance(other, Refuted) else other
    return _verdict_of(outcome, turned, not key.shaped.names)


def _turned(evaluate: Evaluate) -> Evaluate:
    return lambda place: transpose(evaluate(place))


def _with_sign(both: Both) -> Both:
    return lambda place: (both(place)[0], -both(place)[1])


def _guarded(both: Both, guard: Guard) -> Both:
    def values(place: Place) -> tuple[Value, Value]:
        guard.check(place)
        return both(place)

    return values


def _both(expected: Evaluate, answer: Evaluate) -> Both:
    return lambda place: (expected(place), answer(place))


def outcome_of(
    spec: AnswerSpec,
    declarations: Declarations,
    sides: tuple[Shaped, Shaped],
    both: Both,
    seed: Callable[[], int],
    beside: frozenset[str] = frozenset(),
) -> Outcome:
    """Whether two trees of one shape are equal, up to what the options `up_to` and `with_respect_to` leave open.

    `both` gives their values at a place; where it raises ValueError they are not compared, and the names that decide
    this are given `beside`. Only the options of `spec` are looked at.
    """
    expected, answer = sides
    names = expected.names | answer.names | beside
    drawn_names = names | expected.dimensions | answer.dimensions
    if "up_to" in spec.options:
        both = loosened(spec, declarations, both, seed())
    look = first_look(both, first_places(declarations, drawn_names), declarations.has_complex)
    if isinstance(look, Refuted):
        return look
    method = proof_of(spec, declarations, expected, answer)
    if method is not None:
        return Proved(method, look)
    numbers = _landmarks(expected.tree, answer.tree)
    landmarks = tuple(number for number in numbers if number < LARGEST_LANDMARK)
    borders = _borders(expected.tree, answer.tree)
    drawn = points(declarations, drawn_names, seed(), landmarks, bool(borders))
    hidden = hidden_bits(expected.tree) + hidden_bits(answer.tree)
    corners = borders or _has_corners(expected.tree, answer.tree)
    enough = ENOUGH_POINTS_AT_CORNERS if corners else ENOUGH_POINTS
    outcome = compared(both, drawn, declarations.has_complex, enough if names else 1, hidden)
    if not names or not isinstance(outcome, Agreed):
        return outcome
    return scrutinised(outcome, both, declarations, sides, seed(), numbers, declarations.has_complex, borders, beside)


def _borders(*trees: Node) -> frozenset[tuple[int, str]]:
    """What must come out of every comparison that only one side makes: less, equal and greater."""
    found = [comparisons(tree) for tree in trees]
    lonely = {own: sign for one in found for own, sign in one.items() if any(own not in other for other in found)}
    return frozenset((own, order) for own, sign in lonely.items() for order in ("=" if sign in "=≠" else "<=>"))


def _landmarks(*trees: Node) -> tuple[Fraction, ...]:
    """Positive numbers that occur, 1/1000 as one."""
    numbers = Number | Divide | Power | Product
    found = {exact_value(node) for tree in trees for node in walk(tree) if isinstance(node, numbers)}
    return tuple(sorted(value for value in found if value and value > 0 and _is_short(value)))


def _is_short(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= MOST_BITS_OF_LANDMARK


def _has_corners(*trees: Node) -> bool:
    return any(isinstance(node, Call) and node.function in CORNERED for tree in trees for node in walk(tree))


def _verdict_of(outcome: Outcome, turned: bool, key_is_constant: bool) -> Verdict:
    evidence = evidence_of(outcome, key_is_constant)
    if isinstance(outcome, Refuted):
        return Verdict(INCORRECT, evidence=evidence, message=NOT_YET)
    if isinstance(outcome, Unclear):
        message = "This could not be decided here. A person will look at it."
        return Verdict(UNDECIDED, evidence=evidence, message=message)
    return _correct(evidence, turned, outcome.narrower)


def evidence_of(outcome: Outcome, key_is_constant: bool = False) -> dict[str, Any]:
    if isinstance(outcome, Refuted):
        return counterexample(outcome, key_is_constant)
    if isinstance(outcome, Unclear):
        return {"method": "none", "reason": outcome.reason}
    if isinstance(outcome, Agreed):
        return {"method": "numeric", "points": outcome.points, "digits": outcome.digits}
    return {"method": outcome.method}


def counterexample(refuted: Refuted, key_is_constant: bool) -> dict[str, Any]:
    evidence: dict[str, Any] = {"method": "counterexample", "point": point_as_json(refuted.point)}
    both = refuted.expected, refuted.answer
    complex_sides = [side for side, value in zip(("expected", "answer"), both, strict=True) if type(value) is acb]
    if complex_sides:
        evidence |= complex_as_json(*both)
        point = refuted.point
        numbers = [*point.values.values(), *(one for family in point.families.values() for one in family.values())]
        if not any(isinstance(value, tuple) for value in numbers):
            evidence["not_real"] = complex_sides
    else:
        evidence["expected"], evidence["answer"] = intervals(*both)
    if refuted.entry is not None:
        evidence["entry"] = list(refuted.entry)
    if key_is_constant:
        evidence["key_is_constant"] = True
    return evidence


def _correct(evidence: dict[str, Any], turned: bool, narrower: str | None = None) -> Verdict:
    message = "Correct."
    if turned:
        evidence["layout"] = "transposed"
        message = "Correct. Yours is the transposed layout, which counts as well."
    if narrower:
        evidence["domain"] = f"{narrower} undefined at some points"
        if narrower == "answer":
            message += " It has no value at some points where the expected answer has one."
    return Verdict(CORRECT, 1.0, evidence, message=message)


def _with_finding(spec: AnswerSpec, key: Key, tree: Node, verdict: Verdict) -> Verdict:
    """The author's message, when the answer equals a mistake that the author foresaw."""
    for number, mistake in enumerate(mistakes_of(spec, key.shaped.shape)):
        if _against_key(spec, mistake, tree).verdict == CORRECT:
            return replace(verdict, finding=f"mistake:{number}", message=spec.mistakes[number].message)
    return verdict
