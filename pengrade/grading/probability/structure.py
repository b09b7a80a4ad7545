"""How a joint distribution is built of factors: over a directed graph, an undirected one or a factor graph."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pengrade.grading.graphs.model import DIRECTED, EDGELESS, MIXED, Graph, cycle_in, topological_order
from pengrade.grading.spec import SpecError

Slots = tuple[str, ...]


@dataclass(frozen=True)
class Factor:
    """A table over `given` and `left`; with a single slot on the left it is a conditional distribution of that slot."""

    left: Slots
    given: Slots = ()

    @property
    def slots(self) -> Slots:
        return (*self.given, *self.left)


@dataclass(frozen=True)
class Structure:
    """`order`: parents before children. Of a directed graph every factor is a node given its parents."""

    graph: Graph
    order: Slots
    directed: bool

    def closure(self, slots: Iterable[str]) -> frozenset[str]:
        """The slots that the distribution of these depends on: in a directed graph, they and their ancestors."""
        return frozenset(self.graph.ancestors(slots)) if self.directed else self.graph.nodes

    def factors(self, slots: frozenset[str]) -> list[Factor]:
        """The factors of the distribution of a closure."""
        if self.directed:
            return [Factor((node,), tuple(sorted(self.graph.parents[node]))) for node in self.order if node in slots]
        return [Factor(scope) for scope in self._scopes()]

    def _scopes(self) -> list[Slots]:
        """The factors' own scopes, or the maximal cliques; and every node by itself, for the lonely ones."""
        if self.graph.factors:
            scopes = [factor.scope for factor in self.graph.factors]
        else:
            import networkx  # here, since it takes longer to import than all the rest of the engine and is seldom asked

            drawn: networkx.Graph[str] = networkx.Graph(self.graph.skeleton)
            scopes = [frozenset(clique) for clique in networkx.find_cliques(drawn)]
        return sorted({tuple(sorted(scope)) for scope in (*scopes, *({node} for node in self.graph.nodes))})


@lru_cache(maxsize=512)
def structure_of(graph: Graph, slots: frozenset[str]) -> Structure:
    """Over all these slots; those without an edge are independent of all others. SpecError for what is no model."""
    unknown = sorted(graph.nodes - slots)
    if unknown:
        raise SpecError(f"{unknown[0]!r} is no declared variable.", "options.graph")
    if graph.sort == MIXED:
        raise SpecError("A graph of a distribution has arrows or lines, not both.", "options.graph")
    if cycle_in(graph):
        raise SpecError("The graph has a cycle.", "options.graph")
    whole = graph.with_nodes(slots)
    return Structure(whole, tuple(topological_order(whole)), graph.sort in (DIRECTED, EDGELESS))
