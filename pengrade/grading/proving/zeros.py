"""Where a scalar expression is zero, as the factors of its numerator that can vanish.

f = c g for a c that never vanishes has the zeros of g, and so has f = g^2. Both are seen in the irreducible factors
of the two numerators once factors of one sign are left out. The same sets of factors prove the same zeros, wherever
both sides have a value; different sets prove nothing.
"""

from collections.abc import Hashable
from fractions import Fraction

from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ratios import Atom, NotNormalError, Polynomial, key_of_polynomial
from pengrade.grading.proving.substitution import degree, literal, substituted
from pengrade.grading.tree import Add, Divide, Negate, Node

Zeros = frozenset[Hashable]


class Vanishing:
    """Zeros that can be compared with one another: they share one table of atoms."""

    def __init__(self, declarations: Declarations) -> None:
        self.forms = NormalForms(declarations)

    def zeros(self, node: Node) -> Zeros | None:
        """None where no normal form is found, and for what is zero everywhere."""
        try:
            above = self.forms.atoms.canonical(self.forms.of(node)).above
            if above.is_zero():
                return None
            factors, _ = self.forms.factors(above)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return None
        return frozenset(
            key_of_polynomial(base * (1 / base.leading_coefficient()))
            for base, _ in factors
            if not base.is_constant() and not self.is_above_zero(base) and not self.is_above_zero(-base)
        )

    def same(self, left: Node, right: Node) -> bool:
        """True is a proof; False is not. Never raises."""
        zeros = self.zeros(left)
        return zeros is not None and zeros == self.zeros(right)

    def is_zero(self, node: Node) -> bool:
        """Zero wherever it has a value; False proves nothing."""
        try:
            return bool(self.forms.atoms.canonical(self.forms.of(node)).above.is_zero())
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False

    def is_positive(self, node: Node) -> bool:
        """Positive wherever it has a value; False proves nothing."""
        try:
            ratio = self.forms.atoms.canonical(self.forms.of(node))
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False
        return self.is_above_zero(ratio.above) and self.is_above_zero(ratio.below)

    def is_above_zero(self, polynomial: Polynomial) -> bool:
        """Positive at every point. |x| is exp(log(x^2)/2), which hides that it is zero where the logarithm is not."""
        return self.forms.is_positive(polynomial) and not any(
            self.hides_a_zero(atom) for atom in self.forms.atoms.within(polynomial)
        )

    def hides_a_zero(self, atom: Atom) -> bool:
        if atom.kind == "log" and not all(self.is_above_zero(argument.above) for argument in atom.arguments):
            return True
        return any(self.hides_a_zero(inner) for argument in atom.arguments for inner in self.forms.inner(argument))

    def never_vanishes(self, node: Node) -> bool:
        return self.zeros(node) == frozenset()

    def solved(self, node: Node, name: str) -> Node | None:
        """The h of v = h, for f linear in v with a slope that never vanishes: f(0) / (f(0) - f(1)) in trees."""
        if degree(node, name) != 1:
            return None
        start, end = (substituted(node, {name: literal(Fraction(value))}) for value in (0, 1))
        slope = Add(0, 0, (start, Negate(0, 0, end)))
        return Divide(0, 0, start, slope) if self.never_vanishes(slope) else None
