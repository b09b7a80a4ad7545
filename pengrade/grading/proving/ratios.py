"""Quotients of polynomials in atoms: the exact arithmetic under every proof.

An atom is whatever arithmetic cannot take apart: a name, pi, log 2, the sum of all u_i. Atoms are numbered by one
table, and equal atoms have one number. Some satisfy a relation (i^2 = -1, sqrt(x)^2 = x), applied by `reduced`.
"""

from collections.abc import Hashable
from copy import copy
from dataclasses import dataclass, field
from itertools import compress

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx

MOST_ATOMS = 24
MOST_TERMS = 400
MOST_TERMS_TO_CANCEL = 40
LARGEST_POWER = 64
LARGEST_DEGREE = 100_000
MOST_TERMS_TO_KEEP, MOST_KNOWN = 40, 4096

Polynomial = fmpq_mpoly
CONTEXT = fmpq_mpoly_ctx.get([f"t{number}" for number in range(MOST_ATOMS)], "lex")
GENERATORS = CONTEXT.gens()
NUMBERS = range(MOST_ATOMS)
ZERO = CONTEXT.constant(0)
ONE = CONTEXT.constant(1)


class NotNormalError(Exception):
    """No normal form: outside the language, or larger than a proof is worth."""


@dataclass(frozen=True, eq=False)
class Ratio:
    above: Polynomial
    below: Polynomial = field(default_factory=lambda: ONE)

    def __add__(self, other: "Ratio") -> "Ratio":
        if self.below == other.below:
            return Ratio(checked(self.above + other.above), self.below)
        above = product(self.above, other.below) + product(other.above, self.below)
        return Ratio(checked(above), product(self.below, other.below))

    def __neg__(self) -> "Ratio":
        return Ratio(-self.above, self.below)

    def __sub__(self, other: "Ratio") -> "Ratio":
        return self + -other

    def __mul__(self, other: "Ratio") -> "Ratio":
        return Ratio(product(self.above, other.above), product(self.below, other.below))

    def __truediv__(self, other: "Ratio") -> "Ratio":
        if other.above.is_zero():
            raise NotNormalError
        return Ratio(product(self.above, other.below), product(self.below, other.above))

    def __pow__(self, exponent: int) -> "Ratio":
        base = Ratio(ONE) / self if exponent < 0 else self
        return Ratio(raised(base.above, abs(exponent)), raised(base.below, abs(exponent)))


