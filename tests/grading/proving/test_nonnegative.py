"""What is proved never to be negative, and what must not be."""

import pytest

from pengrade.grading.declarations import declared
from pengrade.grading.proving.nonnegative import Nonnegative
from pengrade.grading.proving.proof import forms_for
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import SCALAR, shaped

SYMBOLS = (
    "x, y: real; a, b: positive; k: nonnegative; p: probability; s, t: real[n]; u, v: vector(n); "
    "A: matrix(n,n) positive-definite; B: matrix(n,n)"
)


def _shown(text: str, strictly: bool = False) -> bool:
    declarations = declared(SYMBOLS)
    tree = shaped(read_expression(text, declarations)[0], declarations, SCALAR)
    return Nonnegative(forms_for(declarations, tree)).shown(tree.tree, strictly)


@pytest.mark.parametrize(
    "text",
    [
        "x^2 - 2x + 1",
        "x^2 + x y + y^2",
        "x^4 - 2 x^2 y^2 + y^4",
        "(a+b)/2 - sqrt(a b)",
        "a/b + b/a - 2",
        "a^3 + b^3 - a^2 b - a b^2",
        "|x| + |y| - |x+y|",
        "k^3 + k",
        "p - p^2",
        "1/4 - p(1-p)",
        "a - 1 - log(a)",
        "a log(a) - a + 1",
        "exp(x) - 1 - x",
        "exp(x) + exp(-x) - 2",
        "u^T A u",
        "u^T B^T B u",
        "u^T u v^T v - (u^T v)^2",
        "||u|| * ||v|| - u^T v",
        r"\sum_{i=1}^n (s_i - t_i)^2",
        r"n \sum_{i=1}^n s_i^2 - (\sum_{i=1}^n s_i)^2",
        r"\sum_{i=1}^n s_i^2 \sum_{i=1}^n t_i^2 - (\sum_{i=1}^n s_i t_i)^2",
    ],
)
def test_a_proof_is_found(text: str) -> None:
    assert _shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x^2 - 1/1000000",
        "x^2 + y^2 - 2.01 x y",
        "x^3",
        "sqrt(a b) - (a+b)/2",
        "u^T B u",
        "u^T B B u",
        "a - 2 - log(a)",
        r"\sum_{i=1}^n s_i",
        r"\sum_{i=1}^n s_i^2 - (\sum_{i=1}^n s_i)^2",
        "p^2 - p",
    ],
)
def test_what_is_somewhere_negative_is_not_proved(text: str) -> None:
    assert not _shown(text)


@pytest.mark.parametrize(
    ("text", "strictly"),
    [
        ("x^2 - x + 1", True),
        ("1 + |x|", True),
        ("exp(x) - x", True),
        ("a + b", True),
        ("p - p^2", True),
        ("x^2 - 2x + 1", False),
        ("|x|", False),
        ("u^T u", False),
        ("k", False),
        ("a - 1 - log(a)", False),
    ],
)
def test_positive_is_more_than_not_negative(text: str, strictly: bool) -> None:
    assert _shown(text)
    assert _shown(text, strictly=True) == strictly
