"""What answers of several parts say: lists, sets of numbers and of names, relations joined by and / or.

The leaves are the trees of `tree.py`, and the same rules hold: places take no part in equality, the order is as typed.
"""

from dataclasses import dataclass, field

from pengrade.grading.tree import Chain, Infinity, Joined, Node

__all__ = [
    "Braces",
    "Chain",
    "Derivation",
    "Infinity",
    "Interval",
    "Joined",
    "Listed",
    "Member",
    "NumberSet",
    "SetOperation",
    "Step",
    "Table",
    "Word",
]


@dataclass(frozen=True, slots=True)
class Listed(Node):
    """Items in their order. `brackets` as typed: "(", "[", or "" for none."""

    items: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Table(Node):
    """Rows of one length. `flat`: typed as one list, which may stand for a row or a column."""

    rows: tuple[tuple[Node, ...], ...]
    flat: bool = False

    def children(self) -> tuple[Node, ...]:
        return tuple(cell for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """An element that is a name and no number: the node of a graph, a word of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Braces(Node):
    """A finite set; the empty one is typed as a sign or as empty braces."""

    elements: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.elements


@dataclass(frozen=True, slots=True)
class Interval(Node):
    lower: Node
    upper: Node
    has_lower: bool
    has_upper: bool

    def children(self) -> tuple[Node, ...]:
        return (self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class NumberSet(Node):
    r"""`name` is one of N (with 0), Z, Q, R, C."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """An expression and the set that it is in, or not in."""

    element: Node
    collection: Node
    negated: bool = False

    def children(self) -> tuple[Node, ...]:
        return (self.element, self.collection)


@dataclass(frozen=True, slots=True)
class SetOperation(Node):
    """`operation` is "union", "intersection" or "difference", of two or more parts from left to right."""

    operation: str
    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts


@dataclass(frozen=True, slots=True)
class Step(Node):
    """What stands in a line, and the sign that joins it to what stands before: "" for the first, else = ≤ ∝ ⇔ ….

    `line` is the learner's, from 0; a line of two signs makes two steps. `reason` as given, "" for none.
    """

    sign: str
    content: Node
    line: int = field(compare=False)
    reason: str = ""

    def children(self) -> tuple[Node, ...]:
        return (self.content,)


@dataclass(frozen=True, slots=True)
class Derivation(Node):
    """A chain of lines. Places inside a line count from its own beginning."""

    steps: tuple[Step, ...]

    def children(self) -> tuple[Node, ...]:
        return self.steps
