"""Functions that rise, so that a comparison survives when they are undone: exp(a) < b is b > 0 and a < log b."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from pengrade.grading.proving.substitution import literal
from pengrade.grading.tree import Add, Call, Divide, Negate, Node

ZERO, ONE, TWO = (literal(Fraction(number)) for number in range(3))


class Way(Enum):
    """What is undone: nothing but bars and roots; exponentials; or logarithms."""

    AS_TYPED = 0
    BY_LOGARITHMS = 1
    BY_EXPONENTIALS = 2


def minus(left: Node, right: Node) -> Node:
    if right == ZERO:
        return left
    return Negate(0, 0, right) if left == ZERO else Add(0, 0, (left, Negate(0, 0, right)))


def log(node: Node) -> Node:
    return Call(0, 0, "log", (node,))


def exp(node: Node) -> Node:
    return Call(0, 0, "exp", (node,))


@dataclass(frozen=True)
class Rising:
    """A strictly rising function: the open interval of its values, None for infinity, and its inverse."""

    low: Node | None
    high: Node | None
    inverse: Callable[[Node], Node]


def _log_of_odds(node: Node) -> Node:
    return log(Divide(0, 0, node, minus(ONE, node)))


def _call(function: str) -> Callable[[Node], Node]:
    return lambda node: Call(0, 0, function, (node,))


RISING: Mapping[Way, Mapping[str, Rising]] = {
    Way.AS_TYPED: {},
    Way.BY_LOGARITHMS: {
        "exp": Rising(ZERO, None, log),
        "sigmoid": Rising(ZERO, ONE, _log_of_odds),
        "Phi": Rising(ZERO, ONE, _call("quantile")),
        "tanh": Rising(
            literal(Fraction(-1)),
            ONE,
            lambda node: Divide(0, 0, log(Divide(0, 0, Add(0, 0, (ONE, node)), minus(ONE, node))), TWO),
        ),
        "sinh": Rising(None, None, _call("arsinh")),
    },
    Way.BY_EXPONENTIALS: {
        "log": Rising(None, None, exp),
        "ln": Rising(None, None, exp),
        "logit": Rising(None, None, _call("sigmoid")),
        "artanh": Rising(None, None, _call("tanh")),
        "arsinh": Rising(None, None, _call("sinh")),
        "quantile": Rising(None, None, _call("Phi")),
    },
}
# What rises on the whole of its domain, so that f(a) < f(b) is a < b.
ALIKE = frozenset({"arctan", "erf", "softplus", *(name for names in RISING.values() for name in names)})
