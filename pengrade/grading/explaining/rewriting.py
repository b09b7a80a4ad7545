"""Trees with some of their parts exchanged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from pengrade.grading.tree import Node


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


def with_part(node: Node, path: Sequence[int], part: Node) -> Node | None:
    """Another part at the end of a path of children's numbers; None where the tree cannot be put together again."""
    if not path:
        return part
    children = list(node.children())
    below = with_part(children[path[0]], path[1:], part)
    if below is None:
        return None
    children[path[0]] = below
    return with_children(node, children)


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
