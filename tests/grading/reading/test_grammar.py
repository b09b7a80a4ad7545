"""What typed text and LaTeX are read as. Trees are written as the LaTeX that they are rendered to."""

import pytest

from pengrade.grading.declarations import declared
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.tree import Node, walk

SYMBOLS = declared(
    r"x, y, a, b: real; \mu: real; \lambda, v: positive; u: real[n]; M: real[n,m]; w: vector(n); A: matrix(n,n); "
    "X: matrix(m,n); z: vector(d)[n]; t_1, t_2, y_new: real; f: function(real) -> real"
)


def read(text: str) -> Node:
    return read_expression(text, SYMBOLS)[0]


SAME = [
    # LaTeX as people and formula editors write it, and the same typed
    (r"\frac12", "1/2"),
    (r"\frac1{2}x", "1/2 x"),
    (r"\frac{x}{y}", "x/y"),
    (r"\dfrac{x+1}{y}", "(x+1)/y"),
    (r"\left( x+1 \right)^{2}", "(x+1)^2"),
    (r"2\,x\cdot y", "2x*y"),
    (r"\mathbf{w}^{\top}\mathbf w", "w^T w"),
    (r"w^{\mathsf{T}} w", "w' w"),
    (r"\boldsymbol{\mu}+\mu", "mu+μ"),
    (r"\operatorname{tr}\left(A\right)", "tr(A)"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "[[1,2],[3,4]]"),
    (r"\begin{pmatrix} x \\ y \\ \end{pmatrix}", "[x, y]"),
    (r"\sum_{i=1}^n u_i", "sum(u_i, i, 1, n)"),
    (r"\sum\limits_{i=1}^{n} u_{i}", "sum_{i=1}^n u_i"),
    (r"\sum^n_{i=1} u_i", "∑_{i=1}^n u_i"),
    (r"\prod_{i=1}^n u_i", "prod(u_i, i, 1, n)"),
    (r"\sum_i u_i", "sum_{i=1}^n u_i"),
    (r"\left|x\right|", "|x|"),
    (r"\lVert w \rVert_2", "||w||"),
    (r"\|w\|", "‖w‖"),
    (r"\sqrt[3]{x}", "root(x, 3)"),
    (r"\sqrt x", "√x"),
    (r"\log_{10} x", "log10(x)"),
    (r"\log_2 x", "log2(x)"),
    (r"\sin^2 x", "sin(x)^2"),
    (r"\sin^{-1} x", "asin(x)"),
    (r"\binom{x}{2}", "binomial(x, 2)"),
    (r"$x$", "x"),
    (r"\(x\)", "x"),
    (r"\frac1n\sum_iu_i", r"\frac1n\sum_i u_i"),
    (r"\sum_iz_iz_i^T", r"\sum_i z_i z_i^T"),
    ("||x|-1|", "abs(abs(x)-1)"),
    ("||x|+|y||", "abs(abs(x)+abs(y))"),
    (r"\mleft(x+1\mright)\exponentialE^{x}", "(x+1) e^x"),
    # typed text
    ("x**2", "x^2"),
    ("x²", "x^2"),
    ("½x", "1/2 x"),
    ("２＋３", "2+3"),
    ("x − y × 2 ÷ 3", "x-y*2/3"),
    ("t₁ t_{2}", "t_1*t_2"),
    ("y_new", "y_{new}"),
    ("𝐀𝐰", "A w"),
    ("aby", "a b y"),
    ("xmu", "x mu"),
    ("2pix", "2 pi x"),
    ("sinx", "sin(x)"),
    ("2^-x", "2^(-x)"),
    ("x^2^3", "x^(2^3)"),
    ("2^x!", "2^(x!)"),
    ("x(y+1)", "x*(y+1)"),
    ("|x||y|", "|x|*|y|"),
    ("2|x|", "2*|x|"),
    ("log 2 pi x", "log(2 pi x)"),
    ("ln x + 1", "ln(x) + 1"),
    ("sum_i sum_j M_ij", r"\sum_{i=1}^n \sum_{j=1}^m M_{i,j}"),
    ("u_1", "u_{1}"),
    ("w^TAw", "w^T A w"),
    ("A^{-T}", "(A^{-1})^T"),
    ("(12).0", "12.0"),  # what a problem with a number put in its place may say
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_both_spellings_are_one_tree(left: str, right: str) -> None:
    assert read(left) == read(right)


ORDER = [
    ("-x^2", "-x^{2}"),
    ("2/3x", r"\frac{2}{3} x"),  # a slash takes the next factor only, strictly left to right
    ("1/ab", r"\frac{1}{a} b"),
    ("a/b/x", r"\frac{\frac{a}{b}}{x}"),
    ("a-b-x", "a - b - x"),
    ("a-(b-x)", r"a - \left(b - x\right)"),
    ("-a b", "-a b"),
    ("2*-x", r"2 \cdot \left(-x\right)"),
    ("1/n sum_{i=1}^n u_i", r"\frac{1}{n} \sum_{i=1}^{n} u_{i}"),
    ("sum_{i=1}^n u_i + x", r"\sum_{i=1}^{n} u_{i} + x"),
    ("e^2x", "e^{2} x"),
    ("sin(x)^2", r"\sin^{2}\left(x\right)"),
    ("sin(x)!", r"\left(\sin\left(x\right)\right)!"),
]


@pytest.mark.parametrize(("text", "shown"), ORDER)
def test_precedence_shows_in_the_echo(text: str, shown: str) -> None:
    assert latex(read(text)) == shown


REFUSED = [
    # text, position, length, suggestion
    ("", 0, 0, None),
    ("x +", 3, 0, None),
    ("(x", 0, 1, None),
    ("2 (x + 1", 2, 1, None),
    ("x)", 1, 1, None),
    ("w/||w", 2, 2, None),
    (r"\frac{w}{\|w\|", 8, 1, None),
    ("lamda x", 0, 5, "lambda"),
    ("sqr(x)", 0, 3, "sqrt"),
    ("2 Lambda", 2, 6, "lambda"),
    ("xq", 0, 2, None),
    ("k + 1", 0, 1, None),
    ("u_j", 2, 1, None),  # no sum runs over j
    ("sum_{i=1}^n u_j", 14, 1, None),
    ("sum_{i=1}^n u_i + u_i", 20, 1, None),
    ("u + 1", 0, 1, None),  # a family without an index
    ("x_7", 0, 3, None),
    ("sum (x - y)^2", 0, 3, None),
    ("x 2", 0, 3, None),
    ("1 000", 0, 5, "1000"),
    ("1,5", 1, 1, "."),
    (r"\frac{x}{}", 8, 2, None),
    ("sin()", 3, 2, None),
    ("2 gamma x", 2, 5, None),  # the letter, not the function
    ("x!!", 2, 1, None),
    (r"x + \placeholder{}", 4, 12, None),
    ("y = 2 x", 0, 3, None),
    (r"F^{-1}(z) = 2 x", 0, 11, None),
    ("= 2 x", 0, 1, None),
    ("x = y = 2", 2, 1, None),
    ("5!=5", 1, 2, None),
    ("76%", 2, 1, None),
    (r"u_1 + \cdots + u_n", 6, 6, None),
    ("x < y", 2, 1, None),
    ("x; y", 1, 1, None),
    ("sin", 0, 3, None),
    ("ln*x", 0, 2, None),
    ("max(x)", 0, 3, None),
    ("[[1,2],[3]]", 8, 1, None),
    ("[[1,]]", 4, 1, None),
    (r"\begin{bmatrix} 1 & 2", 0, 15, None),
    (r"\fraq{1}{2}", 0, 5, "\\frac"),
    ("\u0445 + 1", 0, 1, "x"),  # a Cyrillic letter that looks like x
    ("x\u202e", 1, 1, None),
    ("x\x00", 1, 1, None),
    ('x"', 1, 1, None),
    ("x // y", 3, 1, None),
    ("A.T", 1, 1, "*"),
    ("~x", 0, 1, None),
    ("x'", 1, 1, None),
    ("1e99999", 1, 6, None),
    ("(" * 101 + "x" + ")" * 101, 100, 1, None),
    ("x" * 4001, 4000, 1, None),
]


@pytest.mark.parametrize(("text", "position", "length", "suggestion"), REFUSED)
def test_an_unreadable_answer_says_where_and_what_is_near(
    text: str, position: int, length: int, suggestion: str | None
) -> None:
    with pytest.raises(ReadingError) as caught:
        read(text)

    error = caught.value
    assert (error.position, error.length, error.suggestion) == (position, length, suggestion)
    assert str(error)


def test_a_missing_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ReadingError, match=r"There is no lamda here\. Did you mean lambda\?"):
        read("lamda")


