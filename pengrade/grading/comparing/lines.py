"""Where switches change along one coordinate of a place: their zeros, and numbers on, between and beyond these."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import islice, pairwise
from math import floor

from flint import arb, fmpq, fmpq_mat

from pengrade.grading.comparing.solving import rational_polynomial, real_roots
from pengrade.grading.comparing.switches import ROOT, STEPS, Followed, Switch
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place, rational
from pengrade.grading.evaluating.far_points import WHOLE, is_within
from pengrade.grading.evaluating.points import Exact, Point
from pengrade.grading.evaluating.rounding import fraction_of, is_moderate
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.proving.substitution import degree, literal, substituted

MOST_ZEROS = 8
NEWTON = 12
MOST_MEMBERS = 4  # of a sum or a vector, whose zeros are sought
MOST_ROOTS = 30
MORE_STARTS = 3
TINY = Fraction(1, 2**100)
CLOSE = Fraction(1, 2**60)


@dataclass(frozen=True)
class Coordinate:
    """One number of a point: of a symbol, of a member of a family, or an entry (row, column) from 0."""

    name: str
    domain: str
    member: tuple[int, ...] | None = None
    entry: tuple[int, int] | None = None

    def at(self, point: Point) -> Fraction:
        held = self._held(point)
        if self.entry is not None and isinstance(held, fmpq_mat):
            number = held[self.entry]
            return Fraction(int(number.p), int(number.q))
        return held if isinstance(held, Fraction) else Fraction(0)

    def moved(self, place: Place, value: Fraction, watching: bool = False) -> Place:
        """Where this coordinate has the value, and every other one is as at `place`."""
        held = self._held(place.point)
        new: Exact = value
        if self.entry is not None and isinstance(held, fmpq_mat):
            new = fmpq_mat(held)
            new[self.entry] = fmpq(value.numerator, value.denominator)
        return place.with_value(self.name, self.member, new, watching)

    def _held(self, point: Point) -> Exact:
        return point.values[self.name] if self.member is None else point.families[self.name][self.member]


class Line:
    """The numbers along one coordinate through a place. `spend` is told of every evaluation; False ends the search."""

    def __init__(
        self, switches: list[Switch], declarations: Declarations, coordinate: Coordinate, spend: Callable[[], bool]
    ) -> None:
        self.declarations = declarations
        self.coordinate = coordinate
        self.spend = spend
        self.followed = {
            (switch.kind, one.tree, one.folds): one
            for switch in switches
            for one in switch.followed
            if coordinate.name in one.names
        }

    def through(self, place: Place, generator: random.Random) -> list[Fraction]:
        """Values of the coordinate on, between and beyond the zeros of the switches."""
        searches = [_Search(self, kind, followed, place) for (kind, _, _), followed in self.followed.items()]
        own = self.coordinate.at(place.point)
        zeros = {zero for search in searches for zero in search.zeros(own)}
        if not zeros:
            return []
        around = _beside(zeros, self.coordinate.domain)
        starts = generator.sample(around, min(MORE_STARTS, len(around)))
        zeros |= {zero for search in searches for start in starts for zero in search.more_zeros(start)}
        chosen = zeros if len(zeros) <= MOST_ZEROS else set(generator.sample(sorted(zeros), MOST_ZEROS))
        return _beside(chosen, self.coordinate.domain)


class _Search:
    """For the zeros of one number along a line; for STEPS, of where it is whole."""

    def __init__(self, line: Line, kind: str, followed: Followed, place: Place) -> None:
        self.line = line
        self.kind = kind
        self.followed = followed
        self.place = place
        self.domain = line.coordinate.domain
        self.known: dict[Fraction, list[Value]] = {}
        self.degree = degree(followed.tree, line.coordinate.name)

    def zeros(self, start: Fraction) -> set[Fraction]:
        if self.roots is not None:
            return self.roots
        return self._of_line(start) if self.degree == 1 else self._by_steps(start)

    def more_zeros(self, start: Fraction) -> set[Fraction]:
        """From another start, where that may lead elsewhere."""
        return set() if self.degree == 1 or self.roots is not None else self._by_steps(start)

    def values(self, at: Fraction) -> list[Value]:
        if at not in self.known:
            if not self.line.spend():
                return []
            seen = islice(self.followed.seen(self.line.coordinate.moved(self.place, at)), MOST_MEMBERS)
            self.known[at] = [entry for value in seen for entry in entries(value)]
        return self.known[at]

    def nth(self, number: int, at: Fraction) -> Value:
        """None where there is none, and where it is too large to be followed."""
        found = self.values(at)
        value = found[number] if number < len(found) else None
        return value if type(value) is arb and is_moderate(value) else None

    def members(self, start: Fraction) -> range:
        return range(min(MOST_MEMBERS, len(self.values(start))))

    def _of_line(self, start: Fraction) -> set[Fraction]:
        """Where straight lines meet their targets: two values tell."""
        found: set[Fraction] = set()
        for number in self.members(start):
            first, second = self.nth(number, start), self.nth(number, start + 1)
            if first is None or second is None:
                continue
            for target in _targets(first, self.kind):
                step = (target - first) / (second - first)
                if is_moderate(step):
                    found.add(_simplest(start + fraction_of(step)))
        return found

    def _by_steps(self, start: Fraction) -> set[Fraction]:
        found: set[Fraction] = set()
        for number in self.members(start):
            found.update(_newton(partial(self.nth, number), start, self.kind, self.domain))
        return found

    @cached_property
    def roots(self) -> set[Fraction] | None:
        """The real roots, or fractions very near, of a polynomial of a degree that Newton's method is slow on."""
        point, name = self.place.point, self.line.coordinate.name
        if self.followed.folds or self.kind == STEPS or point.values.get(name) is None:
            return None
        if self.line.coordinate.entry is not None or (self.degree or 0) < 2:
            return None
        others = {key: literal(value) for key, value in point.values.items() if isinstance(value, Fraction)}
        others.pop(name)
        polynomial = rational_polynomial(substituted(self.followed.tree, others), self.line.declarations, name)
        if polynomial is None or not 1 <= polynomial.degree() <= MOST_ROOTS:
            return None
        return {fraction_of(root) if exact is None else exact for root, exact in real_roots(polynomial)}


