"""Arithmetic on balls: real numbers, complex ones where a root or a logarithm leaves the real line, matrices.

A number is an `acb` from the first step that leaves the real line onwards, even where later steps lead back to it.
Every operation encloses the exact result. What has no value (1/0, log 0) or an unbounded one is a ball that is not
finite; it is never an exception. Complex values are principal ones.
"""

from collections.abc import Callable
from math import frexp, inf, isfinite, nan
from typing import Any

from flint import acb, acb_mat, arb, arb_mat

from pengrade.grading.evaluating.reach import OutOfReachError

Value = Any  # arb | acb | arb_mat | acb_mat; python-flint has no types
NAN = arb.nan()
MOST_ENTRIES = 4096  # of a Kronecker product
SCALARS = (arb, acb)
MOST_MULTIPLIED = 1000  # the exponent of a power that is multiplied out


def is_matrix(value: Value) -> bool:
    return type(value) is arb_mat or type(value) is acb_mat


def is_column(value: Value) -> bool:
    return is_matrix(value) and bool(value.ncols() == 1)


def as_matrix(value: Value) -> Value:
    """A number as the 1 × 1 matrix that it is."""
    if is_matrix(value):
        return value
    return arb_mat(1, 1, [value]) if type(value) is arb else acb_mat(1, 1, [value])


def joined(rows: list[list[Value]]) -> Value:
    """One matrix of blocks that line up."""
    lines = [
        [block[line, column] for block in row for column in range(block.ncols())]
        for row in rows
        for line in range(row[0].nrows())
    ]
    numbers = [number for line in lines for number in line]
    kind = acb_mat if any(type(number) is acb for number in numbers) else arb_mat
    return plain(kind(len(lines), len(lines[0]), numbers))


def plain(matrix: Value) -> Value:
    """A 1 × 1 matrix as the number it is."""
    return matrix[0, 0] if matrix.nrows() == 1 and matrix.ncols() == 1 else matrix


def add(left: Value, right: Value) -> Value:
    if type(left) in SCALARS and type(right) in SCALARS:
        return left + right
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
    return left / right if type(left) in SCALARS else times(left, 1 / right)


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
    if exponent == 0 and not base.is_finite():
        return NAN  # what has no value has none to the power of zero either
    result = base**exponent
    if type(base) is arb and 0 < exponent <= MOST_MULTIPLIED and base.is_finite() and not result.is_finite():
        return multiplied(base, exponent)
    return result


def multiplied(base: Value, times: int) -> Value:
    """A power by multiplication, since FLINT has none of a ball whose middle is zero, such as 1/3 - 1/3."""
    result = base if times % 2 else arb(1)
    while times := times // 2:
        base = base * base
        result = result * base if times % 2 else result
    return result


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


def spread_in_bits(terms: list[Value]) -> int:
    """Bits between the largest and the smallest of some numbers, more or less; zeros and matrices are left out."""
    sizes = []
    for term in terms:
        rough = float(term) if type(term) is arb else nan
        if isfinite(rough) and rough != 0:
            sizes.append(frexp(rough)[1])
        elif type(term) in SCALARS and (size := magnitude_in_bits(abs(term))) is not None:
            sizes.append(size)
    return max(sizes) - min(sizes) if sizes else 0


def magnitude_in_bits(size: Value) -> int | None:
    """The binary logarithm of an upper bound of a real ball, rounded up; None for zero and for the infinite."""
    if not size.is_finite():
        return None
    upper = size.abs_upper()
    rough = float(upper)
    if 0 < rough < inf:
        return frexp(rough)[1]
    mantissa, exponent = upper.man_exp()
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


def hadamard(left: Value, right: Value) -> Value:
    if not is_matrix(left):
        return left * right
    numbers = [one * other for one, other in zip(entries(left), entries(right), strict=True)]
    return _like(left, right)(left.nrows(), left.ncols(), numbers)


def kronecker(left: Value, right: Value) -> Value:
    if not (is_matrix(left) and is_matrix(right)):
        return times(left, right)
    if left.nrows() * right.nrows() * left.ncols() * right.ncols() > MOST_ENTRIES:
        raise OutOfReachError
    numbers = [
        left[row, column] * right[inner_row, inner_column]
        for row in range(left.nrows())
        for inner_row in range(right.nrows())
        for column in range(left.ncols())
        for inner_column in range(right.ncols())
    ]
    return _like(left, right)(left.nrows() * right.nrows(), left.ncols() * right.ncols(), numbers)


def _like(left: Value, right: Value) -> Callable[..., Value]:
    kind: Callable[..., Value] = acb_mat if acb_mat in (type(left), type(right)) else arb_mat
    return kind


def columns_stacked(value: Value) -> Value:
    """vec: one column below the other."""
    if not is_matrix(value):
        return value
    numbers = [value[row, column] for column in range(value.ncols()) for row in range(value.nrows())]
    return type(value)(len(numbers), 1, numbers)


def pseudo_inverse(value: Value) -> Value:
    """Of a matrix of full rank; without a value for others."""
    if not is_matrix(value):
        return 1 / value
    turned = value.transpose()
    if value.nrows() >= value.ncols():
        return times(inverse(plain(turned * value)), turned)
    return times(turned, inverse(plain(value * turned)))


def softmax(value: Value) -> Value:
    if not is_matrix(value):
        return arb(1)
    shares = [entry.exp() for entry in entries(value)]
    total = sum(shares, arb(0))
    return type(value)(value.nrows(), value.ncols(), [share / total for share in shares])


def log_sum_exp(*arguments: Value) -> Value:
    return logarithm(sum((entry.exp() for argument in arguments for entry in entries(argument)), arb(0)))


def conjugate(value: Value) -> Value:
    return value.conjugate() if type(value) is acb else value


def real_part(value: Value) -> Value:
    return acb(value.real) if type(value) is acb else value


def imaginary_part(value: Value) -> Value:
    return acb(value.imag) if type(value) is acb else arb(0)


def quantile(value: Value) -> Value:
    return (2 * value - 1).erfinv() * arb(2).sqrt()


def normal_density(value: Value) -> Value:
    return (-value * value / 2).exp() / (2 * arb.pi()).sqrt()


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
    **{name: method(name) for name in ("coth", "sech", "csch")},
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
    "logit": lambda value: logarithm(value / (1 - value)),
    "softplus": lambda value: logarithm(1 + value.exp()),
    "relu": real_only(lambda value: value.max(arb(0))),
    "softmax": softmax,
    "logsumexp": log_sum_exp,
    "phi": normal_density,
    "quantile": real_only(quantile),
    "conj": conjugate,
    "expectation": lambda value: value,  # where there are no random variables
    "Re": real_part,
    "Im": imaginary_part,
    "hadamard": hadamard,
    "kron": kronecker,
    "vec": columns_stacked,
    "pinv": pseudo_inverse,
    "tr": trace,
    "det": determinant,
    "inv": inverse,
    "diag": diagonal,
    "norm": norm,
    "norm1": norm_one,
    "normmax": norm_max,
    "normF": norm,
}
