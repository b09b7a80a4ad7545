"""Integrals to infinity of sums of c x^p exp(a x^2 + b x), which have closed forms.

With t > 0 and x = origin + sign t, every half line becomes [0, infinity). There
  a = 0, b < 0:  Gamma(p+1) / (-b)^(p+1)
  b = 0, a < 0:  Gamma((p+1)/2) / 2 (-a)^(-(p+1)/2)
  a < 0, whole p: I_0 = sqrt(pi/-a)/2 exp(-b^2/4a) erfc(-b/(2 sqrt(-a))), and by parts
                  I_k = (b I_(k-1) + (k-1) I_(k-2) + [k = 1]) / (-2a)
"""

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.place import Evaluate, OutOfReachError, Place
from pengrade.grading.evaluating.values import Value
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Infinity,
    Integral,
    Name,
    Negate,
    Node,
    Power,
    Product,
    names_in,
)

MOST_TERMS = 60
LARGEST_POWER = 16


@dataclass(frozen=True)
class _Term:
    """scale t^power exp(square t^2 + line t)."""

    scale: Value
    power: Value
    square: Value
    line: Value


def _constant(value: Value) -> _Term:
    return _Term(value, arb(0), arb(0), arb(0))


@dataclass(frozen=True)
class _HalfLine:
    origin: Value
    sign: int


class Tails:
    def __init__(self, node: Integral, compiled: Callable[[Node], Evaluate]) -> None:
        self.node = node
        self.compiled = compiled
        self.kept: dict[int, Evaluate] = {}

    def evaluate(self, place: Place) -> Value:
        result = arb(0)
        for half, orientation in self.half_lines(place):
            for term in self.of(self.node.body, place, half):
                result = result + orientation * _integrated(term)
        return result

    def half_lines(self, place: Place) -> list[tuple[_HalfLine, int]]:
        """Each with the sign that it counts with."""
        lower, upper = self.node.lower, self.node.upper
        if isinstance(lower, Infinity) and isinstance(upper, Infinity):
            if lower.negative == upper.negative:
                raise OutOfReachError
            turn = 1 if lower.negative else -1
            return [(_HalfLine(arb(0), 1), turn), (_HalfLine(arb(0), -1), turn)]
        end, finite, turn = (upper, lower, 1) if isinstance(upper, Infinity) else (lower, upper, -1)
        sign = -1 if isinstance(end, Infinity) and end.negative else 1
        return [(_HalfLine(self.number(finite, place), sign), turn * sign)]

    def number(self, node: Node, place: Place) -> Value:
        if id(node) not in self.kept:
            self.kept[id(node)] = self.compiled(node)
        value = self.kept[id(node)](place)
        if type(value) is not arb:
            raise OutOfReachError
        return value

    def of(self, node: Node, place: Place, half: _HalfLine) -> list[_Term]:
        if self.node.variable not in names_in(node):
            return [_constant(self.number(node, place))]
        match node:
            case Name():
                moving = _Term(arb(half.sign), arb(1), arb(0), arb(0))
                return [moving] if half.origin == 0 else [_constant(half.origin), moving]
            case Negate():
                return _times([_constant(arb(-1))], self.of(node.operand, place, half))
            case Add():
                return _checked([term for part in node.terms for term in self.of(part, place, half)])
            case Product():
                result = [_constant(arb(1))]
                for factor in node.factors:
                    result = _times(result, self.of(factor, place, half))
                return result
            case Divide():
                below = _raised(self.of(node.denominator, place, half), arb(-1))
                return _times(self.of(node.numerator, place, half), below)
            case Power():
                return self.of_power(node, place, half)
            case Call():
                return self.of_call(node, place, half)
            case _:
                raise OutOfReachError

    def of_power(self, node: Power, place: Place, half: _HalfLine) -> list[_Term]:
        if self.node.variable in names_in(node.exponent):
            if self.node.variable in names_in(node.base):
                raise OutOfReachError
            euler = isinstance(node.base, Constant) and node.base.name == "e"
            scale = arb(1) if euler else self.number(node.base, place).log()
            return _exponential(self.of(node.exponent, place, half), scale)
        return _raised(self.of(node.base, place, half), self.number(node.exponent, place))

    def of_call(self, node: Call, place: Place, half: _HalfLine) -> list[_Term]:
        inner = self.of(node.arguments[0], place, half)
        if node.function == "exp":
            return _exponential(inner, arb(1))
        if node.function == "phi":
            squared = _times(_times(inner, inner), [_constant(arb(-1) / 2)])
            return _times([_constant(1 / (2 * arb.pi()).sqrt())], _exponential(squared, arb(1)))
        if node.function == "sqrt" and node.parameter is None:
            return _raised(inner, arb(1) / 2)
        if node.function == "abs" and len(inner) == 1:
            term = inner[0]
            return [_Term(abs(term.scale), term.power, term.square, term.line)]
        raise OutOfReachError


