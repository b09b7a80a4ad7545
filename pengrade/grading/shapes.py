"""Which sizes the parts of an expression have, and whether they fit together.

Sizes are literals or names of dimensions: n fits n and nothing else. A scalar is 1 × 1, so `w^T w` is a number.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pengrade.grading import sizes as sizing
from pengrade.grading.declarations import Declarations, Size, Symbol
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import (
    Add,
    Call,
    Cases,
    Derivative,
    Divide,
    Entry,
    Fold,
    Identity,
    Indexed,
    Integral,
    Limit,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
    names_in,
)

Shape = tuple[Size, Size]
SCALAR: Shape = (1, 1)


class _Unknown:
    """The size of an I or a 1 until something beside it decides."""


_Open = tuple[Size | _Unknown, Size | _Unknown]


@dataclass(frozen=True, eq=False)  # compared by identity, as the nodes of its tree are
class Shaped:
    """A tree whose parts fit together.

    `sizes` gives the shape of every I and 1 in it, of every zero that is a block of a matrix, and of every matrix
    between bars, by the id of its node.
    """

    tree: Node
    shape: Shape
    sizes: dict[int, Shape] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every free name of the tree."""
        return names_in(self.tree)

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """Named sizes of the whole and of every I and 1 in it, which no name of the tree may show."""
        shapes = (self.shape, *self.sizes.values())
        return frozenset[str]().union(*(sizing.names_of(size) for shape in shapes for size in shape if size != 1))


def shaped(tree: Node, declarations: Declarations, wanted: Shape | None = None) -> Shaped:
    """Infer the shape; raises ReadingError naming both shapes where two parts do not fit.

    `wanted` is the shape of the key: a lone I, 1 or 0 takes it.
    """
    alone = _shaped_alone(_Same(tree), declarations)
    if alone is not None:
        return alone
    sizes = _Sizes(declarations)
    shape = sizes.of(tree)
    if wanted is not None:
        if _is_zero(tree):
            return Shaped(tree, wanted)
        sizes.fit(shape, wanted)
    return sizes.finished(tree, shape)


def check_shapes(tree: Node, declarations: Declarations) -> None:
    """Raises ReadingError where two parts do not fit; a lone I may still be of any size."""
    _shaped_alone(_Same(tree), declarations)


