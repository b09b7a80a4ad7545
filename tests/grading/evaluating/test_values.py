"""Every construct that can be typed: how it is echoed, and its value at a point as mpmath computes it."""

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import integer_power
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.shapes import shaped
from pengrade.grading.tree import Node

SYMBOLS = declared("x, y, m: real; s, l: positive; p: probability; n: natural; u: real[K]; j: index(K)")
VALUES = {"x": Fraction(3, 4), "y": Fraction(-2), "m": Fraction(1, 3), "s": Fraction(5, 2), "l": Fraction(7, 5)}
POINT = Point(
    {"K": 4},
    {**VALUES, "p": Fraction(3, 10), "n": Fraction(5), "j": Fraction(2)},
    {"u": {(1,): Fraction(4), (2,): Fraction(-1), (3,): Fraction(1, 2), (4,): Fraction(3)}},
)
U = (4, -1, 0.5, 3)
x, y, m, s, lam, p = (mpmath.mpf(value.numerator) / value.denominator for value in (*VALUES.values(), Fraction(3, 10)))

CASES: list[tuple[str, str, Callable[[], object]]] = [
    # functions, as typed by different hands
    (r"\ln(s)", r"\ln\left(s\right)", lambda: mpmath.log(s)),
    (r"\log_2 s", r"\log_{2}\left(s\right)", lambda: mpmath.log(s, 2)),
    (r"\log_{10}(s)", r"\log_{10}\left(s\right)", lambda: mpmath.log10(s)),
    (r"\sqrt[3]{s}", r"\sqrt[3]{s}", lambda: mpmath.root(s, 3)),
    ("coth(x)", r"\coth\left(x\right)", lambda: mpmath.coth(x)),
    ("sech(x)", r"\operatorname{sech}\left(x\right)", lambda: mpmath.sech(x)),
    ("csch(x)", r"\operatorname{csch}\left(x\right)", lambda: mpmath.csch(x)),
    (r"\sin^{-1} p", r"\arcsin\left(p\right)", lambda: mpmath.asin(p)),
    ("arctanh(p)", r"\operatorname{artanh}\left(p\right)", lambda: mpmath.atanh(p)),
    (r"\lfloor y/3 \rfloor", r"\left\lfloor \frac{y}{3}\right\rfloor", lambda: -1),
    (r"\left\lceil x \right\rceil", r"\left\lceil x\right\rceil", lambda: 1),
    ("n!", "n!", lambda: 120),
    (r"\binom{n}{2}", r"\binom{n}{2}", lambda: 10),
    ("choose(n, 3)", r"\binom{n}{3}", lambda: 10),
    (r"\Gamma(s)", r"\Gamma\left(s\right)", lambda: mpmath.gamma(s)),
    ("loggamma(s)", r"\operatorname{lgamma}\left(s\right)", lambda: mpmath.loggamma(s)),
    (r"\psi(s)", r"\operatorname{digamma}\left(s\right)", lambda: mpmath.digamma(s)),
    ("B(s, l)", r"\operatorname{B}\left(s, l\right)", lambda: mpmath.beta(s, lam)),
    (r"\operatorname{erf}(x)", r"\operatorname{erf}\left(x\right)", lambda: mpmath.erf(x)),
    ("erfc(x)", r"\operatorname{erfc}\left(x\right)", lambda: mpmath.erfc(x)),
    (r"\Phi(x)", r"\Phi\left(x\right)", lambda: mpmath.ncdf(x)),
    (r"\phi(x)", r"\phi\left(x\right)", lambda: mpmath.npdf(x)),
    (r"\Phi^{-1}(p)", r"\Phi^{-1}\left(p\right)", lambda: mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)),
    (r"\zeta(s)", r"\operatorname{zeta}\left(s\right)", lambda: mpmath.zeta(s)),
    (r"\sigma(x)", r"\operatorname{sigmoid}\left(x\right)", lambda: 1 / (1 + mpmath.exp(-x))),
    (r"\sigma^2(x)", r"\operatorname{sigmoid}^{2}\left(x\right)", lambda: (1 + mpmath.exp(-x)) ** -2),
    (r"\sigma^{-1}(p)", r"\operatorname{logit}\left(p\right)", lambda: mpmath.log(p / (1 - p))),
    ("softplus(x)", r"\operatorname{softplus}\left(x\right)", lambda: mpmath.log(1 + mpmath.exp(x))),
    ("relu(y)", r"\operatorname{relu}\left(y\right)", lambda: 0),
    (r"\max\{0, x, y\}", r"\max\left(0, x, y\right)", lambda: x),
    ("logsumexp(x, y)", r"\operatorname{logsumexp}\left(x, y\right)",
     lambda: mpmath.log(mpmath.exp(x) + mpmath.exp(y))),
    # conditions
    (r"\mathbb{1}[x > 0]", r"\mathbf{1}\left[x > 0\right]", lambda: 1),
    (r"\mathbf 1_{\{y > 0\}}", r"\mathbf{1}\left[y > 0\right]", lambda: 0),
    ("I(x > 0, y < 0)", r"\mathbf{1}\left[x > 0 \land y < 0\right]", lambda: 1),
    ("[x = 3/4] + 1[x != 3/4]", r"\mathbf{1}\left[x = \frac{3}{4}\right] + \mathbf{1}\left[x \ne \frac{3}{4}\right]",
     lambda: 1),
    ("x 1[0 <= x <= 1 or x > 3]", r"x \mathbf{1}\left[0 \le x \le 1 \lor x > 3\right]", lambda: x),
    (r"\begin{cases} x^2 & \text{if } x > 1 \\ -x & \text{otherwise} \end{cases}",
     r"\begin{cases} x^{2} & \text{if } x > 1 \\ -x & \text{otherwise} \end{cases}", lambda: -x),
    (r"\begin{cases} 1/y, & y \neq 0, \\ 0, & y = 0 \end{cases}",
     r"\begin{cases} \frac{1}{y} & \text{if } y \ne 0 \\ 0 & \text{if } y = 0 \end{cases}", lambda: 1 / y),
    ("piecewise((1, x < 0), (2, otherwise))", r"\begin{cases} 1 & \text{if } x < 0 \\ 2 & \text{otherwise} \end{cases}",
     lambda: 2),
    ("where(x > 0, x, 0)", r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", lambda: x),
    (r"\delta_{j2}", r"\delta_{j, 2}", lambda: 1),
    # sums and their kin
    (r"\max_i u_i", r"\max_{i=1}^{K} u_{i}", lambda: 4),
    (r"\min_{1 \le i \le 3} u_i", r"\min_{i=1}^{3} u_{i}", lambda: -1),
    (r"\sum_{i \ne j} u_i", r"\sum_{i=1,\, i \ne j}^{K} u_{i}", lambda: 7.5),
    (r"\sum_{i < k} u_i u_k", r"\sum_{i=1}^{K} \sum_{k=1,\, i < k}^{K} u_{i} u_{k}",
     lambda: sum(U[i] * U[k] for i in range(4) for k in range(i + 1, 4))),
    (r"\sum_{1 \le i < k \le K} u_i u_k^2", r"\sum_{i=1}^{K} \sum_{k=1,\, i < k}^{K} u_{i} u_{k}^{2}",
     lambda: sum(U[i] * U[k] ** 2 for i in range(4) for k in range(i + 1, 4))),
    (r"\sum_{i,k=1}^K u_i u_k", r"\sum_{i=1}^{K} \sum_{k=1}^{K} u_{i} u_{k}", lambda: sum(U) ** 2),
    (r"\prod_{i=1,\, i \ne 2}^K u_i", r"\prod_{i=1,\, i \ne 2}^{K} u_{i}", lambda: 6),
    (r"\sum_{\substack{i=1 \\ i \ne j}}^{K} u_i", r"\sum_{i=1,\, i \ne j}^{K} u_{i}", lambda: 7.5),
    (r"\sum_{i=1}^n \sum_{k=1}^i k", r"\sum_{i=1}^{n} \sum_{k=1}^{i} k", lambda: 35),
    (r"\sum_{k=0}^\infty p^k", r"\sum_{k=0}^{\infty} p^{k}", lambda: 1 / (1 - p)),
    (r"\sum_{k=2}^\infty k^2 p^{k-1}", r"\sum_{k=2}^{\infty} k^{2} p^{k - 1}",
     lambda: mpmath.nsum(lambda k: k**2 * p ** (k - 1), [2, mpmath.inf])),
    (r"\sum_{k=0}^\infty (k^2 - k + 1) \frac{l^k e^{-l}}{k!}",
     r"\sum_{k=0}^{\infty} \left(k^{2} - k + 1\right) \frac{l^{k} e^{-l}}{k!}", lambda: lam**2 + 1),
    (r"\sum_{k=1}^\infty \frac{1}{k(k+1)} p^k", r"\sum_{k=1}^{\infty} \frac{1}{k \left(k + 1\right)} p^{k}",
     lambda: mpmath.nsum(lambda k: p**k / (k * (k + 1)), [1, mpmath.inf])),
    (r"\sum_{k=3}^\infty k^{-s}", r"\sum_{k=3}^{\infty} k^{-s}", lambda: mpmath.zeta(s, 3)),
    (r"\sum_{k=0}^\infty \binom{k+3}{k} (-p)^k", r"\sum_{k=0}^{\infty} \binom{k + 3}{k} \left(-p\right)^{k}",
     lambda: (1 + p) ** -4),
    # derivatives
    (r"\frac{d}{dx} x^3", r"\frac{\mathrm{d}}{\mathrm{d}x} x^{3}", lambda: 3 * x**2),
    (r"\frac{\mathrm d^2}{\mathrm dx^2} \sin(2x)", r"\frac{\mathrm{d}^{2}}{\mathrm{d}x^{2}} \sin\left(2 x\right)",
     lambda: -4 * mpmath.sin(2 * x)),
    (r"\frac{\partial}{\partial s} s^x", r"\frac{\mathrm{d}}{\mathrm{d}s} s^{x}", lambda: x * s ** (x - 1)),
    (r"\frac{\partial (x y)}{\partial y}", r"\frac{\mathrm{d}}{\mathrm{d}y} x y", lambda: x),
    ("d/dx (x log s)", r"\frac{\mathrm{d}}{\mathrm{d}x} x \log\left(s\right)", lambda: mpmath.log(s)),
    (r"diff(\sigma(x), x, 2)", r"\frac{\mathrm{d}^{2}}{\mathrm{d}x^{2}} \operatorname{sigmoid}\left(x\right)",
     lambda: mpmath.diff(lambda t: 1 / (1 + mpmath.exp(-t)), x, 2)),
    (r"\frac{\partial}{\partial u_j} \sum_{i=1}^K u_i^2",
     r"\frac{\partial }{\partial u_{j}} \sum_{i=1}^{K} u_{i}^{2}", lambda: -2),
    (r"\sigma'(x)", r"\operatorname{sigmoid}'\left(x\right)", lambda: mpmath.exp(-x) / (1 + mpmath.exp(-x)) ** 2),
    (r"\tanh''(2x)", r"\tanh''\left(2 x\right)", lambda: mpmath.diff(mpmath.tanh, 2 * x, 2)),
    # integrals
    (r"\int_0^1 x^2 \, dx", r"\int_{0}^{1} x^{2} \, \mathrm{d}x", lambda: mpmath.mpf(1) / 3),
    (r"\int_1^s \frac{dt}{t}", r"\int_{1}^{s} \frac{1}{t} \, \mathrm{d}t", lambda: mpmath.log(s)),
    (r"\int_0^s \frac{t \, dt}{1 + t^2}", r"\int_{0}^{s} \frac{t}{1 + t^{2}} \, \mathrm{d}t",
     lambda: mpmath.log(1 + s**2) / 2),
    (r"\int_1^s dt/t", r"\int_{1}^{s} \frac{1}{t} \, \mathrm{d}t", lambda: mpmath.log(s)),
    (r"\int_0^s \int_0^t |t - r| dr dt",
     r"\int_{0}^{s} \int_{0}^{t} \left|t - r\right| \, \mathrm{d}r \, \mathrm{d}t", lambda: s**3 / 6),
    (r"\int_{-1}^s \max(t, x) dt", r"\int_{-1}^{s} \max\left(t, x\right) \, \mathrm{d}t",
     lambda: mpmath.quad(lambda t: max(t, x), [-1, x, s])),
    (r"\int_0^{s} t e^{-t} \mathrm{d}t", r"\int_{0}^{s} t e^{-t} \, \mathrm{d}t",
     lambda: mpmath.quad(lambda t: t * mpmath.exp(-t), [0, s])),
    (r"\int_1^2 \frac{\log t}{t} dt", r"\int_{1}^{2} \frac{\log\left(t\right)}{t} \, \mathrm{d}t",
     lambda: mpmath.log(2) ** 2 / 2),
    ("integral(cos(t), t, 0, x)", r"\int_{0}^{x} \cos\left(t\right) \, \mathrm{d}t", lambda: mpmath.sin(x)),
    (r"\int_0^\infty l e^{-l t} dt", r"\int_{0}^{\infty} l e^{-l t} \, \mathrm{d}t", lambda: 1),
    (r"\int_0^\infty t^{s-1} e^{-l t} dt", r"\int_{0}^{\infty} t^{s - 1} e^{-l t} \, \mathrm{d}t",
     lambda: mpmath.gamma(s) / lam**s),
    (r"\int_{-\infty}^\infty t^2 e^{-\frac{(t-m)^2}{2 s}} dt",
     r"\int_{-\infty}^{\infty} t^{2} e^{-\frac{\left(t - m\right)^{2}}{2 s}} \, \mathrm{d}t",
     lambda: mpmath.sqrt(2 * mpmath.pi * s) * (m**2 + s)),
    (r"\int_{-\infty}^x \phi(t) dt", r"\int_{-\infty}^{x} \phi\left(t\right) \, \mathrm{d}t", lambda: mpmath.ncdf(x)),
    (r"\int_{-\infty}^{\infty} \frac{1}{2} |t| e^{-|t|} dt",
     r"\int_{-\infty}^{\infty} \frac{1}{2} \left|t\right| e^{-\left|t\right|} \, \mathrm{d}t", lambda: 1),
    # limits
    (r"\lim_{t \to 0} \frac{\sin t}{t}", r"\lim_{t \to 0} \frac{\sin\left(t\right)}{t}", lambda: 1),
    (r"\lim_{t \to 0} \frac{x^t - 1}{t}", r"\lim_{t \to 0} \frac{x^{t} - 1}{t}", lambda: mpmath.log(x)),
    (r"\lim_{h \to 0} \frac{(x+h)^3 - x^3}{h}",
     r"\lim_{h \to 0} \frac{\left(x + h\right)^{3} - x^{3}}{h}", lambda: 3 * x**2),
    ("limit(sin(t)/t, t, 0)", r"\lim_{t \to 0} \frac{\sin\left(t\right)}{t}", lambda: 1),
    (r"\lim_{t \to 0+} \frac{|t|}{t}", r"\lim_{t \to 0^{+}} \frac{\left|t\right|}{t}", lambda: 1),
    (r"\lim_{t \uparrow 0} \frac{|t|}{t}", r"\lim_{t \to 0^{-}} \frac{\left|t\right|}{t}", lambda: -1),
    (r"\lim_{t \to \infty} \left(1 + \frac{x}{t}\right)^t",
     r"\lim_{t \to \infty} \left(1 + \frac{x}{t}\right)^{t}", lambda: mpmath.exp(x)),
    # spellings
    (r"x{\cdot}y", r"x \cdot y", lambda: x * y),
    (r"{}x{}y", "x y", lambda: x * y),
    (r"2\{x+y\}", r"2 \left(x + y\right)", lambda: 2 * (x + y)),
    (r"12\,000 x", "12000 x", lambda: 12000 * x),
    ("5!2", r"5! \cdot 2", lambda: 240),
]  # fmt: skip


