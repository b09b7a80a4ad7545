"""Sums to infinity, of terms whose neighbours have a rational quotient: q^k, k q^k, x^k/k!, 1/k^2 and their like.

A term is c z^k times powers of k + s and of Gamma(k + s). Its sum from m on is the first term times a hypergeometric
function, which is enclosed rigorously where the series converges, or Hurwitz's zeta function for powers alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flint import acb, arb

from pengrade.grading.evaluating import values
from pengrade.grading.evaluating.place import Evaluate, OutOfReachError, Place
from pengrade.grading.evaluating.values import Value
from pengrade.grading.tree import Add, Call, Constant, Divide, Fold, Name, Negate, Node, Power, Product, names_in

MOST_TERMS = 40
LARGEST_POWER = 12
MOST_SKIPPED = 3  # terms before the first that is not zero


@dataclass(frozen=True)
class _Term:
    """`powers` and `gammas` are pairs (s, exponent) of k + s and Gamma(k + s); exponents are whole but in `powers`."""

    scale: Value
    base: Value
    powers: tuple[tuple[Value, Value], ...] = ()
    gammas: tuple[tuple[Value, int], ...] = ()


def series(node: Fold, lower: Evaluate, compiled: Callable[[Node], Evaluate]) -> Evaluate:
    if node.operation != "sum" or node.condition is not None:
        return _out_of_reach
    reader = _Terms(node.index, compiled)

    def value(place: Place) -> Value:
        first = lower(place)
        start = first.unique_fmpz() if type(first) is arb else None
        if start is None:
            raise OutOfReachError
        return sum((_summed(term, int(start)) for term in reader.of(node.body, place)), arb(0))

    return value


def _out_of_reach(_: Place) -> Value:
    raise OutOfReachError


class _Terms:
    """The terms that a body is the sum of, at a place; raises OutOfReachError for anything else."""

    def __init__(self, index: str, compiled: Callable[[Node], Evaluate]) -> None:
        self.index = index
        self.compiled = compiled
        self.kept: dict[int, Evaluate] = {}

    def of(self, node: Node, place: Place) -> list[_Term]:
        if self.index not in names_in(node):
            return [_Term(self.number(node, place), arb(1))]
        match node:
            case Name():
                return [_Term(arb(1), arb(1), ((arb(0), arb(1)),))]
            case Negate():
                return [replace(term, scale=-term.scale) for term in self.of(node.operand, place)]
            case Add():
                line = self.line(node, place)
                if line is not None:
                    slope, offset = line
                    if slope == 0:
                        return [_Term(offset, arb(1))]
                    return [_Term(slope, arb(1), ((offset / slope, arb(1)),))]
                return self.checked([term for part in node.terms for term in self.of(part, place)])
            case Product():
                result = [_Term(arb(1), arb(1))]
                for factor in node.factors:
                    result = self.times(result, self.of(factor, place))
                return result
            case Divide():
                below = self.of(node.denominator, place)
                return self.times(self.of(node.numerator, place), [self.raised(self.only(below), arb(-1))])
            case Power():
                return self.of_power(node, place)
            case Call():
                return self.of_call(node, place)
            case _:
                raise OutOfReachError

    def number(self, node: Node, place: Place) -> Value:
        key = id(node)
        if key not in self.kept:
            self.kept[key] = self.compiled(node)
        value = self.kept[key](place)
        if type(value) is not arb:
            raise OutOfReachError
        return value

    def checked(self, terms: list[_Term]) -> list[_Term]:
        if len(terms) > MOST_TERMS:
            raise OutOfReachError
        return terms

    def only(self, terms: list[_Term]) -> _Term:
        if len(terms) != 1:
            raise OutOfReachError
        return terms[0]

    def times(self, left: list[_Term], right: list[_Term]) -> list[_Term]:
        return self.checked(
            [
                _Term(
                    one.scale * other.scale,
                    one.base * other.base,
                    one.powers + other.powers,
                    one.gammas + other.gammas,
                )
                for one in left
                for other in right
            ]
        )

    def raised(self, term: _Term, exponent: Value) -> _Term:
        whole = exponent.unique_fmpz()
        if whole is None and (term.gammas or not term.base == 1):
            raise OutOfReachError
        return _Term(
            values.power(term.scale, exponent),
            values.power(term.base, exponent),
            tuple((s, e * exponent) for s, e in term.powers),
            tuple((s, e * int(whole)) for s, e in term.gammas),
        )

    def of_power(self, node: Power, place: Place) -> list[_Term]:
        if self.index in names_in(node.exponent):
            if self.index in names_in(node.base):
                raise OutOfReachError
            return [self.exponential(node.base, node.exponent, place)]
        exponent = self.number(node.exponent, place)
        base = self.of(node.base, place)
        whole = exponent.unique_fmpz()
        if len(base) == 1 or whole is None or not 0 <= whole <= LARGEST_POWER:
            return [self.raised(self.only(base), exponent)]
        result = [_Term(arb(1), arb(1))]
        for _ in range(int(whole)):
            result = self.times(result, base)
        return result

    def exponential(self, base: Node, exponent: Node, place: Place) -> _Term:
        line = self.line(exponent, place)
        if line is None:
            raise OutOfReachError
        slope, offset = line
        number = arb.const_e() if isinstance(base, Constant) and base.name == "e" else self.number(base, place)
        return _Term(values.power(number, offset), values.power(number, slope))

    def of_call(self, node: Call, place: Place) -> list[_Term]:
        if node.function == "exp":
            return [self.exponential(Constant(0, 0, "e"), node.arguments[0], place)]
        if node.function == "binomial":
            n, k = node.arguments
            return self.of(_quotient(n, k), place)
        line = self.line(node.arguments[0], place) if node.function in ("factorial", "gamma") else None
        if line is None or not (line[0] == 1 or line[0] == 0):
            raise OutOfReachError
        if line[0] == 0:
            return [_Term((line[1] + (node.function == "factorial")).gamma(), arb(1))]
        return [_Term(arb(1), arb(1), (), ((line[1] + (node.function == "factorial"), 1),))]

    def line(self, node: Node, place: Place) -> tuple[Value, Value] | None:
        """Slope and offset of a straight line in the index; in k + 3 - k the slope is an exact zero."""
        if self.index not in names_in(node):
            return None
        if isinstance(node, Name):
            return arb(1), arb(0)
        if isinstance(node, Negate):
            line = self.line(node.operand, place)
            return None if line is None else (-line[0], -line[1])
        if isinstance(node, Product | Divide):
            moving = [part for part in node.children() if self.index in names_in(part)]
            line = self.line(moving[0], place) if len(moving) == 1 else None
            if line is None or (isinstance(node, Divide) and moving[0] is node.denominator):
                return None
            scale = arb(1)
            for part in node.children():
                if part is not moving[0]:
                    number = self.number(part, place)
                    scale = scale / number if isinstance(node, Divide) else scale * number
            return line[0] * scale, line[1] * scale
        return self.line_of_sum(node, place) if isinstance(node, Add) else None

    def line_of_sum(self, node: Add, place: Place) -> tuple[Value, Value] | None:
        slope, offset = arb(0), arb(0)
        for term in node.terms:
            if self.index not in names_in(term):
                offset = offset + self.number(term, place)
                continue
            line = self.line(term, place)
            if line is None:
                return None
            slope, offset = slope + line[0], offset + line[1]
        level = bool(slope == 0)  # surely, and not merely within the ball
        return (slope, offset) if level or not slope.contains(0) else None


def _quotient(n: Node, k: Node) -> Node:
    rest = Add(0, 0, (n, Negate(0, 0, k)))
    below = Product(0, 0, (Call(0, 0, "factorial", (k,)), Call(0, 0, "factorial", (rest,))), ("*",))
    return Divide(0, 0, Call(0, 0, "factorial", (n,)), below)


def _summed(term: _Term, start: int) -> Value:
    """The sum from `start` on."""
    if term.scale == 0:
        return arb(0)
    for _ in range(MOST_SKIPPED):
        if not any(s + start == 0 and e > 0 for s, e in term.powers):
            break
        start += 1
    if any(s + start == 0 and e < 0 for s, e in term.powers):
        return values.NAN
    if not term.gammas and len(term.powers) == 1 and term.base == 1:
        return term.scale * _zeta_tail(*term.powers[0], start)
    return _first(term, start) * _hypergeometric(term, start)


def _first(term: _Term, start: int) -> Value:
    result = term.scale * values.integer_power(term.base, start)
    for s, e in term.powers:
        result = result * values.power(s + start, e)
    for s, e in term.gammas:
        result = result * values.integer_power((s + start).gamma(), e)
    return result


def _zeta_tail(s: Value, exponent: Value, start: int) -> Value:
    if not exponent < -1:
        if exponent >= -1:
            return values.NAN  # it diverges
        raise OutOfReachError
    return acb(-exponent).zeta(acb(s + start)).real


def _hypergeometric(term: _Term, start: int) -> Value:
    above, below = [arb(1)], []
    for s, e in term.powers:
        whole = e.unique_fmpz()
        if whole is None or abs(whole) > LARGEST_POWER:
            raise OutOfReachError
        after, before = s + start + 1, s + start
        above += [after if whole > 0 else before] * abs(int(whole))
        below += [before if whole > 0 else after] * abs(int(whole))
    for s, e in term.gammas:
        (above if e > 0 else below).extend([s + start] * abs(e))
    _cancel(above, below)
    if len(above) > len(below) + 1 or (len(above) == len(below) + 1 and not abs(term.base) < 1):
        if len(above) > len(below) + 1 or abs(term.base) > 1:
            return values.NAN  # it diverges
        raise OutOfReachError
    if len(above) == 1 and not below:
        return values.power(1 - term.base, -above[0])  # the binomial series
    return acb(term.base).hypgeom([acb(one) for one in above], [acb(one) for one in below]).real


def _cancel(above: list[Value], below: list[Value]) -> None:
    for one in list(above):
        same = next((other for other in below if one == other), None)
        if same is not None:
            above.remove(one)
            below.remove(same)
