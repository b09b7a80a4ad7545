"""Which independencies a graph claims that do not hold, and which edges it could do without.

A graph is an I-map of another (or of the distributions over it) if every independence that it shows holds there. It is
enough to look at a few statements, from which the others follow since separation is a graphoid (J. Pearl and A. Paz,
Graphoids, 1985): of a directed graph those of the ordered Markov property, of an undirected one the pairwise ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pengrade.grading.graphs.model import DIRECTED, Graph, Pair, topological_order
from pengrade.grading.graphs.moral import moral
from pengrade.grading.graphs.separation import Trail, holds, open_trail
from pengrade.grading.graphs.statements import Statement, of_pair

MOST_NODES_TO_SHORTEN = 12
LARGEST_SHORT_CONDITION = 2


@dataclass(frozen=True)
class Difference:
    """A statement that one graph claims, and a trail that is open in the other."""

    statement: Statement
    trail: Trail


def wrong_claim(graph: Graph, truth: Graph) -> Difference | None:
    """An independence of two variables that `graph` shows and `truth` does not; None for an I-map of `truth`.

    Both have the same nodes, and neither is mixed. The condition is as short as can be found quickly.
    """
    for claim in _claims(graph, truth):
        trail = open_trail(truth, claim)
        if trail is not None:
            return _shortened(graph, truth, claim, trail)
    return None


def needless_edge(graph: Graph, truth: Graph) -> tuple[Pair, Statement] | None:
    """An edge of an I-map of `truth` without which it would still be one, and what would then be seen to hold.

    Arrows are tried as (parent, child). Of a directed graph a node's other parents are the condition; of an undirected
    one all other nodes.
    """
    for tail, head in sorted(graph.arrows or graph.skeleton):
        given = graph.parents[head] - {tail} if graph.arrows else graph.nodes - {tail, head}
        statement = of_pair(tail, head, given).turned
        if holds(truth, statement):
            return (tail, head), statement
    return None


def _claims(graph: Graph, truth: Graph) -> Iterator[Statement]:
    if graph.sort == DIRECTED:
        yield from ordered_claims(graph, topological_order(graph))
        return
    # Given all others, two variables are connected in `truth` only where its moral graph joins them.
    for one, other in sorted(moral(truth).skeleton - graph.skeleton):
        yield of_pair(one, other, graph.nodes - {one, other})


def ordered_claims(graph: Graph, order: list[str]) -> Iterator[Statement]:
    """The ordered Markov property: each node is independent of its other predecessors, given its parents."""
    for place, node in enumerate(order):
        others = frozenset(order[:place]) - graph.parents[node]
        if others:
            yield Statement(frozenset((node,)), others, graph.parents[node])


def _shortened(graph: Graph, truth: Graph, claim: Statement, trail: Trail) -> Difference:
    """The claim for the ends of the trail alone, given as little as possible."""
    one, other = sorted((trail.nodes[0], trail.nodes[-1]))
    rest = sorted(graph.nodes - {one, other})
    if len(graph.nodes) <= MOST_NODES_TO_SHORTEN:
        for size in range(min(LARGEST_SHORT_CONDITION + 1, len(claim.given))):
            for given in combinations(rest, size):
                shorter = of_pair(one, other, frozenset(given))
                if holds(graph, shorter) and (found := open_trail(truth, shorter)):
                    return Difference(shorter, found)
    alone = of_pair(one, other, claim.given)
    return Difference(alone, open_trail(truth, alone) or trail)
