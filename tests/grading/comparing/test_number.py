"""Numbers: exact, or within the tolerance that the author names."""

from typing import Any

import pytest

from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID

CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({}, "12", "12.0", CORRECT),
    ({}, "12", "24/2", CORRECT),
    ({}, "12", "12.0001", INCORRECT),
    ({}, "pi/4", "atan(1)", CORRECT),
    ({}, "1/3", "0.3333333333333333", INCORRECT),  # decimals are exact
    ({}, "2", "2 + 10^-300", INCORRECT),
    ({"absolute_tolerance": 0.01}, "3.14", "pi", CORRECT),
    ({"absolute_tolerance": 0.001}, "3.14", "pi", INCORRECT),
    ({"absolute_tolerance": 0.1}, "0.4", "0.5", CORRECT),  # the edge belongs to it, in exact decimals
    ({"absolute_tolerance": 0.1}, "0.4", "0.50000000000000000001", INCORRECT),
    ({"relative_tolerance": 0.01}, "1000", "1009", CORRECT),
    ({"relative_tolerance": 0.01}, "1000", "1011", INCORRECT),
    ({"decimals": 2}, "pi", "3.14", CORRECT),
    ({"decimals": 2}, "pi", "3.15", INCORRECT),
    ({"significant_figures": 3}, "123456", "123000", CORRECT),
    ({"significant_figures": 3}, "123456", "122000", INCORRECT),
    ({"significant_figures": 2}, "1000", "1049", CORRECT),
    ({"significant_figures": 2}, "1000", "1051", INCORRECT),
    ({"significant_figures": 2}, "exp(0) 1000", "1049", CORRECT),
    ({"absolute_tolerance": 0.1}, "1", "1/0", INVALID),
    ({}, "12", "12 readings", INVALID),
    ({}, "12", "n >= 12", INVALID),
    ({}, "12", "12 +", INVALID),
    ({}, "0.5", "0,5,2", INVALID),
    ({}, "0.5", "", INVALID),
]


@pytest.mark.parametrize(("options", "key", "answer", "verdict"), CASES)
def test_a_number_is_compared_exactly_or_within_its_tolerance(
    options: dict[str, Any], key: str, answer: str, verdict: str
) -> None:
    assert grade(AnswerSpec("number", "", key, options), answer).verdict == verdict


def test_a_refused_number_shows_both_values() -> None:
    verdict = grade(AnswerSpec("number", "", "2", {"absolute_tolerance": 0.1}), "3")

    assert (verdict.evidence["expected"], verdict.evidence["answer"]) == (["2", "2"], ["3", "3"])


def test_a_key_may_be_a_json_number() -> None:
    assert grade(AnswerSpec("number", {}, 0.1), "1/10").verdict == CORRECT


def test_a_foreseen_mistake_is_found_within_the_tolerance() -> None:
    spec = AnswerSpec("number", "", "2", {"absolute_tolerance": 0.01}, "auto", (Mistake("1/2", "Upside down."),))

    assert grade(spec, "0.501").finding == "mistake:0"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"tolerance": 1}, "options.tolerance"),
        ({"absolute_tolerance": "wide"}, "options.absolute_tolerance"),
        ({"absolute_tolerance": -1}, "options.absolute_tolerance"),
        ({"decimals": 1.5}, "options.decimals"),
    ],
)
def test_a_tolerance_that_means_nothing_is_the_authors_mistake(options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        grade(AnswerSpec("number", "", "2", options), "2")

    assert caught.value.field == field


def test_a_key_with_names_is_no_number() -> None:
    with pytest.raises(SpecError):
        grade(AnswerSpec("number", "x: real", "x"), "2")
