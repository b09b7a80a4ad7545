"""An integral cut where its integrand changes from one formula to another.

Every |u|, maximum or condition on something linear in the variable has its corner at a known place. Where the ranges
tell on which side of the ends and of one another these places lie, the integral is a sum of smooth ones.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from pengrade.grading.evaluating.differentiate import NotDifferentiableError, minus, number, over, plus, put
from pengrade.grading.proving.ranges import Ranges
from pengrade.grading.proving.substitution import degree, literal, rebuilt
from pengrade.grading.tree import Call, Cases, Chain, Indicator, Infinity, Integral, Joined, Node, names_in, walk

MOST_CORNERS = 8
FUNCTIONS = frozenset({"abs", "sign", "relu", "max", "min", "delta"})
HOLDS = {"=": (0,), "≠": (-1, 1), "<": (-1,), "≤": (-1, 0), ">": (1,), "≥": (0, 1)}


class NoPiecesError(Exception):
    """A corner whose place is not known."""


def has_corners(node: Integral) -> bool:
    """Raises NoPiecesError where a corner hangs on what a sum or an integral inside binds."""
    return _has_corners(node.body, node.variable, frozenset())


def _has_corners(node: Node, variable: str, bound: frozenset[str]) -> bool:
    names = names_in(node)
    if variable not in names:
        return False
    if _is_cornered(node):
        if names & bound:
            raise NoPiecesError
        return True
    found = [_has_corners(child, variable, bound | node.binding()[0]) for child in node.children()]
    return any(found)


def _is_cornered(node: Node) -> bool:
    return isinstance(node, Indicator | Cases) or (isinstance(node, Call) and node.function in FUNCTIONS)


def pieces(node: Integral, ranges: Ranges) -> list[Integral]:
    """Integrals without corners that add up to this one; raises NoPiecesError."""
    return list(_Corners(node, ranges).pieces()) if has_corners(node) else [node]


class _Corners:
    def __init__(self, node: Integral, ranges: Ranges) -> None:
        self.node = node
        self.ranges = ranges
        self.variable = node.variable

    def pieces(self) -> Iterator[Integral]:
        node = self.node
        backwards = self.order(node.lower, node.upper) > 0
        low, high = (node.upper, node.lower) if backwards else (node.lower, node.upper)
        inside = [root for root in self.roots() if self.order(low, root) < 0 and self.order(root, high) < 0]
        for left, right in pairwise([low, *self.sorted(inside), high]):
            body = self.resolved(node.body, left)
            start, end = (right, left) if backwards else (left, right)
            yield Integral(node.start, node.end, node.variable, start, end, body)

    def order(self, left: Node, right: Node) -> int:
        """-1, 0 or 1 where left < right, left = right, left > right; a bound that may be reached counts as passed."""
        if isinstance(left, Infinity) or isinstance(right, Infinity):
            return _height(left) - _height(right)
        signs = self.ranges.signs(plus(left, minus(right)))
        if signs == {0}:
            return 0
        if 1 not in signs:
            return -1
        if -1 not in signs:
            return 1
        raise NoPiecesError

    def sorted(self, roots: list[Node]) -> list[Node]:
        if len(roots) > MOST_CORNERS:
            raise NoPiecesError
        found: list[Node] = []
        for root in roots:
            place = 0
            while place < len(found) and (order := self.order(found[place], root)) <= 0:
                if order == 0:
                    break
                place += 1
            else:
                found.insert(place, root)
        return found

    # --- corners ---------------------------------------------------------------------------------------------------

    def roots(self) -> Iterator[Node]:
        for part in walk(self.node.body):
            if self.variable in names_in(part):
                for left, right in _compared(part):
                    line = self.line(left, right)
                    if line is not None:
                        yield line[0]

    def line(self, left: Node, right: Node) -> tuple[Node, int] | None:
        """The place where left - right is zero, and the sign of its slope; None where there is no slope."""
        difference = plus(left, minus(right))
        if self.variable not in names_in(difference):
            return None
        if degree(difference, self.variable) != 1:
            raise NoPiecesError
        try:
            start, end = (put(difference, self.variable, number(place)) for place in (0, 1))
        except NotDifferentiableError:
            raise NoPiecesError from None
        slope = plus(end, minus(start))
        found = self.ranges.of(slope)
        signs = found.signs()
        if signs == {0}:
            return None
        if signs not in ({1}, {-1}):
            raise NoPiecesError
        known = isinstance(found.low, Fraction) and found.low == found.high
        return over(minus(start), literal(Fraction(found.low)) if known else slope), min(signs)

    def sign(self, left: Node, right: Node, start: Node) -> int:
        """That of left - right from one place to the next."""
        line = self.line(left, right)
        if line is None:
            (sign,) = self.certain_signs(left, right)
            return sign
        root, slope = line
        return slope if self.order(root, start) <= 0 else -slope

    def certain_signs(self, left: Node, right: Node) -> frozenset[int]:
        signs = self.ranges.signs(plus(left, minus(right)))
        if len(signs) != 1:
            raise NoPiecesError
        return signs

    # --- one formula -----------------------------------------------------------------------------------------------

    def resolved(self, node: Node, start: Node) -> Node:
        """The formula that counts from one place to the next."""
        if self.variable not in names_in(node):
            return node
        match node:
            case Call() if node.function in FUNCTIONS:
                return self.resolved_call(node, start)
            case Indicator():
                return number(int(self.holds(node.condition, start)))
            case Cases():
                return self.resolved(self.chosen(node, start), start)
            case _:
                return rebuilt(node, lambda child: self.resolved(child, start))

    def resolved_call(self, node: Call, start: Node) -> Node:
        if node.function in ("max", "min"):
            best = node.arguments[0]
            for other in node.arguments[1:]:
                sign = self.sign(best, other, start)
                best = other if sign * (1 if node.function == "max" else -1) < 0 else best
            return self.resolved(best, start)
        if node.function == "delta":
            return number(int(self.sign(node.arguments[0], node.arguments[1], start) == 0))
        sign = self.sign(node.arguments[0], number(0), start)
        if node.function == "sign":
            return minus(number(1)) if sign < 0 else number(sign)
        inner = self.resolved(node.arguments[0], start)
        return inner if sign > 0 else minus(inner) if node.function == "abs" else number(0)

    def chosen(self, node: Cases, start: Node) -> Node:
        for value, condition in zip(node.values, node.conditions, strict=False):
            if self.holds(condition, start):
                return value
        if len(node.values) == len(node.conditions):
            raise NoPiecesError
        return node.values[-1]

    def holds(self, node: Node, start: Node) -> bool:
        if isinstance(node, Joined):
            truths = [self.holds(part, start) for part in node.parts]
            return any(truths) if node.word == "or" else all(truths)
        if not isinstance(node, Chain):
            raise NoPiecesError
        return all(
            self.sign(left, right, start) in HOLDS[sign]
            for (left, right), sign in zip(pairwise(node.sides), node.signs, strict=True)
        )


def _height(node: Node) -> int:
    return 0 if not isinstance(node, Infinity) else -1 if node.negative else 1


def _compared(node: Node) -> Iterator[tuple[Node, Node]]:
    """What changes its order where a formula changes."""
    match node:
        case Call(function="abs" | "sign" | "relu"):
            yield node.arguments[0], number(0)
        case Call(function="max" | "min" | "delta"):
            for place, one in enumerate(node.arguments):
                for other in node.arguments[place + 1 :]:
                    yield one, other
        case Chain():
            yield from pairwise(node.sides)
