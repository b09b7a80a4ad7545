"""Integrals in closed form, and those that have none between their ends."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import acb
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.proving.antiderivatives import integrated
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ranges import Ranges
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import shaped
from pengrade.grading.tree import Integral, Node

SYMBOLS = declared("x, y, a, b, m: real; s, l, r: positive; p: probability; f: function(real) -> real; u: real[N]")


def read(text: str) -> Node:
    return read_expression(text, SYMBOLS)[0]


def proof(left: str, right: str) -> str | None:
    forms = NormalForms(SYMBOLS)
    equal = forms.equal(read(left), read(right))
    return ("symbolic" if forms.rewrote else "exact") if equal else None


CLOSED = [
    (r"\int_a^b x^2 dx", "(b^3 - a^3)/3"),
    (r"\int_0^1 t (1-t)^2 dt", "1/12"),
    (r"\int_1^s \frac{dt}{t}", "log(s)"),
    (r"\int_{-2}^{-1} 1/t dt", "-log(2)"),
    (r"\int_s^{2s} t^{-2} dt", "1/(2s)"),
    (r"\int_0^1 t^s dt", "1/(s+1)"),
    (r"\int_0^1 \frac{1}{\sqrt t} dt", "2"),
    (r"\int_0^1 \log t dt", "-1"),
    (r"\int_0^s t (\log t)^2 dt", "s^2/2 (log(s)^2 - log(s) + 1/2)"),
    (r"\int_1^\infty t^{-3} dt", "1/2"),
    (r"\int_0^x \cos t dt", "sin(x)"),
    (r"\int_0^{2\pi} \sin(t)^2 dt", "pi"),
    (r"\int_0^s l e^{-l t} dt", "1 - exp(-l s)"),
    (r"\int_0^\infty l t e^{-l t} dt", "1/l"),
    (r"\int_0^\infty t^{s-1} e^{-l t} dt", r"\Gamma(s)/l^s"),
    (r"\int_{-\infty}^0 e^{l t} dt", "1/l"),
    (r"\int_{-\infty}^\infty e^{-t^2/(2s)} dt", "sqrt(2 pi s)"),
    (r"\int_{-\infty}^\infty t \frac{1}{\sqrt{2\pi}s} e^{-(t-m)^2/(2s^2)} dt", "m"),
    (r"\int_{-\infty}^\infty (t-m)^4 \frac{1}{\sqrt{2\pi}s} e^{-(t-m)^2/(2s^2)} dt", "3 s^4"),
    (r"\int_{-\infty}^\infty e^{a t} \phi(t) dt", "exp(a^2/2)"),
    (r"\int_0^\infty e^{-s t^2} dt", r"\frac12 sqrt(pi/s)"),
    (r"\int_{-\infty}^x \phi(t) dt", r"\Phi(x)"),
    (r"\int_0^1 \int_0^x y dy dx", "1/6"),
    (r"\int_0^\infty \int_x^\infty l r e^{-l x - r y} dy dx", "l/(l+r)"),
    (r"\sum_{i=1}^N \int_0^1 u_i t dt", r"\frac12 \sum_{i=1}^N u_i"),
    (r"\int_{-s}^s |t| dt", "s^2"),
    (r"\int_0^1 t \mathbf 1[t \le p] dt", "p^2/2"),
    (r"\int_0^1 \int_0^1 |x - y| dx dy", "1/3"),
    (r"\int_0^s \int_0^s \min(x, y) dx dy", "s^3/3"),
    (r"\int_0^\infty \max(t, s) l e^{-l t} dt", "s + exp(-l s)/l"),
]


@pytest.mark.parametrize(("left", "right"), CLOSED)
def test_an_integral_in_closed_form_is_proved_by_rewriting(left: str, right: str) -> None:
    assert proof(left, right) == "symbolic"


LINEAR = [
    (r"\int_0^1 2 f(t) dt", r"2 \int_0^1 f(u) du"),
    (r"\int_0^1 (f(t) + a f(2t)) dt", r"\int_0^1 f(t) dt + a \int_0^1 f(2t) dt"),
    (r"\int_0^1 f(t + 1) dt", r"\int_1^2 f(t) dt"),
    (r"\int_a^a f(t) dt", "0"),
]


@pytest.mark.parametrize(("left", "right"), LINEAR)
def test_an_integral_without_a_closed_form_is_linear(left: str, right: str) -> None:
    assert proof(left, right) == "exact"


OPEN = [
    r"\int_{-1}^1 t^{-2} dt",
    r"\int_{-1}^1 1/t dt",
    r"\int_0^1 1/t dt",
    r"\int_0^1 t^{-3/2} dt",
    r"\int_0^1 t^{a} dt",  # a may be -2
    r"\int_a^b 1/t dt",
    r"\int_a^1 \log t dt",
    r"\int_1^\infty 1/t dt",
    r"\int_0^\infty e^{a t} dt",
    r"\int_{-\infty}^\infty e^{-l t} dt",
    r"\int_{-\infty}^\infty e^{a t^2} dt",
    r"\int_{-1}^1 \sqrt{t^2} dt",
    r"\int_0^1 |t - a| dt",
    r"\int_0^1 \mathbf 1[t > s] dt",  # s may lie beyond 1
    r"\int_0^1 |t^2 - p| dt",
    r"\int_0^1 \sum_{i=1}^N |t - u_i| dt",
    r"\int_0^1 f(t) dt",
]


@pytest.mark.parametrize("text", OPEN)
def test_what_may_diverge_or_is_unknown_has_no_closed_form(text: str) -> None:
    node = read(text)
    assert isinstance(node, Integral)

    assert integrated(node, Ranges(SYMBOLS)) is None


def test_an_integral_that_diverges_is_not_proved_to_be_what_its_antiderivative_says() -> None:
    assert proof(r"\int_{-1}^1 t^{-2} dt", "-2") is None


FACTORS = {
    "t": lambda t: t,
    "(t-1)": lambda t: t - 1,
    "(t+2)^2": lambda t: (t + 2) ** 2,
    "e^{-t}": lambda t: mpmath.exp(-t),
    "e^{t/2}": lambda t: mpmath.exp(t / 2),
    "cos(2t)": lambda t: mpmath.cos(2 * t),
    "sin(t)": mpmath.sin,
    "2^t": lambda t: 2**t,
}
ALONE = {
    "|t-1|": lambda t: abs(t - 1),
    "t max(t, 2-t, 1/2)": lambda t: t * max(t, 2 - t, 0.5),
    "relu(1-t) e^t": lambda t: max(1 - t, 0) * mpmath.exp(t),
    "sign(3-2t)": lambda t: mpmath.sign(3 - 2 * t),
    "min(t,1) 1[t>1/2 or t<2/5]": lambda t: min(t, 1) if t > 0.5 or t < 0.4 else 0,
    "where(t < 1, t^2, |t-2|)": lambda t: t**2 if t < 1 else abs(t - 2),
    "e^{-t^2}": lambda t: mpmath.exp(-t * t),
    "e^{t-t^2/3}": lambda t: mpmath.exp(t - t * t / 3),
    "t^{3/2}": lambda t: t**1.5,
    "log(t)": mpmath.log,
    "t log(3t)^2": lambda t: t * mpmath.log(3 * t) ** 2,
    "1/t^2": lambda t: t**-2,
    "1/sqrt(2t)": lambda t: (2 * t) ** -0.5,
}


CORNERS = (0.4, 0.5, 1, 1.5, 2)  # of the functions above


def _agrees(text: str, function: Callable[[Any], Any], lower: str, upper: str) -> bool:
    node = read(f"integral({text}, t, {lower}, {upper})")
    assert isinstance(node, Integral)
    found = integrated(node, Ranges(SYMBOLS))
    assert found is not None
    value = acb(evaluator(shaped(found, SYMBOLS))(Place(Point(), 100)))
    ends = [float(Fraction(end)) for end in (lower, upper)]
    corners = sorted((place for place in CORNERS if min(ends) < place < max(ends)), reverse=ends[0] > ends[1])
    wanted = mpmath.quad(function, [ends[0], *corners, ends[1]])
    return bool(abs(value - acb(mpmath.nstr(wanted, 17))) < 1e-10)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(list(FACTORS)), min_size=1, max_size=3),
    st.sampled_from(["-1", "0", "1/3", "2"]),
    st.sampled_from(["1/2", "1", "3"]),
)
def test_a_closed_form_is_what_quadrature_gives(factors: list[str], lower: str, upper: str) -> None:
    def function(t: Any) -> Any:
        return mpmath.fprod(FACTORS[factor](t) for factor in factors)

    assert _agrees(" * ".join(factors), function, lower, upper)


@pytest.mark.parametrize("text", ALONE)
@pytest.mark.parametrize(("lower", "upper"), [("1/3", "2"), ("3", "1")])
def test_so_it_is_for_roots_logarithms_and_bells(text: str, lower: str, upper: str) -> None:
    assert _agrees(text, ALONE[text], lower, upper)
