"""Trees that differ in their order alone, and trees that differ in a term that was gathered."""

import pytest

from pengrade.grading.comparing.deriving.materials import EXPRESSIONS
from pengrade.grading.declarations import declared
from pengrade.grading.reading.grammar import read_expression

DECLARATIONS = declared("x, y, a, b: real; s: real[n]; u: vector(n); A: matrix(n,n); B: matrix(n,n)")


def _arranged(text: str, loosely: bool) -> str:
    return EXPRESSIONS.arranged(DECLARATIONS, read_expression(text, DECLARATIONS)[0], loosely)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x + y", "y + x"),
        ("a - b", "-b + a"),
        ("(x + y) a", "a (y + x)"),
        ("x/2", r"\frac12 x"),
        ("a/(2 b)", "a/2/b"),
        ("x x", "x^2"),
        ("sqrt(x)", "x^{1/2}"),
        ("e^x", "exp(x)"),
        ("ln(x)", "log(x)"),
        (r"\sum_{i=1}^n s_i", r"\sum_{j=1}^n s_j"),
        ("2 A u", "A * (2 u)"),
        ("x y/y", "y x/y"),
        ("(-(x y))^2", "x^2 y^2"),
    ],
)
def test_the_same_in_another_order(one: str, other: str) -> None:
    assert _arranged(one, False) == _arranged(other, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x y/y", "x"),
        ("A B", "B A"),
        ("(x + y)^2", "x^2 + 2 x y + y^2"),
        ("log(x y)", "log(x) + log(y)"),
        ("x - y", "y - x"),
        ("2 x", "x^2"),
        ("x^2", "x^3"),
        (r"\sum_{i=1}^n s_i", r"\sum_{i=2}^n s_i"),
        ("sqrt(x^2)", "x"),
        ("(-(x y))^2", "x y y"),
        ("(x^2)^{1/2}", "x"),
        ("sqrt(x y)", "sqrt(x) sqrt(y)"),
        ("(-x)^{1/3}", "-x^{1/3}"),
        ("sqrt(-x)", "sqrt(x)"),
    ],
)
def test_a_step_is_more_than_another_order(one: str, other: str) -> None:
    assert _arranged(one, False) != _arranged(other, False)
    assert _arranged(one, True) != _arranged(other, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2(a + b)", "2a + 2b"),
        ("-(a - b)", "b - a"),
        ("(a - b)^2", "(b - a)^2"),
        ("(a + b)/2", "a/2 + b/2"),
        ("x + x", "2 x"),
        ("u^T A u", "u^T A^T u"),
        (r"2 \sum_{i=1}^n s_i", r"\sum_{i=1}^n 2 s_i"),
        ("a - a + b", "b"),
    ],
)
def test_gathering_is_a_step_and_yet_no_other_end(one: str, other: str) -> None:
    assert _arranged(one, False) != _arranged(other, False)
    assert _arranged(one, True) == _arranged(other, True)
