"""The engine's contract, promise by promise: declarations, spellings, kinds, options, verdicts, limits.

What the command promises (exit statuses, broken lines, broken keys, order, flushing, ids) is shown in
`test_command.py`, what the budget promises in `test_fence.py`.
"""

from typing import Any

import pytest

from pengrade.grading.declarations import declared
from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED, Verdict

Options = dict[str, Any]


def graded(symbols: str, key: Any, answer: str, kind: str = "expression", **options: Any) -> Verdict:
    return grade(AnswerSpec(kind, symbols, key, options), answer)


# Declarations

DECLARED = [
    # declaration, key, an equal answer, one that is wrong under this declaration alone
    ("x: real", "x + 1", "1 + x", "|x| + 1"),
    ("x: positive", "sqrt(x^2)", "x", "-x"),
    ("x: nonnegative", "|x|", "x", "-x"),
    ("x: negative", "|x|", "-x", "x"),
    ("x: integer", "(-1)^(2 x)", "1", "(-1)^x"),
    ("x: natural", "x!", "gamma(x + 1)", "gamma(x)"),
    ("x: complex", r"x \overline{x}", "|x|^2", "x^2"),
    ("x: probability", "|1 - x|", "1 - x", "x - 1"),
    ("x: vector(n)", "x^T x", r"\|x\|^2", r"\|x\|"),
    ("x: vector(3)", "x^T x", "x_1^2 + x_2^2 + x_3^2", "x_1^2 + x_2^2"),
    ("A: matrix(m,n); B: matrix(n,m)", "tr(A B)", "tr(B A)", "tr(A A^T)"),
    ("A: matrix(n,n) symmetric", "A^T", "A", "A^2"),
    ("A: matrix(n,n) positive-definite", "(A^{-1})^T", "A^{-1}", "A"),
    ("A: matrix(n,n) orthogonal", "A^{-1}", "A^T", "A"),
    ("A: matrix(n,n) invertible", "A A^{-1}", "I", "A"),
    ("A, B: matrix(n,n) diagonal", "A B", "B A", "A + B"),
    ("X: matrix(m,n) full-rank", "(X^T X)^{-1} X^T X", "I", "X"),
    ("x: real[n]", "sum_{i=1}^n x_i", "sum(x_i, i, 1, n)", "x_1"),
    ("x: positive[n]", r"\log\prod_{i=1}^n x_i", r"\sum_{i=1}^n\log x_i", r"\sum_{i=1}^n x_i"),
    ("k: natural[n]", r"\sum_{i=1}^n k_{i}", r"\sum_{j=1}^n k_j", r"\sum_{i=1}^n k_1"),
    ("x: vector(d)[n]", r"\sum_{i=1}^n x_i^T x_i", r"\sum_{i=1}^n\|x_i\|^2", r"\sum_{i=1}^n\|x_i\|"),
    ("w: real[n,m]; i: index(n); j: index(m)", "w_{ij}", "w_{i,j}", "w_{12}"),
    ("x: real[n]; i: index(n)", "x_i", "x_{i}", "x_1"),
    ("f: function(real) -> real; x: real", "f'(x)", r"\frac{df}{dx}", "f(x)"),
    ("f: function(real) -> real; x: real", "f''(x)", r"\frac{d}{dx} f'(x)", "f'(x)"),
    ("x: real[n]", r"\frac1n\sum_{i=1}^n x_i", r"\sum_{i=1}^n \frac{x_i}{n}", r"\sum_{i=1}^n x_i"),
]


@pytest.mark.parametrize(("symbols", "key", "equal", "wrong"), DECLARED)
def test_every_declaration_says_which_values_count(symbols: str, key: str, equal: str, wrong: str) -> None:
    assert graded(symbols, key, equal).verdict == CORRECT
    assert graded(symbols, key, wrong).verdict == INCORRECT


@pytest.mark.parametrize("symbols", ["X: variable; x: real", "X: density; x: real"])
def test_random_variables_and_densities_are_no_numbers(symbols: str) -> None:
    assert graded(symbols, "x", "X").message == "X is not a number here."


