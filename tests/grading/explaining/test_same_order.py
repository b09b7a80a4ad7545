"""Trees that are equal by the laws of order, brackets and signs alone, and trees that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.explaining.same_order import order_free
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.tree import Add, Node, Product
from tests.grading.trees import number, trees

SYMBOLS = declared("x, y, z: real; A, B: matrix(n,n)")

SAME = [
    ("x + y", "y + x"),
    ("x - (y + z)", "x - (z + y)"),
    ("x + (y + z)", "(x + y) + z"),
    ("-x y", "y (-x)"),
    ("x y/z", "x (1/z) y"),
    ("x/2", "1/2 x"),
    ("x/(y/z)", "x z/y"),
    ("exp(-x/2) y", "y exp(-1/2 x)"),
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
    ("(x + y)^2", "x^2 + y^2"),
    ("sum_{i=1}^3 x", "sum_{i=2}^3 x"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_order_is_left_out(one: str, other: str) -> None:
    assert _read(one) == _read(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_nothing_else_is(one: str, other: str) -> None:
    assert _read(one) != _read(other)


def test_matrices_keep_their_order() -> None:
    assert _read("A B", are_numbers=False) != _read("B A", are_numbers=False)
    assert _read("A B + B", are_numbers=False) == _read("B + A B", are_numbers=False)


@given(trees(5), trees(5), trees(5))
def test_sums_and_products_in_any_order(one: Node, two: Node, three: Node) -> None:
    for kind in (lambda *parts: Add(0, 0, parts), lambda *parts: Product(0, 0, parts, ("*",) * (len(parts) - 1))):
        assert order_free(kind(one, kind(two, three)), True) == order_free(kind(three, one, two), True)


@given(trees(5), st.integers(1, 9))
def test_another_term_shows(tree: Node, more: int) -> None:
    assert order_free(Add(0, 0, (tree, number(more))), True) != order_free(tree, True)


def _read(text: str, are_numbers: bool = True) -> object:
    tree, _ = read_expression(text, SYMBOLS)
    return order_free(tree, are_numbers)
