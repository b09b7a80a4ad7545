"""Statements in several names, proved equal by the signs of the factors of their comparisons.

Each comparison (`plain_relations`) becomes a product of irreducible factors, and its sign the product of their signs.
Two statements that agree for every assignment of signs to the factors agree everywhere. An assignment for which they
differ is harmless if it contradicts itself: if its signs, what is known of the names, and products of these add up to
0 > 0 (`contradictions`; with products this is a small part of G. Stengle's Positivstellensatz, 1974). If it does not,
the numbers under which the linear conditions hold are a candidate for a point that tells the two apart.

A side without a normal form is a factor of its own, the same wherever it is equal up to its sign.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import lcm
from typing import Any as Anything

from flint import arb, ctx, fmpq

from pengrade.grading.comparing.plain_relations import All, Any, Comparison, Formula
from pengrade.grading.comparing.regions import HOLDS
from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.contradictions import Condition, Contradiction, decided
from pengrade.grading.proving.matrices import MatrixForms
from pengrade.grading.proving.ratios import (
    GENERATORS,
    Atom,
    NotNormalError,
    Polynomial,
    Ratio,
    constant,
    monomial,
    terms,
)
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import Negate, Node

MOST_FACTORS = 10
MOST_LEAVES = 3000
MOST_CONTRADICTIONS = 250
MOST_OPAQUE = 3
MOST_UNKNOWNS, MOST_CONDITIONS = 22, 60  # of one search for a contradiction
HIGHEST_DEGREE = 4  # of products
DIGITS = 2**64
WHOLE = frozenset({"integer", "natural"})
Evidence = Mapping[str, Anything]
Signs = Sequence[int]
Truth = Callable[[Signs], bool]


class _Forms(MatrixForms):
    """Every logarithm is real: a relation is only asked about where its logarithms are."""

    def logarithm_atom(self, ratio: Ratio) -> Ratio:
        found = super().logarithm_atom(ratio)
        for atom in self.atoms.within(found.above):
            atom.real = True
        return found


@dataclass(frozen=True)
class _Signed:
    """scale * product of factors to their powers; the powers of a denominator are negative."""

    scale: int
    powers: tuple[tuple[int, int], ...]

    def sign(self, signs: Signs) -> int:
        found = self.scale
        for factor, power in self.powers:
            found *= signs[factor] ** (2 - power % 2)
        return found


@dataclass(frozen=True)
class _Sourced:
    """A condition, and the factors whose signs it comes from."""

    polynomial: Polynomial
    sign: str
    factors: frozenset[int]


class SignTable:
    def __init__(self, declarations: Declarations, equal: Callable[[Node, Node], Evidence | None]) -> None:
        """`equal` gives the evidence that two expressions without a normal form are equal."""
        self.declarations = declarations
        self.forms = _Forms(declarations, {})
        self.equal = equal
        self.evidences: list[Evidence] = []
        self.factors: list[Polynomial | Node] = []
        self.real_logarithms: set[int] = set()
        self.signed: dict[Comparison, _Signed] = {}
        self.impossible: list[dict[int, int]] = []  # assignments that contradict themselves
        self.candidate: Mapping[str, Fraction] | None = None
        self.leaves, self.searches = MOST_LEAVES, MOST_CONTRADICTIONS

    def same(self, expected: Formula, answer: Formula) -> bool:
        """True is a proof; False is not, but may leave a `candidate`. Never raises."""
        try:
            for comparison in (*_comparisons(expected), *_comparisons(answer)):
                self.signed[comparison] = self.of(comparison)
        except (ReadingError, KeyError):  # no shape, or none for a part put in on the way
            return False
        if len(self.factors) > MOST_FACTORS:
            return False
        self.facts = list(self.known())
        left, right = self.truth(expected), self.truth(answer)
        return self.agree(left, right, [])

    def agree(self, left: Truth, right: Truth, signs: list[int]) -> bool:
        """For every assignment that begins with these signs."""
        if self.is_impossible(signs):
            return True
        if len(signs) < len(self.factors):
            return all(self.agree(left, right, [*signs, sign]) for sign in (1, 0, -1))
        self.leaves -= 1
        if self.leaves < 0:
            return False
        return left(signs) == right(signs) or self.contradicts(signs)

    def is_impossible(self, signs: Signs) -> bool:
        last = len(signs) - 1
        return any(
            last in one and all(place <= last and signs[place] == sign for place, sign in one.items())
            for one in self.impossible
        )

    def truth(self, formula: Formula) -> Truth:
        match formula:
            case Comparison():
                holds, signed = HOLDS[formula.sign], self.signed[formula]
                return lambda signs: holds(signed.sign(signs))
            case All():
                parts = [self.truth(part) for part in formula.parts]
                return lambda signs: all(part(signs) for part in parts)
            case Any():
                parts = [self.truth(part) for part in formula.parts]
                return lambda signs: any(part(signs) for part in parts)

    # Factors

    def of(self, comparison: Comparison) -> _Signed:
        try:
            return self.of_normal(comparison)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return self.of_opaque(comparison.node)

    def of_opaque(self, node: Node) -> _Signed:
        opaque = [(place, factor) for place, factor in enumerate(self.factors) if isinstance(factor, Node)]
        for place, factor in opaque:
            for sign, turned in ((1, factor), (-1, Negate(0, 0, factor))):
                evidence = self.equal(turned, node)
                if evidence is not None:
                    self.evidences.append(evidence)
                    return _Signed(sign, ((place, 1),))
        if len(opaque) >= MOST_OPAQUE:
            raise ReadingError("Too many sides without a normal form.", node.start)
        self.factors.append(node)
        return _Signed(1, ((len(self.factors) - 1, 1),))

    def of_normal(self, comparison: Comparison) -> _Signed:
        ratio = self.ratio(comparison.node)
        known = {number for node in comparison.positive for number in self.logarithms_in(self.logarithm(node))}
        if not self.forms.is_real(ratio) or not self.logarithms_in(ratio) <= known:
            raise NotNormalError
        self.real_logarithms |= known
        return self.of_ratio(ratio)

    def of_ratio(self, ratio: Ratio) -> _Signed:
        if ratio.above.is_zero():
            return _Signed(0, ())
        scale = 1
        powers: list[tuple[int, int]] = []
        for polynomial in (ratio.above, ratio.below):
            factors, number = self.forms.factors(polynomial)
            scale *= 1 if number > 0 else -1
            for base, power in factors:
                signed = self.of_factor(base)
                scale *= signed.scale**power
                powers.extend((place, inner * power) for place, inner in signed.powers)
        return _Signed(scale, tuple(powers))

    def of_factor(self, base: Polynomial) -> _Signed:
        if base.is_constant() or self.is_positive(base) or self.is_positive(-base):
            return _Signed(1 if self.is_positive(base) else -1, ())
        exponents = self.compared_exponents(base)
        if exponents is not None:
            return self.of_ratio(exponents)
        lead = base.leading_coefficient()
        kept = base * (1 / lead)
        if kept not in self.factors:
            self.factors.append(kept)
        return _Signed(1 if lead > 0 else -1, ((self.factors.index(kept), 1),))

    def compared_exponents(self, base: Polynomial) -> Ratio | None:
        """exp(a) - b, or a multiple of it by what is positive, as a - log b."""
        parts = [(Ratio(monomial(powers)), coefficient) for powers, coefficient in terms(base)]
        atoms = self.forms.atoms.within(base)
        if len(parts) != 2 or not any(atom.kind == "exp" for atom in atoms):
            return None
        if not all(self.is_positive(GENERATORS[atom.number]) for atom in atoms):
            return None
        (one, first), (other, second) = parts
        if (first > 0) == (second > 0):
            return None
        left, right = (self.forms.logarithm(part * constant(abs(by))) for part, by in ((one, first), (other, second)))
        difference = self.forms.atoms.canonical(left - right)
        return difference if first > 0 else -difference

    def ratio(self, node: Node) -> Ratio:
        self.forms.sizes = {**self.forms.sizes, **shaped(node, self.declarations, SCALAR).sizes}
        return self.forms.atoms.canonical(self.forms.of(node))

    def logarithm(self, node: Node) -> Ratio:
        return self.forms.logarithm(self.ratio(node))

    def logarithms_in(self, ratio: Ratio) -> set[int]:
        """Those, however deep inside, that are not real everywhere."""
        found: set[int] = set()
        for atom in self.forms.inner(ratio):
            if atom.kind == "log" and not all(self.is_positive(argument.above) for argument in atom.arguments):
                found.add(atom.number)
            found = found.union(*map(self.logarithms_in, atom.arguments))
        return found

    def is_positive(self, polynomial: Polynomial) -> bool:
        return self.forms.is_positive(polynomial) and not any(
            map(self.hides_a_zero, self.forms.atoms.within(polynomial))
        )

    def hides_a_zero(self, atom: Atom) -> bool:
        """|x| is exp(log(x^2)/2), which looks positive; where a relation needs its logarithm, it is."""
        if atom.kind == "log" and atom.number not in self.real_logarithms:
            return not all(self.is_positive(argument.above) for argument in atom.arguments)
        return any(self.hides_a_zero(inner) for argument in atom.arguments for inner in self.forms.inner(argument))

    # Contradictions

    def contradicts(self, signs: Signs) -> bool:
        """Put down which of the signs do; where none do, keep the numbers that were found."""
        self.searches -= 1
        if self.searches < 0:
            return False
        asked = [
            _Sourced(factor * (sign or 1), ">" if sign else "=", frozenset({place}))
            for place, (factor, sign) in enumerate(zip(self.factors, signs, strict=True))
            if not isinstance(factor, Node)
        ]
        asked = [self.tightened(one) for one in asked] + self.facts
        for conditions in (asked, [*asked, *self.products(asked)]):
            if len(conditions) > MOST_CONDITIONS or len(_monomials(conditions)) > MOST_UNKNOWNS:
                return False
            found = decided([_condition(one) for one in conditions])
            if isinstance(found, Contradiction):
                used = frozenset[int]().union(*(conditions[place].factors for place in found.used))
                self.impossible.append({place: signs[place] for place in used})
                return True
            if found is not None and self.candidate is None:
                self.candidate = self.named(found.values)
        return False

    def named(self, values: Mapping[Anything, Fraction]) -> Mapping[str, Fraction]:
        atoms = {atom.number: str(atom.label) for atom in self.forms.atoms.all if atom.kind == "name"}
        alone = {key[0][0]: value for key, value in values.items() if len(key) == 1 and key[0][1] == 1}
        return {atoms[number]: value for number, value in alone.items() if number in atoms}

    def tightened(self, one: _Sourced) -> _Sourced:
        """f > 0 is f >= 1 where f is a whole number."""
        atoms = self.forms.atoms.within(one.polynomial)
        symbols = [self.declarations.symbols.get(str(atom.label)) for atom in atoms if atom.kind in ("name", "member")]
        whole = len(symbols) == len(atoms) and all(one is not None and one.domain in WHOLE for one in symbols)
        if one.sign != ">" or not whole or not atoms:
            return one
        scale = lcm(*(int(coefficient.q) for _, coefficient in terms(one.polynomial)))
        return _Sourced(one.polynomial * fmpq(scale) - 1, "≥", one.factors)

    def known(self) -> Iterator[_Sourced]:
        """What holds of the atoms of all factors."""
        atoms = {
            atom.number: atom
            for factor in self.factors
            if not isinstance(factor, Node)
            for atom in self.forms.atoms.within(factor)
        }
        for atom in atoms.values():
            generator = GENERATORS[atom.number]
            symbol = self.declarations.symbols.get(str(atom.label)) if atom.kind in ("name", "member") else None
            domain = symbol.domain if symbol is not None else ""
            if domain in ("nonnegative", "natural"):
                yield _Sourced(generator, "≥", frozenset())
            elif domain == "negative":
                yield _Sourced(-generator, ">", frozenset())
            elif self.is_positive(generator):
                yield _Sourced(generator, ">", frozenset())
            if domain == "probability":
                yield _Sourced(1 - generator, ">", frozenset())
            for low, high in self.bounds(atom):
                yield _Sourced(generator - low, ">", frozenset())
                yield _Sourced(high - generator, ">", frozenset())

    def bounds(self, atom: Atom) -> Iterator[tuple[fmpq, fmpq]]:
        """Of pi, and of the logarithm of a number."""
        ctx.prec = 128
        value = None
        if atom.kind == "pi":
            value = arb.pi()
        elif atom.kind == "log" and all(one.above.is_constant() and one.below.is_constant() for one in atom.arguments):
            number = atom.arguments[0].above.leading_coefficient() / atom.arguments[0].below.leading_coefficient()
            value = arb(number).log() if number > 0 else None
        if value is not None:
            near = fmpq(int((value * DIGITS).floor().unique_fmpz() or 0), DIGITS)
            if arb(near) < value < arb(near + fmpq(2, DIGITS)):
                yield near, near + fmpq(2, DIGITS)

    def products(self, conditions: Sequence[_Sourced]) -> Iterator[_Sourced]:
        """Of every two, and squares of what occurs."""
        atoms: set[int] = set()
        for one, other in combinations_with_replacement(conditions, 2):
            if one.polynomial.total_degree() + other.polynomial.total_degree() > HIGHEST_DEGREE:
                continue
            sign = "=" if "=" in (one.sign, other.sign) else "≥" if "≥" in (one.sign, other.sign) else ">"
            yield _Sourced(one.polynomial * other.polynomial, sign, one.factors | other.factors)
        for one in conditions:
            if one.polynomial.total_degree() > 1:
                atoms |= {atom.number for atom in self.forms.atoms.within(one.polynomial)}
        for number in sorted(atoms):
            yield _Sourced(GENERATORS[number] ** 2, "≥", frozenset())
        for one_atom, other_atom in combinations_with_replacement(sorted(atoms), 2):
            if one_atom != other_atom:
                for turn in (1, -1):
                    square = (GENERATORS[one_atom] + turn * GENERATORS[other_atom]) ** 2
                    yield _Sourced(square, "≥", frozenset())


def _comparisons(formula: Formula) -> Iterator[Comparison]:
    if isinstance(formula, Comparison):
        yield formula
    else:
        for part in formula.parts:
            yield from _comparisons(part)


def _condition(one: _Sourced) -> Condition:
    return Condition(dict(terms(one.polynomial)), one.sign)


def _monomials(conditions: Sequence[_Sourced]) -> set[Anything]:
    return {powers for one in conditions for powers, _ in terms(one.polynomial)}
