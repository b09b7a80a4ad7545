"""Graphs and statements of independence as they were typed, in their order; what they come to is a `Graph` or a set."""

from dataclasses import dataclass

from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.statements import Statement


@dataclass(frozen=True)
class TypedNode:
    name: str


@dataclass(frozen=True)
class TypedEdge:
    """`sign` is "->", "<-" or "-"."""

    one: str
    sign: str
    other: str


@dataclass(frozen=True)
class TypedFactor:
    """`name` is "" where none was given."""

    name: str
    scope: tuple[str, ...]


@dataclass(frozen=True)
class TypedGraph:
    """`places` says where each node is first named: position and length in the text."""

    items: tuple[TypedNode | TypedEdge | TypedFactor, ...]
    graph: Graph
    places: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class TypedStatement:
    left: tuple[str, ...]
    right: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def statement(self) -> Statement:
        return Statement(frozenset(self.left), frozenset(self.right), frozenset(self.given)).turned


@dataclass(frozen=True)
class TypedStatements:
    """`places` as in TypedGraph."""

    statements: tuple[TypedStatement, ...]
    places: dict[str, tuple[int, int]]

    @property
    def meant(self) -> frozenset[Statement]:
        return frozenset(one.statement for one in self.statements)
