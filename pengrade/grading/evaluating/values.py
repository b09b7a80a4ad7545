"""Arithmetic on balls: real numbers, complex ones where a root or a logarithm leaves the real line, matrices.

A number is an `acb` from the first step that leaves the real line onwards, even where later steps lead back to it.
Every operation encloses the exact result. What has no value (1/0, log 0) or an unbounded one is a ball that is not
finite; it is never an exception. Complex values are principal ones.
"""

from collections.abc import Callable
from typing import Any

from flint import acb, acb_mat, arb, arb_mat

Value = Any  # arb | acb | arb_mat | acb_mat; python-flint has no types
NAN = arb.nan()
SCALARS = (arb, acb)


def is_matrix(value: Value) -> bool:
    return type(value) is arb_mat or type(value) is acb_mat


def plain(matrix: Value) -> Value:
    """A 1 × 1 matrix as the number it is."""
    return matrix[0, 0] if matrix.nrows() == 1 and matrix.ncols() == 1 else matrix


def add(left: Value, right: Value) -> Value:
    if is_matrix(left) is not is_matrix(right):
        # Shapes were checked: the number here is a literal zero, or I + 1 × 1.
        return left if is_matrix(left) else right
    if type(left) is arb_mat and type(right) is acb_mat:
        return acb_mat(left) + right
    return left + right


def times(left: Value, right: Value) -> Value:
    if type(left) in SCALARS and type(right) in SCALARS:
        return left * right
    if is_matrix(left) and is_matrix(right):
        if type(left) is not type(right):
            left, right = acb_mat(left), acb_mat(right)
        return plain(left * right)
    return right * left if is_matrix(right) else left * right


def divide(left: Value, right: Value) -> Value:
    if is_matrix(left):
        return times(left, divide(arb(1), right))
    return left / right


def power(base: Value, exponent: Value) -> Value:
    if is_matrix(base):
        return matrix_power(base, int(exponent.unique_fmpz()))
    if type(base) is arb and type(exponent) is arb:
        result = base**exponent
        if result.is_finite() or exponent.is_integer():
            return result
        base = acb(base)
    return base**exponent


def integer_power(base: Value, exponent: int) -> Value:
    """Cheaper than `power` and right at zero; `exponent` is as typed."""
    if is_matrix(base):
        return matrix_power(base, exponent)
    return base ** arb(exponent) if type(base) is arb else base**exponent


def matrix_power(base: Value, exponent: int) -> Value:
    matrix = inverse(base) if exponent < 0 else base
    return matrix ** abs(exponent) if is_matrix(matrix) else matrix


def inverse(value: Value) -> Value:
    if not is_matrix(value):
        return 1 / value
    try:
        return value.inv()
    except ZeroDivisionError:
        # Singular, or not invertible at this precision.
        return type(value)(value.nrows(), value.ncols(), [NAN] * (value.nrows() * value.ncols()))


def transpose(value: Value) -> Value:
    return value.transpose() if is_matrix(value) else value


def entries(value: Value) -> list[Value]:
    return list(value.entries()) if is_matrix(value) else [value]


def trace(value: Value) -> Value:
    return sum((value[place, place] for place in range(value.nrows())), arb(0)) if is_matrix(value) else value


def determinant(value: Value) -> Value:
    return value.det() if is_matrix(value) else value


def diagonal(value: Value) -> Value:
    """A diagonal matrix of a column, the diagonal of a matrix as a column."""
    if not is_matrix(value):
        return value
    rows, columns = value.nrows(), value.ncols()
    if columns > 1:
        return type(value)(rows, 1, [value[place, place] for place in range(rows)])
    matrix = type(value)(rows, rows)
    for place in range(rows):
        matrix[place, place] = value[place, 0]
    return matrix


def identity(size: int) -> Value:
    matrix = arb_mat(size, size)
    for place in range(size):
        matrix[place, place] = arb(1)
    return plain(matrix)


def norm(value: Value) -> Value:
    """Euclidean; Frobenius for a matrix."""
    if not is_matrix(value):
        return magnitude(value)
    return root(sum((square(entry) for entry in entries(value)), arb(0)))


def norm_one(value: Value) -> Value:
    return sum((magnitude(entry) for entry in entries(value)), arb(0))


def norm_max(value: Value) -> Value:
    sizes = [magnitude(entry) for entry in entries(value)]
    largest = sizes[0]
    for size in sizes[1:]:
        largest = largest.max(size)
    return largest


