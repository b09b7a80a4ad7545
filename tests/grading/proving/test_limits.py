"""Limits by expansion, and those that do not exist, hang on a sign that is not known, or are beyond it."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import shaped
from pengrade.grading.tree import Node

SYMBOLS = declared("x, y: real; a, b: positive; q: probability; f: function(real) -> real")
POINT = Point({}, {"x": Fraction(-3, 4), "y": Fraction(2), "a": Fraction(5, 3), "b": Fraction(2), "q": Fraction(1, 3)})


def read(text: str) -> Node:
    return read_expression(text, SYMBOLS)[0]


def is_proved(left: str, right: str) -> bool:
    return NormalForms(SYMBOLS).equal(read(left), read(right))


LIMITS = [
    (r"\lim_{n\to\infty}(1+x/n)^n", "e^x"),
    (r"\lim_{n\to\infty}\left(1-\frac{a}{n}\right)^{2n+3}", "exp(-2a)"),
    (r"\lim_{n\to\infty}\frac{n}{n+1}", "1"),
    (r"\lim_{n\to\infty}\frac{3n^2+x n}{(2n-5)(n+1)}", "3/2"),
    (r"\lim_{n\to\infty}\frac{\log n}{n}", "0"),
    (r"\lim_{n\to\infty} n^2 e^{-a n}", "0"),
    (r"\lim_{n\to\infty}\frac{e^{n}+n}{e^n+2^n}", "1"),
    (r"\lim_{n\to\infty}(\sqrt{n^2+x n}-n)", "x/2"),
    (r"\lim_{n\to\infty}\sqrt[n]{n}", "1"),
    (r"\lim_{n\to\infty} n(a^{1/n}-1)", "log(a)"),
    (r"\lim_{n\to\infty}\frac{\sin n}{n}", "0"),
    (r"\lim_{n\to\infty}\frac{\lfloor a n\rfloor}{n}", "a"),
    (r"\lim_{n\to\infty}\frac{n!}{\sqrt{2\pi n}(n/e)^n}", "1"),
    (r"\lim_{t\to\infty}\tanh(t)", "1"),
    (r"\lim_{t\to-\infty}\sigma(t)", "0"),
    (r"\lim_{t\to\infty}\arctan(a t)", "pi/2"),
    (r"\lim_{t\to\infty}\Phi(t)", "1"),
    (r"\lim_{t\to\infty}\frac{\log(1+e^{a t})}{t}", "a"),
    (r"\lim_{t\to 0}\frac{\sin t}{t}", "1"),
    (r"\lim_{t\to 0}\frac{1-\cos(x t)}{t^2}", "x^2/2"),
    (r"\lim_{t\to 0}\frac{\sin t-t}{t^3}", "-1/6"),
    (r"\lim_{t\to 0}\frac{a^t-1}{t}", "log(a)"),
    (r"\lim_{h\to 0}\frac{(x+h)^3-x^3}{h}", "3x^2"),
    (r"\lim_{h\to 0}\frac{e^{x+h}-e^x}{h}", "e^x"),
    (r"\lim_{h\to 0}\frac{\sin(x+h)-\sin(x-h)}{2h}", "cos(x)"),
    (r"\lim_{h\to 0}\frac{f(x+h)-f(x)}{h}", "f'(x)"),
    (r"\lim_{t\to 0^+} t\log t", "0"),
    (r"\lim_{t\to 0^+} t^t", "1"),
    (r"\lim_{t\to 0^+}\frac{|t|}{t}", "1"),
    (r"\lim_{t\to 0^-}\frac{|t|}{t}", "-1"),
    (r"\lim_{t\to 2^-}\begin{cases}t^2 & t<2\\ 0 & t\ge 2\end{cases}", "4"),
    (r"\lim_{t\to a}\frac{t^2-a^2}{t-a}", "2a"),
]


@pytest.mark.parametrize(("left", "right"), LIMITS)
def test_a_limit_is_proved_by_expansion(left: str, right: str) -> None:
    assert is_proved(left, right)


@pytest.mark.parametrize(("left", "right"), [pair for pair in LIMITS if "f(" not in pair[0]])
def test_a_limit_has_the_value_of_its_closed_form_at_a_point(left: str, right: str) -> None:
    found, wanted = (evaluator(shaped(read(text), SYMBOLS))(Place(POINT, 100)) for text in (left, right))

    assert found.overlaps(wanted) and abs(found - wanted) < 1e-20


UNPROVED = [
    (r"\lim_{n\to\infty}\frac{x n}{x n+1}", "1"),  # not for x = 0
    (r"\lim_{n\to\infty}\tanh(x n)", "1"),
    (r"\lim_{n\to\infty} e^{x n}", "0"),
    (r"\lim_{t\to 0}\frac{|t|}{t}", "1"),
    (r"\lim_{t\to 0}\frac1t", "0"),
    (r"\lim_{n\to\infty}\sin n", "0"),
    (r"\lim_{n\to\infty} n\sin\frac{\pi n}{n+1}", "0"),
    (r"\lim_{n\to\infty}(\lfloor n\rfloor-n)", "0"),
    (r"\lim_{n\to\infty}(1+x/n)^n", "1+x"),
    (r"\lim_{t\to 0}\frac{\sin t-t}{t^3}", "0"),
    (r"\lim_{t\to\infty} t^{20}(1-\Phi(t)) e^{t}", "1"),
]


@pytest.mark.parametrize(("left", "right"), UNPROVED)
def test_what_is_false_or_in_doubt_is_not_proved(left: str, right: str) -> None:
    assert not is_proved(left, right)


NO_VALUE = [
    r"\lim_{t\to 0}\frac1t",
    r"\lim_{t\to 0}\frac{|t|}{t}",
    r"\lim_{t\to 0}\lfloor t\rfloor",
    r"\lim_{t\to\infty} t",
    r"\lim_{t\to\infty} e^{a t}",
    r"\lim_{t\to\infty}\sin t",
    r"\lim_{t\to 0}\mathbf 1[t>0]",
    r"\lim_{t\to 0^+}\log t",
    r"\lim_{t\to\infty}\lim_{s\to\infty}(s-t)",
]


@pytest.mark.parametrize("text", NO_VALUE)
def test_what_has_no_limit_gets_no_value(text: str) -> None:
    try:
        found = evaluator(shaped(read(text), SYMBOLS))(Place(POINT, 100))
    except OutOfReachError:
        return

    assert not found.is_finite()


POLYNOMIALS = st.lists(st.integers(-4, 4), min_size=1, max_size=4)


def _written(polynomial: list[int]) -> str:
    return "(" + " + ".join(f"({one}) n^{power}" for power, one in enumerate(polynomial)) + ")"


@settings(max_examples=60, deadline=None)
@given(POLYNOMIALS, POLYNOMIALS)
def test_a_quotient_of_polynomials_goes_to_that_of_their_leading_coefficients(
    above: list[int], below: list[int]
) -> None:
    assume(above[-1] and below[-1])
    text = rf"\lim_{{n\to\infty}}\frac{{{_written(above)}}}{{{_written(below)}}}"

    difference = len(above) - len(below)

    if difference > 0:
        assert not any(is_proved(text, str(value)) for value in (0, 1))
    else:
        assert is_proved(text, f"{above[-1]}/({below[-1]})" if difference == 0 else "0")
