"""The engine's densities are those of the textbooks, have the mass one, and are those of the larger families."""

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.distributions.densities import density, evaluated, support
from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.distributions.laws import Standard, formula
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import Node
from tests.grading import mpmath_laws
from tests.grading.mpmath_laws import DENSITIES, DISCRETE

X = declared("x: real")
POSITIVE = st.fractions(Fraction(1, 4), 5, max_denominator=6)
REAL = st.fractions(-4, 4, max_denominator=6)
DOMAINS = {
    "real": REAL,
    "location": REAL,
    "positive": POSITIVE,
    "spread": POSITIVE,
    "probability": st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10),
    "count": st.integers(1, 9).map(Fraction),
    "whole": st.integers(-4, 4).map(Fraction),
}


def parameters_of(family: str) -> st.SearchStrategy[tuple[Fraction, ...]]:
    slots = FAMILIES[family].slots
    found = st.tuples(*(DOMAINS[slot.domain] for slot in slots))
    if FAMILIES[family].ordered is None:
        return found
    places = [number for number, slot in enumerate(slots) if slot.letter in (FAMILIES[family].ordered or ())]
    return found.map(lambda values: _in_order(values, places[0], places[1]))


def _in_order(values: tuple[Fraction, ...], low: int, high: int) -> tuple[Fraction, ...]:
    changed = list(values)
    changed[low] = min(values[low], values[high])
    changed[high] = max(values[low], values[high]) + 1
    return tuple(changed)


def member(family: str, parameters: tuple[Fraction, ...]) -> Standard:
    return Standard(FAMILIES[family], tuple(map(literal, parameters)))


def value(tree: Node) -> Fraction:
    """A tree without names, as a fraction that is very near."""
    found = evaluator(shaped(tree, X, SCALAR))(Place(Point(), 200))
    middle, exponent = found.mid().man_exp()
    return Fraction(int(middle)) * Fraction(2) ** int(exponent)


def engine_density(law: Standard, x: Fraction) -> mpmath.mpf:
    body = density(law, "x")
    assert body is not None
    found = evaluated(body, X)(Place(Point(values={"x": x}), 128))
    assert isinstance(found, arb)
    return mpmath.mpf(found.str(25, radius=False))


@pytest.mark.parametrize("family", DENSITIES)
def test_every_density_has_a_second_opinion_and_every_family_with_one_is_here(family: str) -> None:
    assert {name for name, one in FAMILIES.items() if one.density} == set(DENSITIES)
    assert FAMILIES[family].discrete == (family in DISCRETE)


@pytest.mark.parametrize("family", DENSITIES)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_density_is_that_of_the_textbook_within_the_support(family: str, data: st.DataObject) -> None:
    parameters = data.draw(parameters_of(family))
    low, high = mpmath_laws.ends(family, parameters)
    x = data.draw(_inside(family, low, high))

    found = engine_density(member(family, parameters), x)

    wanted = mpmath_laws.density(family, x, parameters)
    assert mpmath.almosteq(found, wanted, rel_eps=mpmath.mpf(10) ** -13)


def _inside(family: str, low: Fraction | None, high: Fraction | None) -> st.SearchStrategy[Fraction]:
    if family in DISCRETE:
        first = int(low or 0)
        return st.integers(first, first + 8 if high is None else int(high)).map(Fraction)
    if low is None:
        return REAL
    top = low + 8 if high is None else high
    return st.fractions(Fraction(1, 40), Fraction(39, 40), max_denominator=40).map(lambda t: low + t * (top - low))


@pytest.mark.parametrize("family", DENSITIES)
@settings(max_examples=5, deadline=None)
@given(st.data())
def test_the_support_is_where_the_textbook_has_its_mass(family: str, data: st.DataObject) -> None:
    parameters = data.draw(parameters_of(family))

    where = support(member(family, parameters))

    assert where is not None
    ends = tuple(None if end is None else exact_value(end) for end in (where.lower, where.upper))
    assert ends == mpmath_laws.ends(family, parameters)


MASSES = {
    **{family: (Fraction(2), Fraction(3), Fraction(1)) for family in DENSITIES},
    "bernoulli": (Fraction(1, 3),),
    "binomial": (Fraction(7), Fraction(1, 3)),
    "geometric": (Fraction(1, 3),),
    "geometric-from-zero": (Fraction(1, 3),),
    "negative-binomial": (Fraction(5, 2), Fraction(1, 3)),
    "negative-binomial-trials": (Fraction(3), Fraction(1, 3)),
    "discrete-uniform": (Fraction(-2), Fraction(5)),
    "truncated-normal": (Fraction(1), Fraction(2), Fraction(0), Fraction(4)),
}


@pytest.mark.parametrize("family", DENSITIES)
def test_the_second_opinion_has_the_mass_one(family: str) -> None:
    count = len(FAMILIES[family].slots)

    assert abs(mpmath_laws.mass(family, MASSES[family][:count]) - 1) < 1e-9


LIFTED = [(name, parent) for name, family in FAMILIES.items() for parent, _ in family.parents if name in DENSITIES]


def _generalised_gamma(x: mpmath.mpf, a: mpmath.mpf, d: mpmath.mpf, p: mpmath.mpf) -> mpmath.mpf:
    return p / (a**d * mpmath.gamma(d / p)) * x ** (d - 1) * mpmath.exp(-((x / a) ** p)) if x > 0 else mpmath.mpf(0)


def _four_parameter_beta(x: mpmath.mpf, a: mpmath.mpf, b: mpmath.mpf, low: mpmath.mpf, high: mpmath.mpf) -> mpmath.mpf:
    z = (x - low) / (high - low)
    return z ** (a - 1) * (1 - z) ** (b - 1) / mpmath.beta(a, b) / (high - low)


LARGER: dict[str, Callable[..., mpmath.mpf]] = {
    **DENSITIES,
    "generalised gamma": _generalised_gamma,
    "four-parameter beta": _four_parameter_beta,
}


@pytest.mark.parametrize(("family", "parent"), LIFTED)
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_a_law_is_the_same_in_the_larger_family(family: str, parent: str, data: st.DataObject) -> None:
    if parent not in LARGER:
        return  # of vectors
    parameters = data.draw(parameters_of(family))
    x = data.draw(_inside(family, *mpmath_laws.ends(family, parameters)))
    law = member(family, parameters)
    formulas = dict(law.family.parents)[parent]

    lifted = [mpmath.mpf(one.numerator) / one.denominator for one in map(value, _filled(law, formulas))]

    wanted = mpmath_laws.density(family, x, parameters)
    assert mpmath.almosteq(LARGER[parent](mpmath_laws.number(x), *lifted), wanted, rel_eps=mpmath.mpf(10) ** -12)


def _filled(law: Standard, formulas: tuple[str, ...]) -> list[Node]:
    return [formula(text, law.letters()) for text in formulas]