LENIENCIES = [
    ("xmu", "xmu was read as x mu."),
    ("2/3x", "a/b c was read as (a/b) c."),
    ("2e3", "2e3 was read as 2 times 10 to the power 3."),
    ("A'", "A prime was read as the transpose."),
    ("[x]", "Square brackets were read as round ones."),
    ("sum_i u_i", "i was taken to run from 1 to n."),
    (r"\sin^{-1} x", "sin^{-1} was read as the inverse function arcsin."),
    ("x\u200b+1", "An invisible character was passed over."),
    ("sum_i u_iu_i", "In _iu the index is i."),
    ("t1", "t1 was read as t_1."),
]


@pytest.mark.parametrize(("text", "reading"), LENIENCIES)
def test_every_leniency_is_reported(text: str, reading: str) -> None:
    assert reading in read_expression(text, SYMBOLS)[1]


def test_a_plain_answer_needs_no_leniency() -> None:
    assert read_expression("x^2 + 2 x y", SYMBOLS)[1] == ()


@pytest.mark.parametrize("text", ["2 x + y^2", r"\frac{x}{\mu} - sum_{i=1}^n u_i^2", "|x - μ|²", "w^T A w"])
def test_every_node_keeps_its_place_in_the_text(text: str) -> None:
    for node in walk(read(text)):
        assert 0 <= node.start < node.end <= len(text)


def test_the_place_of_a_name_is_where_it_was_typed() -> None:
    (name,) = (node for node in walk(read("2 + 𝐱 μ")) if latex(node) == "\\mu")

    assert (name.start, name.end) == (6, 7)


def test_e_and_pi_are_constants_unless_declared() -> None:
    assert read("e pi x") != read_expression("e pi x", declared("e, pi, x: real"))[0]


def test_1e5_is_no_number_where_e_is_a_name() -> None:
    assert latex(read("1e5")) == r"1 \cdot 10^{5}"
    with pytest.raises(ReadingError):
        read_expression("1e5", declared("e: real"))
