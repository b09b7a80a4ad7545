"""A tree to a function of a point: compiled once, evaluated at many points and precisions."""

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq

from pengrade.grading import sizes
from pengrade.grading.evaluating import calculus, deciding, values
from pengrade.grading.evaluating.place import (
    MOST_STEPS,
    MOST_TERMS,
    Evaluate,
    OutOfReachError,
    Place,
    ball,
    rational,
    wave_at,
)
from pengrade.grading.evaluating.series import series
from pengrade.grading.evaluating.values import Value
from pengrade.grading.shapes import Shaped
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Constant,
    Derivative,
    Divide,
    Entry,
    Fold,
    Identity,
    Indexed,
    Indicator,
    Infinity,
    Integral,
    Limit,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Slope,
    Transpose,
)

__all__ = ["MOST_STEPS", "Evaluate", "OutOfReachError", "Place", "ball", "evaluator", "rational"]


@lru_cache(maxsize=64)  # an answer is evaluated when it is judged and when it is put into a group
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


LARGEST_INDEX = 10**6


def _size(size: int | str, place: Place) -> int:
    return size if isinstance(size, int) else sizes.at(size, place.point.dimensions)


def _compile(node: Node, shaped: Shaped) -> Evaluate:
    return _COMPILERS[type(node)](node, shaped)


def _number(node: Number, _: Shaped) -> Evaluate:
    value = node.value
    if value.denominator == 1:
        whole = arb(int(value))
        return lambda _: whole
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
        where = tuple([_whole(index(place)) for index in indices])
        family = place.families.get(name)
        if family is None:
            return _entry(place.names[name], where)
        if where in family:
            return family[where]
        arity = len(next(iter(family)))
        found = family.get(where[:arity], values.NAN)
        return found if len(where) == arity else _entry(found, where[arity:])

    return member


def _whole(value: Value) -> int:
    """An index as a whole number; 0, which is outside every family, for anything else."""
    number = value.unique_fmpz() if type(value) is arb else None
    return 0 if number is None or abs(number) > LARGEST_INDEX else int(number)


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
            place.faint = max(place.faint, values.spread_in_bits(seen))
        return result

    return total


def _negate(node: Negate, shaped: Shaped) -> Evaluate:
    operand = _compile(node.operand, shaped)
    return lambda place: -operand(place)


def _product(node: Product, shaped: Shaped) -> Evaluate:
    first, *rest = (_compile(factor, shaped) for factor in node.factors)
    if "·" in node.marks:
        return _dotted(first, list(zip(rest, node.marks, strict=True)))

    def product(place: Place) -> Value:
        result = first(place)
        for factor in rest:
            result = values.times(result, factor(place))
        return result

    return product


def _dotted(first: Evaluate, rest: list[tuple[Evaluate, str]]) -> Evaluate:
    """A dot between two columns makes their inner product."""

    def product(place: Place) -> Value:
        result = first(place)
        for factor, mark in rest:
            value = factor(place)
            if mark == "·" and values.is_column(result) and values.is_column(value):
                result = values.transpose(result)
            result = values.times(result, value)
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
    if node.function == "delta":
        return deciding.delta(node, lambda part: _compile(part, shaped))
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
    if isinstance(node.upper, Infinity):
        return series(node, _compile(node.lower, shaped), lambda part: _compile(part, shaped))
    lower, upper, body = (_compile(part, shaped) for part in (node.lower, node.upper, node.body))
    index = node.index
    combine = FOLDS[node.operation]
    empty = {"sum": arb(0), "product": arb(1)}.get(node.operation, values.NAN)
    counts = None if node.condition is None else deciding.condition(node.condition, lambda part: _compile(part, shaped))

    def folded(place: Place) -> Value:
        outer = place.names.get(index)
        result: Value = None
        for number in _range(lower(place), upper(place), place):
            place.names[index] = arb(number)
            if counts is not None and (truth := counts(place)) is not True:
                if truth is None:
                    result = values.NAN
                    break
                continue
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
    cells = [_cell(cell, shaped) for cell in node.children()]
    if id(node) in shaped.sizes:
        return _blocks(cells, columns)

    def matrix(place: Place) -> Value:
        numbers = [cell(place) for cell in cells]
        if any(type(number) is acb for number in numbers):
            return values.plain(acb_mat(rows, columns, numbers))
        return values.plain(arb_mat(rows, columns, numbers))

    return matrix


def _cell(node: Node, shaped: Shaped) -> Evaluate:
    """An entry or a block; a 0 that is a block is a matrix of zeros."""
    if isinstance(node, Number) and id(node) in shaped.sizes:
        rows, columns = shaped.sizes[id(node)]
        return lambda place: arb_mat(_size(rows, place), _size(columns, place))
    return _compile(node, shaped)


def _blocks(cells: list[Evaluate], columns: int) -> Evaluate:
    def matrix(place: Place) -> Value:
        found = [values.as_matrix(cell(place)) for cell in cells]
        return values.joined([found[start : start + columns] for start in range(0, len(found), columns)])

    return matrix


def _entry_of(node: Entry, shaped: Shaped) -> Evaluate:
    operand = _compile(node.operand, shaped)
    indices = [_compile(index, shaped) for index in node.indices]
    return lambda place: _entry(operand(place), tuple(_whole(index(place)) for index in indices))


def _apply(node: Apply, shaped: Shaped) -> Evaluate:
    name, order = node.name, node.order
    argument = _compile(node.argument, shaped)
    return lambda place: wave_at(place.point.functions[name], order, argument(place))


FOLDS: dict[str, Callable[..., Value]] = {
    "sum": values.add,
    "product": values.times,
    "max": values.FUNCTIONS["max"],
    "min": values.FUNCTIONS["min"],
}


def _with(build: Callable[..., Evaluate]) -> Callable[[Node, Shaped], Evaluate]:
    """For what stands in a module of its own and needs its parts compiled."""
    return lambda node, shaped: build(node, lambda part: _compile(part, shaped))


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
        Entry: _entry_of,
        Infinity: lambda _, __: lambda _: values.NAN,
        Indicator: _with(deciding.indicator),
        Cases: _with(deciding.cases),
        Derivative: _with(calculus.derivative),
        Slope: _with(calculus.slope),
        Integral: _with(calculus.integral),
        Limit: _with(calculus.limit),
    },
)