def _checked(terms: list[_Term]) -> list[_Term]:
    if len(terms) > MOST_TERMS:
        raise OutOfReachError
    return terms


def _times(left: list[_Term], right: list[_Term]) -> list[_Term]:
    return _checked(
        [
            _Term(one.scale * other.scale, one.power + other.power, one.square + other.square, one.line + other.line)
            for one in left
            for other in right
        ]
    )


def _raised(terms: list[_Term], exponent: Value) -> list[_Term]:
    whole = exponent.unique_fmpz()
    if len(terms) == 1:
        term = terms[0]
        if whole is None and not term.scale > 0:
            raise OutOfReachError
        scale = values.power(term.scale, exponent)
        return [_Term(scale, term.power * exponent, term.square * exponent, term.line * exponent)]
    if whole is None or not 0 <= whole <= LARGEST_POWER:
        raise OutOfReachError
    result = [_constant(arb(1))]
    for _ in range(int(whole)):
        result = _times(result, terms)
    return result


def _exponential(terms: list[_Term], scale: Value) -> list[_Term]:
    """Of a polynomial of degree two at most."""
    shares = {0: arb(0), 1: arb(0), 2: arb(0)}
    for term in terms:
        degree = term.power.unique_fmpz()
        if degree is None or int(degree) not in shares or not (term.square == 0 and term.line == 0):
            raise OutOfReachError
        shares[int(degree)] = shares[int(degree)] + term.scale * scale
    return [_Term(shares[0].exp(), arb(0), shares[2], shares[1])]


def _integrated(term: _Term) -> Value:
    """Over t from 0 to infinity; not finite where it diverges."""
    p, a, b = term.power, term.square, term.line
    if term.scale == 0:
        return arb(0)
    if not p > -1:
        return _diverging(p <= -1)
    if a == 0:
        return term.scale * (p + 1).gamma() / (-b) ** (p + 1) if b < 0 else _diverging(b >= 0)
    if not a < 0:
        return _diverging(a > 0)
    if b == 0:
        return term.scale * ((p + 1) / 2).gamma() / 2 * (-a) ** (-(p + 1) / 2)
    whole = p.unique_fmpz()
    if whole is None or whole > 4 * LARGEST_POWER:
        raise OutOfReachError
    return term.scale * _by_parts(int(whole), -a, b)


def _diverging(surely: bool) -> Value:
    if surely:
        return values.NAN
    raise OutOfReachError


def _by_parts(power: int, a: Value, b: Value) -> Value:
    root = a.sqrt()
    before, now = arb(0), (arb.pi() / a).sqrt() / 2 * (b * b / (4 * a)).exp() * (-b / (2 * root)).erfc()
    for k in range(1, power + 1):
        before, now = now, (b * now + (k - 1) * before + (1 if k == 1 else 0)) / (2 * a)
    return now
