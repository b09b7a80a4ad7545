"""a <= b and a < b between numbers, wherever both have a value and the assumptions hold.

In this order: decided exactly on the line, for rational sides in one name (`comparing/regions`); refuted by a point at
which balls lie the wrong way round, or for < by one at which both sides are one fraction; proved, by squares
(`proving/nonnegative`) or ranges; refuted by a search for the point at which b - a is smallest. What is left is open,
however many points agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from flint import arb

from pengrade.grading.comparing.deriving.decision import Decision, unclear
from pengrade.grading.comparing.deriving.descent import coordinates, lowest
from pengrade.grading.comparing.deriving.setting import Setting, put_into
from pengrade.grading.comparing.regions import ON_THE_LINE, BeyondError, Line, differences
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.far_points import far_points, is_within
from pengrade.grading.evaluating.first_places import first_places
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.small_points import small_points
from pengrade.grading.evaluating.values import Value
from pengrade.grading.evaluating.witness import interval_as_json, intervals
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.nonnegative import Nonnegative
from pengrade.grading.proving.proof import MOST_NODES, forms_for
from pengrade.grading.proving.ranges import Ranges
from pengrade.grading.proving.substitution import literal, substituted
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import SCALAR, Shaped, shaped
from pengrade.grading.tree import Add, Chain, Name, Negate, Node, Number, names_in, walk

PRECISIONS = (64, 333)
DRAWN = 24
FAR = 12
STARTS = 3  # of the search for the smallest gap
FEWEST = 8  # points at which it must hold to count as sampled
FLAT = (Fraction(1), Fraction(0), Fraction(2), Fraction(1, 2))
DOMAIN_OF = {"≥": "nonnegative", ">": "positive"}


@dataclass(frozen=True)
class _Sides:
    """`small` is to be at most `large`, or below it where `strictly`; `turned`: typed the other way round."""

    setting: Setting
    small: Shaped
    large: Shaped
    strictly: bool
    turned: bool
    values: tuple[Evaluate, Evaluate]

    @property
    def difference(self) -> Node:
        return Add(0, 0, (self.large.tree, Negate(0, 0, self.small.tree)))

    @property
    def names(self) -> frozenset[str]:
        return self.small.names | self.large.names | self.setting.names

    def shown(self, small: Any, large: Any) -> dict[str, Any]:
        """As evidence: what stands in the line before is `expected`."""
        before, after = (large, small) if self.turned else (small, large)
        return {"expected": before, "answer": after}


def ordered(setting: Setting, before: Node, sign: str, after: Node, trusts_sampling: bool) -> Decision:
    turned = sign in ("≥", ">")
    small, large = (after, before) if turned else (before, after)
    both = [shaped(setting.of(node), setting.declarations, SCALAR) for node in (small, large)]
    values = (evaluator(both[0]), evaluator(both[1]))
    sides = _Sides(setting, both[0], both[1], sign in ("<", ">"), turned, values)
    if before == after and not sides.strictly:
        return Decision(True, {"method": "identical"})
    decided = _on_the_line(sides)
    if decided is not None:
        return decided
    seed = seed_of("order", latex(both[0].tree), latex(both[1].tree))
    sample = _Sample(sides)
    found = sample.refuted(_drawn(sides, seed))
    if found is None and _proved(sides):
        return Decision(True, {"method": "exact"})
    found = found or sample.refuted(_lowest(sides, sample.closest))
    if found is not None:
        return Decision(False, found)
    if trusts_sampling and sample.met >= FEWEST:
        return Decision(True, {"method": "numeric", "points": sample.met, "digits": 0})
    return unclear("No point breaks this inequality, and no proof of it was found.")


# On the line


def _on_the_line(sides: _Sides) -> Decision | None:
    """Rational sides in one name, over its whole domain."""
    setting, names = sides.setting, sides.names
    symbol = setting.declarations.symbols.get(next(iter(names))) if len(names) == 1 else None
    if symbol is None or symbol.family or symbol.domain not in ON_THE_LINE:
        return None
    line = Line(setting.declarations, symbol.name)
    nodes = [sides.difference, *(node for one in setting.conditions for node, _ in differences(one))]
    try:
        for spot in line.spots(nodes):
            sign = line.sign(sides.difference, spot)
            if sign is None or sign > 0 or (sign == 0 and not sides.strictly):
                continue
            if all(line.holds(one, spot) for one in setting.conditions):
                return _refuted_at(sides, symbol.name, spot.exact, spot.ball)
    except BeyondError:
        return None
    return Decision(True, {"method": "exact"})


def _refuted_at(sides: _Sides, name: str, exact: Fraction | None, ball: arb) -> Decision | None:
    point = Point(values={name: Fraction(0) if exact is None else exact})
    place = Place(point, PRECISIONS[-1])
    if exact is None:
        place.names[name] = ball
    small, large = (_value(value, place) for value in sides.values)
    if small is None or large is None:
        return None
    if exact is None and name in sides.setting.put_in:
        return None
    shown = sides.setting.point(point) if exact is not None else {name: interval_as_json(ball)}
    return Decision(False, {"method": "counterexample", "point": shown, **sides.shown(*_intervals(small, large))})


# At points


class _Sample:
    """Points at which both sides have a value: how many, and where they are closest."""

    def __init__(self, sides: _Sides) -> None:
        self.sides = sides
        self.met = 0
        self.closest: list[tuple[float, Point]] = []

    def refuted(self, drawn: Iterator[Point]) -> dict[str, Any] | None:
        for point in drawn:
            evidence = self.at(point)
            if evidence is not None:
                return evidence
        return None

    def at(self, point: Point) -> dict[str, Any] | None:
        small = large = None
        for precision in PRECISIONS:
            place = Place(point, precision)
            if not self.sides.setting.allows(place):
                return None
            small, large = (_value(value, place) for value in self.sides.values)
            if small is None or large is None:
                return None
            if small > large:
                return self.evidence(point, small, large)
            if small < large:
                self.met += 1
                self.closest.append((_closeness(small, large), point))
                return None
        self.met += 1
        if small is not None and large is not None and self.sides.strictly and self.are_equal(point, small, large):
            return self.evidence(point, small, large)
        return None

    def are_equal(self, point: Point, small: arb, large: arb) -> bool:
        """Certainly: both are exact, or fractions."""
        if small == large:
            return True
        numbers = {name: literal(value) for name, value in point.values.items() if isinstance(value, Fraction)}
        return exact_value(substituted(self.sides.difference, numbers)) == 0

    def evidence(self, point: Point, small: arb, large: arb) -> dict[str, Any]:
        shown = self.sides.shown(*_intervals(small, large))
        return {"method": "counterexample", "point": self.sides.setting.point(point), **shown}


def _intervals(small: arb, large: arb) -> tuple[list[str], list[str]]:
    if small.overlaps(large):
        return interval_as_json(small), interval_as_json(large)
    shown: tuple[list[str], list[str]] = intervals(small, large)
    return shown


def _closeness(small: arb, large: arb) -> float:
    """The gap in parts of the larger size."""
    size = max(abs(float(small.mid())), abs(float(large.mid())), 1e-300)
    return float((large - small).mid()) / size


def _value(evaluate: Evaluate, place: Place) -> arb | None:
    try:
        value: Value = evaluate(place)
    except (OutOfReachError, ZeroDivisionError, ValueError, OverflowError):
        return None
    return value if type(value) is arb and value.is_finite() else None


def _drawn(sides: _Sides, seed: int) -> Iterator[Point]:
    declarations = sides.setting.declarations
    names = sides.names | sides.small.dimensions | sides.large.dimensions
    numbers = {
        abs(node.value) for side in (sides.small, sides.large) for node in walk(side.tree) if isinstance(node, Number)
    }
    landmarks = tuple(sorted(value for value in numbers if 0 < value < 10**6))
    first = (place.point for place in first_places(declarations, names))
    if not names:
        return iter([next(iter(first))])
    ordinary = islice(points(declarations, names, seed, landmarks, True), DRAWN)
    return chain(
        first, small_points(declarations, names), ordinary, far_points(declarations, names, seed, landmarks, FAR)
    )


def _flat(sides: _Sides, point: Point) -> Iterator[Point]:
    """Points at which all numbers are the same, where many inequalities are equations."""
    for number in FLAT:
        moved = Place(point, PRECISIONS[0])
        for coordinate in coordinates(sides.setting.declarations, point):
            if is_within(number, coordinate.domain):
                moved = coordinate.moved(moved, number)
        yield moved.point


def _lowest(sides: _Sides, closest: list[tuple[float, Point]]) -> Iterator[Point]:
    def gap(place: Place) -> float | None:
        if not sides.setting.allows(place):
            return None
        small, large = (_value(value, place) for value in sides.values)
        return None if small is None or large is None else _closeness(small, large)

    nearest = sorted(closest, key=lambda one: one[0])[:STARTS]
    starts = [Place(point, PRECISIONS[0]) for _, point in nearest]
    return lowest(sides.setting.declarations, starts, gap)


# Proof


def _proved(sides: _Sides) -> bool:
    if sum(1 for side in (sides.small, sides.large) for _ in walk(side.tree)) > MOST_NODES:
        return False
    whole = shaped(sides.difference, sides.setting.declarations, SCALAR)
    forms = forms_for(sides.setting.declarations, whole)
    signs = Ranges(sides.setting.declarations).of(whole.tree).signs()
    if -1 not in signs and not (sides.strictly and 0 in signs):
        return True
    return Nonnegative(forms).shown(whole.tree, sides.strictly) or _proved_from_bounds(sides)


def _proved_from_bounds(sides: _Sides) -> bool:
    """With x = c + t for an assumption x >= c, where t is never negative."""
    declarations = sides.setting.declarations
    symbols, moved = dict(declarations.symbols), dict[str, Node]()
    for name, bound, sign in _bounds(sides.setting):
        if name in symbols and name not in moved and symbols[name].domain in ("real", "positive", "nonnegative"):
            symbols[name] = replace(symbols[name], domain=DOMAIN_OF[sign])
            moved[name] = Add(0, 0, (bound, Name(0, 0, name)))
    if not moved:
        return False
    redeclared = replace(declarations, symbols=symbols)
    tree = put_into(sides.difference, moved)
    return Nonnegative(forms_for(redeclared, shaped(tree, redeclared, SCALAR))).shown(tree, sides.strictly)


def _bounds(setting: Setting) -> Iterator[tuple[str, Node, str]]:
    for condition in setting.conditions:
        if not isinstance(condition, Chain) or len(condition.signs) != 1:
            continue
        (left, right), sign = condition.sides, condition.signs[0]
        if sign in ("<", "≤"):
            left, right, sign = right, left, {"<": ">", "≤": "≥"}[sign]
        if isinstance(left, Name) and sign in DOMAIN_OF and not names_in(right):
            yield left.name, right, sign
