"""What every part of the normal form stands on: atoms, and what is known of their sign."""

from abc import ABC, abstractmethod
from copy import copy
from fractions import Fraction
from typing import Any, Self

from flint import fmpq

from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.ranges import Ranges
from pengrade.grading.proving.ratios import GENERATORS, ONE, Atom, Atoms, NotNormalError, Polynomial, Ratio, terms
from pengrade.grading.tree import Node

LEAVING_REALS = frozenset({"arcsin", "arccos", "arcosh", "artanh", "lgamma"})


class Forms(ABC):
    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.atoms = Atoms()
        self.indices: dict[str, Ratio] = {}
        self.ranges = Ranges(declarations)
        self.bindings = 0
        self.kept: dict[int, Any] = {}  # normal forms of some trees, by the ids of these
        self.rewrote = False  # by a rule that is more than arithmetic: a sum in closed form, an integral

    @abstractmethod
    def of(self, node: Node) -> Ratio: ...

    def again(self) -> Self:
        """A copy: what is added to it leaves no trace in this one."""
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict):
                setattr(other, name, dict(value))
        other.atoms = self.atoms.again()
        return other

    def generator(self, atom: Atom) -> Ratio:
        return Ratio(GENERATORS[atom.number])

    def imaginary_unit(self) -> Ratio:
        atom = self.atoms.atom("i", real=False)
        atom.relation = (2, Ratio(-ONE))
        return self.generator(atom)

    def nonzero(self, ratio: Ratio) -> Ratio:
        if self.atoms.reduced(ratio).above.is_zero():
            raise NotNormalError
        return ratio

    def plain(self, kind: str, label: object, *arguments: Ratio, positive: bool = False) -> Ratio:
        """An opaque function of its arguments."""
        canonical = tuple(map(self.atoms.canonical, arguments))
        real = label not in LEAVING_REALS and all(self.is_real(argument) for argument in canonical)
        return self.generator(self.atoms.atom(kind, label, canonical, real=real, positive=positive))

    def inner(self, ratio: Ratio) -> list[Atom]:
        return [*self.atoms.within(ratio.above), *self.atoms.within(ratio.below)]

    def all_real(self, polynomial: Polynomial) -> bool:
        return all(atom.real for atom in self.atoms.within(polynomial))

    def is_real(self, ratio: Ratio) -> bool:
        return self.all_real(ratio.above) and self.all_real(ratio.below)

    def is_whole(self, ratio: Ratio) -> bool:
        """Known to be an integer: a polynomial with integer coefficients in integers."""
        return (
            ratio.below == ONE
            and all(atom.whole for atom in self.atoms.within(ratio.above))
            and all(coefficient.q == 1 for _, coefficient in terms(ratio.above))
        )

    def is_positive(self, polynomial: Polynomial) -> bool:
        """Known to be positive: a sum of positive terms, or 1 - p for a probability p."""
        strictly = False
        for powers, coefficient in terms(polynomial):
            atoms = [(self.atoms.all[number], power) for number, power in powers]
            if coefficient < 0 or not all(atom.positive or (atom.real and power % 2 == 0) for atom, power in atoms):
                return self.is_complement(polynomial)
            strictly = strictly or all(atom.positive for atom, _ in atoms)
        return strictly

    def sign_of(self, polynomial: Polynomial) -> int:
        """1 for a sum of terms none of which is ever negative, -1 for one of their negatives, else 0."""
        found = set()
        for powers, coefficient in terms(polynomial):
            sign = 1 if coefficient > 0 else -1
            for number, power in powers:
                atom = self.atoms.all[number]
                sign *= 1 if atom.real and power % 2 == 0 else atom.sign**power
            found.add(sign)
        return found.pop() if len(found) == 1 else 0

    def is_complement(self, polynomial: Polynomial) -> bool:
        atoms = self.atoms.within(polynomial)
        if len(atoms) != 1 or polynomial != ONE - GENERATORS[atoms[0].number]:
            return False
        symbol = self.declarations.symbols.get(str(atoms[0].label))
        return atoms[0].kind in ("name", "member") and symbol is not None and symbol.domain == "probability"


def as_fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def as_whole(ratio: Ratio) -> int | None:
    if not (ratio.above.is_constant() and ratio.below.is_constant()):
        return None
    value = as_fraction(ratio.above.leading_coefficient() if not ratio.above.is_zero() else fmpq(0))
    value /= as_fraction(ratio.below.leading_coefficient())
    return int(value) if value.denominator == 1 else None
