"""What the engine cannot do yet: cases that it answers `undecided` or `invalid` against their want, with the reason."""

from pengrade.grading.verdict import INVALID
from tests.grading.case_files import Case

_FORM = "the option form is not built yet"
_DERIVATIVE = "derivatives are not read yet"
_INTEGRAL = "integrals are not read yet"
_CASES = "indicators and case distinctions are not read yet"
_EXPECTATION = "expectations are not read yet"
_INFINITE = "sums to infinity are not read yet"
_HADAMARD = "the entrywise product is not read yet"
_DELTA = "Kronecker's delta is not read yet"
_BETA = "B(a, b) is not read as the beta function yet"
_INDICES = "a letter and a digit are not read as two indices yet"
_BRACES = "braces are not read as brackets yet"
_T = "with a matrix T declared, ^T is taken for a power"
_FACTORIAL = "a number after a factorial is not read as a factor yet"
_EQUATION = "equations that agree in their solutions, though neither is a multiple of the other, go to a person"
_REGION = "relations in several names, neither a multiple of the other, go to a person"

# An answer of a line, or "*" for all of its answers that can be read.
KNOWN_GAPS = {
    ("form-expanded", "*"): _FORM,
    ("form-factored", "*"): _FORM,
    ("form-single-fraction", "*"): _FORM,
    ("form-lowest-terms", "*"): _FORM,
    ("form-no-sums", "*"): _FORM,
    ("derivative-of-a-square", r"\frac{d}{dx}x^2"): _DERIVATIVE,
    ("derivative-of-a-square", r"\frac{\mathrm d}{\mathrm dx}\left(x^2\right)"): _DERIVATIVE,
    ("derivative-of-a-square", r"\frac{\partial}{\partial x}x^2"): _DERIVATIVE,
    ("derivative-of-a-square", r"\frac{d}{dx}x^3"): _DERIVATIVE,
    ("integral-of-a-line", r"\int_a^b x\,dx"): _INTEGRAL,
    ("integral-of-a-line", r"\int_{a}^{b}t\,\mathrm dt"): _INTEGRAL,
    ("integral-of-a-line", r"\int_b^a x\,dx"): _INTEGRAL,
    ("integral-of-a-line", r"\int_0^b x\,dx"): _INTEGRAL,
    ("integral-of-an-exponential", r"\int_0^\infty e^{-lx}\,dx"): _INTEGRAL,
    ("integral-of-an-exponential", r"\int_0^\infty xe^{-lx}\,dx"): _INTEGRAL,
    ("indicator-as-a-step", "*"): _CASES,
    ("expectation-of-a-constant", r"\mathbb E[c]"): _EXPECTATION,
    ("expectation-of-a-constant", r"\mathbb E[c]+1"): _EXPECTATION,
    ("infinite-geometric-series", r"\sum_{k=0}^{\infty}q^k"): _INFINITE,
    ("infinite-geometric-series", r"\sum_{k=1}^{\infty}q^k"): _INFINITE,
    ("hadamard-product", r"u\odot v"): _HADAMARD,
    ("hadamard-product", r"v\odot u"): _HADAMARD,
    ("kronecker-delta", r"\sum_{i=1}^n\delta_{ij}x_i"): _DELTA,
    ("kronecker-delta", r"\sum_{i=1}^n\delta_{ij}"): _DELTA,
    ("beta-function", "B(a, b)"): _BETA,
    ("beta-function", r"\operatorname{B}(b,a)"): _BETA,
    ("unnormalised-beta", "p^{a-1}(1-p)^{b-1}/B(a,b)"): _BETA,
    ("unnormalised-beta", r"\frac{1}{B(a,b)}"): _BETA,
    ("sum-of-two-indices", r"\sum_{i=1}^n\sum_{j=1}^m a_{i1}"): _INDICES,
    ("frobenius-norm", r"\sum_{i=1}^m A_{i1}^2"): _INDICES,
    ("hinge", r"\max\{0, 1-yf\}"): _BRACES,
    ("brackets-of-all-sorts", r"2\{x+y\}^2"): _BRACES,
    (
        "kl-of-two-multivariate-normals",
        "1/2 (tr(inv(T) S) + (a-b)^T inv(T) (a-b) - d + log(det(T)) - log(det(S)))",
    ): _T,
    ("count-of-hands", "52!/(5! 47!)"): _FACTORIAL,
    ("detailed-balance", r"\log p+\log a=\log q+\log b"): _EQUATION,
    ("decision-boundary", r"\frac{p}{1-p}e^{2x-1}=1"): _EQUATION,
    ("absolute-value", "-3 <= x-a <= 3"): _REGION,
    ("absolute-value", r"a-3\le x\le a+3"): _REGION,
    ("absolute-value", r"(x-a)^2\le9"): _REGION,
    ("absolute-value", r"x \ge a-3 and x \le a+3"): _REGION,
    ("absolute-value", "|x-a|<3"): _REGION,
    ("positive-definite-two", "c>0 and a c - b^2 > 0"): _REGION,
    ("bound-on-a-probability", r"p\le\exp(t)"): _REGION,
    ("bound-on-a-probability", r"t-\ln p\ge0"): _REGION,
    ("fixed-point", r"\operatorname{artanh}(x)=2x"): _EQUATION,
}

# Lines with an answer whose echo cannot be read back.
UNREADABLE_ECHOES = {"beta-function": _BETA, "kl-of-two-multivariate-normals": _T}


def gap(case: Case) -> tuple[str, str] | None:
    """The entry of `KNOWN_GAPS` that the case falls under."""
    if (case.key, case.answer) in KNOWN_GAPS:
        return case.key, case.answer
    return (case.key, "*") if (case.key, "*") in KNOWN_GAPS and case.want != INVALID else None
