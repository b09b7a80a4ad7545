"""What agreed at ordinary points, tried where it may still differ.

Far away, beside the numbers that occur, and around every switch (`switches`): its zeros are sought along one
coordinate after the other, and points put on them, between them and beyond. An agreement counts for those sides of
every switch alone that some agreeing point was on; if a side was never met, it is not enough to accept an answer.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice, pairwise
from math import floor

from flint import arb, fmpq, fmpq_mat

from pengrade.grading.comparing.agreement import Agreed, Both, Outcome, Refuted, Unclear, looked_at
from pengrade.grading.comparing.solving import rational_polynomial, real_roots
from pengrade.grading.comparing.switches import (
    LARGEST,
    NUMBERS,
    ROOT,
    STEPS,
    WORDS,
    Switch,
    Switches,
    fraction_of,
    is_moderate,
)
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place, rational
from pengrade.grading.evaluating.far_points import WHOLE, far_points, is_within
from pengrade.grading.evaluating.points import Point, points
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.proving.substitution import degree, literal, substituted
from pengrade.grading.shapes import Shaped
from pengrade.grading.tree import Fold, Integral, Limit, Node, names_in, walk

PRECISION = 400
MOST_BITS = 8000
FAR = 16
FAR_AT_SWITCHES = 40
ORDINARY = 12  # points drawn as elsewhere, to see which sides they are on
WALKS = 5
MOST_COORDINATES = 6
MOST_ZEROS = 8
NEWTON = 12
MOST_MEMBERS = 4  # of a sum or a vector, whose zeros are sought
MOST_ROOTS = 30
TINY = Fraction(1, 2**100)
CLOSE = Fraction(1, 2**60)
MOST_WORK = 60_000  # nodes evaluated; a few tenths of a second


@dataclass(frozen=True)
class Coordinate:
    """One number of a point: of a symbol, of a member of a family, or an entry (row, column) from 0."""

    name: str
    domain: str
    member: tuple[int, ...] | None = None
    entry: tuple[int, int] | None = None

    def at(self, point: Point) -> Fraction:
        held = point.values[self.name] if self.member is None else point.families[self.name][self.member]
        if self.entry is not None and isinstance(held, fmpq_mat):
            number = held[self.entry]
            return Fraction(int(number.p), int(number.q))
        return held if isinstance(held, Fraction) else Fraction(0)

    def moved(self, point: Point, value: Fraction) -> Point:
        held = point.values[self.name] if self.member is None else point.families[self.name][self.member]
        new: Fraction | fmpq_mat = value
        if self.entry is not None and isinstance(held, fmpq_mat):
            new = fmpq_mat(held)
            new[self.entry] = fmpq(value.numerator, value.denominator)
        if self.member is None:
            return replace(point, values={**point.values, self.name: new})
        family = {**point.families[self.name], self.member: new}
        return replace(point, families={**point.families, self.name: family})


def scrutinised(
    agreed: Agreed,
    both: Both,
    declarations: Declarations,
    sides: tuple[Shaped, Shaped],
    seed: int,
    landmarks: tuple[Fraction, ...],
    complex_allowed: bool,
    borders: frozenset[tuple[int, str]] = frozenset(),
    beside: frozenset[str] = frozenset(),
) -> Outcome:
    """The same agreement, a counterexample, or what was never met.

    `borders`: how comparisons must have come out at some point, equality included. `beside`: names that points must
    have besides those of the two sides.
    """
    scrutiny = _Scrutiny(both, declarations, sides, seed, landmarks, complex_allowed)
    scrutiny.names |= beside
    found = scrutiny.refuted()
    if found is not None:
        return found
    if not borders <= scrutiny.compared:
        return Unclear("Not every case of its conditions was met at some point.")
    unmet = scrutiny.unmet()
    return agreed if unmet is None else Unclear(f"No point was found that is on {unmet}.")


class _Scrutiny:
    def __init__(
        self,
        both: Both,
        declarations: Declarations,
        sides: tuple[Shaped, Shaped],
        seed: int,
        landmarks: tuple[Fraction, ...],
        complex_allowed: bool,
    ) -> None:
        self.both = both
        self.declarations = declarations
        self.trees = [side.tree for side in sides]
        self.complex_allowed = complex_allowed
        self.landmarks = landmarks
        self.random = random.Random(seed + 2)  # noqa: S311 - reproducible, and nothing here is secret
        self.seed = seed
        self.switches = self._switches(sides)
        self.met: list[set[str]] = [set() for _ in self.switches]
        self.compared: set[tuple[int, str]] = set()
        self.cost = sum(map(_cost, self.trees))
        self.work = MOST_WORK
        bits = max((max(one.numerator.bit_length(), one.denominator.bit_length()) for one in landmarks), default=0)
        self.precision = min(PRECISION + 4 * bits, MOST_BITS)
        self.names = frozenset[str]().union(*(side.names | side.dimensions for side in sides))

    def _switches(self, sides: tuple[Shaped, Shaped]) -> list[Switch]:
        found = [switch for side in sides for switch in Switches(self.declarations, side).found.values()]
        return list({(one.kind, one.tree, one.folds): one for one in found}.values())

    def unmet(self) -> str | None:
        for switch, met in zip(self.switches, self.met, strict=True):
            if switch.unmet(met):
                return WORDS[switch.kind]
        return None

    def refuted(self) -> Refuted | None:
        for point in self._drawn():
            self.work -= self.cost
            if self.work < 0:
                return None
            found = self._look(point)
            if isinstance(found, Refuted):
                return found
        return None

    def _drawn(self) -> Iterator[Point]:
        if self.switches:
            yield from islice(points(self.declarations, self.names, self.seed + 3, self.landmarks, True), ORDINARY)
        if any(isinstance(node, Integral | Limit) for tree in self.trees for node in walk(tree)):
            return
        for start in islice(points(self.declarations, self.names, self.seed + 4), WALKS if self.switches else 0):
            yield from self._walked(start)
        count = FAR_AT_SWITCHES if self.switches else FAR
        yield from far_points(self.declarations, self.names, self.seed, self.landmarks, count)

    def _look(self, point: Point) -> Refuted | None:
        place = Place(point, self.precision, watching=True)
        found = looked_at(self.both, place, self.complex_allowed)
        if found is True:
            self.compared |= place.met
            for switch, met in zip(self.switches, self.met, strict=True):
                met.update(switch.marks(place))
        return found if isinstance(found, Refuted) else None

    def _walked(self, start: Point) -> Iterator[Point]:
        """From a point along its coordinates, turning at random where switches change."""
        coordinates = list(self._coordinates(start))
        self.random.shuffle(coordinates)
        point = start
        for coordinate in coordinates[:MOST_COORDINATES]:
            line = self._line(point, coordinate)
            for value in sorted(line, key=_length):
                yield coordinate.moved(point, value)
            if line:
                point = coordinate.moved(point, self.random.choice(line))

    def _coordinates(self, point: Point) -> Iterator[Coordinate]:
        names = frozenset[str]().union(*(names_in(switch.tree) for switch in self.switches), *self._ends())
        for name in sorted(names & self.declarations.symbols.keys()):
            symbol = self.declarations.symbols[name]
            places = sorted(point.families.get(name, {})) if symbol.family else [None]
            for member in [*places[:2], *places[2:][-1:]]:
                if symbol.domain in NUMBERS:
                    yield Coordinate(name, symbol.domain, member)
                elif symbol.domain in ("vector", "matrix") and not symbol.properties:
                    yield from self._entries(point, name, member)

    def _ends(self) -> Iterator[frozenset[str]]:
        for switch in self.switches:
            for fold in switch.folds:
                yield names_in(fold.lower) | names_in(fold.upper)

    def _entries(self, point: Point, name: str, member: tuple[int, ...] | None) -> Iterator[Coordinate]:
        held = point.values.get(name) if member is None else point.families[name][member]
        if isinstance(held, fmpq_mat):
            yield Coordinate(name, "real", member, (0, 0))
            if held.nrows() * held.ncols() > 1:
                yield Coordinate(name, "real", member, (held.nrows() - 1, held.ncols() - 1))

    # Along one coordinate

    def _line(self, point: Point, coordinate: Coordinate) -> list[Fraction]:
        """Values of the coordinate on, between and beyond the zeros of the switches."""
        zeros = self._zeros(point, coordinate, [coordinate.at(point)])
        if not zeros:
            return []
        around = _beside(zeros, coordinate.domain)
        zeros |= self._zeros(point, coordinate, self.random.sample(around, min(3, len(around))))
        chosen = zeros if len(zeros) <= MOST_ZEROS else set(self.random.sample(sorted(zeros), MOST_ZEROS))
        return _beside(chosen, coordinate.domain)

    def _zeros(self, point: Point, coordinate: Coordinate, starts: list[Fraction]) -> set[Fraction]:
        found: set[Fraction] = set()
        for switch in self.switches:
            for start in starts:
                found |= self._zeros_of(switch, point, coordinate, start)
        return found

    def _zeros_of(self, switch: Switch, point: Point, coordinate: Coordinate, start: Fraction) -> set[Fraction]:
        exact = self._exact_zeros(switch, point, coordinate)
        if exact is not None:
            return exact

        def values(at: Fraction) -> list[Value]:
            self.work -= self.cost // 2
            if self.work < 0:
                return []
            seen = islice(switch.seen(Place(coordinate.moved(point, at), self.precision)), MOST_MEMBERS)
            return [entry for value in seen for entry in entries(value)]

        found: set[Fraction] = set()
        for number in range(min(MOST_MEMBERS, len(values(start)) if switch.kind != LARGEST else 0)):
            found.update(_newton(partial(_nth, values, number), start, switch.kind, coordinate.domain))
        return found

    def _exact_zeros(self, switch: Switch, point: Point, coordinate: Coordinate) -> set[Fraction] | None:
        """The real roots, or fractions very near, of a polynomial of a degree that Newton's method is slow on."""
        name = coordinate.name
        if switch.folds or switch.kind == STEPS or point.values.get(name) is None or coordinate.entry is not None:
            return None
        if (degree(switch.tree, name) or 0) < 2:
            return None
        others = {key: literal(value) for key, value in point.values.items() if isinstance(value, Fraction)}
        others.pop(name)
        polynomial = rational_polynomial(substituted(switch.tree, others), self.declarations, name)
        if polynomial is None or not 1 <= polynomial.degree() <= MOST_ROOTS:
            return None
        return {fraction_of(root) if exact is None else exact for root, exact in real_roots(polynomial)}


