"""Statements in several names, proved equal by the signs of the factors of their comparisons.

Each comparison (`plain_relations`) has the product of the signs of its irreducible factors (`factors`). Two statements
that agree for every assignment of signs to the factors agree everywhere. One for which they differ is harmless if no
point has these signs (`impossible_signs`); if the linear conditions can be met, the numbers that meet them are a
candidate for a point that tells the two apart.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from pengrade.grading.comparing.factors import Evidence, Factors, Signed, Signs
from pengrade.grading.comparing.impossible_signs import ImpossibleSigns
from pengrade.grading.comparing.plain_relations import All, Any, Comparison, Formula
from pengrade.grading.comparing.regions import HOLDS
from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import Node

MOST_FACTORS = 10
MOST_LEAVES = 3000
Truth = Callable[[Signs], bool]


class SignTable:
    def __init__(self, declarations: Declarations, equal: Callable[[Node, Node], Evidence | None]) -> None:
        """`equal` gives the evidence that two expressions without a normal form are equal."""
        self.factors = Factors(declarations, equal)
        self.signed: dict[Comparison, Signed] = {}
        self.leaves = MOST_LEAVES
        self.candidate: Mapping[str, Fraction] | None = None

    @property
    def evidences(self) -> list[Evidence]:
        return self.factors.evidences

    def same(self, expected: Formula, answer: Formula) -> bool:
        """True is a proof; False is not, but may leave a `candidate`. Never raises."""
        try:
            for comparison in (*_comparisons(expected), *_comparisons(answer)):
                self.signed[comparison] = self.factors.of(comparison)
        except (ReadingError, KeyError):  # no shape, or none for a part put in on the way
            return False
        if len(self.factors.all) > MOST_FACTORS:
            return False
        self.impossible = ImpossibleSigns(self.factors)
        found = self.agree(self.truth(expected), self.truth(answer), [])
        self.candidate = self.impossible.candidate
        return found

    def agree(self, left: Truth, right: Truth, signs: list[int]) -> bool:
        """For every assignment that begins with these signs."""
        if self.impossible.rule_out(signs):
            return True
        if len(signs) < len(self.factors.all):
            return all(self.agree(left, right, [*signs, sign]) for sign in (1, 0, -1))
        self.leaves -= 1
        if self.leaves < 0:
            return False
        return left(signs) == right(signs) or self.impossible.contradicts(signs)

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


def _comparisons(formula: Formula) -> Iterator[Comparison]:
    if isinstance(formula, Comparison):
        yield formula
    else:
        for part in formula.parts:
            yield from _comparisons(part)
