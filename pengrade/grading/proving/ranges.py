"""Between which numbers an expression certainly stays, for all values that the declarations allow.

Terms that cancel are collected first, so that 2n - n is n; beyond that, parts are taken as independent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf

from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import degree, substituted
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    Indicator,
    Infinity,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    names_in,
)

Bound = Fraction | float  # a float is an infinity


@dataclass(frozen=True)
class Range:
    """`below` and `above` say that the ends themselves are never taken."""

    low: Bound
    high: Bound
    below: bool = False
    above: bool = False

    def signs(self) -> frozenset[int]:
        found = {-1} if self.low < 0 else set()
        found |= {1} if self.high > 0 else set()
        zero = self.low < 0 < self.high or (self.low == 0 and not self.below) or (self.high == 0 and not self.above)
        return frozenset(found | ({0} if zero else set()))


ALL = Range(-inf, inf)
POSITIVE = Range(Fraction(0), inf, below=True)
NONNEGATIVE = Range(Fraction(0), inf)
UNIT = Range(Fraction(0), Fraction(1), True, True)
DOMAINS = {
    "positive": POSITIVE,
    "nonnegative": NONNEGATIVE,
    "natural": NONNEGATIVE,
    "negative": Range(-inf, Fraction(0), above=True),
    "probability": UNIT,
    "index": Range(Fraction(1), inf),
}
SYMMETRIC = Range(Fraction(-1), Fraction(1))
CALLS = {
    **dict.fromkeys(("sin", "cos", "sign"), SYMMETRIC),
    **dict.fromkeys(("tanh", "erf"), Range(Fraction(-1), Fraction(1), True, True)),
    **dict.fromkeys(("sigmoid", "Phi", "phi"), UNIT),
    **dict.fromkeys(("exp", "softplus"), POSITIVE),
    **dict.fromkeys(("norm", "norm1", "normmax", "normF", "relu", "delta", "arcosh"), NONNEGATIVE),
    "erfc": Range(Fraction(0), Fraction(2), True, True),
    "arctan": Range(Fraction(-2), Fraction(2)),
    "arccos": Range(Fraction(0), Fraction(4)),
    "cosh": Range(Fraction(1), inf),
}
CONSTANTS = {"pi": Range(Fraction(3), Fraction(4), True, True), "e": Range(Fraction(2), Fraction(3), True, True)}
WHOLE = frozenset({"integer", "natural", "index"})


class Ranges:
    def __init__(
        self,
        declarations: Declarations,
        indices: Mapping[str, Range] | None = None,
        ends: Mapping[str, tuple[Node, Node]] | None = None,
    ) -> None:
        """`indices`: those of the sums and integrals around the expression; `ends`: of integrals, as they stand."""
        self.declarations = declarations
        self.indices = dict(indices or {})
        self.ends = dict(ends or {})

    def within(self, fold: Fold) -> "Ranges":
        return self.with_index(fold.index, self.of_index(fold))

    def of_index(self, fold: Fold) -> Range:
        low = self.of(fold.lower)
        high = ALL if isinstance(fold.upper, Infinity) else self.of(fold.upper)
        return Range(low.low, high.high)

    def with_index(self, name: str, between: Range, ends: tuple[Node, Node] | None = None) -> "Ranges":
        around = {other: pair for other, pair in self.ends.items() if other != name}
        return Ranges(self.declarations, {**self.indices, name: between}, {**around, **({name: ends} if ends else {})})

    def signs(self, node: Node) -> frozenset[int]:
        """What is linear in the variable of an integral lies between its values at the ends."""
        found = self.of(node).signs()
        if len(found) < 2:
            return found
        for name, ends in self.ends.items():
            if name in names_in(node) and degree(node, name) == 1:
                at_ends = (self.of(substituted(node, {name: end})).signs() for end in ends)
                between = frozenset[int]().union(*at_ends)
                found &= between | {0} if {-1, 1} <= between else between
        return found

    def of(self, node: Node) -> Range:
        terms: dict[Node, Fraction] = {}
        constant = collect(node, Fraction(1), terms)
        total = Range(constant, constant)
        for atom, factor in terms.items():
            if factor:
                total = _sum(total, _scaled(self.of_atom(atom), factor))
        return total

    def is_whole(self, node: Node) -> bool:
        terms: dict[Node, Fraction] = {}
        parts = [collect(node, Fraction(1), terms), *terms.values()]
        return all(part.denominator == 1 for part in parts) and all(map(self.is_whole_atom, terms))

    def is_whole_atom(self, node: Node) -> bool:
        match node:
            case Name(name=name) | Indexed(name=name):
                symbol = self.declarations.symbols.get(name)
                if name in self.indices or name in self.declarations.dimensions:
                    return True
                return symbol is not None and symbol.domain in WHOLE
            case Product():
                return all(map(self.is_whole, node.factors))
            case Call(function="floor" | "ceil" | "sign"):
                return True
            case _:
                return False

    def of_atom(self, node: Node) -> Range:
        match node:
            case Name():
                return self.of_name(node.name)
            case Indexed():
                symbol = self.declarations.symbols.get(node.name)
                return ALL if symbol is None else DOMAINS.get(symbol.domain, ALL)
            case Constant():
                return CONSTANTS.get(node.name, ALL)
            case Product():
                return _of_products([self.of(factor).signs() for factor in node.factors])
            case Divide():
                below = self.of(node.denominator).signs() - {0}
                return _of_products([self.of(node.numerator).signs(), below])
            case Power():
                return self.of_power(node)
            case Fold(operation="sum" | "product"):
                return self.of_fold(node)
            case Indicator():
                return Range(Fraction(0), Fraction(1))
            case Call():
                return self.of_call(node)
            case _:
                return ALL

    def of_name(self, name: str) -> Range:
        if name in self.indices:
            return self.indices[name]
        symbol = self.declarations.symbols.get(name)
        if symbol is None:
            return Range(Fraction(1), inf) if name in self.declarations.dimensions else ALL
        return DOMAINS.get(symbol.domain, ALL)

    def of_fold(self, node: Fold) -> Range:
        signs = self.within(node).of(node.body).signs()
        if -1 in signs:
            return ALL
        always_some = node.operation == "product" or self.is_never_empty(node)
        return POSITIVE if 0 not in signs and always_some else NONNEGATIVE

    def is_never_empty(self, node: Fold) -> bool:
        """From 1, or from below, to a dimension, without terms left out; a product without terms is 1."""
        if not isinstance(node.upper, Name) or node.upper.name in self.indices or node.condition is not None:
            return False
        first = exact_value(node.lower)
        return node.upper.name in self.declarations.dimensions and first is not None and first <= 1

    def of_power(self, node: Power) -> Range:
        base, exponent = self.of(node.base), exact_value(node.exponent)
        signs = base.signs()
        if -1 not in signs:
            return POSITIVE if 0 not in signs else NONNEGATIVE
        if exponent is not None and exponent.denominator == 1 and exponent % 2 == 0:
            return POSITIVE if 0 not in signs else NONNEGATIVE
        return ALL

    def of_call(self, node: Call) -> Range:
        parts = [self.of(argument) for argument in node.arguments]
        match node.function:
            case "abs" | "sqrt" if node.parameter is None:
                return POSITIVE if 0 not in parts[0].signs() else NONNEGATIVE
            case "max":
                return Range(max(part.low for part in parts), max(part.high for part in parts))
            case "min":
                return Range(min(part.low for part in parts), min(part.high for part in parts))
            case "factorial" | "gamma" if 1 in parts[0].signs() and -1 not in parts[0].signs():
                return POSITIVE
            case "det" if self.is_definite(node.arguments[0]):
                return POSITIVE
            case _:
                return CALLS.get(node.function, ALL)

    def is_definite(self, node: Node) -> bool:
        symbol = self.declarations.symbols.get(node.name) if isinstance(node, Name) else None
        return symbol is not None and "positive-definite" in symbol.properties


def collect(node: Node, factor: Fraction, terms: dict[Node, Fraction]) -> Fraction:
    """Adds node * factor to `terms`, in which equal trees are one; returns the part that is a number."""
    match node:
        case Number():
            return factor * node.value
        case Negate():
            return collect(node.operand, -factor, terms)
        case Add():
            return sum((collect(term, factor, terms) for term in node.terms), Fraction(0))
        case Product():
            numbers = [exact_value(one) for one in node.factors]
            rest = [one for one, number in zip(node.factors, numbers, strict=True) if number is None]
            if len(rest) <= 1 and len(rest) < len(numbers):
                for number in numbers:
                    factor *= Fraction(1) if number is None else number
                return collect(rest[0], factor, terms) if rest else factor
        case Divide():
            number = exact_value(node.denominator)
            if number:
                return collect(node.numerator, factor / number, terms)
        case Power():
            number = exact_value(node)
            if number is not None:
                return factor * number
    terms[node] = terms.get(node, Fraction(0)) + factor
    return Fraction(0)


def _sum(one: Range, other: Range) -> Range:
    low, high = _plus(one.low, other.low), _plus(one.high, other.high)
    return Range(low, high, one.below or other.below, one.above or other.above)


def _plus(one: Bound, other: Bound) -> Bound:
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one + other
    return other if isinstance(one, Fraction) else one


def _scaled(one: Range, factor: Fraction) -> Range:
    low, high = _end(one.low, factor), _end(one.high, factor)
    return Range(low, high, one.below, one.above) if factor > 0 else Range(high, low, one.above, one.below)


def _end(end: Bound, factor: Fraction) -> Bound:
    if isinstance(end, Fraction):
        return end * factor
    return end if factor > 0 else -end


def _of_products(signs: list[frozenset[int]]) -> Range:
    found = {_times(chosen) for chosen in product(*signs)} if len(signs) < 12 else {-1, 0, 1}
    low: Bound = -inf if -1 in found else Fraction(0)
    high: Bound = inf if 1 in found else Fraction(0)
    return Range(low, high, low == 0 and 0 not in found, high == 0 and 0 not in found)


def _times(signs: tuple[int, ...]) -> int:
    result = 1
    for sign in signs:
        result *= sign
    return result
