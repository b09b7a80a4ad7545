"""The echo of an answer: in LaTeX and in words, as read and before anything is simplified."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.tree import Node
from tests.grading.trees import trees

SYMBOLS = declared(
    r"x, y, mu, sigma_0, y_new: real; n: natural; u: real[n]; M: real[n,m]; w: vector(n); A: matrix(n,n); "
    "f: function(real) -> real"
)


def read(text: str) -> Node:
    return read_expression(text, SYMBOLS)[0]


ECHOED = [
    # typed, LaTeX, spoken
    ("(x-mu)^2", r"\left(x - \mu\right)^{2}", "open bracket x minus mu close bracket squared"),
    ("-x + y", "-x + y", "minus x plus y"),
    ("1/2", r"\frac{1}{2}", "one half"),
    ("x/y", r"\frac{x}{y}", "x over y"),
    ("(x+1)/y", r"\frac{x + 1}{y}", "the fraction x plus 1 over y end fraction"),
    ("2*x", r"2 \cdot x", "2 times x"),
    ("2x", "2 x", "2 times x"),
    ("0.50", "0.50", "0.50"),
    ("2e-3", r"2 \cdot 10^{-3}", "2 times 10 to the power minus 3"),
    ("x^3", "x^{3}", "x cubed"),
    ("x^(n+1)", "x^{n + 1}", "x to the power n plus 1 end power"),
    ("A^T A^{-1}", r"A^{\mathsf T} A^{-1}", "capital a transpose times capital a inverse"),
    ("||w||^2", r"\left\|w\right\|^{2}", "the norm of w squared"),
    ("|x|", r"\left|x\right|", "the absolute value of x"),
    ("sqrt(x)", r"\sqrt{x}", "the square root of x"),
    ("log_2(x)", r"\log_{2}\left(x\right)", "log base 2 of x"),
    ("exp(-x)", r"\exp\left(-x\right)", "the exponential of minus x end exp"),
    ("sum_{i=1}^n u_i^2", r"\sum_{i=1}^{n} u_{i}^{2}", "the sum over i from 1 to n of u sub i squared end sum"),
    ("sigma_0 y_new", r"\sigma_{0} y_{\mathrm{new}}", "sigma sub 0 times y sub new"),
    ("[[1,2],[3,4]]", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
     "the 2 by 2 matrix with row 1: 1, 2; row 2: 3, 4; end matrix"),
    ("n!", "n!", "n factorial"),
    ("f'(x)", r"f'\left(x\right)", "f prime of x"),
    ("I w + 1", "I w + 1", "the identity matrix times w plus 1"),
    ("1^T w", r"\mathbf{1}^{\mathsf T} w", "the vector of ones transpose times w"),
    ("M_12", "M_{1,2}", "capital m sub 1 2"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "shown", "words"), ECHOED)
def test_an_answer_is_echoed_as_it_was_read(typed: str, shown: str, words: str) -> None:
    tree = read(typed)

    assert (latex(tree), spoken(tree)) == (shown, words)


@settings(max_examples=300, deadline=None)
@given(trees())
def test_reading_what_was_rendered_gives_the_same_tree(tree: Node) -> None:
    assert read(latex(tree)) == tree


@settings(max_examples=100, deadline=None)
@given(trees())
def test_every_tree_can_be_spoken(tree: Node) -> None:
    words = spoken(tree)

    assert words and not set(words) & set("\\{}^_")


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([typed for typed, _, _ in ECHOED]))
def test_the_echo_of_the_echo_is_the_echo(typed: str) -> None:
    assert latex(read(latex(read(typed)))) == latex(read(typed))
