"""What an answer says, as a tree. Every node keeps its place in the text as typed.

Places (`start`, `end`, in code points) take no part in equality: two trees are equal when they say the same thing
in the same order. There is no node for brackets; rendering puts back those that are needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Node:
    start: int = field(compare=False, repr=False)
    end: int = field(compare=False, repr=False)

    def children(self) -> tuple["Node", ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A non-negative exact number; `text` is how it was typed, so that 0.50 is echoed as 0.50."""

    value: Fraction
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A declared symbol, a dimension, or the index of a sum around it."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """`pi`, `e`, or `i` (the imaginary unit)."""

    name: str


@dataclass(frozen=True, slots=True)
class Identity(Node):
    """The identity matrix of the size that fits."""


@dataclass(frozen=True, slots=True)
class Ones(Node):
    """The column of ones of the length that fits."""


@dataclass(frozen=True, slots=True)
class Indexed(Node):
    """A member of a family, or an entry of a vector or a matrix."""

    name: str
    indices: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.indices


@dataclass(frozen=True, slots=True)
class Add(Node):
    """Two or more terms in the order typed; a subtracted one is a Negate."""

    terms: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.terms


@dataclass(frozen=True, slots=True)
class Negate(Node):
    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Two or more factors in the order typed. `marks` are the signs between them: "" where none was typed."""

    factors: tuple[Node, ...]
    marks: tuple[str, ...] = field(compare=False)

    def children(self) -> tuple[Node, ...]:
        return self.factors


@dataclass(frozen=True, slots=True)
class Divide(Node):
    numerator: Node
    denominator: Node

    def children(self) -> tuple[Node, ...]:
        return (self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Power(Node):
    base: Node
    exponent: Node

    def children(self) -> tuple[Node, ...]:
        return (self.base, self.exponent)


@dataclass(frozen=True, slots=True)
class Transpose(Node):
    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of `reading/functions.py`. `parameter` is the base of a logarithm or the order of a root."""

    function: str
    arguments: tuple[Node, ...]
    parameter: Node | None = None

    def children(self) -> tuple[Node, ...]:
        return self.arguments if self.parameter is None else (*self.arguments, self.parameter)


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A declared unknown function, or its derivative of the given order."""

    name: str
    order: int
    argument: Node

    def children(self) -> tuple[Node, ...]:
        return (self.argument,)


@dataclass(frozen=True, slots=True)
class Fold(Node):
    """A finite sum or product; `index` is bound in `body` and nowhere else."""

    operation: str  # "sum" or "product"
    index: str
    lower: Node
    upper: Node
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.lower, self.upper, self.body)


@dataclass(frozen=True, slots=True)
class MatrixOf(Node):
    """A matrix given entry by entry; all rows are of one length."""

    rows: tuple[tuple[Node, ...], ...]

    def children(self) -> tuple[Node, ...]:
        return tuple(cell for row in self.rows for cell in row)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, without recursion."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(one.children())


def names_in(node: Node) -> frozenset[str]:
    """Every free name: symbols, dimensions, families, unknown functions; indices of sums are not among them."""
    if isinstance(node, Fold):
        inner = names_in(node.body) - {node.index}
        return inner | names_in(node.lower) | names_in(node.upper)
    own = {node.name} if isinstance(node, Name | Indexed | Apply) else set()
    return frozenset(own).union(*(names_in(child) for child in node.children()))
