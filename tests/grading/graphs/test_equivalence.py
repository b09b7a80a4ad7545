"""Markov equivalence, against the full lists of what graphs separate."""

from collections import defaultdict
from random import Random

from pengrade.grading.graphs.equivalence import markov_class, markov_difference
from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.separation import holds, open_trail
from pengrade.grading.graphs.statements import Statement
from tests.grading.graphs.examples import all_dags, all_undirected, independencies

GRAPHS = [*all_dags(4), *all_undirected(4)]


def _by_independencies(graphs: list[Graph]) -> dict[frozenset[Statement], list[Graph]]:
    found = defaultdict(list)
    for graph in graphs:
        found[independencies(graph)].append(graph)
    return found


def test_there_are_as_many_classes_of_directed_graphs_as_are_known() -> None:
    # S. Gillispie and M. Perlman, Enumerating Markov equivalence classes of acyclic digraph models, 2001
    assert [len({markov_class(graph) for graph in all_dags(size)}) for size in (2, 3, 4)] == [2, 11, 185]


def test_graphs_share_a_class_where_they_separate_the_same_directed_or_not() -> None:
    by_independencies = _by_independencies(GRAPHS)
    classes = [{markov_class(graph) for graph in graphs} for graphs in by_independencies.values()]

    assert all(len(texts) == 1 for texts in classes)
    assert len(set[str]().union(*classes)) == len(classes)


def test_a_difference_is_found_where_there_is_one_and_is_one() -> None:
    random = Random(4)
    separated = {graph: independencies(graph) for graph in GRAPHS}
    for _ in range(3000):
        first, second = random.choice(GRAPHS), random.choice(GRAPHS)

        found = markov_difference(first, second)

        assert (found is None) == (separated[first] == separated[second])
        if found is not None:
            claimant, other = (first, second) if found.first_claims else (second, first)
            assert holds(claimant, found.difference.statement)
            assert open_trail(other, found.difference.statement) == found.difference.trail


def test_equivalent_graphs_on_five_nodes_show_no_difference() -> None:
    random = Random(5)
    by_class = defaultdict(list)
    for graph in all_dags(5):
        by_class[markov_class(graph)].append(graph)
    assert len(by_class) == 8782
    for graphs in random.sample(sorted(by_class.values(), key=lambda some: markov_class(some[0])), 400):
        first, second = random.choice(graphs), random.choice(graphs)
        unlike = random.choice(next(iter(random.sample(list(by_class.values()), 1))))

        assert markov_difference(first, second) is None
        assert (markov_difference(first, unlike) is None) == (markov_class(unlike) == markov_class(first))
