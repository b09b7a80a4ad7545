"""Orders: any that the key allows is right."""

from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.nearest_order import closure, nearest_order, staying, violated
from pengrade.grading.comparing.ordering import items_of
from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT

FULL = ["a", "b", "c"]
PARTIAL = {"before": [["wake up", "wash"], ["wake up", "eat"], ["eat", "leave"]]}

CASES: list[tuple[Any, str, str]] = [
    (FULL, "a, b, c", CORRECT),
    (FULL, '["a", "b", "c"]', CORRECT),
    (FULL, "a -> b -> c", CORRECT),
    (FULL, r"a \to b \to c", CORRECT),
    (FULL, "a\nb\nc", CORRECT),
    (FULL, "a < b < c", CORRECT),
    ("a, b, c", "a; b; c", CORRECT),
    (FULL, "a, c, b", INCORRECT),
    (FULL, "c, b, a", INCORRECT),
    (FULL, "a, b", INVALID),  # an item is missing, which costs nothing
    (FULL, "a, b, c, d", INVALID),
    (FULL, "a, b, b, c", INVALID),
    (FULL, "a, , c", INVALID),
    (FULL, "", INVALID),
    (FULL, "   ", INVALID),
    (FULL, "[1, 2]", INVALID),
    (FULL, "[" * 3000, INVALID),
    (FULL, "a" * 5000, INVALID),
    (["x_1", r"\mu"], "x_{1}, mu", CORRECT),
    (PARTIAL, "wake up, wash, eat, leave", CORRECT),
    (PARTIAL, "wake up, eat, leave, wash", CORRECT),
    (PARTIAL, "wake  up, eat, wash, leave", CORRECT),
    (PARTIAL, "wake up, leave, eat, wash", INCORRECT),
    (PARTIAL, "wash, wake up, eat, leave", INCORRECT),
    (PARTIAL, "wake up, eat, leave", INVALID),
]


@pytest.mark.parametrize(("key", "answer", "verdict"), CASES)
def test_an_order_that_the_key_allows_is_right(key: Any, answer: str, verdict: str) -> None:
    found = grade(AnswerSpec("ordering", "", key), answer)

    assert found.verdict == verdict
    assert verdict != INVALID or found.position is not None


def test_a_wrong_order_names_a_pair_that_it_violates() -> None:
    verdict = grade(AnswerSpec("ordering", "", FULL), "a, c, b")

    assert verdict.evidence["method"] == "exhaustive"
    assert verdict.evidence["violated"] == ["b", "c"]


@pytest.mark.parametrize(
    ("key", "answer", "finding", "moved", "nearest"),
    [
        (list("abcd"), "a, c, b, d", "neighbours", ["b"], list("abcd")),
        (list("abcd"), "b, c, d, a", "one-item", ["a"], list("abcd")),
        (list("abcd"), "d, c, b, a", "reversed", ["c", "b", "a"], list("abcd")),
        (list("abcde"), "b, a, c, e, d", "several-items", ["a", "d"], list("abcde")),
        (
            PARTIAL,
            "leave, wash, wake up, eat",
            "several-items",
            ["wake up", "eat"],
            ["wake up", "eat", "leave", "wash"],
        ),
    ],
)
def test_a_wrong_order_is_compared_with_the_nearest_allowed_one(
    key: Any, answer: str, finding: str, moved: list[str], nearest: list[str]
) -> None:
    verdict = grade(AnswerSpec("ordering", "", key), answer)

    assert (verdict.finding, verdict.evidence["moved"]) == (finding, moved)
    assert verdict.evidence["nearest"] == nearest
    assert not any(item in verdict.message for item in ("leave", "wake up"))


def test_free_items_may_stand_anywhere() -> None:
    spec = AnswerSpec("ordering", "", {"before": [["a", "b"]]}, {"items": ["z"]})

    assert [grade(spec, order).verdict for order in ("z, a, b", "a, z, b", "a, b, z", "b, a, z")] == [
        CORRECT, CORRECT, CORRECT, INCORRECT,
    ]  # fmt: skip


CREDITS: list[tuple[Any, str, float]] = [
    (["a", "b", "c", "d"], "b, a, c, d", 2 / 3),
    (["a", "b", "c", "d"], "d, a, b, c", 2 / 3),  # one item out of place, however far
    (["a", "b", "c", "d"], "d, c, b, a", 0),
    (["a", "b", "c", "d"], "b, a, d, c", 1 / 3),
    (PARTIAL, "wash, wake up, eat, leave", 2 / 3),
    (["a", "b"], "b, a", 0),
]


@pytest.mark.parametrize(("key", "answer", "score"), CREDITS)
def test_partial_credit_counts_the_items_that_can_stay(key: Any, answer: str, score: float) -> None:
    verdict = grade(AnswerSpec("ordering", "", key, {"partial_credit": True}), answer)

    assert verdict.score == pytest.approx(score)
    assert verdict.verdict == (PARTLY_CORRECT if score else INCORRECT)


