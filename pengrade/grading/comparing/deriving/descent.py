"""Where a function of points is smallest: from the best points known, one coordinate at a time.

A pattern search (R. Hooke, T. A. Jeeves, "Direct search" solution of numerical and statistical problems, 1961) in
fractions, so that every point on the way can be written down.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from flint import fmpq_mat

from pengrade.grading.comparing.lines import Coordinate
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.far_points import is_within
from pengrade.grading.evaluating.place import Place
from pengrade.grading.evaluating.points import Point

MOST_LOOKS = 240  # of one search
MOST_COORDINATES = 10
NUMBERS = frozenset({"real", "positive", "nonnegative", "negative", "probability", "integer", "natural"})
WHOLE = frozenset({"integer", "natural"})
SMALLEST_STEP = Fraction(1, 512)
SHORT = 10**6  # denominators along the way


def lowest(declarations: Declarations, starts: list[Place], value: Callable[[Place], float | None]) -> Iterator[Point]:
    """Every better point that is found, the last one of each search the best. `value` is None outside."""
    for start in starts:
        yield from _search(start, list(coordinates(declarations, start.point))[:MOST_COORDINATES], value)


def _search(place: Place, free: list[Coordinate], value: Callable[[Place], float | None]) -> Iterator[Point]:
    best, looks = value(place), 0
    step = Fraction(1)
    while best is not None and step >= SMALLEST_STEP and looks < MOST_LOOKS and free:
        improved = False
        for coordinate in free:
            for candidate in _moves(coordinate, place, step):
                looks += 1
                found = value(candidate)
                if found is not None and found < best:
                    best, place, improved = found, candidate, True
                    yield place.point
                    break
        step = step if improved else step / 4


def _moves(coordinate: Coordinate, place: Place, step: Fraction) -> Iterator[Place]:
    """A step up and down, in proportion to the value and in ones."""
    at = coordinate.at(place.point)
    whole = coordinate.domain in WHOLE
    sizes = {max(Fraction(1), Fraction(round(step)))} if whole else {step, step * abs(at)}
    for size in sorted(sizes - {Fraction(0)}, reverse=True):
        for sign in (1, -1):
            moved = (at + sign * size).limit_denominator(SHORT)
            if moved != at and is_within(moved, coordinate.domain):
                yield coordinate.moved(place, moved)


def coordinates(declarations: Declarations, point: Point) -> Iterator[Coordinate]:
    """Every number of the point that is free."""
    for name, held in point.values.items():
        symbol = declarations.symbols.get(name)
        if symbol is None:
            continue
        if symbol.domain in NUMBERS:
            yield Coordinate(name, symbol.domain)
        elif isinstance(held, fmpq_mat) and not symbol.properties:
            for row in range(held.nrows()):
                for column in range(held.ncols()):
                    yield Coordinate(name, "real", entry=(row, column))
    for name, family in point.families.items():
        symbol = declarations.symbols.get(name)
        if symbol is not None and symbol.domain in NUMBERS:
            yield from (Coordinate(name, symbol.domain, member) for member in sorted(family))
