"""Relations: the same values satisfy them, strictness included."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
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
    ("x: natural", "x > sqrt(4)", "x >= sqrt(4)", INCORRECT),
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


SYMBOLS = "x, y, b: real; a, s: positive; w, v: vector(n); r: positive; j, k: integer"

SEVERAL = [
    ("a x < y", "x < y/a", CORRECT),
    ("a x < y", "y - a x > 0", CORRECT),
    ("a x < y", "a x <= y", INCORRECT),
    ("a x < y", "x < y", INCORRECT),
    ("a x < y", "x/y < 1/a", INCORRECT),  # turned round where y is negative
    ("x > b and x < y", "b < x < y", CORRECT),
    ("x > b and x < y", "b <= x < y", INCORRECT),
    ("x > b and x < y", "x > b or x < y", INCORRECT),
    ("x > b and x < y", "x > b and x < y and b < y", CORRECT),
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
    # bars, roots, maxima
    ("|x - b| <= 3", "b - 3 <= x <= b + 3", CORRECT),
    ("|x - b| <= 3", "(x - b)^2 <= 9", CORRECT),
    ("|x - b| <= 3", "3 - |x - b| >= 0", CORRECT),
    ("|x - b| <= 3", "|x - b| < 3", INCORRECT),
    ("|x| + |y| <= 1", "|x + y| <= 1 and |x - y| <= 1", CORRECT),
    ("|x| + |y| <= 1", "max(|x|, |y|) <= 1", INCORRECT),
    ("x^2 + y^2 <= 1", "sqrt(x^2 + y^2) <= 1", CORRECT),
    ("x^2 + y^2 <= 1", "-sqrt(1 - x^2) <= y <= sqrt(1 - x^2)", CORRECT),
    ("x^2 + y^2 <= 1", "y <= sqrt(1 - x^2)", INCORRECT),
    ("x > 0 and y > 0", "min(x, y) > 0", CORRECT),
    (r"\|w\| <= r", "w^T w <= r^2", CORRECT),
    (r"\|w\| <= r", "w^T w < r^2", INCORRECT),
    ("b > 0", "b > 0 and w^T w >= 0", CORRECT),
    ("b > 0", "b > 0 and w^T w > 0", INCORRECT),
    ("b > 0", r"b > 0 and \|w - v\| > 0", INCORRECT),
    ("b > 0", r"b \|w - v\|^2 > 0", INCORRECT),
    ("b >= 0", r"b (1 + \|w - v\|^2) >= 0", CORRECT),
    # conditions that others imply
    ("x > 0 and y > 0", "x + y > 0 and x y > 0", CORRECT),
    ("x > 0 and x y > b^2", "y > 0 and x y - b^2 > 0", CORRECT),
    ("x > 0 and x y > b^2", "x y > b^2", INCORRECT),
    ("x < y", "x^3 < y^3", CORRECT),
    ("x < y", "x^2 < y^2", INCORRECT),
    ("k > j", "k >= j + 1", CORRECT),
    ("k > j", "k >= j", INCORRECT),
    # rising functions
    ("s >= log(a)", "a <= exp(s)", CORRECT),
    ("y >= log(a)", "y - ln(a) >= 0", CORRECT),
    ("y >= log(a)", "a exp(-y) < 1", INCORRECT),
    ("w^T v + b >= 0", "sigmoid(w^T v + b) >= 1/2", CORRECT),
    ("w^T v + b >= 0", r"\frac{1}{1 + e^{-w^T v - b}} \ge \frac12", CORRECT),
    ("w^T v + b >= 0", "sigmoid(w^T v + b) > 1/2", INCORRECT),
    ("x < y", "arctan(x) < arctan(y)", CORRECT),
    ("a s < 2", "log(a) + log(s) < log(2)", CORRECT),
    ("log(x) > y", "x > exp(y)", CORRECT),
    # sets, two signs, and several names at once
    ("b <= x < y", r"x \in [b, y)", CORRECT),
    ("b <= x < y", "x in [b, y[", CORRECT),
    ("b <= x < y", r"x \in [b, y]", INCORRECT),
    ("x < b or x > y", r"x \notin [b, y] and b < y or b >= y and (x < b or x > y)", CORRECT),
    ("x = b or x = -b", r"x = \pm b", CORRECT),
    ("x = b or x = -b", "x = +-b", CORRECT),
    ("x = b or x = -b", "x^2 = b^2", CORRECT),
    ("x = b or x = -b", "x = b", INCORRECT),
    ("x > 0 and y > 0", "x, y > 0", CORRECT),
    ("x > 0 and y > 0", r"x, y \in (0, \infty)", CORRECT),
    ("x > 0 and y > 0", r"x > 0 \quad y > 0", CORRECT),
    ("x > 0 and y > 0", r"\begin{cases} x > 0, \\ y &> 0 \end{cases}", CORRECT),
    ("x > 0 and y > 0", "x > 0; y > 0", CORRECT),
    ("x > 0 and y > 0", "x, 2 > 0", INVALID),
    ("x > 0 and y > 0", "x > 0 and 3, 4", INVALID),
    ("x > 0 and y > 0", r"x \in \mathbb Z", INVALID),
    ("x > 0 and y > 0", r"w \in [0, 1]", INVALID),
    ("x > 0 and y > 0", r"x \in [0, 1", INVALID),
    ("x > 0 and y > 0", r"x = \pm", INVALID),
    # where a side has no value, the relation does not hold
    ("y^2 >= 0", "log(x) < y or log(x) >= y", INCORRECT),
    ("y^2 >= 0", "1/x > y or 1/x <= y", INCORRECT),
    ("y > 0", "(x y - y)/(x - 1) > 0", INCORRECT),
    ("y > 0", "y sqrt(x)^2/sqrt(x)^2 > 0", INCORRECT),
    ("y > 0", "|x| y > 0", INCORRECT),
    ("y > 0", "(x^2 + b^2) y > 0", INCORRECT),
    ("x y >= 0", "x/y >= 0", INCORRECT),
    ("x/y > 1", "y (x - y) > 0", CORRECT),
    ("x/y >= 1", "y (x - y) >= 0", INCORRECT),
    ("tan(x) < y", "tan(x) - y < 0", CORRECT),
    ("tan(x) < y or x > 0", "tan(x) - y < 0 or tan(x) = tan(x) and x > 0", UNDECIDED),
    # differences on thin sets and far away
    ("x < y", "x < y and x != 1000000007", INCORRECT),
    ("x < y", "x < y and x < 10^12", INCORRECT),
    ("x > y", "x >= y + 10^{-50}", INCORRECT),
    ("x < y", "x < y and x != y/10^10", INCORRECT),
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


@pytest.mark.parametrize(
    ("typed", "shown", "spoken", "reading"),
    [
        (
            "x in [0, 1)",
            r"x \in \left[0, 1\right)",
            "x is in the half-open interval from 0 included to 1 excluded",
            None,
        ),
        (r"x \notin {0}", r"x \notin \left\{0\right\}", "x is not in the set of 0, end set", None),
        ("x = ±2", r"x = 2 \lor x = -2", "x equals 2 or x equals minus 2", "± was read as two cases."),
        ("x > 0; y > 0", r"x > 0 \land y > 0", "x is greater than 0 and y is greater than 0", "; was read as and."),
    ],
)
def test_what_people_write_for_solutions_is_echoed(typed: str, shown: str, spoken: str, reading: str | None) -> None:
    echo = preview(AnswerSpec("relation", "x, y: real", ""), typed)

    assert (echo.understood_as, echo.spoken) == (shown, spoken)
    assert echo.readings == (() if reading is None else (reading,))
    assert preview(AnswerSpec("relation", "x, y: real", ""), shown).understood_as == shown


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


lines = st.tuples(*[st.integers(-2, 2)] * 3, st.sampled_from(list(SIGNS)))
figures = st.tuples(st.lists(lines, min_size=1, max_size=2), st.sampled_from(["and", "or"]))
Figure = tuple[list[tuple[int, int, int, str]], str]


def _typed_figure(figure: Figure) -> str:
    return f" {figure[1]} ".join(f"({a}) x + ({b}) y {sign} {c}" for a, b, c, sign in figure[0])


def _contains(figure: Figure, x: Fraction, y: Fraction) -> bool:
    held = [SIGNS[sign](a * x + b * y, c) for a, b, c, sign in figure[0]]
    return all(held) if figure[1] == "and" else any(held)


@settings(max_examples=150, deadline=None)
@given(figures, figures)
def test_linear_conditions_in_two_names_are_decided_as_on_a_grid(left: Figure, right: Figure) -> None:
    grid = [Fraction(number, 2) for number in range(-8, 9)]
    same = all(_contains(left, x, y) == _contains(right, x, y) for x in grid for y in grid)

    verdict = grade(AnswerSpec("relation", "x, y: real", _typed_figure(left)), _typed_figure(right))

    assert verdict.verdict in (CORRECT, INCORRECT)
    assert same or verdict.verdict == INCORRECT
    if verdict.verdict == INCORRECT and all(isinstance(one, str) for one in verdict.evidence["point"].values()):
        x, y = (Fraction(verdict.evidence["point"].get(name, 0)) for name in "xy")
        assert _contains(left, x, y) == verdict.evidence["expected"] != verdict.evidence["answer"]


PIECES = (
    "x",
    "y",
    "x - y",
    "|x|",
    "|x - y|",
    "x y",
    "x^2 + y^2",
    "max(x, y)",
    "1/x",
    "sqrt(x)",
    "x/y",
    "sqrt(x^2)",
    "log(x)",
)
VALUES: dict[str, Callable[[Fraction, Fraction], Any]] = {
    "x": lambda x, _: x,
    "y": lambda _, y: y,
    "x - y": lambda x, y: x - y,
    "|x|": lambda x, _: abs(x),
    "|x - y|": lambda x, y: abs(x - y),
    "x y": lambda x, y: x * y,
    "x^2 + y^2": lambda x, y: x * x + y * y,
    "max(x, y)": max,
    "1/x": lambda x, _: None if x == 0 else 1 / x,
    "sqrt(x)": lambda x, _: None if x < 0 else math.sqrt(x),
    "x/y": lambda x, y: None if y == 0 else x / y,
    "sqrt(x^2)": lambda x, _: abs(x),
    "log(x)": lambda x, _: None if x <= 0 else math.log(x),
}
compared = st.tuples(st.sampled_from(PIECES), st.sampled_from(list(SIGNS)), st.sampled_from(("0", "1", "y")))
described = st.tuples(st.lists(compared, min_size=1, max_size=2), st.sampled_from(["and", "or"]))
Described = tuple[list[tuple[str, str, str]], str]


def _is_met(statement: Described, x: Fraction, y: Fraction) -> bool:
    held = [
        (left := VALUES[piece](x, y)) is not None and SIGNS[sign](left, {"0": 0, "1": 1, "y": y}[right])
        for piece, sign, right in statement[0]
    ]
    return all(held) if statement[1] == "and" else any(held)


@settings(max_examples=200, deadline=None)
@given(described, described)
def test_no_verdict_contradicts_the_points_of_a_grid(left: Described, right: Described) -> None:
    grid = [Fraction(number, 4) for number in range(-12, 13)]
    same = all(_is_met(left, x, y) == _is_met(right, x, y) for x in grid for y in grid)
    key, answer = (f" {word} ".join(map(" ".join, parts)) for parts, word in (left, right))

    verdict = grade(AnswerSpec("relation", "x, y: real", key), answer)

    assert same or verdict.verdict != CORRECT
