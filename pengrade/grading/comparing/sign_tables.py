"""Inequalities in several names, proved equal by the signs of their factors.

Each side becomes a product of irreducible factors, and its sign the product of their signs. Two statements that agree
for every assignment of signs to the factors agree everywhere; assignments that cannot occur are left out: signs of
factors known to be positive, and signs of p and q that contradict p > q or p > -q where p - q or p + q is positive.
Strictly increasing functions are undone first: exp A - B has the sign of A - log B for B > 0. A side without a normal
form, such as one made of vectors, is a factor of its own, the same wherever it is equal up to its sign.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from pengrade.grading.comparing.regions import differences, truth
from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.ratios import NotNormalError, Polynomial, Ratio
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import Add, Call, Negate, Node, Number, Power, names_in

MOST_FACTORS = 6
Evidence = Mapping[str, Any]


@dataclass(frozen=True)
class _Signed:
    """scale * product of factors to their powers; `below` are the factors of the denominator."""

    scale: int
    powers: tuple[tuple[int, int], ...]
    below: frozenset[int]

    def sign(self, signs: tuple[int, ...]) -> int | None:
        """None where a denominator is zero."""
        if any(signs[factor] == 0 for factor in self.below):
            return None
        found = self.scale
        for factor, power in self.powers:
            found *= signs[factor] ** (2 - power % 2)
        return found


class SignTable:
    def __init__(self, declarations: Declarations, equal: Callable[[Node, Node], Evidence | None]) -> None:
        """`equal` gives the evidence that two expressions without a normal form are equal."""
        self.vanishing = Vanishing(declarations)
        self.forms = self.vanishing.forms
        self.equal = equal
        self.evidences: list[Evidence] = []
        self.factors: list[Polynomial | Node] = []
        self.signed: dict[Node, _Signed] = {}

    def same(self, expected: Node, answer: Node) -> bool:
        """True is a proof; False is not. Never raises."""
        try:
            for node, _ in (*differences(expected), *differences(answer)):
                self.signed[node] = self.of(node)
        except ReadingError:
            return False
        if len(self.factors) > MOST_FACTORS:
            return False
        return all(
            self.holds(expected, signs) == self.holds(answer, signs)
            for signs in product((-1, 0, 1), repeat=len(self.factors))
            if self.can_occur(signs)
        )

    def holds(self, statement: Node, signs: tuple[int, ...]) -> bool:
        return bool(truth(statement, lambda node: self.signed[node].sign(signs), undefined=False))

    def of(self, node: Node) -> _Signed:
        node = self.undone(node)
        try:
            return self.of_normal(node)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return self.of_opaque(node)

    def of_opaque(self, node: Node) -> _Signed:
        for place, factor in enumerate(self.factors):
            if not isinstance(factor, Node):
                continue
            for sign, turned in ((1, factor), (-1, Negate(0, 0, factor))):
                evidence = self.equal(turned, node)
                if evidence is not None:
                    self.evidences.append(evidence)
                    return _Signed(sign, ((place, 1),), frozenset())
        self.factors.append(node)
        return _Signed(1, ((len(self.factors) - 1, 1),), frozenset())

    def undone(self, node: Node) -> Node:
        """lhs - rhs with the same sign, exp, log and square roots of one side moved to the other."""
        if not isinstance(node, Add) or len(node.terms) != 2 or not isinstance(node.terms[1], Negate):
            return node
        left, right = node.terms[0], node.terms[1].operand
        first = self.without_function(left, right)
        if first is not None:
            return Add(0, 0, (first[0], Negate(0, 0, first[1])))
        second = self.without_function(right, left)
        return node if second is None else Add(0, 0, (second[1], Negate(0, 0, second[0])))

    def without_function(self, left: Node, right: Node) -> tuple[Node, Node] | None:
        """Two sides in the same order as left and right, the function of left undone."""
        if not isinstance(left, Call) or left.parameter is not None or not names_in(left):
            return None
        inside, positive = left.arguments[0], self.vanishing.is_positive
        if left.function == "exp" and positive(right):
            return inside, Call(0, 0, "log", (right,))
        if left.function in ("log", "ln") and positive(inside):
            return inside, Call(0, 0, "exp", (right,))
        if left.function == "sqrt" and positive(inside) and positive(right):
            return inside, Power(0, 0, right, Number(0, 0, Fraction(2), "2"))
        return None

    def of_normal(self, node: Node) -> _Signed:
        ratio: Ratio = self.forms.atoms.canonical(self.forms.of(node))
        if not self.forms.is_real(ratio):
            raise NotNormalError
        if ratio.above.is_zero():
            return _Signed(0, (), frozenset())
        scale, powers, below = 1, [], set()
        for polynomial in (ratio.above, ratio.below):
            factors, number = self.forms.factors(polynomial)
            scale *= 1 if number > 0 else -1
            for base, power in factors:
                sign, place = self.factor(base)
                scale *= sign**power
                if place is not None:
                    powers.append((place, power))
                if place is not None and polynomial is ratio.below:
                    below.add(place)
        return _Signed(scale, tuple(powers), frozenset(below))

    def factor(self, base: Polynomial) -> tuple[int, int | None]:
        """Its sign against the one kept, and the place of that; no place for a factor of one sign."""
        if self.vanishing.is_above_zero(base) or self.vanishing.is_above_zero(-base):
            return (1 if self.vanishing.is_above_zero(base) else -1), None
        lead = base.leading_coefficient()
        kept = base * (1 / lead)
        if kept not in self.factors:
            self.factors.append(kept)
        return (1 if lead > 0 else -1), self.factors.index(kept)

    def can_occur(self, signs: tuple[int, ...]) -> bool:
        known = [(place, one) for place, one in enumerate(self.factors) if not isinstance(one, Node)]
        for (place, one), (other_place, other) in combinations(known, 2):
            left, right = signs[place], signs[other_place]
            for sign, turned in product((1, -1), repeat=2):
                if sign * left <= 0 and turned * right <= 0 and self.is_positive(sign, one, turned, other):
                    return False
        return True

    def is_positive(self, sign: int, one: Polynomial, turned: int, other: Polynomial) -> bool:
        """Is the sum of the two, with these signs, positive?"""
        return self.vanishing.is_above_zero(one * sign + other * turned)
