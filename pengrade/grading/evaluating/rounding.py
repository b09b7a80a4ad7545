"""Balls as fractions."""

from fractions import Fraction

from flint import arb

MOST_BITS = 8_000  # that Python writes out


def is_moderate(ball: arb) -> bool:
    """A ball that can be written as a fraction; FLINT ends the process over one with a huge exponent."""
    if not ball.is_finite():
        return False
    mantissa, exponent = ball.mid().man_exp()
    return bool(mantissa == 0) or bool(abs(exponent) < MOST_BITS)


def fraction_of(ball: arb) -> Fraction:
    """The middle of a moderate ball."""
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent
