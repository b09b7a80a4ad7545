"""The engine as a whole: hostile text, properties that hold for every answer, the shape of a verdict."""

import random
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.tree import Add, Negate, Node, Number, Power, Product
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED, Verdict
from tests.grading.trees import may_have_a_value, number, trees

SYMBOLS = "x, y, mu, sigma_0: positive; u: positive[n]; w: vector(n); A: matrix(n,n)"
SPEC = AnswerSpec("expression", SYMBOLS, "x^2 + mu")

HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__mro__[1]",
    "lambda: 0",
    "exec(x)",
    "{x.__class__}",
    "%(x)s {0}",
    "9**9**9**9",
    "(((((((9!)!)!)!)!)!)!)!",
    "10^(10^(10^10))!",
    "binomial(10^9, 5 10^8)",
    "prod(k, k, 1, 10^12)",
    "sum(sum(sum(sum(x, a, 1, 900), b, 1, 900), c, 1, 900), d, 1, 900)",
    "(x+1)^100000",
    "(x + y + mu)^3000 - (x - y)^2999",
    "sin(10^10^10)",
    "zeta(-10^40 - 1/2)",
    "gamma(10^30 + 1/2)",
    "A^{20} w",
    "(" * 2000,
    "|" * 1001,
    "-" * 3000 + "x",
    "x" + "!" * 3000,
    "x" + "^x" * 1500,
    "x" + "/x" * 1500,
    "sin " * 900 + "x",
    "\\frac" * 700,
    "\\sqrt" * 700 + "x",
    "{" * 1500 + "x" + "}" * 1500,
    "[" * 300 + "1" + "]" * 300,
    "x+" * 1999 + "x",
    "x" * 4000,
    "1" * 4000,
    "0." + "3" * 3990,
    "1e5000",
    "a" * 100_000,
    " " * 1_000_000,
    "x_" * 1500,
    "sum_{i=1}^n " * 90 + "u_i",
    "\\begin{bmatrix}" * 100,
    "\ud800",
    "\x00",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gets_a_verdict_and_soon(text: str) -> None:
    begun = time.thread_time()

    verdict = grade(SPEC, text)

    assert verdict.verdict in (INCORRECT, INVALID, UNDECIDED)
    assert verdict.verdict != INVALID or verdict.position is not None
    assert (
        time.thread_time() - begun < 2
    )  # the budget of one answer; usually milliseconds. Other processes do not count


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    verdict = grade(SPEC, text)

    assert verdict.verdict != CORRECT or text.strip()
    preview(SPEC, text)


PIECES = [*"xyu+-*/^_(){}[]|!,.;&=0123 ", "\\frac", "\\sum", "_{i=1}^n", "u_i", "\\left(", "\\right)", "mu", "sin"]
PIECES += ["\\mathbf", "\\begin{bmatrix}", "\\\\", "\\end{bmatrix}", "A", "w", "^T", "\\|", "||", "sum(", "²", "½"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_heap_of_mathematical_pieces_raises(text: str) -> None:
    verdict = grade(SPEC, text)

    if verdict.verdict == INVALID:
        assert verdict.position is not None and 0 <= verdict.position <= len(text)


def _rewritten(node: Node, generator: random.Random) -> Node:
    """An equal tree: terms and factors turned round, zero added, one multiplied, squares written out."""
    if isinstance(node, Add):
        return Add(0, 0, tuple(_rewritten(term, generator) for term in reversed(node.terms)))
    if isinstance(node, Product):
        factors = tuple(_rewritten(factor, generator) for factor in reversed(node.factors))
        return Product(0, 0, factors, ("*",) * (len(factors) - 1))
    choice = generator.randrange(4)
    if choice == 0:
        return Add(0, 0, (node, number(1), Negate(0, 0, number(1))))
    if choice == 1:
        return Product(0, 0, (node, number(1)), ("*",))
    if choice == 2 and isinstance(node, Power) and node.exponent == number(2):
        return Product(0, 0, (node.base, node.base), ("*",))
    return node


@settings(max_examples=150, deadline=None)
@given(trees(8), st.integers(0, 1000))
def test_an_equal_rewriting_is_never_refused(tree: Node, seed: int) -> None:
    assume(may_have_a_value(tree, SYMBOLS))
    spec = AnswerSpec("expression", SYMBOLS, latex(tree))

    verdict = grade(spec, latex(_rewritten(tree, random.Random(seed))))

    assert verdict.verdict in (CORRECT, UNDECIDED)


@settings(max_examples=150, deadline=None)
@given(trees(8), st.integers(1, 9))
def test_an_answer_that_is_off_by_a_number_is_never_accepted(tree: Node, difference: int) -> None:
    assume(may_have_a_value(tree, SYMBOLS))
    spec = AnswerSpec("expression", SYMBOLS, latex(tree))
    wrong = Add(0, 0, (tree, number(difference)))

    assert grade(spec, latex(wrong)).verdict in (INCORRECT, UNDECIDED)


def test_an_unknown_kind_is_the_authors_mistake() -> None:
    with pytest.raises(SpecError) as caught:
        grade(AnswerSpec("essay", "", "x"), "x")

    assert caught.value.field == "kind"


def test_an_invalid_answer_shows_the_place() -> None:
    verdict = grade(SPEC, "x^2 + lamda")

    assert (verdict.verdict, verdict.position, verdict.length) == (INVALID, 6, 5)


def test_a_verdict_survives_json() -> None:
    verdict = grade(SPEC, "x + 1")

    assert Verdict.from_json(verdict.as_json()) == verdict


def test_the_verdict_echoes_what_was_read_even_when_shapes_do_not_fit_the_key() -> None:
    verdict = grade(SPEC, "(x-mu)^2")

    assert verdict.understood_as == r"\left(x - \mu\right)^{2}"
    assert verdict.spoken == "open bracket x minus mu close bracket squared"


def test_a_preview_needs_no_key_and_reports_leniencies() -> None:
    echo = preview(AnswerSpec("expression", SYMBOLS, None), "2xmu")

    assert echo.understood_as == r"2 x \mu"
    assert echo.readings == ("xmu was read as x mu.",)


def test_a_preview_of_an_unreadable_answer_points_at_the_place() -> None:
    echo = preview(AnswerSpec("expression", SYMBOLS, None), "A + w")

    assert (echo.position, echo.length) == (0, 5)
    assert "matrix (n × n)" in echo.message


def test_numbers_keep_their_text() -> None:
    assert Number(0, 0, number(1).value, "1.0") == number(1)


WRONG_SPECS = [
    (AnswerSpec("expression", "x: real", "x +"), "expected"),
    (AnswerSpec("expression", "x: rael", "x"), "symbols"),
    (AnswerSpec("expression", "x: real", "x", {"form": "shiny"}), "options.form"),
    (AnswerSpec("expression", "x: real", "x", mistakes=(Mistake("x", ""), Mistake("q", ""))), "mistakes.1"),
    (AnswerSpec("expression", "x: real", "x", syntax="maple"), "syntax"),
    (AnswerSpec("number", "", "2", {"decimals": "many"}), "options.decimals"),
    (AnswerSpec("choice", "", []), "expected"),
    (AnswerSpec("essay", "", ""), "kind"),
]


@pytest.mark.parametrize(("spec", "field"), WRONG_SPECS)
def test_an_author_learns_of_a_mistake_before_any_learner_does(spec: AnswerSpec, field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(spec)

    assert caught.value.field == field


def test_a_good_spec_passes_the_check() -> None:
    check(AnswerSpec("expression", "w: vector(n)", "2 w", {"layout": "either"}, "auto", (Mistake("w^T w", "?"),)))