def _newton(value: Callable[[Fraction], Value], start: Fraction, kind: str, domain: str) -> Iterator[Fraction]:
    """Where the value is zero, or for steps a whole number near; double zeros need steps of twice the length."""
    first = value(start)
    if first is None:
        return
    for target in _targets(first, kind):
        for length in (1, 2) if kind == ROOT else (1,):
            at: Fraction | None = start
            for _ in range(NEWTON):
                after = None if at is None else _stepped(value, at, target, length, domain)
                if after is None or after == at:
                    break
                at = after
            if at is not None and at != start:
                yield at


def _targets(value: arb, kind: str) -> list[int]:
    if kind != STEPS:
        return [0]
    below = floor(fraction_of(value))
    return list(dict.fromkeys((below, below + 1, 0, 1, -1)))


def _stepped(
    value: Callable[[Fraction], Value], at: Fraction, target: int, length: int, domain: str
) -> Fraction | None:
    width = Fraction(1) if domain in WHOLE else CLOSE * max(abs(at), CLOSE)
    middle, right, left = value(at), value(at + width), value(at - width)
    if middle is None or right is None:
        return None
    slope = (right - middle) / rational(width) if left is None else (right - left) / rational(2 * width)
    step = (middle - target) / slope * length
    return _simplest(at - fraction_of(step)) if is_moderate(step) else None


def _simplest(number: Fraction) -> Fraction:
    """A fraction with a short denominator, if one is as near as rounding allows."""
    if number.denominator.bit_length() < 40:
        return number
    short = number.limit_denominator(10**15)
    if abs(short - number) <= TINY * max(Fraction(1), abs(number)):
        return short
    scale = 2**160
    return Fraction(floor(number * scale), scale)


def _beside(zeros: set[Fraction], domain: str) -> list[Fraction]:
    """On the zeros, close to them, half way between, and beyond; what the domain holds of these."""
    marks = sorted(zeros)
    scale = max([Fraction(1), abs(marks[0]), abs(marks[-1])])
    candidates = {*marks, *((one + other) / 2 for one, other in pairwise(marks))}
    candidates |= {marks[0] - 1, marks[-1] + 1, marks[0] - scale, marks[-1] + scale, marks[-1] + 7 * scale}
    candidates |= {mark + side * scale * CLOSE for mark in marks for side in (-1, 1)}
    candidates |= {mark + side * abs(mark) / 8 for mark in (marks[0], marks[-1]) for side in (-1, 1)}
    candidates |= {marks[0] / 2, (1 + marks[-1]) / 2}
    if domain in WHOLE:
        candidates = {Fraction(floor(number) + step) for number in candidates for step in (0, 1)}
    return sorted(number for number in candidates if is_within(number, domain))
