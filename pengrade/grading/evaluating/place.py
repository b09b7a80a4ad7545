"""Where expressions are evaluated: a point at one precision."""

from collections.abc import Callable
from fractions import Fraction

from flint import acb, arb, arb_mat, ctx, fmpq

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.points import Exact, Point, Wave
from pengrade.grading.evaluating.reach import OutOfReachError
from pengrade.grading.evaluating.values import Value

__all__ = ["MOST_STEPS", "MOST_TERMS", "Evaluate", "OutOfReachError", "Place", "ball", "rational", "wave_at"]

MOST_TERMS = 2000  # of one sum or product
MOST_STEPS = 20_000  # of all sums of one evaluation; about 20 ms


class Place:
    """A point at one precision: every exact value as a ball.

    `steps` are left for the sums of one evaluation. `faint`, kept when watching: how many bits the smallest term of
    any sum lies below the largest one beside it. `met`, kept when watching: the comparisons made, and how each came
    out. `origin`: the place that this is a copy of.
    """

    def __init__(self, point: Point, precision: int, watching: bool = False) -> None:
        self.watching = watching
        self.faint = 0
        self.point = point
        self.precision = precision
        ctx.prec = precision
        self.names: dict[str, Value] = {name: ball(value) for name, value in point.values.items()}
        self.names.update({name: arb(size) for name, size in point.dimensions.items()})
        self.families = {
            name: {place: ball(value) for place, value in family.items()} for name, family in point.families.items()
        }
        self.steps = MOST_STEPS
        self.met: set[tuple[int, str]] = set()
        self.origin: Place | None = None

    def again(self) -> "Place":
        """A copy: an evaluation may leave its marks on the one that it gets."""
        place = Place.__new__(Place)
        place.__dict__.update(self.__dict__)
        place.names = dict(self.names)
        place.met = set()
        place.origin = self
        return place

    def with_value(self, name: str, member: tuple[int, ...] | None, value: Exact, watching: bool = False) -> "Place":
        """The place beside this one where a symbol, or a member of a family, has another value."""
        place = self.again()
        place.origin = None
        place.watching = watching
        ctx.prec = self.precision
        point = self.point
        if member is None:
            place.names[name] = ball(value)
            place.point = Point(point.dimensions, {**point.values, name: value}, point.families, point.functions)
        else:
            place.families = {**self.families, name: {**self.families[name], member: ball(value)}}
            family = {**point.families[name], member: value}
            place.point = Point(point.dimensions, point.values, {**point.families, name: family}, point.functions)
        return place


Evaluate = Callable[[Place], Value]


def ball(value: Exact) -> Value:
    if isinstance(value, Fraction):
        return rational(value)
    if isinstance(value, tuple):
        return acb(rational(value[0]), rational(value[1]))
    return values.plain(arb_mat(value))


def rational(value: Fraction) -> Value:
    return arb(fmpq(value.numerator, value.denominator))


def wave_at(wave: Wave, order: int, at: Value) -> Value:
    """a sin(b t + c) + d exp(g t), differentiated: equal to another expression in f only if that is so for every f."""
    a, b, c, d, g = map(rational, wave.numbers)
    turn = arb.pi() * order / 2
    return a * b**order * (b * at + c + turn).sin() + d * g**order * (g * at).exp()
