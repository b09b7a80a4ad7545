"""Functions, as powers and exponentials where they are such, and opaque where not."""

from fractions import Fraction
from math import ceil, floor

from flint import fmpq

from pengrade.grading.proving.forms import as_fraction, as_whole
from pengrade.grading.proving.powers import Powers
from pengrade.grading.proving.ratios import ONE, ZERO, NotNormalError, Ratio, constant, terms
from pengrade.grading.tree import Call

ODD = frozenset({"arctan", "arcsin", "arsinh", "artanh", "erf", "sign"})  # zero at zero
LARGEST_SHIFT = 30  # of a factorial: (n+3)! is (n+3)(n+2)(n+1) n!


class Functions(Powers):
    def of_call(self, node: Call) -> Ratio:
        if node.function in ("log", "ln"):
            value = self.logarithm(self.of(node.arguments[0]))
            return value if node.parameter is None else value / self.logarithm(self.of(node.parameter))
        if node.parameter is not None:
            raise NotNormalError
        arguments = [self.of(argument) for argument in node.arguments]
        method = getattr(self, f"of_{node.function}", None)
        if method is not None:
            result: Ratio = method(*arguments)
            return result
        if node.function in ODD and self.atoms.reduced(arguments[0]).above.is_zero():
            return Ratio(ZERO)
        return self.plain("call", node.function, *arguments)

    def of_exp(self, u: Ratio) -> Ratio:
        return self.exponential(u)

    def of_sqrt(self, u: Ratio) -> Ratio:
        if self.atoms.reduced(u).above.is_zero():
            return Ratio(ZERO)
        return self.exponential(self.logarithm(u) * constant(fmpq(1, 2)))

    def of_abs(self, u: Ratio) -> Ratio:
        u = self.atoms.canonical(u)
        if not self.is_real(u):
            return self.plain("call", "abs", u)
        return self.of_sqrt(u * u)

    def of_expectation(self, u: Ratio) -> Ratio:
        """Of a number, which is no random variable."""
        return u

    def of_sigmoid(self, u: Ratio) -> Ratio:
        return Ratio(ONE) / (Ratio(ONE) + self.exponential(-u))

    def of_softplus(self, u: Ratio) -> Ratio:
        return self.logarithm(Ratio(ONE) + self.exponential(u))

    def of_logit(self, u: Ratio) -> Ratio:
        return self.logarithm(u / (Ratio(ONE) - u))

    def of_phi(self, u: Ratio) -> Ratio:
        """The density of the standard normal distribution."""
        scale = self.of_sqrt(self.of_constant("pi") * constant(2))
        return self.exponential(u * u * constant(fmpq(-1, 2))) / scale

    def of_Phi(self, u: Ratio) -> Ratio:  # noqa: N802 - the name that is typed
        error = self.plain("call", "erf", u / self.of_sqrt(constant(2)))
        return (Ratio(ONE) + error) * constant(fmpq(1, 2))

    def turn(self, u: Ratio) -> Ratio:
        """exp(i u), exactly at multiples of a quarter turn."""
        u = self.atoms.canonical(u)
        quarters = self.atoms.canonical(u * constant(2) / self.of_constant("pi"))
        whole = as_whole(quarters)
        if whole is not None:
            return self.imaginary_unit() ** (whole % 4)
        return self.exponential(self.imaginary_unit() * u)

    def of_cos(self, u: Ratio) -> Ratio:
        z = self.turn(u)
        return (z + Ratio(ONE) / z) * constant(fmpq(1, 2))

    def of_sin(self, u: Ratio) -> Ratio:
        z = self.turn(u)
        return (z - Ratio(ONE) / z) / (constant(2) * self.imaginary_unit())

    def of_tan(self, u: Ratio) -> Ratio:
        return self.of_sin(u) / self.nonzero(self.of_cos(u))

    def of_cot(self, u: Ratio) -> Ratio:
        return self.of_cos(u) / self.nonzero(self.of_sin(u))

    def of_sec(self, u: Ratio) -> Ratio:
        return Ratio(ONE) / self.nonzero(self.of_cos(u))

    def of_csc(self, u: Ratio) -> Ratio:
        return Ratio(ONE) / self.nonzero(self.of_sin(u))

    def of_cosh(self, u: Ratio) -> Ratio:
        z = self.exponential(u)
        return (z + Ratio(ONE) / z) * constant(fmpq(1, 2))

    def of_sinh(self, u: Ratio) -> Ratio:
        z = self.exponential(u)
        return (z - Ratio(ONE) / z) * constant(fmpq(1, 2))

    def of_tanh(self, u: Ratio) -> Ratio:
        z = self.exponential(u + u)
        return (z - Ratio(ONE)) / (z + Ratio(ONE))

    def of_erfc(self, u: Ratio) -> Ratio:
        return Ratio(ONE) - self.plain("call", "erf", u)

    def of_factorial(self, u: Ratio) -> Ratio:
        return self.of_gamma(u + Ratio(ONE))

    def of_binomial(self, n: Ratio, k: Ratio) -> Ratio:
        return self.of_factorial(n) / (self.of_factorial(k) * self.of_factorial(n - k))

    def of_beta(self, a: Ratio, b: Ratio) -> Ratio:
        return self.of_gamma(a) * self.of_gamma(b) / self.of_gamma(a + b)

    def of_gamma(self, u: Ratio) -> Ratio:
        """By Gamma(z + 1) = z Gamma(z), down to an argument whose constant part lies in [0, 1), or to Gamma(1).

        Gamma(1/2) is the root of pi.
        """
        u = self.atoms.canonical(u)
        offset = constant_part(u)
        shift = ceil(offset) - 1 if u.above.is_constant() else floor(offset)
        if abs(shift) > LARGEST_SHIFT or (u.above.is_constant() and offset <= 0):
            raise NotNormalError
        u = self.atoms.canonical(u - constant(shift))
        result = self.gamma_between(u)
        for step in range(abs(shift)):
            result = result * (u + constant(step)) if shift > 0 else result / (u - constant(step + 1))
        return result

    def gamma_between(self, u: Ratio) -> Ratio:
        if u.above.is_constant():
            if u.above == u.below:
                return Ratio(ONE)
            if u.above + u.above == u.below:
                return self.of_sqrt(self.of_constant("pi"))
        return self.plain("call", "gamma", u, positive=self.is_positive(u.above))


def constant_part(ratio: Ratio) -> Fraction:
    """The term without atoms, of a quotient whose denominator has none."""
    if not ratio.below.is_constant():
        return Fraction(0)
    return next((as_fraction(c) for powers, c in terms(ratio.above) if not powers), Fraction(0))
