"""A number: within the tolerance asked for, or exactly equal when none is.

Tolerances are exact decimals. With several of them an answer within any one is right.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from pengrade.grading.comparing import expression
from pengrade.grading.comparing.agreement import PRECISIONS, Refuted
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import Key, check_options, key_of, mistakes_of
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

OPTIONS = ("absolute_tolerance", "relative_tolerance", "decimals", "significant_figures")


def read(spec: AnswerSpec, answer: str) -> Heard:
    return expression.read(spec, answer)


def check(spec: AnswerSpec) -> None:
    mistakes_of(spec, _checked_key(spec).shaped.shape)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    key = _checked_key(spec)
    verdict = _against_key(spec, key, heard.content)
    if verdict.verdict == INCORRECT:
        for number, mistake in enumerate(mistakes_of(spec, SCALAR)):
            if _against_key(spec, mistake, heard.content).verdict == CORRECT:
                return replace(verdict, finding=f"mistake:{number}", message=spec.mistakes[number].message)
    return verdict


def _checked_key(spec: AnswerSpec) -> Key:
    check_options(spec, OPTIONS)
    for option, value in spec.options.items():
        _fixed_reach(option, value, 0)
    key = key_of(spec)
    if names_in(key.shaped.tree) or key.shaped.shape != SCALAR:
        raise SpecError("A number is a constant expression.", "expected")
    return key


def _against_key(spec: AnswerSpec, key: Key, tree: Node) -> Verdict:
    if not spec.options:
        return expression.judge(AnswerSpec("expression", spec.symbols, key.text), Heard("", "", (), tree))
    answer = shaped(tree, key.declarations, SCALAR)
    if answer.shape != SCALAR or names_in(tree):
        return expression.judge(AnswerSpec("expression", spec.symbols, key.text), Heard("", "", (), tree))
    exact = _in_fractions(spec.options, key.shaped.tree, tree)
    if exact is not None:
        return exact
    evaluate = evaluator(answer)
    try:
        for precision in PRECISIONS:
            place = Place(Point(), precision)
            verdict = _within(spec.options, key.evaluate(place), evaluate(place), precision)
            if verdict is not None:
                return verdict
    except OutOfReachError:
        pass
    return Verdict(
        UNDECIDED,
        evidence={"method": "none", "reason": "The value is too near the edge of the tolerance, or has none."},
        message="This could not be decided here. A person will look at it.",
    )


def _in_fractions(options: Mapping[str, Any], key: Node, tree: Node) -> Verdict | None:
    """The verdict where both are plain fractions: then even the edge of the tolerance is decided."""
    expected, answer = exact_value(key), exact_value(tree)
    if expected is None or answer is None:
        return None
    gap = abs(expected - answer)
    if any(gap <= _reach_of(option, value, expected) for option, value in options.items()):
        return Verdict(CORRECT, 1.0, {"method": "exact", "tolerance": dict(options)}, message="Correct.")
    ctx.prec = PRECISIONS[-1]
    evidence = expression.counterexample(Refuted(Point(), _ball(expected), _ball(answer)), key_is_constant=True)
    return Verdict(INCORRECT, evidence={**evidence, "tolerance": dict(options)}, message=expression.NOT_YET)


def _within(options: Mapping[str, Any], expected: Value, answer: Value, precision: int) -> Verdict | None:
    """The verdict if this precision decides."""
    if not (expected.is_finite() and answer.is_finite()):
        return None
    ctx.prec = precision
    gap = abs(expected - answer)
    reach = [_reach(option, value, expected) for option, value in options.items()]
    if any(gap <= one for one in reach):
        digits = max(0, int(answer.rel_accuracy_bits()) * 30103 // 100000)
        found = {"method": "exact", "tolerance": dict(options), "digits": digits}
        return Verdict(CORRECT, 1.0, found, message="Correct.")
    if all(gap > one for one in reach):
        evidence = expression.counterexample(Refuted(Point(), expected, answer), key_is_constant=True)
        return Verdict(INCORRECT, evidence={**evidence, "tolerance": dict(options)}, message=expression.NOT_YET)
    return None


def _reach(option: str, value: Any, expected: Value) -> Value:
    """How far from the ball `expected` an answer may lie."""
    if option == "relative_tolerance":
        return _ball(_exact(option, value)) * abs(expected)
    order = _order_of_magnitude(expected) if option == "significant_figures" else 0
    return _ball(_fixed_reach(option, value, order))


def _reach_of(option: str, value: Any, expected: Fraction) -> Fraction:
    if option == "relative_tolerance":
        return _exact(option, value) * abs(expected)
    order = _order_of_magnitude(_ball(expected)) if option == "significant_figures" else 0
    return _fixed_reach(option, value, order)


def _fixed_reach(option: str, value: Any, order: int) -> Fraction:
    """Half a unit of the last place that counts, or the tolerance itself."""
    number = _exact(option, value)
    if option in ("absolute_tolerance", "relative_tolerance"):
        return number
    places = _digits(option, number) - (order + 1 if option == "significant_figures" else 0)
    return Fraction(1, 2) * Fraction(10) ** -places


def _exact(option: str, value: Any) -> Fraction:
    """0.0006 as 6/10000: a tolerance is the decimal that the author wrote."""
    try:
        number = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise SpecError(f"{option} is a number, not {value!r}.", f"options.{option}") from None
    if number < 0:
        raise SpecError(f"{option} cannot be negative.", f"options.{option}")
    return number


def _digits(option: str, number: Fraction) -> int:
    least = 1 if option == "significant_figures" else 0
    if number.denominator != 1 or not least <= number <= 50:
        raise SpecError(f"{option} is a whole number from {least} to 50.", f"options.{option}")
    return int(number)


def _ball(number: Fraction) -> arb:
    return arb(fmpq(number.numerator, number.denominator))


def _order_of_magnitude(expected: Value) -> int:
    """The exponent of the leading digit: 2 for 123.4."""
    size = abs(expected) if type(expected) is acb else abs(arb(expected))
    if size == 0:
        return 0
    # A hair up: the logarithm of 1000 must not come out as 2.999.
    return int(((size.log() / arb(10).log()).mid() + 1e-12).floor().unique_fmpz() or 0)
