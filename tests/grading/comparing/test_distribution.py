"""Distributions: equal laws under all their names, wrong ones with a witness, and how parameters were read."""

import re
import time
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.fingerprint import fingerprint
from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED, Verdict
from tests.grading import mpmath_laws
from tests.grading.distributions.test_densities import parameters_of
from tests.grading.mpmath_laws import DENSITIES, DISCRETE

SYMBOLS = "a, b, s: positive; mu: real; p: probability; n: natural"
VECTORS = "m: vector(d); S: matrix(d,d) positive-definite"


def verdict_on(expected: str, answer: str, symbols: str = SYMBOLS, **options: Any) -> Verdict:
    return grade(AnswerSpec("distribution", symbols, expected, options), answer)


SAID = [
    # what is typed, what is said aloud, what is told of it
    ("N(mu, s^2)", "normal with mean mu and variance s squared", "The second parameter of N was read as the variance."),
    ("N(mu, sd=s)", "normal with mean mu and standard deviation s", None),
    ("Gamma(a, b)", "gamma with shape a and rate b", "The second parameter of Gamma was read as the rate."),
    ("Gamma(a, scale=b)", "gamma with shape a and scale b", None),
    ("Exp(a)", "exponential with rate a", "The parameter of Exp was read as the rate."),
    ("x ~ Beta(a, b)", "beta with alpha a and beta b", "What stands before the distribution was passed over."),
    ("Beta(x | a, b)", "beta with alpha a and beta b", "What stands before the bar was read as the variable."),
    ("Beta(x; a, b)", "beta with alpha a and beta b", "What stands before the semicolon was read as the variable."),
    ("a e^{-a x}", "the density of x is a times e to the power minus open bracket a times x close bracket end power",
     "This was read as the density of x."),
    ("Cat(p, 1/2, 1/2 - p)", "categorical with probabilities p, one half and one half minus p", None),
    ("Geometric(p)", "geometric on 1, 2, 3, and so on, with probability p", None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "said", "told"), SAID)
def test_the_echo_says_how_the_parameters_were_read(typed: str, said: str, told: str | None) -> None:
    echo = preview(AnswerSpec("distribution", SYMBOLS, "N(mu, s)"), typed)

    assert (echo.spoken, echo.message) == (said, "")
    assert echo.readings == (() if told is None else (told,)) or told in echo.readings


def test_of_vectors_the_parameters_have_other_names() -> None:
    echo = preview(AnswerSpec("distribution", VECTORS, "N(m, S)"), "N(m, S)")

    assert echo.spoken == "normal with mean vector m and covariance matrix capital s"
    assert echo.readings == ("The second parameter of N was read as the covariance matrix.",)


def test_the_echo_names_what_could_be_meant_otherwise() -> None:
    spec = AnswerSpec("distribution", SYMBOLS, "N(mu, s)", {"parametrisation": {"gamma": "scale"}})

    assert preview(spec, "N(mu, s)").understood_as == r"\mathcal{N}\left(\text{mean} = \mu, \text{variance} = s\right)"
    assert preview(spec, "Ga(a, b)").understood_as == (
        r"\operatorname{Gamma}\left(\text{shape} = a, \text{scale} = b\right)"
    )
    assert preview(spec, "Beta(a, b)").understood_as == r"\operatorname{Beta}\left(a, b\right)"


READ_ALIKE = [
    ("InverseGamma(a, b)", ["Inv-Gamma(a, b)", r"\text{Inverse-Gamma}(a, b)", "IG(a, b)", r"\mathcal{IG}(a, b)"]),
    ("LogNormal(mu, s)", ["log-normal(mu, s)", r"\operatorname{LogNormal}(\mu, s)", "LN(mu, s)", "lognormal(mu, s)"]),
    ("NegativeBinomial(a, p)", ["NB(a, p)", "NegBin(a, p)", "negative binomial(a, p)"]),
    ("chi^2(n)", [r"\chi^2(n)", r"\chi^{2}_{n}", r"\chi_n^2", "χ²(n)", "ChiSquared(n)", "chi-squared(df=n)"]),
    ("t(a, mu, s)", [r"t_a(\mu, s)", r"t_{a}(mu, s)", "Student's t(a, mu, s)", "StudentT(df=a, loc=mu, scale=s)"]),
    ("U(mu, mu + s)", [r"\mathcal{U}[\mu, \mu+s]", "Unif([mu, mu + s])", r"\mathrm{Uniform}\left(\mu,\mu+s\right)"]),
    ("delta(mu)", [r"\delta_\mu", r"\delta(x-\mu)", "Dirac(mu)", r"\delta_{\mu}"]),
    ("N(mu, s)", ["N ( mu , s )", r"N\!\left(\mu,\,s\right)", r"\mathcal N(\cdot \mid \mu, s)", "Ｎ（mu, s）",
                  "Y | X = x ~ N(mu, s)", r"p_\theta(x\mid z)=\mathcal{N}(x;\mu,s)", "N(mu; s)"]),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "others"), READ_ALIKE)
