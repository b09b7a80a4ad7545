"""Small graphs to try everything on, and all that they separate."""

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import strategies as st

from pengrade.grading.graphs.model import Graph, Pair, cycle_in
from pengrade.grading.graphs.separation import holds
from pengrade.grading.graphs.statements import Statement, of_pair

NAMES = "abcdefgh"


def all_dags(size: int) -> list[Graph]:
    """Every directed graph without cycles on so many nodes; 25 on three, 543 on four."""
    nodes = frozenset(NAMES[:size])
    pairs = list(combinations(sorted(nodes), 2))
    graphs = (Graph(nodes, _arrows(pairs, ways)) for ways in product((-1, 0, 1), repeat=len(pairs)))
    return [graph for graph in graphs if not cycle_in(graph)]


def _arrows(pairs: list[Pair], ways: tuple[int, ...]) -> frozenset[Pair]:
    both = zip(pairs, ways, strict=True)
    return frozenset((one, other) if way > 0 else (other, one) for (one, other), way in both if way)


def all_undirected(size: int) -> list[Graph]:
    nodes = frozenset(NAMES[:size])
    pairs = list(combinations(sorted(nodes), 2))
    return [
        Graph(nodes, lines=frozenset(ends for ends, drawn in zip(pairs, marks, strict=True) if drawn))
        for marks in product((False, True), repeat=len(pairs))
    ]


@st.composite
def dags(draw: st.DrawFn, most: int = 6) -> Graph:
    size = draw(st.integers(2, most))
    order = draw(st.permutations(NAMES[:size]))
    drawn = draw(st.lists(st.booleans(), min_size=size * (size - 1) // 2, max_size=size * (size - 1) // 2))
    arrows = (ends for ends, there in zip(combinations(order, 2), drawn, strict=True) if there)
    return Graph(frozenset(order), frozenset(arrows))


@st.composite
def undirected(draw: st.DrawFn, most: int = 6) -> Graph:
    graph = draw(dags(most))
    return Graph(graph.nodes, lines=graph.skeleton)


@st.composite
def statements(draw: st.DrawFn, graph: Graph) -> Statement:
    """One about nodes of the graph, of which it has at least two."""
    order = draw(st.permutations(sorted(graph.nodes)))
    first = draw(st.integers(1, len(order) - 1))
    second = draw(st.integers(first + 1, len(order)))
    third = draw(st.integers(second, len(order)))
    return Statement(frozenset(order[:first]), frozenset(order[first:second]), frozenset(order[second:third]))


def statements_of_pairs(nodes: frozenset[str]) -> Iterator[Statement]:
    """Every two variables, given every set of others; what a graph separates follows from these alone."""
    for one, other in combinations(sorted(nodes), 2):
        rest = sorted(nodes - {one, other})
        for size in range(len(rest) + 1):
            yield from (of_pair(one, other, frozenset(given)) for given in combinations(rest, size))


def independencies(graph: Graph) -> frozenset[Statement]:
    return frozenset(statement for statement in statements_of_pairs(graph.nodes) if holds(graph, statement))
