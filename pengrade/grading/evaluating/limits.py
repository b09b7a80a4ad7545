"""Limits at finite places: of what is continuous there, and of 0/0 by l'Hôpital's rule.

A zero counts as one only where it is exact, so nothing is concluded from a value that is merely small.
"""

from collections.abc import Callable

from flint import arb

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.differentiate import NotDifferentiableError, differentiated, times
from pengrade.grading.evaluating.place import Evaluate, OutOfReachError, Place
from pengrade.grading.evaluating.values import Value
from pengrade.grading.tree import (
    Add,
    Call,
    Cases,
    Constant,
    Divide,
    Indicator,
    Infinity,
    Limit,
    Name,
    Negate,
    Node,
    Power,
    Product,
    names_in,
    walk,
)

MOST_ROUNDS = 6
JUMPING = frozenset({"sign", "floor", "ceil", "delta"})
CONTINUOUS = frozenset({"exp", "sin", "cos", "sinh", "cosh", "tanh", "arctan", "abs", "sigmoid", "softplus", "erf"})
CONTINUOUS |= {"erfc", "Phi", "phi", "log", "ln", "sqrt"}


def limit_of(node: Limit, compiled: Callable[[Node], Evaluate]) -> Evaluate | None:
    """None for limits that are not followed here."""
    jumps = any(
        isinstance(part, Indicator | Cases | Limit) or (isinstance(part, Call) and part.function in JUMPING)
        for part in walk(node.body)
    )
    if isinstance(node.target, Infinity) or jumps:
        return None
    target = compiled(node.target)
    seeker = _Seeker(node.variable, compiled)

    def value(place: Place) -> Value:
        outer = place.names.get(node.variable)
        place.names[node.variable] = target(place)
        try:
            return seeker.of(node.body, place, MOST_ROUNDS)
        finally:
            place.names.pop(node.variable)
            if outer is not None:
                place.names[node.variable] = outer

    return value


class _Seeker:
    """The limit of a tree at a place where the variable has its target as value."""

    def __init__(self, variable: str, compiled: Callable[[Node], Evaluate]) -> None:
        self.variable = variable
        self.compiled = compiled

    def of(self, node: Node, place: Place, rounds: int) -> Value:
        direct = self.compiled(node)(place)
        if direct.is_finite() or self.variable not in names_in(node):
            return direct
        if rounds == 0:
            raise OutOfReachError
        match node:
            case Divide():
                return self.of_quotient(node, place, rounds)
            case Negate():
                return -self.of(node.operand, place, rounds)
            case Add():
                return sum((self.of(term, place, rounds) for term in node.terms), arb(0))
            case Product():
                return self.of_product(node, place, rounds)
            case Power():
                return self.of_power(node, place, rounds)
            case Call():
                return self.of_call(node, place, rounds)
            case _:
                raise OutOfReachError

    def of_quotient(self, node: Divide, place: Place, rounds: int) -> Value:
        above = self.of(node.numerator, place, rounds - 1)
        below = self.of(node.denominator, place, rounds - 1)
        if not below.contains(0):
            return above / below
        if not (above == 0 and below == 0):
            raise OutOfReachError
        name = Name(0, 0, self.variable)
        try:
            slopes = differentiated(node.numerator, name), differentiated(node.denominator, name)
        except NotDifferentiableError:
            raise OutOfReachError from None
        return self.of(Divide(0, 0, *slopes), place, rounds - 1)

    def of_product(self, node: Product, place: Place, rounds: int) -> Value:
        """As one quotient, so that x (1/x) is 0/0."""
        above = [factor.numerator if isinstance(factor, Divide) else factor for factor in node.factors]
        below = [factor.denominator for factor in node.factors if isinstance(factor, Divide)]
        if below:
            return self.of(Divide(0, 0, times(*above), times(*below)), place, rounds - 1)
        result = arb(1)
        for factor in node.factors:
            result = values.times(result, self.of(factor, place, rounds - 1))
        return result

    def of_power(self, node: Power, place: Place, rounds: int) -> Value:
        """u^v is exp(v log u)."""
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.of(node.exponent, place, rounds - 1).exp()
        return self.of(times(node.exponent, Call(0, 0, "log", (node.base,))), place, rounds - 1).exp()

    def of_call(self, node: Call, place: Place, rounds: int) -> Value:
        if node.function not in CONTINUOUS or node.parameter is not None:
            raise OutOfReachError
        return values.FUNCTIONS[node.function](self.of(node.arguments[0], place, rounds - 1))
