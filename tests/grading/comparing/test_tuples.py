"""Lists: graded place by place."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED

SYMBOLS = "x: real; w: vector(n)"
KEY = "(x, 2x + 1, w)"

CASES: list[tuple[str, str, float]] = [
    ("(x, 1 + 2x, w)", CORRECT, 1),
    ("x, 2x + 1, w", CORRECT, 1),
    ("[x, 2x + 1, w]", CORRECT, 1),
    (r"\left(x,\ 2x+1,\, w\right)", CORRECT, 1),
    (r"\langle x, 2x+1, w \rangle", CORRECT, 1),
    ("(x), (2x + 1), (w)", CORRECT, 1),
    ("(x, x, w)", PARTLY_CORRECT, 2 / 3),
    ("(w, w, w)", PARTLY_CORRECT, 1 / 3),  # another shape is wrong in its place
    ("(2x, x, x)", INCORRECT, 0),
    ("(2x + 1, x, 2 w)", INCORRECT, 0),  # the right things in the wrong places
    ("(x, 2x + 1)", INCORRECT, 0),
    ("x", INCORRECT, 0),
    ("", INVALID, 0),
    ("(x, ", INVALID, 0),
    ("(x, 2x + 1, w", INVALID, 0),
    ("(x, 2x + 1, w))", INVALID, 0),
    ("(x, , w)", INVALID, 0),
    ("(x, y, w)", INVALID, 0),
    ("{x, 2x + 1, w}", INVALID, 0),  # braces have no order
    ("(x, 2x + 1, w + 1 x)", INVALID, 0),
    ("x = 1, 2, w", INVALID, 0),
    ("(x, ((((9!)!)!)!)!, w)", UNDECIDED, 0),
]


@pytest.mark.parametrize(("answer", "verdict", "score"), CASES)
def test_every_place_counts(answer: str, verdict: str, score: float) -> None:
    found = grade(AnswerSpec("tuple", SYMBOLS, KEY), answer)

    assert found.verdict == verdict
    assert found.score == pytest.approx(score)
    assert found.verdict != INVALID or found.position is not None


OPTION_CASES: list[tuple[Any, dict[str, Any], str, str]] = [
    ("(0.5, 1/3)", {"tolerance": 0.001}, "(0.5, 0.333)", CORRECT),
    ("(0.5, 1/3)", {}, "(0.5, 0.333)", PARTLY_CORRECT),
    (["1/2", 3], {"decimals": 1}, "0.52, 3.04", CORRECT),
    ("(x, 2)", {"tolerance": 0.1}, "(x, 2.05)", CORRECT),
    ("(x, 2)", {"tolerance": 0.1}, "(1.05 x, 2)", PARTLY_CORRECT),  # a tolerance is for numbers
    ("(2, 3)", {}, "[[2], [3]]", CORRECT),
    ("(2, 3)", {}, r"\begin{pmatrix} 2 & 3 \end{pmatrix}", CORRECT),
    ("(x, 2)", {"only_symbols": []}, "(x, 2)", PARTLY_CORRECT),
    ("7", {}, "(7)", CORRECT),
]


@pytest.mark.parametrize(("key", "options", "answer", "verdict"), OPTION_CASES)
def test_options_hold_in_every_place_they_are_for(key: Any, options: dict[str, Any], answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("tuple", SYMBOLS, key, options), answer).verdict == verdict


def test_a_wrong_place_is_named_with_its_counterexample() -> None:
    evidence = grade(AnswerSpec("tuple", SYMBOLS, KEY), "(x, 2x, w)").evidence

    assert (evidence["method"], evidence["place"], evidence["wrong"], evidence["of"]) == ("counterexample", 2, [2], 3)
    assert set(evidence["point"]) == {"x"}


def test_another_length_is_refused_for_its_shape() -> None:
    verdict = grade(AnswerSpec("tuple", "", "(1, 2)"), "(1, 2, 3)")

    assert verdict.evidence["shape"] == {"expected": "a list of 2", "answer": "a list of 3"}
    assert verdict.finding == "shape"


def test_the_echo_shows_the_list_as_read() -> None:
    verdict = grade(AnswerSpec("tuple", SYMBOLS, KEY), "x, (x-1)^2, w")

    assert verdict.understood_as == r"\left(x, \left(x - 1\right)^{2}, w\right)"
    assert verdict.spoken == "the list x, open bracket x minus 1 close bracket squared, w, end list"


def test_a_foreseen_mistake_is_found_in_a_half_right_answer_too() -> None:
    spec = AnswerSpec("tuple", "", "(1, 2)", mistakes=(Mistake("(1, 1)", "Not twice the same."),))

    verdict = grade(spec, "1, 1")

    assert (verdict.verdict, verdict.finding, verdict.message) == (PARTLY_CORRECT, "mistake:0", "Not twice the same.")


@pytest.mark.parametrize(
    ("expected", "options", "field"),
    [
        ("(x,", {}, "expected"),
        (7, {}, "expected"),
        ("(x, q)", {}, "expected"),
        ("(x, 2)", {"tolerance": "wide"}, "options.tolerance"),
        ("(x, 2)", {"shiny": 1}, "options.shiny"),
    ],
)
def test_a_key_that_means_nothing_is_the_authors_mistake(expected: Any, options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("tuple", "x: real", expected, options))

    assert caught.value.field == field


numbers = st.fractions(-5, 5, max_denominator=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4))
def test_the_credit_is_the_share_of_equal_places(pairs: list[tuple[Fraction, Fraction]]) -> None:
    key, answer = (f"({', '.join(str(pair[side]) for pair in pairs)})" for side in (0, 1))

    found = grade(AnswerSpec("tuple", "", key), answer)

    assert found.score == pytest.approx(sum(left == right for left, right in pairs) / len(pairs))
