"""Sets on the real line, compared at the ends that both sides name.

The ends of both sides, in order, cut the line into points and open gaps. A union of intervals and points contains a
gap wholly or not at all, so two of them are equal exactly when they contain the same cuts and gaps. Where Z or Q take
part, a gap is asked about its whole, its other rational and its irrational numbers apart.

Ends are ordered by disjoint balls. Ends whose balls still touch at many digits are taken for one; they are one for
certain if a normal form says so, and a difference that hangs on a point without that certainty is no counterexample.
With symbols in the ends this is done at many points; those where an interval of the key runs backwards are set aside.
Agreement at points proves nothing then: two ends may fall together elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from itertools import islice, pairwise

from flint import arb, ctx

from pengrade.grading.comparing.agreement import PRECISIONS
from pengrade.grading.comparing.expression import LARGEST_LANDMARK
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point, points
from pengrade.grading.evaluating.values import Value
from pengrade.grading.evaluating.witness import fraction_as_text
from pengrade.grading.proving.fractions import exact_value, hidden_bits
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.statements import Braces, Infinity, Interval, NumberSet, SetOperation
from pengrade.grading.tree import Node, Number, names_in, walk

ENOUGH_POINTS, MOST_POINTS = 24, 60
HIGHEST_PRECISION = 20_000
KINDS = ("whole", "rational", "irrational")


@dataclass(frozen=True)
class Element:
    """A number in one set and not in the other. `shown` is exact where it can be written down."""

    point: Point
    shown: str
    interval: arb | None
    in_expected: bool


@dataclass(frozen=True)
class Same:
    """`certain`: no two ends were taken for one without a proof."""

    points: int
    certain: bool


@dataclass(frozen=True)
class _Cuts:
    """The ends in order at one point. `sure[k]`: all ends at cut k are provably the same number."""

    place: dict[Node, int]
    values: tuple[Value, ...]
    exact: tuple[Fraction | None, ...]
    sure: tuple[bool, ...]


class RealSets:
    """Two sets to be compared. Every end is a scalar expression."""

    def __init__(self, declarations: Declarations, expected: Node, answer: Node) -> None:
        self.declarations = declarations
        self.expected, self.answer = expected, answer
        self.ends = list(dict.fromkeys((*ends_of(expected), *ends_of(answer))))
        self.exact = {end: exact_value(end) for end in self.ends}
        self.names = frozenset[str]().union(*map(names_in, self.ends))
        self.evaluate: dict[Node, Evaluate] = {end: evaluator(shaped(end, declarations, SCALAR)) for end in self.ends}
        self.proved: dict[tuple[Node, Node], bool] = {}

    @cached_property
    def forms(self) -> NormalForms:
        return NormalForms(self.declarations)

    @cached_property
    def precisions(self) -> tuple[int, ...]:
        hidden = sum(map(hidden_bits, self.ends))
        return (*PRECISIONS[:2], min(max(PRECISIONS[2], 2 * hidden), HIGHEST_PRECISION))

    @cached_property
    def landmarks(self) -> tuple[Fraction, ...]:
        numbers = {node.value for end in self.ends for node in walk(end) if isinstance(node, Number)}
        return tuple(sorted(number for number in numbers if 0 < number < LARGEST_LANDMARK))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Which numbers of a gap must be asked about apart."""
        names = {node.name for side in (self.expected, self.answer) for node in walk(side) if type(node) is NumberSet}
        return KINDS if names & {"N", "Z", "Q"} else ("irrational",)

    def compared(self, seed: int) -> Element | Same | None:
        """None where no point could be settled."""
        wanted = ENOUGH_POINTS if self.names else 1
        agreed, certain = 0, not self.names
        drawn: Iterator[Point] = points(self.declarations, self.names, seed, self.landmarks)
        for point in islice(drawn, MOST_POINTS if self.names else 1):
            cuts = self.cuts(point)
            if cuts is None or self.runs_backwards(cuts):
                continue
            found = self.difference(cuts, point)
            if isinstance(found, Element):
                return found
            if found is None:
                continue
            agreed, certain = agreed + 1, certain and all(cuts.sure)
            if agreed == wanted:
                return Same(agreed, certain)
        return None

    # The order of the ends

    def cuts(self, point: Point) -> _Cuts | None:
        """None when an end has no real value there, or when the order stays open."""
        if all(value is not None for value in self.exact.values()):
            return self.exact_cuts()
        ordered: list[Node] = []
        values: dict[Node, Value] = {}
        for precision in self.precisions:
            found = self.values(point, precision)
            if found is None:
                return None
            values, ordered = found, sorted(self.ends, key=lambda end: found[end].mid())
            if all(values[one] < values[other] for one, other in pairwise(ordered)):
                break
        return self.grouped(ordered, values)

    def exact_cuts(self) -> _Cuts:
        numbers = sorted({value for value in self.exact.values() if value is not None})
        place = {end: numbers.index(value) for end, value in self.exact.items() if value is not None}
        ctx.prec = PRECISIONS[1]
        balls = tuple(arb(number.numerator) / number.denominator for number in numbers)
        return _Cuts(place, balls, tuple(numbers), (True,) * len(numbers))

    def values(self, point: Point, precision: int) -> dict[Node, Value] | None:
        where = Place(point, precision)
        try:
            found = {end: evaluate(where) for end, evaluate in self.evaluate.items()}
        except (OutOfReachError, ZeroDivisionError, ValueError, OverflowError):
            return None
        return found if all(type(value) is arb and value.is_finite() for value in found.values()) else None

    def grouped(self, ordered: list[Node], values: dict[Node, Value]) -> _Cuts | None:
        groups: list[list[Node]] = []
        for end in ordered:
            if groups and not any(values[other] < values[end] for other in groups[-1]):
                groups[-1].append(end)
            else:
                groups.append([end])
        for one, other in pairwise(groups):
            if not all(values[left] < values[right] for left in one for right in other):
                return None
        return _Cuts(
            {end: number for number, group in enumerate(groups) for end in group},
            tuple(reduce(arb.union, (values[end] for end in group)) for group in groups),
            tuple(next((self.exact[end] for end in group if self.exact[end] is not None), None) for group in groups),
            tuple(all(self.same(group[0], end) for end in group[1:]) for group in groups),
        )

    def same(self, left: Node, right: Node) -> bool:
        if (left, right) not in self.proved:
            self.proved[left, right] = left == right or self.forms.equal(left, right)
        return self.proved[left, right]

    def runs_backwards(self, cuts: _Cuts) -> bool:
        if not self.names:
            return False
        intervals = [node for node in walk(self.expected) if isinstance(node, Interval)]
        return any(_position(node.lower, cuts) >= _position(node.upper, cuts) for node in intervals)

    # Membership

    def difference(self, cuts: _Cuts, point: Point) -> Element | Same | None:
        """An element that tells the two apart, Same if there is none, None if that stays open."""
        unsure = False
        for place in range(2 * len(cuts.values) + 1):
            kinds = self.kinds_at(place, cuts)
            different = [kind for kind in kinds if self.differ(place, kind, cuts)]
            if not different:
                continue
            settled = place % 2 == 0 or (len(kinds) == 1 and cuts.sure[place // 2])
            if settled:
                return self.element(place, different[0], cuts, point)
            unsure = True
        return None if unsure else Same(1, True)

    def differ(self, place: int, kind: str, cuts: _Cuts) -> bool:
        return contains(self.expected, place, kind, cuts) != contains(self.answer, place, kind, cuts)

    def kinds_at(self, place: int, cuts: _Cuts) -> tuple[str, ...]:
        """Of the numbers there: in a gap they are of every kind, a cut is of one, perhaps unknown."""
        number = place // 2
        if place % 2 == 0:
            no_whole = len(self.kinds) > 1 and _whole_in(number, cuts) is None
            return tuple(kind for kind in self.kinds if kind != "whole" or not no_whole)
        exact = cuts.exact[number]
        if len(self.kinds) == 1 or exact is None:
            return self.kinds
        return ("whole",) if exact.denominator == 1 else ("rational",)

    def element(self, place: int, kind: str, cuts: _Cuts, point: Point) -> Element:
        number, in_expected = place // 2, contains(self.expected, place, kind, cuts)
        if place % 2 == 1:
            value = cuts.exact[number]
            return Element(point, "" if value is None else fraction_as_text(value), cuts.values[number], in_expected)
        if kind == "whole":
            return Element(point, fraction_as_text(Fraction(_whole_in(number, cuts) or 0)), None, in_expected)
        rational = _rational_in(number, cuts)
        irrational = kind == "irrational" and len(self.kinds) > 1
        return Element(
            point,
            f"an irrational number near {fraction_as_text(rational)}" if irrational else fraction_as_text(rational),
            None,
            in_expected,
        )


def ends_of(node: Node) -> Iterator[Node]:
    """Every expression that cuts the line; N brings its zero."""
    match node:
        case Braces():
            yield from node.elements
        case Interval():
            yield from (end for end in node.children() if not isinstance(end, Infinity))
        case NumberSet():
            if node.name == "N":
                yield Number(0, 0, Fraction(0), "0")
        case _:
            for child in node.children():
                yield from ends_of(child)


def contains(node: Node, place: int, kind: str, cuts: _Cuts) -> bool:
    """Are the numbers at this place in the set? Place 2k+1 is cut k, place 2k the gap before it."""
    match node:
        case Braces():
            return any(2 * cuts.place[element] + 1 == place for element in node.elements)
        case Interval():
            lower, upper = _position(node.lower, cuts), _position(node.upper, cuts)
            above = place > lower or (place == lower and node.has_lower)
            return above and (place < upper or (place == upper and node.has_upper))
        case NumberSet():
            return _in_numbers(node.name, place, kind, cuts)
        case SetOperation():
            inside = [contains(part, place, kind, cuts) for part in node.parts]
            if node.operation == "difference":
                return inside[0] and not any(inside[1:])
            return any(inside) if node.operation == "union" else all(inside)
        case _:
            raise AssertionError(type(node))


def _in_numbers(name: str, place: int, kind: str, cuts: _Cuts) -> bool:
    if name == "N":
        return kind == "whole" and place >= 2 * cuts.place[Number(0, 0, Fraction(0), "0")] + 1
    return name in ("R", "C") or kind == "whole" or (name == "Q" and kind == "rational")


def _position(end: Node, cuts: _Cuts) -> int:
    if isinstance(end, Infinity):
        return -1 if end.negative else 2 * len(cuts.values) + 1
    return 2 * cuts.place[end] + 1


def _bounds(gap: int, cuts: _Cuts) -> tuple[Fraction | None, Fraction | None]:
    """Rational numbers just inside the gap, None where it has no end."""
    lower = _fraction(cuts.values[gap - 1].upper()) if gap > 0 else None
    upper = _fraction(cuts.values[gap].lower()) if gap < len(cuts.values) else None
    return lower, upper


def _fraction(ball: arb) -> Fraction:
    mantissa, exponent = ball.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _rational_in(gap: int, cuts: _Cuts) -> Fraction:
    """A short fraction strictly inside."""
    lower, upper = _bounds(gap, cuts)
    if lower is None:
        return Fraction(0) if upper is None else Fraction(-(-upper.numerator // upper.denominator) - 1)
    if upper is None:
        return Fraction(lower.numerator // lower.denominator + 1)
    middle, size = (lower + upper) / 2, 1
    while not lower < (near := middle.limit_denominator(size)) < upper:
        size *= 2
    return near


def _whole_in(gap: int, cuts: _Cuts) -> int | None:
    lower, upper = _bounds(gap, cuts)
    if lower is None or upper is None:
        return int(_rational_in(gap, cuts))
    whole = lower.numerator // lower.denominator + 1
    return whole if whole < upper else None