def test_full_rank_takes_at_least_as_many_rows_as_columns() -> None:
    assert declared("A: matrix(3,2) full-rank").symbols["A"].shape == (3, 2)
    with pytest.raises(SpecError):
        declared("A: matrix(2,3) full-rank")


@pytest.mark.parametrize("meaning", ["function(vector(n)) -> real", "density(n)", "real(n)"])
def test_a_declaration_beyond_the_contract_is_refused(meaning: str) -> None:
    with pytest.raises(SpecError):
        declared({"f": meaning})


@pytest.mark.parametrize(
    ("answer", "verdict"), [("A I", CORRECT), ("A + 0", CORRECT), (r"A \mathbf 1 \mathbf 1^T", INCORRECT)]
)
def test_identity_ones_and_zero_take_the_shape_that_fits(answer: str, verdict: str) -> None:
    assert graded("A: matrix(n,n)", "A", answer).verdict == verdict


# Reading

NAMES = "x, y, a, b: real; mu: real; sigma: positive; A: matrix(n,n); u: real[n]; w: real[n,m]; x_new: real"

SPELLINGS = [
    (r"\frac12", "1/2"),
    (r"\frac{a}{b}", "a/b"),
    (r"\mathbf{x}", "x"),
    (r"\boldsymbol{\mu}", "mu"),
    (r"\mathrm{x}", "x"),
    ("μ", r"\mu"),
    ("σ", "sigma"),
    (r"\left(x+1\right)", "(x+1)"),
    (r"x\,y", "x y"),
    (r"x\cdot y", "x*y"),
    (r"A^\top", "A^T"),
    (r"\operatorname{tr}(A)", "tr(A)"),
    (r"\begin{bmatrix}1&2\\3&4\end{bmatrix}", "[[1,2],[3,4]]"),
    (r"\sum_{i=1}^n u_{i}", "sum(u_i, i, 1, n)"),
    (r"\int_a^b y\, dx", "integral(y, x, a, b)"),
    (r"\sum_{i=1}^\infty 2^{-i}", "sum(2^{-i}, i, 1, infinity)"),
    (r"\sum_{i=1}^\infty 2^{-i}", "sum(2^{-i}, i, 1, oo)"),
    (r"\int_{-\infty}^{\infty}e^{-x^2}dx", "integral(e^{-x^2}, x, -inf, inf)"),
    (r"x_{new}", "x_new"),
    (r"x_{\text{new}}", "x_new"),
    (r"\sum_{i=1}^n\sum_{j=1}^m w_{ij}", r"\sum_{i=1}^n\sum_{j=1}^m w_{i,j}"),
    ("2x", "2 x"),
    ("x^2", "x²"),
    ("x^2", "x**2"),
    ("sqrt(x)", r"\sqrt{x}"),
    ("exp(-x)", r"\exp(-x)"),
    ("|x|", r"\left|x\right|"),
    ("|x|", "abs(x)"),
    ("２ｘ＋１", "2x+1"),
    ("x－y", "x-y"),
    ("x−y", "x-y"),
    ("x×y", "x*y"),
    ("abx", "a b x"),
    ("xmu", r"x \mu"),
    ("π", "pi"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_one_reader_takes_every_spelling(one: str, other: str) -> None:
    assert graded(NAMES, one, other).evidence == {"method": "identical"}


@pytest.mark.parametrize("syntax", ["auto", "latex", "plain"])
@pytest.mark.parametrize("answer", [r"\frac{x^{3}}{x}", "x*x", "x²"])
def test_each_syntax_reads_what_people_write(syntax: str, answer: str) -> None:
    assert grade(AnswerSpec("expression", "x: real", "x^2", {}, syntax), answer).verdict == CORRECT


@pytest.mark.parametrize(("answer", "verdict"), [("ln x", CORRECT), ("log_10 x", INCORRECT), ("log_e(x)", CORRECT)])
def test_a_logarithm_is_natural_unless_a_base_is_given(answer: str, verdict: str) -> None:
    assert graded("x: positive", r"\log x", answer).verdict == verdict


@pytest.mark.parametrize(("symbols", "verdict"), [("x: real", CORRECT), ("x: real; e: real", INCORRECT)])
def test_e_is_the_constant_unless_it_is_declared(symbols: str, verdict: str) -> None:
    assert graded(symbols, "exp(1) x", "e x").verdict == verdict


@pytest.mark.parametrize(
    ("symbols", "answer", "suggestion"),
    [
        ("sigma: positive", "sgma", "sigma"),
        ("x_min, x_max: real", "x_mi", "x_min"),
        ("x, x_min: real", "xmin", "x_min"),
        ("x, m, i, n: real; x_max: real", "x_min", "x_max"),  # never split into x m i n
    ],
)
def test_what_cannot_be_split_names_the_nearest_declared_name(symbols: str, answer: str, suggestion: str) -> None:
    verdict = graded(symbols, "1", answer)

    assert (verdict.verdict, verdict.position, verdict.suggestion) == (INVALID, 0, suggestion)
    assert verdict.length == len(answer)


def test_a_subscript_that_is_not_declared_is_answered_with_the_names() -> None:
    assert graded("x, y: real", "x", "x_y").message == "There is no x_y here. The names are x, y."


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (r"(x-\mu)^2", r"\left(x - \mu\right)^{2}"),
        ("2*3 + 0", r"2 \cdot 3 + 0"),
        ("x/x", r"\frac{x}{x}"),
        ("0.50", "0.50"),
        ("--x", r"-\left(-x\right)"),
        ("sum(1, i, 1, 3)", r"\sum_{i=1}^{3} 1"),
    ],
)
def test_the_echo_comes_before_any_simplification(typed: str, shown: str) -> None:
    assert graded("x, mu: real", "1", typed).understood_as == shown


