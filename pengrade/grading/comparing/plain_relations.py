"""Relations taken apart until each compares a smooth expression with zero, for the same values of all names.

Where a side has no value the relation does not hold, so every relation is joined with what its sides need. Bars, roots
and maxima become cases: |a| < b is -b < a and a < b; sqrt(a) < b is b > 0 and a < b^2; max(a, b) < c is a < c and
b < c; elsewhere each is replaced by what it is in each of its cases. A function that rises is undone: exp(a) < b is
b > 0 and a < log b. Whether exponentials or logarithms are undone is a matter of the `Way`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pengrade.grading.comparing.regions import HOLDS, replaced
from pengrade.grading.comparing.rising import ALIKE, ONE, RISING, TWO, ZERO, Rising, Way, exp, log, minus
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import (
    Call,
    Fold,
    Integral,
    Limit,
    Negate,
    Node,
    Power,
    Product,
    Transpose,
    walk,
)

MOST_COMPARISONS = 48
DEEPEST = 8
FLIPPED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤", "=": "=", "≠": "≠"}


class TooManyCasesError(Exception):
    """More cases than a proof is worth."""


@dataclass(frozen=True)
class Comparison:
    """`node` compared with zero. `positive`: what is known to be positive wherever this is asked about."""

    node: Node
    sign: str
    positive: frozenset[Node]


@dataclass(frozen=True)
class All:
    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class Any:
    parts: tuple["Formula", ...]


Formula = Comparison | All | Any
ALWAYS, NEVER = All(()), Any(())


def both(*parts: Formula) -> Formula:
    kept = [part for part in parts if part != ALWAYS]
    return NEVER if NEVER in kept else kept[0] if len(kept) == 1 else All(tuple(kept))


def either(*parts: Formula) -> Formula:
    kept = [part for part in parts if part != NEVER]
    return ALWAYS if ALWAYS in kept else kept[0] if len(kept) == 1 else Any(tuple(kept))


SPECIAL = frozenset({"abs", "max", "min", "sqrt", "relu", "sign", "norm"})


class Plain:
    """Statements taken apart in one way. `unknown`: of each relation, the parts of whose domain nothing is known."""

    def __init__(self, definedness: Definedness, way: Way) -> None:
        self.definedness = definedness
        self.way = way
        self.count = 0
        self.unknown: set[frozenset[Node]] = set()

    def statement(self, node: Node) -> Formula:
        """Raises TooManyCasesError."""
        if isinstance(node, Joined):
            parts = [self.statement(part) for part in node.parts]
            return both(*parts) if node.word == "and" else either(*parts)
        if not isinstance(node, Chain):
            raise TypeError(type(node))
        links = zip(node.sides, node.sides[1:], node.signs, strict=False)
        return both(*(self.relation(*link) for link in links))

    def relation(self, left: Node, right: Node, sign: str) -> Formula:
        needs = self.definedness.needs(left, right)
        self.unknown.add(frozenset(needs.unknown))
        positive = frozenset(node for node, needed in needs.relations if needed == ">")
        conditions = [self.compared(node, ZERO, needed, positive - {node}) for node, needed in needs.relations]
        return both(*conditions, self.compared(left, right, sign, positive))

    def compared(self, left: Node, right: Node, sign: str, positive: frozenset[Node], depth: int = 0) -> Formula:
        """The same as left sign right, where both have values."""
        if depth > DEEPEST:
            raise TooManyCasesError
        value = exact_value(minus(left, right))
        if value is not None:
            return ALWAYS if HOLDS[sign]((value > 0) - (value < 0)) else NEVER
        for one, other, turned in ((left, right, sign), (right, left, FLIPPED[sign])):
            if isinstance(one, Negate):
                one, other, turned = one.operand, Negate(0, 0, other), FLIPPED[turned]
            found = self.undone(one, other, turned, positive, depth + 1)
            if found is not None:
                return found
        undone = any(isinstance(side, Call) and side.function == "exp" for side in (left, right))
        if self.way == Way.BY_EXPONENTIALS and not undone and any(map(_has_logarithm, (left, right))):
            left, right = exp(left), exp(right)
        elif self.way == Way.BY_LOGARITHMS and self.are_positive(left, right):
            left, right = log(left), log(right)
        return self.in_cases(minus(left, right), sign, positive, depth + 1)

    def are_positive(self, *nodes: Node) -> bool:
        return all(self.definedness.is_certain(node, ">") for node in nodes)

    def undone(self, left: Node, right: Node, sign: str, positive: frozenset[Node], depth: int) -> Formula | None:
        """With what stands around the whole left side taken away."""

        def again(one: Node, other: Node, turned: str, more: frozenset[Node] = frozenset()) -> Formula:
            return self.compared(one, other, turned, positive | more, depth)

        if not isinstance(left, Call) or left.parameter is not None:
            return None
        inside = left.arguments[0]
        if left.function == "abs" and isinstance(right, Call) and right.function == "abs":
            return again(Power(0, 0, inside, TWO), Power(0, 0, right.arguments[0], TWO), sign)
        if left.function == "abs":
            return self.without_bars(inside, right, sign, again)
        if left.function == "sqrt" and self.way != Way.AS_TYPED:
            return self.without_root(inside, right, sign, again)
        if left.function == "norm" and self.way != Way.AS_TYPED:
            return self.without_root(_square(inside), right, sign, again)
        if left.function in ("max", "min"):
            return self.of_largest(left, right, sign, again)
        if left.function in ALIKE and isinstance(right, Call) and right.function == left.function:
            return again(inside, right.arguments[0], sign)
        rising = RISING[self.way].get(left.function)
        return None if rising is None else self.without_function(rising, inside, right, sign, again)

    def without_bars(self, inside: Node, right: Node, sign: str, again: "_Again") -> Formula:
        turned = Negate(0, 0, right)
        match sign:
            case "<" | "≤":
                return both(again(inside, right, sign), again(inside, turned, FLIPPED[sign]))
            case ">" | "≥":
                return either(again(inside, right, sign), again(inside, turned, FLIPPED[sign]))
            case "=":
                sides = either(again(inside, right, "="), again(inside, turned, "="))
                return both(again(right, ZERO, "≥"), sides)
            case _:
                sides = both(again(inside, right, "≠"), again(inside, turned, "≠"))
                return either(again(right, ZERO, "<"), sides)

    def without_root(self, inside: Node, right: Node, sign: str, again: "_Again") -> Formula:
        squares = again(inside, Power(0, 0, right, TWO), sign)
        if sign in ("<", "≤", "="):
            return both(again(right, ZERO, ">" if sign == "<" else "≥"), squares)
        return either(again(right, ZERO, "<"), squares)

    def of_largest(self, call: Call, right: Node, sign: str, again: "_Again") -> Formula:
        def each(turned: str) -> list[Formula]:
            return [again(argument, right, turned) for argument in call.arguments]

        below, above = ("<", ">") if call.function == "max" else (">", "<")
        below_or_at, above_or_at = FLIPPED_EQUAL[below], FLIPPED_EQUAL[above]
        if sign in (below, below_or_at):
            return both(*each(sign))
        if sign in (above, above_or_at):
            return either(*each(sign))
        if sign == "=":
            return both(*each(below_or_at), either(*each(above_or_at)))
        return either(both(*each(below)), *each(above))

    def without_function(self, rising: Rising, inside: Node, right: Node, sign: str, again: "_Again") -> Formula:
        """f(a) < b is b >= high, or low < b < high and a < the inverse of b."""
        within = [again(right, rising.low, ">")] if rising.low is not None else []
        within += [again(right, rising.high, "<")] if rising.high is not None else []
        known = {right} if rising.low == ZERO else set()
        known |= {minus(ONE, right)} if rising.high == ONE else set()
        found = both(*within, again(inside, rising.inverse(right), sign, frozenset(known)))
        if sign in ("<", "≤", "≠") and rising.high is not None:
            found = either(again(right, rising.high, "≥"), found)
        if sign in (">", "≥", "≠") and rising.low is not None:
            found = either(again(right, rising.low, "≤"), found)
        return found

    # Bars, roots and maxima inside

    def in_cases(self, node: Node, sign: str, positive: frozenset[Node], depth: int) -> Formula:
        if depth > DEEPEST:
            raise TooManyCasesError
        part = self.special(node, positive)
        if part is None:
            self.count += 1
            if self.count > MOST_COMPARISONS:
                raise TooManyCasesError
            return Comparison(node, sign, positive)
        cases = [
            both(
                *(self.compared(number, ZERO, needed, positive, depth + 1) for number, needed in conditions),
                self.in_cases(
                    node if value is None else replaced(node, part, value),
                    sign,
                    positive | {number for number, needed in conditions if needed == ">"},
                    depth + 1,
                ),
            )
            for conditions, value in _cases(part)
        ]
        return either(*cases)

    def special(self, node: Node, positive: frozenset[Node]) -> Node | None:
        """An innermost part with cases, outside of sums; roots of what is known to be positive have none."""
        if isinstance(node, Fold | Integral | Limit):
            return None
        for child in node.children():
            found = self.special(child, positive)
            if found is not None:
                return found
        if isinstance(node, Call) and node.function in SPECIAL and node.parameter is None:
            radicand = node.arguments[0] if node.function == "sqrt" else None
        elif isinstance(node, Power) and (exponent := exact_value(node.exponent)) and exponent.denominator > 1:
            radicand = node.base
        else:
            return None
        known = radicand is not None and (radicand in positive or self.definedness.is_certain(radicand, ">"))
        return None if known else node


_Again = Callable[..., Formula]
FLIPPED_EQUAL = {"<": "≤", ">": "≥"}
_Case = tuple[tuple[tuple[Node, str], ...], Node | None]


def _cases(part: Node) -> list[_Case]:
    """Conditions, each a number with its sign against zero, and what the part is under them; None for itself."""
    if isinstance(part, Power):
        return _cases_of_root(part.base)
    if not isinstance(part, Call):
        raise TypeError(type(part))
    first = part.arguments[0]
    match part.function:
        case "abs":
            return [(((first, "≥"),), first), (((first, "<"),), Negate(0, 0, first))]
        case "relu":
            return [(((first, "≥"),), first), (((first, "<"),), ZERO)]
        case "sign":
            return [(((first, ">"),), ONE), (((first, "="),), ZERO), (((first, "<"),), Negate(0, 0, ONE))]
        case "sqrt":
            return _cases_of_root(first)
        case "norm":
            square = _square(first)
            root = Call(0, 0, "sqrt", (square,))
            return [(((square, ">"),), root), (((square, "≤"),), ZERO)]  # it is never negative
        case _:
            rest = part.arguments[1] if len(part.arguments) == 2 else replace(part, arguments=part.arguments[1:])
            larger = minus(first, rest) if part.function == "max" else minus(rest, first)
            return [(((larger, "≥"),), first), (((larger, "<"),), rest)]


def _cases_of_root(radicand: Node) -> list[_Case]:
    return [(((radicand, ">"),), None), (((radicand, "="),), ZERO)]


def _square(vector: Node) -> Node:
    return Product(0, 0, (Transpose(0, 0, vector), vector), ("",))


def _has_logarithm(node: Node) -> bool:
    return any(isinstance(one, Call) and one.function in ("log", "ln") for one in walk(node))
