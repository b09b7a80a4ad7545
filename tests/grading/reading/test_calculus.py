"""Conditions, derivatives, integrals and limits: what is refused and where, and that no text is too much."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.grade import grade
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED
from tests.grading.trees_of_calculus import trees_of_calculus

SYMBOLS_AS_TYPED = "x, y, mu, sigma_0: real; n: natural; u: real[n]; w: vector(m); A: matrix(m,m); j: index(n)"
SYMBOLS = declared(SYMBOLS_AS_TYPED)


@settings(max_examples=200, deadline=None)
@given(trees_of_calculus())
def test_reading_what_was_rendered_gives_the_same_tree(tree: Node) -> None:
    assert read_expression(latex(tree), SYMBOLS)[0] == tree
    assert not set(spoken(tree)) & set("\\{}^_")


REFUSED = [
    # text, position, length
    (r"\frac{d}{dx}", 0, 11),
    (r"\frac{d}{dz} x", 10, 1),
    (r"\frac{d^2}{dx^3} x", 11, 4),
    (r"\frac{d^{9}}{dx^{9}} x", 8, 2),
    (r"\int x dx", 0, 4),
    (r"\int_0^1 x", 0, 4),
    (r"\int_0^1 x dx dz", 14, 2),
    ("integral(x, x, 0)", 0, 8),
    (r"\lim x", 0, 4),
    (r"\lim_{x} x", 7, 1),
    (r"\lim_{x \to ^", 12, 1),
    (r"\begin{cases} x & x > 0", 0, 13),
    (r"\begin{cases} x & y \end{cases}", 18, 1),
    (r"\begin{cases} x \\ y \end{cases}", 16, 2),
    ("1[x > 0", 1, 1),
    (r"\mathbf 1_{x >}", 14, 1),
    ("piecewise(x)", 0, 12),
    (r"\sum_{i < } u_i", 10, 1),
    (r"\max_i x", 5, 1),
    (r"\bar{x}", 0, 4),
    (r"\langle w \rangle", 10, 7),
    (r"w \otimes w", 0, 11),
    (r"w \odot A", 0, 9),
    (r"(x)_1", 1, 4),
    ("(A w)_{12}", 1, 9),
    ("I_z w", 0, 3),
    (r"\begin{bmatrix} A & w \\ w & 1 \end{bmatrix}", 29, 1),
    (r"\nabla x", 0, 6),
]


@pytest.mark.parametrize(("text", "position", "length"), REFUSED)
def test_a_slip_is_told_with_its_place(text: str, position: int, length: int) -> None:
    verdict = grade(AnswerSpec("expression", SYMBOLS_AS_TYPED, "x"), text)

    assert (verdict.verdict, verdict.position, verdict.length) == (INVALID, position, length)
    assert verdict.message


LENIENCIES = [
    (r"\sigma(x)", "sigma was read as the logistic function."),
    (r"\phi(x)", "phi was read as the standard normal density."),
    (r"\langle w, w \rangle", "⟨u, v⟩ was read as u^T v."),
    (r"A \otimes A", "⊗ was read as the Kronecker product."),
    (r"1\,000", "Thin spaces within a number were passed over."),
    (r"\sum_{i \ne j} u_i", "i was taken to run from 1 to n."),
]


@pytest.mark.parametrize(("text", "reading"), LENIENCIES)
def test_every_leniency_is_reported(text: str, reading: str) -> None:
    assert reading in read_expression(text, SYMBOLS)[1]


JUDGED = [
    # key, answer, verdict
    ("1[x > 0]", "1[x >= 0]", INCORRECT),  # they differ at 0 alone
    ("1[x > y]", "1[x >= y]", INCORRECT),
    ("1[x > y]", "1[x - y > 0]", CORRECT),
    ("1[x = 3]", "0", INCORRECT),
    ("1[x^2 < 2]", "1[x^2 <= 2]", UNDECIDED),  # they differ where no fraction lies
    ("|x|", r"\begin{cases} x & x > 0 \\ -x & x \le 0 \end{cases}", CORRECT),
    ("sum_i 1[u_i > x]", "n - sum_i 1[u_i <= x]", CORRECT),
    ("sum_i 1[u_i > x]", "n - sum_i 1[u_i < x]", INCORRECT),
    (r"\max_i u_i", r"-\min_i (-u_i)", CORRECT),
    (r"\max_i u_i", r"\sum_i u_i", INCORRECT),
    (r"\max_i u_i", r"\min_i u_i", INCORRECT),
    (r"2 \sum_{i<k} u_i u_k", r"(\sum_i u_i)^2 - \sum_i u_i^2", CORRECT),
    (r"2 \sum_{i<k} u_i u_k", r"2 \sum_{i \le k} u_i u_k", INCORRECT),
    (r"\sum_{i \ne j} u_i", r"\sum_i u_i", INCORRECT),
    ("w^T w", r"w \cdot w", CORRECT),
    ("diag(w) w", r"w \odot w", CORRECT),
    ("(A w)_1", r"\sum_{k=1}^m A_{1k} w_k", CORRECT),
    ("(A w)_1", r"\sum_{k=1}^m A_{k1} w_k", INCORRECT),
    (r"\operatorname{vec}(A A)", r"(A^T \otimes I_m) \operatorname{vec}(A)", CORRECT),
    (r"\det \begin{bmatrix} A & w \\ w^T & 1 \end{bmatrix}", "det(A) (1 - w^T A^{-1} w)", CORRECT),
    (r"\operatorname{softmax}(w)_1", r"\frac{e^{w_1}}{\sum_{k=1}^m e^{w_k}}", CORRECT),
    ("2 x", r"\frac{d}{dx} x^2", CORRECT),
    ("3 x^2", r"\frac{d}{dx} x^2", INCORRECT),
    ("x^2/2", r"\int_0^x t dt", CORRECT),
    ("x^2", r"\int_0^x t dt", INCORRECT),
    ("2", r"\sum_{k=0}^\infty 2^{-k}", CORRECT),
    ("1", r"\sum_{k=0}^\infty 2^{-k}", INCORRECT),
    ("x", r"\sum_{k=1}^\infty \sin(k x)", UNDECIDED),
    ("x", r"\int_0^\infty \frac{\sin t}{t} dt", UNDECIDED),
    ("x", r"\int_0^\infty t^t dt", UNDECIDED),
    ("x", r"\int_{-\infty}^\infty \lfloor t \rfloor dt", UNDECIDED),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), JUDGED)
def test_answers_with_conditions_and_calculus_are_judged(key: str, answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("expression", SYMBOLS_AS_TYPED, key), answer).verdict == verdict


HOSTILE = [
    r"\frac{d}{dx}" * 60 + "x^{20}",
    r"\frac{d^6}{dx^6} " + r"\sin(\cos(\exp(" * 4 + "x" + ")))" * 4,
    r"\int_0^1 " * 40 + "x" + " dx" * 40,
    r"\int_0^{10^9} \Gamma(t) e^{-t} \sin(10^9 t) dt",
    r"\sum_{k=0}^\infty (k+1)^{12} (k+2)^{12} (k+3)^{12} 0.999999^k",
    r"\sum_{i \ne j}" * 30 + "u_i",
    r"\max_i " * 60 + "u_i",
    r"\lim_{x \to 0} " * 30 + "x/x",
    r"\lim_{x \to 0} " + r"\frac{" * 20 + "x" + "}{x}" * 20,
    "1[" * 50 + "x > 0" + "]" * 50,
    r"\begin{cases}" * 90,
    "((" * 45 + "A w" + ")_1)" * 45,
    r"A \otimes " * 12 + "A",
    "vec(" * 60 + "A" + ")" * 60,
    "1[" + "x < " * 900 + "x]",
    r"\mathbf 1_{\{" * 40,
    "d/dx " * 300,
    r"\substack{" * 300,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_calculus_gets_a_verdict_and_soon(text: str) -> None:
    begun = perf_counter()

    verdict = grade(AnswerSpec("expression", SYMBOLS_AS_TYPED, "x + 1"), text)

    assert verdict.verdict in (INCORRECT, INVALID, UNDECIDED)
    assert perf_counter() - begun < 20  # the fence cuts at two; here only what never ends must show


PIECES = [r"\frac{d}{dx}", r"\int_0^1", "dx", "x", "u_i", "{", "}", "(", ")", "1[", "]", ">", "=", r"\sum_{i<j}", "&"]
PIECES += [r"\begin{cases}", r"\end{cases}", r"\\", r"\text{if }", r"\max_i", r"\delta_{", r"\odot", "^+", "_", "^"]
PIECES += [
    r"\lim_{x \to",
    r"\infty",
    "otherwise",
    "piecewise(",
    ",",
    r"\langle",
    "'",
    "d",
    "/",
    "I_",
    r"\mathbf 1",
    "2",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_any_row_of_pieces_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read_expression(text, SYMBOLS)
    except ReadingError as error:
        assert 0 <= error.position <= error.position + error.length <= len(text)