def _newton(value: Callable[[Fraction], Value], start: Fraction, kind: str, domain: str) -> Iterator[Fraction]:
    """Where the value is zero, or for steps a whole number near; double zeros need steps of twice the length."""
    first = value(start)
    if first is None:
        return
    targets = [0]
    if kind == STEPS:
        below = floor(fraction_of(first))
        targets = list(dict.fromkeys((below, below + 1, 0, 1, -1)))
    for target in targets:
        for length in (1, 2) if kind == ROOT else (1,):
            at: Fraction | None = start
            for _ in range(NEWTON):
                after = None if at is None else _stepped(value, at, target, length, domain)
                if after is None or after == at:
                    break
                at = after
            if at is not None and at != start:
                yield at


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


def _length(number: Fraction) -> tuple[int, Fraction]:
    return number.numerator.bit_length() + number.denominator.bit_length(), -number


def _nth(values: Callable[[Fraction], list[Value]], number: int, at: Fraction) -> Value:
    """None where there is none, and where it is too large to be followed."""
    found = values(at)
    value = found[number] if number < len(found) else None
    return value if type(value) is arb and is_moderate(value) else None


def _cost(tree: Node) -> int:
    """Nodes that one evaluation passes through, were every sum of four terms."""
    return 1 + sum(map(_cost, tree.children())) * (4 if isinstance(tree, Fold) else 1)
