"""Limits by asymptotic expansion: of rational functions, roots, exponentials and logarithms, and what is smooth."""

from fractions import Fraction

from flint import fmpq

from pengrade.grading.evaluating.differentiate import NotDifferentiableError, differentiated, put
from pengrade.grading.proving.expansions import (
    ORIGIN,
    DivergenceError,
    Expansion,
    Expansions,
    Sign,
    UnknownLimitError,
    taylor,
)
from pengrade.grading.proving.ranges import ALL
from pengrade.grading.proving.ratios import NotNormalError, Ratio, constant
from pengrade.grading.proving.sums import Sums
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Chain,
    Constant,
    Derivative,
    Divide,
    Indicator,
    Infinity,
    Joined,
    Limit,
    Name,
    Negate,
    Node,
    Power,
    Product,
    Slope,
    names_in,
)

SMOOTH = frozenset({"sin", "cos", "arctan", "erf", "Phi", "phi", "digamma", "gamma", "lgamma", "arcsin", "arsinh"})
LENGTHS = (2, 6)
DEEPEST = 2  # limits inside one another
HOLDS = {"=": (0,), "≠": (-1, 1), "<": (-1,), "≤": (-1, 0), ">": (1,), "≥": (0, 1)}


def limit_of(node: Limit, forms: Sums, sign: Sign) -> Ratio:
    """Raises UnknownLimitError, and DivergenceError where there is certainly none."""
    if _depth(node) > DEEPEST:
        raise UnknownLimitError
    sides = [1, -1] if not node.side else [1 if node.side == "+" else -1]
    if isinstance(node.target, Infinity):
        sides = [-1 if node.target.negative else 1]
    found = [_from_side(node, forms, sign, side) for side in sides]
    if not forms.atoms.reduced(found[0] - found[-1]).above.is_zero():
        sign(found[0] - found[-1])  # raises UnknownLimitError where it is in doubt
        raise DivergenceError
    return found[0]


def _depth(node: Node) -> int:
    """How many limits stand inside one another."""
    return isinstance(node, Limit) + max(map(_depth, node.children()), default=0)


def _from_side(node: Limit, forms: Sums, sign: Sign, side: int) -> Ratio:
    """A short expansion tells most limits."""
    for length in LENGTHS[:-1]:
        try:
            return _Side(node, forms, sign, side, length).limit()
        except UnknownLimitError:
            continue
    return _Side(node, forms, sign, side, LENGTHS[-1]).limit()


