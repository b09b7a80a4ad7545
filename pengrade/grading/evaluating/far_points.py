"""Points of every size and beside the numbers of an expression: where a difference may hide from ordinary ones."""

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from flint import fmpq, fmpq_mat

from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.points import Drawing, Exact, Point, part

LEAST_DIGITS = 12
MOST_DIGITS = 600
MOST_DIGITS_OF_WHOLE = 30  # a whole number may be an exponent or a factorial's argument
WHOLE = frozenset({"integer", "natural"})


def far_points(
    declarations: Declarations, names: frozenset[str], seed: int, landmarks: tuple[Fraction, ...], count: int
) -> Iterator[Point]:
    """`landmarks` are positive numbers that occur in the expressions."""
    wanted = part(declarations, names)
    generator = random.Random(seed + 1)  # noqa: S311 - reproducible, and nothing here is secret
    for number in range(count):
        yield _Far(wanted, generator, number, landmarks=landmarks).point()


class _Far(Drawing):
    def real(self, domain: str) -> Fraction:
        value = self.at_landmark() if self.landmarks and self.random.random() < 0.6 else self.of_any_size(domain)
        return within(value, domain)

    def at_landmark(self) -> Fraction:
        """On it, one beside it, or up to twice as far from zero."""
        landmark = self.random.choice(self.landmarks)
        above, below = landmark.numerator * self.random.choice((1, -1)), landmark.denominator
        share = self.random.getrandbits(20)
        beside = self.random.choice((0, 1, -1, None))
        if beside is None:
            return Fraction(above * (2**20 + share), below * 2**20)
        return Fraction(above + beside * below, below)

    def of_any_size(self, domain: str) -> Fraction:
        most = min(_digits(self.landmarks), MOST_DIGITS_OF_WHOLE if domain in WHOLE else MOST_DIGITS)
        above, below = self.random.getrandbits(31) | 1, self.denominator()
        power = self.random.randint(-most, most)
        above *= self.random.choice((1, -1))
        return Fraction(above * 10**power, below) if power >= 0 else Fraction(above, below * 10**-power)

    def denominator(self) -> int:
        return self.random.getrandbits(31) | 1

    def entries(self, rows: int, columns: int) -> fmpq_mat:
        numbers = [self.real("real") for _ in range(rows * columns)]
        return fmpq_mat(rows, columns, [fmpq(number.numerator, number.denominator) for number in numbers])


@lru_cache(maxsize=16)
def _digits(landmarks: tuple[Fraction, ...]) -> int:
    """More than the longest landmark has before its decimal point."""
    return max([LEAST_DIGITS, *(3 + len(str(int(landmark))) for landmark in landmarks)])


def within(value: Fraction, domain: str) -> Fraction:
    """A number of the domain near this one."""
    if domain in WHOLE:
        value = Fraction(round(value))
        return value if domain == "integer" else abs(value)
    if domain == "probability":
        value = abs(value) or Fraction(1, 2)
        return value if value < 1 else 1 / (1 + value)
    if domain == "nonnegative":
        return abs(value)
    if domain in ("positive", "negative"):
        value = abs(value) or Fraction(1, LEAST_DIGITS)
        return value if domain == "positive" else -value
    return value


def is_within(value: Exact, domain: str) -> bool:
    return isinstance(value, Fraction) and within(value, domain) == value
