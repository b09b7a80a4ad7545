"""The named families of the field: what they are called, how their parameters are read, their densities and supports.

A family has one slot for each parameter of its standard parametrisation; a slot may be filled in several forms (a
variance by a standard deviation), each with the formula that leads to the standard one. Formulas are texts of the
engine's own grammar in the letters of the slots, the variable `x`, and `t` for the form typed; nothing of a learner
ever gets into them. Densities are those of Bishop, Pattern Recognition and Machine Learning, appendix B, and of
Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions.
"""

from dataclasses import dataclass

from pengrade.grading.reading.characters import GREEK_NAMES

CASE_COUNTS = 2  # letters of a name, up to which LN is not ln
# What a parameter may be. "count" is a whole number from 1, "spread" a positive number or a covariance matrix.
DOMAINS = frozenset(
    {"real", "positive", "probability", "count", "whole", "location", "spread", "simplex", "concentrations"}
)


@dataclass(frozen=True)
class Form:
    """One way to give a parameter; `formula` turns it, `t`, into the standard one. `spellings` are squashed names."""

    name: str
    spellings: frozenset[str]
    formula: str = "t"


@dataclass(frozen=True)
class Slot:
    """A parameter: its letter in formulas, what it may be, its forms (the standard one first), its default."""

    letter: str
    domain: str
    forms: tuple[Form, ...]
    default: str | None = None

    @property
    def name(self) -> str:
        return self.forms[0].name

    def form_called(self, spelling: str) -> Form | None:
        return next((form for form in self.forms if spelling in form.spellings), None)

    def form(self, name: str) -> Form:
        return next(form for form in self.forms if form.name == name)


@dataclass(frozen=True)
class Family:
    """`lower` and `upper` are the ends of the support, None where it has none; between them lie all real numbers, or
    of a `discrete` family all whole ones. `parents` are larger families and what its own parameters are there.
    """

    name: str
    words: str
    latex: str
    slots: tuple[Slot, ...]
    density: str = ""
    lower: str | None = None
    upper: str | None = None
    discrete: bool = False
    is_vector: bool = False
    spellings: frozenset[str] = frozenset()
    parents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ordered: tuple[str, str] | None = (
        None  # letters of two slots, of which the first is the smaller, or of a discrete family not the larger
    )
    start: int | None = None  # where the counting begins, for a family known in two conventions

    def is_variadic(self) -> bool:
        """The last parameter is a list, whose entries may be typed one by one."""
        return self.slots[-1].domain in ("simplex", "concentrations")

    def has_forms(self) -> bool:
        """Its parameters can be read in more than one way, so that an echo must name them."""
        return any(len(slot.forms) > 1 for slot in self.slots)


def squashed(name: str) -> str:
    """A name as it is looked up: letters and digits alone. Case counts in IG, as against ig, and in Sigma."""
    plain = "".join(letter for letter in name if letter.isalnum())
    return plain if len(plain) <= CASE_COUNTS or plain in GREEK_NAMES else plain.casefold()


def _form(name: str, spellings: str, formula: str = "t") -> Form:
    return Form(name, frozenset(map(squashed, [name, *spellings.split()])), formula)


def _slot(letter: str, domain: str, *forms: Form, default: str | None = None) -> Slot:
    return Slot(letter, domain, forms, default)


def _plain(letter: str, domain: str, name: str, spellings: str = "", default: str | None = None) -> Slot:
    return _slot(letter, domain, _form(name, f"{spellings} {letter}"), default=default)


def _names(spellings: str) -> frozenset[str]:
    return frozenset(map(squashed, spellings.split()))


_LOCATION = "loc mu m location center centre x0"
_SD = "standarddeviation std stddev stdev sigma s"
_VARIANCE = _form("variance", "var v sigma2 sigmasquared cov covariance Sigma covariancematrix")
_SPREAD = _slot(
    "v",
    "spread",
    _VARIANCE,
    _form("sd", f"{_SD} scale", "t^2"),
    _form("precision", "prec tau lambda Lambda precisionmatrix inversecovariance", "t^(-1)"),
)
_RATE = (_form("rate", "lambda inversescale"), _form("scale", "theta mean", "1/t"))
_SCALE_S = "sigma s gamma b"
_SUCCESS = _plain("p", "probability", "probability", "prob p theta pi q success successprobability probs mu")

# The chance of failures before a success, or of trials up to it: the two conventions of geometric counts.
_GEOMETRIC = "Geometric Geom Geo"
_NEGATIVE = "NegativeBinomial NegBinomial NegBin NB NegBinom NBin Pascal"

