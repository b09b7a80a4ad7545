"""What a graph lets through: trails that stay open, given what is observed.

In a directed graph a trail is open if each of its colliders is observed or has an observed descendant, and none of its
other nodes is observed; without an open trail the two sets are d-separated (J. Pearl, Probabilistic Reasoning in
Intelligent Systems, 1988, section 3.3). The search is that of D. Koller and N. Friedman, Probabilistic Graphical
Models, 2009, algorithm 3.1. In undirected graphs and factor graphs a trail is open if none of its nodes is observed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pengrade.grading.graphs.model import DIRECTED, MIXED, Graph
from pengrade.grading.graphs.statements import Statement

Step = tuple[str, bool]  # a node, and whether the walk came to it against the arrow (or begins there)
Onward = Callable[[str, bool], Iterator[Step]]


@dataclass(frozen=True)
class Trail:
    """`nodes` from one end to the other; `signs` between each two: "->", "<-" or "-"."""

    nodes: tuple[str, ...]
    signs: tuple[str, ...]

    @property
    def colliders(self) -> tuple[str, ...]:
        inner = zip(self.nodes[1:], self.signs, self.signs[1:], strict=False)
        return tuple(node for node, before, after in inner if (before, after) == ("->", "<-"))

    def as_list(self) -> list[str]:
        """Nodes and signs in turn: ["a", "->", "q", "<-", "z"]."""
        found = [self.nodes[0]]
        for sign, node in zip(self.signs, self.nodes[1:], strict=True):
            found += [sign, node]
        return found


def holds(graph: Graph, statement: Statement) -> bool:
    """Whether every distribution over the graph has this independence."""
    return open_trail(graph, statement) is None


def open_trail(graph: Graph, statement: Statement) -> Trail | None:
    """A shortest open trail from one side to the other, or None where the graph separates them.

    Every variable of the statement is a node of the graph, whose sort is not mixed. A shortest open walk meets no node
    twice: leaving the piece between two visits out would leave an open walk.
    """
    if graph.sort == MIXED:
        raise ValueError("Separation is not defined here for a graph with arrows and lines.")
    onward = _along_arrows(graph, statement) if graph.sort == DIRECTED else _along_lines(graph, statement)
    steps: list[Step] = [(node, True) for node in sorted(statement.left)]
    came_from: dict[Step, Step | None] = dict.fromkeys(steps)
    for step in steps:  # grows while it is walked through: breadth first
        if step[0] in statement.right:
            return _trail(graph, step, came_from)
        for following in sorted(onward(*step)):
            if following not in came_from:
                came_from[following] = step
                steps.append(following)
    return None


def _along_arrows(graph: Graph, statement: Statement) -> Onward:
    opening = graph.ancestors(statement.given)

    def onward(node: str, against: bool) -> Iterator[Step]:
        observed = node in statement.given
        if not observed:
            yield from ((child, False) for child in graph.children[node])
        if (not observed) if against else node in opening:
            yield from ((parent, True) for parent in graph.parents[node])

    return onward


def _along_lines(graph: Graph, statement: Statement) -> Onward:
    def onward(node: str, against: bool) -> Iterator[Step]:
        yield from ((other, against) for other in graph.neighbours[node] - statement.given)

    return onward


def _trail(graph: Graph, last: Step, came_from: Mapping[Step, Step | None]) -> Trail:
    nodes: list[str] = []
    step: Step | None = last
    while step is not None:
        nodes.append(step[0])
        step = came_from[step]
    nodes.reverse()
    return Trail(tuple(nodes), tuple(_sign(graph, one, other) for one, other in pairwise(nodes)))


def _sign(graph: Graph, one: str, other: str) -> str:
    return "->" if (one, other) in graph.arrows else "<-" if (other, one) in graph.arrows else "-"