def test_a_family_goes_by_many_spellings(plain: str, others: list[str]) -> None:
    spec = AnswerSpec("distribution", SYMBOLS, plain)
    wanted = preview(spec, plain).understood_as

    assert {other: preview(spec, other).understood_as for other in others} == dict.fromkeys(others, wanted)


REFUSED = [
    ("N(mu)", "N takes a mean and a variance."),
    ("N(mu, s, 1)", "N takes a mean and a variance."),
    ("Gamma(a, speed=b)", "Gamma has no parameter speed. Gamma takes a shape and a rate."),
    ("N(mu, s, mean=mu)", "Two parameters of N say the mean."),
    ("N(mu, -s)", "Here the variance is positive, and this is not."),
    ("Bernoulli(3/2)", "Here the probability is between 0 and 1, and this is not."),
    ("Binomial(5/2, p)", "Here the number of trials is a whole number from 1, and this is not."),
    ("Cat(0.5, 0.6)", "These probabilities add up to 11/10, not to 1."),
    ("U(2, 1)", "The upper end lies above the lower one."),
    ("B(a, b)", "B may stand for several distributions. Write the name out: Beta, Binomial or Bernoulli."),
    ("Nromal(mu, s)", "There is no distribution Nromal here. Did you mean Normal?"),
    ("Geometric(p, support=2)", "The support begins at 0 or at 1."),
    ("N([0, 0], [[1, 2], [2, 1]])", "A covariance matrix has no negative eigenvalue, and this one has."),
    ("N([0, 0], [[1, 2], [3, 9]])", "A covariance matrix is symmetric, and this one is not."),
    ("mu + s", "A distribution is asked for here, such as N(mean, variance), or its density, as in p(x) = …"),
]


@pytest.mark.parametrize(("typed", "message"), REFUSED)
def test_what_is_no_distribution_is_refused_with_a_reason(typed: str, message: str) -> None:
    verdict = verdict_on("N(mu, s)", typed)

    assert (verdict.verdict, verdict.message) == (INVALID, message)
    assert verdict.position is not None and 0 <= verdict.position <= len(typed)


FOUND = [
    # key, answer, finding, where the words begin after "Not right yet."
    ("N(mu, s^2)", "N(mu, s)", "sd-for-variance", "A standard deviation"),
    ("N(mu, s)", "N(mu, s^2)", "variance-for-sd", "A variance"),
    ("N(mu, s^2)", "N(mu, 1/s^2)", "precision-for-variance", "Variance and precision"),
    ("Gamma(a, b)", "Gamma(a, 1/b)", "rate-for-scale", "Rate and scale"),
    ("Exp(a)", "Exp(scale=a)", "rate-for-scale", "Rate and scale"),
    ("Gamma(a, b)", "Gamma(b, a)", "parameters-swapped", "Two parameters"),
    ("Beta(a + n, b)", "Beta(a + n - 1, b - 1)", "shape-off-by-one", "A parameter"),
    ("N(mu, s)", "Laplace(mu, s)", "other-family", "Another family"),
    ("Geometric(p)", "Geometric(p, support=0)", "counting-from", "Check where"),
    ("Exp(a)", "a e^{-a x}, x > 1", "support", "Check where"),
    ("Beta(a, b)", "x^{a-1} (1-x)^{b-1}", "not-normalised", "Check the normalising"),
    ("N(mu, s)", "N(2 mu, s)", "factor:2", "In the mean:"),
    ("N(mu, s)", "N(mu a b + 3, s)", "parameter:mean", "Look at the mean"),
]


