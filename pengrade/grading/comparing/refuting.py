"""Points at which one statement holds and another does not.

Random ones, points on the boundary of each relation, where < and <= part, and points where things degenerate. The
signs there are certain; where a side has no value its relation does not hold, and where a sign is open nothing is said.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from flint import arb

from pengrade.grading.comparing.regions import HOLDS, differences, relations_of
from pengrade.grading.comparing.solving import PRECISION, Side, value_at
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.degenerate_points import degenerate_points
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.far_points import is_within
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.witness import LONGEST_FRACTION, interval_as_json, point_as_json
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import degree, literal, substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.rendering.statements import latex_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Add, Divide, Negate, Node, names_in

POINTS = 24
FIRST_LOOK = 6
POINTS_WITH_BOUNDARIES = 6
CONTINUOUS = frozenset({"real", "positive", "nonnegative", "negative", "probability"})
ZERO = literal(Fraction(0))


@dataclass(frozen=True)
class PartingPoint:
    """A point, as JSON, at which one of two statements holds: the expected one, or the other."""

    point: dict[str, Any]
    expected: bool


@dataclass(frozen=True)
class _Where:
    """A point; `moved` is a name whose value there is an expression in numbers alone, such as exp(2)."""

    point: Point
    moved: str = ""
    value: Node | None = None

    def trees(self) -> dict[str, Node]:
        fixed = {name: literal(one) for name, one in self.point.values.items() if isinstance(one, Fraction)}
        return fixed if self.value is None else {**fixed, self.moved: self.value}


class _Sign:
    """The sign of a difference at points, where it is certain."""

    def __init__(self, node: Node, side: Side, vanishing: Vanishing) -> None:
        self.node, self.side = node, side
        self.vanishing = vanishing

    def at(self, where: _Where, place: Place, patient: bool) -> int | None:
        """None where there is no value, and where it may be zero without a proof, which takes patience."""
        value = value_at(self.side, place.again())
        if not isinstance(value, arb) or not value.is_finite():
            return None
        if not value.contains(0):
            return 1 if value > 0 else -1
        if value == 0:
            return 0
        constant = substituted(self.node, where.trees())
        exact = exact_value(constant)
        if exact is not None:
            return (exact > 0) - (exact < 0)
        return 0 if patient and not names_in(constant) and self.vanishing.is_zero(constant) else None


Truth = Callable[[_Where, Place, bool], bool | None]


class _Truths:
    """Whether statements hold at points; None where a sign is open. Differences are compiled once."""

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.vanishing = Vanishing(declarations)
        self.signs: dict[Node, _Sign] = {}

    def of(self, statement: Node) -> Truth:
        if isinstance(statement, Joined):
            return _joined([self.of(part) for part in statement.parts], statement.word == "or")
        if not isinstance(statement, Chain):
            raise TypeError(type(statement))
        return _joined([self.link(node, sign) for node, sign in relations_of(statement)], False)

    def link(self, node: Node, sign: str) -> Truth:
        if node not in self.signs:
            side = Side.of(shaped(node, self.declarations, SCALAR))
            self.signs[node] = _Sign(node, side, self.vanishing)
        known, holds = self.signs[node], HOLDS[sign]

        def truth(where: _Where, place: Place, patient: bool) -> bool | None:
            found = known.at(where, place, patient)
            return None if found is None else holds(found)

        return truth

    def place(self, where: _Where) -> Place:
        place = Place(where.point, PRECISION)
        if where.value is not None:
            value = value_at(Side.of(shaped(where.value, self.declarations, SCALAR)), place.again())
            place.names[where.moved] = value if isinstance(value, arb) else arb.nan()
        return place


def _joined(parts: Sequence[Truth], settling: bool) -> Truth:
    """Of parts joined by or, one that holds settles it; of others, one that does not."""

    def truth(where: _Where, place: Place, patient: bool) -> bool | None:
        is_open = False
        for part in parts:
            found = part(where, place, patient)
            if found is settling:
                return settling
            is_open = is_open or found is None
        return None if is_open else not settling

    return truth


class Refuting:
    """Seeks a point at which one statement holds and the other does not."""

    def __init__(self, declarations: Declarations, key: Node, answer: Node) -> None:
        self.declarations = declarations
        definedness = Definedness(declarations, Vanishing(declarations))
        self.statements = [_with_needs(statement, definedness) for statement in (key, answer)]
        self.truths = _Truths(declarations)
        self.expected, self.answer = map(self.truths.of, self.statements)
        self.names = names_in(key) | names_in(answer)
        self.seed = seed_of("relation", latex_of(key), latex_of(answer))

    def found_at_once(self) -> PartingPoint | None:
        """Among some random points and those where things degenerate, which are cheap to look at."""
        first = islice(points(self.declarations, self.names, self.seed), FIRST_LOOK)
        return self.first_of(chain(first, degenerate_points(self.declarations, self.names, self.seed)))

    def found(self) -> PartingPoint | None:
        """Among more random points, each followed by those on the boundaries near it."""
        return next((found for where in self.drawn() if (found := self.told_apart(where)) is not None), None)

    def first_of(self, drawn: Iterable[Point]) -> PartingPoint | None:
        return next((found for one in drawn if (found := self.told_apart(_Where(one), False)) is not None), None)

    def found_at(self, values: Mapping[str, Fraction]) -> PartingPoint | None:
        """At a point with these values, and others drawn."""
        for point in islice(points(self.declarations, self.names, self.seed), POINTS_WITH_BOUNDARIES):
            known = {name: value for name, value in values.items() if name in point.values}
            moved = replace(point, values={**point.values, **known})
            if all(self.may_be(name, value) for name, value in known.items()):
                found = self.told_apart(_Where(moved))
                if found is not None:
                    return found
        return None

    def may_be(self, name: str, value: Fraction) -> bool:
        short = max(value.numerator.bit_length(), value.denominator.bit_length()) < LONGEST_FRACTION
        return short and is_within(value, self.declarations.symbols[name].domain)

    def told_apart(self, where: _Where, patient: bool = True) -> PartingPoint | None:
        place = self.truths.place(where)
        expected = self.expected(where, place, patient)
        answer = None if expected is None else self.answer(where, place, patient)
        if expected is None or answer is None or expected == answer:
            return None
        point = point_as_json(where.point)
        if where.value is not None:
            point[where.moved] = interval_as_json(place.names[where.moved])
        return PartingPoint(point, expected)

    def drawn(self) -> Iterator[_Where]:
        nodes = list(dict.fromkeys(node for side in self.statements for node, _ in differences(side)))
        for number, point in enumerate(islice(points(self.declarations, self.names, self.seed), POINTS)):
            if number >= FIRST_LOOK:
                yield _Where(point)
            if number < POINTS_WITH_BOUNDARIES:
                for node in nodes:
                    yield from _on_boundary(node, point, self.declarations)


def _with_needs(statement: Node, definedness: Definedness) -> Node:
    """Every relation joined with what its sides need to have a value: where they have none, it does not hold."""
    if isinstance(statement, Joined):
        return replace(statement, parts=tuple(_with_needs(part, definedness) for part in statement.parts))
    if not isinstance(statement, Chain):
        raise TypeError(type(statement))
    needs = [Chain(0, 0, (node, ZERO), (sign,)) for node, sign in definedness.needs(*statement.sides).relations]
    return Joined(statement.start, statement.end, "and", (*needs, statement)) if needs else statement


def _on_boundary(node: Node, point: Point, declarations: Declarations) -> Iterator[_Where]:
    """Points with lhs = rhs exactly, by moving one name in which the difference is linear."""
    numbers = {name: literal(value) for name, value in point.values.items() if isinstance(value, Fraction)}
    for name in sorted(names_in(node) & numbers.keys()):
        domain = declarations.symbols[name].domain
        if domain not in CONTINUOUS or degree(node, name) != 1:
            continue
        start, end = (substituted(node, {**numbers, name: literal(Fraction(value))}) for value in (0, 1))
        if names_in(start):
            continue
        exact = _exact_zero(start, end)
        if exact is None and domain == "real":
            yield _Where(point, name, Divide(0, 0, start, Add(0, 0, (start, Negate(0, 0, end)))))
        elif exact is not None and exact.numerator.bit_length() < LONGEST_FRACTION and is_within(exact, domain):
            yield _Where(replace(point, values={**point.values, name: exact}))


def _exact_zero(start: Node, end: Node) -> Fraction | None:
    """Where a straight line is zero, of its values at 0 and at 1."""
    first, second = exact_value(start), exact_value(end)
    return None if first is None or second is None or first == second else first / (first - second)
