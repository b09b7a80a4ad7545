"""Reading is linear: twice the text is about twice the work, counted in lines run, since a preview waits for it."""

import sys
from collections.abc import Iterator
from fractions import Fraction
from types import FrameType
from typing import Any

import pytest

from pengrade.grading.preview import preview
from pengrade.grading.reading import scanner, tokenizer
from pengrade.grading.spec import AnswerSpec

SPEC = AnswerSpec("expression", "x, y, T: real; A: matrix(n,n); w: vector(n); u: real[n]", "x")
PIECES = (
    "²", "₁", "1e5000*", "+", "𝟏", "A", "^T", "𝑥", "x", "^", "_", "{", "}", "(", ")", "[", "]", "|", "\\frac", "\\sqrt",
    "\\mathbf", "\\left", "\\right", "1", ".", "1\\,000", ",", " ", "sin", "sum", "=", "<", "!", "'", "e", "xy",
    "\\begin{bmatrix}", "&", "\\\\", "u_1", "i", "\\int", "-", "/", "½", "\\cdot ", "𝟏e-", "A²", "½²",
)  # fmt: skip
SHORT = 300


def _lines_run(text: str) -> int:
    count = 0

    def tracer(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        preview(SPEC, text)
    finally:
        sys.settrace(before)
    return count


def _pairs() -> Iterator[tuple[str, ...]]:
    yield from ((piece,) for piece in PIECES)
    yield from zip(PIECES, (*PIECES[7:], *PIECES[:7]), strict=True)
    yield from (("[", "\\left"), ("[", "\\mathbf"), ("+", "𝟏"), ("-", "𝟏"), ("(", "["), ("[", "x"))


@pytest.mark.parametrize("pair", list(_pairs()))
def test_twice_the_text_is_about_twice_the_work(pair: tuple[str, ...]) -> None:
    unit = "".join(pair)
    times = SHORT // len(unit)

    short, long = _lines_run(unit * times), _lines_run(unit * 2 * times)

    assert long < 2.6 * short + 2000, f"{unit}: {short} and {long} lines"


@pytest.mark.parametrize("typed", "²₁")
def test_a_raised_or_lowered_run_is_one_number(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Any, ...]] = []

    def counted(*arguments: Any) -> Fraction:
        made.append(arguments)
        return Fraction(*arguments)

    for module in (scanner, tokenizer):
        monkeypatch.setattr(module, "Fraction", counted)
    tokenizer.Tokenizer("x" + typed * 500, True).tokens_of_text()

    assert len(made) < 5


NESTED_CONDITIONS = [
    ("1[x>0]", r"\mathbf{1}\left["),
    ("1[[x>0]]", r"\mathbf{1}\left["),
    ("1[(x>0)]", r"\mathbf{1}\left["),
    ("[[1,2],[3,4]]", "matrix"),
]


@pytest.mark.parametrize(("text", "part"), NESTED_CONDITIONS)
def test_brackets_around_conditions_are_told_from_matrices(text: str, part: str) -> None:
    assert part in preview(SPEC, text).understood_as
