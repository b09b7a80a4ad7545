"""Trees that say the same thing in another order: x + y and y + x, a b/c and a/c b."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

from pengrade.grading.tree import Add, Call, Divide, Fold, Indexed, Negate, Node, Number, Power, Product

Term = tuple[int, Hashable]  # a sign, and what stands behind it


def order_free(tree: Node, are_numbers: bool) -> Hashable:
    """The same for two trees only where they are equal by the laws of commuting, of brackets and of signs alone.

    `are_numbers`: whether all factors are, and so commute.
    """
    return _Reader(are_numbers).term(tree)


class _Reader:
    def __init__(self, are_numbers: bool) -> None:
        self.are_numbers = are_numbers

    def term(self, node: Node) -> Term:
        match node:
            case Negate():
                sign, rest = self.term(node.operand)
                return -sign, rest
            case Add():
                return 1, (Add, _sorted(self.terms(node)))
            case Product() | Divide() if self.are_numbers:
                return self.quotient(node)
            case Product():
                return 1, (Product, node.marks, *map(self.term, node.factors))
            case Divide() | Power():
                return 1, (type(node), *map(self.term, node.children()))
            case Call():
                return 1, (node.function, node.parameter is None, *map(self.term, node.children()))
            case Indexed():
                return 1, (Indexed, node.name, *map(self.term, node.indices))
            case Fold():
                return 1, (node.operation, node.index, *map(self.term, node.children()))
            case _:
                return 1, node

    def terms(self, node: Add) -> Iterable[Term]:
        for part in node.terms:
            if isinstance(part, Add):
                yield from self.terms(part)
            else:
                yield self.term(part)

    def quotient(self, node: Node) -> Term:
        above: list[Hashable] = []
        below: list[Hashable] = []
        sign = self.gather(node, above, below)
        if len(above) == 1 and not below:
            return sign, above[0]
        return sign, (Divide, _sorted(above), _sorted(below))

    def gather(self, node: Node, above: list[Hashable], below: list[Hashable]) -> int:
        """The factors, and the sign of their product."""
        if isinstance(node, Product):
            sign = 1
            for factor in node.factors:
                sign *= self.gather(factor, above, below)
            return sign
        if isinstance(node, Divide):
            return self.gather(node.numerator, above, below) * self.gather(node.denominator, below, above)
        if isinstance(node, Negate):
            return -self.gather(node.operand, above, below)
        if not (isinstance(node, Number) and node.value == 1):
            above.append(self.term(node)[1])
        return 1


Part = TypeVar("Part", bound=Hashable)


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    """In some order that hangs on nothing but the parts."""
    return tuple(sorted(parts, key=hash))