class _Same:
    """A tree as a key: one that is equal to it but not the same has nodes with other ids."""

    __slots__ = ("tree",)

    def __init__(self, tree: Node) -> None:
        self.tree = tree

    def __hash__(self) -> int:
        return id(self.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.tree is self.tree


@lru_cache(maxsize=64)  # an answer is asked for its shapes when it is read, judged and put into a group
def _shaped_alone(this: _Same, declarations: Declarations) -> Shaped | None:
    """None where an I, a 1 or a 0 may still take its size from the key."""
    sizes = _Sizes(declarations)
    shape = sizes.of(this.tree)
    return None if sizes.waiting or _is_zero(this.tree) else sizes.finished(this.tree, shape)


def described(shape: Shape) -> str:
    """'a vector (n × 1)', for messages."""
    if shape == SCALAR:
        return "a number"
    kind = "a vector" if shape[1] == 1 else "a row" if shape[0] == 1 else "a matrix"
    return f"{kind} ({shape[0]} × {shape[1]})"


def kind_of(shape: Shape) -> str:
    """scalar, vector, row or matrix."""
    if shape == SCALAR:
        return "scalar"
    return "vector" if shape[1] == 1 else "row" if shape[0] == 1 else "matrix"


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0


class _Sizes:
    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.decided: dict[_Unknown, Size | _Unknown] = {}
        self.waiting: list[tuple[Node, _Open]] = []
        self.bound: list[str] = []

    def known(self, size: Size | _Unknown) -> Size | _Unknown:
        if not isinstance(size, _Unknown):
            return size
        passed: list[_Unknown] = []
        while isinstance(size, _Unknown) and size in self.decided:
            passed.append(size)
            size = self.decided[size]
        # Straight to the end the next time: a long sum of ones makes a long chain.
        self.decided.update(dict.fromkeys(passed, size))
        return size

    def same(self, left: Size | _Unknown, right: Size | _Unknown) -> bool:
        left, right = self.known(left), self.known(right)
        if left is right or left == right:
            return True
        if isinstance(left, _Unknown):
            self.decided[left] = right
            return True
        if isinstance(right, _Unknown):
            self.decided[right] = left
            return True
        return False

    def fit(self, left: _Open, right: _Open) -> bool:
        return self.same(left[0], right[0]) and self.same(left[1], right[1])

    def is_scalar(self, shape: _Open) -> bool:
        return self.known(shape[0]) == 1 and self.known(shape[1]) == 1

    def shown(self, shape: _Open) -> str:
        rows, columns = ("?" if isinstance(size, _Unknown) else size for size in map(self.known, shape))
        return described((rows, columns))

    def begun(self, shape: _Open) -> str:
        """As `shown`, at the beginning of a sentence."""
        words = self.shown(shape)
        return words[0].upper() + words[1:]

    def finished(self, tree: Node, shape: _Open) -> Shaped:
        sizes = {}
        for node, its in self.waiting:
            sizes[id(node)] = self.closed(its, node)
        return Shaped(tree, self.closed(shape, tree), sizes)

    def closed(self, shape: _Open, node: Node) -> Shape:
        first, second = self.decide(shape[0], node), self.decide(shape[1], node)
        return first, second

    def decide(self, size: Size | _Unknown, node: Node) -> Size:
        size = self.known(size)
        if not isinstance(size, _Unknown):
            return size
        dimensions = {one for symbol in self.declarations.symbols.values() for one in symbol.shape if one != 1}
        if len(dimensions) != 1:
            raise ReadingError("The size of this is not clear here.", node.start, node.end - node.start)
        self.decided[size] = dimensions.pop()
        return self.decide(size, node)

    def of(self, node: Node) -> _Open:
        match node:  # the commonest first
            case Name():
                return self.of_name(node)
            case Number():
                return SCALAR
            case Product():
                return self.of_product(node)
            case Add():
                return self.of_add(node)
            case Negate():
                return self.of(node.operand)
            case Divide():
                return self.of_divide(node)
            case Power():
                return self.of_power(node)
            case Transpose():
                rows, columns = self.of(node.operand)
                return columns, rows
            case Call():
                return self.of_call(node)
            case Fold():
                return self.of_fold(node)
            case Cases():
                return self.of_cases(node)
            case Derivative() | Integral() | Limit():
                return self.of_calculus(node)
            case Entry():
                return self.of_entry(node)
            case MatrixOf():
                return self.of_entries(node)
            case Identity():
                size = node.size or _Unknown()
                return self.wait(node, (size, size))
            case Ones():
                return self.wait(node, (node.size or _Unknown(), 1))
            case Indexed():
                return self.of_indexed(node)
            case _:
                for child in node.children():
                    self.scalar(child, "This takes a number")
                return SCALAR

    def wait(self, node: Node, shape: _Open) -> _Open:
        self.waiting.append((node, shape))
        return shape

    def of_name(self, node: Name) -> _Open:
        symbol = self.symbol(node.name)
        return SCALAR if symbol is None else symbol.shape

    def symbol(self, name: str) -> Symbol | None:
        return None if name in self.bound else self.declarations.symbols.get(name)

    def of_indexed(self, node: Indexed) -> _Open:
        for index in node.indices:
            self.scalar(index, "An index is a number")
        symbol = self.symbol(node.name)
        if symbol is None or len(node.indices) > len(symbol.family):
            return SCALAR
        return symbol.shape

    def scalar(self, node: Node, message: str) -> None:
        shape = self.of(node)
        if not self.fit(shape, SCALAR):
            raise self.misfit(f"{message}, and this is {self.shown(shape)}.", node)

    def misfit(self, message: str, node: Node) -> ReadingError:
        return ReadingError(message, node.start, node.end - node.start)

    def of_add(self, node: Add) -> _Open:
        terms = [term for term in node.terms if not _is_zero(term)] or list(node.terms)
        first = self.of(terms[0])
        for term in terms[1:]:
            shape = self.of(term)
            if not self.fit(first, shape):
                raise self.misfit(f"{self.begun(first)} and {self.shown(shape)} cannot be added.", node)
        return first

    def of_product(self, node: Product) -> _Open:
        shape = self.of(node.factors[0])
        for before, factor, mark in zip(node.factors, node.factors[1:], node.marks, strict=False):
            right = self.of(factor)
            inner = mark == "·" and self.are_columns(shape, right)
            shape = SCALAR if inner else self.times(shape, right, before, factor)
        return shape

    def are_columns(self, left: _Open, right: _Open) -> bool:
        """Two columns of one length with a dot between them: an inner product."""
        columns = self.known(left[1]) == 1 == self.known(right[1])
        return columns and not self.is_scalar(left) and not self.is_scalar(right) and self.same(left[0], right[0])

    def times(self, left: _Open, right: _Open, before: Node, factor: Node) -> _Open:
        if self.is_scalar(left):
            return right
        if self.is_scalar(right):
            return left
        if not self.same(left[1], right[0]):
            both_columns = self.known(left[1]) == 1 and self.known(right[1]) == 1
            raise ReadingError(
                f"{self.begun(left)} times {self.shown(right)} does not fit."
                + (" An inner product is written u^T v." if both_columns else ""),
                before.start,
                factor.end - before.start,
            )
        return left[0], right[1]

    def of_divide(self, node: Divide) -> _Open:
        shape, below = self.of(node.numerator), self.of(node.denominator)
        if not self.fit(below, SCALAR):
            raise self.misfit(f"{self.begun(shape)} cannot be divided by {self.shown(below)}.", node)
        return shape

    def of_power(self, node: Power) -> _Open:
        shape = self.of(node.base)
        self.scalar(node.exponent, "An exponent is a number")
        if self.is_scalar(shape):
            return shape
        if not self.same(shape[0], shape[1]):
            raise self.misfit(f"{self.begun(shape)} cannot be raised to a power.", node)
        exponent = node.exponent.operand if isinstance(node.exponent, Negate) else node.exponent
        if not (isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value <= 20):
            raise self.misfit("A matrix is raised to whole powers from -20 to 20 only.", node)
        return shape

    def of_call(self, node: Call) -> _Open:
        if node.parameter is not None:
            self.scalar(node.parameter, "This is a number")
        if node.function in ("norm", "norm1", "normmax", "normF"):
            return self.of_norm(node)
        if node.function in ("hadamard", "kron", "vec", "pinv", "softmax", "logsumexp"):
            return self.of_matrix_function(node)
        if node.function in ("tr", "det", "inv"):
            shape = self.square(node)
            return shape if node.function == "inv" else SCALAR
        if node.function == "diag":
            return self.of_diagonal(node)
        if node.function == "abs":
            return self.of_bars(node)
        for argument in node.arguments:
            self.scalar(argument, f"{node.function} takes a number")
        return SCALAR

    def of_matrix_function(self, node: Call) -> _Open:
        shapes = [self.of(argument) for argument in node.arguments]
        first = shapes[0]
        if node.function == "hadamard":
            if not self.fit(first, shapes[1]):
                words = f"{self.begun(first)} and {self.shown(shapes[1])} have no entrywise product."
                raise self.misfit(words, node)
            return first
        if node.function == "kron":
            return self.of_kronecker(node, first, shapes[1])
        if node.function == "vec":
            return sizing.product(self.decide(first[0], node), self.decide(first[1], node)), 1
        if node.function == "pinv":
            return first[1], first[0]
        if len(shapes) == 1 and 1 in (self.known(first[0]), self.known(first[1])):
            return first if node.function == "softmax" else SCALAR
        if node.function == "logsumexp" and all(map(self.is_scalar, shapes)):
            return SCALAR
        raise self.misfit(f"{node.function} takes a vector.", node)

    def of_kronecker(self, node: Call, left: _Open, right: _Open) -> _Open:
        columns = self.known(left[1]) == 1 == self.known(right[1])
        if columns and not self.is_scalar(left) and not self.is_scalar(right):
            raise self.misfit(
                "Write an outer product as u v^T, and a Kronecker product of vectors as vec(v u^T).", node
            )
        (a, b), (c, d) = ([self.decide(size, node) for size in shape] for shape in (left, right))
        return sizing.product(a, c), sizing.product(b, d)

    def of_norm(self, node: Call) -> _Open:
        shape = self.of(node.arguments[0])
        if self.known(shape[0]) != 1 and self.known(shape[1]) != 1 and node.function not in ("normF",):
            raise self.misfit("Say which norm of this matrix is meant, as in ||A||_F.", node)
        return SCALAR

    def of_bars(self, node: Call) -> _Open:
        """|x| of a number, a vector (its norm) or a square matrix (its determinant)."""
        shape = self.of(node.arguments[0])
        if self.known(shape[0]) != 1 and self.known(shape[1]) != 1:
            self.wait(node, self.square(node))
        return SCALAR

    def square(self, node: Call) -> _Open:
        shape = self.of(node.arguments[0])
        if not self.same(shape[0], shape[1]):
            raise self.misfit(f"This takes a square matrix, and here is {self.shown(shape)}.", node.arguments[0])
        return shape

    def of_diagonal(self, node: Call) -> _Open:
        shape = self.of(node.arguments[0])
        if self.known(shape[1]) == 1:
            return shape[0], shape[0]
        return self.square(node)[0], 1

    def of_fold(self, node: Fold) -> _Open:
        self.scalar(node.lower, "A sum begins at a number")
        self.scalar(node.upper, "A sum ends at a number")
        self.bound.append(node.index)
        shape = self.of(node.body)
        if node.condition is not None:
            self.of(node.condition)
        self.bound.pop()
        if node.operation != "sum" and not self.fit(shape, SCALAR):
            raise self.misfit(f"A {node.operation} is taken of numbers, and this is {self.shown(shape)}.", node.body)
        return shape

    def of_cases(self, node: Cases) -> _Open:
        for condition in node.conditions:
            self.of(condition)
        return self.of_add(Add(node.start, node.end, node.values))

    def of_calculus(self, node: Derivative | Integral | Limit) -> _Open:
        _, inside = node.binding()
        for child in node.children():
            if not any(child is one for one in inside) and not isinstance(node, Derivative):
                self.scalar(child, "This is the end of a range")
        self.bound.extend(node.binding()[0])
        self.scalar(node.body, "A number belongs here")
        del self.bound[len(self.bound) - len(node.binding()[0]) :]
        if isinstance(node, Derivative):
            self.scalar(node.variable, "Only derivatives by a number are read here")
        return SCALAR

    def of_entry(self, node: Entry) -> _Open:
        shape = self.of(node.operand)
        for index in node.indices:
            self.scalar(index, "An index is a number")
        wanted = 1 if 1 in (self.known(shape[0]), self.known(shape[1])) else 2
        if self.is_scalar(shape):
            raise self.misfit("This is a number and has no entries.", node)
        if len(node.indices) != wanted:
            plural = "an index" if wanted == 1 else "two indices"
            raise self.misfit(f"An entry of {self.shown(shape)} has {plural}.", node)
        return SCALAR

    def of_entries(self, node: MatrixOf) -> _Open:
        """Entry by entry, or block by block: then a 0 is a block of the size that fits."""
        shapes = {id(cell): self.of(cell) for cell in node.children()}
        if all(map(self.is_scalar, shapes.values())):
            return len(node.rows), len(node.rows[0])
        for cell in node.children():
            if _is_zero(cell):
                shapes[id(cell)] = self.wait(cell, (_Unknown(), _Unknown()))
        for row in node.rows:
            self.line_up(row, shapes, 0)
        for column in zip(*node.rows, strict=True):
            self.line_up(column, shapes, 1)
        heights = [self.decide(shapes[id(row[0])][0], row[0]) for row in node.rows]
        widths = [self.decide(shapes[id(cell)][1], cell) for cell in node.rows[0]]
        return self.wait(node, (sizing.together(heights), sizing.together(widths)))

    def line_up(self, cells: tuple[Node, ...], shapes: dict[int, _Open], side: int) -> None:
        for cell in cells[1:]:
            first, other = shapes[id(cells[0])], shapes[id(cell)]
            if not self.same(first[side], other[side]):
                words = f"{self.begun(first)} and {self.shown(other)} do not stand {'below' if side else 'beside'}"
                raise self.misfit(f"{words} each other.", cell)
