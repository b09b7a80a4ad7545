"""When two graphs show the same independencies."""

from dataclasses import dataclass

from pengrade.grading.graphs.imaps import Difference, wrong_claim
from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.moral import immoralities


@dataclass(frozen=True)
class OneSided:
    """A difference, and whether it is the first of two graphs that claims the independence."""

    difference: Difference
    first_claims: bool


def markov_difference(first: Graph, second: Graph) -> OneSided | None:
    """An independence that one of the two shows and the other does not; None where they are Markov equivalent.

    Any sorts may be compared, save mixed ones; both graphs have the same nodes.
    """
    for graph, truth, first_claims in ((first, second, True), (second, first, False)):
        difference = wrong_claim(graph, truth)
        if difference is not None:
            return OneSided(difference, first_claims)
    return None


def markov_class(graph: Graph) -> str:
    """One text for all Markov equivalent graphs: the skeleton and the v-structures.

    That is so among directed graphs (T. Verma and J. Pearl, Equivalence and synthesis of causal models, 1990) and among
    undirected ones. A directed graph and an undirected one are equivalent if the directed one has no v-structures and
    both have one skeleton; the undirected graph is then chordal.
    """
    joined = ", ".join(f"{one}-{other}" for one, other in sorted(graph.skeleton))
    met = ", ".join(f"{one}>{node}<{other}" for one, node, other in sorted(immoralities(graph)))
    return f"{joined} / {met}"