def checked(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > MOST_TERMS:
        raise NotNormalError
    return polynomial


def product(left: Polynomial, right: Polynomial) -> Polynomial:
    if left.is_one() or right.is_one():
        return right if left.is_one() else left
    if len(left) * len(right) > 10 * MOST_TERMS:
        raise NotNormalError
    return checked(left * right)


def raised(base: Polynomial, exponent: int) -> Polynomial:
    """A monomial goes to any power, a polynomial to one that leaves it short."""
    if len(base) == 1 and exponent <= LARGEST_DEGREE and base.total_degree() * exponent <= LARGEST_DEGREE:
        if base.total_degree() == 0 and exponent > 2000:
            raise NotNormalError
        return base**exponent
    if exponent > LARGEST_POWER:
        raise NotNormalError
    result = ONE
    for _ in range(exponent):
        result = product(result, base)
    return result


def constant(value: int | fmpq) -> Ratio:
    return Ratio(CONTEXT.constant(value))


def cancelled(ratio: Ratio) -> Ratio:
    """In lowest terms with a leading coefficient of one below, where that is cheap."""
    above, below = ratio.above, ratio.below
    if above.is_zero():
        return Ratio(ZERO)
    if not below.is_constant() and len(above) <= MOST_TERMS_TO_CANCEL and len(below) <= MOST_TERMS_TO_CANCEL:
        common = above.gcd(below)
        above, below = divmod(above, common)[0], divmod(below, common)[0]
    if below.is_one():
        return Ratio(above)
    lead = below.leading_coefficient()
    return Ratio(above * (1 / lead), below * (1 / lead))


Monomial = tuple[tuple[int, int], ...]  # (atom, exponent) pairs, exponents positive
Key = Hashable


def key_of_polynomial(polynomial: Polynomial) -> Key:
    return str(polynomial)


@dataclass(frozen=True, slots=True)
class _Parts:
    terms: tuple[tuple[Monomial, fmpq], ...]
    atoms: tuple[int, ...]  # in increasing order


# Writing a polynomial out is far quicker than taking it apart, and short ones come again and again.
_known_parts: dict[Key, _Parts] = {}


def terms(polynomial: Polynomial) -> tuple[tuple[Monomial, fmpq], ...]:
    return _parts(polynomial).terms


def atoms_in(polynomial: Polynomial) -> tuple[int, ...]:
    return _parts(polynomial).atoms


def _parts(polynomial: Polynomial) -> _Parts:
    if len(polynomial) > MOST_TERMS_TO_KEEP:
        return _taken_apart(polynomial)
    key = key_of_polynomial(polynomial)
    found = _known_parts.get(key)
    if found is None:
        if len(_known_parts) >= MOST_KNOWN:
            _known_parts.clear()
        found = _known_parts[key] = _taken_apart(polynomial)
    return found


def _taken_apart(polynomial: Polynomial) -> _Parts:
    found = tuple(
        (tuple([(atom, int(powers[atom])) for atom in compress(NUMBERS, powers)]), coefficient)
        for powers, coefficient in polynomial.terms()
    )
    return _Parts(found, tuple(sorted({atom for powers, _ in found for atom, _ in powers})))


def monomial(powers: Monomial) -> Polynomial:
    result = ONE
    for atom, power in powers:
        result = result * GENERATORS[atom] ** power
    return result


@dataclass
class Atom:
    """`arguments` are the quotients inside it; `relation`: its power p equals a quotient. `whole`: an integer.

    `sign`: 1 where it is never negative, -1 where it is never positive, 0 where nothing is known.
    """

    number: int
    kind: str
    label: Hashable
    arguments: tuple[Ratio, ...]
    real: bool
    positive: bool
    bound: frozenset[int]  # indices of sums around that it depends on
    relation: tuple[int, Ratio] | None = None
    whole: bool = False
    sign: int = 0


class Atoms:
    def __init__(self) -> None:
        self.all: list[Atom] = []
        self.numbers: dict[Key, int] = {}

    def again(self) -> "Atoms":
        """A copy: what is learnt of its atoms is not learnt of these."""
        other = Atoms()
        other.all = [copy(atom) for atom in self.all]
        other.numbers = dict(self.numbers)
        return other

    def atom(
        self,
        kind: str,
        label: Hashable = None,
        arguments: tuple[Ratio, ...] = (),
        real: bool = True,
        positive: bool = False,
        bound: frozenset[int] = frozenset(),
        whole: bool = False,
        sign: int = 0,
    ) -> Atom:
        """The atom of that description, made if it is new. Arguments must be `canonical`."""
        key = (kind, label, tuple((key_of_polynomial(a.above), key_of_polynomial(a.below)) for a in arguments))
        if key in self.numbers:
            return self.all[self.numbers[key]]
        if len(self.all) >= MOST_ATOMS:
            raise NotNormalError
        inner = frozenset().union(*(self.bound_in(argument) for argument in arguments)) if arguments else frozenset()
        atom = Atom(
            len(self.all), kind, label, arguments, real, positive, bound | inner, None, whole, sign or int(positive)
        )
        self.all.append(atom)
        self.numbers[key] = atom.number
        return atom

    def within(self, polynomial: Polynomial) -> list[Atom]:
        return [self.all[number] for number in atoms_in(polynomial)]

    def bound_in(self, ratio: Ratio) -> frozenset[int]:
        found: frozenset[int] = frozenset()
        for atom in (*self.within(ratio.above), *self.within(ratio.below)):
            found |= atom.bound
        return found

    def canonical(self, ratio: Ratio) -> Ratio:
        return cancelled(self.reduced(ratio))

    def reduced(self, ratio: Ratio) -> Ratio:
        """Every relation applied, the youngest atom first: older ones cannot contain it."""
        above, below = self._reduced(ratio.above), self._reduced(ratio.below)
        return (
            ratio if above is None and below is None else (above or Ratio(ratio.above)) / (below or Ratio(ratio.below))
        )

    def _reduced(self, polynomial: Polynomial) -> Ratio | None:
        related = [atom for atom in reversed(self.all) if atom.relation is not None]
        if not related or polynomial.is_constant():
            return None
        degrees = polynomial.degrees()
        for atom in related:
            if atom.relation is not None and degrees[atom.number] >= atom.relation[0]:
                return self.reduced(self._with_relation(polynomial, atom.number, *atom.relation))
        return None

    def _with_relation(self, polynomial: Polynomial, number: int, power: int, value: Ratio) -> Ratio:
        result = Ratio(ZERO)
        for powers, coefficient in terms(polynomial):
            times, left = divmod(dict(powers).get(number, 0), power)
            rest = tuple((atom, left if atom == number else p) for atom, p in powers)
            term = Ratio(monomial(tuple((atom, p) for atom, p in rest if p)) * coefficient)
            result = result + term * value**times
        return result
