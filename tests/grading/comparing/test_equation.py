"""Equations: the same solutions, however they are written."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED

SYMBOLS = "x, y, a, b: real; z: nonnegative; s, t: positive; p: probability; k: integer; u: real[n]; mu: real"

CASES = [
    # key, answer, verdict
    ("y = 2x + 1", "2x + 1 = y", CORRECT),
    ("y = 2x + 1", "2y = 4x + 2", CORRECT),
    ("y = 2x + 1", "y - 1 = 2x", CORRECT),
    ("y = 2x + 1", "x = (y - 1)/2", CORRECT),
    ("y = 2x + 1", "2x - y + 1 = 0", CORRECT),
    ("y = 2x + 1", "(y - 2x - 1)^2 = 0", CORRECT),
    ("y = 2x + 1", "(y - 2x - 1)(x^2 + 1) = 0", CORRECT),
    ("y = 2x + 1", "exp(y) = exp(2x + 1)", CORRECT),
    ("y = 2x + 1", "(y - 2x - 1) x = 0", INCORRECT),
    ("y = 2x + 1", "y^2 = (2x + 1)^2", INCORRECT),
    ("y = 2x + 1", "y = 2x", INCORRECT),
    ("y = 2x + 1", "y = 2x + 1 + 10^{-30}", INCORRECT),
    ("y = 2x + 1", "x = 1", INCORRECT),
    ("y = 2x + 1", "0 = 0", INCORRECT),
    ("y = 2x + 1", "0 = 1", INCORRECT),
    ("x^2 = 4", "(x - 2)(x + 2) = 0", CORRECT),
    ("x^2 = 4", "x^4 = 16", CORRECT),  # x^2 + 4 is never zero
    ("x^2 = 4", "|x| = 2", CORRECT),
    ("x^2 = 4", "x = 2", INCORRECT),
    ("x^2 = 4", "x^2 = 2", INCORRECT),
    ("x^2 = 4", "2^x = 4", INCORRECT),
    ("x = 1", "x = 1 + 10^{-400}", INCORRECT),
    ("x = y", "x = y + 10^{-400}", INCORRECT),
    ("x = s y", "x = s y + exp(-1000)", INCORRECT),
    ("x = 1", "|x - 1| = 0", CORRECT),
    ("x = 1", "(x - 1)/x = 0", CORRECT),
    ("x = 0", "x^2/x = 0", INCORRECT),  # which nothing solves
    ("x^2 = 1", "(x^2 - 1)/(x - 1) = 0", INCORRECT),
    ("x = y", "(x - y)^2/(x - y) = 0", INCORRECT),
    ("x^2 + y^2 = 0", "(x^2 + y^2)/(x^2 + y^2) = 0", INCORRECT),
    ("x y = x", "x (y - 1)/x = 0", INCORRECT),
    ("x y = x", "y = x/x", INCORRECT),
    ("log(x) + log(y) = 0", "x y = 1", INCORRECT),
    ("x = y", "x/y = 1", CORRECT),  # but for one point of a line of solutions
    ("x = 1", "floor(x) = 1", UNDECIDED),
    ("p = 1/2", "(p - 1/2)(p - 2) = 0", CORRECT),
    ("x^2 + 1 = 0", "x^2 + 2 = 0", CORRECT),  # neither has a solution
    ("(x-1)^2 = 0", "(x-2)^2 = 0", INCORRECT),  # roots without a change of sign
    ("s^2 = 4", "s = 2", CORRECT),
    ("s^2 = 4", "s = -2", INCORRECT),
    ("s = 2", "log(s) = log(2)", CORRECT),
    ("s^2 = t", "s = sqrt(t)", CORRECT),
    ("2k = 6", "k = 3", CORRECT),
    ("2k = 6", "k = 4", INCORRECT),
    ("x = log(t)", "t = exp(x)", CORRECT),
    ("y = exp(x)", "y exp(-x) = 1", CORRECT),
    ("y = exp(x)", "y = 2^x", INCORRECT),
    ("log(p/(1-p)) = x", "p = 1/(1 + exp(-x))", CORRECT),
    ("a x + b y = 1", "y = (1 - a x)/b", CORRECT),
    ("a x + b y = 1", "a x + b y = 2", INCORRECT),
    ("x^2 + y^2 = 1", "y^2 = 1 - x^2", CORRECT),
    ("x^2 + y^2 = 1", "sqrt(x^2 + y^2) = 1", CORRECT),
    ("x^2 + y^2 = 1", "y = sqrt(1 - x^2)", INCORRECT),
    ("x^2 + y^2 = 1", "x^2 + y^2 = 4", INCORRECT),
    ("sin(x) = y", "x = asin(y)", INCORRECT),
    ("x exp(x) = 1", "x = exp(-x)", CORRECT),
    ("x exp(x) = 1", "x = 0.567143290409783873", INCORRECT),
    ("sin(x) = 0", "cos(x)^2 = 1", CORRECT),
    ("sum_{i=1}^n (u_i - mu) = 0", "mu = 1/n sum_{i=1}^n u_i", CORRECT),
    ("sum_{i=1}^n (u_i - mu) = 0", "mu = sum_{i=1}^n u_i", INCORRECT),
    ("log(s) + log(t) = log(2)", "s t = 2", CORRECT),
    ("log(s) + log(t) = log(2)", "s t = log(2)", INCORRECT),
    ("exp(x - y) = s", "x = y + log(s)", CORRECT),
    ("y = tanh(x)", "artanh(y) = x", CORRECT),
    ("y = tanh(x)", "artanh(y) = -x", INCORRECT),
    ("p = sigmoid(x)", "log(p/(1-p)) = x", CORRECT),
    ("|x - y| = 0", "x = y", CORRECT),
    ("|x - y| = s", "(x - y)^2 = s^2", CORRECT),
    ("|x - y| = s", "x - y = s", INCORRECT),
    ("sqrt(x^2 + y^2) = s", "x^2 = s^2 - y^2", CORRECT),
    ("x^3 = y^3", "x = y", CORRECT),
    ("x^2 = y^2", "x = y", INCORRECT),
    # several, joined by or
    ("x^2 = 4", "x = 2 or x = -2", CORRECT),
    ("x^2 = 4", r"x = \pm 2", CORRECT),
    ("x^2 = 4", "x = ±2", CORRECT),
    ("x^2 = 4", r"x \in \{-2, 2\}", CORRECT),
    ("x^2 = 4", "x = 2 or x = 3", INCORRECT),
    ("x^2 = 4", "x = 2 and x = -2", INVALID),
    ("x^2 = 4", r"x \in [-2, 2]", INVALID),
    ("x^2 = y^2", r"x = \pm y", CORRECT),
    ("x^2 = y^2", "x = |y| or x = -|y|", CORRECT),
    ("x^2 = s", r"x = \pm\sqrt{s}", CORRECT),
    ("x^2 = s", r"x = \pm s", INCORRECT),
    ("a x^2 = b x", "x = 0 or a x = b", CORRECT),
    ("a x^2 = b x", "a x = b", INCORRECT),
    ("x = 1", "1/x = 1 or x = 0", INCORRECT),
    ("y = 0", "|x| y = 0", INCORRECT),  # x = 0 alone solves the second
    ("y = 0", "sqrt(x^2) y = 0", INCORRECT),
    ("y = 0", "|x - a| y = 0", INCORRECT),
    ("y = 0", "sqrt(z) y = 0", INCORRECT),
    ("y = 0", "(x^2 + a^2) y = 0", INCORRECT),
    ("y = 0", "(x^2 + a^2 + 1) y = 0", CORRECT),
    ("y = 0", "exp(x) y = 0", CORRECT),
    ("y = 0", "y/|x| = 0", CORRECT),  # where both have a value
    ("x = y", "x - y", INVALID),
    ("x = y", "x > y", INVALID),
    ("x = y", "x = y = 1", INVALID),
    ("x = y", "x =", INVALID),
    ("x = y", "= y", INVALID),
    ("x = y", "x = q", INVALID),
    ("x = y", "", INVALID),
    ("x = y", "x = ((((9!)!)!)!)!", UNDECIDED),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), CASES)
def test_equations_are_right_with_the_same_solutions(key: str, answer: str, verdict: str) -> None:
    found = grade(AnswerSpec("equation", SYMBOLS, key), answer)

    assert found.verdict == verdict
    assert verdict != INCORRECT or found.evidence["method"] == "counterexample"
    assert verdict != INVALID or found.position is not None


MATRICES = (
    "X: matrix(m,n) full-rank; w, v: vector(n); y: vector(m); A, B: matrix(n,n); C: matrix(n,n) invertible; c: real"
)

MATRIX_CASES = [
    ("X^T X w = X^T y", "w = (X^T X)^{-1} X^T y", CORRECT),
    ("X^T X w = X^T y", "X^T (X w - y) = 0", CORRECT),
    ("X^T X w = X^T y", "w^T X^T X = y^T X", CORRECT),
    ("X^T X w = X^T y", "w = X^T y", INCORRECT),
    ("X^T X w = X^T y", "X^T X w + X^T y = 0", INCORRECT),
    ("A B = B A", "A B - B A = 0", CORRECT),
    ("A B = B A", "A = B", INCORRECT),
    ("A w = v", "A^2 w = A v", INCORRECT),  # where A is singular
    ("A w = v", "A^T A w = A^T v", INCORRECT),
    ("A w = v", "w = A^{-1} v", CORRECT),  # where both have a value
    ("C w = v", "C^2 w = C v", CORRECT),
    ("C w = v", "(C + I) w = v + w", CORRECT),
    ("C w = v", "(C + I) C w = (C + I) v", INCORRECT),  # C = -I
    ("A = C^{-1} B", "C A = B", CORRECT),
    ("A C = B", "A = B C^{-1}", CORRECT),
    ("A C = B", "A = C^{-1} B", INCORRECT),
    ("w = v", "c w = c v", INCORRECT),
    ("w = v", "|c| w = |c| v", INCORRECT),
    ("w^T v + c = 0", "c = -v^T w", CORRECT),
    ("w^T v + c = 0", "w^T v = c", INCORRECT),
    (r"\|w\|^2 = 1", "w^T w = 1", CORRECT),
    (r"\|w\|^2 = 1", "w^T w = 2", INCORRECT),
    ("w = v", "w = c", INVALID),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), MATRIX_CASES)
def test_equations_between_vectors_hold_for_every_size(key: str, answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("equation", MATRICES, key), answer).verdict == verdict


def test_a_counterexample_solves_one_and_not_the_other() -> None:
    evidence = grade(AnswerSpec("equation", "x: real", "x^2 = 4"), "x = 2").evidence

    assert (evidence["point"], evidence["solves"], evidence["expected"]) == ({"x": "-2"}, "expected", ["0", "0"])
    assert evidence["answer"] == ["-4", "-4"]


def test_the_echo_shows_the_equation_as_read() -> None:
    verdict = grade(AnswerSpec("equation", "x, y: real", "x = y"), "(x-1)^2 = y")

    assert verdict.understood_as == r"\left(x - 1\right)^{2} = y"
    assert verdict.spoken == "open bracket x minus 1 close bracket squared equals y"


def test_a_foreseen_mistake_is_found_in_another_form_too() -> None:
    spec = AnswerSpec("equation", "x, y: real", "y = x + 1", mistakes=(Mistake("y = x - 1", "Mind the sign."),))

    assert grade(spec, "x = y + 1").message == "Mind the sign."


@pytest.mark.parametrize("expected", ["x", "x >", 7, "x = q", "x = y = 1"])
def test_a_key_that_means_nothing_is_the_authors_mistake(expected: Any) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("equation", "x, y: real", expected))

    assert caught.value.field == "expected"


coefficients = st.tuples(*[st.integers(-2, 2)] * 3)


def _typed(numbers: tuple[int, ...]) -> str:
    return "({}) x^2 + ({}) x y + ({}) y".format(*numbers)


@settings(max_examples=60, deadline=None)
@given(coefficients, st.fractions(-4, 4, max_denominator=5).filter(bool))
def test_a_multiple_that_is_not_zero_never_changes_the_verdict(numbers: tuple[int, ...], factor: Fraction) -> None:
    spec = AnswerSpec("equation", "x, y: real", f"{_typed(numbers)} = 1")

    assert grade(spec, f"({factor}) ({_typed(numbers)}) = {factor}").verdict == CORRECT


def _holds(numbers: tuple[int, ...], x: Fraction, y: Fraction) -> bool:
    return numbers[0] * x * x + numbers[1] * x * y + numbers[2] * y == 0


@settings(max_examples=100, deadline=None)
@given(coefficients, coefficients)
def test_no_verdict_contradicts_the_points_of_a_grid(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    grid = [Fraction(number, 2) for number in range(-6, 7)]
    same = all(_holds(left, x, y) == _holds(right, x, y) for x, y in product(grid, grid))

    verdict = grade(AnswerSpec("equation", "x, y: real", f"{_typed(left)} = 0"), f"{_typed(right)} = 0")

    assert same or verdict.verdict != CORRECT


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=3), st.lists(st.integers(-3, 3), min_size=1, max_size=3))
def test_products_of_roots_are_decided(left: list[int], right: list[int]) -> None:
    key, answer = ("".join(f"(x - ({root}))" for root in roots) + " = 0" for roots in (left, right))

    verdict = grade(AnswerSpec("equation", "x: real", key), answer)

    assert verdict.verdict == (CORRECT if set(left) == set(right) else INCORRECT)
