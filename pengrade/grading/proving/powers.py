"""Powers are exp(w log b); exponentials of sums are products; logarithms are split at positive factors."""

from fractions import Fraction

from flint import fmpq

from pengrade.grading.proving.forms import Forms, as_fraction, as_whole
from pengrade.grading.proving.ratios import GENERATORS, ONE, ZERO, Polynomial, Ratio, constant, monomial, terms
from pengrade.grading.tree import Constant, Power

PARTS = 60  # exp(x) is the 60th power of its atom, so that exp(x/2), exp(x/3), exp(x/5) are powers too
LARGEST_PRIME = 1000
MOST_TERMS_TO_FACTOR, LARGEST_DEGREE_TO_FACTOR = 16, 12


class Powers(Forms):
    def of_constant(self, name: str) -> Ratio:
        if name == "e":
            return self.exponential(Ratio(ONE))
        return self.imaginary_unit() if name == "i" else self.generator(self.atoms.atom("pi", positive=True))

    def of_power(self, node: Power) -> Ratio:
        exponent = self.atoms.canonical(self.of(node.exponent))
        whole = as_whole(exponent)
        base = self.of(node.base)
        if whole is not None:
            return (base if whole >= 0 else self.nonzero(base)) ** whole
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.exponential(exponent)
        return self.exponential(exponent * self.logarithm(base, apart=self.is_whole(exponent)))

    def exponential(self, exponent: Ratio) -> Ratio:
        exponent = self.atoms.canonical(exponent)
        result = Ratio(ONE)
        for powers, coefficient in terms(exponent.above):
            part = self.atoms.canonical(Ratio(monomial(powers), exponent.below))
            result = result * self.exponential_part(part, as_fraction(coefficient))
        return result

    def exponential_part(self, part: Ratio, share: Fraction) -> Ratio:
        """exp(share * part) as a power of exp(part / 60)."""
        inside = self.inside_of_logarithm(part)
        if inside is not None and share.denominator == 1:
            return inside ** int(share)
        if (share * PARTS).denominator != 1:
            part, share = part * constant(fmpq(share.numerator, share.denominator)), Fraction(1)
            inside = None
        part = self.atoms.canonical(part)
        real = self.is_real(part)
        atom = self.atoms.atom("exp", None, (part,), real=real, positive=real)
        if inside is not None:
            atom.relation = (PARTS, inside)
        elif self.is_half_turn(part):
            atom.relation = (PARTS // 2, self.imaginary_unit())
        return self.generator(atom) ** int(share * PARTS)

    def is_half_turn(self, part: Ratio) -> bool:
        """i pi, whose exponential is -1."""
        kinds = sorted(atom.kind for atom in self.atoms.within(part.above))
        return kinds == ["i", "pi"] and part.above == monomial(tuple((a.number, 1) for a in self.inner(part)))

    def inside_of_logarithm(self, part: Ratio) -> Ratio | None:
        """The b of a part that is log b and nothing else."""
        powers = terms(part.above)
        if not part.below.is_constant() or len(powers) != 1 or len(powers[0][0]) != 1:
            return None
        number, power = powers[0][0][0]
        atom = self.atoms.all[number]
        return atom.arguments[0] if atom.kind == "log" and power == 1 else None

    def logarithm(self, ratio: Ratio, apart: bool = False) -> Ratio:
        """Split at positive factors: log(P R) = log P + log R holds for principal values whenever P > 0.

        `apart`: split at every factor. What comes out is a logarithm, though not always the principal one; its
        multiples by integers have the right exponential.
        """
        ratio = self.nonzero(self.atoms.canonical(ratio))
        above, numbers = self.factors(ratio.above)
        below, numbers_below = self.factors(ratio.below)
        scale = numbers / numbers_below
        result, rest = self.logarithm_of_number(abs(scale)), Ratio(ONE if scale > 0 else -ONE)
        for base, power in (*above, *((base, -power) for base, power in below)):
            sign = 0 if apart or self.is_positive(base) else self.sign_of(base)
            if sign < 0:
                base, rest = -base, rest * constant((-1) ** power)
            if apart or sign or self.is_positive(base):
                result = result + self.logarithm_of_positive(base) * constant(power)
            elif power % 2 == 0 and self.all_real(base):
                result = result + self.logarithm_atom(Ratio(base * base)) * constant(power // 2)
            else:
                rest = rest * Ratio(base) ** power
        if rest.above == ONE and rest.below == ONE:
            return result
        if rest.above == -ONE and rest.below == ONE:
            return result + self.imaginary_unit() * self.of_constant("pi")
        return result + self.logarithm_atom(rest)

    def logarithm_atom(self, ratio: Ratio) -> Ratio:
        canonical = self.atoms.canonical(ratio)
        above = canonical.above
        real = canonical.below == ONE and (
            self.is_positive(above) or self.sign_of(above) > 0 or self.is_even_square(above)
        )
        return self.generator(self.atoms.atom("log", None, (canonical,), real=real))

    def is_even_square(self, polynomial: Polynomial) -> bool:
        _, factors = polynomial.factor_squarefree()
        return self.all_real(polynomial) and all(power % 2 == 0 for _, power in factors)

    def logarithm_of_positive(self, base: Polynomial) -> Ratio:
        """Of a factor; log(exp(z/60)) is z/60."""
        atoms = self.atoms.within(base)
        if len(atoms) == 1 and atoms[0].kind == "exp" and base == GENERATORS[atoms[0].number]:
            return atoms[0].arguments[0] * constant(fmpq(1, PARTS))
        return self.logarithm_atom(Ratio(base))

    def logarithm_of_number(self, number: Fraction) -> Ratio:
        result = Ratio(ZERO)
        for whole, sign in ((number.numerator, 1), (number.denominator, -1)):
            for prime, power in _prime_powers(whole):
                atom = self.atoms.atom("log", None, (constant(prime),))
                result = result + self.generator(atom) * constant(sign * power)
        return result

    def factors(self, polynomial: Polynomial) -> tuple[list[tuple[Polynomial, int]], Fraction]:
        """Factors and their powers, each with the sign that makes it positive where that can be known."""
        if len(polynomial) == 1:
            ((powers, coefficient),) = terms(polynomial)
            return [(GENERATORS[atom], power) for atom, power in powers], as_fraction(coefficient)
        # exp(x) is a 60th power: taken as it is, 1 + exp(x) would fall into parts that help nobody.
        high = polynomial.total_degree() > LARGEST_DEGREE_TO_FACTOR
        deflated, stride = polynomial.deflation() if high else (polynomial, None)
        if len(polynomial) > MOST_TERMS_TO_FACTOR or deflated.total_degree() > LARGEST_DEGREE_TO_FACTOR:
            return [(polynomial, 1)], Fraction(1)
        content, found = deflated.factor()
        number = as_fraction(content)
        result: list[tuple[Polynomial, int]] = []
        for base, power in found:
            whole = base if stride is None else base.inflate(stride)
            if len(whole) == 1:
                ((powers, _),) = terms(whole)
                result.extend((GENERATORS[atom], inner * power) for atom, inner in powers)
                continue
            if not self.is_positive(whole) and self.is_positive(-whole):
                whole, number = -whole, number * (-1) ** power
            result.append((whole, power))
        return result, number


def _prime_powers(number: int) -> list[tuple[int, int]]:
    """Primes up to 1000 and the rest in one piece, which is as good for a proof and never slow."""
    found, prime = [], 2
    while prime <= LARGEST_PRIME and prime * prime <= number:
        power = 0
        while number % prime == 0:
            number, power = number // prime, power + 1
        if power:
            found.append((prime, power))
        prime += 1
    return [*found, (number, 1)] if number > 1 else found
