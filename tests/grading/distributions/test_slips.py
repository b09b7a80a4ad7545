"""Slips within a law are refused with a witness that mpmath confirms, and identities never are."""

import random
from dataclasses import replace

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.distribution import read
from pengrade.grading.distributions.densities import density
from pengrade.grading.distributions.laws import Named, Standard, in_common, standard
from pengrade.grading.distributions.words import latex_of_law
from pengrade.grading.grade import grade
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED, Verdict
from tests.grading.mpmath_values import DIGITS, NotCoveredError, value_at
from tests.grading.mutations import mutated, rewritten

SYMBOLS = "a, b, s: positive; mu, c: real; n: natural; p: probability"
KEYS = [
    "N((a mu + b c)/(a + b), s^2/(a + b))",
    "N(mu exp(-a), sd = s sqrt(1 + exp(-2 a)))",
    "Gamma(a + n, b + s)",
    "Gamma(shape = a, scale = b/(1 + s))",
    "Beta(a + n, b + 2)",
    "Exponential(a b/(a + b))",
    "Exponential(scale = a + s)",
    "Laplace(mu - c, b/2)",
    "Uniform(mu - a, mu + 2 b)",
    "Poisson(a + b^2)",
    "Geometric(p/(1 + p))",
    "Bernoulli(p/(p + (1 - p) exp(-a)))",
    "LogNormal(mu + c, s^2)",
    "t(a + n + 1, mu, s/(n + 1))",
    "InverseGamma(a + n/2, b + (mu - c)^2/2 + s)",
    "chi^2(n + 1)",
    "Dirichlet(a + 1, b, s + n)",
]
DENSE = [key for key in KEYS if not key.startswith("Dir")]


def spec_of(key: str) -> AnswerSpec:
    return AnswerSpec("distribution", SYMBOLS, key)


def law_of(key: str) -> Named:
    found = read(spec_of(key), key).content
    assert isinstance(found, Named)
    return found


def with_slip(law: Named, generator: random.Random) -> Named:
    place = generator.randrange(len(law.parameters))
    changed = mutated(law.parameters[place], generator)
    return replace(law, parameters=(*law.parameters[:place], changed, *law.parameters[place + 1 :]))


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_a_slip_in_a_parameter_is_refused_with_a_witness(key: str, seed: int) -> None:
    law = law_of(key)
    wrong = with_slip(law, random.Random(seed))

    verdict = grade(spec_of(key), latex_of_law(wrong))

    if verdict.verdict == INCORRECT:
        confirm_parameter(verdict, law, wrong)
    elif verdict.verdict == CORRECT:
        assert agree_somewhere(law, wrong), latex_of_law(wrong)
    else:
        assert verdict.verdict in (INVALID, UNDECIDED)


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_identities_in_the_parameters_are_never_refused(key: str, seed: int) -> None:
    generator = random.Random(seed)
    law = law_of(key)
    same = replace(law, parameters=tuple(rewritten(tree, generator, True) for tree in law.parameters))

    verdict = grade(spec_of(key), latex_of_law(same))

    assert verdict.verdict in (CORRECT, UNDECIDED), f"{latex_of_law(same)}: {verdict.message}"


@pytest.mark.parametrize("key", DENSE)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_identities_in_a_density_are_never_refused(key: str, seed: int) -> None:
    same = rewritten(density_of(key), random.Random(seed), True)

    verdict = grade(spec_of(key), f"p(x) = {latex(same)}")

    assert verdict.verdict in (CORRECT, UNDECIDED), f"{latex(same)}: {verdict.message}"


@pytest.mark.parametrize("key", DENSE)
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_a_slip_in_a_density_is_refused_with_a_witness(key: str, seed: int) -> None:
    body = density_of(key)
    wrong = mutated(body, random.Random(seed))

    verdict = grade(spec_of(key), f"p(x) = {latex(wrong)}")

    if verdict.verdict == INCORRECT:
        confirm_density(verdict, body, wrong)
    elif verdict.verdict == CORRECT:
        assert agree_at(body, wrong, {"x": "1/2"}) or agree_at(body, wrong, {"x": "1"}), latex(wrong)


def density_of(key: str) -> Node:
    body = density(standard(law_of(key)), "x")
    assert body is not None
    return body


def confirm_parameter(verdict: Verdict, law: Named, wrong: Named) -> None:
    """The value of the parameter on either side lies in its interval, and the intervals apart."""
    evidence = verdict.evidence
    pair = in_common(standard(law), standard(wrong))
    assert pair is not None and evidence["method"] in ("counterexample", "shape")
    if evidence["method"] == "shape":
        return
    for side, member in zip(("expected", "answer"), pair, strict=True):
        try:
            value = value_at(parameter_of(member, evidence["parameter"]), evidence["point"])
        except NotCoveredError:
            return
        value = value[evidence["entry"][0] - 1, 0] if "entry" in evidence else value
        assert lies_in(value, evidence.get("parts", evidence)[side])


def parameter_of(member: Standard, name: str) -> Node:
    return next(tree for slot, tree in zip(member.family.slots, member.parameters, strict=True) if slot.name == name)


def confirm_density(verdict: Verdict, body: Node, wrong: Node) -> None:
    evidence = verdict.evidence
    if evidence.get("compared") != "density" or "not_real" in evidence:
        return
    for side, tree in (("expected", body), ("answer", wrong)):
        try:
            assert lies_in(value_at(tree, evidence["point"]), evidence[side])
        except NotCoveredError:
            return


def lies_in(value: mpmath.mpf, interval: list[str]) -> bool:
    if isinstance(interval, dict):
        return lies_in(mpmath.re(value), interval["re"]) and lies_in(mpmath.im(value), interval["im"])
    with mpmath.workdps(DIGITS):
        low, high = (mpmath.mpf(text) for text in interval)
        room = mpmath.mpf(10) ** -40 * (1 + abs(value))
        return bool(low - room <= mpmath.re(value) <= high + room)


POINT = {"a": "7/5", "b": "3/7", "s": "5/3", "mu": "-11/13", "c": "9/4", "n": "3", "p": "2/7"}


def agree_somewhere(law: Named, other: Named) -> bool:
    pair = in_common(standard(law), standard(other))
    assert pair is not None
    trees = zip(pair[0].parameters, pair[1].parameters, strict=True)
    return all(agree_at(one, two, {}) for one, two in trees)


def agree_at(one: Node, other: Node, more: dict[str, str]) -> bool:
    try:
        values = [value_at(tree, {**POINT, **more}) for tree in (one, other)]
    except (NotCoveredError, ZeroDivisionError, ValueError):
        return True
    with mpmath.workdps(DIGITS):
        return bool(mpmath.norm(values[0] - values[1]) < mpmath.mpf(10) ** -40 * (1 + mpmath.norm(values[0])))