def square(value: Value) -> Value:
    return value * value if type(value) is arb else value * value.conjugate()


def magnitude(value: Value) -> Value:
    if is_matrix(value):
        return norm(value) if 1 in (value.nrows(), value.ncols()) else determinant(value)
    return abs(value) if type(value) is arb else acb(abs(value))


def magnitude_in_bits(size: Value) -> int | None:
    """The binary logarithm of an upper bound of a real ball, rounded up; None for zero and for the infinite."""
    mantissa, exponent = size.abs_upper().mid().man_exp() if size.is_finite() else (0, 0)
    return None if mantissa == 0 else int(exponent) + int(mantissa).bit_length()


def root(value: Value) -> Value:
    return leaving_reals(value, "sqrt")


def leaving_reals(value: Value, function: str) -> Value:
    """The real function where it has a value, its principal complex branch elsewhere."""
    if type(value) is arb:
        result = getattr(value, function)()
        if result.is_finite():
            return result
        if function == "sqrt" and not value < 0:
            # Around zero at this precision: the root of the part that is not negative.
            return acb(value).sqrt().real
        value = acb(value)
    return getattr(value, function)()


def order_root(value: Value, order: Value) -> Value:
    """The real root of odd order of a negative number, as sqrt[3]{-8} = -2; the principal one otherwise."""
    whole = type(order) is arb and order.is_integer() and order.unique_fmpz()
    if whole and int(whole) % 2 == 1 and type(value) is arb and value < 0:
        return -((-value) ** (1 / order))
    return power(value, 1 / order)


def real_only(function: Callable[..., Value]) -> Callable[..., Value]:
    """A function without a meaning off the real line."""

    def guarded(*values: Value) -> Value:
        if all(type(value) is arb for value in values):
            return function(*values)
        return NAN

    return guarded


def logarithm(value: Value, base: Value | None = None) -> Value:
    result = leaving_reals(value, "log")
    return result if base is None else result / leaving_reals(base, "log")


def binomial(n: Value, k: Value) -> Value:
    """Gamma functions throughout; 1/Gamma is zero at its poles, so C(2, 3) = 0."""
    if type(n) is not arb or type(k) is not arb:
        return NAN
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def normal_distribution(value: Value) -> Value:
    return (-value / arb(2).sqrt()).erfc() / 2


def zeta(value: Value) -> Value:
    # Far up the critical strip one value takes seconds.
    return value.zeta() if type(value) is arb and abs(value) < 10**6 else NAN


def fold_max(*values: Value) -> Value:
    largest = values[0]
    for value in values[1:]:
        largest = largest.max(value)
    return largest


def fold_min(*values: Value) -> Value:
    smallest = values[0]
    for value in values[1:]:
        smallest = smallest.min(value)
    return smallest


def method(name: str) -> Callable[[Value], Value]:
    def applied(value: Value) -> Value:
        return getattr(value, name)()

    return applied


def branching(name: str) -> Callable[[Value], Value]:
    def applied(value: Value) -> Value:
        return leaving_reals(value, name)

    return applied


FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: method(name) for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "exp")},
    **{name: method(name) for name in ("gamma", "digamma", "erf", "erfc")},
    "arcsin": branching("asin"),
    "arccos": branching("acos"),
    "arctan": method("atan"),
    "arsinh": method("asinh"),
    "arcosh": branching("acosh"),
    "artanh": branching("atanh"),
    "log": logarithm,
    "ln": logarithm,
    "sqrt": root,
    "abs": magnitude,
    "sign": real_only(method("sgn")),
    "max": real_only(fold_max),
    "min": real_only(fold_min),
    "floor": real_only(method("floor")),
    "ceil": real_only(method("ceil")),
    "factorial": lambda value: (value + 1).gamma(),
    "binomial": binomial,
    "lgamma": branching("lgamma"),
    "beta": lambda a, b: a.gamma() * b.gamma() * (a + b).rgamma(),
    "Phi": normal_distribution,
    "zeta": zeta,
    "sigmoid": lambda value: 1 / (1 + (-value).exp()),
    "tr": trace,
    "det": determinant,
    "inv": inverse,
    "diag": diagonal,
    "norm": norm,
    "norm1": norm_one,
    "normmax": norm_max,
    "normF": norm,
}
