"""Densities and mass functions as trees, and where they are positive.

    density(standard(law), "x")     the density of a named law, as a tree of the engine's own grammar in x
    support(standard(law))          between which ends, and whether on all real or on whole numbers alone
    evaluated(...)                  its value at a place

Whoever compares products of densities, as of a prior and a likelihood, can put these trees into any expression.
"""

from dataclasses import dataclass
from fractions import Fraction

from pengrade.grading.declarations import Declarations, Size, Symbol
from pengrade.grading.distributions.laws import Standard, formula, name
from pengrade.grading.evaluating.evaluate import Evaluate, evaluator
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal
from pengrade.grading.shapes import SCALAR, Shape, shaped
from pengrade.grading.tree import Name, Node

OF_VECTORS = "(2 pi)^(-d/2) det(v)^(-1/2) exp(-1/2 (x - m)^T v^(-1) (x - m))"
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Support:
    """Where a density is positive: strictly between the ends, or at every whole number from the one to the other."""

    lower: Node | None
    upper: Node | None
    discrete: bool

    def values(self, most: int) -> range | None:
        """All of its values, where they are known and at most that many."""
        low, high = (None if end is None else exact_value(end) for end in (self.lower, self.upper))
        known = self.discrete and low is not None and high is not None and low.denominator == high.denominator == 1
        if not known or low is None or high is None or not 0 <= high - low < most:
            return None
        return range(int(low), int(high) + 1)

    def ends(self) -> tuple[Node, ...]:
        return tuple(end for end in (self.lower, self.upper) if end is not None)

    def symbol(self, variable: str) -> Symbol:
        """The variable, declared as closely as can be."""
        low, high = (None if end is None else exact_value(end) for end in (self.lower, self.upper))
        if self.discrete:
            return Symbol(variable, "natural" if low is not None and low >= 0 else "integer")
        if low is not None and low >= 0:
            return Symbol(variable, "probability" if low == ZERO and high == ONE else "positive")
        return Symbol(variable, "real")


def support(law: Standard) -> Support | None:
    """None for laws of vectors and for a point mass, which have no density on the line."""
    if not law.family.density:
        return None
    lower, upper = (
        None if text is None else formula(text, law.letters()) for text in (law.family.lower, law.family.upper)
    )
    return Support(lower, upper, law.family.discrete)


def density(law: Standard, variable: str, dimension: Size = 1) -> Node | None:
    """The density on its support, or the mass function; None for a family that has none here.

    `dimension` is the length of the vector that the law is one of.
    """
    if not law.family.density:
        return None
    letters = {**law.letters(), "x": name(variable)}
    if dimension == 1:
        return formula(law.family.density, letters)
    if law.family.name != "normal":
        return None
    size = literal(Fraction(dimension)) if isinstance(dimension, int) else Name(0, 0, dimension)
    return formula(OF_VECTORS, {**letters, "d": size})


def evaluated(tree: Node, declarations: Declarations, wanted: Shape = SCALAR) -> Evaluate:
    """The value of a density at a place whose point has a value for the variable."""
    return evaluator(shaped(tree, declarations, wanted))
