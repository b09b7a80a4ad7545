"""Definite integrals, enclosed.

In closed form where the tree has one for all values of its names; else by complex-analytic quadrature between finite
ends, and by closed forms to infinity; or piece by piece, in closed form or by quadrature, with the values of the point.
"""

from collections.abc import Callable

from flint import acb, arb, ctx

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.at_point import NotExactError, at_point
from pengrade.grading.evaluating.differentiate import NotDifferentiableError, differentiated, slope_of
from pengrade.grading.evaluating.place import Evaluate, OutOfReachError, Place, wave_at
from pengrade.grading.evaluating.tails import Tails
from pengrade.grading.evaluating.values import Value
from pengrade.grading.proving.antiderivatives import integrated
from pengrade.grading.proving.corners import NoPiecesError, has_corners, pieces
from pengrade.grading.proving.ranges import ALL, Ranges
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Constant,
    Derivative,
    Divide,
    Fold,
    Infinity,
    Integral,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Slope,
    names_in,
    walk,
)

MOST_EVALUATIONS = 600
MOST_TERMS = 50
DEEPEST = 3  # integrals inside one another
NO_NAMES = declared("")
NOWHERE = Ranges(NO_NAMES)

Integrand = Callable[[Value, bool], Value]  # of z, and whether it must be analytic around z
Prepare = Callable[[Place], Integrand]
Compile = Callable[[Node], Evaluate]

# Without branch cuts, so that balls alone tell where they have no value.
MEROMORPHIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"})
MEROMORPHIC |= {"exp", "gamma", "digamma", "erf", "erfc"}


class NotAnalyticError(Exception):
    """An integrand with a step that is not known to be analytic."""


def integral_of(node: Integral, compiled: Compile) -> Evaluate | None:
    """None for an integrand that cannot be enclosed."""
    if _depth(node) > DEEPEST:
        return None
    everywhere = Ranges(NO_NAMES, dict.fromkeys(names_in(node), ALL))
    closed = integrated(node, everywhere)
    ways = [] if closed is None else [compiled(closed)]
    direct = None if closed is not None and _depth(node) > 1 else _direct(node, compiled)
    at_points = _AtPoints(node, compiled).evaluate
    first = [at_points] if direct is None or _is_rough(node) else [direct, at_points]
    ways += [*first, *([direct] if direct is not None and direct not in first else [])]
    return lambda place: _first(ways, place)


def _depth(node: Node) -> int:
    """How many integrals stand inside one another."""
    return isinstance(node, Integral) + max(map(_depth, node.children()), default=0)


def _first(ways: list[Evaluate], place: Place) -> Value:
    """The value that the first of some ways gives."""
    for way in ways:
        try:
            value = way(place)
        except OutOfReachError:
            continue
        if value.is_finite():
            return value.real if type(value) is acb and value.imag.contains(0) else value
    raise OutOfReachError


def _is_rough(node: Integral) -> bool:
    """Has corners, or roots and logarithms that quadrature is slow on where they end."""
    try:
        if has_corners(node):
            return True
    except NoPiecesError:
        return True
    for part in walk(node.body):
        if node.variable not in names_in(part):
            continue
        if isinstance(part, Call) and part.function in ("sqrt", "log", "ln"):
            return True
        if isinstance(part, Power) and node.variable in names_in(part.base) and not isinstance(part.exponent, Number):
            return True
    return False


def _direct(node: Integral, compiled: Compile) -> Evaluate | None:
    if isinstance(node.lower, Infinity) or isinstance(node.upper, Infinity):
        return Tails(node, compiled).evaluate
    try:
        return _quadrature(node, compiled)
    except NotAnalyticError:
        return None


def _quadrature(node: Integral, compiled: Compile) -> Evaluate:
    integrand = _Analytic(node.variable, compiled).of(node.body)
    lower, upper = compiled(node.lower), compiled(node.upper)

    def value(place: Place) -> Value:
        ends = lower(place), upper(place)
        function = integrand(place)
        place.steps -= MOST_TERMS
        if place.steps < 0:
            raise OutOfReachError
        ctx.prec = place.precision
        result = acb.integral(function, acb(ends[0]), acb(ends[1]), eval_limit=MOST_EVALUATIONS)
        if not result.is_finite():
            raise OutOfReachError
        return result

    return value


class _AtPoints:
    """The pieces of an integral at the last point that was asked for."""

    def __init__(self, node: Integral, compiled: Compile) -> None:
        self.node = node
        self.compiled = compiled
        self.last: Node | None = None
        self.parts: list[Evaluate] = []

    def evaluate(self, place: Place) -> Value:
        try:
            node = at_point(self.node, place)
        except NotExactError:
            raise OutOfReachError from None
        if node != self.last:
            self.parts, self.last = self.compiled_parts(node), node
        return sum((part(place) for part in self.parts), arb(0))

    def compiled_parts(self, node: Node) -> list[Evaluate]:
        """In closed form as a whole, or piece by piece."""
        if not isinstance(node, Integral):
            raise OutOfReachError
        closed = integrated(node, NOWHERE)
        if closed is not None:
            return [self.compiled(closed)]
        try:
            parts = pieces(node, NOWHERE)
        except NoPiecesError:
            raise OutOfReachError from None
        found = [integrated(part, NOWHERE) for part in parts]
        ways = [
            self.compiled(whole) if whole is not None else _direct(part, self.compiled)
            for part, whole in zip(parts, found, strict=True)
        ]
        if None in ways:
            raise OutOfReachError
        return [way for way in ways if way is not None]