@pytest.mark.parametrize(("key", "answer", "finding", "words"), FOUND)
def test_a_wrong_law_is_told_what_is_off(key: str, answer: str, finding: str, words: str) -> None:
    verdict = verdict_on(key, answer)

    assert (verdict.verdict, verdict.finding) == (INCORRECT, finding)
    assert verdict.message.removeprefix("Not right yet. ").startswith(words)


def test_an_inverse_covariance_is_told_apart_from_another_matrix() -> None:
    assert verdict_on("N(m, S)", "N(m, S^{-1})", VECTORS).finding == "precision-for-covariance"


def test_a_foreseen_mistake_is_told_in_the_authors_words() -> None:
    spec = AnswerSpec("distribution", SYMBOLS, "N(mu, s)", mistakes=(Mistake("N(mu, sd=s)", "Square it."),))

    verdict = grade(spec, "Normal(mu, s^2)")

    assert (verdict.verdict, verdict.finding, verdict.message) == (INCORRECT, "mistake:0", "Square it.")


def test_credit_by_parameter_is_given_where_it_is_asked_for() -> None:
    assert verdict_on("N(mu, s)", "N(mu, s^2)").score == 0

    verdict = verdict_on("N(mu, s)", "N(mu, s^2)", partial_credit=True)

    assert (verdict.verdict, verdict.score, verdict.evidence["parameter"]) == (PARTLY_CORRECT, 0.5, "variance")


def test_a_point_where_the_key_is_no_distribution_does_not_count() -> None:
    point = verdict_on("Exp(a)", "Exp(a^2)", "a: real").evidence["point"]
    ends = verdict_on("Uniform(a, b)", "Uniform(b, a)", "a, b: real").evidence["point"]

    assert Fraction(point["a"]) > 0
    assert Fraction(ends["a"]) < Fraction(ends["b"])


def test_states_and_numbers_are_left_to_a_person() -> None:
    assert verdict_on("Bernoulli(p)", "Categorical(1 - p, p)").verdict == UNDECIDED


SLIPS_OF_AUTHORS: list[tuple[str, Any, dict[str, Any], str]] = [
    (SYMBOLS, "N(mu)", {}, "expected"),
    (SYMBOLS, 3, {}, "expected"),
    (SYMBOLS, "N(mu, -1)", {}, "expected"),
    (SYMBOLS, "Foo(mu, s)", {}, "expected"),
    ("y, z: real", "y z e^{-y z}", {}, "expected"),
    (SYMBOLS, "N(mu, s)", {"parametrisation": {"gamma": "variance"}}, "options.parametrisation"),
    (SYMBOLS, "N(mu, s)", {"parametrisation": {"foo": "scale"}}, "options.parametrisation"),
    (SYMBOLS, "N(mu, s)", {"parametrisation": "scale"}, "options.parametrisation"),
    (SYMBOLS, "Geometric(p)", {"support": 2}, "options.support"),
    (SYMBOLS, "N(mu, s)", {"variable": "2x"}, "options.variable"),
    (SYMBOLS, "N(mu, s)", {"up_to": "sign"}, "options.up_to"),
    (SYMBOLS, "N(mu, s)", {"partial_credit": "yes"}, "options.partial_credit"),
    (SYMBOLS, "N(mu, s)", {"tolerance": -1}, "options.tolerance"),
    (SYMBOLS, "N(mu, s)", {"layout": "either"}, "options.layout"),
    (VECTORS, "N(m, 2)", {}, "expected"),
]


@pytest.mark.parametrize(("symbols", "expected", "options", "field"), SLIPS_OF_AUTHORS)
def test_a_slip_of_an_author_is_found_before_a_learner_meets_it(
    symbols: str, expected: Any, options: dict[str, Any], field: str
) -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("distribution", symbols, expected, options))

    assert caught.value.field == field


def test_a_mistake_that_cannot_be_read_is_the_authors_slip() -> None:
    with pytest.raises(SpecError) as caught:
        check(AnswerSpec("distribution", SYMBOLS, "N(mu, s)", mistakes=(Mistake("N(mu", "No."),)))

    assert caught.value.field == "mistakes.0"