# Limits of the reader

KEYS: dict[str, Any] = {
    "expression": "x", "number": "1", "equation": "x = 1", "relation": "x > 1", "set": "{1}", "tuple": "(1, x)",
    "table": "[[1, x]]", "choice": ["a", "b"], "ordering": ["a", "b"],
}  # fmt: skip
FORMULAS = [kind for kind in KEYS if kind not in ("choice", "ordering")]


@pytest.mark.parametrize("kind", KEYS)
def test_four_thousand_characters_are_the_limit_of_every_kind(kind: str) -> None:
    verdict = graded("x: real", KEYS[kind], "1" + "+1" * 2000, kind)

    assert (verdict.verdict, verdict.position, verdict.length) == (INVALID, 4000, 1)


def test_four_thousand_characters_are_read() -> None:
    assert graded("x: real", "2000", "1" + "+1" * 1999 + " ").verdict == CORRECT


@pytest.mark.parametrize("kind", FORMULAS)
def test_a_hundred_brackets_are_the_limit_of_every_kind(kind: str) -> None:
    verdict = graded("x: real", KEYS[kind], "(" * 101 + "1" + ")" * 101, kind)

    assert (verdict.verdict, verdict.message) == (INVALID, "This is nested more than 100 deep.")
    assert verdict.position is not None


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("|", "|"), (r"\sqrt{", "}"), (r"\frac{1}{", "}")])
def test_ninety_nine_brackets_are_read(opening: str, closing: str) -> None:
    assert preview(AnswerSpec("expression", "x: real", "x"), opening * 99 + "x" + closing * 99).message == ""


# Kinds

