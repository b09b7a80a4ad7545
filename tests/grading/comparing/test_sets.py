"""Sets: finite ones of numbers and of names, intervals, unions, with constants and with symbols in the ends."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED

NUMBERS = [
    # key, answer, verdict
    ("{1, 2}", "{2, 1}", CORRECT),
    ("{1, 2}", r"\left\{ 2,\, 1,\, 1 \right\}", CORRECT),
    ("{1, 2}", "2, 1", CORRECT),
    ("{1/2}", "{0.5}", CORRECT),
    ("{1, 2}", "{1}", INCORRECT),
    ("{1, 2}", "{1, 2, 3}", INCORRECT),
    ("{1, 2}", "[1, 2]", INCORRECT),
    ("{1, 2}", r"\emptyset", INCORRECT),
    (r"\emptyset", "{}", CORRECT),
    (r"\varnothing", "(1, 1)", CORRECT),
    ("{sqrt 2, -sqrt 2}", "{2/sqrt 2, -sqrt(2)}", CORRECT),
    ("{sqrt 2}", "{1.4142135623730950488}", INCORRECT),
    ("{pi/4}", "{atan 1}", CORRECT),
    ("[0, 1)", "[0, 1[", CORRECT),
    ("[0, 1)", "[0; 1)", CORRECT),
    ("[0, 1)", r"\left[0, 1\right)", CORRECT),
    ("[0, 1)", "[0, 1/2) ∪ [1/2, 1)", CORRECT),
    ("[0, 1)", r"\{0\} \cup (0, 1)", CORRECT),
    ("[0, 1)", r"(-\infty, 1) \cap [0, \infty)", CORRECT),
    ("[0, 1)", r"[0, 1] \setminus \{1\}", CORRECT),
    ("[0, 1)", "[0, 1]", INCORRECT),
    ("[0, 1)", "]0, 1[", INCORRECT),
    ("[0, 1)", "[0, 1/2) ∪ (1/2, 1)", INCORRECT),
    ("[0, 1)", "[0, 0.99999999999999999999)", INCORRECT),
    ("[0, 1)", "{0, 1}", INCORRECT),
    ("(0, sqrt 8)", "(0, 2 sqrt 2)", CORRECT),
    ("(0, sqrt 8)", "(0, 2 sqrt 2]", INCORRECT),
    ("(0, e)", "(0, 2.718281828459045)", INCORRECT),
    (r"\mathbb{R}", "(-inf, inf)", CORRECT),
    (r"\mathbb R \setminus \{0\}", "(-∞, 0) U (0, ∞)", CORRECT),
    (r"\mathbb R \setminus \{0\}", "R", INCORRECT),
    ("ℝ", "((-∞, 0) ∪ (0, 1)) ∪ ({0} ∪ [1, ∞))", CORRECT),
    (r"\mathbb{N}", r"\{0\} \cup \mathbb{N}", CORRECT),
    (r"\mathbb{N}", r"\mathbb{Z} \cap [0, \infty)", CORRECT),
    (r"\mathbb{N}", r"\mathbb{Z}", INCORRECT),
    (r"\mathbb{N}", r"[0, \infty)", INCORRECT),
    (r"\mathbb{Z}", r"\mathbb{Q}", INCORRECT),
    (r"\mathbb{Q}", r"\mathbb{R}", INCORRECT),
    (r"\mathbb{Z} \cap (0, 3)", "{1, 2}", CORRECT),
    (r"\mathbb{Z} \cap (0, 1)", "{}", CORRECT),
    (r"\mathbb{Q} \setminus \{sqrt 4\}", r"\mathbb{Q}", UNDECIDED),  # whether sqrt 4 is rational is not looked into
    ("{(1, 2), (3, 4)}", "{(3, 4), (1, 2)}", CORRECT),
    ("{(1, 2), (3, 4)}", "{(3, 4), (2, 1)}", INCORRECT),
    ("{1, {2}}", "{{2}, 1}", CORRECT),
    ("{1, {2}}", "{1, 2}", INCORRECT),
    ("{1}", "{((((9!)!)!)!)!}", UNDECIDED),
    ("[0, 1)", "", INVALID),
    ("[0, 1)", "[0, 1", INVALID),
    ("[0, 1)", "[0 1)", INVALID),
    ("[0, 1)", "[0, 1, 2)", INVALID),
    ("[0, 1)", "[1, 0)", INVALID),  # runs backwards
    ("[0, 1)", "{0, 1", INVALID),
    ("[0, 1)", "{0, , 1}", INVALID),
    ("[0, 1)", "{x}", INVALID),
    ("[0, 1)", "[0, 1) ∪", INVALID),
    ("[0, 1)", "[0, 1) ∪ (1, 2) ∩ R", INVALID),  # which first?
    ("[0, 1)", "{1 : 2}", INVALID),
    ("[0, 1)", "[0, 1) [2, 3)", INVALID),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), NUMBERS)
def test_sets_of_numbers_have_the_same_elements(key: str, answer: str, verdict: str) -> None:
    found = grade(AnswerSpec("set", "", key), answer)

    assert found.verdict == verdict
    assert verdict != INCORRECT or found.evidence["method"] == "counterexample"
    assert verdict != INVALID or found.position is not None


SYMBOLS = "a, b, c: real; s: positive; r: nonnegative; k: natural; v, w: vector(n); A: matrix(n,n); z: complex"

SYMBOLIC = [
    ("[a - s, a + s]", "[-s + a, s + a]", CORRECT),
    ("[a - s, a + s]", "[a - s, a] ∪ [a, a + s]", CORRECT),
    ("[a - s, a + s]", "(a - s, a + s)", INCORRECT),
    ("[a - s, a + s]", "[a - 2s, a + s]", INCORRECT),
    ("[a - s, a + s]", "[a + s, a - s]", INCORRECT),
    ("(a, b)", "(a, b)", CORRECT),
    ("(a, b)", "(2a/2, b)", CORRECT),
    ("(a, b)", "(b, a)", INCORRECT),
    ("(a, b)", "(min(a, b), max(a, b))", CORRECT),
    ("{a, -a}", "{-a, a, a}", CORRECT),
    ("{a, -a}", "{a}", INCORRECT),
    ("{a, b}", "{a, max(b, -1000000)}", INCORRECT),  # a corner beyond every sample
    ("{a, b}", "{a + exp(-1000), b}", UNDECIDED),
    ("{a, b}", "{a + 10^-400, b}", INCORRECT),
    ("{a, b}", r"{a, b} \setminus {c}", INCORRECT),  # where c is one of them
    ("{a, b}", r"{a, b} \cup ({a} \cap {c})", CORRECT),
    ("{a, b}", r"{a, b} \setminus {a + b}", INCORRECT),
    (r"\emptyset", r"{a} \cap {b}", INCORRECT),
    (r"\emptyset", r"(a, b) \cap (b, a)", CORRECT),
    (r"\emptyset", r"{a} \cap (a, b)", CORRECT),
    ("{1}", r"{1} \setminus {a}", INCORRECT),
    ("{1}", r"{1} \setminus {k}", INCORRECT),
    ("{1}", r"{1} \setminus {k + 2}", CORRECT),
    ("[0, s]", r"[0, s] \setminus {s + r}", INCORRECT),  # where r is 0
    ("[0, s]", r"[0, s] \cup {s/(r + 1)}", CORRECT),
    ("[0, s]", r"[0, s] \cup {s + |a|}", INCORRECT),
    (r"(a, \infty)", r"(a, \infty) \cap [a, \infty)", CORRECT),
    (r"(a, \infty)", r"(a, b) \cup [b, \infty)", INCORRECT),
    ("[-s, s]", r"[-s, 0] \cup [0, s]", CORRECT),
    ("[-s, s]", "[-|s|, |s|]", CORRECT),
    ("{1}", r"{1} \cup ({a} \cap {10^9})", INCORRECT),
    ("{a^2, 1}", "{1, a a}", CORRECT),
    ("{v, w}", "{w, v}", CORRECT),
    ("{v, w}", "{v, -w}", INCORRECT),
    ("{v, w}", "{v, A w}", INCORRECT),
    ("{v, w}", "{v, A + w}", INVALID),
    ("{v, w}", "[v, w]", INVALID),
    ("{z, 1}", "{1, z}", CORRECT),
    ("{i, -i}", "{-i, i}", CORRECT),
    ("{i, -i}", "{i}", INCORRECT),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), SYMBOLIC)
def test_sets_with_symbols_are_equal_for_all_values(key: str, answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("set", SYMBOLS, key), answer).verdict == verdict


NODES = "a, b, c, q_1, e: variable"

WORDS = [
    ("{a, b}", "{b, a}", CORRECT),
    ("{a, b}", r"\{ b, a, b \}", CORRECT),
    ("{a, b}", "a, b", CORRECT),
    ("{a, q_1}", "{q_{1}, a}", CORRECT),
    ("{a, e}", "{e, a}", CORRECT),  # a node, not Euler's number
    ("{a, b}", r"\{a\} \cup \{b\}", CORRECT),
    ("{a, b}", r"\{a, b, c\} \setminus \{c\}", CORRECT),
    ("{a, b}", "{a}", INCORRECT),
    ("{a, b}", "{a, b, c}", INCORRECT),
    ("{a, b}", r"\emptyset", INCORRECT),
    ("{a, b}", "[0, 1]", INCORRECT),
    ("{{a, b}, {b, c}}", "{{c, b}, {a, b}}", CORRECT),
    ("{{a, b}, {b, c}}", "{a, b, c}", INCORRECT),
    ("{(a, b)}", "{(a, b)}", CORRECT),
    ("{(a, b)}", "{(b, a)}", INCORRECT),
    ("{a, b}", "{a, x}", INVALID),
    ("{a, b}", "{a b}", INVALID),
    ("{a, b}", "a and", INVALID),
    ("{a, b}", "{a, b", INVALID),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), WORDS)
def test_elements_may_be_names(key: str, answer: str, verdict: str) -> None:
    assert grade(AnswerSpec("set", NODES, key), answer).verdict == verdict


def test_words_come_from_the_option_elements() -> None:
    spec = AnswerSpec("set", "", ["red car", "x1"], {"elements": ["red car", "x1", "blue"]})

    assert grade(spec, "x1, red  car").verdict == CORRECT
    assert grade(spec, "{blue}").verdict == INCORRECT
    assert grade(spec, "{red}").verdict == INVALID


def test_an_unknown_word_is_pointed_at_with_a_near_one() -> None:
    verdict = grade(AnswerSpec("set", "", ["rain"], {"elements": ["rain", "snow"]}), "{snow, rian}")

    assert (verdict.verdict, verdict.position, verdict.length, verdict.suggestion) == (INVALID, 7, 4, "rain")


def test_a_counterexample_names_an_element_and_the_side_it_is_in() -> None:
    evidence = grade(AnswerSpec("set", "", "[0, 1)"), "[0, 2)").evidence

    assert evidence["in"] == "answer"
    assert 1 <= Fraction(evidence["element"]) < 2


def test_a_counterexample_with_symbols_names_the_point() -> None:
    evidence = grade(AnswerSpec("set", "a: real", "{a}"), "{2 a}").evidence

    assert set(evidence["point"]) == {"a"}


def test_the_echo_shows_the_set_as_read() -> None:
    verdict = grade(AnswerSpec("set", "a: real", "{a}"), "]0, a] ∪ {3}")

    assert verdict.understood_as == r"\left(0, a\right] \cup \left\{3\right\}"
    assert verdict.spoken == ("the half-open interval from 0 excluded to a included union the set of 3, end set")


def test_a_foreseen_mistake_is_found_whatever_its_order() -> None:
    spec = AnswerSpec("set", NODES, "{a, b}", mistakes=(Mistake("{b, c}", "That one is blocked."),))

    assert grade(spec, "c, b").message == "That one is blocked."


@pytest.mark.parametrize(
    ("expected", "options", "field"),
    [
        ("[0, 1", {}, "expected"),
        (7, {}, "expected"),
        ("{q}", {}, "expected"),
        ("{1}", {"elements": "a"}, "options.elements"),
        ("{1}", {"elements": ["a,b"]}, "options.elements"),
        ("{1}", {"shiny": 1}, "options.shiny"),
    ],
)
def test_a_key_that_means_nothing_is_the_authors_mistake(expected: Any, options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("set", "", expected, options))

    assert caught.value.field == field


ends = st.integers(-4, 4)
parts = st.one_of(
    st.lists(ends, max_size=3).map(lambda numbers: ("points", numbers)),
    st.tuples(ends, ends, st.booleans(), st.booleans())
    .filter(lambda part: part[0] <= part[1])
    .map(lambda part: ("interval", part)),
)


def _typed(union: list[tuple[str, Any]]) -> str:
    return " ∪ ".join(
        f"{{{', '.join(map(str, part))}}}" if kind == "points"
        else f"{'[' if part[2] else '('}{part[0]}, {part[1]}{']' if part[3] else ')'}"
        for kind, part in union
    )  # fmt: skip


def _has(union: list[tuple[str, Any]], number: Fraction) -> bool:
    return any(
        number in part
        if kind == "points"
        else part[0] < number < part[1] or (number == part[0] and part[2] and (number < part[1] or part[3]))
        or (number == part[1] and part[3] and number > part[0])
        for kind, part in union
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(parts, min_size=1, max_size=3), st.lists(parts, min_size=1, max_size=3))
def test_the_verdict_is_that_of_every_half_on_the_line(
    left: list[tuple[str, Any]], right: list[tuple[str, Any]]
) -> None:
    halves = [Fraction(number, 2) for number in range(-10, 11)]

    verdict = grade(AnswerSpec("set", "", _typed(left)), _typed(right))

    same = all(_has(left, number) == _has(right, number) for number in halves)
    assert verdict.verdict == (CORRECT if same else INCORRECT)
    if not same:
        element = Fraction(verdict.evidence["element"])
        assert _has(left, element) != _has(right, element)
        assert verdict.evidence["in"] == ("expected" if _has(left, element) else "answer")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.randoms())
def test_shuffling_and_repeating_change_nothing(elements: list[str], random: Any) -> None:
    shuffled = elements + elements[:1]
    random.shuffle(shuffled)

    verdict = grade(AnswerSpec("set", NODES, f"{{{', '.join(elements)}}}"), f"{{{', '.join(shuffled)}}}")

    assert verdict.verdict == CORRECT


@settings(max_examples=30, deadline=None)
@given(st.lists(st.fractions(-3, 3, max_denominator=4), min_size=2, max_size=6, unique=True))
def test_an_interval_is_the_union_of_its_pieces(cuts: list[Fraction]) -> None:
    ordered = sorted(cuts)
    pieces = " ∪ ".join(f"[{left}, {right})" for left, right in pairwise(ordered))

    assert grade(AnswerSpec("set", "", f"[{ordered[0]}, {ordered[-1]})"), pieces).verdict == CORRECT
