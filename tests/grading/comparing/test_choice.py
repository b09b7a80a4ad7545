"""Choices: right ticks minus wrong ones, over the number of right ones."""

from typing import Any

import pytest

from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT

CASES: list[tuple[Any, str, str, float]] = [
    ("b", "b", CORRECT, 1.0),
    ("b", " b ", CORRECT, 1.0),
    ("b", "a", INCORRECT, 0.0),
    ("b", "a, b", INCORRECT, 0.0),  # two ticks on a single choice are not half an answer
    (["a", "c"], "c, a", CORRECT, 1.0),
    (["a", "c"], "c a", CORRECT, 1.0),
    (["a", "c"], '["a", "c"]', CORRECT, 1.0),
    (["a", "c"], "a", PARTLY_CORRECT, 0.5),
    (["a", "c"], "a, b", INCORRECT, 0.0),
    (["a", "c"], "a, b, c", PARTLY_CORRECT, 0.5),
    (["a", "c"], "a, a", PARTLY_CORRECT, 0.5),
    ("b", "", INVALID, 0.0),
    ("b", "a,,b", INVALID, 0.0),
    ("b", "[1]", INVALID, 0.0),
    ("b", "[" * 3000, INVALID, 0.0),
]


@pytest.mark.parametrize(("key", "answer", "verdict", "score"), CASES)
def test_ticks_are_credited(key: Any, answer: str, verdict: str, score: float) -> None:
    found = grade(AnswerSpec("choice", "", key), answer)

    assert (found.verdict, found.score) == (verdict, score)


def test_a_foreseen_choice_is_found() -> None:
    spec = AnswerSpec("choice", "", "b", mistakes=(Mistake("c", "That is the mean."),))

    verdict = grade(spec, "c")

    assert (verdict.finding, verdict.message) == ("mistake:0", "That is the mean.")


def test_a_foreseen_choice_that_is_partly_right_keeps_its_credit() -> None:
    spec = AnswerSpec("choice", "", ["a", "c"], mistakes=(Mistake("a", "There is one more."),))

    verdict = grade(spec, "a")

    assert (verdict.verdict, verdict.score, verdict.message) == (PARTLY_CORRECT, 0.5, "There is one more.")


def test_the_evidence_names_the_keys() -> None:
    evidence = grade(AnswerSpec("choice", "", ["a", "c"]), "b, a").evidence

    assert evidence == {"method": "exhaustive", "right": ["a"], "wrong": ["b"], "missed": ["c"]}


@pytest.mark.parametrize("expected", [[], 3, [1], None, "", " ", ["a", ""]])
def test_a_key_that_is_no_list_of_keys_is_the_authors_mistake(expected: Any) -> None:
    with pytest.raises(SpecError):
        grade(AnswerSpec("choice", "", expected), "b")
