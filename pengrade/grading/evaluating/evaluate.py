"""A tree to a function of a point: compiled once, evaluated at many points and precisions."""

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.points import Exact, Point, Wave
from pengrade.grading.evaluating.values import Value
from pengrade.grading.shapes import Shaped
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Constant,
    Divide,
    Fold,
    Identity,
    Indexed,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
)

MOST_TERMS = 2000  # of one sum or product
MOST_STEPS = 20_000  # of all sums of one evaluation; about 20 ms


class OutOfReachError(Exception):
    """More terms than this process is willing to add up."""


class Place:
    """A point at one precision: every exact value as a ball.

    `steps` are left for the sums of one evaluation. `faint`, kept when watching: how many bits the smallest term of
    any sum lies below the largest one beside it.
    """

    def __init__(self, point: Point, precision: int, watching: bool = False) -> None:
        self.watching = watching
        self.faint = 0
        self.point = point
        self.precision = precision
        ctx.prec = precision
        self.names: dict[str, Value] = {name: ball(value) for name, value in point.values.items()}
        self.names.update({name: arb(size) for name, size in point.dimensions.items()})
        self.families = {
            name: {place: ball(value) for place, value in family.items()} for name, family in point.families.items()
        }
        self.steps = MOST_STEPS


Evaluate = Callable[[Place], Value]


def ball(value: Exact) -> Value:
    if isinstance(value, Fraction):
        return rational(value)
    if isinstance(value, tuple):
        return acb(rational(value[0]), rational(value[1]))
    return values.plain(arb_mat(value))


def rational(value: Fraction) -> Value:
    return arb(fmpq(value.numerator, value.denominator))


def evaluator(shaped: Shaped) -> Evaluate:
    """The value of the tree at a place. Raises OutOfReachError when its sums are too long; nothing else."""
    compiled = _compile(shaped.tree, shaped)
    if isinstance(shaped.tree, Number) and shaped.tree.value == 0 and shaped.shape != (1, 1):
        return lambda place: values.plain(arb_mat(*(_size(size, place) for size in shaped.shape)))

    def evaluate(place: Place) -> Value:
        ctx.prec = place.precision
        place.steps = MOST_STEPS
        return compiled(place)

    return evaluate


def _size(size: int | str, place: Place) -> int:
    return size if isinstance(size, int) else place.point.dimensions[size]


def _compile(node: Node, shaped: Shaped) -> Evaluate:
    return _COMPILERS[type(node)](node, shaped)


def _number(node: Number, _: Shaped) -> Evaluate:
    value = node.value
    if value.denominator == 1:
        whole = int(value)
        return lambda _: arb(whole)
    exact = fmpq(value.numerator, value.denominator)
    return lambda _: arb(exact)


def _name(node: Name, _: Shaped) -> Evaluate:
    name = node.name
    return lambda place: place.names[name]


def _constant(node: Constant, _: Shaped) -> Evaluate:
    if node.name == "pi":
        return lambda _: arb.pi()
    if node.name == "e":
        return lambda _: arb.const_e()
    return lambda _: acb(0, 1)


def _identity(node: Identity, shaped: Shaped) -> Evaluate:
    size = shaped.sizes[id(node)][0]
    return lambda place: values.identity(_size(size, place))


def _ones(node: Ones, shaped: Shaped) -> Evaluate:
    rows, columns = shaped.sizes[id(node)]

    def ones(place: Place) -> Value:
        height, width = _size(rows, place), _size(columns, place)
        return values.plain(arb_mat(height, width, [1] * (height * width)))

    return ones


def _indexed(node: Indexed, shaped: Shaped) -> Evaluate:
    name = node.name
    indices = [_compile(index, shaped) for index in node.indices]

    def member(place: Place) -> Value:
        where = tuple(_whole(index(place)) for index in indices)
        family = place.families.get(name)
        if family is None:
            return _entry(place.names[name], where)
        arity = len(next(iter(family)))
        found = family.get(where[:arity], values.NAN)
        return found if len(where) == arity else _entry(found, where[arity:])

    return member


def _whole(value: Value) -> int:
    """An index as a whole number; 0, which is outside every family, for anything else."""
    number = value.unique_fmpz() if type(value) is arb else None
    return 0 if number is None or abs(number) > 10**6 else int(number)


def _entry(value: Value, where: tuple[int, ...]) -> Value:
    row, column = where if len(where) == 2 else (where[0], 1)
    if not values.is_matrix(value):
        return value if row == column == 1 else values.NAN
    if len(where) == 1 and value.nrows() == 1:
        row, column = 1, row
    if not (1 <= row <= value.nrows() and 1 <= column <= value.ncols()):
        return values.NAN
    return value[row - 1, column - 1]


def _add(node: Add, shaped: Shaped) -> Evaluate:
    terms = [
        (_compile(term.operand, shaped), True) if isinstance(term, Negate) else (_compile(term, shaped), False)
        for term in node.terms
    ]
    (first, negative), rest = terms[0], terms[1:]

    def total(place: Place) -> Value:
        result = -first(place) if negative else first(place)
        seen = [result]
        for term, minus in rest:
            value = term(place)
            seen.append(value)
            result = values.add(result, -value if minus else value)
        if place.watching:
            place.faint = max(place.faint, _spread(seen))
        return result

    return total


