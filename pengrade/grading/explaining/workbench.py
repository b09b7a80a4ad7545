"""Many trees that differ from one tree in a single place, evaluated for little more than that place.

The parts of the tree are evaluated once; where a changed tree still has such a part, its value is looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import thread_time

from pengrade.grading.evaluating.evaluate import MOST_STEPS, Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.explaining.rewriting import with_children
from pengrade.grading.explaining.slips import ENDS_OF_A_FOLD
from pengrade.grading.shapes import SCALAR, Shaped
from pengrade.grading.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Identity,
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
    walk,
)

COST_OF_A_STEP = 5  # of a sum, in nodes
# Nodes whose value is a function of the values of their children, wherever these are not bound.
_TRANSPARENT = (Add, Call, Divide, Fold, MatrixOf, Negate, Power, Product, Transpose)


@dataclass
class Budget:
    """`cost` counts nodes evaluated, so that what is found seldom hangs on the speed of the machine.

    `deadline`, by `thread_time`, is the last guard: a busy machine must not change what is found.
    """

    cost: int
    deadline: float

    def spend(self, cost: int) -> bool:
        """Whether there was that much left."""
        self.cost -= cost
        return self.is_left()

    def is_left(self) -> bool:
        return self.cost > 0 and thread_time() < self.deadline


class Workbench:
    """`places` are where every tree is evaluated."""

    def __init__(self, original: Shaped, places: Sequence[Place], budget: Budget) -> None:
        self.places = places
        self.budget = budget
        self.known: dict[int, str] = {}
        self._original = original  # its parts are known by their ids, which must stay theirs
        self._remember(original.tree, frozenset())

    def values_of(self, shaped: Shaped) -> list[Value] | None:
        """The value at every place; None where it lacks one."""
        short = Shaped(self._abbreviated(shaped.tree), shaped.shape, shaped.sizes)
        evaluate = evaluator(short)
        nodes = sum(1 for _ in walk(short.tree))
        values = []
        for place in self.places:
            values.append(value_at(evaluate, place))
            self.budget.spend(nodes + COST_OF_A_STEP * (MOST_STEPS - place.steps))
            if values[-1] is None:
                return None
        return values

    def _remember(self, node: Node, bound: frozenset[str]) -> None:
        """Evaluate every part that hangs on no name bound around it."""
        if not node.children() or _is_literal(node):
            return
        if isinstance(node, _TRANSPARENT):
            for place, child in enumerate(node.children()):
                is_inside = isinstance(node, Fold) and place >= ENDS_OF_A_FOLD
                self._remember(child, bound | {node.index} if isinstance(node, Fold) and is_inside else bound)
        # An I takes its size from what stands beside it, and so has no value of its own.
        is_settled = not any(isinstance(part, Identity | Ones) for part in walk(node))
        if is_settled and not names_in(node) & bound:
            self._keep(node)

    def _keep(self, node: Node) -> None:
        values = self.values_of(Shaped(node, SCALAR, self._original.sizes))
        if values is None:
            return
        name = f"#{len(self.known)}"  # no name that anybody can declare
        self.known[id(node)] = name
        for place, value in zip(self.places, values, strict=True):
            place.names[name] = value

    def _abbreviated(self, node: Node) -> Node:
        name = self.known.get(id(node))
        if name is not None:
            return Name(node.start, node.end, name)
        children = node.children()
        if not children:
            return node
        return with_children(node, [self._abbreviated(child) for child in children]) or node


def value_at(evaluate: Evaluate, place: Place) -> Value | None:
    """None for what is not finite, too: such a ball would overlap with anything.

    A changed tree may also have a name where nothing has a value, as a family without its index, or parts that do not
    fit together, as a number over a matrix: a TypeError of the arithmetic, which knows nothing of shapes.
    """
    try:
        value = evaluate(place)
    except (ZeroDivisionError, ValueError, OverflowError, OutOfReachError, KeyError, TypeError):
        return None
    return value if all(entry.is_finite() for entry in entries(value)) else None


def _is_literal(node: Node) -> bool:
    """Exponents such as -2 must stay what they are: a power of a matrix asks for the number itself."""
    return isinstance(node, Negate) and (isinstance(node.operand, Number) or _is_literal(node.operand))
