"""Graphs over random variables: directed, undirected, factor graphs, and what joins two nodes in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

DIRECTED, UNDIRECTED, FACTORS, MIXED, EDGELESS = "directed", "undirected", "factor graph", "mixed", "edgeless"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Factor:
    """One factor of a product; `name` is "" where none was given."""

    name: str
    scope: frozenset[str]


@dataclass(frozen=True)
class Graph:
    """`arrows` are (tail, head); `lines` are pairs in alphabetical order. A factor is no node."""

    nodes: frozenset[str]
    arrows: frozenset[Pair] = frozenset()
    lines: frozenset[Pair] = frozenset()
    factors: tuple[Factor, ...] = ()

    @property
    def sort(self) -> str:
        """One of the five constants above; a graph without edges is of every sort."""
        found = [DIRECTED] * bool(self.arrows) + [UNDIRECTED] * bool(self.lines) + [FACTORS] * bool(self.factors)
        return EDGELESS if not found else found[0] if len(found) == 1 else MIXED

    @cached_property
    def parents(self) -> dict[str, frozenset[str]]:
        return self._grouped((head, tail) for tail, head in self.arrows)

    @cached_property
    def children(self) -> dict[str, frozenset[str]]:
        return self._grouped(self.arrows)

    @cached_property
    def neighbours(self) -> dict[str, frozenset[str]]:
        """Of a node, all that it is joined to: by an arrow either way, by a line, or by a factor of both."""
        return self._grouped(pair for one, other in self.skeleton for pair in ((one, other), (other, one)))

    @cached_property
    def skeleton(self) -> frozenset[Pair]:
        """The pairs that are joined, each in alphabetical order."""
        by_factor = (pair(one, other) for factor in self.factors for one in factor.scope for other in factor.scope)
        drawn = (pair(*ends) for ends in (*self.arrows, *self.lines))
        return frozenset(ends for ends in (*drawn, *by_factor) if ends[0] != ends[1])

    def with_nodes(self, nodes: Iterable[str]) -> "Graph":
        """The same graph with these nodes beside its own."""
        return Graph(self.nodes.union(nodes), self.arrows, self.lines, self.factors)

    def without(self, ends: Pair) -> "Graph":
        """The graph without this arrow or line."""
        return Graph(self.nodes, self.arrows - {ends}, self.lines - {pair(*ends)}, self.factors)

    def ancestors(self, nodes: Iterable[str]) -> set[str]:
        """These nodes and all from which arrows lead to them."""
        found, waiting = set(nodes), list(nodes)
        while waiting:
            new = self.parents[waiting.pop()] - found
            found |= new
            waiting.extend(new)
        return found

    def _grouped(self, pairs: Iterable[Pair]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {node: set() for node in self.nodes}
        for one, other in pairs:
            found[one].add(other)
        return {node: frozenset(others) for node, others in found.items()}


def pair(one: str, other: str) -> Pair:
    """Two ends in alphabetical order."""
    return (one, other) if one <= other else (other, one)


def cycle_in(graph: Graph) -> tuple[str, ...]:
    """The nodes of a directed cycle, the alphabetically first at both ends; empty if there is none."""
    left = set(graph.nodes)
    while free := {node for node in left if not graph.parents[node] & left}:
        left -= free
    if not left:
        return ()
    walk = [min(left)]  # every node that is left has a parent that is left
    while (back := min(graph.parents[walk[-1]] & left)) not in walk:
        walk.append(back)
    cycle = walk[walk.index(back) :][::-1]
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first], cycle[first])


def topological_order(graph: Graph) -> list[str]:
    """Parents before children, and otherwise alphabetical; `graph` has no directed cycle."""
    order: list[str] = []
    left = set(graph.nodes)
    while left:
        order.append(min(node for node in left if not graph.parents[node] & left))
        left.remove(order[-1])
    return order
