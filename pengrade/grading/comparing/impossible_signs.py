"""Signs that factors cannot have all at once, and numbers that show where they can.

An assignment of signs contradicts itself if the signs, what is known of the names, and products of these add up to
0 > 0 (`contradictions`; with products this is a small part of G. Stengle's Positivstellensatz, 1974).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import lcm
from typing import Any

from flint import arb, ctx, fmpq

from pengrade.grading.comparing.factors import Factors, Signs
from pengrade.grading.proving.contradictions import Condition, Contradiction, decided
from pengrade.grading.proving.ratios import GENERATORS, Atom, Polynomial, terms
from pengrade.grading.tree import Node

MOST_SEARCHES = 250
MOST_UNKNOWNS, MOST_CONDITIONS = 22, 60  # of one search
HIGHEST_DEGREE = 4  # of products
DIGITS = 2**64
WHOLE = frozenset({"integer", "natural"})


@dataclass(frozen=True)
class _Sourced:
    """A condition, and the factors whose signs it comes from."""

    polynomial: Polynomial
    sign: str
    factors: frozenset[int]


class ImpossibleSigns:
    def __init__(self, factors: Factors) -> None:
        self.declarations = factors.declarations
        self.forms = factors.forms
        self.factors = factors
        self.found: list[dict[int, int]] = []  # by the place of a factor
        self.candidate: Mapping[str, Fraction] | None = None
        self.facts = list(self.known())
        self.searches = MOST_SEARCHES

    def rule_out(self, signs: Signs) -> bool:
        """Is it known already that the last of these signs cannot follow the others?"""
        last = len(signs) - 1
        return any(
            last in one and all(place <= last and signs[place] == sign for place, sign in one.items())
            for one in self.found
        )

    def contradicts(self, signs: Signs) -> bool:
        """Put down which of all signs contradict one another; where none do, keep the numbers that were found."""
        self.searches -= 1
        if self.searches < 0:
            return False
        asked = [
            _Sourced(factor * (sign or 1), ">" if sign else "=", frozenset({place}))
            for place, (factor, sign) in enumerate(zip(self.factors.all, signs, strict=True))
            if not isinstance(factor, Node)
        ]
        asked = [self.tightened(one) for one in asked] + self.facts
        for conditions in (asked, [*asked, *self.products(asked)]):
            if len(conditions) > MOST_CONDITIONS or len(_monomials(conditions)) > MOST_UNKNOWNS:
                return False
            found = decided([_condition(one) for one in conditions])
            if isinstance(found, Contradiction):
                used = frozenset[int]().union(*(conditions[place].factors for place in found.used))
                self.found.append({place: signs[place] for place in used})
                return True
            if found is not None and self.candidate is None:
                self.candidate = self.named(found.values)
        return False

    def named(self, values: Mapping[Any, Fraction]) -> Mapping[str, Fraction]:
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
            for factor in self.factors.all
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
            elif self.factors.is_above_zero(atom):
                yield _Sourced(generator, ">", frozenset())
            elif self.factors.is_never_negative(atom):
                yield _Sourced(generator, "≥", frozenset())
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


def _condition(one: _Sourced) -> Condition:
    return Condition(dict(terms(one.polynomial)), one.sign)


def _monomials(conditions: Sequence[_Sourced]) -> set[Any]:
    return {powers for one in conditions for powers, _ in terms(one.polynomial)}
