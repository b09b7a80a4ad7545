"""Equal answers share a fingerprint, others do not, and it is the same in every process."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.explaining.sites import changes
from pengrade.grading.explaining.slips import Table
from pengrade.grading.fingerprint import fingerprint
from pengrade.grading.grade import grade
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import names_in
from pengrade.grading.verdict import INCORRECT
from tests.grading.explaining.test_explain import KEYS, MATRICES, NUMBERS, SYMBOLS

EQUAL = [
    (NUMBERS, "(x+y)^2", "x^2 + 2 x y + y^2"),
    (NUMBERS, "x - x", "0"),
    (NUMBERS, "sin(x)^2 + cos(x)^2 - 1", "0"),
    (NUMBERS, "sin(x)^2 + cos(x)^2", "1"),
    (NUMBERS, "s^2/s", "s"),
    (NUMBERS, "p/2", "0.5 p"),
    (NUMBERS, "log(s^2)", "2 log s"),
    (NUMBERS, "sum_{i=1}^n (u_i - mu)^2", "sum_{j=1}^n u_j^2 - 2 mu sum_{j=1}^n u_j + n mu^2"),
    (NUMBERS, "k!/k", "(k-1)!"),
    (NUMBERS, "x^100/x^99", "x"),
    (NUMBERS, "2^{-200} x", "x/2^{200}"),
    (MATRICES, "(A B)^T x", "B^T A^T x"),
    (MATRICES, "x^T A x", "tr(A x x^T)"),
    (MATRICES, "(X^T X)^{-1} X^T y", "(2 X^T X)^{-1} (2 X^T) y"),
    ("Q: matrix(n,n) orthogonal; D: matrix(n,n) diagonal; x: vector(n)", "Q^T Q D x", "D^T x"),
    ("P: matrix(n,n) positive-definite; S: matrix(n,n) symmetric", "P^T S^T", "P S"),
    ("z: complex", "z^2 + 1", "(z + i)(z - i)"),
    ("f: function(real) -> real; x: real", "f(x) + f'(x)", "f'(x) + f(2x - x)"),
]


@pytest.mark.parametrize(("symbols", "one", "other"), EQUAL)
def test_equal_answers_share_a_fingerprint(symbols: str, one: str, other: str) -> None:
    spec = AnswerSpec("expression", symbols, None)

    assert fingerprint(spec, one) == fingerprint(spec, other) is not None


PROBABILITIES = "x, y, z: variable; q: density; Z: positive"
EQUAL_PROBABILITIES = [
    ("p(x)", r"\sum_y p(x,y)"),
    ("p(x)", "p(x,y)/p(y|x)"),
    ("p(x|y)", "p(y|x) p(x)/p(y)"),
    ("E_{q(z)}[log p(x,z)]", r"\sum_z q(z) (\log p(x) + \log p(z|x))"),
    ("exp(log p(x))", "p(x)"),
    ("I(x;y)", "H(x) + H(y) - H(x,y)"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL_PROBABILITIES)
def test_equal_expressions_in_probabilities_share_one_whichever_variables_they_name(one: str, other: str) -> None:
    spec = AnswerSpec("probability", PROBABILITIES, "")

    assert fingerprint(spec, one) == fingerprint(spec, other) is not None


def test_different_expressions_in_probabilities_do_not() -> None:
    spec = AnswerSpec("probability", PROBABILITIES, "")
    answers = ["p(x)", "p(y)", "p(x|y)", "p(y|x)", "p(x,y)", "q(x)", "Z p(x)", "p(x=0)", "p(x=1)", "log p(x)", "x"]

    assert len({fingerprint(spec, answer) for answer in answers}) == len(answers)


DIFFERENT = [
    (NUMBERS, "x", "y"),
    (NUMBERS, "x", "|x|"),
    (NUMBERS, "x", "-x"),
    (NUMBERS, "0", "10^{-40}"),
    (NUMBERS, "n", "n - 1"),
    (NUMBERS, "s", "s + 10^{-15}"),
    (NUMBERS, "log(x^2)", "2 log(x)"),  # no value at half of the points
    (MATRICES, "A B", "B A"),
    (MATRICES, "A x", "x^T A^T"),
    (MATRICES, "x", "b"),
    (MATRICES, "x^T x", "x x^T"),
    ("Q: matrix(n,n) orthogonal", "det(Q)", "1"),
]


@pytest.mark.parametrize(("symbols", "one", "other"), DIFFERENT)
def test_other_answers_have_another_fingerprint(symbols: str, one: str, other: str) -> None:
    spec = AnswerSpec("expression", symbols, None)

    assert fingerprint(spec, one) != fingerprint(spec, other)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KEYS), st.integers(0, 10_000))
def test_what_a_point_tells_apart_has_another_fingerprint(key: str, choice: int) -> None:
    spec = AnswerSpec("expression", SYMBOLS, key)
    tree, _ = read_expression(key, declared(SYMBOLS))
    found = list(changes(tree, Table(declared(SYMBOLS), names_in(tree))))
    wrong = latex(found[choice % len(found)].tree)

    if grade(spec, wrong).verdict == INCORRECT:
        assert fingerprint(spec, key) != fingerprint(spec, wrong)
    else:
        assert fingerprint(spec, key) is not None


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KEYS), st.sampled_from(["({0})", "0 + {0}", "({0})/7 + 6 ({0})/7", "2 ({0}) - ({0})"]))
def test_a_rewriting_keeps_the_fingerprint(key: str, rewriting: str) -> None:
    spec = AnswerSpec("expression", SYMBOLS, None)

    assert fingerprint(spec, key) == fingerprint(spec, rewriting.replace("{0}", key))


def test_a_fingerprint_does_not_hang_on_the_key_or_on_the_other_symbols() -> None:
    one = AnswerSpec("expression", "x: real; a: real", "x + a")
    other = AnswerSpec("expression", "y: positive; x: real", "3 x")

    assert fingerprint(one, "2 x") == fingerprint(other, "x + x")


def test_a_fingerprint_is_the_same_in_every_process_and_release() -> None:
    code = (
        "from pengrade.grading.fingerprint import fingerprint\n"
        "from pengrade.grading.spec import AnswerSpec\n"
        "print(fingerprint(AnswerSpec('expression', 'x: real; A: matrix(n,n) symmetric', None), 'x^2 + tr(A)/n'))\n"
    )

    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }

    # Whoever finds this text changed has made every stored fingerprint worthless.
    assert printed == {"1:9e58df21671c7df59570a45cac8b3bbb"}


OTHER_KINDS = [
    ("number", "1/2", "0.50", True),
    ("number", "0.5", "0.51", False),
    ("choice", "b, a", "a,b", True),
    ("choice", "a", "b", False),
    ("tuple", "(1/2, 3)", "0.5, 1 + 2", True),
    ("tuple", "(1, 2)", "(2, 1)", False),
    ("set", "{1, 2}", "\\{1,2\\}", True),
]


@pytest.mark.parametrize(("kind", "one", "other", "shared"), OTHER_KINDS)
def test_other_kinds_have_fingerprints_too(kind: str, one: str, other: str, shared: bool) -> None:
    spec = AnswerSpec(kind, "", None)

    assert (fingerprint(spec, one) == fingerprint(spec, other) is not None) is shared


@pytest.mark.parametrize("answer", ["x +", "A + x", "1/0", "sum(1/k, k, 1, 10^9)", "(" * 500, ""])
def test_what_cannot_be_read_or_evaluated_has_none(answer: str) -> None:
    assert fingerprint(AnswerSpec("expression", "x: real; A: matrix(n,n)", None), answer) is None


def test_bad_symbols_are_the_authors_mistake() -> None:
    with pytest.raises(SpecError):
        fingerprint(AnswerSpec("expression", "x: rael", None), "x")


@pytest.mark.parametrize(("answer", "has_one"), [("x + x", False), ("3 x", True), ("x +", False)])
def test_a_verdict_on_what_is_not_right_carries_the_fingerprint(answer: str, has_one: bool) -> None:
    spec = AnswerSpec("expression", "x: real", "2 x")

    assert grade(spec, answer).fingerprint == (fingerprint(spec, answer) if has_one else None)
