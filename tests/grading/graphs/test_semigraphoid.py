"""What follows from statements of independence, against the four rules followed naively and against graphs."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.graphs.imaps import ordered_claims
from pengrade.grading.graphs.model import topological_order
from pengrade.grading.graphs.semigraphoid import Consequences, follows_from_one
from pengrade.grading.graphs.separation import holds
from pengrade.grading.graphs.statements import Statement
from tests.grading.graphs.examples import all_dags, statements_of_pairs

FOUR = "abcd"


def all_statements(names: str) -> list[Statement]:
    found = set()
    for marks in product("xyz-", repeat=len(names)):
        left, right, given = (
            frozenset(name for name, mark in zip(names, marks, strict=True) if mark == one) for one in "xyz"
        )
        if left and right:
            found.add(Statement(left, right, given).turned)
    return sorted(found, key=str)


STATEMENTS = all_statements(FOUR)


def naively(premises: set[Statement]) -> set[Statement]:
    """Symmetry, decomposition, weak union and contraction, until nothing new comes."""
    known = {side for one in premises for side in (one, Statement(one.right, one.left, one.given))}
    while True:
        new = set()
        for one in known:
            for name in one.right if len(one.right) > 1 else ():
                less = one.right - {name}
                new.add(Statement(one.left, less, one.given))
                new.add(Statement(one.left, less, one.given | {name}))
            for other in known:
                if one.left == other.left and other.given == one.given | one.right:
                    new.add(Statement(one.left, one.right | other.right, one.given))
        new |= {Statement(one.right, one.left, one.given) for one in new}
        if new <= known:
            return {one.turned for one in known}
        known |= new


@settings(max_examples=150, deadline=None)
@given(st.sets(st.sampled_from(STATEMENTS), min_size=1, max_size=4))
def test_what_follows_is_what_the_four_rules_reach(premises: set[Statement]) -> None:
    consequences = Consequences(premises, FOUR)

    assert {one for one in STATEMENTS if one in consequences} == naively(premises)


def test_from_a_single_statement_follow_its_parts() -> None:
    for premise in STATEMENTS:
        consequences = Consequences([premise], FOUR)

        assert all(follows_from_one(premise, one) == (one in consequences) for one in STATEMENTS)


def test_from_the_ordered_markov_property_follows_all_that_a_graph_separates() -> None:
    # T. Verma and J. Pearl, Causal networks: semantics and expressiveness, 1988
    for graph in all_dags(4)[::7]:
        consequences = Consequences(ordered_claims(graph, topological_order(graph)), graph.nodes)

        assert all((one in consequences) == holds(graph, one) for one in statements_of_pairs(graph.nodes))


def test_more_variables_than_can_be_followed_are_refused() -> None:
    with pytest.raises(ValueError, match="variables"):
        Consequences([], "abcdefghijk")