class _Analytic:
    """Builds the integrand as a function of a complex ball."""

    def __init__(self, variable: str, compiled: Compile) -> None:
        self.variable = variable
        self.compiled = compiled

    def of(self, node: Node) -> Prepare:
        if self.variable not in names_in(node):
            return self.fixed(self.compiled(node))
        match node:
            case Name():
                return lambda _: lambda z, _: z
            case Negate():
                return self.mapped(lambda u, _: -u, node.operand)
            case Add():
                return self.gathered(node.terms, lambda one, other: one + other)
            case Product():
                return self.gathered(node.factors, lambda one, other: one * other)
            case Divide():
                return self.gathered((node.numerator, node.denominator), lambda one, other: one / other)
            case Power():
                return self.of_power(node)
            case Call():
                return self.of_call(node)
            case Fold():
                return self.of_fold(node)
            case Apply():
                return self.of_apply(node)
            case Derivative() | Slope():
                return self.of(self.differentiated(node))
            case _:
                raise NotAnalyticError

    def differentiated(self, node: Derivative | Slope) -> Node:
        try:
            return slope_of(node) if isinstance(node, Slope) else differentiated(node.body, node.variable, node.order)
        except NotDifferentiableError:
            raise NotAnalyticError from None

    def of_apply(self, node: Apply) -> Prepare:
        inner = self.of(node.argument)

        def prepare(place: Place) -> Integrand:
            function, wave = inner(place), place.point.functions[node.name]
            return lambda z, analytic: wave_at(wave, node.order, function(z, analytic))

        return prepare

    def fixed(self, evaluate: Evaluate) -> Prepare:
        def prepare(place: Place) -> Integrand:
            number = acb(evaluate(place))
            return lambda _, __: number

        return prepare

    def mapped(self, change: Integrand, part: Node) -> Prepare:
        inner = self.of(part)

        def prepare(place: Place) -> Integrand:
            function = inner(place)
            return lambda z, analytic: change(function(z, analytic), analytic)

        return prepare

    def gathered(self, parts: tuple[Node, ...], combine: Callable[[Value, Value], Value]) -> Prepare:
        prepared = [self.of(part) for part in parts]

        def prepare(place: Place) -> Integrand:
            first, *rest = (one(place) for one in prepared)

            def function(z: Value, analytic: bool) -> Value:
                result = first(z, analytic)
                for other in rest:
                    result = combine(result, other(z, analytic))
                return result

            return function

        return prepare

    def of_power(self, node: Power) -> Prepare:
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.mapped(lambda u, _: u.exp(), node.exponent)
        if isinstance(node.exponent, Number) and node.exponent.value.denominator == 1:
            whole = int(node.exponent.value)
            return self.mapped(lambda u, _: u**whole, node.base)
        base, exponent = self.of(node.base), self.of(node.exponent)

        def prepare(place: Place) -> Integrand:
            one, other = base(place), exponent(place)
            return lambda z, analytic: one(z, analytic).pow(other(z, analytic), analytic=analytic)

        return prepare

    def of_call(self, node: Call) -> Prepare:
        if node.function in MEROMORPHIC:
            name = node.function
            return self.mapped(lambda u, _: getattr(u, name)(), node.arguments[0])
        change = WITH_CUTS.get(node.function)
        if change is not None and len(node.arguments) == 1 and node.parameter is None:
            return self.mapped(change, node.arguments[0])
        raise NotAnalyticError

    def of_fold(self, node: Fold) -> Prepare:
        """A finite sum over an index that the variable has no part in."""
        ends = names_in(node.lower) | names_in(node.upper)
        if node.condition is not None or node.operation != "sum" or self.variable in ends:
            raise NotAnalyticError
        lower, upper = self.compiled(node.lower), self.compiled(node.upper)
        body = self.of(node.body)

        def prepare(place: Place) -> Integrand:
            first, last = (end(place).unique_fmpz() for end in (lower, upper))
            if first is None or last is None or last - first > MOST_TERMS:
                raise OutOfReachError
            parts = []
            for number in range(int(first), int(last) + 1):
                place.names[node.index] = arb(number)
                parts.append(body(place))
            place.names.pop(node.index, None)
            return lambda z, analytic: sum((part(z, analytic) for part in parts), acb(0))

        return prepare


WITH_CUTS: dict[str, Integrand] = {
    "sqrt": lambda u, analytic: u.sqrt(analytic=analytic),
    "log": lambda u, analytic: u.log(analytic=analytic),
    "ln": lambda u, analytic: u.log(analytic=analytic),
    "abs": lambda u, analytic: u.real_abs(analytic=analytic),
    "sign": lambda u, analytic: u.real_sgn(analytic=analytic),
    "relu": lambda u, analytic: u.real_max(acb(0), analytic=analytic),
    "sigmoid": lambda u, _: 1 / (1 + (-u).exp()),
    "softplus": lambda u, analytic: (1 + u.exp()).log(analytic=analytic),
    "Phi": lambda u, _: values.normal_distribution(acb(u)),
    "phi": lambda u, _: values.normal_density(u),
    "factorial": lambda u, _: (u + 1).gamma(),
}