VERDICTS = [
    # kind, symbols, key, options, answer, verdict
    ("expression", "A: matrix(m,n); x: real", "A", {}, "A + x", INVALID),
    ("expression", "A: matrix(m,n); B: matrix(n,m)", "A B", {}, "A A", INVALID),
    ("expression", "x: real[n]", r"\sum_{i=1}^n x_i", {}, "x_i", INVALID),
    ("expression", "x: real[n]", r"\sum_{i=1}^n x_i", {}, r"\sum_{j=1}^n x_i", INVALID),
    ("expression", "", r"\pi^2/6", {}, "1.6449340668482264", INCORRECT),
    ("expression", "", "1/8", {}, "0.125", CORRECT),
    ("expression", "x: real", "x^2", {"up_to": "constant"}, "x^2 + 3", CORRECT),
    ("expression", "x: real", "x^2", {"up_to": "constant"}, "x^2 + x", INCORRECT),
    ("expression", "x, c: real", "x^2", {"up_to": "constant"}, "x^2 + c", INCORRECT),
    ("expression", "x, c: real", "x^2", {"up_to": "constant", "with_respect_to": ["x"]}, "x^2 + c", CORRECT),
    ("expression", "mu, c: real", "mu^2", {"up_to": "constant", "with_respect_to": [r"\mu"]}, "mu^2 + c", CORRECT),
    ("expression", "x: real", "x^2", {"up_to": "factor"}, "-2 x^2", CORRECT),
    ("expression", "x: real", "x^2", {"up_to": "factor"}, "0", INCORRECT),
    ("expression", "x: real", "x^2", {"up_to": "sign"}, "-x^2", CORRECT),
    ("expression", "x: real", "x^2", {"up_to": "sign"}, "2 x^2", INCORRECT),
    ("expression", "x: real", "(x+1)^2", {"form": "expanded"}, "x^2+2x+1", CORRECT),
    ("expression", "x: real", "(x+1)^2", {"form": "expanded"}, "(x+1)^2", INCORRECT),
    ("expression", "x: real", "(x+1)^2", {"form": "factored"}, "(x+1)(x+1)", CORRECT),
    ("expression", "x: real", "(x+1)^2", {"form": "factored"}, "x^2+2x+1", INCORRECT),
    ("expression", "x: positive", "1/x + 1", {"form": "single-fraction"}, "(x+1)/x", CORRECT),
    ("expression", "x: positive", "1/x + 1", {"form": "single-fraction"}, "1/x + 1", INCORRECT),
    ("expression", "", "1/2", {"form": "lowest-terms"}, "1/2", CORRECT),
    ("expression", "", "1/2", {"form": "lowest-terms"}, "2/4", INCORRECT),
    ("expression", "n: natural", "n(n+1)/2", {"form": "no-sums"}, r"\binom{n+1}{2}", CORRECT),
    ("expression", "n: natural", "n(n+1)/2", {"form": "no-sums"}, r"\sum_{i=1}^n i", INCORRECT),
    ("expression", "x, mu: real", "x", {"only_symbols": ["x"]}, "x + mu - mu", INCORRECT),
    ("expression", "x, mu: real", "mu", {"only_symbols": [r"\mu"]}, "2 mu - mu", CORRECT),
    ("expression", "x: positive", "log(x)", {"forbid": ["log"]}, r"\ln x", INCORRECT),
    ("expression", "x: real", "exp(x)", {"forbid": ["exp"]}, "e^x", INCORRECT),
    ("expression", "x: real", "exp(x)", {"forbid": ["sin"]}, "e^x", CORRECT),
    ("expression", "n: natural", "n(n+1)/2", {"forbid": ["sum"]}, r"\sum_{i=1}^n i", INCORRECT),
    ("expression", "A: matrix(m,n); x: vector(n)", "A", {"layout": "either"}, "A^T", CORRECT),
    ("number", "", "pi", {}, "pi", CORRECT),
    ("number", "", "pi", {}, "3.14159", INCORRECT),
    ("number", "", "pi", {"absolute_tolerance": 0.01}, "3.15", CORRECT),
    ("number", "", "pi", {"absolute_tolerance": 0.01}, "3.16", INCORRECT),
    ("number", "", "pi", {"relative_tolerance": 0.01}, "22/7", CORRECT),
    ("number", "", "pi", {"decimals": 2}, "3.14", CORRECT),
    ("number", "", "pi", {"decimals": 2}, "3.1", INCORRECT),
    ("number", "", "1234", {"significant_figures": 3}, "1230", CORRECT),
    ("number", "", "1234", {"significant_figures": 3}, "1200", INCORRECT),
    ("number", "", "2", {"decimals": 3}, "log(e^2)", CORRECT),
    ("equation", "x, y: real", "y = 2x + 1", {}, "2x - y = -1", CORRECT),
    ("equation", "x, y: real", "y = 2x + 1", {}, "x = (y-1)/2", CORRECT),
    ("equation", "x, y: real", "y = 2x + 1", {}, "-3y = -6x - 3", CORRECT),
    ("equation", "x, y: real", "y = 2x + 1", {}, "y = 2x", INCORRECT),
    ("equation", "x: real", "x^2 = 4", {}, "x = 2", INCORRECT),
    ("relation", "x: real", "x > 1", {}, "1 < x", CORRECT),
    ("relation", "x: real", "x > 1", {}, "x >= 1", INCORRECT),
    ("relation", "x: real", "0 < x < 1", {}, "x > 0 and x < 1", CORRECT),
    ("relation", "x: real", "x^2 > 1", {}, "x > 1 or x < -1", CORRECT),
    ("set", "", "{1, 2}", {}, "{2, 1, 1}", CORRECT),
    ("set", "", "[0, 1)", {}, r"[0, \frac12) \cup [\frac12, 1)", CORRECT),
    ("set", "", "[0, 1)", {}, "[0, 1]", INCORRECT),
    ("set", "", r"\emptyset", {}, "{}", CORRECT),
    ("set", "", r"\mathbb R", {}, "(-oo, oo)", CORRECT),
    ("set", "", r"\mathbb R", {}, r"\mathbb Q", INCORRECT),
    ("tuple", "x: real", "(1, x)", {}, "1, x", CORRECT),
    ("tuple", "x: real", "(1, x)", {}, "(1, 2)", PARTLY_CORRECT),
    ("tuple", "x: real", "(1, x)", {}, "(x, 1)", INCORRECT),
    ("table", "", "[[1, 2], [3, 4]]", {}, "[[1, 2], [3, 4]]", CORRECT),
    ("table", "", [[1, 2], [3, 4]], {}, "[[1, 2], [3, 5]]", PARTLY_CORRECT),
    ("table", "", "[[1, 2], [3, 4]]", {"up_to": "factor"}, "[[2, 4], [6, 8]]", CORRECT),
    ("table", "", "[[1, 2], [3, 4]]", {"up_to": "constant"}, "[[2, 3], [4, 5]]", CORRECT),
    ("table", "", "[[1/3, 2/3]]", {"tolerance": 0.01}, "[[0.33, 0.67]]", CORRECT),
    ("choice", "", "b", {}, "b", CORRECT),
    ("choice", "", "b", {}, "a", INCORRECT),
    ("choice", "", ["a", "b"], {}, "b, a", CORRECT),
    ("choice", "", ["a", "b"], {}, "a", PARTLY_CORRECT),
    ("ordering", "", ["a", "b", "c"], {}, "a, b, c", CORRECT),
    ("ordering", "", {"before": [["a", "b"], ["a", "c"]]}, {}, "a, c, b", CORRECT),
    ("ordering", "", {"before": [["a", "b"], ["a", "c"]]}, {}, "b, c, a", INCORRECT),
]


