"""The undirected graph of a factorisation: every two variables of one factor are joined.

Of a directed graph the factors are the conditional distributions of each node given its parents, so parents of one node
are joined ("married") and the arrows lose their heads (S. Lauritzen and D. Spiegelhalter, Local computations with
probabilities on graphical structures, 1988).
"""

from itertools import combinations

from pengrade.grading.graphs.model import Graph, Pair, pair


def moral(graph: Graph) -> Graph:
    """Undirected, on the same nodes; of an undirected graph it is the graph itself."""
    return Graph(graph.nodes, lines=graph.skeleton | marriages(graph))


def marriages(graph: Graph) -> frozenset[Pair]:
    """Pairs with a common child that no edge joins."""
    parents = (sorted(graph.parents[node]) for node in graph.nodes)
    return frozenset(pair(*two) for some in parents for two in combinations(some, 2)) - graph.skeleton


def immoralities(graph: Graph) -> frozenset[tuple[str, str, str]]:
    """The v-structures: (one parent, the child, the other parent), parents in alphabetical order and not joined."""
    unjoined = marriages(graph)
    return frozenset(
        (one, node, other) for one, other in unjoined for node in graph.children[one] & graph.children[other]
    )
