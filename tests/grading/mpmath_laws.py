"""Densities and mass functions by mpmath, written from the textbooks: a second opinion on those of the engine.

Each takes the value and the parameters in the order of the family's standard parametrisation.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
from mpmath import mpf

Value = Any
DIGITS = 30


def number(value: Fraction | int) -> Value:
    exact = Fraction(value)
    return mpf(exact.numerator) / exact.denominator


def density(family: str, x: Fraction, parameters: tuple[Fraction, ...]) -> Value:
    """Zero outside of the support."""
    with mpmath.workdps(DIGITS):
        return DENSITIES[family](number(x), *map(number, parameters))


def mass(family: str, parameters: tuple[Fraction, ...]) -> Value:
    """The whole mass, which is one for a density: a quadrature between the ends, or a sum."""
    low, high = ends(family, parameters)
    with mpmath.workdps(DIGITS):
        values = tuple(map(number, parameters))
        if family in DISCRETE:
            last = int(high) if high is not None else 400
            return mpmath.fsum(DENSITIES[family](mpf(k), *values) for k in range(int(low or 0), last + 1))
        first = -mpmath.inf if low is None else number(low)
        last_of_all = mpmath.inf if high is None else number(high)
        middle = number(parameters[0]) if low is None else (first + 1 if high is None else (first + last_of_all) / 2)
        breaks = [first, middle, last_of_all]
        return mpmath.quad(lambda x: DENSITIES[family](x, *values), breaks)


def ends(family: str, parameters: tuple[Fraction, ...]) -> tuple[Fraction | None, Fraction | None]:
    zero, one = Fraction(0), Fraction(1)
    fixed: dict[str, tuple[Fraction | None, Fraction | None]] = {
        **dict.fromkeys(("poisson", "geometric-from-zero", "negative-binomial"), (zero, None)),
        **dict.fromkeys(("exponential", "gamma", "inverse-gamma", "chi-squared", "log-normal"), (zero, None)),
        **dict.fromkeys(("half-normal", "half-cauchy", "rayleigh", "weibull"), (zero, None)),
        "geometric": (one, None),
        "bernoulli": (zero, one),
        "beta": (zero, one),
    }
    if family in fixed:
        return fixed[family]
    if family in ("uniform", "discrete-uniform"):
        return parameters[0], parameters[1]
    if family == "truncated-normal":
        return parameters[2], parameters[3]
    if family in ("pareto", "negative-binomial-trials"):
        return parameters[0], None
    return (zero, parameters[0]) if family == "binomial" else (None, None)


def _normal(x: Value, m: Value, v: Value) -> Value:
    return mpmath.npdf(x, m, mpmath.sqrt(v))


def _truncated(x: Value, m: Value, v: Value, a: Value, b: Value) -> Value:
    sd = mpmath.sqrt(v)
    inside = mpmath.ncdf(b, m, sd) - mpmath.ncdf(a, m, sd)
    return mpmath.npdf(x, m, sd) / inside if a <= x <= b else mpf(0)


def _student(x: Value, n: Value, m: Value, s: Value) -> Value:
    z = (x - m) / s
    return 1 / (mpmath.sqrt(n) * mpmath.beta(mpf(1) / 2, n / 2) * s) * (1 + z * z / n) ** (-(n + 1) / 2)


def _positive(formula: Callable[..., Value]) -> Callable[..., Value]:
    return lambda x, *parameters: formula(x, *parameters) if x > 0 else mpf(0)


def _whole(formula: Callable[..., Value], first: int | None = 0) -> Callable[..., Value]:
    """Zero at what is no whole number, and below the first one."""

    def at(k: Value, *parameters: Value) -> Value:
        low = parameters[0] if first is None else first
        return formula(k, *parameters) if mpmath.isint(k) and k >= low else mpf(0)

    return at


def _binomial(k: Value, n: Value, p: Value) -> Value:
    return mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k) if 0 <= k <= n else mpf(0)


def _gamma(x: Value, a: Value, b: Value) -> Value:
    return mpmath.exp(a * mpmath.log(b) + (a - 1) * mpmath.log(x) - b * x - mpmath.loggamma(a))


def _inverse_gamma(x: Value, a: Value, b: Value) -> Value:
    return _gamma(1 / x, a, b) / x**2


def _gumbel(z: Value) -> Value:
    """Far below, exp(exp(-z)) is too large to be written down."""
    return mpmath.exp(-z - mpmath.exp(-z)) if z > -40 else mpf(0)


def _logistic(x: Value, m: Value, s: Value) -> Value:
    return mpmath.sech((x - m) / (2 * s)) ** 2 / (4 * s)


DENSITIES: dict[str, Callable[..., Value]] = {
    "normal": _normal,
    "bernoulli": _whole(lambda k, p: p if k == 1 else (1 - p if k == 0 else mpf(0))),
    "binomial": _whole(_binomial),
    "poisson": _whole(lambda k, rate: mpmath.exp(k * mpmath.log(rate) - rate - mpmath.loggamma(k + 1))),
    "geometric": _whole(lambda k, p: p * (1 - p) ** (k - 1), 1),
    "geometric-from-zero": _whole(lambda k, p: p * (1 - p) ** k),
    "negative-binomial": _whole(lambda k, r, p: mpmath.rf(r, k) / mpmath.factorial(k) * p**r * (1 - p) ** k),
    "negative-binomial-trials": _whole(lambda k, r, p: mpmath.binomial(k - 1, k - r) * p**r * (1 - p) ** (k - r), None),
    "uniform": lambda x, a, b: 1 / (b - a) if a <= x <= b else mpf(0),
    "discrete-uniform": _whole(lambda k, a, b: 1 / (b - a + 1) if a <= k <= b else mpf(0), None),
    "exponential": _positive(lambda x, rate: rate * mpmath.exp(-rate * x)),
    "gamma": _positive(_gamma),
    "inverse-gamma": _positive(_inverse_gamma),
    "chi-squared": _positive(lambda x, k: _gamma(x, k / 2, mpf(1) / 2)),
    "beta": lambda x, a, b: x ** (a - 1) * (1 - x) ** (b - 1) / mpmath.beta(a, b) if 0 < x < 1 else mpf(0),
    "laplace": lambda x, m, b: mpmath.exp(-abs(x - m) / b) / (2 * b),
    "t": _student,
    "cauchy": lambda x, m, s: 1 / (mpmath.pi * s * (1 + ((x - m) / s) ** 2)),
    "half-cauchy": _positive(lambda x, s: 2 / (mpmath.pi * s * (1 + (x / s) ** 2))),
    "gumbel": lambda x, m, s: _gumbel((x - m) / s) / s,
    "log-normal": _positive(lambda x, m, v: _normal(mpmath.log(x), m, v) / x),
    "half-normal": _positive(lambda x, v: 2 * _normal(x, mpf(0), v)),
    "logistic": _logistic,
    "rayleigh": _positive(lambda x, s: x / s**2 * mpmath.exp(-((x / s) ** 2) / 2)),
    "weibull": _positive(lambda x, k, scale: k / scale * (x / scale) ** (k - 1) * mpmath.exp(-((x / scale) ** k))),
    "pareto": lambda x, m, a: a / x * (m / x) ** a if x >= m else mpf(0),
    "truncated-normal": _truncated,
}
DISCRETE = frozenset({"bernoulli", "binomial", "poisson", "geometric", "geometric-from-zero", "discrete-uniform"})
DISCRETE |= {"negative-binomial", "negative-binomial-trials"}
