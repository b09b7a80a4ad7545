"""Densities as parts of other expressions: a likelihood times a prior is the posterior up to a factor."""

import pytest

from pengrade.grading.comparing.distribution import read
from pengrade.grading.comparing.expression import decided
from pengrade.grading.comparing.keys import key_of_tree
from pengrade.grading.declarations import Symbol, declared
from pengrade.grading.distributions.densities import density, support
from pengrade.grading.distributions.laws import standard
from pengrade.grading.distributions.reading import extended
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node, Product
from pengrade.grading.verdict import CORRECT, INCORRECT

SYMBOLS = "a, b, v, w: positive; m, y: real; k, n: natural; q: probability; theta: real"

POSTERIORS = [
    # of theta: likelihood and its value, prior, posterior, another one
    ("Binomial(n + k, theta)", "k", "Beta(a, b)", "Beta(a + k, b + n)", "Beta(a + n, b + k)"),
    ("Bernoulli(theta)", "k", "Beta(a, b)", "Beta(a + k, b + 1 - k)", "Beta(a + k, b)"),
    ("Geometric(theta)", "k", "Beta(a, b)", "Beta(a + 1, b + k - 1)", "Beta(a + 1, b + k)"),
    ("Poisson(theta)", "k", "Gamma(a, b)", "Gamma(a + k, b + 1)", "Gamma(a + k, 1/(b + 1))"),
    ("Exponential(theta)", "v", "Gamma(a, b)", "Gamma(a + 1, b + v)", "Gamma(a, b + v)"),
    ("N(theta, v)", "y", "N(m, w)", "N((w y + v m)/(v + w), v w/(v + w))", "N((w y + v m)/(v + w), 1/v + 1/w)"),
    ("N(m, theta)", "y", "IG(a, b)", "IG(a + 1/2, b + (y - m)^2/2)", "IG(a + 1/2, b + (y - m)^2)"),
    ("Pareto(1, theta)", "1 + v", "Gamma(a, b)", "Gamma(a + 1, b + log(1 + v))", "Gamma(a + 1, b)"),
]


def density_of(text: str, variable: str) -> Node:
    law = read(AnswerSpec("distribution", SYMBOLS, text), text).content
    found = density(standard(law), variable)
    assert found is not None
    return found


@pytest.mark.parametrize(("likelihood", "seen", "prior", "posterior", "other"), POSTERIORS)
def test_a_posterior_is_proportional_to_likelihood_times_prior(
    likelihood: str, seen: str, prior: str, posterior: str, other: str
) -> None:
    law = read(AnswerSpec("distribution", SYMBOLS, prior), prior).content
    where = support(standard(law))
    assert where is not None
    declarations = extended(declared(SYMBOLS), where.symbol("theta"))
    parts = (density_of_data(likelihood, seen), density_of(prior, "theta"))
    product = Product(0, 0, parts, ("*",))
    spec = AnswerSpec("expression", "", "", {"up_to": "factor", "with_respect_to": ["theta"]})

    verdicts = [
        decided(
            spec, key_of_tree(product, declarations, SCALAR), shaped(density_of(one, "theta"), declarations, SCALAR)
        )
        for one in (posterior, other)
    ]

    assert [verdict.verdict for verdict in verdicts] == [CORRECT, INCORRECT]


def density_of_data(likelihood: str, seen: str) -> Node:
    """The likelihood's density at what was seen."""

    value, _ = read_expression(seen, declared(SYMBOLS))
    return substituted(density_of(likelihood, "x"), {"x": value})


def test_the_variable_is_declared_as_closely_as_the_support_allows() -> None:
    laws = {"Beta(a, b)": "probability", "Gamma(a, b)": "positive", "Poisson(a)": "natural", "N(m, v)": "real"}

    found = {}
    for text in laws:
        where = support(standard(read(AnswerSpec("distribution", SYMBOLS, text), text).content))
        assert where is not None
        found[text] = where.symbol("z")

    assert found == {text: Symbol("z", domain) for text, domain in laws.items()}
