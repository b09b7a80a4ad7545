"""Laws with a density on the real line, the normal law of vectors among them.

Sources: Bishop, Pattern Recognition and Machine Learning, appendix B; Johnson, Kotz and Balakrishnan, Continuous
Univariate Distributions.
"""

from pengrade.grading.distributions.family import Family, form, names, plain, slot

LOCATION = "loc mu m location center centre x0"
SD = "standarddeviation std stddev stdev sigma s"
SPREAD = slot(
    "v",
    "spread",
    form("variance", "var v sigma2 sigmasquared cov covariance Sigma covariancematrix"),
    form("sd", f"{SD} scale", "t^2"),
    form("precision", "prec tau lambda Lambda precisionmatrix inversecovariance", "t^(-1)"),
)
RATE = (form("rate", "lambda inversescale"), form("scale", "theta mean", "1/t"))
SCALE = "sigma s gamma b"

CONTINUOUS = (
    Family(
        "normal",
        "normal",
        "\\mathcal{N}",
        (slot("m", "location", form("mean", f"{LOCATION} expectation expectedvalue meanvector")), SPREAD),
        "1/sqrt(2 pi v) exp(-(x - m)^2/(2 v))",
        spellings=names("N Normal Gaussian Gauss Norm MVN MultivariateNormal MultivariateGaussian MvNormal"),
    ),
    Family(
        "uniform",
        "uniform",
        "\\operatorname{Uniform}",
        (
            plain("a", "real", "lower", "low min minimum from left"),
            plain("b", "real", "upper", "high max maximum to"),
        ),
        "1/(b - a)",
        "a",
        "b",
        spellings=names("Uniform Unif U ContinuousUniform UniformContinuous Un"),
        parents=(("four-parameter beta", ("1", "1", "a", "b")),),
        ordered=("a", "b"),
    ),
    Family(
        "exponential",
        "exponential",
        "\\operatorname{Exponential}",
        (slot("l", "positive", *RATE),),
        "l exp(-l x)",
        "0",
        spellings=names("Exponential Exp Expon NegativeExponential"),
        parents=(("gamma", ("1", "l")),),
    ),
    Family(
        "gamma",
        "gamma",
        "\\operatorname{Gamma}",
        (
            plain("a", "positive", "shape", "alpha k concentration"),
            slot("b", "positive", form("rate", "lambda beta b inversescale"), form("scale", "theta", "1/t")),
        ),
        "b^a/gamma(a) x^(a - 1) exp(-b x)",
        "0",
        spellings=names("Gamma gamma Ga Gam Erlang"),
        parents=(("generalised gamma", ("1/b", "a", "1")),),
    ),
    Family(
        "inverse-gamma",
        "inverse gamma",
        "\\operatorname{InverseGamma}",
        (
            plain("a", "positive", "shape", "alpha k concentration"),
            slot("b", "positive", form("scale", "beta b theta rate"), form("inverse scale", "", "1/t")),
        ),
        "b^a/gamma(a) x^(-a - 1) exp(-b/x)",
        "0",
        spellings=names("InverseGamma InvGamma IG InvGa InvGam InverseGam InverseGa IGamma Gamma1"),
    ),
    Family(
        "chi-squared",
        "chi-squared",
        "\\chi^2",
        (plain("k", "positive", "degrees", "df dof nu n freedom degreesoffreedom"),),
        "x^(k/2 - 1) exp(-x/2)/(2^(k/2) gamma(k/2))",
        "0",
        spellings=names("chi2 ChiSquared ChiSquare ChiSq"),
        parents=(("gamma", ("k/2", "1/2")),),
    ),
    Family(
        "beta",
        "beta",
        "\\operatorname{Beta}",
        (plain("a", "positive", "alpha", "shape1 alpha0"), plain("b", "positive", "beta", "shape2 beta0")),
        "x^(a - 1) (1 - x)^(b - 1)/beta(a, b)",
        "0",
        "1",
        spellings=names("Beta Bet"),
        parents=(("four-parameter beta", ("a", "b", "0", "1")), ("dirichlet", ("[a, b]",))),
    ),
    Family(
        "laplace",
        "Laplace",
        "\\operatorname{Laplace}",
        (
            slot("m", "real", form("location", f"{LOCATION} mean median")),
            slot(
                "b",
                "positive",
                form("scale", "b s"),
                form("rate", "lambda inversescale", "1/t"),
                form("variance", "var", "sqrt(t/2)"),
            ),
        ),
        "1/(2 b) exp(-abs(x - m)/b)",
        spellings=names("Laplace Lap DoubleExponential Laplacian"),
    ),
    Family(
        "t",
        "Student t",
        "\\operatorname{StudentT}",
        (
            plain("n", "positive", "degrees", "df dof nu freedom degreesoffreedom"),
            slot("m", "real", form("location", f"{LOCATION} mean"), default="0"),
            slot(
                "s",
                "positive",
                form("scale", SCALE),
                form("squared scale", "sigma2 scale2 scalesquared", "sqrt(t)"),
                form("precision", "prec lambda tau", "1/sqrt(t)"),
                default="1",
            ),
        ),
        "gamma((n + 1)/2)/(gamma(n/2) sqrt(n pi) s) (1 + ((x - m)/s)^2/n)^(-(n + 1)/2)",
        spellings=names("t T St Student StudentT Students StudentsT tdistribution"),
    ),
    Family(
        "cauchy",
        "Cauchy",
        "\\operatorname{Cauchy}",
        (
            slot("m", "real", form("location", f"{LOCATION} median"), default="0"),
            plain("s", "positive", "scale", SCALE, default="1"),
        ),
        "s/(pi (s^2 + (x - m)^2))",
        spellings=names("Cauchy Lorentz"),
        parents=(("t", ("1", "m", "s")),),
    ),
    Family(
        "half-cauchy",
        "half-Cauchy",
        "\\operatorname{HalfCauchy}",
        (plain("s", "positive", "scale", SCALE, default="1"),),
        "2 s/(pi (s^2 + x^2))",
        "0",
        spellings=names("HalfCauchy HC HalfC"),
    ),
    Family(
        "gumbel",
        "Gumbel",
        "\\operatorname{Gumbel}",
        (
            slot("m", "real", form("location", f"{LOCATION} mode")),
            plain("s", "positive", "scale", f"{SCALE} beta"),
        ),
        "1/s exp(-(x - m)/s - exp(-(x - m)/s))",
        spellings=names("Gumbel Gumb"),
    ),
    Family(
        "log-normal",
        "log-normal",
        "\\operatorname{LogNormal}",
        (
            slot("m", "real", form("mean of the logarithm", f"{LOCATION} mean meanlog")),
            slot(
                "v",
                "positive",
                form("variance of the logarithm", "variance var v sigma2 sigmasquared"),
                form("sd of the logarithm", f"{SD} sd sdlog scale", "t^2"),
            ),
        ),
        "1/(x sqrt(2 pi v)) exp(-(log(x) - m)^2/(2 v))",
        "0",
        spellings=names("LogNormal LN LogN LNorm LogNorm LogGaussian LogGauss"),
    ),
    Family(
        "half-normal",
        "half-normal",
        "\\operatorname{HalfNormal}",
        (
            slot(
                "v",
                "positive",
                form("variance of the normal", "variance var v sigma2 sigmasquared"),
                form("sd of the normal", f"{SD} sd scale", "t^2"),
            ),
        ),
        "sqrt(2/(pi v)) exp(-x^2/(2 v))",
        "0",
        spellings=names("HalfNormal HN HalfN HalfGaussian HalfNorm"),
        parents=(("generalised gamma", ("sqrt(2 v)", "1", "2")),),
    ),
    Family(
        "logistic",
        "logistic",
        "\\operatorname{Logistic}",
        (
            slot("m", "real", form("location", f"{LOCATION} mean median")),
            plain("s", "positive", "scale", SCALE),
        ),
        "exp(-(x - m)/s)/(s (1 + exp(-(x - m)/s))^2)",
        spellings=names("Logistic Logis"),
    ),
    Family(
        "rayleigh",
        "Rayleigh",
        "\\operatorname{Rayleigh}",
        (plain("s", "positive", "scale", SCALE),),
        "x/s^2 exp(-x^2/(2 s^2))",
        "0",
        spellings=names("Rayleigh Ray"),
        parents=(("weibull", ("2", "s sqrt(2)")),),
    ),
    Family(
        "weibull",
        "Weibull",
        "\\operatorname{Weibull}",
        (
            plain("k", "positive", "shape", "alpha a concentration"),
            slot("l", "positive", form("scale", "lambda l beta b"), form("rate", "inversescale", "1/t")),
        ),
        "k/l (x/l)^(k - 1) exp(-(x/l)^k)",
        "0",
        spellings=names("Weibull Weib"),
        parents=(("generalised gamma", ("l", "k", "k")),),
    ),
    Family(
        "pareto",
        "Pareto",
        "\\operatorname{Pareto}",
        (
            slot("m", "positive", form("minimum", "scale xm xmin min m lower")),
            slot("a", "positive", form("shape", "alpha a index k")),
        ),
        "a m^a/x^(a + 1)",
        "m",
        spellings=names("Pareto Par"),
    ),
    Family(
        "truncated-normal",
        "truncated normal",
        "\\operatorname{TruncatedNormal}",
        (
            slot("m", "real", form("mean", LOCATION)),
            slot("v", "positive", form("variance", "var v sigma2"), form("sd", f"{SD} scale", "t^2")),
            plain("a", "real", "lower", "low min from"),
            plain("b", "real", "upper", "high max to"),
        ),
        "1/sqrt(2 pi v) exp(-(x - m)^2/(2 v))/(Phi((b - m)/sqrt(v)) - Phi((a - m)/sqrt(v)))",
        "a",
        "b",
        spellings=names("TruncatedNormal TruncNormal TN TruncNorm TruncatedGaussian TruncatedN"),
        ordered=("a", "b"),
    ),
    Family(
        "generalised gamma",
        "generalised gamma",
        "",
        (
            plain("a", "positive", "scale"),
            plain("d", "positive", "shape"),
            plain("p", "positive", "power"),
        ),
    ),
    Family(
        "four-parameter beta",
        "four-parameter beta",
        "",
        (
            plain("a", "positive", "alpha"),
            plain("b", "positive", "beta"),
            plain("l", "real", "lower"),
            plain("u", "real", "upper"),
        ),
        ordered=("l", "u"),
    ),
)