@pytest.mark.parametrize(
    ("answer", "verdict", "finding", "score"),
    [
        ("a, b, c", CORRECT, None, 1),
        ("a, b, x, c", PARTLY_CORRECT, "distractor", 1 / 2),
        ("a, x, b, y, c", INCORRECT, "distractor", 0),
        ("a, b", PARTLY_CORRECT, "missing-item", 1 / 2),  # and not unreadable: which belong is the question
        ("a, b, x", INCORRECT, "distractor", 0),
        ("b, a, c", PARTLY_CORRECT, "neighbours", 1 / 2),
        ("x", INCORRECT, "distractor", 0),
        ("a, b, z", INVALID, None, 0),
        ("a, b, c, x, x", INVALID, None, 0),
    ],
)
def test_distractors_belong_in_no_order(answer: str, verdict: str, finding: str | None, score: float) -> None:
    spec = AnswerSpec("ordering", "", FULL, {"distractors": ["x", "y"], "partial_credit": True})
    check(spec)

    found = grade(spec, answer)

    assert (found.verdict, found.finding) == (verdict, finding)
    assert found.score == pytest.approx(score)
    assert items_of(spec) == ["a", "b", "c", "x", "y"]
    assert answer == "x" or not any(f" {item} " in found.message for item in "xy")


def test_nobody_learns_by_leaving_items_out_which_of_them_belong() -> None:
    verdict = grade(AnswerSpec("ordering", "", FULL, {"distractors": ["x"]}), "b")

    assert verdict.verdict == INCORRECT
    assert verdict.message == "Not right yet. Something that belongs there is left out."


def test_an_unknown_item_is_pointed_at_with_a_near_one() -> None:
    verdict = grade(AnswerSpec("ordering", "", ["sample", "score", "update"]), "sample, scroe, update")

    assert (verdict.verdict, verdict.position, verdict.length, verdict.suggestion) == (INVALID, 8, 5, "score")


def test_a_foreseen_order_gets_the_authors_words() -> None:
    spec = AnswerSpec("ordering", "", FULL, mistakes=(Mistake("c, b, a", "You went backwards."),))

    assert grade(spec, "c, b, a").message == "You went backwards."


def test_the_echo_shows_the_order_as_read() -> None:
    verdict = grade(AnswerSpec("ordering", "", ["a", "go on"]), "go  on, a")

    assert (verdict.understood_as, verdict.spoken) == (r"\text{go on} \prec a", "go on, then a")


@pytest.mark.parametrize(
    ("expected", "options", "field"),
    [
        (["a"], {}, "expected"),
        (["a", "b", "a"], {}, "expected"),
        ({"before": [["a", "b"], ["b", "a"]]}, {}, "expected"),
        ({"before": [["a"]]}, {}, "expected"),
        ({"after": [["a", "b"]]}, {}, "expected"),
        (["a", "b"], {"partial_credit": "yes"}, "options.partial_credit"),
        (["a", "b"], {"distractors": ["b"]}, "options.distractors"),
        (["a", "b"], {"distractors": "x"}, "options.distractors"),
        ({"before": [["a", "b"]]}, {"items": "c"}, "options.items"),
        ({"before": [["a", "b"]]}, {"items": ["c"], "distractors": ["c"]}, "options.distractors"),
    ],
)
def test_a_key_that_means_nothing_is_the_authors_mistake(expected: Any, options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("ordering", "", expected, options))

    assert caught.value.field == field


pairs = st.lists(st.sampled_from(list(combinations("abcde", 2))), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(pairs, st.permutations("abcde"))
def test_the_verdict_and_the_credit_are_those_of_trying_everything(
    before: list[tuple[str, str]], answer: list[str]
) -> None:
    spec = AnswerSpec("ordering", "", {"before": before}, {"items": list("abcde"), "partial_credit": True})
    allowed = [order for order in permutations("abcde") if all(order.index(a) < order.index(b) for a, b in before)]
    stays = max(
        size
        for size in range(1, 6)
        for kept in combinations(answer, size)
        if any(tuple(item for item in order if item in kept) == kept for order in allowed)
    )

    verdict = grade(spec, ", ".join(answer))

    assert (verdict.verdict == CORRECT) == (tuple(answer) in allowed)
    assert verdict.score == pytest.approx((stays - 1) / 4)


@settings(max_examples=80, deadline=None)
@given(pairs, st.permutations("abcde"))
def test_the_nearest_order_is_allowed_and_moves_as_few_items_as_any(
    before: list[tuple[str, str]], answer: list[str]
) -> None:
    closed = closure(frozenset(before))
    allowed = [list(order) for order in permutations("abcde") if not violated(order, before)]
    fewest = min(5 - _longest_common(answer, order) for order in allowed)

    stay = staying(answer, closed)
    order = nearest_order(answer, stay, closed)

    assert order in allowed
    assert [item for item in order if item in stay] == stay
    assert len(answer) - len(stay) == fewest


def _longest_common(one: list[str], other: list[str]) -> int:
    """How many items stand in the same order in both."""
    return max(
        size
        for size in range(1, 6)
        for some in combinations(one, size)
        if [item for item in other if item in some] == list(some)
    )
