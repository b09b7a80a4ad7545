"""Trees with one plain form, which must be equal, and trees with two."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.agreement import Refuted, compared
from pengrade.grading.declarations import declared
from pengrade.grading.evaluating.evaluate import evaluator
from pengrade.grading.evaluating.points import points
from pengrade.grading.explaining.making import WRITER
from pengrade.grading.explaining.plain_form import plain_form
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import shaped
from pengrade.grading.tree import Add, Divide, Negate, Node, Product, names_in
from tests.grading.trees import number, trees

SYMBOLS = declared("x, y, z: real; A, B: matrix(n,n); v: vector(n)")
OF_TREES = declared("x, y, mu, sigma_0: positive; u: positive[n]")

SAME = [
    ("x + y", "y + x"),
    ("x - (y + z)", "x - (z + y)"),
    ("x + (y + z) x", "(z + y) x + x"),
    ("-x y", "y (-x)"),
    ("x y/z", "x (1/z) y"),
    ("x/2", "1/2 x"),
    ("x/(y/z)", "x z/y"),
    ("x x y", "x^2 y"),
    ("x y^{-1}", "x/y"),
    ("(2 x)^2/8", "x^2/2"),
    ("x + 2 x - 1 + 3", "3 x + 2"),
    ("exp(-x/2) y", "y e^{-1/2 x}"),
    ("ln(x)", "log(x)"),
    ("sum_{i=1}^3 x y", "sum_{i=1}^3 y x"),
]
OTHER = [
    ("x - y", "y - x"),
    ("x y", "x + y"),
    ("x/y", "y/x"),
    ("x^y", "y^x"),
    ("sin(x)", "cos(x)"),
    ("log(x)", "log_2(x)"),
    ("x y", "-x y"),
    ("x^2", "x^3"),
    ("0^{-1}", "0"),
    ("x - x", "1"),
    ("(x + y)^2", "x^2 + y^2"),
    ("sum_{i=1}^3 x", "sum_{i=2}^3 x"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_order_and_arithmetic_leave_no_trace(one: str, other: str) -> None:
    assert _read(one) == _read(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_all_else_does(one: str, other: str) -> None:
    assert _read(one) != _read(other)


def test_matrices_keep_their_order() -> None:
    assert _read("A B", are_numbers=False) != _read("B A", are_numbers=False)
    assert _read("A^T v", are_numbers=False) != _read("A v", are_numbers=False)
    assert _read("2 A B + B", are_numbers=False) == _read("B + A (2 B)", are_numbers=False)


@given(trees(5), trees(5), trees(5))
def test_sums_and_products_in_any_order(one: Node, two: Node, three: Node) -> None:
    for combine in (WRITER.add, WRITER.product):
        assert plain_form(combine(one, combine(two, three)), True) == plain_form(combine(three, one, two), True)


@settings(max_examples=200, deadline=None)
@given(trees(4), trees(4), st.sampled_from([Add, Product, Divide, Negate]))
def test_trees_of_one_form_are_equal(one: Node, other: Node, kind: type[Node]) -> None:
    left, right = (shaped(_rewritten(kind, *pair), OF_TREES) for pair in ((one, other), (other, one)))
    both = evaluator(left), evaluator(right)

    drawn = islice(points(OF_TREES, names_in(left.tree) | names_in(right.tree), 1), 5)
    outcome = compared(lambda place: (both[0](place), both[1](place)), drawn, False, 2)

    if plain_form(left.tree, True) == plain_form(right.tree, True):
        assert not isinstance(outcome, Refuted)


def _rewritten(kind: type[Node], one: Node, other: Node) -> Node:
    if kind is Divide:
        return WRITER.divide(one, WRITER.divide(WRITER.number(1), other))
    if kind is Negate:
        return Negate(0, 0, WRITER.product(one, Negate(0, 0, other), number(3)))
    return WRITER.add(one, other) if kind is Add else WRITER.product(one, other)


def _read(text: str, are_numbers: bool = True) -> object:
    tree, _ = read_expression(text, SYMBOLS)
    return plain_form(tree, are_numbers)
