"""What holds for every kind: no text makes it raise or run on, and nothing hostile is right."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, INVALID

SYMBOLS = "x, y: real; s: positive; w: vector(n); A: matrix(n,n)"
KEYS: list[tuple[str, Any, dict[str, Any]]] = [
    ("tuple", "(x, 2x + 1, w)", {}),
    ("set", "[0, 1) ∪ {2}", {}),
    ("set", "{x, y, sqrt 2}", {}),
    ("set", "{a, b}", {"elements": ["a", "b"]}),
    ("table", "[[x, 1], [y, 2]]", {"up_to": "factor"}),
    ("table", "[[1, 2], [3, 4]]", {"tolerance": 0.1}),
    ("ordering", ["a", "b", "c"], {}),
    ("equation", "x^2 + y^2 = 1", {}),
    ("equation", "A w = w", {}),
    ("distribution", "N(x, s)", {}),
    ("distribution", "Gamma(s + 1, 2 s)", {}),
    ("relation", "x^2 < 4", {}),
    ("relation", "x < y and s x > 2", {}),
    ("graph", "x->y, y->s", {}),
    ("graph", "x-y, y-s", {"equal": "markov"}),
    ("independence", "x ⟂ y | s", {}),
    ("independence", "x ⟂ y | s", {"graph": "x-s-y"}),
]
SPECS = [AnswerSpec(kind, SYMBOLS, key, options) for kind, key, options in KEYS]

HOSTILE = [
    "__import__('os').system('true')",
    "{x.__class__}",
    "9**9**9**9",
    "(((((9!)!)!)!)!)!",
    "[0, (((((9!)!)!)!)!)!)",
    "x < (((((9!)!)!)!)!)!",
    "(" * 2000,
    "{" * 1500,
    "[" * 1500,
    "\\{" * 900,
    "x," * 1900,
    "x;" * 1900,
    "x<" * 1900 + "x",
    "x=" * 900,
    "∪".join(f"[{number},{number + 1}]" for number in range(300)),
    " or ".join(f"(x-{number})^7 < {number}" for number in range(12)),
    "(x+1)^100000 = x",
    "(x+y)^300 = (x-y)^300",
    "||||x|-1|-2|-1| < 1",
    "|" * 1001 + "< 1",
    "{" * 40 + "1" + "}" * 40,
    "1e5000 < x",
    "{1e5000, 1e-5000}",
    "[[1e5000, 2], [3, 4]]",
    "x + 10^{-3000} = 0",
    "x^x = y",
    "sum_{k=1}^{2000} x^k = y",
    "x^24 - 7 x^3 + 1 < 0 or x^23 = 3",
    "\ud800",
    "\x00",
    "a" * 100_000,
]


@pytest.mark.parametrize("spec", SPECS, ids=[f"{spec.kind} {spec.expected}" for spec in SPECS])
def test_hostile_text_gets_a_verdict_and_soon(spec: AnswerSpec) -> None:
    for text in HOSTILE:
        begun = time.thread_time()  # a busy machine is no fault of the answer

        verdict = grade(spec, text)

        assert verdict.verdict != CORRECT, text
        assert verdict.verdict != INVALID or verdict.position is not None
        assert time.thread_time() - begun < 2, text  # the budget of one answer


@pytest.mark.parametrize("spec", SPECS, ids=[f"{spec.kind} {spec.expected}" for spec in SPECS])
def test_every_key_is_right_against_itself(spec: AnswerSpec) -> None:
    check(spec)
    text = spec.expected if isinstance(spec.expected, str) else ", ".join(spec.expected)

    assert grade(spec, text).verdict == CORRECT


PIECES = [
    *"xyabsw012+-*/^(){}[]|,;<>=≤≠ ",
    " and ",
    " or ",
    "∪",
    "∩",
    "\\{",
    "\\}",
    "\\cup",
    "\\emptyset",
    "\\mathbb{R}",
]
PIECES += [
    "\\infty",
    "\\le",
    "\\land",
    "\\lor",
    "\\left(",
    "\\right]",
    "->",
    "&",
    "\\\\",
    "\\begin{bmatrix}",
    "sqrt",
    "2x",
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SPECS), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_heap_of_pieces_raises(spec: AnswerSpec, text: str) -> None:
    verdict = grade(spec, text)
    preview(spec, text)

    if verdict.verdict == INVALID:
        assert verdict.position is not None and 0 <= verdict.position <= len(text)
        assert verdict.message
