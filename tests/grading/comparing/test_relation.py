"""Relations: the same values satisfy them, strictness included."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED

ONE_NAME = [
    # symbols, key, answer, verdict
    ("x: real", "x^2 > 4", "x < -2 or x > 2", CORRECT),
    ("x: real", "x^2 > 4", "|x| > 2", CORRECT),
    ("x: real", "x^2 > 4", r"2 < x \lor x < -2", CORRECT),
    ("x: real", "x^2 > 4", "x^2 - 4 >= 0 and x != 2 and x != -2", CORRECT),
    ("x: real", "x^2 > 4", "x <= -2 or x > 2", INCORRECT),
    ("x: real", "x^2 > 4", "x > 2", INCORRECT),
    ("x: real", "x^2 > 4", "x^2 > 5", INCORRECT),
    ("x: real", "-1 < x <= 3", "x > -1 and x <= 3", CORRECT),
    ("x: real", "-1 < x <= 3", "x > -1, 3 >= x", CORRECT),
    ("x: real", "-1 < x <= 3", r"-2 < 2x \le 6", CORRECT),
    ("x: real", "-1 < x <= 3", r"|x - 1| \leq 2 \land x \neq -1", CORRECT),
    ("x: real", "-1 < x <= 3", "|x - 1| <= 2", INCORRECT),
    ("x: real", "-1 < x <= 3", "-1 < x < 3", INCORRECT),
    ("x: real", "x < 0 or (x > 1 and x < 2)", "x < 0 ∨ 1 < x < 2", CORRECT),
    ("x: real", "||x| - 2| < 1", "1 < |x| < 3", CORRECT),
    ("x: real", "1/x >= 0", "x > 0", CORRECT),  # no value at 0
    ("x: real", "1/x >= 0", "x >= 0", INCORRECT),
    ("x: real", "1/x > 1", "0 < x < 1", CORRECT),
    ("x: real", "1/x > 1", "x < 1", INCORRECT),
    ("x: real", "(x^2-1)/(x-1) > 0", "x > -1 and x != 1", CORRECT),
    ("x: real", "x^2 < 2", "-sqrt(2) < x < sqrt(2)", CORRECT),
    ("x: real", "x^2 < 2", "|x| < sqrt(2)", CORRECT),
    ("x: real", "x^2 < 2", "-1.4142135623730951 < x < 1.4142135623730951", INCORRECT),
    ("x: real", "x^2 < 2", "-sqrt(2) <= x < sqrt(2)", INCORRECT),
    ("x: real", "x > pi", "2x > 2 pi", CORRECT),
    ("x: real", "x > pi", "x > 3.14159265358979", INCORRECT),
    ("x: real", "x^2 = 4", "x = 2 or x = -2", CORRECT),
    ("x: real", "x^2 = 4", "x = 2", INCORRECT),
    ("x: real", "x^2 >= 0", "0 < 1", CORRECT),
    ("x: real", "exp(x) > 2", "x > log(2)", CORRECT),
    ("x: real", "exp(x) > 2", "x >= log(2)", INCORRECT),
    ("x: positive", "x^2 > 4", "x > 2", CORRECT),
    ("x: probability", "x > 1 - x", "x > 1/2", CORRECT),
    ("x: natural", "x > 0", "x >= 1", CORRECT),
    ("x: natural", "x > 0", "x != 0", CORRECT),
    ("x: natural", "x > sqrt(4)", "x >= sqrt(4)", UNDECIDED),
    ("x: integer", "2 < x < 3", "x^2 = 2", CORRECT),  # neither has a solution
    ("x: real", "x > 0", "", INVALID),
    ("x: real", "x > 0", "x", INVALID),
    ("x: real", "x > 0", "x >", INVALID),
    ("x: real", "x > 0", "x > 0 or", INVALID),
    ("x: real", "x > 0", "(x > 0", INVALID),
    ("x: real", "x > 0", "y > 0", INVALID),
    ("x: real", "x > 0", "x =< 0", INVALID),
]


@pytest.mark.parametrize(("symbols", "key", "answer", "verdict"), ONE_NAME)
def test_relations_in_one_name_are_decided_on_the_line(symbols: str, key: str, answer: str, verdict: str) -> None:
    found = grade(AnswerSpec("relation", symbols, key), answer)

    assert found.verdict == verdict
    assert verdict != INCORRECT or found.evidence["expected"] is not found.evidence["answer"]
    assert verdict != INVALID or found.position is not None


SYMBOLS = "x, y, b: real; a, s: positive; w, v: vector(n); r: positive"

SEVERAL = [
    ("a x < y", "x < y/a", CORRECT),
    ("a x < y", "y - a x > 0", CORRECT),
    ("a x < y", "a x <= y", INCORRECT),
    ("a x < y", "x < y", INCORRECT),
    ("a x < y", "x/y < 1/a", INCORRECT),  # turned round where y is negative
    ("x > b and x < y", "b < x < y", CORRECT),
    ("x > b and x < y", "b <= x < y", INCORRECT),
    ("x > b and x < y", "x > b or x < y", INCORRECT),
    ("x > b and x < y", "x > b and x < y and b < y", UNDECIDED),
    ("x^2 + y^2 <= s", "s >= x^2 + y^2", CORRECT),
    ("x^2 + y^2 <= s", "x^2 + y^2 < s", INCORRECT),
    ("x y > 0", "x > 0 and y > 0 or x < 0 and y < 0", CORRECT),
    ("x y > 0", "x > 0 and y > 0", INCORRECT),
    ("x > y and x > y + 1", "x > y + 1", CORRECT),
    ("y < exp(x)", "exp(-x) y < 1", CORRECT),
    ("y < exp(x)", "y <= exp(x)", INCORRECT),
    (r"\|w\| <= r", r"r >= \|w\|", CORRECT),
    (r"\|w\| <= r", "w <= r", INVALID),
    ("w^T v > 0", "v^T w > 0", CORRECT),
    ("w^T v > 0", "w^T v < 0", INCORRECT),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), SEVERAL)
def test_relations_in_several_names_are_proved_or_refuted_at_a_point(key: str, answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("relation", SYMBOLS, key), answer).verdict == verdict


def test_a_counterexample_gives_the_point_and_where_it_holds() -> None:
    evidence = grade(AnswerSpec("relation", "x: real", "x > 0"), "x >= 0").evidence

    assert evidence == {"method": "counterexample", "point": {"x": "0"}, "expected": False, "answer": True}


def test_the_echo_shows_the_relation_as_read() -> None:
    verdict = grade(AnswerSpec("relation", "x, y: real", "x > 0"), "(x-1)^2 < y <= 2 or x != 0")

    assert verdict.understood_as == r"\left(x - 1\right)^{2} < y \le 2 \lor x \ne 0"
    assert verdict.spoken == ("open bracket x minus 1 close bracket squared is less than y is at most 2 or x is not 0")


def test_a_foreseen_mistake_is_found_in_another_form_too() -> None:
    spec = AnswerSpec("relation", "x: real", "x^2 > 4", mistakes=(Mistake("x > 2", "There is a second branch."),))

    assert grade(spec, "2x - 4 > 0").message == "There is a second branch."


@pytest.mark.parametrize("expected", ["x", "x >", 7, "y > 0", ["x > 0"]])
def test_a_key_that_means_nothing_is_the_authors_mistake(expected: Any) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("relation", "x: real", expected))

    assert caught.value.field == "expected"


SIGNS = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}
relations = st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-2, 2), st.sampled_from(list(SIGNS)))
statements = st.tuples(st.lists(relations, min_size=1, max_size=2), st.sampled_from(["and", "or"]))
Statement = tuple[list[tuple[int, int, int, str]], str]


def _typed(statement: Statement) -> str:
    return f" {statement[1]} ".join(f"(x - ({a}))(x - ({b})) {sign} {c}" for a, b, c, sign in statement[0])


def _holds(statement: Statement, x: Fraction) -> bool:
    held = [SIGNS[sign]((x - a) * (x - b), c) for a, b, c, sign in statement[0]]
    return all(held) if statement[1] == "and" else any(held)


@settings(max_examples=200, deadline=None)
@given(statements, statements)
def test_the_verdict_is_that_of_a_fine_grid(left: Statement, right: Statement) -> None:
    grid = [Fraction(number, 12) for number in range(-72, 73)]
    different = [x for x in grid if _holds(left, x) != _holds(right, x)]

    verdict = grade(AnswerSpec("relation", "x: real", _typed(left)), _typed(right))

    assert verdict.verdict in (CORRECT, INCORRECT)
    assert verdict.verdict == INCORRECT or not different
    if verdict.verdict == INCORRECT and isinstance(witness := verdict.evidence["point"]["x"], str):
        assert _holds(left, Fraction(witness)) == verdict.evidence["expected"]
        assert _holds(right, Fraction(witness)) == verdict.evidence["answer"]


@settings(max_examples=60, deadline=None)
@given(statements, st.integers(1, 5))
def test_multiplying_by_a_positive_number_never_changes_the_verdict(statement: Statement, factor: int) -> None:
    key = _typed(statement)
    scaled = f" {statement[1]} ".join(
        f"{factor} (x - ({a}))(x - ({b})) {sign} {factor * c}" for a, b, c, sign in statement[0]
    )

    assert grade(AnswerSpec("relation", "x: real", key), scaled).verdict == CORRECT
