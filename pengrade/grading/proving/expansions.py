"""Asymptotic expansions in t, which falls to zero, with L = log(1/t): sums of exp(growth) t^p L^k with exact factors.

An expansion has several scales, one for each growth, which is itself a sum of t^p L^k that tends to infinity or minus
infinity. On every scale terms are known up to O(t^order). All factors are quotients in a normal form, so a term that
cancels is known to; where that or a sign is in doubt nothing is concluded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from math import inf

from flint import fmpq

from pengrade.grading.proving.forms import as_fraction
from pengrade.grading.proving.functions import Functions
from pengrade.grading.proving.ratios import ONE, Key, Ratio, constant, key_of_polynomial

Place = tuple[Fraction, int]  # p and k of t^p L^k
Terms = dict[Place, Ratio]
ORIGIN: Place = (Fraction(0), 0)
MOST_TERMS = 60
MOST_WORK = 3000  # products of terms; some hundredths of a second
LARGEST_POWER = 6  # that is multiplied out


class UnknownLimitError(Exception):
    """Nothing can be said: another kind of function, or too few terms."""


class DivergenceError(Exception):
    """It is certain that there is no finite limit."""


def fraction(value: Fraction) -> Ratio:
    return constant(fmpq(value.numerator, value.denominator))


@dataclass(frozen=True)
class Scale:
    """exp of `growth`, times the terms, up to O(t^order)."""

    growth: Terms = field(hash=False)
    terms: Terms = field(hash=False)
    order: Fraction | float = inf


Expansion = dict[Key, Scale]
Sign = Callable[[Ratio], int]  # raises UnknownLimitError


def _before(one: Place) -> tuple[Fraction, int]:
    """Places sorted by what outgrows what."""
    return one[0], -one[1]


class Expansions:
    def __init__(self, forms: Functions, sign: Sign, length: int) -> None:
        """`sign` is asked of factors that are not zero; `length`: how many powers of what is small are written out."""
        self.forms = forms
        self.sign_of_factor = sign
        self.length = length
        self.work = MOST_WORK

    def of(self, terms: Terms, order: Fraction | float = inf) -> Expansion:
        return self.gathered([Scale({}, terms, order)])

    def number(self, value: Ratio) -> Expansion:
        return self.of({ORIGIN: value})

    def bounded(self) -> Expansion:
        """Something between two numbers."""
        return self.of({}, Fraction(0))

    # --- sums and products -----------------------------------------------------------------------------------------

    def gathered(self, scales: list[Scale]) -> Expansion:
        """One scale for each growth, without terms that cancel."""
        found: dict[Key, list[Scale]] = {}
        for scale in scales:
            found.setdefault(self.key(scale.growth), []).append(scale)
        result = {key: self.merged(some) for key, some in found.items()}
        return {key: scale for key, scale in result.items() if scale.terms or scale.order != inf}

    def merged(self, scales: list[Scale]) -> Scale:
        terms: Terms = {}
        order = min(scale.order for scale in scales)
        for scale in scales:
            for place, factor in scale.terms.items():
                if place[0] < order:
                    terms[place] = terms[place] + factor if place in terms else factor
        return self.cut(Scale(scales[0].growth, self.cleaned(terms), order))

    def cleaned(self, terms: Terms) -> Terms:
        reduced = {place: self.forms.atoms.canonical(factor) for place, factor in terms.items()}
        return {place: factor for place, factor in reduced.items() if not factor.above.is_zero()}

    def cut(self, scale: Scale) -> Scale:
        if not scale.terms:
            return scale
        end = min(place[0] for place in scale.terms) + self.length + 1
        kept = {place: factor for place, factor in scale.terms.items() if place[0] < end}
        if len(kept) > MOST_TERMS:
            raise UnknownLimitError
        return scale if len(kept) == len(scale.terms) else Scale(scale.growth, kept, min(scale.order, end))

    def key(self, growth: Terms) -> Key:
        return tuple(
            (place, key_of_polynomial(growth[place].above), key_of_polynomial(growth[place].below))
            for place in sorted(growth, key=_before)
        )

    def add(self, left: Expansion, right: Expansion) -> Expansion:
        return self.gathered([*left.values(), *right.values()])

    def scaled(self, expansion: Expansion, factor: Ratio) -> Expansion:
        return self.times(expansion, self.number(factor))

    def times(self, left: Expansion, right: Expansion) -> Expansion:
        return self.gathered([self.product(one, other) for one in left.values() for other in right.values()])

    def product(self, left: Scale, right: Scale) -> Scale:
        self.work -= 1 + len(left.terms) * len(right.terms)
        if self.work < 0:
            raise UnknownLimitError
        growth = self.cleaned(_sum(left.growth, right.growth))
        terms: Terms = {}
        for (p, k), one in left.terms.items():
            for (q, m), other in right.terms.items():
                place = p + q, k + m
                terms[place] = terms[place] + one * other if place in terms else one * other
        order = min(left.order + _lowest(right), right.order + _lowest(left), left.order + right.order)
        kept = {place: factor for place, factor in terms.items() if place[0] < order}
        return self.cut(Scale(growth, self.cleaned(kept), order))

    # --- what counts most ------------------------------------------------------------------------------------------

    def growing(self, growth: Terms) -> int:
        """1 where exp of it tends to infinity, -1 where it tends to zero, 0 for one."""
        if not growth:
            return 0
        return self.sign_of_factor(growth[min(growth, key=_before)])

    def by_size(self, expansion: Expansion) -> list[Scale]:
        """The scales, largest first."""

        def compared(one: Scale, other: Scale) -> int:
            difference = self.cleaned(_sum(one.growth, other.growth, -1))
            return -self.growing(difference)

        return sorted(expansion.values(), key=cmp_to_key(compared))

    def leading(self, expansion: Expansion) -> tuple[Terms, Place, Ratio]:
        """Growth, place and factor of the largest term, which is certainly not zero."""
        scales = self.by_size(expansion)
        if not scales or not scales[0].terms:
            raise UnknownLimitError
        place = min(scales[0].terms, key=_before)
        self.sign_of_factor(scales[0].terms[place])
        return scales[0].growth, place, scales[0].terms[place]

    def sign(self, expansion: Expansion) -> int:
        """In the end; 0 for what is exactly zero."""
        return self.sign_of_factor(self.leading(expansion)[2]) if expansion else 0

    def limit(self, expansion: Expansion) -> Ratio:
        """Raises DivergenceError where it certainly has none."""
        for scale in self.by_size(expansion):
            grows = self.growing(scale.growth)
            if grows < 0:
                break
            if not scale.terms:
                if grows > 0 or scale.order <= 0:
                    raise UnknownLimitError
                continue
            place = min(scale.terms, key=_before)
            if grows > 0 or _before(place) < _before(ORIGIN):
                raise DivergenceError
            if scale.order <= 0:
                raise UnknownLimitError
            if place == ORIGIN:
                return scale.terms[place]
        return constant(0)

    # --- functions -------------------------------------------------------------------------------------------------

    def relative(self, expansion: Expansion) -> tuple[Expansion, Expansion]:
        """1/l and e/l - 1 for the leading term l."""
        growth, (p, k), factor = self.leading(expansion)
        inverse = self.gathered([Scale(_sum({}, growth, -1), {(-p, -k): constant(1) / factor})])
        return inverse, self.add(self.times(expansion, inverse), self.number(constant(-1)))

    def composed(self, factors: Iterator[Ratio], small: Expansion) -> Expansion:
        """The power series with these factors, of something that tends to zero."""
        for scale in small.values():
            grows = self.growing(scale.growth)
            lowest = min([scale.order, *(place[0] for place in scale.terms)])
            if grows > 0 or (grows == 0 and lowest <= 0):
                raise UnknownLimitError
        total: Expansion = {}
        power = self.number(constant(1))
        for _ in range(self.length):
            total = self.add(total, self.scaled(power, next(factors)))
            power = self.times(power, small)
            if not power:
                return total
        # What is left out is a bounded multiple of the next power.
        rest = [Scale(scale.growth, {}, min(scale.order, _lowest(scale))) for scale in power.values()]
        return self.gathered([*total.values(), *rest])

    def inverse(self, expansion: Expansion) -> Expansion:
        inverse, small = self.relative(expansion)
        return self.times(inverse, self.composed(_geometric(), small))

    def logarithm(self, expansion: Expansion) -> Expansion:
        growth, (p, k), factor = self.leading(expansion)
        if k != 0 or self.sign_of_factor(factor) < 0:
            raise UnknownLimitError
        _, small = self.relative(expansion)
        terms = {**growth}
        lead = self.of({ORIGIN: self.forms.logarithm(factor), (Fraction(0), 1): fraction(-p)})
        return self.add(self.add(self.of(terms), lead), self.composed(_logarithmic(), small))

    def exponential(self, expansion: Expansion) -> Expansion:
        growth: Terms = {}
        shift, factor = Fraction(0), constant(1)
        small: list[Scale] = []
        for scale in expansion.values():
            if self.growing(scale.growth) > 0 or (not scale.growth and scale.order <= 0):
                raise UnknownLimitError
            if scale.growth:
                small.append(scale)
                continue
            rest: Terms = {}
            for place, one in scale.terms.items():
                rational = _as_rational(one)
                if place == ORIGIN:
                    factor = self.forms.exponential(one)
                elif place == (Fraction(0), 1) and rational is not None:
                    shift = -rational
                elif _before(place) < _before(ORIGIN):
                    growth[place] = one
                else:
                    rest[place] = one
            small.append(Scale({}, rest, scale.order))
        lead = self.gathered([Scale(growth, {(shift, 0): factor})])
        return self.times(lead, self.composed(_exponential(), self.gathered(small)))

    def power(self, base: Expansion, exponent: Expansion) -> Expansion:
        rational = self.rational(exponent)
        if rational is None:
            return self.exponential(self.times(exponent, self.logarithm(base)))
        if rational.denominator == 1 and 0 < rational <= LARGEST_POWER:
            result = base
            for _ in range(int(rational) - 1):
                result = self.times(result, base)
            return result
        growth, (p, k), factor = self.leading(base)
        whole = rational.denominator == 1
        if not whole and (k or self.sign_of_factor(factor) < 0):
            raise UnknownLimitError
        scale = (
            factor ** int(rational)
            if whole
            else self.forms.exponential(self.forms.logarithm(factor) * fraction(rational))
        )
        _, small = self.relative(base)
        raised = {place: one * fraction(rational) for place, one in growth.items()}
        lead = self.gathered([Scale(self.cleaned(raised), {(p * rational, int(k * rational)): scale})])
        return self.times(lead, self.composed(_binomial(rational), small))

    def rational(self, expansion: Expansion) -> Fraction | None:
        """Of an expansion that is this number and nothing else."""
        if not expansion:
            return Fraction(0)
        (scale, *others) = expansion.values()
        if others or scale.growth or scale.order != inf or set(scale.terms) != {ORIGIN}:
            return None
        return _as_rational(scale.terms[ORIGIN])

    def split(self, expansion: Expansion) -> tuple[Ratio, Expansion]:
        """The limit, and what is left without it."""
        value = self.limit(expansion)
        return value, self.add(expansion, self.number(-value))


def _as_rational(ratio: Ratio) -> Fraction | None:
    if not (ratio.above.is_constant() and ratio.below.is_constant()):
        return None
    above = Fraction(0) if ratio.above.is_zero() else as_fraction(ratio.above.leading_coefficient())
    return above / as_fraction(ratio.below.leading_coefficient())


def _sum(left: Terms, right: Terms, sign: int = 1) -> Terms:
    result = dict(left)
    for place, factor in right.items():
        one = factor * constant(sign)
        result[place] = result[place] + one if place in result else one
    return result


def _lowest(scale: Scale) -> Fraction | float:
    return min((place[0] for place in scale.terms), default=scale.order)


def _geometric() -> Iterator[Ratio]:
    sign = 1
    while True:
        yield constant(sign)
        sign = -sign


def _logarithmic() -> Iterator[Ratio]:
    yield constant(0)
    number = 1
    while True:
        yield fraction(Fraction((-1) ** (number + 1), number))
        number += 1


def _exponential() -> Iterator[Ratio]:
    return taylor(lambda _: Ratio(ONE))


def _binomial(exponent: Fraction) -> Iterator[Ratio]:
    share, number = Fraction(1), 0
    while True:
        yield fraction(share)
        share = share * (exponent - number) / (number + 1)
        number += 1


def taylor(derivative: Callable[[int], Ratio]) -> Iterator[Ratio]:
    """f^(j)/j! for j = 0, 1, 2, …"""
    number, factorial = 0, 1
    while True:
        yield derivative(number) / constant(factorial)
        number += 1
        factorial *= number
