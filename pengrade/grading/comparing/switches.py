"""Where an expression changes from one formula to another: every |u|, max, floor, condition, the ends of every sum.

A switch is a number that decides by its sign, or by its whole part, which formula counts. What is said of the
formulas beside a switch holds for those sides of it alone that points have been on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise
from math import floor, inf

from flint import acb, arb, fmpq_poly

from pengrade.grading.comparing.solving import rational_polynomial, real_roots
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.far_points import WHOLE, is_within
from pengrade.grading.evaluating.rounding import fraction_of, is_moderate
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.ranges import Ranges
from pengrade.grading.proving.substitution import degree, literal, substituted
from pengrade.grading.shapes import SCALAR, Shaped
from pengrade.grading.tree import (
    Add,
    Call,
    Chain,
    Constant,
    Divide,
    Fold,
    Identity,
    Infinity,
    MatrixOf,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    names_in,
    walk,
)

SIDES, STEPS, ROOT, STEEP, RANGE, HIDDEN = "sides", "steps", "root", "steep", "range", "hidden"
LARGEST = "largest"
STEEP_CALLS = frozenset({"tanh", "sigmoid", "erf", "erfc", "Phi", "softplus", "coth"})
MODERATE = 64  # beyond, tanh and the like are constant to more digits than are compared
FEW = 6  # values of an index, at the start of its range
MOST_VALUES = 60
NUMBERS = frozenset({"real", "positive", "nonnegative", "negative", "integer", "natural", "probability"})

WORDS = {
    ROOT: "a zero of an exponent",
    SIDES: "one side of a case distinction",
    STEPS: "one step of a rounded number",
    STEEP: "the flat part of a steep function",
    RANGE: "sums without terms",
    HIDDEN: "what is inside an integral or a limit",
    LARGEST: "one of the numbers under a maximum or minimum",
}


Seen = Callable[[Place], Iterator[Value]]


@dataclass(frozen=True)
class Followed:
    """A number whose zeros are zeros of a switch: itself, or a factor of it."""

    tree: Node
    folds: tuple[Fold, ...]
    seen: Seen = field(compare=False, repr=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """All that its values may depend on; the indices of its sums are among them."""
        ends = (end for fold in self.folds for end in (fold.lower, fold.upper))
        return names_in(self.tree).union(*map(names_in, ends))


@dataclass(frozen=True)
class Switch:
    """`tree` decides. `wanted`: marks that some point must leave. `followed`: where its zeros are sought."""

    kind: str
    tree: Node
    folds: tuple[Fold, ...]
    wanted: frozenset[str]
    seen: Seen = field(compare=False, repr=False)
    followed: tuple[Followed, ...] = field(compare=False, repr=False)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.names for one in self.followed))

    def marks(self, place: Place) -> Iterator[str]:
        for value in self.seen(place):
            for entry in entries(value) if self.kind != LARGEST else [value]:
                yield from self._marks_of(entry)

    def _marks_of(self, value: Value) -> Iterator[str]:
        if self.kind == LARGEST:
            yield str(value)
        elif type(value) is acb:
            yield from self.wanted
        elif self.kind == STEEP:
            if abs(value) < MODERATE:
                yield "moderate"
        elif self.kind == STEPS:
            whole = _whole_of(value.floor())
            if whole is not None:
                yield f"step {hash(whole)}"
                yield "=" if value == whole else "≠"
        else:
            yield "<" if value < 0 else ">" if value > 0 else "=" if value == 0 else "?"

    def unmet(self, met: set[str]) -> frozenset[str]:
        steps = sum(mark.startswith("step ") for mark in met)
        return self.wanted - met - ({"several"} if steps > 1 else set())


class Switches:
    """All switches of an expression."""

    def __init__(self, declarations: Declarations, shaped: Shaped) -> None:
        self.declarations = declarations
        self.sizes = shaped.sizes
        self.found: dict[tuple[str, Node], Switch] = {}
        self._search(shaped.tree, (), frozenset())

    def _search(self, node: Node, folds: tuple[Fold, ...], hidden: frozenset[str]) -> None:
        """`hidden`: names bound by integrals and limits around it."""
        for kind, tree, needed in self._of(node, folds):
            self._add(kind, tree, folds, hidden, needed)
        if isinstance(node, Call) and node.function in ("max", "min") and len(node.arguments) > 2:
            self._add_largest(node, folds, hidden)
        bound, inside = node.binding()
        for child in node.children():
            within_binder = any(child is one for one in inside)
            if within_binder and isinstance(node, Fold):
                self._search(child, (*folds, node), hidden - bound)
            else:
                self._search(child, folds, hidden | bound if within_binder else hidden)

    def _of(self, node: Node, folds: tuple[Fold, ...]) -> Iterator[tuple[str, Node, str]]:
        """Kind, the number that decides, and the marks wanted of it, one character each."""
        match node:
            case Call():
                yield from self._of_call(node)
            case Power(base=Power(base=base, exponent=inner)) if _is_even(inner) and not _is_literal(node.exponent):
                yield SIDES, base, "<>"
            case Power() if not _is_literal(node.exponent) and self._ranges(folds).of(node.base).signs() != {1}:
                yield ROOT, node.base, ""
                yield ROOT, node.exponent, "=" if exact_value(node.base) == 0 else ""
            case Chain():
                for left, right, sign in zip(node.sides, node.sides[1:], node.signs, strict=False):
                    yield SIDES, difference(left, right), "=" if sign in "=≠" else "<>"
            case Fold(operation="max" | "min") if not isinstance(node.upper, Infinity):
                yield RANGE, difference(node.upper, node.lower), ">"
            case Fold() if not isinstance(node.upper, Infinity):
                yield RANGE, difference(node.upper, node.lower), ""

    def _of_call(self, node: Call) -> Iterator[tuple[str, Node, str]]:
        arguments = node.arguments
        match node.function:
            case "abs" if id(node) not in self.sizes:
                yield SIDES, arguments[0], "<>"
            case "relu" | "norm1" | "normmax":
                yield SIDES, arguments[0], "<>"
            case "sign":
                yield SIDES, arguments[0], "<=>"
            case "max" | "min":
                for left, right in combinations(arguments, 2):
                    yield SIDES, difference(left, right), "<>" if len(arguments) == 2 else ""
            case "logsumexp" if len(arguments) > 1:
                for left, right in combinations(arguments, 2):
                    yield STEEP, difference(left, right), "m"
            case "floor" | "ceil":
                yield STEPS, arguments[0], ""
            case "binomial" | "delta":
                yield ROOT, difference(*arguments), ""
            case "sqrt" if isinstance(arguments[0], Power) and _is_even(arguments[0].exponent):
                yield SIDES, arguments[0].base, "<>"
            case "sqrt":
                yield ROOT, arguments[0], ""
            case function if function in STEEP_CALLS:
                yield STEEP, arguments[0], "m"

    def _add(self, kind: str, tree: Node, folds: tuple[Fold, ...], hidden: frozenset[str], needed: str) -> None:
        names = names_in(tree)
        if hidden & names:
            never: Seen = lambda _: iter(())  # noqa: E731
            self.found[HIDDEN, tree] = Switch(HIDDEN, tree, folds, frozenset({"seen"} if needed else ()), never, ())
            return
        if not names:
            return
        ranges = self._ranges(folds)
        if kind == ROOT and 0 not in ranges.of(tree).signs():
            return
        wanted = self._wanted(kind, tree, needed, ranges)
        known = self.found.get((kind, tree))
        if known is not None:
            wanted |= known.wanted
        whole = self._followed(tree, folds)
        followed: tuple[Followed, ...] = (whole,)
        if kind != STEPS and self._is_scalar(tree):
            followed = tuple(self._followed(*one) for one in dict.fromkeys(_factors(tree, folds)) if names_in(one[0]))
        self.found[kind, tree] = Switch(kind, tree, whole.folds, wanted, whole.seen, followed)

    def _ranges(self, folds: tuple[Fold, ...]) -> Ranges:
        ranges = Ranges(self.declarations)
        for fold in folds:
            ranges = ranges.within(fold)
        return ranges

    def _followed(self, tree: Node, folds: tuple[Fold, ...]) -> Followed:
        around = _needed_folds(folds, names_in(tree))
        return Followed(tree, around, self._seen(around, self._compiled(tree)))

    def _is_scalar(self, tree: Node) -> bool:
        """No part of it is a matrix; |x| is a number, |A| none of these."""
        symbols = (self.declarations.symbols.get(name) for name in names_in(tree))
        made = any(isinstance(node, MatrixOf | Identity | Ones) for node in walk(tree))
        return not made and all(symbol is None or symbol.shape == SCALAR for symbol in symbols)

    def _add_largest(self, node: Call, folds: tuple[Fold, ...], hidden: frozenset[str]) -> None:
        if hidden & names_in(node):
            return
        values = [self._compiled(argument) for argument in node.arguments]
        most = node.function == "max"

        def largest(place: Place) -> Value:
            balls = [value(place) for value in values]
            if not all(type(ball) is arb for ball in balls):
                return None
            return next((place for place, one in enumerate(balls) if _is_extreme(one, place, balls, most)), None)

        wanted = frozenset(map(str, range(len(values))))
        seen = self._seen(_needed_folds(folds, names_in(node)), largest)
        self.found[LARGEST, node] = Switch(LARGEST, node, folds, wanted, seen, ())

    def _compiled(self, tree: Node) -> Evaluate:
        return evaluator(Shaped(tree, SCALAR, self.sizes))

    def _seen(self, folds: tuple[Fold, ...], value: Evaluate) -> Seen:
        """The values at a place, for some values of the indices around it."""
        ends = [(fold.index, self._compiled(fold.lower), self._upper(fold)) for fold in folds]

        def under(place: Place, depth: int) -> Iterator[Value]:
            if depth == len(ends):
                yield value(place)
                return
            index, lower, upper = ends[depth]
            outer = place.names.get(index)
            try:
                for number in _some(lower(place), None if upper is None else upper(place)):
                    place.names[index] = arb(number)
                    yield from under(place, depth + 1)
            finally:
                if outer is None:
                    place.names.pop(index, None)
                else:
                    place.names[index] = outer

        def seen(place: Place) -> Iterator[Value]:
            try:
                for number, one in enumerate(under(place, 0)):
                    if number >= MOST_VALUES:
                        return
                    if one is not None:
                        yield one
            except (OutOfReachError, ZeroDivisionError, ValueError, OverflowError):
                return

        return seen

    def _upper(self, fold: Fold) -> Evaluate | None:
        return None if isinstance(fold.upper, Infinity) else self._compiled(fold.upper)

    def _wanted(self, kind: str, tree: Node, needed: str, ranges: Ranges) -> frozenset[str]:
        if kind == STEPS:
            return _wanted_steps(tree, ranges)
        if kind == STEEP:
            return frozenset({"moderate"})
        possible = {"<=>"[sign + 1] for sign in ranges.of(tree).signs()}
        if len(possible & set(needed)) > 1 and not ranges.indices:
            exact = self._signs_on_the_line(tree)
            possible = possible if exact is None else exact
        return frozenset(set(needed) & possible)

    def _signs_on_the_line(self, tree: Node) -> set[str] | None:
        """Of a polynomial in one name, by its real roots."""
        names = names_in(tree)
        symbol = self.declarations.symbols.get(min(names)) if len(names) == 1 else None
        if symbol is None or symbol.family or symbol.domain not in NUMBERS:
            return None
        polynomial = None if degree(tree, symbol.name) is None else self._polynomial(tree, symbol.name)
        if polynomial is None or polynomial.degree() < 1:
            return None
        roots = real_roots(polynomial)
        found = {"="} if symbol.domain not in WHOLE and any(exact is None for _, exact in roots) else set()
        exact = [fraction_of(root) if exact is None else exact for root, exact in roots]
        for number in _around(exact, symbol.domain):
            value = exact_value(substituted(tree, {symbol.name: literal(number)}))
            if value is None:
                return None
            found.add("<" if value < 0 else ">" if value > 0 else "=")
        return found

    def _polynomial(self, tree: Node, name: str) -> fmpq_poly | None:
        return rational_polynomial(tree, self.declarations, name)


def difference(left: Node, right: Node) -> Node:
    """left - right, without terms that are zero."""
    if isinstance(right, Number) and right.value == 0:
        return left
    return Add(left.start, right.end, (left, Negate(right.start, right.end, right)))


def _around(numbers: list[Fraction], domain: str) -> Iterator[Fraction]:
    """Numbers of a domain on these, between them and beyond."""
    marks = sorted({*numbers, Fraction(0), *([Fraction(1)] if domain == "probability" else [])})
    candidates = [*marks, marks[0] - 1, marks[-1] + 1, *((one + other) / 2 for one, other in pairwise(marks))]
    if domain in WHOLE:
        candidates = [Fraction(floor(mark) + step) for mark in marks for step in (-1, 0, 1, 2)]
    yield from (number for number in candidates if is_within(number, domain))


def _wanted_steps(tree: Node, ranges: Ranges) -> frozenset[str]:
    if ranges.is_whole(tree):
        return frozenset()
    found = ranges.of(tree)
    constant = (
        found.low != -inf
        and found.high != inf
        and floor(found.low) == floor(found.high) - (found.above and found.high == floor(found.high))
    )
    if constant and found.below and found.low == floor(found.low):
        return frozenset()
    return frozenset({"≠", "="} if constant else {"several", "=", "≠"})


def _factors(node: Node, folds: tuple[Fold, ...]) -> Iterator[tuple[Node, tuple[Fold, ...]]]:
    """Numbers one of which is zero wherever the number is."""
    match node:
        case Negate():
            yield from _factors(node.operand, folds)
        case Product():
            for factor in node.factors:
                yield from _factors(factor, folds)
        case Divide():
            yield from _factors(node.numerator, folds)
        case Power(base=Constant(name="e")) | Call(function="exp"):
            return
        case Power():
            yield from _factors(node.base, folds)
        case Fold(operation="product") if not isinstance(node.upper, Infinity):
            yield from _factors(node.body, (*folds, node))
        case _:
            yield node, folds


def _is_literal(node: Node) -> bool:
    value = exact_value(node)
    return value is not None and value.denominator == 1


def _is_even(node: Node) -> bool:
    value = exact_value(node)
    return value is not None and value.denominator == 1 and value % 2 == 0


def _is_extreme(one: Value, place: int, balls: list[Value], most: bool) -> bool:
    others = [other for number, other in enumerate(balls) if number != place]
    return all(one > other if most else one < other for other in others)


def _needed_folds(folds: tuple[Fold, ...], names: frozenset[str]) -> tuple[Fold, ...]:
    """The sums around a tree whose index it depends on, be it by way of another index."""
    kept: list[Fold] = []
    for fold in reversed(folds):
        if fold.index in names:
            kept.append(fold)
            names = (names - {fold.index}) | names_in(fold.lower) | names_in(fold.upper)
    return tuple(reversed(kept))


def _some(lower: Value, upper: Value | None) -> list[int]:
    """The first few whole numbers of a range, and its last two."""
    start = _whole_of(lower)
    if start is None:
        return []
    end = start + FEW if upper is None else _whole_of(upper)
    if end is None:
        return []
    if end - start <= FEW + 2:
        return list(range(start, end + 1))
    return [*range(start, start + FEW), end - 1, end]


def _whole_of(ball: Value) -> int | None:
    number = ball.unique_fmpz() if type(ball) is arb and is_moderate(ball) else None
    return None if number is None else int(number)