def _read(text: str) -> Node:
    return read_expression(text, SYMBOLS)[0]


@pytest.mark.parametrize(("typed", "echo", "value"), CASES, ids=[typed for typed, _, _ in CASES])
def test_what_is_typed_is_echoed_and_has_the_value_it_says(typed: str, echo: str, value: Callable[[], object]) -> None:
    tree = _read(typed)

    found = evaluator(shaped(tree, SYMBOLS))(Place(POINT, 100))

    assert latex(tree) == echo
    assert abs(found - arb(mpmath.nstr(mpmath.mpf(value()), 17))) < 1e-12
    assert found.rel_accuracy_bits() > 60 or found == 0


@pytest.mark.parametrize("typed", [typed for typed, _, _ in CASES])
def test_the_echo_is_read_as_the_same_tree_and_can_be_spoken(typed: str) -> None:
    tree = _read(typed)

    assert _read(latex(tree)) == tree
    assert not set(spoken(tree)) & set("\\{}^_")


UNKNOWN = [
    # never a number that is not certain
    r"\sum_{k=0}^\infty (1+p)^k",  # diverges
    r"\sum_{k=1}^\infty 1/k",
    r"\int_0^\infty e^{t} dt",
    r"\int_0^1 1/t dt",
    r"\int_{-1}^1 1/t^2 dt",
    r"\lim_{t \to 0} 1/t",
    r"\lim_{t \to 0} \lfloor t \rfloor",
    r"\begin{cases} 1 & x > 1 \end{cases}",
    r"\max_{i=1}^{0} u_i",
]


@pytest.mark.parametrize("typed", UNKNOWN)
def test_what_has_no_value_gets_none(typed: str) -> None:
    try:
        found = evaluator(shaped(_read(typed), SYMBOLS))(Place(POINT, 100))
    except OutOfReachError:
        return

    assert not found.is_finite()


@pytest.mark.parametrize("exponent", [1, 2, 3, 6, 7])
def test_a_ball_around_zero_has_powers(exponent: int) -> None:
    ctx.prec = 100
    nothing = arb(1) / 3 - arb(1) / 3

    power = integer_power(nothing, exponent)

    assert power.contains(0) and power.is_finite() and power.rad() < 1e-28
