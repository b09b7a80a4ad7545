"""Counterexamples hold in an arithmetic of their own: mpmath at 60 digits."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import grade
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Add, Call, Constant, Divide, Fold, Indexed, Name, Negate, Node, Number, Power, Product
from pengrade.grading.verdict import INCORRECT
from tests.grading.trees import may_have_a_value, trees

SYMBOLS = "x, y, mu, sigma_0: positive; u: positive[n]"
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": mpmath.sin,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "tanh": mpmath.tanh,
    "factorial": mpmath.factorial,
}


def value(node: Node, point: Mapping[str, Any]) -> Any:
    match node:
        case Number():
            return mpmath.mpf(node.value.numerator) / node.value.denominator
        case Name():
            return exact(point[node.name])
        case Constant():
            return mpmath.pi if node.name == "pi" else mpmath.e
        case Indexed():
            index = node.indices[0]
            assert isinstance(index, Number)
            return exact(point[node.name][int(index.value) - 1])
        case Add():
            return mpmath.fsum(value(term, point) for term in node.terms)
        case Negate():
            return -value(node.operand, point)
        case Product():
            return mpmath.fprod(value(factor, point) for factor in node.factors)
        case Divide():
            return value(node.numerator, point) / value(node.denominator, point)
        case Power():
            return mpmath.power(value(node.base, point), value(node.exponent, point))
        case Call():
            return FUNCTIONS[node.function](value(node.arguments[0], point))
        case Fold():
            last = int(value(node.upper, point))
            return mpmath.fsum(value(node.body, {**point, node.index: index}) for index in range(1, last + 1))
    raise AssertionError(type(node))


def exact(text: str | int) -> Any:
    fraction = Fraction(text)
    return mpmath.mpf(fraction.numerator) / fraction.denominator


def middle(interval: Any) -> Any:
    if isinstance(interval, dict):
        return mpmath.mpc(middle(interval["re"]), middle(interval["im"]))
    return (mpmath.mpf(interval[0]) + mpmath.mpf(interval[1])) / 2


@settings(max_examples=200, deadline=None)
@given(trees(7), trees(7))
def test_another_arithmetic_finds_the_same_two_values_at_the_point(key: Node, answer: Node) -> None:
    assume(may_have_a_value(key, SYMBOLS) and may_have_a_value(answer, SYMBOLS))
    evidence = grade(AnswerSpec("expression", SYMBOLS, latex(key)), latex(answer)).evidence
    assume(evidence["method"] == "counterexample")

    with mpmath.workdps(60):
        for side, tree in (("expected", key), ("answer", answer)):
            try:
                own = value(tree, evidence["point"])
            except (ZeroDivisionError, ValueError, OverflowError):
                assume(False)
            shown = middle(evidence.get("parts", evidence)[side])
            assert abs(own - shown) <= 1e-9 * max(1, abs(own))


MUTATIONS: list[Callable[[Node], Node]] = [
    lambda node: Negate(0, 0, node),
    lambda node: Product(0, 0, (Number(0, 0, Fraction(2), "2"), node), ("*",)),
    lambda node: Power(0, 0, node, Number(0, 0, Fraction(2), "2")),
]


@settings(max_examples=150, deadline=None)
@given(trees(7), st.sampled_from(MUTATIONS))
def test_a_mutation_that_changes_the_value_is_refused(tree: Node, mutate: Callable[[Node], Node]) -> None:
    wrong = mutate(tree)
    point = {"x": "7/3", "y": "5/4", "mu": "8/7", "sigma_0": "9/5", "n": 3, "u": ["6/5", "7/2", "3/7"]}
    with mpmath.workdps(60):
        try:
            difference = value(tree, point) - value(wrong, point)
        except (ZeroDivisionError, ValueError, OverflowError):
            difference = mpmath.nan
        assume(mpmath.isfinite(difference) and abs(difference) > 1e-20 and mpmath.im(value(tree, point)) == 0)

    verdict = grade(AnswerSpec("expression", SYMBOLS, latex(tree)), latex(wrong))

    assert verdict.verdict in (INCORRECT, "undecided")