@pytest.mark.parametrize(("kind", "symbols", "key", "options", "answer", "verdict"), VERDICTS)
def test_every_kind_and_option_decides(
    kind: str, symbols: str, key: Any, options: Options, answer: str, verdict: str
) -> None:
    found = graded(symbols, key, answer, kind, **options)

    assert found.verdict == verdict
    check_evidence(found)


def check_evidence(verdict: Verdict) -> None:
    """The rules for a verdict of any kind."""
    method = verdict.evidence.get("method")
    if verdict.verdict == CORRECT:
        assert method in ("identical", "exact", "symbolic", "exhaustive", "numeric")
        assert method != "numeric" or {"points", "digits"} <= verdict.evidence.keys()
        assert verdict.fingerprint is None
    elif verdict.verdict in (INCORRECT, PARTLY_CORRECT):
        assert method in ("counterexample", "exhaustive", "shape", "form")
    elif verdict.verdict == INVALID:
        assert verdict.position is not None
        assert verdict.length is not None
    assert (verdict.score == 1.0) == (verdict.verdict == CORRECT)
    assert (0 < verdict.score < 1) == (verdict.verdict == PARTLY_CORRECT)
    assert verdict.message


# Verdicts


def test_a_misfit_names_both_shapes() -> None:
    message = graded("A: matrix(m,n); B: matrix(n,m)", "A", "A + B").message

    assert "m × n" in message
    assert "n × m" in message


