"""Distributions made of coins, against their tables."""

from collections import defaultdict
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.graphs.coins import Coins, holds_in, in_words, refutation, simple_refutation
from pengrade.grading.graphs.semigraphoid import Consequences
from pengrade.grading.graphs.statements import Statement
from tests.grading.graphs.exact_tables import Table, independent_in
from tests.grading.graphs.test_semigraphoid import FOUR, STATEMENTS


def table_of(coins: Coins) -> Table:
    names = sorted(coins)
    table: Table = defaultdict(Fraction)
    count = max(coins.values()).bit_length()
    for thrown in product((0, 1), repeat=count):
        bits = sum(side << place for place, side in enumerate(thrown))
        table[tuple((coins[name] & bits).bit_count() % 2 for name in names)] += Fraction(1, 2**count)
    return table


def about(left: str, right: str, condition: str = "") -> Statement:
    return Statement(frozenset(left), frozenset(right), frozenset(condition))


@settings(deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
def test_what_holds_among_coins_is_what_holds_in_their_table(sums: list[int]) -> None:
    coins = dict(zip(FOUR, sums, strict=True))
    table = table_of(coins)

    assert all(holds_in(coins, one) == independent_in(table, FOUR, one) for one in STATEMENTS)


@settings(max_examples=200, deadline=None)
@given(st.sets(st.sampled_from(STATEMENTS), max_size=3), st.sampled_from(STATEMENTS))
def test_a_refutation_is_one(holding: set[Statement], failing: Statement) -> None:
    for find in (simple_refutation, refutation):
        coins = find(holding, failing)
        if coins is not None:
            names, table = sorted(coins), table_of(coins)
            assert all(independent_in(table, names, one) for one in holding)
            assert not independent_in(table, names, failing)
            assert failing not in Consequences(holding, FOUR)


@pytest.mark.parametrize(
    ("holding", "failing", "words"),
    [
        ([about("a", "b")], about("a", "b", "c"), {"a": "coin1", "b": "coin2", "c": "coin1 + coin2"}),
        ([about("a", "b", "c")], about("a", "b"), {"a": "coin1", "b": "coin1", "c": "coin1"}),
        ([about("a", "b"), about("a", "c")], about("a", "bc"), {"a": "coin1", "b": "coin2", "c": "coin1 + coin2"}),
        ([], about("a", "b"), {"a": "coin1", "b": "coin1"}),
    ],
)
def test_a_refutation_is_told_in_coins(holding: list[Statement], failing: Statement, words: dict[str, str]) -> None:
    coins = simple_refutation(holding, failing)

    assert coins is not None
    assert in_words(coins) == words


def test_what_neither_copies_nor_a_sum_refute_a_search_does() -> None:
    holding, failing = [about("a", "b"), about("a", "c"), about("c", "d", "ab")], about("a", "c", "d")

    assert simple_refutation(holding, failing) is None
    coins = refutation(holding, failing)
    assert coins is not None
    assert in_words(coins) == {"a": "coin1", "b": "coin2", "c": "coin2", "d": "coin1 + coin2"}


def test_among_four_variables_hardly_anything_that_does_not_follow_stays_open() -> None:
    random = Random(6)
    drawn = [(random.sample(STATEMENTS, random.randint(1, 4)), random.choice(STATEMENTS)) for _ in range(1000)]
    apart = [(holding, failing) for holding, failing in drawn if failing not in Consequences(holding, FOUR)]

    stay_open = [failing for holding, failing in apart if refutation(holding, failing) is None]

    assert len(apart) > 500
    assert len(stay_open) <= 2  # some take variables that are no sums of coins


def test_what_follows_is_not_refuted() -> None:
    assert refutation([about("a", "b"), about("a", "c", "b")], about("a", "bc")) is None


def test_among_many_variables_small_refutations_are_found_and_no_others_sought() -> None:
    names = "abcdefghijkl"
    one_by_one = [about("a", name) for name in names[1:]]

    coins = simple_refutation(one_by_one, about("a", names[1:]))

    assert coins is not None
    assert {name for name, bits in coins.items() if bits} == set("abc")
    assert refutation(one_by_one, about("a", names[1:])) is None
