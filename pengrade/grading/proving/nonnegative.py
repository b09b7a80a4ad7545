"""Is an expression nowhere negative, as a theorem? For polynomials in atoms, by sums of squares.

A polynomial is nowhere negative if it is z^T Q z for monomials z and a positive semidefinite Q; an atom that is never
negative counts as a square itself. For a quadratic polynomial in real atoms this decides; beyond, only one Q is tried.
Quotients and products fall into factors. Single logarithms and exponentials are bounded by their tangents at 1 and 0,
log u <= u - 1 and exp u >= 1 + u. Squares of inner products and of sums are bounded by the Cauchy-Schwarz inequality.
False proves nothing.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from pengrade.grading.proving.forms import as_fraction
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.powers import PARTS
from pengrade.grading.proving.ratios import (
    GENERATORS,
    ONE,
    ZERO,
    Atom,
    NotNormalError,
    Polynomial,
    Ratio,
    monomial,
    terms,
)
from pengrade.grading.tree import Node

NEVER_NEGATIVE = frozenset({"nonnegative", "natural"})
SYMMETRIC = frozenset({"symmetric", "positive-definite", "diagonal"})
MOST_MONOMIALS = 14  # in z
MOST_TERMS = 60
MOST_FACTORS = 6
MOST_BOUNDS = 3  # tangents used one after the other
LEFT_OVER = (Fraction(1), Fraction(1, 2), Fraction(1, 16), Fraction(1, 1024))

Exponents = tuple[tuple[int, int], ...]  # atoms and twice their powers, or once for atoms that are never negative


class Nonnegative:
    def __init__(self, forms: NormalForms) -> None:
        self.forms = forms

    def shown(self, node: Node, strictly: bool = False) -> bool:
        """Never negative, or always positive, wherever it has a value. Never raises."""
        try:
            ratio = self.forms.atoms.canonical(self.forms.of(node))
            return self.ratio(ratio, strictly, MOST_BOUNDS)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False

    def ratio(self, ratio: Ratio, strictly: bool, bounds: int = 0) -> bool:
        if not all(atom.real for atom in self.forms.inner(ratio)):
            return False
        if self.forms.is_positive(ratio.below):
            above = ratio.above
        elif self.forms.is_positive(-ratio.below):
            above = -ratio.above
        else:
            whole = self.forms.atoms.reduced(Ratio(ratio.above) * Ratio(ratio.below))
            if not whole.below.is_constant():
                return False
            above = whole.above
        return self.polynomial(above, strictly) or any(
            self.ratio(self.forms.atoms.canonical(less), strictly, bounds - 1)
            for less in (self.smaller(above) if bounds else ())
        )

    def polynomial(self, polynomial: Polynomial, strictly: bool) -> bool:
        if polynomial.is_zero():
            return not strictly
        if len(polynomial) > MOST_TERMS:
            return False
        return self.by_squares(polynomial, strictly) or self.by_factors(polynomial, strictly)

    # Atoms

    def is_never_negative(self, atom: Atom) -> bool:
        if atom.positive:
            return True
        if atom.kind == "name":
            symbol = self.forms.declarations.symbols.get(str(atom.label))
            return symbol is not None and symbol.domain in NEVER_NEGATIVE
        if atom.kind == "member":
            return self.forms.declarations.symbols[str(atom.label)].domain in NEVER_NEGATIVE
        if _is_sum(atom):
            return self.ratio(atom.arguments[2], False)
        return atom.kind == "form" and self.is_square(atom)

    def is_square(self, atom: Atom) -> bool:
        """x^T B^T B x, or with a positive-definite matrix in the middle."""
        if not isinstance(atom.label, tuple) or atom.arguments:
            return False
        word, symbols = list(atom.label), self.forms.declarations.symbols
        turned = [(name, turn if self._is(name, SYMMETRIC) else not turn, *rest) for name, turn, *rest in word]
        if [tuple(one) for one in turned[::-1]] != [tuple(one) for one in word]:
            return False
        middle = symbols.get(str(word[len(word) // 2][0]))
        return len(word) % 2 == 0 or (middle is not None and "positive-definite" in middle.properties)

    def _is(self, name: str, properties: frozenset[str]) -> bool:
        symbol = self.forms.declarations.symbols.get(name)
        return symbol is not None and bool(symbol.properties & properties)

    def is_always_positive(self, atom: Atom) -> bool:
        """x^T x may be zero, and so may |x|, which is exp(log(x^2)/2) here."""
        if atom.kind == "exp":
            logarithms = [one for one in self.forms.inner(atom.arguments[0]) if one.kind == "log"]
            return atom.positive and all(self.ratio(one.arguments[0], True) for one in logarithms)
        return atom.positive and atom.kind != "form"

    # Sums of squares

    def by_squares(self, polynomial: Polynomial, strictly: bool) -> bool:
        found = self.halved(polynomial)
        if not strictly:
            return _is_sum_of_squares(found)
        for powers, coefficient in terms(polynomial):
            if coefficient > 0 and all(self.is_always_positive(self.forms.atoms.all[atom]) for atom, _ in powers):
                own = self.exponents(powers)
                for share in LEFT_OVER:
                    less = {**found, own: found[own] * (1 - share)}
                    if _is_sum_of_squares({one: value for one, value in less.items() if value}):
                        return True
        return False

    def halved(self, polynomial: Polynomial) -> dict[Exponents, Fraction]:
        return {self.exponents(powers): as_fraction(coefficient) for powers, coefficient in terms(polynomial)}

    def exponents(self, powers: tuple[tuple[int, int], ...]) -> Exponents:
        """Those of the square roots of atoms that are never negative, as of any other atom."""
        doubled = (2 if self.is_never_negative(self.forms.atoms.all[atom]) else 1 for atom, _ in powers)
        return tuple((atom, power * times) for (atom, power), times in zip(powers, doubled, strict=True))

    # Factors

    def by_factors(self, polynomial: Polynomial, strictly: bool) -> bool:
        factors, number = self.forms.factors(polynomial)
        if len(factors) > MOST_FACTORS or (len(factors) == 1 and factors[0][1] == 1):
            return False
        sign = 1 if number > 0 else -1
        for base, power in factors:
            positive, negative = self.of_one_sign(base, strictly), self.of_one_sign(-base, strictly)
            if not positive and not negative and (strictly or power % 2):
                return False
            if not positive and power % 2:
                sign = -sign
        return sign > 0

    def of_one_sign(self, base: Polynomial, strictly: bool) -> bool:
        return self.by_squares(base, strictly) or self.forms.is_complement(base)

    # Bounds

    def smaller(self, polynomial: Polynomial) -> Iterator[Ratio]:
        """What is negative wherever this is: a logarithm or an exponential replaced by a tangent, a square bounded."""
        for atom in self.forms.atoms.within(polynomial):
            if atom.kind == "log" and polynomial.degrees()[atom.number] == 1:
                yield from self.with_tangent_of_logarithm(polynomial, atom)
            elif atom.kind == "exp" and polynomial.degrees()[atom.number] == PARTS:
                yield from self.with_tangent_of_exponential(polynomial, atom)
        yield from self.with_cauchy_schwarz(polynomial)
        yield from self.of_squares(polynomial)

    def with_tangent_of_logarithm(self, polynomial: Polynomial, atom: Atom) -> Iterator[Ratio]:
        slope, rest = self.split(polynomial, atom.number, 1)
        inside = atom.arguments[0]
        if self.polynomial(-slope, False):
            yield Ratio(rest) + Ratio(slope) * (inside - Ratio(ONE))
        elif self.polynomial(slope, False):
            yield Ratio(rest) + Ratio(slope) * (Ratio(ONE) - Ratio(ONE) / inside)

    def with_tangent_of_exponential(self, polynomial: Polynomial, atom: Atom) -> Iterator[Ratio]:
        slope, rest = self.split(polynomial, atom.number, PARTS)
        if self.polynomial(slope, False):
            yield Ratio(rest) + Ratio(slope) * (Ratio(ONE) + atom.arguments[0])

    def split(self, polynomial: Polynomial, number: int, power: int) -> tuple[Polynomial, Polynomial]:
        """slope and rest of slope * atom^power + rest."""
        slope, rest = ZERO, ZERO
        for powers, coefficient in terms(polynomial):
            own = dict(powers).get(number, 0)
            if own == power:
                slope = slope + monomial(tuple(pair for pair in powers if pair[0] != number)) * coefficient
            else:
                rest = rest + monomial(powers) * coefficient
        return slope, rest

    def with_cauchy_schwarz(self, polynomial: Polynomial) -> Iterator[Ratio]:
        """-c s^2 for s = u^T v is at least -c (u^T u)(v^T v), and for a sum s of f g at least -c (sum f^2)(sum g^2)."""
        for atom in self.forms.atoms.within(polynomial):
            if polynomial.degrees()[atom.number] != 2:
                continue
            slope, rest = self.split(polynomial, atom.number, 2)
            if self.polynomial(-slope, False):
                for bound in self.bounds_of_square(atom, polynomial):
                    yield Ratio(rest) + Ratio(slope) * bound

    def bounds_of_square(self, atom: Atom, polynomial: Polynomial) -> Iterator[Ratio]:
        """Products of two atoms that occur, or of a size and an atom, which bound the square of this one."""
        others = [one for one in self.forms.atoms.within(polynomial) if one is not atom]
        if atom.kind == "form" and isinstance(atom.label, tuple) and len(atom.label) == 2:
            names = [str(letter[0]) for letter in atom.label]
            found = [one for name in names for one in others if _is_length(one, name)]
            if len(found) == 2:
                yield Ratio(GENERATORS[found[0].number] * GENERATORS[found[1].number])
        if _is_sum(atom):
            lower, upper, body = atom.arguments
            square = self.forms.atoms.canonical(body * body)
            for one in others:
                if not _is_sum(one) or _differ(one.arguments[0], lower) or _differ(one.arguments[1], upper):
                    continue
                if not _differ(one.arguments[2], square):
                    yield Ratio(GENERATORS[one.number]) * (upper - lower + Ratio(ONE))
                yield from self.of_two_sums(one, others, square)

    def of_two_sums(self, one: Atom, others: list[Atom], square: Ratio) -> Iterator[Ratio]:
        for other in others:
            if not _is_sum(other) or other.number <= one.number:
                continue
            ends = zip(one.arguments[:2], other.arguments[:2], strict=True)
            if any(_differ(left, right) for left, right in ends):
                continue
            bodies = one.arguments[2], other.arguments[2]
            if not _differ(bodies[0] * bodies[1], square) and all(self.ratio(body, False) for body in bodies):
                yield Ratio(GENERATORS[one.number] * GENERATORS[other.number])

    def of_squares(self, polynomial: Polynomial) -> Iterator[Ratio]:
        """S + R >= 0 for S >= 0 wherever S^2 >= R^2: as large as the whole in sign, though not in size."""
        large, rest = ZERO, ZERO
        for powers, coefficient in terms(polynomial):
            term = monomial(powers) * coefficient
            if coefficient > 0 and _is_even(self.exponents(powers)):
                large = large + term
            else:
                rest = rest + term
        if not large.is_zero() and len(large) * len(rest) < MOST_TERMS:
            yield Ratio(large) * Ratio(large) - Ratio(rest) * Ratio(rest)


def _is_sum(atom: Atom) -> bool:
    """Its arguments are the two ends and the body."""
    return atom.kind == "fold" and isinstance(atom.label, tuple) and atom.label[0] == "sum"


def _is_length(atom: Atom, name: str) -> bool:
    """v^T v."""
    label = atom.label
    return atom.kind == "form" and isinstance(label, tuple) and [str(one[0]) for one in label] == [name, name]


def _differ(left: Ratio, right: Ratio) -> bool:
    return not (left.above * right.below - right.above * left.below).is_zero()


def _is_sum_of_squares(polynomial: dict[Exponents, Fraction]) -> bool:
    """One Gram matrix, over the roots of the even monomials and of what they need beside them."""
    if all(coefficient > 0 and _is_even(powers) for powers, coefficient in polynomial.items()):
        return True
    basis = [_root(one) for one, coefficient in polynomial.items() if _is_even(one) and coefficient > 0]
    if not basis or len(basis) > MOST_MONOMIALS:
        return False
    gram = {(place, place): polynomial[_product(one, one)] for place, one in enumerate(basis)}
    pairs: dict[Exponents, list[tuple[int, int]]] = {}
    for place, one in enumerate(basis):
        for later in range(place + 1, len(basis)):
            pairs.setdefault(_product(one, basis[later]), []).append((place, later))
    for one, coefficient in polynomial.items():
        if _is_even(one) and coefficient > 0:
            continue
        meeting = pairs.get(one, [])
        if not meeting:
            return False
        for pair in meeting:
            gram[pair] = coefficient / 2 / len(meeting)
    return _is_positive_semidefinite(len(basis), lambda row, column: gram.get((min(row, column), max(row, column))))


def _is_even(powers: Exponents) -> bool:
    return all(power % 2 == 0 for _, power in powers)


def _root(powers: Exponents) -> Exponents:
    return tuple((atom, power // 2) for atom, power in powers)


def _product(left: Exponents, right: Exponents) -> Exponents:
    total = dict(left)
    for atom, power in right:
        total[atom] = total.get(atom, 0) + power
    return tuple(sorted(total.items()))


def _is_positive_semidefinite(size: int, entry: Callable[[int, int], Fraction | None]) -> bool:
    """By elimination in fractions: a pivot of zero needs a row of zeros."""
    matrix = [[entry(row, column) or Fraction(0) for column in range(size)] for row in range(size)]
    for pivot in range(size):
        own = matrix[pivot][pivot]
        if own < 0 or (own == 0 and any(matrix[pivot][pivot:])):
            return False
        if own == 0:
            continue
        for row in range(pivot + 1, size):
            share = matrix[row][pivot] / own
            if share:
                for column in range(pivot, size):
                    matrix[row][column] -= share * matrix[pivot][column]
    return True
