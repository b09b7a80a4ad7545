"""Trees with some of their parts exchanged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from pengrade.grading.tree import Node, Number, Power, Product

Slip = tuple[str, Node]  # a code and what the slip makes of a part


def with_children(node: Node, children: Sequence[Node]) -> Node | None:
    """The same kind of node over other children; None where it lists its children in another order than its fields."""
    waiting = iter(children)
    changed = {one.name: _filled(getattr(node, one.name), waiting) for one in fields(node) if _holds(node, one.name)}
    other = replace(node, **changed)
    return other if other.children() == tuple(children) else None


def _holds(node: Node, name: str) -> bool:
    value = getattr(node, name)
    return isinstance(value, Node) or (isinstance(value, tuple) and any(isinstance(one, Node | tuple) for one in value))


def _filled(value: Any, waiting: Iterator[Node]) -> Any:
    if isinstance(value, Node):
        return next(waiting)
    if isinstance(value, tuple):
        return tuple(_filled(one, waiting) for one in value)
    return value


def with_child(node: Node, place: int, child: Node) -> Node | None:
    children = node.children()
    return with_children(node, (*children[:place], child, *children[place + 1 :]))


def everywhere(node: Node, exchange: Callable[[Node], Node | None]) -> Node:
    """Every part for which `exchange` gives another is replaced; nothing inside a replaced part is looked at."""
    other = exchange(node)
    if other is not None:
        return other
    children = node.children()
    changed = [everywhere(child, exchange) for child in children]
    if all(new is old for new, old in zip(changed, children, strict=True)):
        return node
    return with_children(node, changed) or node


def number(value: int | Fraction) -> Number:
    return Number(0, 0, Fraction(value), str(value))


def product(*factors: Node) -> Node:
    return Product(0, 0, factors, ("*",) * (len(factors) - 1))


def power(base: Node, exponent: int) -> Node:
    return Power(0, 0, base, number(exponent))
