"""The first points that are tried: small whole values within what is declared."""

from fractions import Fraction

import pytest
from flint import fmpq_mat

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating.far_points import far_points
from pengrade.grading.evaluating.points import Exact, Point
from pengrade.grading.evaluating.small_points import small_points
from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec

SYMBOLS = (
    "r: real; p: positive; g: nonnegative; m: negative; z: integer; k: natural; q: probability; w: vector(n); "
    "A: matrix(n,n); S: matrix(n,n) symmetric; P: matrix(n,n) positive-definite; O: matrix(n,n) orthogonal; "
    "N: matrix(n,n) invertible symmetric; D: matrix(n,n) diagonal; X: matrix(l,n) full-rank; u: real[n]"
)
DECLARED = declared(SYMBOLS)
NAMES = frozenset(DECLARED.symbols) | DECLARED.dimensions
POINTS = [*small_points(DECLARED, NAMES), *far_points(DECLARED, NAMES, 7, (Fraction(1, 3), Fraction(10**9)), 20)]


def _number(value: Exact) -> Fraction:
    assert isinstance(value, Fraction)
    return value


def _matrix(value: Exact) -> fmpq_mat:
    assert isinstance(value, fmpq_mat)
    return value


@pytest.mark.parametrize("point", POINTS)
def test_numbers_are_in_their_domains(point: Point) -> None:
    at = {name: _number(point.values[name]) for name in "rpgmzkq"}

    assert at["p"] > 0 and at["g"] >= 0 and at["m"] < 0 and 0 < at["q"] < 1
    assert at["z"].denominator == at["k"].denominator == 1 and at["k"] >= 0


@pytest.mark.parametrize("point", POINTS)
def test_matrices_have_their_properties(point: Point) -> None:
    at = {name: _matrix(point.values[name]) for name in "SPONDX"}
    size = point.dimensions["n"]
    one = fmpq_mat(size, size, [int(row == column) for row in range(size) for column in range(size)])

    assert at["S"] == at["S"].transpose() and at["P"] == at["P"].transpose() and at["N"] == at["N"].transpose()
    assert at["N"].det() != 0 and at["O"] * at["O"].transpose() == one
    for rows in range(1, size + 1):
        minor = [at["P"][row, column] for row in range(rows) for column in range(rows)]
        assert fmpq_mat(rows, rows, minor).det() > 0
    assert all(at["D"][row, column] == 0 for row in range(size) for column in range(size) if row != column)
    assert at["X"].rank() == size


SHOWN = [
    ("x: real", "x^2", "x^3", {"x": "2"}),
    ("x: real", "x^2", "2x", {"x": "1"}),
    ("x: real", "x", "sqrt(x^2)", {"x": "-1"}),
    ("a, b: real", "(a+b)^2", "a^2+b^2", {"a": "2", "b": "3"}),
    ("x: real[n]", "sum_{i=1}^n x_i^2", "(sum_{i=1}^n x_i)^2", {"n": 2, "x": ["2", "3"]}),
    ("A: matrix(n,n)", "A", "A^T", {"n": 2, "A": [["2", "3"], ["1", "4"]]}),
]


@pytest.mark.parametrize(("symbols", "key", "answer", "point"), SHOWN)
def test_a_simple_counterexample_is_shown(symbols: str, key: str, answer: str, point: object) -> None:
    assert grade(AnswerSpec("expression", symbols, key), answer).evidence["point"] == point
