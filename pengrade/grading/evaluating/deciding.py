"""Conditions at a point, and what hangs on them: indicators, cases, Kronecker's delta.

A condition is true, false, or None where balls overlap and arithmetic on fractions does not settle it.
"""

from collections.abc import Callable
from fractions import Fraction

from flint import arb

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.place import Evaluate, Place
from pengrade.grading.evaluating.values import Value
from pengrade.grading.tree import (
    Add,
    Call,
    Cases,
    Chain,
    Divide,
    Indexed,
    Indicator,
    Joined,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    walk,
)

Compile = Callable[[Node], Evaluate]
Decide = Callable[[Place], bool | None]
HOLDS = {"=": "=", "≠": "<>", "<": "<", "≤": "<=", ">": ">", "≥": ">="}
LARGEST_POWER = 50


def comparison(left: Node, right: Node, sign: str) -> int:
    """One number for one comparison, the same in every tree of this process."""
    return hash((left, right, sign))


def comparisons(tree: Node) -> dict[int, str]:
    """Every comparison in a tree, with its sign."""
    found: dict[int, str] = {}
    for node in walk(tree):
        if isinstance(node, Chain):
            for left, right, sign in zip(node.sides, node.sides[1:], node.signs, strict=False):
                found[comparison(left, right, sign)] = sign
        elif isinstance(node, Call) and node.function == "delta":
            left, right = node.arguments
            found[comparison(left, right, "=")] = "="
    return found


def condition(node: Node, compiled: Compile) -> Decide:
    if isinstance(node, Joined):
        parts = [condition(part, compiled) for part in node.parts]
        settles = node.word == "or"
        return lambda place: _joined([part(place) for part in parts], settles)
    if not isinstance(node, Chain):
        raise TypeError(type(node))
    links = [
        _link(left, right, sign, compiled)
        for left, right, sign in zip(node.sides, node.sides[1:], node.signs, strict=False)
    ]
    return lambda place: _joined([link(place) for link in links], False)


def _joined(truths: list[bool | None], settles: bool) -> bool | None:
    if settles in truths:
        return settles
    return None if None in truths else not settles


def _link(left: Node, right: Node, sign: str, compiled: Compile) -> Decide:
    one, other = compiled(left), compiled(right)
    own = comparison(left, right, sign)

    def holds(place: Place) -> bool | None:
        order = _order(one(place), other(place))
        if order is None:
            order = _order_of_fractions(left, right, place)
        if order is None:
            return None
        if place.watching:
            place.met.add((own, order))
        return order in HOLDS[sign]

    return holds


def _order(left: Value, right: Value) -> str | None:
    """One of < = > where the balls tell."""
    if type(left) is not arb or type(right) is not arb:
        return None
    if left < right:
        return "<"
    if left > right:
        return ">"
    return "=" if left == right else None


def _order_of_fractions(left: Node, right: Node, place: Place) -> str | None:
    one, other = exact_at(left, place), exact_at(right, place)
    if one is None or other is None:
        return None
    return "=" if one == other else "<" if one < other else ">"


def exact_at(node: Node, place: Place) -> Fraction | None:
    """The exact value of arithmetic on exact values; None for anything else."""
    match node:
        case Number():
            return node.value
        case Name() | Indexed():
            return _exact(node, place)
        case Negate():
            value = exact_at(node.operand, place)
            return None if value is None else -value
        case Add() | Product():
            return _of_many(node, place)
        case Divide():
            above, below = exact_at(node.numerator, place), exact_at(node.denominator, place)
            return above / below if above is not None and below else None
        case Power():
            base, exponent = exact_at(node.base, place), exact_at(node.exponent, place)
            small = base is not None and exponent is not None and exponent.denominator == 1
            if not small or base is None or exponent is None or not 0 <= exponent <= LARGEST_POWER:
                return None
            return base ** int(exponent)
        case Call(function="abs"):
            value = exact_at(node.arguments[0], place)
            return None if value is None else abs(value)
        case _:
            return None


def _of_many(node: Add | Product, place: Place) -> Fraction | None:
    result = Fraction(0 if isinstance(node, Add) else 1)
    for part in node.children():
        value = exact_at(part, place)
        if value is None:
            return None
        result = result + value if isinstance(node, Add) else result * value
    return result


def _exact(node: Name | Indexed, place: Place) -> Fraction | None:
    if isinstance(node, Indexed):
        indices = [exact_at(index, place) for index in node.indices]
        where = tuple(int(index) for index in indices if index is not None and index.denominator == 1)
        found = place.point.families.get(node.name, {}).get(where)
        return found if isinstance(found, Fraction) else None
    ball = place.names.get(node.name)
    known = place.point.values.get(node.name)
    whole = ball.unique_fmpz() if type(ball) is arb else None
    if whole is not None:
        return Fraction(int(whole))
    return known if isinstance(known, Fraction) and type(ball) is arb and ball.contains(_ball(known)) else None


def _ball(value: Fraction) -> Value:
    return arb(value.numerator) / value.denominator


def indicator(node: Indicator, compiled: Compile) -> Evaluate:
    holds = condition(node.condition, compiled)

    def value(place: Place) -> Value:
        truth = holds(place)
        return values.NAN if truth is None else arb(int(truth))

    return value


def delta(node: Call, compiled: Compile) -> Evaluate:
    left, right = node.arguments
    return indicator(Indicator(node.start, node.end, Chain(node.start, node.end, (left, right), ("=",))), compiled)


def cases(node: Cases, compiled: Compile) -> Evaluate:
    """The first condition that is true decides; later ones may have no value there."""
    parts = [compiled(value) for value in node.values]
    conditions = [condition(one, compiled) for one in node.conditions]

    def value(place: Place) -> Value:
        truths = [holds(place) for holds in conditions]  # all of them, so that each is known to have been met
        for part, truth in zip(parts, truths, strict=False):
            if truth is None:
                return values.NAN
            if truth:
                return part(place)
        return parts[-1](place) if len(parts) > len(conditions) else values.NAN

    return value
