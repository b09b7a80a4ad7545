"""Inequalities in one name, decided exactly on the cells of the line.

A side is a quotient of polynomials with rational coefficients, or linear with any constants, as x < sqrt(2).

The real roots of all numerators and denominators, and of what stands between absolute bars, cut the line into points
and open gaps. On each every side has one sign, so one look at each decides: a rational number for a gap, the root
itself for a point. Roots are algebraic numbers: an irreducible polynomial with a ball that holds one of its roots. At
a root is zero what that polynomial divides; any other sign is read off a ball (the sign determination of cylindrical
algebraic decomposition in one dimension; G. E. Collins, 1975).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from flint import arb, ctx, fmpq, fmpq_poly

from pengrade.grading.comparing.solving import PRECISION, Side, real_roots, value_at
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import Point
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ratios import NotNormalError, Polynomial, terms
from pengrade.grading.proving.substitution import degree, literal, rebuilt, substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Add, Call, Constant, Divide, Negate, Node, Power, Product, names_in, walk

ON_THE_LINE = frozenset({"real", "positive", "nonnegative", "negative", "probability", "integer", "natural"})
MOST_BARS = 4
MOST_ROOTS = 60
MOST_DEGREE = 24
HOLDS: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "≠": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "≤": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    "≥": lambda sign: sign >= 0,
}


class BeyondError(Exception):
    """Not a statement about polynomials in one name, or too large a one."""


@dataclass(frozen=True)
class Spot:
    """A number that stands for a point or a gap: exact, or the root of `polynomial` in `ball`."""

    ball: arb
    exact: Fraction | None
    polynomial: fmpq_poly | None = None
    constants: frozenset[Node] = frozenset()  # expressions proved to be this number

    def within(self, number: arb) -> Fraction:
        """The number itself, or the given one of its ball where it is no fraction."""
        return _fraction(number) if self.exact is None else self.exact

    def sign(self, polynomial: fmpq_poly) -> int:
        if self.exact is not None:
            value = polynomial(fmpq(self.exact.numerator, self.exact.denominator))
            return (value > 0) - (value < 0)
        if self.polynomial is not None and (polynomial % self.polynomial).degree() < 0:
            return 0
        ctx.prec = PRECISION
        found = arb(0)
        for coefficient in reversed(polynomial.coeffs()):
            found = found * self.ball + arb(coefficient)
        if found.contains(0):
            raise BeyondError
        return 1 if found > 0 else -1


def differences(statement: Node) -> list[tuple[Node, str]]:
    """Every relation of the statement as lhs - rhs and its sign, in a fixed order."""
    found: list[tuple[Node, str]] = []
    for node in walk(statement):
        if isinstance(node, Chain):
            found.extend(relations_of(node))
    return found


def relations_of(chain: Chain) -> list[tuple[Node, str]]:
    pairs = zip(chain.sides, chain.sides[1:], chain.signs, strict=False)
    return [
        (Add(left.start, right.end, (left, Negate(right.start, right.end, right))), sign) for left, right, sign in pairs
    ]


def truth(statement: Node, sign_of: Callable[[Node], int | None], undefined: bool | None = None) -> bool | None:
    """Does it hold? `sign_of` gives the sign of a difference; None makes a relation `undefined`."""
    if isinstance(statement, Joined):
        parts = [truth(part, sign_of, undefined) for part in statement.parts]
        settling = statement.word == "or"
        return settling if settling in parts else None if None in parts else not settling
    if not isinstance(statement, Chain):
        raise BeyondError
    signs = [(sign_of(difference), sign) for difference, sign in relations_of(statement)]
    held = [undefined if found is None else HOLDS[sign](found) for found, sign in signs]
    return False if False in held else None if None in held else True


@dataclass(frozen=True)
class Crossing:
    """Where a linear side is zero, and whether it rises there."""

    constant: Node
    ball: arb
    slope: int

    def sign(self, spot: Spot) -> int:
        if self.constant in spot.constants:
            return 0
        if spot.ball.overlaps(self.ball):
            raise BeyondError
        return self.slope if spot.ball > self.ball else -self.slope


class Line:
    """Statements about one name of a real domain."""

    def __init__(self, declarations: Declarations, name: str) -> None:
        self.declarations = declarations
        self.name = name
        self.domain = declarations.symbols[name].domain
        self.quotients: dict[Node, tuple[fmpq_poly, fmpq_poly]] = {}
        self.crossings: dict[Node, Crossing] = {}
        self.vanishing = Vanishing(declarations)

    def difference(self, expected: Node, answer: Node) -> Spot | None:
        """A number of the domain that satisfies one alone; None proves them equal. Raises BeyondError."""
        for spot in self.spots([node for side in (expected, answer) for node, _ in differences(side)]):
            if self.holds(expected, spot) != self.holds(answer, spot):
                return spot
        return None

    def holds(self, statement: Node, spot: Spot) -> bool:
        """A relation with a part that has no value there does not hold."""
        return bool(truth(statement, lambda node: self.sign(node, spot), undefined=False))

    def sign(self, node: Node, spot: Spot) -> int | None:
        """None where a denominator is zero."""
        plain = self.without_bars(node, spot)
        if any(self.sign(below, spot) == 0 for below in denominators(plain)):
            return None
        if not self.is_rational(plain):
            return self.crossing(plain).sign(spot)
        above, below = self.quotient(plain)
        return spot.sign(above) * spot.sign(below) if spot.sign(below) else None

    def without_bars(self, node: Node, spot: Spot) -> Node:
        """|u| as u or -u, whichever it is at the spot."""
        while (bars := innermost(node)) is not None:
            inside = bars.arguments[0]
            node = replaced(node, bars, Negate(0, 0, inside) if self.sign(inside, spot) == -1 else inside)
        return node

    # The spots

    def spots(self, nodes: Sequence[Node]) -> list[Spot]:
        roots = self.roots(nodes)
        lows = [None, *(root.within(root.ball.upper()) for root in roots)]
        highs = [*(root.within(root.ball.lower()) for root in roots), None]
        samples = [self.sample(low, high) for low, high in zip(lows, highs, strict=True)]
        return [spot for spot in (*roots, *(one for one in samples if one is not None)) if self.allows(spot)]

    def sample(self, low: Fraction | None, high: Fraction | None) -> Spot | None:
        """A short number strictly between, whole where only whole ones count."""
        if low is not None and high is not None and low >= high:
            raise BeyondError
        middle = high - 1 if low is None and high is not None else Fraction(low or 0) + 1
        if low is not None and high is not None:
            middle, size = (low + high) / 2, 1
            while not low < (near := middle.limit_denominator(size)) < high:
                size *= 2
            middle = near
        if self.domain in ("integer", "natural"):
            middle = Fraction(middle.numerator // middle.denominator)
            middle = middle if low is None or middle > low else middle + 1
            if high is not None and middle >= high:
                return None
        return Spot(arb(fmpq(middle.numerator, middle.denominator)), middle)

    def allows(self, spot: Spot) -> bool:
        """Is it a number of the domain?"""
        if self.domain in ("integer", "natural"):
            return (
                spot.exact is not None and spot.exact.denominator == 1 and (spot.exact >= 0 or self.domain == "integer")
            )
        inside = {"positive": spot.ball > 0, "negative": spot.ball < 0, "probability": spot.ball > 0 and spot.ball < 1}
        return bool(inside.get(self.domain, self.domain != "nonnegative" or spot.ball >= 0))

    def roots(self, nodes: Sequence[Node]) -> list[Spot]:
        polynomials = [polynomial for node in nodes for polynomial in self.critical(node)]
        polynomials += [fmpq_poly([0, 1]), fmpq_poly([-1, 1])]  # the ends of every domain
        whole = fmpq_poly([1])
        for polynomial in polynomials:
            if polynomial.degree() > MOST_DEGREE:
                raise BeyondError
            if polynomial.degree() > 0:
                common = whole.gcd(polynomial)
                whole = whole * (polynomial / common if common.degree() > 0 else polynomial)
            if whole.degree() > MOST_ROOTS:
                raise BeyondError
        found = [
            Spot(ball, exact, None if exact is not None else factor)
            for factor in _factors(whole)
            for ball, exact in real_roots(factor)
        ]
        for crossing in self.crossings.values():
            found = self.with_crossing(found, crossing)
        return sorted(found, key=lambda spot: spot.within(spot.ball.mid()))

    def with_crossing(self, spots: list[Spot], crossing: Crossing) -> list[Spot]:
        """One spot for each number: a constant that touches a root is that root, by a proof, or nothing is decided."""
        near = [spot for spot in spots if spot.ball.overlaps(crossing.ball)]
        if not near and self.domain in ("integer", "natural") and crossing.ball.contains_integer():
            raise BeyondError  # sqrt(4) may be a whole number, and then it counts
        if not near:
            return [*spots, Spot(crossing.ball, None, None, frozenset({crossing.constant}))]
        if len(near) > 1 or not self.is_at(crossing.constant, near[0]):
            raise BeyondError
        joined = replace(near[0], constants=near[0].constants | {crossing.constant})
        return [joined if spot is near[0] else spot for spot in spots]

    def is_at(self, constant: Node, spot: Spot) -> bool:
        if spot.exact is not None:
            return self.vanishing.is_zero(Add(0, 0, (constant, literal(-spot.exact))))
        if spot.polynomial is not None:
            return self.vanishing.is_zero(_applied(spot.polynomial, constant))
        other = next(iter(spot.constants))
        return self.vanishing.is_zero(Add(0, 0, (constant, Negate(0, 0, other))))

    def critical(self, node: Node) -> list[fmpq_poly]:
        """Whatever may change its sign: numerators and denominators of every branch, and what stands in bars."""
        bars = sum(isinstance(one, Call) and one.function == "abs" for one in walk(node))
        if bars > MOST_BARS:
            raise BeyondError
        found: list[fmpq_poly] = []
        for signs in product((1, -1), repeat=bars):
            plain, choices = node, list(signs)
            while (inner := innermost(plain)) is not None:
                inside = inner.arguments[0]
                found.extend(self.cuts(inside))
                plain = replaced(plain, inner, inside if choices.pop() == 1 else Negate(0, 0, inside))
                if not choices and innermost(plain) is not None:
                    raise BeyondError
            found.extend(self.cuts(plain))
            found.extend(part for below in denominators(plain) for part in self.cuts(below))
        return found

    def cuts(self, node: Node) -> tuple[fmpq_poly, ...]:
        if self.is_rational(node):
            return self.quotient(node)
        self.crossing(node)
        return ()

    def is_rational(self, node: Node) -> bool:
        return not any(isinstance(one, Call | Constant) for one in walk(node)) and not any(
            isinstance(one, Power) and exact_value(one.exponent) is not None and not is_whole(exact_value(one.exponent))
            for one in walk(node)
        )

    def crossing(self, node: Node) -> Crossing:
        if node not in self.crossings:
            if names_in(node) - {self.name} or degree(node, self.name) != 1:
                raise BeyondError
            start, end = (substituted(node, {self.name: literal(Fraction(value))}) for value in (0, 1))
            slope = Add(0, 0, (end, Negate(0, 0, start)))
            constant = Negate(0, 0, Divide(0, 0, start, slope))
            self.crossings[node] = Crossing(constant, self.ball(constant), 1 if self.ball(slope) > 0 else -1)
        return self.crossings[node]

    def ball(self, constant: Node) -> arb:
        side = Side.of(shaped(constant, self.declarations, SCALAR))
        value = value_at(side, Place(Point(), PRECISION))
        if not isinstance(value, arb) or not value.is_finite():
            raise BeyondError
        return value

    def quotient(self, node: Node) -> tuple[fmpq_poly, fmpq_poly]:
        if node not in self.quotients:
            if names_in(node) - {self.name} or any(isinstance(one, Call) for one in walk(node)):
                raise BeyondError
            forms = NormalForms(self.declarations)
            try:
                ratio = forms.atoms.canonical(forms.of(node))
            except (NotNormalError, ZeroDivisionError, OverflowError) as error:
                raise BeyondError from error
            if any((atom.kind, atom.label) != ("name", self.name) for atom in forms.inner(ratio)):
                raise BeyondError
            self.quotients[node] = _univariate(ratio.above), _univariate(ratio.below)
        return self.quotients[node]


def is_whole(value: Fraction | None) -> bool:
    return value is not None and value.denominator == 1


def denominators(node: Node) -> list[Node]:
    found = [one.denominator for one in walk(node) if isinstance(one, Divide)]
    return found + [one.base for one in walk(node) if isinstance(one, Power) and isinstance(one.exponent, Negate)]


def innermost(node: Node) -> Call | None:
    """Absolute bars with none inside."""
    for one in walk(node):
        if (
            isinstance(one, Call)
            and one.function == "abs"
            and not any(isinstance(inner, Call) for argument in one.arguments for inner in walk(argument))
        ):
            return one
    return None


def replaced(node: Node, old: Node, new: Node) -> Node:
    """Every occurrence of a part replaced."""
    if node == old:
        return new
    return rebuilt(node, lambda child: replaced(child, old, new))


def _applied(polynomial: fmpq_poly, number: Node) -> Node:
    """Horner's scheme as a tree."""
    result: Node = literal(Fraction(0))
    for coefficient in reversed(polynomial.coeffs()):
        value = literal(Fraction(int(coefficient.p), int(coefficient.q)))
        result = Add(0, 0, (Product(0, 0, (result, number), ("*",)), value))
    return result


def _factors(polynomial: fmpq_poly) -> list[fmpq_poly]:
    return [fmpq_poly(factor) for factor, _ in polynomial.numer().factor()[1]]


def _univariate(polynomial: Polynomial) -> fmpq_poly:
    coefficients = {powers[0][1] if powers else 0: coefficient for powers, coefficient in terms(polynomial)}
    return fmpq_poly([coefficients.get(power, fmpq(0)) for power in range(max(coefficients, default=0) + 1)])


def _fraction(ball: arb) -> Fraction:
    mantissa, exponent = ball.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
