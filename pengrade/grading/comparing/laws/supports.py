"""Where densities are positive: inside or outside, and a place that is in one of two supports alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from math import isfinite

from flint import arb, ctx

from pengrade.grading.comparing.agreement import Refuted
from pengrade.grading.comparing.expression import Guard
from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.distributions.densities import Support
from pengrade.grading.distributions.reading import extended
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.small_points import small_points
from pengrade.grading.evaluating.values import Value
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import Node, names_in

TRIES = 12  # points at which a place between two ends is looked for
BITS = 128
FARTHEST = 10**9


@dataclass(frozen=True)
class Bounded:
    """A density in one variable, and its support."""

    body: Node
    support: Support


def inside_of(where: Support, declarations: Declarations) -> Callable[[Value, Place], bool]:
    """Tells whether a value is certainly inside at a place; the ends belong to a discrete support alone."""
    lower, upper = (_end(end, declarations) for end in (where.lower, where.upper))

    def is_inside(value: Value, place: Place) -> bool:
        low, high = (None if end is None else end(place) for end in (lower, upper))
        if where.discrete:
            return (low is None or bool(low <= value)) and (high is None or bool(value <= high))
        return (low is None or bool(low < value)) and (high is None or bool(value < high))

    return is_inside


def _end(end: Node | None, declarations: Declarations) -> Evaluate | None:
    return None if end is None else evaluator(shaped(end, declarations, SCALAR))


def place_in_one(
    declarations: Declarations, variable: str, sides: tuple[Bounded, Bounded], guard: Guard
) -> Refuted | None:
    """A place in one of the supports alone, with both densities there; None where none is found."""
    return next(_Search(declarations, variable, sides, guard).found(), None)


class _Search:
    def __init__(self, declarations: Declarations, variable: str, sides: tuple[Bounded, Bounded], guard: Guard) -> None:
        self.declarations = declarations
        self.variable = variable
        self.sides = sides
        self.guard = guard
        self.discrete = sides[0].support.discrete
        self.bodies = [self.evaluator_of(side.body) for side in sides]
        self.ends = [[_end(end, declarations) for end in (one.support.lower, one.support.upper)] for one in sides]

    def evaluator_of(self, body: Node) -> Evaluate:
        known = extended(self.declarations, Symbol(self.variable, "real"))
        return evaluator(shaped(body, known, SCALAR))

    def points(self) -> Iterator[Point]:
        trees = [node for side in self.sides for node in (side.body, *side.support.ends())]
        names = self.guard.names.union(*map(names_in, trees)) - {self.variable}
        yield from small_points(self.declarations, names)
        yield from islice(points(self.declarations, names, seed_of("support", *sorted(names))), TRIES)

    def found(self) -> Iterator[Refuted]:
        for point in self.points():
            place = Place(point, BITS)
            try:
                self.guard.check(place)
                bounds = [[None if end is None else end(place) for end in pair] for pair in self.ends]
            except (ValueError, ZeroDivisionError, OverflowError, OutOfReachError):
                continue
            for x in _candidates([bound for pair in bounds for bound in pair if bound is not None], self.discrete):
                inside = [_lies(x, low, high) for low, high in bounds]
                if None not in inside and inside[0] != inside[1]:
                    yield from self.difference(replace(point, values={**point.values, self.variable: x}), inside)

    def difference(self, point: Point, inside: list[bool | None]) -> Iterator[Refuted]:
        expected, answer = (
            self.value(body, point) if within else arb(0) for body, within in zip(self.bodies, inside, strict=True)
        )
        if type(expected) is arb and type(answer) is arb and not expected.overlaps(answer):
            yield Refuted(point, expected, answer)

    def value(self, evaluate: Evaluate, point: Point) -> Value | None:
        try:
            value = evaluate(Place(point, BITS))
        except (ValueError, ZeroDivisionError, OverflowError, OutOfReachError):
            return None
        ctx.prec = BITS
        return value if type(value) is arb and value.is_finite() else None


def _lies(x: Fraction, low: Value | None, high: Value | None) -> bool | None:
    """Between the ends; None where that is not clear."""
    at = arb(x.numerator) / x.denominator
    if (low is not None and at < low) or (high is not None and at > high):
        return False
    return True if (low is None or at >= low) and (high is None or at <= high) else None


def _candidates(bounds: list[Value], discrete: bool) -> list[Fraction]:
    """Numbers between and beyond the ends."""
    middles = sorted({float(bound.mid()) for bound in bounds if bound.is_finite()})
    middles = [middle for middle in middles if isfinite(middle) and abs(middle) < FARTHEST]
    if not middles:
        return []
    found = [middles[0] - 1, middles[-1] + 1, *((one + other) / 2 for one, other in pairwise(middles))]
    if discrete:
        found = [round(one) + step for one in [*middles, *found] for step in (-1, 0, 1)]
    return [Fraction(one).limit_denominator(1000) for one in found]
