"""Every matrix that sends given columns to given columns: what is put in for A where A u = b is assumed.

A + (b - A w') w^T / (w^T w), column by column, where w is what of u is orthogonal to the columns before (Gram-Schmidt).
It leaves alone a matrix that does so already, so that every such matrix is reached, and no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pengrade.grading.tree import Add, Divide, Name, Negate, Node, Product, Transpose, names_in


@dataclass(frozen=True)
class Action:
    """matrix * column = image."""

    matrix: str
    column: Node
    image: Node


def action_of(left: Node, right: Node) -> Action | None:
    """A u = b, for an A that stands nowhere else in it."""
    if not isinstance(left, Product) or not isinstance(left.factors[0], Name) or "·" in left.marks:
        return None
    name, rest = left.factors[0].name, left.factors[1:]
    column = rest[0] if len(rest) == 1 else Product(0, 0, rest, left.marks[1:])
    return None if name in names_in(column) | names_in(right) else Action(name, column, right)


def acting(matrix: Node, actions: Sequence[Action]) -> Node:
    """The matrix, corrected where it does not act as it should."""
    directions: list[Node] = []
    for action in actions:
        direction = action.column
        for before in directions:
            share = Divide(0, 0, _product(Transpose(0, 0, before), action.column), _square(before))
            direction = Add(0, 0, (direction, Negate(0, 0, _product(share, before))))
        missing = Add(0, 0, (action.image, Negate(0, 0, _product(matrix, action.column))))
        correction = Divide(0, 0, _product(missing, Transpose(0, 0, direction)), _square(direction))
        matrix = Add(0, 0, (matrix, correction))
        directions.append(direction)
    return matrix


def _product(*factors: Node) -> Product:
    return Product(0, 0, factors, ("*",) * (len(factors) - 1))


def _square(column: Node) -> Node:
    return _product(Transpose(0, 0, column), column)
