"""The value of a tree at a point by mpmath alone: a second opinion on what the engine's ball arithmetic says.

A point is the JSON of a counterexample's evidence. Values are numbers of mpmath, or its matrices.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)

Value = Any  # mpf, mpc, or a matrix of them
Scope = dict[str, Any]

DIGITS = 80
_WAVE = re.compile(r"t -> \((.*?)\) sin\(\((.*?)\) t \+ \((.*?)\)\) \+ \((.*?)\) exp\(\((.*?)\) t\)")
_COMPLEX = re.compile(r"\((.*?)\) \+ \((.*?)\) i")


class NotCoveredError(Exception):
    """The tree says something that this evaluation does not know."""


def value_at(tree: Node, point: dict[str, Any]) -> Value:
    """ZeroDivisionError, ValueError, OverflowError or IndexError where the tree has no value."""
    with mpmath.workdps(DIGITS):
        return _value(tree, {name: _given(value) for name, value in point.items()})


def _given(value: Any) -> Any:
    """A number, a column or matrix (rows of texts), a family (a list by index), or an unknown function."""
    if isinstance(value, list):
        if isinstance(value[0], list) and isinstance(value[0][0], str):
            return mpmath.matrix([[_number(entry) for entry in row] for row in value])
        return [_given(one) for one in value]
    if isinstance(value, str) and (wave := _WAVE.fullmatch(value)):
        return _wave(*(_number(text) for text in wave.groups()))
    return _number(value)


def _number(value: Any) -> Value:
    if isinstance(value, str) and (parts := _COMPLEX.fullmatch(value)):
        return mpmath.mpc(_number(parts[1]), _number(parts[2]))
    exact = Fraction(value)
    return mpmath.mpf(exact.numerator) / exact.denominator


def _wave(a: Value, b: Value, c: Value, d: Value, g: Value) -> Callable[[Value, int], Value]:
    """t -> a sin(bt + c) + d exp(gt), and its derivatives."""

    def at(t: Value, order: int) -> Value:
        return a * b**order * mpmath.sin(b * t + c + order * mpmath.pi / 2) + d * g**order * mpmath.exp(g * t)

    return at


def _value(node: Node, scope: Scope) -> Value:
    found = _RULES.get(type(node))
    if found is None:
        raise NotCoveredError(type(node).__name__)
    return found(node, scope)


def _name(node: Name, scope: Scope) -> Value:
    return scope[node.name]


def _constant(node: Constant, scope: Scope) -> Value:
    return {"pi": +mpmath.pi, "e": +mpmath.e, "i": mpmath.mpc(0, 1)}[node.name]


def _indexed(node: Indexed, scope: Scope) -> Value:
    found = scope[node.name]
    places = [int(_value(index, scope)) - 1 for index in node.indices]
    if min(places) < 0:
        raise IndexError(node.name)
    while places and isinstance(found, list):
        found = found[places.pop(0)]
    return found[places[0], places[1] if len(places) > 1 else 0] if places else found


def _add(node: Add, scope: Scope) -> Value:
    total = _value(node.terms[0], scope)
    for term in node.terms[1:]:
        total = total + _value(term, scope)
    return total


def _product(node: Product, scope: Scope) -> Value:
    total = _value(node.factors[0], scope)
    for factor in node.factors[1:]:
        total = _times(total, _value(factor, scope))
    return total


def _times(left: Value, right: Value) -> Value:
    """A product of matrices; one with a single entry counts as a number where the sizes want it."""
    if _is_matrix(left) and _is_matrix(right) and left.cols != right.rows:
        return left[0, 0] * right if left.rows == left.cols == 1 else left * right[0, 0]
    return left * right


def _power(node: Power, scope: Scope) -> Value:
    base, exponent = _value(node.base, scope), _scalar(_value(node.exponent, scope))
    if _is_matrix(base) and base.rows != 1:
        return base ** int(exponent)
    base = _scalar(base)
    if base == 0 and exponent.real < 0:
        raise ZeroDivisionError
    return base ** int(exponent) if mpmath.isint(exponent) else mpmath.power(base, exponent)


def _transpose(node: Transpose, scope: Scope) -> Value:
    found = _value(node.operand, scope)
    return found.T if _is_matrix(found) else found


def _apply(node: Apply, scope: Scope) -> Value:
    return scope[node.name](_scalar(_value(node.argument, scope)), node.order)


def _fold(node: Fold, scope: Scope) -> Value:
    first, last = (int(_value(bound, scope)) for bound in (node.lower, node.upper))
    found = [_value(node.body, {**scope, node.index: mpmath.mpf(index)}) for index in range(first, last + 1)]
    total = mpmath.mpf(1 if node.operation == "product" else 0)
    for number, one in enumerate(found):
        total = one if number == 0 else (total * one if node.operation == "product" else total + one)
    return total


def _matrix(node: MatrixOf, scope: Scope) -> Value:
    return mpmath.matrix([[_scalar(_value(cell, scope)) for cell in row] for row in node.rows])


def _call(node: Call, scope: Scope) -> Value:
    arguments = [_value(argument, scope) for argument in node.arguments]
    if node.function == "abs" and _is_matrix(arguments[0]):
        return _bars(arguments[0])
    if node.function in _OF_MATRICES:
        return _OF_MATRICES[node.function](*(one if _is_matrix(one) else mpmath.matrix([[one]]) for one in arguments))
    numbers = [_scalar(one) for one in arguments]
    if node.parameter is not None:
        return _with_parameter(node.function, numbers[0], _scalar(_value(node.parameter, scope)))
    if node.function not in _OF_NUMBERS:
        raise NotCoveredError(node.function)
    return _OF_NUMBERS[node.function](*numbers)


def _bars(matrix: Value) -> Value:
    """|A| is a determinant; of a single entry it depends on what is declared, which is not known here."""
    if matrix.rows == 1:
        raise NotCoveredError("bars around a single entry")
    return mpmath.det(matrix)


def _with_parameter(function: str, number: Value, parameter: Value) -> Value:
    """log to a base, or a root of an order."""
    return mpmath.root(number, int(parameter)) if function == "sqrt" else _log(number) / _log(parameter)


def _log(number: Value) -> Value:
    if number == 0:
        raise ZeroDivisionError
    return mpmath.log(number)


def _scalar(value: Value) -> Value:
    if _is_matrix(value) and value.rows * value.cols != 1:
        raise NotCoveredError("a matrix as a number")
    return value[0, 0] if _is_matrix(value) else value


def _is_matrix(value: Value) -> bool:
    return isinstance(value, mpmath.matrix)


def _trace(matrix: Value) -> Value:
    return sum(matrix[place, place] for place in range(matrix.rows))


def _norm(matrix: Value) -> Value:
    return mpmath.sqrt(sum(entry**2 for entry in matrix))


_RULES: dict[type[Node], Callable[[Any, Scope], Value]] = {
    Number: lambda node, scope: _number(node.value),
    Negate: lambda node, scope: -_value(node.operand, scope),
    Divide: lambda node, scope: _value(node.numerator, scope) * (1 / _scalar(_value(node.denominator, scope))),
    Name: _name,
    Constant: _constant,
    Indexed: _indexed,
    Add: _add,
    Product: _product,
    Power: _power,
    Transpose: _transpose,
    Apply: _apply,
    Fold: _fold,
    MatrixOf: _matrix,
    Call: _call,
}
_OF_MATRICES: dict[str, Callable[[Value], Value]] = {
    "tr": _trace,
    "det": mpmath.det,
    "inv": lambda matrix: matrix**-1,
    "norm": _norm,
    "normF": _norm,
    "norm1": lambda matrix: sum(abs(entry) for entry in matrix),
}
_OF_NUMBERS: dict[str, Callable[..., Value]] = {
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "arctan": mpmath.atan,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "artanh": mpmath.atanh,
    "exp": mpmath.exp,
    "log": _log,
    "ln": _log,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "sign": mpmath.sign,
    "max": max,
    "min": min,
    "floor": mpmath.floor,
    "ceil": mpmath.ceil,
    "factorial": mpmath.factorial,
    "binomial": mpmath.binomial,
    "gamma": mpmath.gamma,
    "lgamma": mpmath.loggamma,
    "digamma": mpmath.digamma,
    "beta": mpmath.beta,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "Phi": mpmath.ncdf,
    "zeta": mpmath.zeta,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}