_ALL = (
    Family(
        "normal",
        "normal",
        "\\mathcal{N}",
        (_slot("m", "location", _form("mean", f"{_LOCATION} expectation expectedvalue meanvector")), _SPREAD),
        "1/sqrt(2 pi v) exp(-(x - m)^2/(2 v))",
        spellings=_names("N Normal Gaussian Gauss Norm MVN MultivariateNormal MultivariateGaussian MvNormal"),
    ),
    Family(
        "bernoulli",
        "Bernoulli",
        "\\operatorname{Bernoulli}",
        (_SUCCESS,),
        "p^x (1 - p)^(1 - x)",
        "0",
        "1",
        discrete=True,
        spellings=_names("Bernoulli Ber Bern"),
        parents=(("binomial", ("1", "p")),),
    ),
    Family(
        "binomial",
        "binomial",
        "\\operatorname{Binomial}",
        (_plain("n", "count", "trials", "size number totalcount N"), _SUCCESS),
        "binomial(n, x) p^x (1 - p)^(n - x)",
        "0",
        "n",
        discrete=True,
        spellings=_names("Binomial Bin Binom Bi"),
        parents=(("multinomial", ("n", "[p, 1 - p]")),),
    ),
    Family(
        "categorical",
        "categorical",
        "\\operatorname{Categorical}",
        (_plain("p", "simplex", "probabilities", "probs probability pi theta weights"),),
        discrete=True,
        is_vector=True,
        spellings=_names("Categorical Cat Discrete Multinoulli"),
        parents=(("multinomial", ("1", "p")),),
    ),
    Family(
        "multinomial",
        "multinomial",
        "\\operatorname{Multinomial}",
        (
            _plain("n", "count", "trials", "size number totalcount N"),
            _plain("p", "simplex", "probabilities", "probs probability pi theta"),
        ),
        discrete=True,
        is_vector=True,
        spellings=_names("Multinomial Mult Multinom Multi"),
    ),
    Family(
        "poisson",
        "Poisson",
        "\\operatorname{Poisson}",
        (_plain("l", "positive", "rate", "lambda mean mu intensity"),),
        "l^x exp(-l)/x!",
        "0",
        discrete=True,
        spellings=_names("Poisson Pois Poi Po"),
    ),
    Family(
        "geometric",
        "geometric on 1, 2, 3, and so on,",
        "\\operatorname{Geometric}",
        (_SUCCESS,),
        "p (1 - p)^(x - 1)",
        "1",
        discrete=True,
        spellings=_names(_GEOMETRIC),
        parents=(("negative-binomial-trials", ("1", "p")),),
        start=1,
    ),
    Family(
        "geometric-from-zero",
        "geometric on 0, 1, 2, and so on,",
        "\\operatorname{Geometric}",
        (_SUCCESS,),
        "p (1 - p)^x",
        "0",
        discrete=True,
        parents=(("negative-binomial", ("1", "p")),),
        start=0,
    ),
    Family(
        "negative-binomial",
        "negative binomial, counting failures,",
        "\\operatorname{NegativeBinomial}",
        (_plain("r", "positive", "successes", "r n size number totalcount k"), _SUCCESS),
        "gamma(x + r)/(gamma(r) x!) p^r (1 - p)^x",
        "0",
        discrete=True,
        spellings=_names(_NEGATIVE),
        start=0,
    ),
    Family(
        "negative-binomial-trials",
        "negative binomial, counting trials,",
        "\\operatorname{NegativeBinomial}",
        (_plain("r", "count", "successes", "r n size number totalcount k"), _SUCCESS),
        "binomial(x - 1, r - 1) p^r (1 - p)^(x - r)",
        "r",
        discrete=True,
        start=1,
    ),
    Family(
        "uniform",
        "uniform",
        "\\operatorname{Uniform}",
        (
            _plain("a", "real", "lower", "low min minimum from left"),
            _plain("b", "real", "upper", "high max maximum to"),
        ),
        "1/(b - a)",
        "a",
        "b",
        spellings=_names("Uniform Unif U ContinuousUniform UniformContinuous Un"),
        parents=(("four-parameter beta", ("1", "1", "a", "b")),),
        ordered=("a", "b"),
    ),
    Family(
        "discrete-uniform",
        "discrete uniform",
        "\\operatorname{DiscreteUniform}",
        (
            _plain("a", "whole", "lower", "low min minimum from"),
            _plain("b", "whole", "upper", "high max maximum to"),
        ),
        "1/(b - a + 1)",
        "a",
        "b",
        discrete=True,
        ordered=("a", "b"),
        spellings=_names("DiscreteUniform UniformDiscrete DUnif DiscreteUnif UnifDiscrete DU RandInt"),
    ),
    Family(
        "exponential",
        "exponential",
        "\\operatorname{Exponential}",
        (_slot("l", "positive", *_RATE),),
        "l exp(-l x)",
        "0",
        spellings=_names("Exponential Exp Expon NegativeExponential"),
        parents=(("gamma", ("1", "l")),),
    ),
    Family(
        "gamma",
        "gamma",
        "\\operatorname{Gamma}",
        (
            _plain("a", "positive", "shape", "alpha k concentration"),
            _slot("b", "positive", _form("rate", "lambda beta b inversescale"), _form("scale", "theta", "1/t")),
        ),
        "b^a/gamma(a) x^(a - 1) exp(-b x)",
        "0",
        spellings=_names("Gamma gamma Ga Gam Erlang"),
        parents=(("generalised gamma", ("1/b", "a", "1")),),
    ),
    Family(
        "inverse-gamma",
        "inverse gamma",
        "\\operatorname{InverseGamma}",
        (
            _plain("a", "positive", "shape", "alpha k concentration"),
            _slot("b", "positive", _form("scale", "beta b theta rate"), _form("inverse scale", "", "1/t")),
        ),
        "b^a/gamma(a) x^(-a - 1) exp(-b/x)",
        "0",
        spellings=_names("InverseGamma InvGamma IG InvGa InvGam InverseGam InverseGa IGamma"),
    ),
    Family(
        "chi-squared",
        "chi-squared",
        "\\chi^2",
        (_plain("k", "positive", "degrees", "df dof nu n freedom degreesoffreedom"),),
        "x^(k/2 - 1) exp(-x/2)/(2^(k/2) gamma(k/2))",
        "0",
        spellings=_names("chi2 ChiSquared ChiSquare ChiSq"),
        parents=(("gamma", ("k/2", "1/2")),),
    ),
    Family(
        "beta",
        "beta",
        "\\operatorname{Beta}",
        (_plain("a", "positive", "alpha", "shape1 alpha0"), _plain("b", "positive", "beta", "shape2 beta0")),
        "x^(a - 1) (1 - x)^(b - 1)/beta(a, b)",
        "0",
        "1",
        spellings=_names("Beta Bet"),
        parents=(("four-parameter beta", ("a", "b", "0", "1")), ("dirichlet", ("[a, b]",))),
    ),
    Family(
        "dirichlet",
        "Dirichlet",
        "\\operatorname{Dirichlet}",
        (_plain("a", "concentrations", "concentration", "alpha concentrations"),),
        is_vector=True,
        spellings=_names("Dirichlet Dir Diri"),
    ),
    Family(
        "laplace",
        "Laplace",
        "\\operatorname{Laplace}",
        (
            _slot("m", "real", _form("location", f"{_LOCATION} mean median")),
            _slot(
                "b",
                "positive",
                _form("scale", "b s"),
                _form("rate", "lambda inversescale", "1/t"),
                _form("variance", "var", "sqrt(t/2)"),
            ),
        ),
        "1/(2 b) exp(-abs(x - m)/b)",
        spellings=_names("Laplace Lap DoubleExponential Laplacian"),
    ),
    Family(
        "t",
        "Student t",
        "\\operatorname{StudentT}",
        (
            _plain("n", "positive", "degrees", "df dof nu freedom degreesoffreedom"),
            _slot("m", "real", _form("location", f"{_LOCATION} mean"), default="0"),
            _slot(
                "s",
                "positive",
                _form("scale", _SCALE_S),
                _form("squared scale", "sigma2 scale2 scalesquared", "sqrt(t)"),
                _form("precision", "prec lambda tau", "1/sqrt(t)"),
                default="1",
            ),
        ),
        "gamma((n + 1)/2)/(gamma(n/2) sqrt(n pi) s) (1 + ((x - m)/s)^2/n)^(-(n + 1)/2)",
        spellings=_names("t T St Student StudentT Students StudentsT tdistribution"),
    ),
    Family(
        "cauchy",
        "Cauchy",
        "\\operatorname{Cauchy}",
        (
            _slot("m", "real", _form("location", f"{_LOCATION} median"), default="0"),
            _plain("s", "positive", "scale", _SCALE_S, default="1"),
        ),
        "s/(pi (s^2 + (x - m)^2))",
        spellings=_names("Cauchy Lorentz"),
        parents=(("t", ("1", "m", "s")),),
    ),
    Family(
        "log-normal",
        "log-normal",
        "\\operatorname{LogNormal}",
        (
            _slot("m", "real", _form("mean of the logarithm", f"{_LOCATION} mean meanlog")),
            _slot(
                "v",
                "positive",
                _form("variance of the logarithm", "variance var v sigma2 sigmasquared"),
                _form("sd of the logarithm", f"{_SD} sd sdlog scale", "t^2"),
            ),
        ),
        "1/(x sqrt(2 pi v)) exp(-(log(x) - m)^2/(2 v))",
        "0",
        spellings=_names("LogNormal LN LogN LNorm LogNorm LogGaussian LogGauss"),
    ),
    Family(
        "half-normal",
        "half-normal",
        "\\operatorname{HalfNormal}",
        (
            _slot(
                "v",
                "positive",
                _form("variance of the normal", "variance var v sigma2 sigmasquared"),
                _form("sd of the normal", f"{_SD} sd scale", "t^2"),
            ),
        ),
        "sqrt(2/(pi v)) exp(-x^2/(2 v))",
        "0",
        spellings=_names("HalfNormal HN HalfN HalfGaussian HalfNorm"),
        parents=(("generalised gamma", ("sqrt(2 v)", "1", "2")),),
    ),
    Family(
        "logistic",
        "logistic",
        "\\operatorname{Logistic}",
        (
            _slot("m", "real", _form("location", f"{_LOCATION} mean median")),
            _plain("s", "positive", "scale", _SCALE_S),
        ),
        "exp(-(x - m)/s)/(s (1 + exp(-(x - m)/s))^2)",
        spellings=_names("Logistic Logis"),
    ),
    Family(
        "rayleigh",
        "Rayleigh",
        "\\operatorname{Rayleigh}",
        (_plain("s", "positive", "scale", _SCALE_S),),
        "x/s^2 exp(-x^2/(2 s^2))",
        "0",
        spellings=_names("Rayleigh Ray"),
        parents=(("weibull", ("2", "s sqrt(2)")),),
    ),
    Family(
        "weibull",
        "Weibull",
        "\\operatorname{Weibull}",
        (
            _plain("k", "positive", "shape", "alpha a concentration"),
            _slot("l", "positive", _form("scale", "lambda l beta b"), _form("rate", "inversescale", "1/t")),
        ),
        "k/l (x/l)^(k - 1) exp(-(x/l)^k)",
        "0",
        spellings=_names("Weibull Weib"),
        parents=(("generalised gamma", ("l", "k", "k")),),
    ),
    Family(
        "pareto",
        "Pareto",
        "\\operatorname{Pareto}",
        (
            _slot("m", "positive", _form("minimum", "scale xm xmin min m lower")),
            _slot("a", "positive", _form("shape", "alpha a index k")),
        ),
        "a m^a/x^(a + 1)",
        "m",
        spellings=_names("Pareto Par"),
    ),
    Family(
        "truncated-normal",
        "truncated normal",
        "\\operatorname{TruncatedNormal}",
        (
            _slot("m", "real", _form("mean", _LOCATION)),
            _slot("v", "positive", _form("variance", "var v sigma2"), _form("sd", f"{_SD} scale", "t^2")),
            _plain("a", "real", "lower", "low min from"),
            _plain("b", "real", "upper", "high max to"),
        ),
        "1/sqrt(2 pi v) exp(-(x - m)^2/(2 v))/(Phi((b - m)/sqrt(v)) - Phi((a - m)/sqrt(v)))",
        "a",
        "b",
        spellings=_names("TruncatedNormal TruncNormal TN TruncNorm TruncatedGaussian TruncatedN"),
        ordered=("a", "b"),
    ),
    Family(
        "point-mass",
        "point mass",
        "\\delta",
        (_plain("a", "location", "point", "location loc at value x0"),),
        discrete=True,
        spellings=_names("delta Dirac PointMass Degenerate Deterministic DiracDelta"),
    ),
    # Too general to be typed; what several families have in common.
    Family(
        "generalised gamma",
        "generalised gamma",
        "",
        (
            _plain("a", "positive", "scale"),
            _plain("d", "positive", "shape"),
            _plain("p", "positive", "power"),
        ),
    ),
    Family(
        "four-parameter beta",
        "four-parameter beta",
        "",
        (
            _plain("a", "positive", "alpha"),
            _plain("b", "positive", "beta"),
            _plain("l", "real", "lower"),
            _plain("u", "real", "upper"),
        ),
        ordered=("l", "u"),
    ),
)

FAMILIES: dict[str, Family] = {family.name: family for family in _ALL}
_CALLED = {spelling: family for family in _ALL for spelling in family.spellings}
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
    names = {family.latex.removeprefix("\\operatorname{").rstrip("}") for family in _ALL if "op" in family.latex}
    return sorted(names | {"Normal", "Gaussian"})
