"""The sign of a comparison as the product of the signs of irreducible factors, which comparisons share.

A side without a normal form is a factor of its own, the same wherever it is equal up to its sign.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pengrade.grading.comparing.plain_relations import Comparison
from pengrade.grading.declarations import Declarations
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

MOST_OPAQUE = 3
Evidence = Mapping[str, Any]
Signs = Sequence[int]


class _Forms(MatrixForms):
    """Every logarithm is real: a relation is only asked about where its logarithms are."""

    def logarithm_atom(self, ratio: Ratio) -> Ratio:
        found = super().logarithm_atom(ratio)
        for atom in self.atoms.within(found.above):
            atom.real = True
        return found


@dataclass(frozen=True)
class Signed:
    """scale * product of factors to their powers; the powers of a denominator are negative."""

    scale: int
    powers: tuple[tuple[int, int], ...]

    def sign(self, signs: Signs) -> int:
        found = self.scale
        for factor, power in self.powers:
            found *= signs[factor] ** (2 - power % 2)
        return found


class Factors:
    def __init__(self, declarations: Declarations, equal: Callable[[Node, Node], Evidence | None]) -> None:
        """`equal` gives the evidence that two expressions without a normal form are equal."""
        self.declarations = declarations
        self.forms = _Forms(declarations, {})
        self.equal = equal
        self.evidences: list[Evidence] = []
        self.all: list[Polynomial | Node] = []
        self.real_logarithms: set[int] = set()

    def of(self, comparison: Comparison) -> Signed:
        """Raises ReadingError where a side cannot be taken in, KeyError where a part put in has no known shape."""
        try:
            return self.of_normal(comparison)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return self.of_opaque(comparison.node)

    def of_opaque(self, node: Node) -> Signed:
        opaque = [(place, factor) for place, factor in enumerate(self.all) if isinstance(factor, Node)]
        for place, factor in opaque:
            for sign, turned in ((1, factor), (-1, Negate(0, 0, factor))):
                evidence = self.equal(turned, node)
                if evidence is not None:
                    self.evidences.append(evidence)
                    return Signed(sign, ((place, 1),))
        if len(opaque) >= MOST_OPAQUE:
            raise ReadingError("Too many sides without a normal form.", node.start)
        self.all.append(node)
        return Signed(1, ((len(self.all) - 1, 1),))

    def of_normal(self, comparison: Comparison) -> Signed:
        ratio = self.ratio(comparison.node)
        known = {number for node in comparison.positive for number in self.logarithms_in(self.logarithm(node))}
        if not self.forms.is_real(ratio) or not self.logarithms_in(ratio) <= known:
            raise NotNormalError
        self.real_logarithms |= known
        return self.of_ratio(ratio)

    def of_ratio(self, ratio: Ratio) -> Signed:
        if ratio.above.is_zero():
            return Signed(0, ())
        scale = 1
        powers: list[tuple[int, int]] = []
        for polynomial in (ratio.above, ratio.below):
            factors, number = self.forms.factors(polynomial)
            scale *= 1 if number > 0 else -1
            for base, power in factors:
                signed = self.of_factor(base)
                scale *= signed.scale**power
                powers.extend((place, inner * power) for place, inner in signed.powers)
        return Signed(scale, tuple(powers))

    def of_factor(self, base: Polynomial) -> Signed:
        if base.is_constant() or self.is_positive(base) or self.is_positive(-base):
            return Signed(1 if self.is_positive(base) else -1, ())
        exponents = self.compared_exponents(base)
        if exponents is not None:
            return self.of_ratio(exponents)
        lead = base.leading_coefficient()
        kept = base * (1 / lead)
        if kept not in self.all:
            self.all.append(kept)
        return Signed(1 if lead > 0 else -1, ((self.all.index(kept), 1),))

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
        """A sum of positive terms and of such as are never negative, or 1 - p for a probability p."""
        strictly = False
        for powers, coefficient in terms(polynomial):
            atoms = [(self.forms.atoms.all[number], power) for number, power in powers]
            if coefficient < 0 or not all(
                (atom.real and power % 2 == 0) or self.is_never_negative(atom) for atom, power in atoms
            ):
                return self.forms.is_complement(polynomial)
            strictly = strictly or all(self.is_above_zero(atom) for atom, _ in atoms)
        return strictly

    def is_never_negative(self, atom: Atom) -> bool:
        return atom.positive

    def is_above_zero(self, atom: Atom) -> bool:
        """Not all that the normal form calls positive: w^T w may be zero, and so may |x|, which is exp(log(x^2)/2)."""
        return atom.positive and atom.kind != "form" and not self.hides_a_logarithm(atom)

    def hides_a_logarithm(self, atom: Atom) -> bool:
        """One that a relation does not need to be real, though it is infinite where |x| is zero."""
        if atom.kind == "log" and atom.number not in self.real_logarithms:
            return not all(self.is_positive(argument.above) for argument in atom.arguments)
        return any(self.hides_a_logarithm(inner) for argument in atom.arguments for inner in self.forms.inner(argument))
