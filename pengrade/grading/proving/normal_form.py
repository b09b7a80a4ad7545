"""A scalar expression as a quotient of polynomials in atoms. Equal normal forms prove equality.

Used are identities that hold for principal values wherever both sides have one: powers are exp(w log b), trigonometry
is exp(i z), |u| is exp(log(u^2)/2) for real u; logarithms are split only at factors known to be positive, and
factorials and sums are taken apart where their arguments differ by whole numbers or constant factors.
Unequal normal forms prove nothing.
"""

from flint import fmpq

from pengrade.grading.evaluating.constants import sign_of_constant
from pengrade.grading.evaluating.differentiate import NotDifferentiableError, differentiated, slope_of
from pengrade.grading.evaluating.points import Point
from pengrade.grading.proving.expansions import DivergenceError, UnknownLimitError
from pengrade.grading.proving.integrals import Integrals
from pengrade.grading.proving.limits import limit_of
from pengrade.grading.proving.ranges import WHOLE
from pengrade.grading.proving.ratios import ONE, ZERO, NotNormalError, Ratio, constant
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Constant,
    Derivative,
    Divide,
    Fold,
    Indexed,
    Integral,
    Limit,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Slope,
)

POSITIVE = frozenset({"positive", "probability"})
SIGNS = {"nonnegative": 1, "natural": 1, "negative": -1}  # beside those


class NormalForms(Integrals):
    """Normal forms that can be compared with one another: they share one table of atoms."""

    def equal(self, left: Node, right: Node) -> bool:
        """True is a proof; False is not. Never raises."""
        try:
            difference = self.of(left) - self.of(right)
            return bool(self.atoms.reduced(difference).above.is_zero())
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False

    def differ_by_constant(self, left: Node, right: Node, names: frozenset[str]) -> bool:
        """A proof that left - right depends on none of the names."""
        try:
            return self.is_free_of(self.atoms.canonical(self.of(left) - self.of(right)), names)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False

    def differ_by_factor(self, left: Node, right: Node, names: frozenset[str]) -> bool:
        """A proof that left / right is not zero and depends on none of the names."""
        try:
            quotient = self.atoms.canonical(self.of(left) / self.nonzero(self.of(right)))
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False
        return not quotient.above.is_zero() and self.is_free_of(quotient, names)

    def is_free_of(self, ratio: Ratio, names: frozenset[str]) -> bool:
        return all(
            atom.label not in names and all(self.is_free_of(argument, names) for argument in atom.arguments)
            for atom in self.inner(ratio)
        )

    def keeps(self, tree: Node) -> bool:
        """Puts a tree in normal form once and for all; False where it has none."""
        try:
            self.kept[id(tree)] = self.of(tree)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False
        return True

    def of(self, node: Node) -> Ratio:
        if self.kept and not self.indices and id(node) in self.kept:
            kept: Ratio = self.kept[id(node)]
            return kept
        match node:
            case Number():
                return constant(fmpq(node.value.numerator, node.value.denominator))
            case Name():
                return self.of_name(node.name)
            case Constant():
                return self.of_constant(node.name)
            case Indexed():
                return self.of_indexed(node)
            case Negate():
                return -self.of(node.operand)
            case Add():
                return self.of_all(node.terms, Ratio(ZERO), False)
            case Product():
                return self.of_all(node.factors, Ratio(ONE), True)
            case Divide():
                return self.of(node.numerator) / self.nonzero(self.of(node.denominator))
            case Power():
                return self.of_power(node)
            case Call():
                return self.of_call(node)
            case Apply():
                return self.plain("apply", (node.name, node.order), self.of(node.argument))
            case Fold():
                return self.of_fold(node)
            case Integral():
                return self.of_integral(node)
            case Derivative():
                return self.of_derivative(node)
            case Limit():
                return self.of_limit(node)
            case Slope():
                return self.of_slope(node)
            case _:
                raise NotNormalError

    def of_limit(self, node: Limit) -> Ratio:
        try:
            found = limit_of(node, self, self.certain_sign)
        except (UnknownLimitError, DivergenceError):
            raise NotNormalError from None
        self.rewrote = True
        return found

    def certain_sign(self, ratio: Ratio) -> int:
        """Raises UnknownLimitError where it is in doubt."""
        sign = 1
        for part in (ratio.above, ratio.below):
            if self.is_positive(-part):
                sign = -sign
            elif not self.is_positive(part):
                found = sign_of_constant(self, Ratio(part), Point())
                if found is None:
                    raise UnknownLimitError
                sign *= found
        return sign

    def of_slope(self, node: Slope) -> Ratio:
        try:
            return self.of(slope_of(node))
        except NotDifferentiableError:
            raise NotNormalError from None

    def of_derivative(self, node: Derivative) -> Ratio:
        try:
            return self.of(differentiated(node.body, node.variable, node.order))
        except NotDifferentiableError:
            raise NotNormalError from None

    def of_all(self, nodes: tuple[Node, ...], start: Ratio, multiply: bool) -> Ratio:
        result = start
        for node in nodes:
            value = self.of(node)
            result = result * value if multiply else result + value
        return result

    def of_name(self, name: str) -> Ratio:
        if name in self.indices:
            return self.indices[name]
        symbol = self.declarations.symbols.get(name)
        if symbol is None:
            if name not in self.declarations.dimensions:
                raise NotNormalError  # bound by what has no normal form
            return self.generator(self.atoms.atom("name", name, positive=True, whole=True))
        if symbol.shape != (1, 1):
            raise NotNormalError
        positive = symbol.domain in POSITIVE or symbol.domain == "index"
        real, whole, sign = symbol.domain != "complex", symbol.domain in WHOLE, SIGNS.get(symbol.domain, 0)
        return self.generator(self.atoms.atom("name", name, real=real, positive=positive, whole=whole, sign=sign))

    def of_indexed(self, node: Indexed) -> Ratio:
        symbol = self.declarations.symbols[node.name]
        if len(node.indices) != len(symbol.family) and symbol.family:
            raise NotNormalError
        arguments = tuple(self.atoms.canonical(self.of(index)) for index in node.indices)
        real, positive, whole = symbol.domain != "complex", symbol.domain in POSITIVE, symbol.domain in WHOLE
        sign = SIGNS.get(symbol.domain, 0)
        return self.generator(
            self.atoms.atom("member", node.name, arguments, real=real, positive=positive, whole=whole, sign=sign)
        )