class _Side:
    """A limit from one side."""

    def __init__(self, node: Limit, forms: Sums, sign: Sign, side: int, length: int) -> None:
        self.node = node
        self.forms = forms
        self.scales = Expansions(forms, sign, length)
        self.variable = node.variable
        if isinstance(node.target, Infinity):
            self.moving = self.scales.of({(Fraction(-1), 0): constant(side)})
        else:
            target = forms.atoms.canonical(forms.of(node.target))
            self.moving = self.scales.of({ORIGIN: target, (Fraction(1), 0): constant(side)})

    def limit(self) -> Ratio:
        try:
            return self.forms.atoms.canonical(self.scales.limit(self.of(self.node.body)))
        except (NotNormalError, ZeroDivisionError, OverflowError):
            raise UnknownLimitError from None

    def of(self, node: Node) -> Expansion:
        scales = self.scales
        if self.variable not in names_in(node):
            return scales.number(self.forms.atoms.canonical(self.forms.of(node)))
        match node:
            case Name():
                return self.moving
            case Negate():
                return scales.scaled(self.of(node.operand), constant(-1))
            case Add():
                return scales.gathered([scale for term in node.terms for scale in self.of(term).values()])
            case Product():
                return self.product(node.factors)
            case Divide():
                return scales.times(self.of(node.numerator), scales.inverse(self.of(node.denominator)))
            case Power():
                return self.of_power(node)
            case Call():
                return self.of_call(node)
            case Apply():
                return self.of_apply(node)
            case Derivative() | Slope():
                return self.of(self.differentiated(node))
            case Indicator():
                return scales.number(constant(int(self.holds(node.condition))))
            case Cases():
                return self.of(self.chosen(node))
            case _:
                raise UnknownLimitError

    def product(self, factors: tuple[Node, ...]) -> Expansion:
        result = self.scales.number(constant(1))
        for factor in factors:
            result = self.scales.times(result, self.of(factor))
        return result

    def differentiated(self, node: Derivative | Slope) -> Node:
        try:
            if isinstance(node, Derivative):
                return differentiated(node.body, node.variable, node.order)
            variable = Name(0, 0, "'")
            outer = differentiated(Call(0, 0, node.function, (variable,)), variable, node.order)
            return put(outer, "'", node.argument)
        except NotDifferentiableError:
            raise UnknownLimitError from None

    def of_power(self, node: Power) -> Expansion:
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.scales.exponential(self.of(node.exponent))
        return self.scales.power(self.of(node.base), self.of(node.exponent))

    # --- functions -------------------------------------------------------------------------------------------------

    def of_call(self, node: Call) -> Expansion:
        scales = self.scales
        found = [self.of(argument) for argument in node.arguments]
        first = found[0]
        if node.parameter is not None:
            return self.with_parameter(node, first)
        method = getattr(self, f"of_{node.function}", None)
        if method is not None and len(found) == 1:
            result: Expansion = method(first)
            return result
        if node.function in ("max", "min"):
            best = first
            for other in found[1:]:
                sign = scales.sign(scales.add(best, scales.scaled(other, constant(-1))))
                best = other if sign * (1 if node.function == "max" else -1) < 0 else best
            return best
        if node.function in SMOOTH and len(found) == 1:
            return self.smooth(node.function, first)
        raise UnknownLimitError

    def with_parameter(self, node: Call, first: Expansion) -> Expansion:
        parameter = self.of(node.parameter) if node.parameter is not None else {}
        if node.function == "sqrt":
            return self.scales.power(first, self.scales.inverse(parameter))
        return self.scales.times(self.scales.logarithm(first), self.scales.inverse(self.scales.logarithm(parameter)))

    def of_exp(self, u: Expansion) -> Expansion:
        return self.scales.exponential(u)

    def of_log(self, u: Expansion) -> Expansion:
        return self.scales.logarithm(u)

    of_ln = of_log

    def of_sqrt(self, u: Expansion) -> Expansion:
        return self.scales.power(u, self.scales.number(constant(fmpq(1, 2)))) if u else {}

    def of_abs(self, u: Expansion) -> Expansion:
        return self.scales.scaled(u, constant(self.scales.sign(u)))

    def of_sign(self, u: Expansion) -> Expansion:
        return self.scales.number(constant(self.scales.sign(u)))

    def of_relu(self, u: Expansion) -> Expansion:
        return u if self.scales.sign(u) > 0 else {}

    def of_sigmoid(self, u: Expansion) -> Expansion:
        falling = self.scales.exponential(self.scales.scaled(u, constant(-1)))
        return self.scales.inverse(self.scales.add(self.scales.number(constant(1)), falling))

    def of_softplus(self, u: Expansion) -> Expansion:
        return self.scales.logarithm(self.scales.add(self.scales.number(constant(1)), self.scales.exponential(u)))

    def of_tanh(self, u: Expansion) -> Expansion:
        twice = self.of_sigmoid(self.scales.scaled(u, constant(2)))
        return self.scales.add(self.scales.scaled(twice, constant(2)), self.scales.number(constant(-1)))

    def of_cosh(self, u: Expansion) -> Expansion:
        return self.halved(u, 1)

    def of_sinh(self, u: Expansion) -> Expansion:
        return self.halved(u, -1)

    def halved(self, u: Expansion, sign: int) -> Expansion:
        rising, falling = (self.scales.exponential(self.scales.scaled(u, constant(one))) for one in (1, -1))
        half = constant(fmpq(1, 2))
        return self.scales.add(self.scales.scaled(rising, half), self.scales.scaled(falling, half * constant(sign)))

    def of_tan(self, u: Expansion) -> Expansion:
        return self.scales.times(self.smooth("sin", u), self.scales.inverse(self.smooth("cos", u)))

    def of_floor(self, u: Expansion) -> Expansion:
        """Less than one away from u, which is all that is said of it."""
        return self.scales.add(u, self.scales.bounded())

    of_ceil = of_floor

    def of_factorial(self, u: Expansion) -> Expansion:
        return self.scales.exponential(self.of_lgamma(self.scales.add(u, self.scales.number(constant(1)))))

    def of_gamma(self, u: Expansion) -> Expansion:
        return self.scales.exponential(self.of_lgamma(u))

    def of_lgamma(self, u: Expansion) -> Expansion:
        """Stirling's series; near a number, Taylor's."""
        if not self.tends_to_infinity(u):
            return self.smooth("lgamma", u)
        scales, log = self.scales, self.scales.logarithm(u)
        inverse = scales.inverse(u)
        half_log = constant(fmpq(1, 2)) * self.forms.logarithm(self.forms.of_constant("pi") * constant(2))
        parts = [
            scales.times(scales.add(u, scales.number(constant(fmpq(-1, 2)))), log),
            scales.scaled(u, constant(-1)),
            scales.number(half_log),
            scales.scaled(inverse, constant(fmpq(1, 12))),
            scales.scaled(scales.power(inverse, scales.number(constant(3))), constant(fmpq(-1, 360))),
            scales.times(scales.power(inverse, scales.number(constant(5))), scales.bounded()),
        ]
        return scales.gathered([scale for part in parts for scale in part.values()])

    def tends_to_infinity(self, u: Expansion) -> bool:
        try:
            self.scales.limit(u)
        except DivergenceError:
            return self.scales.sign(u) > 0
        return False

    def smooth(self, function: str, u: Expansion) -> Expansion:
        """By Taylor's series around its limit, and what is known of the function far away."""
        try:
            at, small = self.scales.split(u)
        except DivergenceError:
            return self.far(function, u)
        trees = _Derivatives(function)
        variable = self.forms.atoms.canonical(at)
        return self.scales.composed(
            taylor(lambda order: self.forms.bound_to("'", variable, ALL, trees.of(order))), small
        )

    def far(self, function: str, u: Expansion) -> Expansion:
        scales, side = self.scales, self.scales.sign(u)
        if function in ("sin", "cos"):
            return scales.bounded()
        if function == "arctan":
            quarter = self.forms.of_constant("pi") * constant(fmpq(side, 2))
            return scales.add(
                scales.number(quarter), scales.scaled(self.smooth("arctan", scales.inverse(u)), constant(-1))
            )
        end = {"erf": side, "Phi": max(side, 0), "phi": 0}.get(function)
        if end is None:
            raise UnknownLimitError
        # What is left falls faster than any power of u.
        rest = scales.times(scales.power(scales.inverse(u), scales.number(constant(8))), scales.bounded())
        return scales.add(scales.number(constant(end)), rest)

    def of_apply(self, node: Apply) -> Expansion:
        at, small = self.scales.split(self.of(node.argument))

        def derivative(order: int) -> Ratio:
            return self.forms.plain("apply", (node.name, node.order + order), at)

        return self.scales.composed(taylor(derivative), small)

    # --- conditions ------------------------------------------------------------------------------------------------

    def holds(self, node: Node) -> bool:
        if isinstance(node, Joined):
            truths = [self.holds(part) for part in node.parts]
            return any(truths) if node.word == "or" else all(truths)
        if not isinstance(node, Chain):
            raise UnknownLimitError
        sides = [self.of(side) for side in node.sides]
        return all(
            self.scales.sign(self.scales.add(left, self.scales.scaled(right, constant(-1)))) in HOLDS[sign]
            for left, right, sign in zip(sides, sides[1:], node.signs, strict=False)
        )

    def chosen(self, node: Cases) -> Node:
        for value, condition in zip(node.values, node.conditions, strict=False):
            if self.holds(condition):
                return value
        if len(node.values) == len(node.conditions):
            raise UnknownLimitError
        return node.values[-1]


class _Derivatives:
    """Those of a function, as trees in its argument."""

    def __init__(self, function: str) -> None:
        self.variable = Name(0, 0, "'")
        self.trees: list[Node] = [Call(0, 0, function, (self.variable,))]

    def of(self, order: int) -> Node:
        while len(self.trees) <= order:
            try:
                self.trees.append(differentiated(self.trees[-1], self.variable))
            except NotDifferentiableError:
                raise UnknownLimitError from None
        return self.trees[order]
