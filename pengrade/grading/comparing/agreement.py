"""Two values at many points: proved different, agreeing to many digits, or unclear.

Disjoint balls prove a difference. Overlapping ones are tried again with more bits, so that a small difference shows.
An expression has a value at a point where every step of it is real (or where complex names are declared, any value).
Points where only one side has a value tell of a difference of domain and are set aside. A difference at a point where
a step leaves the real numbers and later ones lead back, as in sqrt(-2) sqrt(-3), is no reason to refuse and a reason
not to accept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from flint import acb, ctx

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place
from pengrade.grading.evaluating.first_places import ROUGH
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value

PRECISIONS = (ROUGH, 333, 1024)
HIGHEST_PRECISION = 40_000
ENOUGH_POINTS = 8
ENOUGH_POINTS_AT_CORNERS = 40  # where a case distinction may hide a branch
FEWEST_POINTS = 3
MOST_POINTS = 5  # times the points that must agree
ENOUGH_BITS = 100  # of agreement at one point
POINTS_AT_HIGHEST = 2
MOST_OUT_OF_REACH = 3  # points with sums too long to add up, before giving up

Both = Callable[[Place], tuple[Value, Value]]


@dataclass(frozen=True)
class Refuted:
    """`entry`: (row, column) from 1 where two matrices differ, None for numbers."""

    point: Point
    expected: Value
    answer: Value
    entry: tuple[int, int] | None = None


@dataclass(frozen=True)
class Agreed:
    """`narrower` is "answer" or "expected" when that side has no value at some points where the other has one."""

    points: int
    digits: int
    narrower: str | None = None


@dataclass(frozen=True)
class Unclear:
    reason: str


@dataclass(frozen=True)
class Proved:
    """Equal at every point: "exact", by a normal form that decides, or "symbolic", by rewriting."""

    method: str
    narrower: str | None = None


Outcome = Refuted | Agreed | Proved | Unclear


@dataclass(slots=True)
class _Look:
    """One point at one precision. `state`: differ, agree, departed, one-sided, complex, nowhere, out of reach."""

    state: str
    bits: int = 0
    expected: Value = None
    answer: Value = None
    entry: tuple[int, int] | None = None
    narrower: str = ""
    size: int = 0
    faint: int = 0
    precision: int = 0


@dataclass
class _Tally:
    precisions: tuple[int, int] = (PRECISIONS[1], PRECISIONS[2])
    highest: int = HIGHEST_PRECISION
    agreed: int = 0
    out_of_reach: int = 0
    bits: int = 10**9
    narrower: list[str] = field(default_factory=list)
    complex_agreed: int = 0
    complex_difference: Refuted | None = None
    departed_difference: bool = False
    answer_met: bool = False  # the answer had a value at some point

    def rungs(self) -> tuple[int, ...]:
        """The precisions to try in turn at the next point."""
        return self.precisions[1:] if self.agreed < POINTS_AT_HIGHEST else self.precisions


def first_look(both: Both, places: Iterable[Place], complex_allowed: bool) -> Refuted | str | None:
    """A counterexample found at once, else the side that looks narrower, or None; a few dozen microseconds."""
    narrower = None
    for place in places:
        look = _look(both, place.again(), complex_allowed, closely=False)
        if look.state == "differ":
            return Refuted(place.point, look.expected, look.answer, look.entry)
        narrower = narrower or look.narrower or None
    return narrower


def looked_at(both: Both, place: Place, complex_allowed: bool) -> Refuted | bool:
    """What one point tells: a counterexample, True for agreement to enough digits, False for neither.

    `place` must be watching; comparisons met at it are kept there.
    """
    look = _look(both, place, complex_allowed)
    tally = _Tally(highest=4 * place.precision)
    return _weighed(look, both, place.point, complex_allowed, tally) or tally.agreed == 1


def compared(
    both: Both,
    points: Iterator[Point],
    complex_allowed: bool,
    wanted: int,
    hidden_bits: int = 0,
) -> Outcome:
    """The outcome over all points; `both` gives (expected, answer).

    `wanted`: points that must agree; 1 where every point is alike.
    `hidden_bits`: a difference may be as small as 2^-hidden_bits.
    """
    if hidden_bits * 2 > HIGHEST_PRECISION:
        return Unclear("The numbers in it are too long to follow.")
    tally = _Tally((PRECISIONS[1], max(PRECISIONS[2], hidden_bits * 2)))
    for point in islice(points, 1 if wanted == 1 else MOST_POINTS * wanted):
        found = _visit(both, point, complex_allowed, tally)
        if found is not None:
            return found
        if tally.agreed >= wanted or tally.out_of_reach >= MOST_OUT_OF_REACH:
            break
    return _concluded(tally, wanted)


def _visit(both: Both, point: Point, complex_allowed: bool, tally: _Tally) -> Refuted | None:
    look = _Look("nowhere")
    for precision in tally.rungs():
        look = _look(both, Place(point, precision, watching=True), complex_allowed)
        if look.state not in ("agree", "complex") or look.bits >= ENOUGH_BITS:
            break
    if look.state == "out of reach":
        # An integral may need too many steps for all these bits, and be told apart with few.
        rough = _look(both, Place(point, PRECISIONS[0]), complex_allowed)
        look = rough if rough.state == "differ" else look
    return _weighed(look, both, point, complex_allowed, tally)


def _weighed(look: _Look, both: Both, point: Point, complex_allowed: bool, tally: _Tally) -> Refuted | None:
    """A counterexample, or None once the look is counted."""
    needed = max(look.faint + 3 * ENOUGH_BITS, look.size + 4 * ENOUGH_BITS if look.bits < ENOUGH_BITS else 0)
    if look.state == "agree" and needed > look.precision:
        # A large value or a faint term: enough bits to see the ones place, or what the faint term changes.
        if needed > tally.highest:
            return None
        look = _look(both, Place(point, needed), complex_allowed)
    if look.state == "differ":
        return Refuted(point, look.expected, look.answer, look.entry)
    _count(look, point, tally)
    return None


def _count(look: _Look, point: Point, tally: _Tally) -> None:
    tally.answer_met = tally.answer_met or look.narrower == "expected"
    if look.state == "departed":
        tally.departed_difference = True
        tally.complex_difference = Refuted(point, look.expected, look.answer, look.entry)
    elif look.state == "agree" and look.bits >= ENOUGH_BITS:
        tally.agreed += 1
        tally.bits = min(tally.bits, look.bits)
    elif look.state == "out of reach":
        tally.out_of_reach += 1
    elif look.state == "one-sided":
        tally.narrower.append(look.narrower)
        if look.expected is not None:
            tally.complex_difference = Refuted(point, look.expected, look.answer, look.entry)
    elif look.state == "complex" and look.expected is not None:
        tally.complex_difference = Refuted(point, look.expected, look.answer, look.entry)
    elif look.state == "complex" and look.bits >= ENOUGH_BITS:
        tally.complex_agreed += 1
        tally.bits = min(tally.bits, look.bits)


def _concluded(tally: _Tally, wanted: int) -> Outcome:
    digits = min(tally.bits, 10_000) * 30103 // 100000
    if tally.agreed >= min(wanted, FEWEST_POINTS):
        if tally.departed_difference:
            return Unclear("They differ where a step of one of them leaves the real numbers.")
        if tally.narrower.count("answer") > 2 * tally.agreed:
            return Unclear("The answer has no value at most of the points where one is expected.")
        return Agreed(tally.agreed, digits, max(set(tally.narrower), key=tally.narrower.count, default=None))
    if tally.agreed == 0 and tally.complex_difference is not None and not tally.answer_met:
        # The answer is real nowhere: then the principal complex values decide.
        return tally.complex_difference
    if tally.agreed == 0 and tally.complex_agreed >= min(wanted, FEWEST_POINTS):
        return Agreed(tally.complex_agreed, digits)
    if tally.out_of_reach:
        return Unclear("The sums in it are too long to add up.")
    return Unclear("No point was found where both have a value that can be computed.")


def _look(both: Both, place: Place, complex_allowed: bool, closely: bool = True) -> _Look:
    """`closely`: to how many bits they agree is asked as well."""
    try:
        expected, answer = both(place)
    except (ZeroDivisionError, ValueError, OverflowError):
        return _Look("nowhere")
    except OutOfReachError:
        return _Look("out of reach")
    ctx.prec = place.precision
    left, right = values.entries(expected), values.entries(answer)
    kinds = _kind(left, complex_allowed), _kind(right, complex_allowed)
    if "none" in kinds:
        return _half_defined(kinds, place)
    difference = _first_difference(left, right)
    if difference is not None:
        state, narrower = _difference_between(*kinds)
        return _Look(state, 0, left[difference], right[difference], _entry(expected, difference), narrower)
    state, narrower = _agreement_between(*kinds)
    bits, size = _bits(left, right) if closely else (0, 0)
    return _Look(state, bits, narrower=narrower, size=size, faint=place.faint, precision=place.precision)


def _difference_between(expected: str, answer: str) -> tuple[str, str]:
    """What it means where both sides can be computed: the state, and the side that looks narrower."""
    if "complex" in (expected, answer):
        return _agreement_between(expected, answer)
    return ("differ" if expected == answer == "real" else "departed"), ""


def _agreement_between(expected: str, answer: str) -> tuple[str, str]:
    if "complex" not in (expected, answer):
        return "agree", ""
    if expected == answer:
        return "complex", ""
    return "one-sided", "answer" if answer == "complex" else "expected"


def _half_defined(kinds: tuple[str, str], place: Place) -> _Look:
    if "real" not in kinds or place.precision == PRECISIONS[0]:
        return _Look("nowhere")
    return _Look("one-sided", narrower="answer" if kinds[1] == "none" else "expected")


def _kind(entries: list[Value], complex_allowed: bool) -> str:
    """none, complex, departed (real again after a step that was not), or real."""
    kind = "real"
    for entry in entries:
        if not entry.is_finite():
            return "none"
        if type(entry) is acb and not complex_allowed:
            kind = "departed" if entry.imag.contains(0) and kind != "complex" else "complex"
    return kind


def _first_difference(left: list[Value], right: list[Value]) -> int | None:
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if type(one) is not type(other):
            one, other = acb(one), acb(other)
        if not one.overlaps(other) and one.is_finite() and other.is_finite():
            return place
    return None


def _entry(value: Value, place: int) -> tuple[int, int] | None:
    if not values.is_matrix(value):
        return None
    row, column = divmod(place, value.ncols())
    return row + 1, column + 1


def _bits(left: list[Value], right: list[Value]) -> tuple[int, int]:
    """Bits to which the two must agree, and the binary logarithm of the largest value."""
    found = [_bits_of(one, other) for one, other in zip(left, right, strict=True)]
    return min(found)[0], max(size for _, size in found)


def _bits_of(one: Value, other: Value) -> tuple[int, int]:
    """Absolute and relative bits, whichever are fewer: 10^1000 and 10^1000 + 1 must not pass for equal."""
    gap, size = values.magnitude_in_bits(abs(one - other)), values.magnitude_in_bits(abs(one)) or 0
    if gap is None:
        return ctx.prec, size
    near_zero = abs(one).contains(0) or abs(other).contains(0)
    return (-gap if near_zero else min(-gap, size - gap)), size
