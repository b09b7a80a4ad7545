"""A tree with other trees put in for names, and the degree of a tree in a name."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Chain,
    Divide,
    Fold,
    Indexed,
    Indicator,
    Joined,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
    names_in,
)

CONDITIONS = Chain | Joined | Indicator | Cases
ALGEBRA = Add | Negate | Product | Divide | Power | Transpose | Call | Apply | Indexed | MatrixOf | CONDITIONS


def substituted(node: Node, values: Mapping[str, Node]) -> Node:
    """Every free name of `values` replaced; the index of a sum shadows a name.

    What differentiates or takes a limit in a name cannot have a number there and is left as it is.
    """
    if isinstance(node, Name):
        return values.get(node.name, node)
    if isinstance(node, Fold):
        inner = {name: value for name, value in values.items() if name != node.index}
        lower, upper = substituted(node.lower, values), substituted(node.upper, values)
        condition = None if node.condition is None else substituted(node.condition, inner)
        return replace(node, lower=lower, upper=upper, body=substituted(node.body, inner), condition=condition)
    if not isinstance(node, ALGEBRA):
        return node
    return rebuilt(node, lambda child: substituted(child, values))


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node over changed children."""
    return replace(node, **{one.name: _field(getattr(node, one.name), change) for one in fields(node)})


def _field(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_field(one, change) for one in value)
    return value


def literal(value: Fraction) -> Node:
    """A fraction as a tree."""
    above, below = (_whole(abs(part)) for part in (value.numerator, value.denominator))
    size = above if value.denominator == 1 else Divide(0, 0, above, below)
    return Negate(0, 0, size) if value < 0 else size


def _whole(number: int) -> Node:
    # Python refuses to write out very long numbers, and nobody reads the text of these.
    return Number(0, 0, Fraction(number), str(number) if number.bit_length() < 10_000 else "…")


def degree(node: Node, name: str) -> int | None:
    """A bound of the degree in `name`, for a polynomial in it at fixed values of everything else; None for others."""
    if name not in names_in(node):
        return 0
    match node:
        case Name():
            return 1
        case Indexed():
            return None if any(name in names_in(index) for index in node.indices) else 1
        case Negate() | Transpose():
            return degree(node.operand, name)
        case Add() | MatrixOf():
            return _largest([degree(part, name) for part in node.children()])
        case Product():
            return _total([degree(factor, name) for factor in node.factors])
        case Divide():
            return degree(node.numerator, name) if name not in names_in(node.denominator) else None
        case Power(exponent=Number(value=value)) if value.denominator == 1:
            return _total([degree(node.base, name)] * int(value)) if value <= 20 else None
        case Fold(operation="sum", condition=None) if name not in names_in(node.lower) | names_in(node.upper):
            return degree(node.body, name)
        case Call(function="tr"):
            return degree(node.arguments[0], name)
        case _:
            return None


def _largest(degrees: list[int | None]) -> int | None:
    known = [one for one in degrees if one is not None]
    return max(known) if len(known) == len(degrees) else None


def _total(degrees: list[int | None]) -> int | None:
    known = [one for one in degrees if one is not None]
    return sum(known) if len(known) == len(degrees) else None
