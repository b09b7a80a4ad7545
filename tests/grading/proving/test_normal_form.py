"""Identities that the normal form proves, and near misses that it must not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.tree import Add, Node, Product
from tests.grading.trees import number, trees

SYMBOLS = declared(
    "x, y: real; s, v, q: positive; p: probability; k, l: natural; mu, sigma_0: positive; u, r: positive[n]; "
    "t: real[n]; z: complex; f: function(real) -> real; M: real[n,m]"
)


def equal(left: str, right: str) -> bool:
    return NormalForms(SYMBOLS).equal(read_expression(left, SYMBOLS)[0], read_expression(right, SYMBOLS)[0])


PROVED = [
    ("(x+y)^3", "x^3 + 3x^2 y + 3 x y^2 + y^3"),
    ("(x^2-y^2)/(x-y)", "x + y"),
    ("1/(1+exp(-x))", "(1 + tanh(x/2))/2"),
    ("sigmoid(x)", "1 - sigmoid(-x)"),
    ("exp(x/2) exp(x/3)", "exp(5x/6)"),
    ("e^x", "exp(x)"),
    ("2^(x+1)", "2*2^x"),
    ("4^x", "(2^x)^2"),
    ("s^(x+1)", "s s^x"),
    ("sqrt(s) sqrt(s)", "s"),
    ("1/sqrt(s)", "sqrt(s)/s"),
    ("sqrt(x^2)", "|x|"),
    ("|x^2-1|", "|x-1| |x+1|"),
    ("log(s v^2/q)", "log s + 2 log v - log q"),
    ("log(exp(x))", "x"),
    ("log(1/6)", "-log 2 - log 3"),
    ("log(p/(1-p))", "log p - log(1-p)"),
    ("log_2(s)", "ln(s)/ln(2)"),
    ("cos(x)^2 - sin(x)^2", "cos(2x)"),
    ("sin(x+y)", "sin x cos y + cos x sin y"),
    ("sin(x + pi/2)", "cos(x)"),
    ("tan(pi/4)", "1"),
    ("(k+2)!/k!", "(k+2)(k+1)"),
    ("binomial(k+1, 2)", "k(k+1)/2"),
    ("gamma(s+1)", "s gamma(s)"),
    ("sum_{i=1}^n (t_i - x)^2", "sum_{j=1}^n t_j^2 - 2 x sum_{j=1}^n t_j + n x^2"),
    ("1/n sum_i (t_i - 1/n sum_j t_j)^2", "1/(2 n^2) sum_i sum_j (t_i - t_j)^2"),
    ("sum_{i=1}^n log(u_i r_i)", "sum_{i=1}^n log u_i + sum_{i=1}^n log r_i"),
    ("sum_{i=1}^4 i^2", "30"),
    ("prod_{i=1}^3 t_i", "t_1 t_2 t_3"),
    ("(z+i)(z-i)", "z^2 + 1"),
    ("f'(x) + f(2x - x)", "f(x) + f'(x)"),
]


@pytest.mark.parametrize(("left", "right"), PROVED)
def test_an_identity_is_proved(left: str, right: str) -> None:
    assert equal(left, right)


FALSE = [
    ("sqrt(x^2)", "x"),  # x may be negative
    ("log(x y)", "log x + log y"),  # likewise
    ("sqrt(x-3) sqrt(x-5)", "sqrt((x-3)(x-5))"),
    ("log(z^2)", "2 log z"),
    ("sqrt(z^2)", "z"),
    ("|z|^2", "z^2"),
    ("sign(x)^2", "1"),  # not at 0
    ("arcsin(sin(x))", "x"),
    ("exp(x)^2", "exp(x^2)"),
    ("sum_{i=1}^n t_i^2", "(sum_{i=1}^n t_i)^2"),
    ("sum_{i=1}^n sum_{j=1}^n t_i t_j", "n sum_{i=1}^n t_i^2"),
    ("sum_{i=1}^k 1", "k + 1"),
    ("1/(x-x)", "1/(y-y)"),
    ("f(x)^2", "f(x^2)"),
]


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_near_miss_is_not_proved(left: str, right: str) -> None:
    assert not equal(left, right)


@settings(max_examples=200, deadline=None)
@given(trees(10), st.integers(1, 5))
def test_an_expression_is_never_proved_equal_to_itself_and_more(tree: Node, difference: int) -> None:
    other = Add(0, 0, (tree, number(difference)))

    assert not NormalForms(SYMBOLS).equal(tree, other)


@settings(max_examples=200, deadline=None)
@given(trees(6), trees(6))
def test_the_order_of_factors_does_not_matter(left: Node, right: Node) -> None:
    forms = NormalForms(SYMBOLS)
    one, other = Product(0, 0, (left, right), ("*",)), Product(0, 0, (right, left), ("*",))

    assert forms.equal(one, other) or not forms.equal(one, one)


@pytest.mark.parametrize(
    ("left", "right", "free"), [("x^2 + y", "x^2", True), ("x^2 + y", "x", False), ("sin(x) + y", "sin(x)", True)]
)
def test_a_difference_that_is_constant_is_proved_to_be(left: str, right: str, free: bool) -> None:
    one, other = (read_expression(text, SYMBOLS)[0] for text in (left, right))

    assert NormalForms(SYMBOLS).differ_by_constant(one, other, frozenset({"x"})) is free
