"""Values at one place: of the parts of a tree, each computed once, and of what slips make of them."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from time import thread_time

from flint import acb, acb_mat, arb, arb_mat

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.evaluate import FOLDS, MOST_STEPS, OutOfReachError, Place, evaluator, rational
from pengrade.grading.evaluating.values import NAN, Value
from pengrade.grading.explaining.making import WRITER
from pengrade.grading.shapes import SCALAR, Shape, Shaped
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    Indicator,
    Infinity,
    Integral,
    MatrixOf,
    Name,
    Negate,
    Node,
    Power,
    Product,
    Transpose,
    walk,
)

MOST_TERMS = 64  # of a sum that is taken apart; longer ones are evaluated as a whole
COST_OF_AN_INTEGRAL = 400  # in steps
COST_OF_THE_OPAQUE = 10
# A slip can leave a name where nothing has a value, as a family without its index, or parts that do not fit together,
# as a number over a matrix: a TypeError of the arithmetic, which knows nothing of shapes.
NO_VALUE = (ZeroDivisionError, ValueError, OverflowError, OutOfReachError, KeyError, TypeError, AttributeError)

Lift = Callable[[Value], Value]


class OutOfBudgetError(Exception):
    """There was more to compute than there is time for."""


class OutOfStepsError(OutOfBudgetError):
    """The same on every machine."""


@dataclass
class Budget:
    """`steps` counts nodes evaluated, so that what is found does not hang on the speed of the machine.

    `deadline`, by `thread_time`, is the last guard.
    """

    steps: int
    deadline: float

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise OutOfStepsError

    def check_time(self) -> None:
        if thread_time() > self.deadline:
            raise OutOfBudgetError


class Bench:
    """A Maker of values. What has no value is NAN, which all that is made of it inherits.

    `sizes` as in Shaped. The parts of trees are known by their ids, so the trees must outlive the bench.
    """

    def __init__(self, place: Place, sizes: dict[int, Shape], budget: Budget) -> None:
        self.place = place
        self.names = place.names
        self.sizes = sizes
        self.budget = budget
        self._known: dict[int, Value] = {}
        self._inner: dict[tuple[str, int], Bench] = {}

    def of(self, node: Node) -> Value:
        if type(node) is Name:
            return self.names.get(node.name, NAN)
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = self._computed(node)
        return found

    def opposite(self, node: Node) -> Value:
        return -self.of(node)

    def shifted(self, node: Node, change: int) -> Value:
        return self.add(self.of(node), _whole(change))

    def number(self, value: int | Fraction) -> Value:
        return _whole(int(value)) if value.denominator == 1 else rational(Fraction(value))

    def name(self, name: str) -> Value:
        return self.names.get(name, NAN)

    def member(self, family: str, *indices: Value) -> Value:
        """As an index, what is no whole number is 0, which is outside every family."""
        where = tuple(int((type(index) is arb and index.unique_fmpz()) or 0) for index in indices)
        if family in self.place.families:
            found = self.place.families[family].get(where)
            if found is not None:
                return found
        return self.evaluated(Indexed(0, 0, family, tuple(map(WRITER.number, where))))

    def add(self, *terms: Value) -> Value:
        try:
            total = terms[0]
            for term in terms[1:]:
                total = values.add(total, term)
            return total
        except NO_VALUE:
            return NAN

    def product(self, *factors: Value) -> Value:
        try:
            result = factors[0]
            for factor in factors[1:]:
                result = values.times(result, factor)
            return result
        except NO_VALUE:
            return NAN

    def negate(self, operand: Value) -> Value:
        return -operand

    def divide(self, above: Value, below: Value) -> Value:
        return _tried(values.divide, above, below)

    def power(self, base: Value, exponent: Value) -> Value:
        if type(exponent) is arb and exponent.is_integer():
            return _tried(values.integer_power, base, int(exponent.unique_fmpz() or 0))
        return _tried(values.power, base, exponent)

    def transpose(self, operand: Value) -> Value:
        return values.transpose(operand)

    def call(self, function: str, *arguments: Value, parameter: Value | None = None) -> Value:
        if parameter is not None:
            return _tried(values.order_root if function == "sqrt" else values.logarithm, *arguments, parameter)
        return _tried(values.FUNCTIONS[function], *arguments)

    def fold(
        self, node: Fold, lower: int = 0, upper: int = 0, operation: str | None = None, body: Node | None = None
    ) -> Value:
        if isinstance(node.upper, Infinity):
            return self.evaluated(WRITER.fold(node, lower, upper, operation, body))
        first, last = self.shifted(node.lower, lower), self.shifted(node.upper, upper)
        lanes = self._between(node, first, last)
        if lanes is None:
            return self.evaluated(WRITER.fold(node, lower, upper, operation, body))
        body = body or node.body
        return combined(operation or node.operation, [lane.of(body) for lane in lanes])

    def lanes(self, node: Fold) -> "list[Bench] | None":
        """A bench for every term of the sum; None where it cannot be taken apart."""
        if isinstance(node.upper, Infinity):
            return None
        return self._between(node, self.of(node.lower), self.of(node.upper))

    def lift(self, node: Node, place: int) -> Lift | None:
        """The value of `node` as a function of that of the child `place`; None where it is no such function."""
        if isinstance(node, Fold):
            return self._lift_of_an_end(node, place)
        if self._is_opaque(node):
            return None
        parts = [self.of(child) for child in node.children()]
        before, after = parts[:place], parts[place + 1 :]
        if type(node) is Add:
            others = self.add(*before, *after)
            return lambda value: self.add(others, value)
        if type(node) is Product and "·" not in node.marks:
            left, right = ([self.product(*side)] if side else [] for side in (before, after))
            return lambda value: self.product(*left, value, *right)
        return lambda value: self._applied(node, [*before, value, *after])

    def truth(self, condition: Node) -> Value:
        """1 or 0; NAN where it cannot be told."""
        found = self._known.get(id(condition))
        if found is None:
            found = self._known[id(condition)] = self.evaluated(Indicator(0, 0, condition))
        return found

    def evaluated(self, node: Node) -> Value:
        """Of any tree, from the ground up."""
        self.budget.spend(_cost(node))
        place = self.place.again()
        value = _tried(evaluator(Shaped(node, SCALAR, self.sizes)), place)
        self.budget.spend(MOST_STEPS - place.steps)
        return value

    def _computed(self, node: Node) -> Value:
        self.budget.spend(1)
        if isinstance(node, Fold):
            return self.fold(node)
        if self._is_opaque(node):
            return self.evaluated(node)
        return self._applied(node, [self.of(child) for child in node.children()])

    def _is_opaque(self, node: Node) -> bool:
        """Its value is not made of the values of its children."""
        if isinstance(node, Call):
            return node.function == "delta"
        return type(node) not in _STEPS or (isinstance(node, MatrixOf) and id(node) in self.sizes)

    def _applied(self, node: Node, parts: Sequence[Value]) -> Value:
        return _tried(_STEPS[type(node)], self, node, parts)

    def _lift_of_an_end(self, node: Fold, place: int) -> Lift | None:
        if place > 1 or isinstance(node.upper, Infinity):
            return None
        ends = [self.of(node.lower), self.of(node.upper)]

        def folded(value: Value) -> Value:
            ends[place] = value
            lanes = self._between(node, *ends)
            return NAN if lanes is None else combined(node.operation, [lane.of(node.body) for lane in lanes])

        return folded

    def _between(self, node: Fold, lower: Value, upper: Value) -> "list[Bench] | None":
        first, last = (end.unique_fmpz() if type(end) is arb else None for end in (lower, upper))
        if first is None or last is None or last - first >= MOST_TERMS:
            return None
        lanes = [self._at(node.index, number) for number in range(int(first), int(last) + 1)]
        self.budget.spend(len(lanes))
        if node.condition is None:
            return lanes
        truths = [lane.truth(node.condition) for lane in lanes]
        if not all(truth.is_finite() for truth in truths):
            return None
        return [lane for lane, truth in zip(lanes, truths, strict=True) if truth == 1]

    def _at(self, index: str, number: int) -> "Bench":
        found = self._inner.get((index, number))
        if found is None:
            place = copy(self.place)
            place.names = {**self.names, index: _whole(number)}
            found = self._inner[index, number] = Bench(place, self.sizes, self.budget)
        return found


def combined(operation: str, terms: Sequence[Value]) -> Value:
    if not terms:
        return {"sum": _whole(0), "product": _whole(1)}.get(operation, NAN)
    try:
        combine = FOLDS[operation]
        result = terms[0]
        for term in terms[1:]:
            result = combine(result, term)
        return result
    except NO_VALUE:
        return NAN


def _tried(function: Callable[..., Value], *arguments: object) -> Value:
    try:
        return function(*arguments)
    except NO_VALUE:
        return NAN


@lru_cache(maxsize=1024)
def _whole(value: int) -> Value:
    return arb(value)


def _cost(node: Node) -> int:
    if not node.children():
        return 1
    return sum(COST_OF_AN_INTEGRAL if isinstance(part, Integral) else COST_OF_THE_OPAQUE for part in walk(node))


def _product(_: Bench, node: Product, factors: Sequence[Value]) -> Value:
    """A dot between two columns makes their inner product."""
    result = factors[0]
    for factor, mark in zip(factors[1:], node.marks, strict=True):
        if mark == "·" and values.is_column(result) and values.is_column(factor):
            result = values.transpose(result)
        result = values.times(result, factor)
    return result


def _power(bench: Bench, node: Power, parts: Sequence[Value]) -> Value:
    base, exponent = parts
    is_exponential = isinstance(node.base, Constant) and node.base.name == "e"
    return exponent.exp() if is_exponential else bench.power(base, exponent)


def _call(bench: Bench, node: Call, parts: Sequence[Value]) -> Value:
    if node.parameter is not None:
        return bench.call(node.function, *parts[:-1], parameter=parts[-1])
    return bench.call("det" if node.function == "abs" and id(node) in bench.sizes else node.function, *parts)


def _matrix(_: Bench, node: MatrixOf, parts: Sequence[Value]) -> Value:
    kind = acb_mat if any(type(part) is acb for part in parts) else arb_mat
    return values.plain(kind(len(node.rows), len(node.rows[0]), list(parts)))


_STEPS: dict[type[Node], Callable[..., Value]] = {
    Add: lambda bench, _, parts: bench.add(*parts),
    Negate: lambda bench, _, parts: bench.negate(*parts),
    Product: _product,
    Divide: lambda bench, _, parts: bench.divide(*parts),
    Power: _power,
    Transpose: lambda bench, _, parts: bench.transpose(*parts),
    Call: _call,
    MatrixOf: _matrix,
    Indexed: lambda bench, node, parts: bench.member(node.name, *parts),
}
