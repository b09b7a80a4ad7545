"""Sums that telescope: polynomials times z^k times factorials, and the binomial and exponential series.

A term P(k) h(k), where h(k+1)/h(k) = a(k)/b(k) for polynomials a and b, is G(k+1) - G(k) for
G(k) = Q(k) b(k-1) h(k) as soon as Q(k+1) a(k) - Q(k) b(k-1) = P(k). Such a Q is sought power by power (R. W. Gosper,
Decision procedure for indefinite hypergeometric summation, 1978, without his normal form of a/b). It covers powers,
geometric series, k k! and binomial coefficients above one another.
"""

from dataclasses import dataclass, replace

from flint import fmpq

from pengrade.grading.proving.coefficients import (
    NOTHING,
    Coefficients,
    falling,
    line_of,
    multiplied,
    power_of,
    shifted,
    subtracted,
    trimmed,
    value,
)
from pengrade.grading.proving.forms import as_whole
from pengrade.grading.proving.functions import Functions
from pengrade.grading.proving.powers import PARTS
from pengrade.grading.proving.ratios import GENERATORS, ONE, Atom, NotNormalError, Polynomial, Ratio, constant

LARGEST_DEGREE = 8


@dataclass(frozen=True)
class Factorial:
    """Gamma(slope k + offset)^power; the slope is 1 or -1."""

    slope: int
    offset: Ratio
    power: int


@dataclass(frozen=True)
class Hypergeometric:
    """scale exp(rate k) times factorials, over the product of the (k + offset)^power of `below`."""

    scale: Ratio
    rate: Ratio
    factorials: tuple[Factorial, ...] = ()
    below: tuple[tuple[Ratio, int], ...] = ()


