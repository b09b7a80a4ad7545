"""The value of a term at every state of its free variables, on one draw: exact where it can be, a ball elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from flint import arb, ctx, fmpq

from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.points import Point, seed_of
from pengrade.grading.evaluating.values import magnitude_in_bits
from pengrade.grading.probability.draws import MOST_ENTRIES, TOO_LARGE, Draw, OutOfBoundsError, offsets, strides
from pengrade.grading.probability.terms import (
    Applied,
    Exact,
    Function,
    Label,
    Mass,
    Plus,
    Power,
    Quotient,
    Scalar,
    State,
    Sum,
    Term,
    Times,
    is_observed,
)
from pengrade.grading.shapes import shaped

Value = Any  # fmpq | arb; python-flint has no types
MOST_STEPS = 400_000  # entries computed on one draw
NUMERATORS, DENOMINATORS = 40, (7, 9, 11, 13, 16)
LARGEST_EXPONENT = 200


@dataclass(frozen=True)
class Table:
    """`values` for every state of the labels, which are in alphabetical order; the last one runs fastest."""

    labels: tuple[Label, ...]
    values: list[Value]


class Evaluation:
    """Of terms on one draw, at one precision; parts that occur twice are computed once."""

    def __init__(
        self, draw: Draw, declarations: Declarations, point: Point, precision: int, watching: bool = False
    ) -> None:
        """`watching`: `faint` is to tell how many bits any term of a sum lies below the one beside it."""
        self.draw = draw
        self.add = self.watched if watching else _add
        self.faint = 0
        self.declarations = declarations
        self.point = point
        self.precision = precision
        self.steps = MOST_STEPS
        self.known: dict[Term, Table] = {}
        self.wider: dict[tuple[tuple[Label, ...], tuple[Label, ...]], list[int]] = {}
        self.sizes: dict[Label, int] = dict(draw.sizes)
        for slot, size in draw.sizes.items():
            for primes in ("'", "''", "'''"):
                self.sizes[slot + primes] = size

    def table(self, term: Term) -> Table:
        """Raises OutOfBoundsError where it would take too long."""
        found = self.known.get(term)
        if found is None:
            ctx.prec = self.precision
            found = _EVALUATORS[type(term)](self, term)
            self.known[term] = found
        return found

    def entries(self, labels: tuple[Label, ...]) -> int:
        count = prod(self.sizes[label] for label in labels)
        self.steps -= count
        if count > MOST_ENTRIES or self.steps < 0:
            raise OutOfBoundsError(TOO_LARGE)
        return count

    def spread(self, table: Table, labels: tuple[Label, ...]) -> list[Value]:
        """The values of the table for every state of more labels than its own."""
        if table.labels == labels:
            return table.values
        if not table.labels:
            return table.values * self.entries(labels)
        where = self.wider.get((table.labels, labels))
        if where is None:
            self.entries(labels)
            where = offsets(self.sizes, labels, strides(self.sizes, table.labels))
            self.wider[table.labels, labels] = where
        return [table.values[place] for place in where]

    def combined(self, operation: Callable[[Value, Value], Value], left: Table, right: Table) -> Table:
        labels = left.labels if left.labels == right.labels else tuple(sorted({*left.labels, *right.labels}))
        self.entries(labels)
        pairs = zip(self.spread(left, labels), self.spread(right, labels), strict=True)
        return Table(labels, [operation(one, other) for one, other in pairs])

    # --- terms -----------------------------------------------------------------------------------------------------

    def exact(self, term: Exact) -> Table:
        return Table((), [rational(term.value)])

    def scalar(self, term: Scalar) -> Table:
        exact = self.exact_scalar(term)
        if exact is not None:
            return Table((), [exact])
        value = evaluator(shaped(term.node, self.declarations))(Place(self.point, self.precision))
        return Table((), [_real(value)])

    def exact_scalar(self, term: Scalar) -> fmpq | None:
        name = getattr(term.node, "name", None)
        value = self.point.values.get(name) if isinstance(name, str) and not term.node.children() else None
        return rational(value) if isinstance(value, Fraction) else None

    def mass(self, term: Mass) -> Table:
        above = self.weights(term.density, (*term.left, *term.right))
        if not term.right:
            total = fmpq(self.draw.total(term.density))
            return Table(above.labels, [fmpq(weight) / total for weight in above.values])
        below = self.weights(term.density, term.right)
        pairs = zip(above.values, self.spread(below, above.labels), strict=True)
        return Table(above.labels, [fmpq(weight, total) for weight, total in pairs])

    def weights(self, density: str, places: tuple[tuple[str, Label], ...]) -> Table:
        """Whole numbers in proportion to the probabilities of the places."""
        slots = tuple(sorted(slot for slot, _ in places))
        weights = self.draw.marginal(density, slots)
        steps = strides(self.sizes, slots)
        start, by_label = 0, {}
        for slot, label in places:
            if is_observed((slot, label)):
                start += steps[slot] * self.draw.index_of(slot, Fraction(label))
            else:
                by_label[label] = steps[slot]
        labels = tuple(sorted(by_label))
        self.entries(labels)
        where = offsets(self.sizes, labels, by_label, start)
        return Table(labels, [weights[place] for place in where])

    def state(self, term: State) -> Table:
        slot, label = term.place
        if is_observed(term.place):
            return Table((), [rational(Fraction(label))])
        return Table((label,), self.draw.number(slot))

    def applied(self, term: Applied) -> Table:
        """A number for every argument, drawn from the argument itself, so that f(x) is the same wherever x is."""
        tables = [self.table(argument) for argument in term.arguments]
        labels = tuple(sorted({label for table in tables for label in table.labels}))
        self.entries(labels)
        columns = [self.spread(table, labels) for table in tables]
        return Table(labels, [self.value_of(term, row) for row in zip(*columns, strict=True)])

    def value_of(self, term: Applied, arguments: tuple[Value, ...]) -> Value:
        if not all(type(argument) is fmpq for argument in arguments):
            raise OutOfBoundsError("An unknown function is taken of a number that is not known exactly.")
        known = self.draw.applied.setdefault(term.function, {})
        if arguments not in known:
            drawn = seed_of(self.draw.seed, term.function, *arguments)
            value = fmpq(drawn % NUMERATORS + 1, DENOMINATORS[drawn // NUMERATORS % len(DENOMINATORS)])
            known[arguments] = value if term.sign or drawn // 1000 % 2 else -value
        return known[arguments]

    def plus(self, term: Plus) -> Table:
        return self.gathered(term.terms, self.add)

    def watched(self, left: Value, right: Value) -> Value:
        if type(left) is arb or type(right) is arb:
            balls = [_ball(value) for value in (left, right)]
            # What has cancelled to a ball around zero is no faint term: it only shrinks as the precision grows.
            sizes = [magnitude_in_bits(abs(ball)) for ball in balls if not ball.contains(0)]
            known = [size for size in sizes if size is not None]
            self.faint = max(self.faint, abs(known[0] - known[-1])) if known else self.faint
        return left + right

    def times(self, term: Times) -> Table:
        return self.gathered(term.factors, _times)

    def gathered(self, parts: tuple[Term, ...], operation: Callable[[Value, Value], Value]) -> Table:
        result = self.table(parts[0])
        for part in parts[1:]:
            result = self.combined(operation, result, self.table(part))
        return result

    def quotient(self, term: Quotient) -> Table:
        return self.combined(_divide, self.table(term.above), self.table(term.below))

    def power(self, term: Power) -> Table:
        return self.combined(_power, self.table(term.base), self.table(term.exponent))

    def function(self, term: Function) -> Table:
        tables = [self.table(argument) for argument in term.arguments]
        labels = tuple(sorted({label for table in tables for label in table.labels}))
        self.entries(labels)
        function = values.FUNCTIONS[term.name]
        columns = [[_ball(value) for value in self.spread(table, labels)] for table in tables]
        return Table(labels, [_real(function(*row)) for row in zip(*columns, strict=True)])

    def sum(self, term: Sum) -> Table:
        body = self.table(term.body)
        bound = {label for _, label in term.over}
        kept = tuple(label for label in body.labels if label not in bound)
        summed = tuple(label for label in body.labels if label in bound)
        steps = strides(self.sizes, body.labels)
        self.entries(body.labels)
        within = offsets(self.sizes, summed, steps)
        starts = offsets(self.sizes, kept, steps)
        unused = prod(self.sizes[label] for label in bound if label not in body.labels)
        found = []
        for start in starts:
            total = body.values[start]
            for place in within[1:]:
                total = self.add(total, body.values[start + place])
            found.append(total * unused if unused != 1 else total)
        return Table(kept, found)


def rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _ball(value: Value) -> Value:
    return arb(value) if type(value) is fmpq else value


def _real(value: Value) -> Value:
    return value if type(value) is arb else arb.nan()


def _add(left: Value, right: Value) -> Value:
    return left + right


def _times(left: Value, right: Value) -> Value:
    return left * right


def _divide(left: Value, right: Value) -> Value:
    if type(right) is fmpq and right == 0:
        return arb.nan()
    return left / right


def _power(base: Value, exponent: Value) -> Value:
    if type(exponent) is fmpq and exponent.q == 1:
        whole = int(exponent.p)
        if abs(whole) > LARGEST_EXPONENT:
            raise OutOfBoundsError("A power in it is too high.")
        if whole < 0 and type(base) is fmpq and base == 0:
            return arb.nan()
        return base**whole
    return _real(values.power(_ball(base), _ball(exponent)))


_EVALUATORS: Mapping[type[Term], Callable[..., Table]] = {
    Exact: Evaluation.exact,
    Scalar: Evaluation.scalar,
    Mass: Evaluation.mass,
    State: Evaluation.state,
    Applied: Evaluation.applied,
    Plus: Evaluation.plus,
    Times: Evaluation.times,
    Quotient: Evaluation.quotient,
    Power: Evaluation.power,
    Function: Evaluation.function,
    Sum: Evaluation.sum,
}
