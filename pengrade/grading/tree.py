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

    def binding(self) -> tuple[frozenset[str], tuple["Node", ...]]:
        """The names that this node binds, and the children in which they are bound."""
        return frozenset(), ()


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
    """The identity matrix, of the size typed or of the one that fits."""

    size: int | str | None = None


@dataclass(frozen=True, slots=True)
class Ones(Node):
    """The column of ones, of the length typed or of the one that fits."""

    size: int | str | None = None


@dataclass(frozen=True, slots=True)
class Indexed(Node):
    """A member of a family, or an entry of a vector or a matrix."""

    name: str
    indices: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.indices


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """An entry of a vector or a matrix that is no name, as in (A w)_i; indices run from 1."""

    operand: Node
    indices: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return (self.operand, *self.indices)


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
    """Two or more factors in the order typed. `marks` are the signs between them: "" where none was typed.

    A dot, "·", between two columns of one length makes their inner product.
    """

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
class Slope(Node):
    r"""A function of `reading/functions.py`, differentiated: \sigma'(x)."""

    function: str
    order: int
    argument: Node

    def children(self) -> tuple[Node, ...]:
        return (self.argument,)


@dataclass(frozen=True, slots=True)
class Fold(Node):
    """A sum, product, maximum or minimum over an index, which is bound in `body` and `condition` alone.

    Terms for which the condition is false are left out. The upper end may be infinite.
    """

    operation: str  # "sum", "product", "max" or "min"
    index: str
    lower: Node
    upper: Node
    body: Node
    condition: Node | None = None

    def children(self) -> tuple[Node, ...]:
        return (self.lower, self.upper, *self.binding()[1])

    def binding(self) -> tuple[frozenset[str], tuple[Node, ...]]:
        return frozenset({self.index}), (self.body,) if self.condition is None else (self.body, self.condition)


@dataclass(frozen=True, slots=True)
class Infinity(Node):
    """An end of a range; it is no number."""

    negative: bool


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """a < x <= b: every neighbouring pair stands in its relation. `signs` are among = ≠ < ≤ > ≥."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]

    def children(self) -> tuple[Node, ...]:
        return self.sides


@dataclass(frozen=True, slots=True)
class Joined(Node):
    """`word` is "and" or "or", between two or more statements."""

    word: str
    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts


@dataclass(frozen=True, slots=True)
class Indicator(Node):
    """1 where the condition, a Chain or a Joined, is true and 0 elsewhere."""

    condition: Node

    def children(self) -> tuple[Node, ...]:
        return (self.condition,)


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """The value beside the first condition that is true. One value more than conditions: the rest."""

    values: tuple[Node, ...]
    conditions: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return (*self.values, *self.conditions)


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    """The derivative of `body` with respect to a name or a member of a family, at that name's value."""

    variable: Node
    order: int
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.variable, self.body)


@dataclass(frozen=True, slots=True)
class Integral(Node):
    """A definite integral; an end may be infinite."""

    variable: str
    lower: Node
    upper: Node
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.lower, self.upper, self.body)

    def binding(self) -> tuple[frozenset[str], tuple[Node, ...]]:
        return frozenset({self.variable}), (self.body,)


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """`side` is "+" from above, "-" from below, "" from both."""

    variable: str
    target: Node
    side: str
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.target, self.body)

    def binding(self) -> tuple[frozenset[str], tuple[Node, ...]]:
        return frozenset({self.variable}), (self.body,)


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
    found: set[str] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Name | Indexed | Apply):
            found.add(one.name)
        elif isinstance(one, Identity | Ones):
            if isinstance(one.size, str):
                found.add(one.size)
        elif isinstance(one, Fold | Integral | Limit):
            bound, inside = one.binding()
            found.update(*(names_in(child) - bound for child in inside))
            waiting.extend(child for child in one.children() if not any(child is body for body in inside))
            continue
        waiting.extend(one.children())
    return frozenset(found)