class ClosedSums:
    """Of P(k) times the rest from `lower` to `upper`, where a sum never ends more than one before it begins."""

    def __init__(self, forms: Functions, own: Atom, lower: Ratio, upper: Ratio) -> None:
        self.forms = forms
        self.atoms = forms.atoms
        self.own = own
        self.lower = lower
        self.upper = upper

    def closed(self, polynomial: Coefficients, rest: Ratio) -> tuple[Ratio, Coefficients] | None:
        """The sum up to one of the same kind with the given polynomial; None where it is no simpler."""
        try:
            factors = self.hypergeometric(rest)
            if factors is None or len(polynomial) > LARGEST_DEGREE:
                return None
            factors = self.absorbed(factors)
            whole = self.binomial_sum(polynomial, factors)
            return self.telescoped(polynomial, factors) if whole is None else (whole, [])
        except (NotNormalError, ZeroDivisionError):
            return None

    # --- reading the summand ---------------------------------------------------------------------------------------

    def hypergeometric(self, rest: Ratio) -> Hypergeometric | None:
        above, number = self.forms.factors(rest.above)
        below, number_below = self.forms.factors(rest.below)
        scale = number / number_below
        found: Hypergeometric | None = Hypergeometric(constant(fmpq(scale.numerator, scale.denominator)), NOTHING)
        for base, power in (*above, *((base, -power) for base, power in below)):
            found = found and self.with_factor(found, base, power)
        return found

    def with_factor(self, found: Hypergeometric, base: Polynomial, power: int) -> Hypergeometric | None:
        atoms = self.atoms.within(base)
        atom = atoms[0] if len(atoms) == 1 and base == GENERATORS[atoms[0].number] else None
        if atom is not None and atom.arguments:
            line = line_of(atom.arguments[0], self.own, self.atoms)
            if line is not None and atom.kind == "exp" and line[1].above.is_zero():
                rate = self.atoms.canonical(found.rate + line[0] * constant(fmpq(power, PARTS)))
                return replace(found, rate=rate)
            slope = None if line is None or atom.label != "gamma" else as_whole(self.atoms.canonical(line[0]))
            if line is None or slope not in (1, -1):
                return None
            return replace(found, factorials=(*found.factorials, Factorial(slope, line[1], power)))
        line = line_of(Ratio(base), self.own, self.atoms)
        if line is None or power > 0:
            return None
        offset = self.atoms.canonical(line[1] / line[0])
        return replace(found, scale=found.scale * line[0] ** power, below=(*found.below, (offset, -power)))

    def absorbed(self, factors: Hypergeometric) -> Hypergeometric:
        """(k + b) Gamma(k + b) is Gamma(k + b + 1), and (b - k) Gamma(b - k) is Gamma(b - k + 1)."""
        factorials, scale = list(factors.factorials), factors.scale
        below: list[tuple[Ratio, int]] = []
        for offset, power in factors.below:
            place = next((n for n, one in enumerate(factorials) if self.takes(one, offset, power)), None)
            if place is None:
                below.append((offset, power))
                continue
            one = factorials[place]
            scale = scale * constant(one.slope**power)
            factorials[place] = replace(one, offset=self.atoms.canonical(one.offset + Ratio(ONE)))
        return replace(factors, scale=scale, factorials=tuple(factorials), below=tuple(below))

    def takes(self, one: Factorial, offset: Ratio, power: int) -> bool:
        """k + offset stands below beside the factorial, as often as it does."""
        return one.power == -power and self.same(one.offset * constant(one.slope), offset)

    def same(self, left: Ratio, right: Ratio) -> bool:
        return bool(self.atoms.reduced(left - right).above.is_zero())

    # --- the binomial series ---------------------------------------------------------------------------------------

    def binomial_sum(self, polynomial: Coefficients, factors: Hypergeometric) -> Ratio | None:
        """The sum of k (k-1) … (k-j+1) C(N, k) z^k over k from 0 to N is N (N-1) … (N-j+1) z^j (1 + z)^(N-j)."""
        shapes = {one.slope: one for one in factors.factorials if one.power == -1}
        if len(factors.factorials) != 2 or set(shapes) != {1, -1} or factors.below or as_whole(self.lower) != 0:
            return None
        start = as_whole(shapes[1].offset)
        if start is None or not 0 <= 1 - start < LARGEST_DEGREE:
            return None
        if not self.same(shapes[-1].offset, self.upper + Ratio(ONE)):
            return None
        for step in range(start, 1):  # 1/(k-1)! is k/k!
            polynomial = multiplied(polynomial, [constant(step), Ratio(ONE)])
        z = self.atoms.canonical(self.forms.exponential(factors.rate))
        base = self.forms.nonzero(self.atoms.canonical(Ratio(ONE) + z))
        total, product = NOTHING, Ratio(ONE)
        for degree, share in enumerate(falling(polynomial)):
            total = total + share * product * (z / base) ** degree
            product = product * (self.upper - constant(degree))
        whole = self.forms.exponential(self.upper * self.forms.logarithm(base, apart=True))
        return factors.scale * total * whole / self.forms.of_gamma(self.upper + Ratio(ONE))

    # --- telescoping -----------------------------------------------------------------------------------------------

    def telescoped(self, polynomial: Coefficients, factors: Hypergeometric) -> tuple[Ratio, Coefficients] | None:
        above, below = self.quotient_of_neighbours(factors)
        before = shifted(below, -1)
        left = trimmed(polynomial, self.atoms)
        solution = [NOTHING] * (len(left) + 1)
        for power in range(len(left), -1, -1):
            moved = multiplied(shifted(power_of(power), 1), above)
            image = trimmed(subtracted(moved, multiplied(power_of(power), before), Ratio(ONE)), self.atoms)
            if not image or len(image) > len(left):
                continue
            share = self.atoms.canonical(left[len(image) - 1] / image[-1])
            solution[power] = share
            left = trimmed(subtracted(left, image, share), self.atoms)
        if all(one is NOTHING for one in solution):
            return None
        total = NOTHING
        for end, sign in ((self.upper + Ratio(ONE), 1), (self.lower, -1)):
            # Always all three: where one is zero another may have a pole, and nothing is known of their product.
            found = value(solution, end) * value(before, end) * self.value_of(factors, end)
            total = total + constant(sign) * found
        return total, left

    def quotient_of_neighbours(self, factors: Hypergeometric) -> tuple[Coefficients, Coefficients]:
        above, below = [self.atoms.canonical(self.forms.exponential(factors.rate))], [Ratio(ONE)]
        for one in factors.factorials:
            # Gamma(k + b + 1) is (k + b) Gamma(k + b), and Gamma(b - k) is (b - k - 1) Gamma(b - k - 1).
            step = [one.offset, Ratio(ONE)] if one.slope == 1 else [one.offset - Ratio(ONE), constant(-1)]
            for _ in range(abs(one.power)):
                if (one.power > 0) == (one.slope == 1):
                    above = multiplied(above, step)
                else:
                    below = multiplied(below, step)
        for offset, power in factors.below:
            for _ in range(power):
                above = multiplied(above, [offset, Ratio(ONE)])
                below = multiplied(below, [offset + Ratio(ONE), Ratio(ONE)])
        if max(len(above), len(below)) > LARGEST_DEGREE:
            raise NotNormalError
        return above, below

    def value_of(self, factors: Hypergeometric, at: Ratio) -> Ratio:
        result = factors.scale * self.forms.exponential(factors.rate * at)
        for one in factors.factorials:
            result = result * self.forms.of_gamma(constant(one.slope) * at + one.offset) ** one.power
        for offset, power in factors.below:
            result = result / self.forms.nonzero(at + offset) ** power
        return self.atoms.canonical(result)
