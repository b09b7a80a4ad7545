"""Two tables of numbers, equal up to one factor or one shift, within a tolerance.

Cell k allows the scales c with |c a - e| <= t, or |a + c - e| <= t: an interval. The tables are equal when one
scale lies in the intervals of all cells, and the best scale is one that lies in most: it is found among their ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Range = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Scale:
    """The best scale, and for each cell whether it is right under it."""

    scale: Fraction
    right: tuple[bool, ...]
    vouched: int  # right cells that say anything about the scale


def best_scale(expected: Sequence[Fraction], answer: Sequence[Fraction], tolerance: Fraction, factor: bool) -> Scale:
    """The scale under which most cells are right; a factor is never zero."""
    ranges = [_allowed(e, a, tolerance, factor) for e, a in zip(expected, answer, strict=True)]
    candidates = {end for one in ranges if isinstance(one, tuple) for end in one}
    candidates |= {(low + high) / 2 for low, high in (one for one in ranges if isinstance(one, tuple))}
    if factor:
        candidates = {scale for scale in candidates if scale != 0} or {Fraction(1)}
    tried = (_judged(scale, ranges) for scale in sorted(candidates or {Fraction(0)}))
    return max(tried, key=lambda one: (sum(one.right), one.vouched))


def _allowed(expected: Fraction, answer: Fraction, tolerance: Fraction, factor: bool) -> Range | bool:
    """The scales that make a cell right; True where all do, False where none does."""
    if not factor:
        return expected - answer - tolerance, expected - answer + tolerance
    if answer == 0:
        return abs(expected) <= tolerance
    low, high = sorted(((expected - tolerance) / answer, (expected + tolerance) / answer))
    return False if low == high == 0 else (low, high)


def _judged(scale: Fraction, ranges: Sequence[Range | bool]) -> Scale:
    right = tuple(one if isinstance(one, bool) else one[0] <= scale <= one[1] for one in ranges)
    vouched = sum(good and isinstance(one, tuple) for good, one in zip(right, ranges, strict=True))
    return Scale(scale, right, vouched)