@pytest.mark.parametrize(
    ("answer", "shape"), [("x", "vector"), ("x^T", "row"), ("x x^T", "matrix"), ("x^T x + 1", "scalar")]
)
def test_another_shape_than_expected_is_incorrect_for_its_shape(answer: str, shape: str) -> None:
    key = "c" if shape != "scalar" else "x"

    evidence = graded("x: vector(n); c: real", key, answer).evidence

    assert (evidence["method"], evidence["shape"]["answer"]) == ("shape", shape)


def test_the_two_values_of_a_counterexample_do_not_overlap() -> None:
    evidence = graded("x: real", "x", "x + 10^{-60}").evidence

    (low, high), (other_low, other_high) = evidence["expected"], evidence["answer"]
    assert evidence["method"] == "counterexample"
    assert float(high) <= float(other_low) or float(other_high) <= float(low)
    assert (low, high) != (other_low, other_high)


def test_an_equal_answer_in_another_form_says_so() -> None:
    evidence = graded("x: real", "(x+1)^2", "(x+1)^2", form="expanded").evidence

    assert (evidence["method"], evidence["equal"]["method"]) == ("form", "identical")


def test_what_neither_proof_nor_point_decides_goes_to_a_person() -> None:
    verdict = graded("x: real", "x = 1", "floor(x) = 1", "equation")

    assert (verdict.verdict, verdict.score, verdict.evidence["method"]) == (UNDECIDED, 0.0, "none")


def test_equal_wrong_answers_have_one_fingerprint() -> None:
    one, other, third = (graded("x: real", "x^2", answer) for answer in ("x^2 + x", "x(x+1)", "x^2 - x"))

    assert one.fingerprint == other.fingerprint != third.fingerprint


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"up_to": "constant", "with_respect_to": []}, "options.with_respect_to"),
        ({"up_to": "constant", "with_respect_to": ["c"]}, "options.with_respect_to"),
        ({"up_to": "factor", "with_respect_to": ["c"]}, "options.with_respect_to"),
        ({"up_to": ["constant"]}, "options.up_to"),
        ({"form": {}}, "options.form"),
        ({"only_symbols": ["q"]}, "options.only_symbols"),
        ({"forbid": ["nonsense"]}, "options.forbid"),
    ],
)
def test_an_option_under_which_any_answer_or_none_would_do_is_the_authors_mistake(options: Options, field: str) -> None:
    spec = AnswerSpec("expression", "x, c: real", "x^2", options)

    for met in (lambda: check(spec), lambda: grade(spec, "x^3")):
        with pytest.raises(SpecError) as caught:
            met()
        assert caught.value.field == field


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("key", [None, True, {}, [], "", [None], {"a": 1}])
def test_a_key_of_a_wrong_type_is_told_and_never_a_crash(kind: str, key: Any) -> None:
    try:
        check(AnswerSpec(kind, "x: real", key))
    except SpecError as error:
        assert (str(error) != "", error.field) == (True, "expected")
    else:
        assert (kind, key) in (("set", []),)  # the empty set
