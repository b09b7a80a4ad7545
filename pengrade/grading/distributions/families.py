"""The named families of the field, and how they are found by their names."""

from pengrade.grading.distributions.continuous_families import CONTINUOUS
from pengrade.grading.distributions.discrete_families import DISCRETE
from pengrade.grading.distributions.family import Family, squashed

ALL = (*DISCRETE, *CONTINUOUS)
FAMILIES: dict[str, Family] = {family.name: family for family in ALL}
_CALLED = {spelling: family for family in ALL for spelling in family.spellings}
# One family in two conventions: where the counting begins, and its name then.
COUNTED_FROM: dict[str, dict[int, str]] = {
    "geometric": {0: "geometric-from-zero", 1: "geometric"},
    "negative-binomial": {0: "negative-binomial", 1: "negative-binomial-trials"},
}
# Letters that several families go by, with the names to write instead.
AMBIGUOUS = {
    "B": "Beta, Binomial or Bernoulli",
    "G": "Gamma, Geometric or Gaussian",
    "E": "Exponential",
    "P": "Poisson or Pareto",
    "L": "Laplace or Logistic",
    "C": "Cauchy or Categorical",
    "D": "Dirichlet or DiscreteUniform",
    "W": "Weibull",
}
# Be(p) and Be(a, b): the number of parameters tells which.
BY_NUMBER = {"Be": {1: "bernoulli", 2: "beta"}}


def family_called(name: str, parameters: int = 0) -> Family | None:
    """The family with that name, however it is spelt: "Inv-Gamma", "inverse gamma", "IG"."""
    told = BY_NUMBER.get(name, {}).get(parameters)
    return FAMILIES[told] if told else _CALLED.get(squashed(name))


def family_words() -> list[str]:
    """Names in full, for "did you mean"."""
    names = {family.latex.removeprefix("\\operatorname{").rstrip("}") for family in ALL if "op" in family.latex}
    return sorted(names | {"Normal", "Gaussian"})