def _spread(terms: list[Value]) -> int:
    """Bits between the largest and the smallest of some numbers; zeros and matrices are left out."""
    sizes = [values.magnitude_in_bits(abs(term)) for term in terms if not values.is_matrix(term)]
    known = [size for size in sizes if size is not None]
    return max(known) - min(known) if known else 0


def _negate(node: Negate, shaped: Shaped) -> Evaluate:
    operand = _compile(node.operand, shaped)
    return lambda place: -operand(place)


def _product(node: Product, shaped: Shaped) -> Evaluate:
    first, *rest = (_compile(factor, shaped) for factor in node.factors)

    def product(place: Place) -> Value:
        result = first(place)
        for factor in rest:
            result = values.times(result, factor(place))
        return result

    return product


def _divide(node: Divide, shaped: Shaped) -> Evaluate:
    above, below = _compile(node.numerator, shaped), _compile(node.denominator, shaped)
    return lambda place: values.divide(above(place), below(place))


def _power(node: Power, shaped: Shaped) -> Evaluate:
    base = _compile(node.base, shaped)
    whole = _literal_integer(node.exponent)
    if whole is not None:
        return lambda place: values.integer_power(base(place), whole)
    exponent = _compile(node.exponent, shaped)
    if isinstance(node.base, Constant) and node.base.name == "e":
        return lambda place: exponent(place).exp()
    return lambda place: values.power(base(place), exponent(place))


def _literal_integer(node: Node) -> int | None:
    if isinstance(node, Negate):
        inner = _literal_integer(node.operand)
        return None if inner is None else -inner
    return int(node.value) if isinstance(node, Number) and node.value.denominator == 1 else None


def _transpose(node: Transpose, shaped: Shaped) -> Evaluate:
    operand = _compile(node.operand, shaped)
    return lambda place: values.transpose(operand(place))


def _call(node: Call, shaped: Shaped) -> Evaluate:
    # Bars around a matrix are its determinant, also where its size happens to be 1.
    function = values.FUNCTIONS["det" if node.function == "abs" and id(node) in shaped.sizes else node.function]
    if node.parameter is not None:
        argument, parameter = _compile(node.arguments[0], shaped), _compile(node.parameter, shaped)
        extended = values.order_root if node.function == "sqrt" else values.logarithm
        return lambda place: extended(argument(place), parameter(place))
    if len(node.arguments) == 1:
        only = _compile(node.arguments[0], shaped)
        return lambda place: function(only(place))
    arguments = [_compile(one, shaped) for one in node.arguments]
    return lambda place: function(*(argument(place) for argument in arguments))


def _fold(node: Fold, shaped: Shaped) -> Evaluate:
    lower, upper, body = (_compile(part, shaped) for part in (node.lower, node.upper, node.body))
    index = node.index
    combine = values.add if node.operation == "sum" else values.times
    empty = arb(0 if node.operation == "sum" else 1)

    def folded(place: Place) -> Value:
        outer = place.names.get(index)
        result: Value = None
        for number in _range(lower(place), upper(place), place):
            place.names[index] = arb(number)
            value = body(place)
            result = value if result is None else combine(result, value)
        if outer is None:
            place.names.pop(index, None)
        else:
            place.names[index] = outer
        return empty if result is None else result

    return folded


def _range(lower: Value, upper: Value, place: Place) -> range:
    first, last = (value.unique_fmpz() if type(value) is arb else None for value in (lower, upper))
    if first is None or last is None or last - first > MOST_TERMS:
        raise OutOfReachError
    terms = range(int(first), int(last) + 1)
    place.steps -= len(terms)
    if place.steps < 0:
        raise OutOfReachError
    return terms


def _entries(node: MatrixOf, shaped: Shaped) -> Evaluate:
    rows, columns = len(node.rows), len(node.rows[0])
    cells = [_compile(cell, shaped) for cell in node.children()]

    def matrix(place: Place) -> Value:
        numbers = [cell(place) for cell in cells]
        if any(type(number) is acb for number in numbers):
            return values.plain(acb_mat(rows, columns, numbers))
        return values.plain(arb_mat(rows, columns, numbers))

    return matrix


def _apply(node: Apply, shaped: Shaped) -> Evaluate:
    name, order = node.name, node.order
    argument = _compile(node.argument, shaped)
    return lambda place: _wave(place.point.functions[name], order, argument(place))


def _wave(wave: Wave, order: int, at: Value) -> Value:
    """a sin(b t + c) + d exp(g t), differentiated: equal to another expression in f only if that is so for every f."""
    a, b, c, d, g = map(rational, wave.numbers)
    turn = arb.pi() * order / 2
    return a * b**order * (b * at + c + turn).sin() + d * g**order * (g * at).exp()


_COMPILERS = cast(
    dict[type[Node], Callable[[Node, Shaped], Evaluate]],
    {
        Number: _number,
        Name: _name,
        Constant: _constant,
        Identity: _identity,
        Ones: _ones,
        Indexed: _indexed,
        Add: _add,
        Negate: _negate,
        Product: _product,
        Divide: _divide,
        Power: _power,
        Transpose: _transpose,
        Call: _call,
        Fold: _fold,
        MatrixOf: _entries,
        Apply: _apply,
    },
)
