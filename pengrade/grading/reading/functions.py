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
        Function("Phi", "\\Phi", "standard normal distribution function"),
        _upright("zeta", "zeta function"),
        _upright("sigmoid", "sigmoid"),
        Function("tr", "\\operatorname{tr}", "trace"),
        Function("det", "\\det", "determinant"),
        Function("inv", "\\operatorname{inv}", "inverse"),
        _upright("diag", "diagonal"),
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
    "cosec": "csc",
    "exponential": "exp",
    "root": "sqrt",
}

# Functions whose power may be written before the argument, as in \sin^2 x.
POWER_BEFORE_ARGUMENT = frozenset(
    {"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "log", "ln", "exp", "arcsin", "arccos", "arctan"}
)


# Greek letters first of all: functions only where a bracket follows.
LETTERS_TOO = frozenset({"gamma", "Gamma", "beta", "Beta", "zeta", "psi", "Phi"})


def function_called(word: str) -> Function | None:
    return FUNCTIONS.get(ALIASES.get(word, word))