SHARED = [
    ("Uniform(0, 1)", "Beta(1, 1)"),
    ("N(mu, s^2)", "Normal(mean=mu, sd=s)"),
    ("Exp(a)", "Gamma(1, a)"),
    ("Weibull(2, s sqrt(2))", "Rayleigh(s)"),
    ("Bernoulli(p)", "Binomial(1, p)"),
    ("a e^{-a x}", "p(t) = a exp(-t a)"),
]
APART = [("N(mu, s)", "N(mu, s^2)"), ("Exp(a)", "Poisson(a)"), ("Beta(a, b)", "Beta(b, a)"), ("U(0, 1)", "U(0, 2)")]


@pytest.mark.parametrize(("one", "other"), SHARED)
def test_equal_laws_share_a_fingerprint(one: str, other: str) -> None:
    spec = AnswerSpec("distribution", SYMBOLS, None)

    assert fingerprint(spec, one) == fingerprint(spec, other) is not None


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_laws_have_another_fingerprint(one: str, other: str) -> None:
    spec = AnswerSpec("distribution", SYMBOLS, None)

    assert fingerprint(spec, one) != fingerprint(spec, other)


HOSTILE = [
    "N(" * 900,
    "N(" * 60 + "0" + ")" * 60,
    f"Dir({'1,' * 1500}1)",
    f"p({'x|' * 60}) = N(0, 1)",
    "x ~ " * 800 + "N(0, 1)",
    "DiscreteUniform(-10^9, 10^9)",
    "Binomial(10^100, 1/2)",
    "x^2, x = 0, 1, ..., 10^100",
    "N(10^{4000}, 10^{-4000})",
    "Weibull(10^{-50}, 2)",
    "Poisson((((9!)!)!)!)",
    "N(__import__('os'), {0})",
    r"p(x) = \int_0^\infty e^{-t x} dt",  # the variable within an integral
    r"p(x) = \frac{d}{dx} x^2",
    r"\begin{cases}" + r"x & x>0 \\" * 300 + r"\end{cases}",
    "x, x>0 " + "and x>0 " * 400,
    "N" + "^2" * 900 + "(0, 1)",
    r"\mathcal" * 800 + "{N}(0, 1)",
    "\ud800N(0, 1)",
]
TARGETS = [
    AnswerSpec("distribution", SYMBOLS, "N(mu, s)"),
    AnswerSpec("distribution", SYMBOLS, "Bernoulli(p)"),
    AnswerSpec("distribution", SYMBOLS, "p(k) = p (1-p)^k, k = 0, 1, ..."),
    AnswerSpec("distribution", SYMBOLS, "p(x) ∝ e^{-x/s}, x > 0", {"up_to": "factor"}),
    AnswerSpec("distribution", VECTORS, "N(m, S)"),
]


@pytest.mark.parametrize("spec", TARGETS, ids=[str(spec.expected) for spec in TARGETS])
def test_hostile_text_gets_a_verdict_and_soon(spec: AnswerSpec) -> None:
    for text in HOSTILE:
        begun = time.thread_time()

        verdict = grade(spec, text)

        assert verdict.verdict != CORRECT, text
        assert verdict.verdict != INVALID or verdict.position is not None, text
        assert time.thread_time() - begun < 2, text


# Against mpmath


@st.composite
def laws(draw: st.DrawFn) -> tuple[str, tuple[Fraction, ...]]:
    family = draw(st.sampled_from(sorted(DENSITIES)))
    return family, draw(parameters_of(family))


def typed(family: str, parameters: tuple[Fraction, ...]) -> str:
    """With a name for every parameter, and where the counting begins."""
    shown = [f"{slot.name}={value}" for slot, value in zip(FAMILIES[family].slots, parameters, strict=True)]
    start = FAMILIES[family].start
    names = {"geometric-from-zero": "geometric", "negative-binomial-trials": "negative-binomial", "chi-squared": "chi2"}
    return f"{names.get(family, family)}({', '.join(shown + ([] if start is None else [f'support={start}']))})"


