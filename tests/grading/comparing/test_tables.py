"""Tables: graded cell by cell, or as a whole up to one factor or one shift."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.common_scale import best_scale
from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED

KEY = "[[0.1, 1/5], [0.3, 0.4]]"

CASES: list[tuple[dict[str, Any], Any, str, str, float]] = [
    # options, key, answer, verdict, score
    ({}, KEY, "[[1/10, 0.2], [3/10, 0.4]]", CORRECT, 1),
    ({}, KEY, r"\begin{bmatrix} 0.1 & 0.2 \\ 0.3 & 0.4 \end{bmatrix}", CORRECT, 1),
    ({}, KEY, r"\begin{pmatrix} 0.1 & 0.2 \\ 0.3 & 1 - 0.6 \end{pmatrix}", CORRECT, 1),
    ({}, KEY, "0.1, 0.2; 0.3, 0.4", CORRECT, 1),
    ({}, KEY, "[0.1, 0.2; 0.3, 0.4]", CORRECT, 1),
    ({}, KEY, "[[0.1, 0.3], [0.2, 0.4]]", PARTLY_CORRECT, 1 / 2),  # turned
    ({}, KEY, "[[1, 2], [3, 4]]", INCORRECT, 0),
    ({}, KEY, "[[0.1, 0.2, 0.3, 0.4]]", INCORRECT, 0),
    ({}, KEY, "0.1, 0.2", INCORRECT, 0),
    ({}, KEY, "0.3", INCORRECT, 0),
    ({}, KEY, "[[0.1, 0.2], [0.3]]", INVALID, 0),
    ({}, KEY, "[[0.1, ], [0.3, 0.4]]", INVALID, 0),
    ({}, KEY, "[[0.1, 0.2], [0.3, 0.4]", INVALID, 0),
    ({}, KEY, "[[0.1, 0.2], [0.3, p]]", INVALID, 0),
    ({}, KEY, "", INVALID, 0),
    ({}, [["0.1", "1/5"], [0.3, 0.4]], "[[0.1, 0.2], [0.3, 0.4]]", CORRECT, 1),
    ({}, "[[1, 2]]", "1, 2", CORRECT, 1),
    ({}, "[[1], [2]]", "(1, 2)", CORRECT, 1),  # a flat list for a column
    ({}, "[[1], [2]]", "[[1, 2]]", INCORRECT, 0),  # said to be a row
    ({"tolerance": 0.01}, KEY, "[[0.1, 0.2], [0.305, 0.39]]", CORRECT, 1),
    ({"tolerance": 0.01}, KEY, "[[0.1, 0.2], [0.32, 0.39]]", PARTLY_CORRECT, 3 / 4),
    ({"tolerance": 0.001}, "[[log(2), 0]]", "[[0.693, 0]]", CORRECT, 1),
    ({"up_to": "factor"}, "[[1, 2, 3]]", "[[2, 4, 6]]", CORRECT, 1),
    ({"up_to": "factor"}, "[[1, 2, 3]]", "[[-1, -2, -3]]", CORRECT, 1),
    ({"up_to": "factor"}, "[[1, 2, 3]]", "[[2, 4, 7]]", PARTLY_CORRECT, 2 / 3),
    ({"up_to": "factor"}, "[[1, 2]]", "[[1, 3]]", INCORRECT, 0),  # one cell vouches for no scale
    ({"up_to": "factor"}, "[[1, 2]]", "[[2, 1]]", INCORRECT, 0),
    ({"up_to": "factor"}, "[[1, 2]]", "[[0, 0]]", INCORRECT, 0),
    ({"up_to": "factor"}, "[[1, 0]]", "[[7, 0]]", CORRECT, 1),
    ({"up_to": "factor"}, "[[1, 0]]", "[[7, 1]]", INCORRECT, 0),
    ({"up_to": "factor", "tolerance": 0.01}, "[[0.123, 0.877]]", "[[1.2, 8.8]]", CORRECT, 1),
    ({"up_to": "factor", "tolerance": 0.0001}, "[[0.123, 0.877]]", "[[1.2, 8.8]]", INCORRECT, 0),
    ({"up_to": "factor", "tolerance": 0.001}, "[[sqrt 2, 2]]", "[[1, 1.4142]]", CORRECT, 1),
    ({"up_to": "factor", "tolerance": 0.001}, "[[sqrt 2, 2]]", "[[1, 1.42]]", INCORRECT, 0),
    ({"up_to": "factor"}, "[[sqrt 2, 2]]", "[[1, sqrt 2]]", CORRECT, 1),
    ({"up_to": "constant"}, "[[1, 2, 3]]", "[[0, 1, 2]]", CORRECT, 1),
    ({"up_to": "constant"}, "[[1, 2, 3]]", "[[2, 4, 6]]", INCORRECT, 0),
    ({"up_to": "constant", "tolerance": 0.1}, "[[1, 2, 3]]", "[[0, 1.1, 1.9]]", CORRECT, 1),
    ({"up_to": "constant", "tolerance": 0.1}, "[[1, 2, 3]]", "[[0, 1.2, 1.8]]", PARTLY_CORRECT, 2 / 3),
]


@pytest.mark.parametrize(("options", "key", "answer", "verdict", "score"), CASES)
def test_every_cell_counts(options: dict[str, Any], key: Any, answer: str, verdict: str, score: float) -> None:
    found = grade(AnswerSpec("table", "", key, options), answer)

    assert found.verdict == verdict
    assert found.score == pytest.approx(score)
    assert verdict != INVALID or found.position is not None


SYMBOLIC: list[tuple[dict[str, Any], str, str, str]] = [
    ({}, "[[p, 1-p], [q, 1-q]]", "[[p, 1-p], [q, 1-q]]", CORRECT),
    ({}, "[[p q, 1]]", "[[q p, 1]]", CORRECT),
    ({}, "[[p, q]]", "[[p, ((((9!)!)!)!)!]]", UNDECIDED),
    ({"up_to": "factor"}, "[[p, 1-p]]", "[[p q, q - p q]]", CORRECT),
    ({"up_to": "factor"}, "[[p, 1-p]]", "[[p q, 1 - p q]]", INCORRECT),
    ({"up_to": "factor"}, "[[p, 1-p, q]]", "[[2p, 2-2p, q]]", PARTLY_CORRECT),
    ({"up_to": "factor"}, "[[p, 0]]", "[[q, 0]]", CORRECT),
    ({"up_to": "factor"}, "[[p, 0]]", "[[0, q]]", INCORRECT),
    ({"up_to": "constant"}, "[[log(p), log(q)]]", "[[0, log(q/p)]]", CORRECT),
    ({"up_to": "constant"}, "[[p, q]]", "[[q, p]]", INCORRECT),
]


@pytest.mark.parametrize(("options", "key", "answer", "verdict"), SYMBOLIC)
def test_cells_may_hold_symbols(options: dict[str, Any], key: str, answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("table", "p, q: probability", key, options), answer).verdict == verdict


def test_another_shape_is_refused_with_both_shapes() -> None:
    verdict = grade(AnswerSpec("table", "", KEY), "[[1, 2, 3]]")

    assert verdict.evidence == {"method": "shape", "shape": {"expected": "2 × 2", "answer": "1 × 3"}}


def test_a_wrong_cell_is_named() -> None:
    evidence = grade(AnswerSpec("table", "", KEY), "[[0.1, 0.2], [0.3, 0.5]]").evidence

    assert (evidence["method"], evidence["cell"], evidence["wrong"], evidence["of"]) == (
        "counterexample", [2, 2], [[2, 2]], 4,
    )  # fmt: skip


def test_the_factor_found_is_part_of_the_evidence() -> None:
    verdict = grade(AnswerSpec("table", "", "[[1, 2]]", {"up_to": "factor"}), "[[3, 6]]")

    assert verdict.evidence == {"method": "exact", "factor": "1/3"}


def test_the_echo_shows_the_table_as_read() -> None:
    verdict = grade(AnswerSpec("table", "", KEY), "[[0.1, 1/5], [0.3, 2]]")

    assert verdict.understood_as == r"\begin{bmatrix} 0.1 & \frac{1}{5} \\ 0.3 & 2 \end{bmatrix}"
    assert verdict.spoken == "the table with row 1: 0.1, 1 over 5; row 2: 0.3, 2; end table"


def test_a_foreseen_mistake_is_found_in_a_half_right_table() -> None:
    spec = AnswerSpec("table", "", KEY, mistakes=(Mistake("[[0.1, 0.3], [0.2, 0.4]]", "The table is turned."),))

    assert grade(spec, "[[0.1, 0.3], [0.2, 0.4]]").message == "The table is turned."


@pytest.mark.parametrize(
    ("expected", "options", "field"),
    [
        ("[[1, 2], [3]]", {}, "expected"),
        (3, {}, "expected"),
        ("[[1, 2]]", {"up_to": "sign"}, "options.up_to"),
        ("[[1, 2]]", {"tolerance": -1}, "options.tolerance"),
        ("[[1, 2]]", {"up_to": "factor", "decimals": 2}, "options.decimals"),
    ],
)
def test_a_key_that_means_nothing_is_the_authors_mistake(expected: Any, options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("table", "", expected, options))

    assert caught.value.field == field


numbers = st.integers(-4, 4)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4), st.sampled_from([0, 1]), st.booleans())
def test_the_best_scale_is_at_least_as_good_as_any_on_a_grid(
    cells: list[tuple[int, int]], tolerance: int, factor: bool
) -> None:
    expected, answer = ([Fraction(cell[side]) for cell in cells] for side in (0, 1))

    best = best_scale(expected, answer, Fraction(tolerance), factor)

    for scale in (Fraction(number, 12) for number in range(-120, 121)):
        if factor and scale == 0:
            continue
        scaled = [number * scale if factor else number + scale for number in answer]
        right = sum(abs(e - a) <= tolerance for e, a in zip(expected, scaled, strict=True))
        assert sum(best.right) >= right


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.fractions(-3, 3, max_denominator=5))
def test_a_common_factor_never_changes_the_verdict(row: list[int], factor: Fraction) -> None:
    key = f"[[{', '.join(map(str, row))}]]"
    answer = f"[[{', '.join(str(number * factor) for number in row)}]]"

    verdict = grade(AnswerSpec("table", "", key, {"up_to": "factor"}), answer)

    assert verdict.verdict == (INCORRECT if factor == 0 else CORRECT)
