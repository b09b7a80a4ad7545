"""The edges of a graph as people write them: ``a->b, b->c`` (directed), ``a-b`` (undirected), ``f:{a,b}`` (factor)."""

import re
from dataclasses import dataclass

DIRECTED, UNDIRECTED, FACTOR = "directed", "undirected", "factor"

_NAME = r"\\?[A-Za-z][A-Za-z0-9]*(?:_(?:[A-Za-z0-9]+|\{[A-Za-z0-9,]+\}))?"
_ARROW = re.compile(rf"({_NAME})\s*(->|→|-)\s*({_NAME})")
_SCOPE = re.compile(rf"({_NAME})\s*:\s*\{{\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\}}")
_BETWEEN_EDGES = re.compile(r"[,;](?![^{]*\})")


@dataclass(frozen=True)
class Edge:
    """Two ends, or all the variables of a factor and its name."""

    kind: str
    ends: tuple[str, ...]
    name: str = ""


class EdgeError(Exception):
    """Text that is no list of edges; the message is for its author."""


def parse_edges(text: str) -> tuple[Edge, ...]:
    """The edges in the order written; none for empty text. Raises EdgeError."""
    return tuple(_edge(one.strip()) for one in _BETWEEN_EDGES.split(text)) if text.strip() else ()


def _edge(text: str) -> Edge:
    if arrow := _ARROW.fullmatch(text):
        return Edge(UNDIRECTED if arrow[2] == "-" else DIRECTED, (arrow[1], arrow[3]))
    if scope := _SCOPE.fullmatch(text):
        return Edge(FACTOR, tuple(name.strip() for name in scope[2].split(",")), scope[1])
    raise EdgeError(f"{text!r} is no edge: a->b, a-b or f:{{a,b}}")
