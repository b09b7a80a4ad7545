"""What agreed at ordinary points, tried where it may still differ.

Far away, beside the numbers that occur, and around every switch (`switches`): its zeros are sought along one
coordinate after the other, and points put on them, between them and beyond. An agreement counts for those sides of
every switch alone that some agreeing point was on; if a side was never met, it is not enough to accept an answer.
"""

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice

from flint import fmpq_mat

from pengrade.grading.comparing.agreement import Agreed, Both, Outcome, Refuted, Unclear, looked_at
from pengrade.grading.comparing.lines import Coordinate, Line
from pengrade.grading.comparing.switches import NUMBERS, WORDS, Switch, Switches
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.far_points import far_points
from pengrade.grading.evaluating.points import Point, points
from pengrade.grading.shapes import Shaped
from pengrade.grading.tree import Fold, Integral, Limit, Node, walk

PRECISION = 400
MOST_BITS = 8000
FAR = 16
FAR_AT_SWITCHES = 40
ORDINARY = 12  # points drawn as elsewhere, to see which sides they are on
WALKS = 5
MOST_COORDINATES = 6
MOST_WORK = 60_000  # nodes evaluated; a tenth of a second
MOST_WORK_OF_WALKS = 15_000


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
        self.walking = MOST_WORK_OF_WALKS
        self.passed: set[tuple[Coordinate, tuple[int, ...], Fraction]] = set()
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
        for place in self._drawn():
            self.work -= self.cost
            if self.work < 0:
                return None
            found = self._look(place)
            if isinstance(found, Refuted):
                return found
        return None

    def _drawn(self) -> Iterator[Place]:
        """Each of them watching."""
        if self.switches:
            ordinary = points(self.declarations, self.names, self.seed + 3, self.landmarks, True)
            yield from map(self._watched, islice(ordinary, ORDINARY))
        if any(isinstance(node, Integral | Limit) for tree in self.trees for node in walk(tree)):
            return
        count = FAR_AT_SWITCHES if self.switches else FAR
        yield from map(self._watched, far_points(self.declarations, self.names, self.seed, self.landmarks, count))
        for start in islice(points(self.declarations, self.names, self.seed + 4), WALKS if self.switches else 0):
            yield from self._walked(Place(start, self.precision))

    def _watched(self, point: Point) -> Place:
        return Place(point, self.precision, watching=True)

    def _look(self, place: Place) -> Refuted | None:
        found = looked_at(self.both, place, self.complex_allowed)
        if found is True:
            self.compared |= place.met
            for switch, met in zip(self.switches, self.met, strict=True):
                met.update(switch.marks(place))
        return found if isinstance(found, Refuted) else None

    def _walked(self, place: Place) -> Iterator[Place]:
        """From a place along its coordinates, turning at random where switches change."""
        coordinates = list(self._coordinates(place.point))
        self.random.shuffle(coordinates)
        for coordinate in coordinates[:MOST_COORDINATES]:
            line = Line(self.switches, self.declarations, coordinate, partial(self._may_walk, self.cost // 2))
            numbers = line.through(place, self.random)
            for number in sorted(numbers, key=_length):
                if self._is_new(coordinate, place, number):
                    if not self._may_walk(self.cost):
                        return
                    yield coordinate.moved(place, number, watching=True)
            if numbers:
                place = coordinate.moved(place, self.random.choice(numbers))

    def _is_new(self, coordinate: Coordinate, place: Place, value: Fraction) -> bool:
        """Not so where all walks pass, as they do where there is one coordinate only."""
        if len(place.point.values) != 1 or place.point.families or place.point.functions:
            return True
        known = (coordinate, tuple(place.point.dimensions.values()), value) in self.passed
        self.passed.add((coordinate, tuple(place.point.dimensions.values()), value))
        return not known

    def _coordinates(self, point: Point) -> Iterator[Coordinate]:
        names = frozenset[str]().union(*(switch.names for switch in self.switches))
        for name in sorted(names & self.declarations.symbols.keys()):
            symbol = self.declarations.symbols[name]
            places = sorted(point.families.get(name, {})) if symbol.family else [None]
            for member in [*places[:2], *places[2:][-1:]]:
                if symbol.domain in NUMBERS:
                    yield Coordinate(name, symbol.domain, member)
                elif symbol.domain in ("vector", "matrix") and not symbol.properties:
                    yield from self._entries(point, name, member)

    def _entries(self, point: Point, name: str, member: tuple[int, ...] | None) -> Iterator[Coordinate]:
        held = point.values.get(name) if member is None else point.families[name][member]
        if isinstance(held, fmpq_mat):
            yield Coordinate(name, "real", member, (0, 0))
            if held.nrows() * held.ncols() > 1:
                yield Coordinate(name, "real", member, (held.nrows() - 1, held.ncols() - 1))

    def _may_walk(self, cost: int) -> bool:
        self.walking -= cost
        return self.walking >= 0


def _length(number: Fraction) -> tuple[int, Fraction]:
    return number.numerator.bit_length() + number.denominator.bit_length(), -number


def _cost(tree: Node) -> int:
    """Nodes that one evaluation passes through, were every sum of four terms."""
    return 1 + sum(map(_cost, tree.children())) * (4 if isinstance(tree, Fold) else 1)
