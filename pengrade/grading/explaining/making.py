"""What a slip is made with: the same few operations make a changed tree, or, elsewhere, its value."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Protocol, TypeVar

from pengrade.grading.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)

Made = TypeVar("Made")
Slip = tuple[str, Made]  # a code, and what the slip makes of a part


class Maker(Protocol[Made]):
    """`of` gives what a part of the tree at hand is made into, as it stands."""

    def of(self, node: Node) -> Made: ...
    def opposite(self, node: Node) -> Made: ...
    def shifted(self, node: Node, change: int) -> Made: ...
    def number(self, value: int | Fraction) -> Made: ...
    def name(self, name: str) -> Made: ...
    def member(self, family: str, *indices: Made) -> Made: ...
    def add(self, *terms: Made) -> Made: ...
    def product(self, *factors: Made) -> Made: ...
    def negate(self, operand: Made) -> Made: ...
    def divide(self, above: Made, below: Made) -> Made: ...
    def power(self, base: Made, exponent: Made) -> Made: ...
    def transpose(self, operand: Made) -> Made: ...
    def call(self, function: str, *arguments: Made, parameter: Made | None = None) -> Made: ...
    def fold(
        self, node: Fold, lower: int = 0, upper: int = 0, operation: str | None = None, body: Node | None = None
    ) -> Made:
        """With its ends moved so far, another operation or another body."""
        ...


class Writer:
    """Makes trees."""

    def of(self, node: Node) -> Node:
        return node

    def opposite(self, node: Node) -> Node:
        return node.operand if isinstance(node, Negate) else Negate(0, 0, node)

    def shifted(self, node: Node, change: int) -> Node:
        if isinstance(node, Number) and node.value + change >= 0:
            return self.number(node.value + change)
        one = self.number(1)
        return Add(0, 0, (node, one if change > 0 else Negate(0, 0, one)))

    def number(self, value: int | Fraction) -> Node:
        return Number(0, 0, Fraction(value), str(value))

    def name(self, name: str) -> Node:
        return Name(0, 0, name)

    def member(self, family: str, *indices: Node) -> Node:
        return Indexed(0, 0, family, indices)

    def add(self, *terms: Node) -> Node:
        return Add(0, 0, terms) if len(terms) > 1 else terms[0]

    def product(self, *factors: Node) -> Node:
        return Product(0, 0, factors, ("*",) * (len(factors) - 1)) if len(factors) > 1 else factors[0]

    def negate(self, operand: Node) -> Node:
        return Negate(0, 0, operand)

    def divide(self, above: Node, below: Node) -> Node:
        return Divide(0, 0, above, below)

    def power(self, base: Node, exponent: Node) -> Node:
        return Power(0, 0, base, exponent)

    def transpose(self, operand: Node) -> Node:
        return operand.operand if isinstance(operand, Transpose) else Transpose(0, 0, operand)

    def call(self, function: str, *arguments: Node, parameter: Node | None = None) -> Node:
        return Call(0, 0, function, arguments, parameter)

    def fold(
        self, node: Fold, lower: int = 0, upper: int = 0, operation: str | None = None, body: Node | None = None
    ) -> Node:
        return replace(
            node,
            lower=self.shifted(node.lower, lower) if lower else node.lower,
            upper=self.shifted(node.upper, upper) if upper else node.upper,
            operation=operation or node.operation,
            body=body or node.body,
        )


WRITER = Writer()


def written(slips: Iterator[Slip[Made]], number: int) -> Made:
    """What slip `number` of those that the writer makes of a part."""
    return next(islice(slips, number, None))[1]
