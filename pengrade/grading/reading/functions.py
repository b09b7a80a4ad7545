"""The functions a learner may use: what they are called, how many arguments they take, how they look and sound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """`most` is None when any number of arguments will do; `words` come before "of" when spoken."""

    name: str
    latex: str
    words: str
    least: int = 1
    most: int | None = 1
    inverse: str | None = None  # what f^{-1} means


def _plain(name: str, words: str, inverse: str | None = None) -> Function:
    return Function(name, f"\\{name}", words, inverse=inverse)


def _upright(name: str, words: str, least: int = 1, most: int | None = 1) -> Function:
    return Function(name, f"\\operatorname{{{name}}}", words, least, most)


FUNCTIONS: dict[str, Function] = {
    one.name: one
    for one in (
        _plain("sin", "sine", "arcsin"),
        _plain("cos", "cosine", "arccos"),
        _plain("tan", "tangent", "arctan"),
        _plain("cot", "cotangent"),
        _plain("sec", "secant"),
        _plain("csc", "cosecant"),
        _plain("arcsin", "arc sine"),
        _plain("arccos", "arc cosine"),
        _plain("arctan", "arc tangent"),
        _plain("sinh", "hyperbolic sine", "arsinh"),
        _plain("cosh", "hyperbolic cosine", "arcosh"),
        _plain("tanh", "hyperbolic tangent", "artanh"),
        _plain("coth", "hyperbolic cotangent"),
        _upright("sech", "hyperbolic secant"),
        _upright("csch", "hyperbolic cosecant"),
        _upright("arsinh", "inverse hyperbolic sine"),
        _upright("arcosh", "inverse hyperbolic cosine"),
        _upright("artanh", "inverse hyperbolic tangent"),
        _plain("exp", "the exponential"),
        _plain("log", "log"),
        _plain("ln", "natural log"),
        Function("sqrt", "\\sqrt", "square root"),
        Function("abs", "", "absolute value"),
        _upright("sign", "sign"),
        Function("max", "\\max", "maximum", 2, None),
        Function("min", "\\min", "minimum", 2, None),
        Function("floor", "", "floor"),
        Function("ceil", "", "ceiling"),
        Function("factorial", "!", "factorial"),
        Function("binomial", "\\binom", "binomial coefficient", 2, 2),
        Function("gamma", "\\Gamma", "gamma function"),
        _upright("lgamma", "log gamma function"),
        _upright("digamma", "digamma function"),
        Function("beta", "\\operatorname{B}", "beta function", 2, 2),
        _upright("erf", "error function"),
        _upright("erfc", "complementary error function"),
        Function("Phi", "\\Phi", "standard normal distribution function", inverse="quantile"),
        Function("phi", "\\phi", "standard normal density"),
        Function("quantile", "\\Phi^{-1}", "standard normal quantile"),
        _upright("zeta", "zeta function"),
        Function("sigmoid", "\\operatorname{sigmoid}", "sigmoid", inverse="logit"),
        _upright("logit", "logit"),
        _upright("softplus", "softplus"),
        _upright("relu", "rectifier"),
        _upright("softmax", "softmax"),
        _upright("logsumexp", "log of the sum of the exponentials", 1, None),
        Function("conj", "\\overline", "conjugate"),
        Function("expectation", "\\mathbb{E}", "expectation"),
        _upright("Re", "real part"),
        _upright("Im", "imaginary part"),
        Function("delta", "\\delta", "Kronecker delta", 2, 2),
        Function("tr", "\\operatorname{tr}", "trace"),
        Function("det", "\\det", "determinant"),
        Function("inv", "\\operatorname{inv}", "inverse"),
        _upright("diag", "diagonal"),
        _upright("vec", "vectorisation"),
        _upright("pinv", "pseudo-inverse"),
        Function("hadamard", "\\odot", "entrywise product", 2, 2),
        Function("kron", "\\otimes", "Kronecker product", 2, 2),
        Function("norm", "", "norm"),
        Function("norm1", "", "one-norm"),
        Function("normmax", "", "maximum norm"),
        Function("normF", "", "Frobenius norm"),
    )
}

# Spellings people use for a function of the table, in typed text and after \operatorname alike.
ALIASES: dict[str, str] = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arsinh",
    "acosh": "arcosh",
    "atanh": "artanh",
    "arcsinh": "arsinh",
    "arccosh": "arcosh",
    "arctanh": "artanh",
    "sgn": "sign",
    "ceiling": "ceil",
    "binom": "binomial",
    "choose": "binomial",
    "Gamma": "gamma",
    "loggamma": "lgamma",
    "gammaln": "lgamma",
    "psi": "digamma",
    "Beta": "beta",
    "trace": "tr",
    "Tr": "tr",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "sigma": "sigmoid",
    "ReLU": "relu",
    "Relu": "relu",
    "LSE": "logsumexp",
    "lse": "logsumexp",
    "B": "beta",
    "normcdf": "Phi",
    "normpdf": "phi",
    "probit": "quantile",
    "conjugate": "conj",
    "real": "Re",
    "imag": "Im",
    "kronecker": "kron",
    "determinant": "det",
    "factorial": "factorial",
    "ctg": "cot",
    "tg": "tan",
    "cosec": "csc",
    "exponential": "exp",
    "root": "sqrt",
}

# Functions whose power may be written before the argument, as in \sin^2 x.
POWER_BEFORE_ARGUMENT = frozenset(
    {"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "log", "ln", "exp", "arcsin", "arccos", "arctan"}
    | {"Phi", "sigmoid"}
)


# Greek letters first of all: functions only where a bracket follows.
LETTERS_TOO = frozenset({"gamma", "Gamma", "beta", "Beta", "zeta", "psi", "Phi", "phi", "sigma", "B", "delta"})
# Letters that stand for these functions in the field alone, so that the echo must say it.
SAID = {
    "sigma": "the logistic function",
    "phi": "the standard normal density",
    "psi": "the digamma function",
    "B": "the beta function",
}


def function_called(word: str) -> Function | None:
    return FUNCTIONS.get(ALIASES.get(word, word))
