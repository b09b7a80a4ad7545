"""Definite integrals in closed form, tree by tree: of sums of c x^p log(x)^k exp(a x^2 + b x).

Written out are F(upper) - F(lower) for the antiderivative F, and between infinite ends
  b < 0:          Gamma(p+1) / (-b)^(p+1) from 0 to infinity
  a < 0, b = 0:   Gamma((p+1)/2) / 2 (-a)^(-(p+1)/2) from 0 to infinity
  a < 0, whole p: I_0 = sqrt(pi/-a) exp(-b^2/4a) over the whole line, I_k = (b I_(k-1) + (k-1) I_(k-2)) / (-2a).
Only where the declarations tell that the integrand is continuous between the ends and the integral converges.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import factorial, inf

from pengrade.grading.evaluating.differentiate import call, minus, number, over, plus, power, times
from pengrade.grading.proving.corners import NoPiecesError, pieces
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.ranges import Bound, Range, Ranges, collect
from pengrade.grading.proving.substitution import literal, rebuilt
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Infinity,
    Integral,
    Name,
    Negate,
    Node,
    Power,
    Product,
    names_in,
    walk,
)

MOST_TERMS = 40
LARGEST_POWER = 12
MOST_NODES = 200  # of one factor or exponent
ZERO, ONE, TWO = number(0), number(1), number(2)


class NotIntegrableError(Exception):
    """Of another form, or not known to converge."""


@dataclass(frozen=True)
class Term:
    """factor x^power log(x)^logs exp(square x^2 + line x)."""

    factor: Node
    power: Node = ZERO
    logs: int = 0
    square: Node = ZERO
    line: Node = ZERO

    def has_exponential(self) -> bool:
        return not (is_zero(self.square) and is_zero(self.line))


def is_zero(node: Node) -> bool:
    return exact_value(node) == 0


def total(*nodes: Node) -> Node:
    """A sum in which equal terms are one, so that what cancels is gone."""
    terms: dict[Node, Fraction] = {}
    constant = sum((collect(node, Fraction(1), terms) for node in nodes), Fraction(0))
    parts = [scaled(literal(factor), term) for term, factor in terms.items() if factor]
    return plus(*parts, *([literal(constant)] if constant else []))


def scaled(factor: Node, node: Node) -> Node:
    """A product of two; numbers are multiplied."""
    left, right = exact_value(factor), exact_value(node)
    if left is not None and right is not None:
        return literal(left * right)
    return ZERO if 0 in (left, right) else times(factor, node)


def integrated(node: Integral, ranges: Ranges) -> Node | None:
    """The value of an integral as a tree without it; None where none is known."""
    between = hull(ranges, node.lower, node.upper)
    inside = _without_integrals(node.body, _around(ranges, node, between))
    try:
        parts = pieces(replace(node, body=inside), ranges)
        return plus(*(_Integration(piece, ranges).value() for piece in parts))
    except (NotIntegrableError, NoPiecesError):
        return None


def _around(ranges: Ranges, node: Integral, between: Range) -> Ranges:
    """Inside an integral."""
    infinite = isinstance(node.lower, Infinity) or isinstance(node.upper, Infinity)
    return ranges.with_index(node.variable, between, None if infinite else (node.lower, node.upper))


def _without_integrals(node: Node, ranges: Ranges) -> Node:
    """Inner integrals in closed form; others, and what stands inside a sum, stay."""
    if isinstance(node, Integral):
        return integrated(node, ranges) or node
    if isinstance(node, Fold) or not any(isinstance(part, Integral) for part in walk(node)):
        return node
    return rebuilt(node, lambda child: _without_integrals(child, ranges))


def hull(ranges: Ranges, lower: Node, upper: Node) -> Range:
    """What lies between two ends, in either order."""
    one, other = (_range_of_end(end, ranges) for end in (lower, upper))
    low: Bound = min(one.low, other.low)
    high: Bound = max(one.high, other.high)
    below = all(part.below for part in (one, other) if part.low == low)
    above = all(part.above for part in (one, other) if part.high == high)
    return Range(low, high, below, above)


def _range_of_end(end: Node, ranges: Ranges) -> Range:
    if isinstance(end, Infinity):
        return Range(-inf, -inf) if end.negative else Range(inf, inf)
    return ranges.of(end)


class _Integration:
    def __init__(self, node: Integral, ranges: Ranges) -> None:
        self.node = node
        self.variable = node.variable
        self.between = hull(ranges, node.lower, node.upper)
        self.ranges = _around(ranges, node, self.between)

    def value(self) -> Node:
        terms = self.terms(self.node.body)
        lower, upper = self.node.lower, self.node.upper
        if (
            isinstance(lower, Infinity)
            and isinstance(upper, Infinity)
            and all(not is_zero(one.square) for one in terms)
        ):
            return self.moments(terms)
        return plus(*(scaled(term.factor, self.plain_integral(term)) for term in terms))

    # --- the integrand as a sum ------------------------------------------------------------------------------------

    def terms(self, node: Node) -> list[Term]:
        if self.variable not in names_in(node):
            return [Term(node)]
        match node:
            case Name():
                return [Term(ONE, ONE)]
            case Negate():
                return [replace(term, factor=minus(term.factor)) for term in self.terms(node.operand)]
            case Add():
                return _collected([term for part in node.terms for term in self.terms(part)])
            case Product():
                result = [Term(ONE)]
                for factor in node.factors:
                    result = _multiplied(result, self.terms(factor))
                return result
            case Divide():
                below = self.raised(self.terms(node.denominator), minus(ONE))
                return _multiplied(self.terms(node.numerator), below)
            case Power():
                return self.of_power(node)
            case Call():
                return self.of_call(node)
            case _:
                raise NotIntegrableError

    def of_power(self, node: Power) -> list[Term]:
        if self.variable not in names_in(node.exponent):
            return self.raised(self.terms(node.base), node.exponent)
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.exponential(self.terms(node.exponent))
        if self.variable in names_in(node.base) or not self.is_positive(node.base):
            raise NotIntegrableError
        return self.exponential(_multiplied([Term(call("log", node.base))], self.terms(node.exponent)))

    def of_call(self, node: Call) -> list[Term]:
        if node.parameter is not None or len(node.arguments) != 1:
            raise NotIntegrableError
        argument = node.arguments[0]
        match node.function:
            case "exp":
                return self.exponential(self.terms(argument))
            case "sqrt":
                return self.raised(self.terms(argument), over(ONE, TWO))
            case "log" | "ln":
                return self.logarithm(self.terms(argument))
            case "phi":
                scale = over(ONE, call("sqrt", times(TWO, Constant(0, 0, "pi"))))
                return _multiplied([Term(scale)], self.terms(call("exp", over(minus(power(argument, 2)), TWO))))
            case "sin" | "cos":
                return self.oscillation(node.function, argument)
            case _:
                raise NotIntegrableError

    def raised(self, terms: list[Term], exponent: Node) -> list[Term]:
        whole = exact_value(exponent)
        is_whole = whole is not None and whole.denominator == 1
        if len(terms) > 1 or terms[0].logs:
            if whole is None or not is_whole or not 0 <= whole <= LARGEST_POWER:
                raise NotIntegrableError
            result = [Term(ONE)]
            for _ in range(int(whole)):
                result = _multiplied(result, terms)
            return result
        (term,) = terms
        moving = not is_zero(term.power)
        if not (is_whole or (self.is_positive(term.factor) and (not moving or self.is_right_of_zero()))):
            raise NotIntegrableError
        factor = term.factor if exact_value(term.factor) == 1 else Power(0, 0, term.factor, exponent)
        return [Term(factor, *(scaled(exponent, term.power), 0), *(scaled(exponent, one) for one in _exponents(term)))]

    def exponential(self, terms: list[Term]) -> list[Term]:
        shares: dict[Fraction | None, list[Node]] = {Fraction(0): [], Fraction(1): [], Fraction(2): []}
        for term in terms:
            degree = exact_value(term.power)
            if degree not in shares or term.logs or term.has_exponential():
                raise NotIntegrableError
            shares[degree].append(term.factor)
        constant, line, square = (total(*some) for some in shares.values())
        return [Term(ONE if is_zero(constant) else call("exp", constant), ZERO, 0, square, line)]

    def logarithm(self, terms: list[Term]) -> list[Term]:
        if len(terms) != 1:
            raise NotIntegrableError
        (term,) = terms
        if term.logs or term.has_exponential() or not self.is_positive(term.factor) or not self.is_right_of_zero():
            raise NotIntegrableError
        found = [Term(term.power, ZERO, 1)]
        return found if exact_value(term.factor) == 1 else [*found, Term(call("log", term.factor))]

    def oscillation(self, function: str, argument: Node) -> list[Term]:
        """By Euler's formula."""
        turn = Constant(0, 0, "i")
        ahead, behind = (self.exponential(self.terms(times(sign, turn, argument))) for sign in (ONE, minus(ONE)))
        below = TWO if function == "cos" else times(TWO, turn)
        sign = ONE if function == "cos" else minus(ONE)
        return [*_multiplied([Term(over(ONE, below))], ahead), *_multiplied([Term(over(sign, below))], behind)]

    # --- signs -----------------------------------------------------------------------------------------------------

    def is_positive(self, node: Node) -> bool:
        return self.ranges.of(node).signs() == {1}

    def is_negative(self, node: Node) -> bool:
        return self.ranges.of(node).signs() == {-1}

    def is_right_of_zero(self) -> bool:
        """No x between the ends is negative, and none inside is zero."""
        return self.between.low >= 0

    def avoids_zero(self) -> bool:
        return 0 not in self.between.signs()

    # --- the integral of a term ------------------------------------------------------------------------------------

    def plain_integral(self, term: Term) -> Node:
        lower, upper = self.node.lower, self.node.upper
        below, above = isinstance(lower, Infinity), isinstance(upper, Infinity)
        if (isinstance(lower, Infinity) and not lower.negative) or (isinstance(upper, Infinity) and upper.negative):
            raise NotIntegrableError
        if not is_zero(term.square):
            return self.of_gaussian(term)
        if not is_zero(term.line):
            return self.of_exponential(term)
        if below or (above and not self.is_negative(plus(term.power, ONE))):
            raise NotIntegrableError
        return self.of_power_of_x(term)

    def difference(self, antiderivative: Callable[[Node], Node]) -> Node:
        """F(upper) - F(lower); F vanishes at infinite ends."""
        values = [
            ZERO if isinstance(end, Infinity) else antiderivative(end) for end in (self.node.upper, self.node.lower)
        ]
        return plus(values[0], minus(values[1]))

    def of_power_of_x(self, term: Term) -> Node:
        degree, after = exact_value(term.power), total(term.power, ONE)
        starts_at_zero = any(is_zero(end) for end in (self.node.lower, self.node.upper))
        if degree is not None and degree >= 0 and degree.denominator == 1 and not term.logs:
            pass
        elif starts_at_zero and self.is_right_of_zero():
            if not self.is_positive(after):
                raise NotIntegrableError
        elif not self.avoids_zero() or (not self.is_right_of_zero() and (term.logs or not _is_whole(degree))):
            raise NotIntegrableError
        if degree == -1:
            return self.difference(self.logarithmic(term.logs))
        if degree is None and 0 in self.ranges.of(after).signs():
            raise NotIntegrableError

        def antiderivative(x: Node) -> Node:
            if is_zero(x):
                return ZERO
            parts = []
            for k in range(term.logs + 1):
                share = number(factorial(term.logs) // factorial(term.logs - k))
                log = ONE if k == term.logs else power(call("log", x), term.logs - k)
                parts.append(over(times(share if k % 2 == 0 else minus(share), log), power(after, k + 1)))
            return times(Power(0, 0, x, after), plus(*parts))

        return self.difference(antiderivative)

    def logarithmic(self, logs: int) -> Callable[[Node], Node]:
        right = self.is_right_of_zero()
        return lambda x: over(power(call("log", x if right else minus(x)), logs + 1), number(logs + 1))

    def of_exponential(self, term: Term) -> Node:
        lower, upper = self.node.lower, self.node.upper
        falls = isinstance(upper, Infinity)
        if falls and not self.is_negative(term.line):
            raise NotIntegrableError
        if isinstance(lower, Infinity) and (falls or not self.is_positive(term.line)):
            raise NotIntegrableError
        degree = exact_value(term.power)
        if not _is_whole(degree) or degree is None or not 0 <= degree <= LARGEST_POWER or term.logs:
            return self.of_gamma(term)

        def antiderivative(x: Node) -> Node:
            parts = []
            for k in range(int(degree) + 1):
                share = number(factorial(int(degree)) // factorial(int(degree) - k))
                left = int(degree) - k
                moving = ONE if left == 0 else x if left == 1 else power(x, left)
                parts.append(over(times(share if k % 2 == 0 else minus(share), moving), power(term.line, k + 1)))
            return times(call("exp", times(term.line, x)), plus(*parts))

        return self.difference(antiderivative)

    def of_gamma(self, term: Term) -> Node:
        after = total(term.power, ONE)
        whole = is_zero(self.node.lower) and isinstance(self.node.upper, Infinity)
        if not whole or term.logs or not self.is_positive(after):
            raise NotIntegrableError
        return over(call("gamma", after), Power(0, 0, minus(term.line), after))

    def of_gaussian(self, term: Term) -> Node:
        degree, steep = exact_value(term.power), minus(term.square)
        if not self.is_negative(term.square) or term.logs:
            raise NotIntegrableError
        after = total(term.power, ONE)
        half = is_zero(self.node.lower) and isinstance(self.node.upper, Infinity) and is_zero(term.line)
        if half and self.is_positive(after):
            exponent = over(after, TWO)
            return over(call("gamma", exponent), times(TWO, Power(0, 0, steep, exponent)))
        if degree != 0:
            raise NotIntegrableError
        return self.piece_of_gaussian(steep, term.line)

    def moments(self, terms: list[Term]) -> Node:
        """Over the whole line; terms of one exponential together."""
        found: dict[tuple[Node, Node], dict[int, Node]] = {}
        for term in terms:
            degree = exact_value(term.power)
            whole = degree is not None and degree.denominator == 1 and 0 <= degree <= 2 * LARGEST_POWER
            if degree is None or not whole or term.logs or not self.is_negative(term.square):
                raise NotIntegrableError
            found.setdefault((term.square, term.line), {})[int(degree)] = term.factor
        return plus(*(self.moments_of(minus(square), line, some) for (square, line), some in found.items()))

    def moments_of(self, steep: Node, line: Node, factors: dict[int, Node]) -> Node:
        moments: list[Node] = [ONE]
        for k in range(1, max(factors) + 1):
            before = times(number(k - 1), moments[k - 2]) if k > 1 else ZERO
            moments.append(over(plus(times(line, moments[-1]), before), times(TWO, steep)))
        return times(self.mass(steep, line), plus(*(times(one, moments[k]) for k, one in factors.items())))

    def mass(self, steep: Node, line: Node) -> Node:
        root = call("sqrt", over(Constant(0, 0, "pi"), steep))
        return root if is_zero(line) else times(root, call("exp", over(power(line, 2), times(number(4), steep))))

    def piece_of_gaussian(self, steep: Node, line: Node) -> Node:
        root = call("sqrt", steep)

        def error(end: Node) -> Node:
            if isinstance(end, Infinity):
                return minus(ONE) if end.negative else ONE
            shift = ZERO if is_zero(line) else minus(over(line, times(TWO, root)))
            return call("erf", plus(times(root, end), shift))

        values = plus(error(self.node.upper), minus(error(self.node.lower)))
        return over(times(self.mass(steep, line), values), TWO)


def _is_whole(value: Fraction | None) -> bool:
    return value is not None and value.denominator == 1


def _exponents(term: Term) -> tuple[Node, Node]:
    return term.square, term.line


def _collected(terms: list[Term]) -> list[Term]:
    """Terms that differ in their factors alone as one."""
    found: dict[tuple[Node, int, Node, Node], list[Node]] = {}
    for term in terms:
        found.setdefault((term.power, term.logs, term.square, term.line), []).append(term.factor)
    large = any(map(_is_large, [term.factor for term in terms])) or any(
        _is_large(power) or _is_large(square) or _is_large(line) for power, _, square, line in found
    )
    if len(found) > MOST_TERMS or large:
        raise NotIntegrableError
    return [Term(total(*factors), *rest) for rest, factors in found.items()]


def _is_large(node: Node) -> bool:
    return any(True for _ in islice(walk(node), MOST_NODES, None))


def _multiplied(left: list[Term], right: list[Term]) -> list[Term]:
    if len(left) * len(right) > MOST_TERMS**2:
        raise NotIntegrableError
    return _collected(
        [
            Term(
                scaled(one.factor, other.factor),
                total(one.power, other.power),
                one.logs + other.logs,
                total(one.square, other.square),
                total(one.line, other.line),
            )
            for one in left
            for other in right
        ]
    )
