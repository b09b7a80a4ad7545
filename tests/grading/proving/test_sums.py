"""Finite sums and products in closed form, with the ends that they hold for."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.proving.closed_sums import ClosedSums
from pengrade.grading.proving.coefficients import value
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ratios import Ratio, constant
from pengrade.grading.reading.grammar import read_expression

SYMBOLS = declared(
    "n, k: natural; z: integer; p: probability; q, a, b: real; l, s: positive; t: real[N]; u, r: positive[N]; "
    "i: integer; f: function(real) -> real"
)


def proof(left: str, right: str) -> str | None:
    forms = NormalForms(SYMBOLS)
    equal = forms.equal(read_expression(left, SYMBOLS)[0], read_expression(right, SYMBOLS)[0])
    return ("symbolic" if forms.rewrote else "exact") if equal else None


CLOSED = [
    ("sum(i, i, 1, n)", "n(n+1)/2"),
    ("sum(i^2, i, 0, n)", "n(n+1)(2n+1)/6"),
    ("sum(i^3, i, 1, n)", "sum(j, j, 1, n)^2"),
    ("sum(2i - 1, i, 1, n)", "n^2"),
    ("sum(i, i, k, k + n)", "(n+1)(2k+n)/2"),
    ("sum(i, i, 1, N - 1)", "N(N-1)/2"),  # a dimension is 1 at least
    ("sum(q^i, i, 0, n)", "(1-q^(n+1))/(1-q)"),
    ("sum(q^(n-i), i, 0, n)", "(1-q^(n+1))/(1-q)"),
    ("sum(2^i, i, 0, n)", "2^(n+1) - 1"),
    ("sum(i q^i, i, 1, n)", "q(1 - (n+1) q^n + n q^(n+1))/(1-q)^2"),
    ("sum(exp(-l i), i, 0, n)", "(1 - exp(-l(n+1)))/(1 - exp(-l))"),
    ("sum(i i!, i, 1, n)", "(n+1)! - 1"),
    ("sum(i/(i+1)!, i, 1, n)", "1 - 1/(n+1)!"),
    ("sum(binomial(i, k), i, k, k + n)", "binomial(k+n+1, k+1)"),
    ("sum(binomial(n, i), i, 0, n)", "2^n"),
    ("sum(binomial(n, i) a^i b^(n-i), i, 0, n)", "(a+b)^n"),
    ("sum(binomial(n, i) p^i (1-p)^(n-i), i, 0, n)", "1"),
    ("sum(i binomial(n, i) p^i (1-p)^(n-i), i, 0, n)", "n p"),
    ("sum(i^2 binomial(n, i) p^i (1-p)^(n-i), i, 0, n)", "n p (1-p) + n^2 p^2"),
    ("sum(sum(j, j, 1, i), i, 1, n)", "n(n+1)(n+2)/6"),
    ("sum(log(i), i, 1, n)", "log(n!)"),
    ("prod(i, i, 1, n)", "n!"),
    ("prod(2i, i, 1, n)", "2^n n!"),
    ("prod(s + i, i, 1, n)", "gamma(s+n+1)/gamma(s+1)"),
    ("prod(1 + 1/i, i, 1, n)", "n + 1"),
    ("prod(n - i, i, 0, n - 1)", "n!"),
    ("prod(q^i, i, 1, n)", "q^(n(n+1)/2)"),
]


@pytest.mark.parametrize(("left", "right"), CLOSED)
def test_a_sum_in_closed_form_is_proved_by_rewriting(left: str, right: str) -> None:
    assert proof(left, right) == "symbolic"


MOVED = [
    ("sum(t_i, i, 1, N)", "sum(t_{i+1}, i, 0, N - 1)"),
    ("sum(t_i, i, 1, N)", "t_N + sum(t_i, i, 1, N - 1)"),
    ("sum(t_i, i, 2, N)", "sum(t_i, i, 1, N) - t_1"),
    ("sum(t_i, i, 1, N)", "sum(t_{N+1-j}, j, 1, N)"),
    ("sum(t_{i+1} - t_i, i, 1, N - 1)", "t_N - t_1"),
    ("sum(f(i+1) - f(i), i, 0, n)", "f(n+1) - f(0)"),
    ("sum(1/i, i, 1, n) + 1/(n+1)", "sum(1/i, i, 1, n + 1)"),
    ("sum(1/(i(i+1)), i, 1, n)", "n/(n+1)"),
    ("sum(1/(i(i+2)), i, 1, n)", "3/4 - 1/(2(n+1)) - 1/(2(n+2))"),
    ("sum(1/((s+i)(s+i+1)), i, 0, n)", "1/s - 1/(s+n+1)"),
    ("prod(a, i, 1, n)", "a^n"),
    ("prod(u_i r_i, i, 1, N)", "prod(u_i, i, 1, N) prod(r_i, i, 1, N)"),
    ("log(prod(u_i, i, 1, N))", "sum(log(u_i), i, 1, N)"),
    ("prod(p^(t_i), i, 1, N)", "p^sum(t_i, i, 1, N)"),
    ("prod(s exp(-s u_i), i, 1, N)", "s^N exp(-s sum(u_i, i, 1, N))"),
    ("(a b)^n", "a^n b^n"),
]


@pytest.mark.parametrize(("left", "right"), MOVED)
def test_a_sum_is_the_same_however_its_index_runs(left: str, right: str) -> None:
    assert proof(left, right) == "exact"


FALSE = [
    ("sum(1, i, 1, z)", "z"),  # not below zero
    ("sum(1, i, 1, n - 1)", "n - 1"),  # not for n = 0
    ("sum(1, i, 2, N - 1)", "N - 2"),  # not for N = 1
    ("sum(i, i, k, n)", "(n(n+1) - k(k-1))/2"),  # not for n < k - 1
    ("sum(t_i, i, 3, N)", "sum(t_i, i, 1, N) - t_1 - t_2"),  # not for N = 1
    ("prod(a, i, 1, z)", "a^z"),
    ("sum(q^i, i, 1, n)", "(1-q^(n+1))/(1-q)"),
    ("sum(binomial(n, i) p^i, i, 0, n)", "1"),
    ("sum(binomial(n, i), i, 1, n)", "2^n"),
    ("sum(binomial(n, i), i, 0, k)", "2^n"),
    ("prod(t_i, i, 1, N)", "exp(sum(t_i, i, 1, N))"),
    ("(a b)^s", "a^s b^s"),
]


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_sum_that_is_another_for_some_ends_is_not_proved(left: str, right: str) -> None:
    assert proof(left, right) is None


RESTS = [
    *("1", "q^i", "2^(-i)", "p^i (1-p)^(n-i)", "gamma(i+1)", "1/gamma(i+1)", "binomial(n, i)", "1/(i+s)"),
    *("binomial(i+2, 2)", "q^i/gamma(i+1)", "gamma(i+s)/gamma(i+3)", "1/(i+s)^2", "(-1)^i binomial(n, i)"),
]


def _at(forms: NormalForms, text: str, index: Ratio) -> Ratio:
    forms.indices["i"] = index
    return forms.atoms.canonical(forms.of(read_expression(text, SYMBOLS)[0]))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    st.sampled_from(RESTS),
    st.integers(0, 3),
    st.integers(-1, 3),
)
def test_a_closed_form_is_the_sum_of_its_terms(polynomial: list[int], rest: str, first: int, span: int) -> None:
    forms = NormalForms(SYMBOLS)
    own = forms.atoms.atom("bound", 1, whole=True)
    own.bound = frozenset({1})
    sums = ClosedSums(forms, own, constant(first), constant(first + span))

    found = sums.closed([constant(one) for one in polynomial], _at(forms, rest, forms.generator(own)))

    assume(found is not None)
    total, left = found or (constant(0), [])
    difference = -total
    for place in range(first, first + span + 1):
        at = constant(place)
        weight = value([constant(one) for one in polynomial], at) - value(left, at)
        difference = difference + weight * _at(forms, rest, at)
    assert forms.atoms.reduced(difference).above.is_zero()
