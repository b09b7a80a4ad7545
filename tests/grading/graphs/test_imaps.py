"""I-maps, minimal ones and moral graphs, by their definitions."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.graphs.imaps import needless_edge, wrong_claim
from pengrade.grading.graphs.model import Graph, pair
from pengrade.grading.graphs.moral import immoralities, marriages, moral
from pengrade.grading.graphs.separation import holds, open_trail
from tests.grading.graphs.examples import dags, independencies, undirected

MOST = 5


@st.composite
def two_graphs(draw: st.DrawFn) -> tuple[Graph, Graph]:
    """Of any sort, on the same nodes."""
    first, second = (draw(st.one_of(dags(MOST), undirected(MOST))) for _ in range(2))
    nodes = first.nodes | second.nodes
    return first.with_nodes(nodes), second.with_nodes(nodes)


@settings(deadline=None)
@given(two_graphs())
def test_an_i_map_shows_no_independence_that_is_not_there(graphs: tuple[Graph, Graph]) -> None:
    graph, truth = graphs

    found = wrong_claim(graph, truth)

    assert (found is None) == (independencies(graph) <= independencies(truth))
    if found is not None:
        assert holds(graph, found.statement)
        assert open_trail(truth, found.statement) == found.trail


@settings(deadline=None)
@given(two_graphs())
def test_a_needless_edge_can_be_taken_away(graphs: tuple[Graph, Graph]) -> None:
    graph, truth = graphs
    if not independencies(graph) <= independencies(truth):
        return

    found = needless_edge(graph, truth)

    thinner = {edge: graph.without(edge) for edge in graph.arrows or graph.lines}
    still = {edge for edge, without in thinner.items() if independencies(without) <= independencies(truth)}
    assert (found is None) == (not still)
    if found is not None:
        edge, statement = found
        assert edge in still
        assert holds(truth, statement)
        assert not holds(graph, statement)


@given(dags(MOST))
def test_the_moral_graph_is_the_only_minimal_undirected_i_map(graph: Graph) -> None:
    married = moral(graph)
    pairs = frozenset(
        pair(one, other)
        for one, other in combinations(sorted(graph.nodes), 2)
        if graph.children[one] & graph.children[other] or (one, other) in graph.arrows or (other, one) in graph.arrows
    )

    assert married.lines == pairs
    assert wrong_claim(married, graph) is None
    assert needless_edge(married, graph) is None


@given(dags(MOST))
def test_immoralities_are_the_common_children_of_parents_that_are_not_joined(graph: Graph) -> None:
    found = {
        (one, child, other)
        for one, other in combinations(sorted(graph.nodes), 2)
        for child in graph.nodes
        if {(one, child), (other, child)} <= graph.arrows and not {(one, other), (other, one)} & graph.arrows
    }

    assert immoralities(graph) == found
    assert {(one, other) for one, _, other in found} == marriages(graph)