def _are_the_same(one: tuple[str, tuple[Fraction, ...]], other: tuple[str, tuple[Fraction, ...]]) -> bool:
    """By their densities at many places of either support, with thirty digits."""
    if (one[0] in DISCRETE) != (other[0] in DISCRETE):
        return False
    places = [place for law in (one, other) for place in _places(*law)]
    pairs = [[mpmath_laws.density(family, x, values) for family, values in (one, other)] for x in places]
    with mpmath.workdps(mpmath_laws.DIGITS):
        return all(mpmath.almosteq(left, right, rel_eps=mpmath.mpf(10) ** -25) for left, right in pairs)


def _places(family: str, parameters: tuple[Fraction, ...]) -> list[Fraction]:
    low, high = mpmath_laws.ends(family, parameters)
    if family in DISCRETE:
        first = int(low or 0)
        return [Fraction(k) for k in range(first, int(high) + 1 if high is not None else first + 6)]
    start = low if low is not None else Fraction(-2)
    width = (high - start) if high is not None else Fraction(5)
    return [start + width * Fraction(share, 17) for share in range(1, 17, 3)]


@settings(max_examples=400, deadline=None)
@given(laws(), laws())
def test_two_laws_are_judged_as_their_densities_are(
    key: tuple[str, tuple[Fraction, ...]], answer: tuple[str, tuple[Fraction, ...]]
) -> None:
    verdict = verdict_on(typed(*key), typed(*answer), "")

    assert verdict.verdict == (CORRECT if _are_the_same(key, answer) else INCORRECT)
    _check_witness(verdict, key, answer)


@pytest.mark.parametrize("family", DENSITIES)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_another_parameter_is_refused_and_the_same_accepted(family: str, data: st.DataObject) -> None:
    parameters = data.draw(parameters_of(family))
    others = data.draw(parameters_of(family))
    assume(others != parameters)
    key = AnswerSpec("distribution", "", typed(family, parameters))

    verdict = grade(key, typed(family, others))

    assert grade(key, typed(family, parameters)).verdict == CORRECT
    assert verdict.verdict == INCORRECT
    assert not _are_the_same((family, parameters), (family, others))


def _check_witness(
    verdict: Verdict, key: tuple[str, tuple[Fraction, ...]], answer: tuple[str, tuple[Fraction, ...]]
) -> None:
    """A counterexample in densities or probabilities is one by mpmath as well."""
    if verdict.verdict != INCORRECT or verdict.evidence.get("compared") != "density":
        return
    x = Fraction(next(iter(verdict.evidence["point"].values())))
    for law, side in ((key, "expected"), (answer, "answer")):
        low, high = (mpmath.mpf(end) for end in verdict.evidence[side])
        value = mpmath_laws.density(law[0], x, law[1])
        slack = abs(value) * mpmath.mpf(10) ** -10
        assert low - slack <= value <= high + slack


SYMBOLIC = {
    "normal": "1/sqrt(2 pi v) exp(-(x-m)^2/(2 v))",
    "exponential": "l exp(-l x)",
    "gamma": "b^a/gamma(a) x^(a-1) exp(-b x)",
    "beta": "x^(a-1) (1-x)^(b-1) gamma(a+b)/(gamma(a) gamma(b))",
    "poisson": "l^x exp(-l)/x!",
    "cauchy": "1/(pi s (1 + ((x-m)/s)^2))",
    "rayleigh": "x/s^2 exp(-x^2/(2 s^2))",
}


@pytest.mark.parametrize("family", SYMBOLIC)
@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_density_typed_with_numbers_is_the_law_with_these_numbers(family: str, data: st.DataObject) -> None:
    parameters, others = data.draw(parameters_of(family)), data.draw(parameters_of(family))
    body = SYMBOLIC[family]
    for slot, value in zip(FAMILIES[family].slots, parameters, strict=True):
        body = _put(body, slot.letter, value)

    right = verdict_on(typed(family, parameters), body, "")
    other = verdict_on(typed(family, others), body, "")

    assert right.verdict == CORRECT
    assert other.verdict == (CORRECT if others == parameters else INCORRECT)


def _put(text: str, letter: str, value: Fraction) -> str:
    return re.sub(rf"(?<![a-z]){letter}(?![a-z])", f"({value})", text)
