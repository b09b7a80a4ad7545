"""Limits at a point: of what is continuous there by its value, of the rest by an expansion with exact factors.

A term counts as zero only where it is proved to be, so nothing is concluded from a value that is merely small.
"""

from collections.abc import Callable

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.at_point import NotExactError, at_point
from pengrade.grading.evaluating.constants import Constants, sign_of_constant
from pengrade.grading.evaluating.place import Evaluate, OutOfReachError, Place
from pengrade.grading.evaluating.values import Value
from pengrade.grading.proving.expansions import DivergenceError, UnknownLimitError
from pengrade.grading.proving.limits import limit_of as limit_by_expansion
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ratios import NotNormalError, Ratio
from pengrade.grading.tree import Call, Cases, Fold, Indicator, Infinity, Integral, Limit, Node, walk

JUMPING = frozenset({"sign", "floor", "ceil", "delta"})
NO_NAMES = declared("")


def limit_of(node: Limit, compiled: Callable[[Node], Evaluate]) -> Evaluate:
    seeker = _AtPoints(node)
    if isinstance(node.target, Infinity) or any(map(_may_jump, walk(node.body))):
        return seeker.evaluate
    target, body = compiled(node.target), compiled(node.body)

    def value(place: Place) -> Value:
        outer = place.names.get(node.variable)
        place.names[node.variable] = target(place)
        try:
            direct = body(place)
        finally:
            place.names.pop(node.variable)
            if outer is not None:
                place.names[node.variable] = outer
        return direct if direct.is_finite() else seeker.evaluate(place)

    return value


def _may_jump(node: Node) -> bool:
    """Not continuous wherever it has a value."""
    if isinstance(node, Indicator | Cases | Limit | Integral | Fold):
        return True
    return isinstance(node, Call) and node.function in JUMPING


class _AtPoints:
    """The limit at the last point that was asked for."""

    def __init__(self, node: Limit) -> None:
        self.node = node
        self.last: Node | None = None
        self.forms = NormalForms(NO_NAMES)
        self.found: Ratio | None = None
        self.diverges = False

    def evaluate(self, place: Place) -> Value:
        try:
            node = at_point(self.node, place)
        except NotExactError:
            raise OutOfReachError from None
        if node != self.last:
            self.last = node
            self.seek(node, place)
        if self.diverges:
            return values.NAN
        if self.found is None:
            raise OutOfReachError
        return Constants(self.forms, place).value(self.found)

    def seek(self, node: Node, place: Place) -> None:
        self.forms, self.found, self.diverges = NormalForms(NO_NAMES), None, False
        if not isinstance(node, Limit):
            return
        try:
            self.found = limit_by_expansion(node, self.forms, lambda factor: self.sign(factor, place))
        except DivergenceError:
            self.diverges = True
        except (UnknownLimitError, NotNormalError, ZeroDivisionError, OverflowError):
            return

    def sign(self, factor: Ratio, place: Place) -> int:
        found = sign_of_constant(self.forms, factor, place.point)
        if found is None:
            raise UnknownLimitError
        return found
