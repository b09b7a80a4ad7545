"""A tree with the exact values of a point put in for its names."""

from dataclasses import replace

from pengrade.grading.evaluating.deciding import exact_at
from pengrade.grading.evaluating.differentiate import NotDifferentiableError, differentiated, number, put
from pengrade.grading.evaluating.place import Place
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal, rebuilt
from pengrade.grading.tree import (
    Add,
    Apply,
    Derivative,
    Fold,
    Indexed,
    Name,
    Node,
    names_in,
)

MOST_TERMS = 20  # of a sum that is written out
MOST_CORNERS = 12
CORNERED = frozenset({"abs", "sign", "relu", "max", "min", "delta"})


class NotExactError(Exception):
    """A value that is no fraction."""


def at_point(node: Node, place: Place) -> Node:
    """The tree with exact values for its free names; raises NotExactError."""
    return _Settled(place).of(node, frozenset())


class _Settled:
    def __init__(self, place: Place) -> None:
        self.place = place

    def of(self, node: Node, bound: frozenset[str]) -> Node:
        match node:
            case Name() if node.name in bound:
                return node
            case Name():
                return self.exact(node)
            case Indexed() if not bound & names_in(node):
                return self.exact(node)
            case Fold():
                return self.written_out(node, bound)
            case Apply():
                return replace(node, argument=self.of(node.argument, bound))
            case Derivative():
                return self.of(self.differentiated(node), bound)
            case _:
                names, inside = node.binding()
                within = bound | names
                return rebuilt(
                    node, lambda child: self.of(child, within if any(child is one for one in inside) else bound)
                )

    def differentiated(self, node: Derivative) -> Node:
        try:
            return differentiated(node.body, node.variable, node.order)
        except NotDifferentiableError:
            raise NotExactError from None

    def exact(self, node: Name | Indexed) -> Node:
        value = exact_at(node, self.place)
        if value is None:
            raise NotExactError
        return literal(value)

    def written_out(self, node: Fold, bound: frozenset[str]) -> Node:
        lower, upper = (exact_value(self.of(end, bound)) for end in (node.lower, node.upper))
        if lower is None or upper is None or upper - lower >= MOST_TERMS or node.condition or node.operation != "sum":
            raise NotExactError
        try:
            terms = [put(node.body, node.index, literal(lower + step)) for step in range(int(upper - lower) + 1)]
        except NotDifferentiableError:
            raise NotExactError from None
        settled = tuple(self.of(term, bound) for term in terms)
        return Add(0, 0, settled) if len(settled) > 1 else settled[0] if settled else number(0)
