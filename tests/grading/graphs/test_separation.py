"""Separation, against networkx and against exact tables of small networks."""

from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.separation import Trail, holds, open_trail
from pengrade.grading.graphs.statements import Statement, of_pair
from pengrade.grading.reading.graphs import read_graph
from tests.grading.graphs.exact_tables import independent_in, table_of_factors, table_over
from tests.grading.graphs.examples import dags, statements, statements_of_pairs, undirected

SHOP = "a->q, z->q, z->h, q->e"


def graph(text: str) -> Graph:
    return read_graph(text)[0].graph


def statement(left: str, right: str, condition: str = "") -> Statement:
    return Statement(frozenset(left), frozenset(right), frozenset(condition))


@pytest.mark.parametrize(
    ("text", "about", "trail"),
    [
        (SHOP, statement("a", "z"), None),
        (SHOP, statement("a", "z", "q"), ["a", "->", "q", "<-", "z"]),
        (SHOP, statement("a", "h", "e"), ["a", "->", "q", "<-", "z", "->", "h"]),  # a descendant opens the collider
        (SHOP, statement("a", "h", "ez"), None),
        (SHOP, statement("h", "e"), ["h", "<-", "z", "->", "q", "->", "e"]),
        (SHOP, statement("ah", "e", "q"), None),
        (SHOP, statement("a", "he"), ["a", "->", "q", "->", "e"]),
        ("a-b-c-d", statement("a", "d"), ["a", "-", "b", "-", "c", "-", "d"]),
        ("a-b-c-d", statement("a", "d", "c"), None),
        ("f:{a,b,c}, g:{c,d}", statement("a", "b", "c"), ["a", "-", "b"]),
        ("f:{a,b,c}, g:{c,d}", statement("a", "d", "c"), None),
        ("a, b", statement("a", "b"), None),
    ],
)
def test_a_shortest_open_trail_is_named(text: str, about: Statement, trail: list[str] | None) -> None:
    found = open_trail(graph(text), about)

    assert (found and found.as_list()) == trail


def test_a_trail_tells_its_colliders() -> None:
    assert Trail(("a", "q", "z", "h"), ("->", "<-", "->")).colliders == ("q",)


@given(st.data())
def test_d_separation_is_that_of_networkx(data: st.DataObject) -> None:
    drawn = data.draw(dags(7))
    about = data.draw(statements(drawn))
    other: nx.DiGraph[str] = nx.DiGraph(sorted(drawn.arrows))
    other.add_nodes_from(drawn.nodes)

    assert holds(drawn, about) == nx.is_d_separator(other, set(about.left), set(about.right), set(about.given))


@given(st.data())
def test_an_open_trail_is_a_path_of_the_graph_that_nothing_blocks(data: st.DataObject) -> None:
    drawn = data.draw(dags(7))
    about = data.draw(statements(drawn))
    trail = open_trail(drawn, about)
    if trail is None:
        return

    assert len(set(trail.nodes)) == len(trail.nodes)
    assert trail.nodes[0] in about.left
    assert trail.nodes[-1] in about.right
    for one, sign, other in zip(trail.nodes, trail.signs, trail.nodes[1:], strict=False):
        assert ((one, other) if sign == "->" else (other, one)) in drawn.arrows
    opening = {node for node in drawn.nodes if drawn.ancestors(about.given) & {node}}
    assert set(trail.colliders) <= opening
    assert not (set(trail.nodes[1:-1]) - set(trail.colliders)) & about.given


@settings(deadline=None)
@given(dags(5), st.integers(0, 10**6))
def test_what_a_directed_graph_separates_is_what_is_independent_in_a_table_over_it(drawn: Graph, seed: int) -> None:
    names = sorted(drawn.nodes)
    table = table_over(drawn, names, Random(seed))

    for about in statements_of_pairs(drawn.nodes):
        assert independent_in(table, names, about) == holds(drawn, about)


@settings(deadline=None)
@given(undirected(4), st.integers(0, 10**6))
def test_what_an_undirected_graph_separates_is_independent_in_a_table_over_it(drawn: Graph, seed: int) -> None:
    names = sorted(drawn.nodes)
    table = table_of_factors(drawn, names, Random(seed))

    for about in statements_of_pairs(drawn.nodes):
        assert independent_in(table, names, about) or not holds(drawn, about)


@given(st.data())
def test_a_set_is_separated_where_each_of_its_pairs_is(data: st.DataObject) -> None:
    drawn = data.draw(dags(6))
    about = data.draw(statements(drawn))

    assert holds(drawn, about) == all(holds(drawn, of_pair(*triple)) for triple in about.pairs)
