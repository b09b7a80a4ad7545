"""Directed graphs over random variables: 'h_1->h_2, h_1->v_1' to the parents of every node."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

import networkx

from pengrade.grading.declarations import canonical_name
from pengrade.grading.spec import SpecError

ARROWS = ("->", "→", "\\to", "\\rightarrow")


class Graph:
    """`parents` of every node that has an edge, in an order in which parents come first.

    A declared variable without an edge is a node of its own, independent of all others.
    """

    def __init__(self, parents: Mapping[str, tuple[str, ...]]) -> None:
        self.parents = dict(parents)

    def parents_of(self, node: str) -> tuple[str, ...]:
        return self.parents.get(node, ())

    def ancestral(self, nodes: frozenset[str]) -> list[str]:
        """The nodes and all their ancestors, parents first: the others sum out to one."""
        found, waiting = set(nodes), list(nodes)
        while waiting:
            for parent in self.parents_of(waiting.pop()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return [*sorted(found - self.parents.keys()), *(node for node in self.parents if node in found)]


@lru_cache(maxsize=512)
def read_graph(text: str, variables: frozenset[str]) -> Graph:
    """Raises SpecError for anything but a list of arrows between declared variables, and for a cycle."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    for edge in filter(None, map(str.strip, text.replace(";", ",").split(","))):
        for arrow in ARROWS:
            edge = edge.replace(arrow, ">")
        ends = [canonical_name(end) for end in edge.split(">")]
        for node in ends:
            if node not in variables:
                raise SpecError(f"{node!r} is no declared variable.", "options.graph")
        graph.add_nodes_from(ends)
        graph.add_edges_from(pairwise(ends))
    if not networkx.is_directed_acyclic_graph(graph):
        raise SpecError("The graph has a cycle.", "options.graph")
    order = networkx.lexicographical_topological_sort(graph)
    return Graph({node: tuple(sorted(graph.predecessors(node))) for node in order})
