"""What is off in one part of an answer, where it is, and what is left unsaid."""

import pytest

from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec, Mistake

NUMBERS = "x, y: real; a: positive"

PARTS = [
    ("tuple", "(2x + y, x^2 y, 3)", "(2x - y, x^2 y, 3)", {}, "term-sign", "In place 1: one sign in it"),
    ("tuple", "(x + y, x - y)", "(x + y, y - x)", {}, "sign", "In place 2: check the sign"),
    ("tuple", "(7, x y)", "(x, x/y)", {}, "fraction", "In place 2: one fraction"),  # the first that can be told
    ("tuple", "(12.25, x y)", "(-12.25, x y)", {"absolute_tolerance": 0.01}, "sign", "In place 1"),
    ("table", [["a", "y^2"], ["a y", "3 a"]], "[[a, y],[a y, 3 a]]", {}, "square", "In row 1, column 2"),
    ("table", [["a + 1"], ["a y"]], "a + 1, a/y", {}, "fraction", "In row 2, column 1"),
    ("set", "{sqrt(a), 1 - a}", "{1 - a, a}", {}, "square", "In one element"),
    ("equation", "y = 2x - 1", "2x + 1 = y", {}, "constant", "On one side"),
    ("equation", "x^2 + y^2 = a^2", "x^2 + y^2 = a", {}, "square", "On one side"),
]


@pytest.mark.parametrize(("kind", "key", "answer", "options", "code", "words"), PARTS)
def test_a_slip_in_one_part_is_named(
    kind: str, key: object, answer: str, options: dict[str, object], code: str, words: str
) -> None:
    verdict = grade(AnswerSpec(kind, NUMBERS, key, options), answer)

    assert verdict.finding == code
    assert words in verdict.message


UNEXPLAINED = [
    ("tuple", "(1, 2, 3)", "(2, 2, 3)", {}),  # any short number is some other, taken twice
    ("tuple", "(x, y)", "(x, y^7 - 3 a)", {}),
    ("tuple", "(x, y)", "(x, y, 1)", {}),  # another length
    ("table", [["a", "y^2"], ["a y", "3 a"]], "[[a, y],[a y, 3 a]]", {"up_to": "factor"}),
    ("set", "[0, a)", "[0, a]", {}),
    ("set", "{a, 2a, 3a}", "{a}", {}),
    ("set", "{{1}, {2}}", "{{1}, {3}}", {}),
    ("equation", "y = x", "y = 3x^7 + 2", {}),
    ("equation", "y = 2x - 1", "x = 3y + 5", {}),
]


@pytest.mark.parametrize(("kind", "key", "answer", "options"), UNEXPLAINED)
def test_what_is_far_off_gets_no_name(kind: str, key: object, answer: str, options: dict[str, object]) -> None:
    assert grade(AnswerSpec(kind, NUMBERS, key, options), answer).finding in (None, "shape")


def test_what_the_author_foresaw_comes_first() -> None:
    spec = AnswerSpec("tuple", NUMBERS, "(x, y)", mistakes=(Mistake("(x, -y)", "Mind the side."),))

    verdict = grade(spec, "(x, -y)")

    assert (verdict.finding, verdict.message) == ("mistake:0", "Mind the side.")
