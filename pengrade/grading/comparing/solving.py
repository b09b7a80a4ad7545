"""Solutions of one equation f = 0 in one of its names, at a point that fixes every other name.

Every solution is certain: a ball in which f has exactly a zero, by one of
- f linear in the name (a number, a vector or a matrix): the ball of the one solution of the linear system;
- f a polynomial in the name with rational coefficients: its real roots, isolated by FLINT;
- a change of sign of a continuous f between two numbers, halved until the ball is small (intermediate value theorem);
  for a vector or a matrix, between two multiples of its value at the point.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, arb_mat, ctx, fmpq, fmpq_poly

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.rounding import fraction_of, is_moderate
from pengrade.grading.evaluating.values import Value, entries, is_matrix, magnitude_in_bits, plain
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.proving.ratios import NotNormalError, terms
from pengrade.grading.proving.substitution import ALGEBRA, degree, literal, substituted
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, Shaped, shaped
from pengrade.grading.tree import Call, Constant, Divide, Fold, Name, Node, Number, Power, names_in, walk

PRECISION = 333
SIGN_PRECISION = 128
HALVINGS = 90
SECANTS = 30
SMALLEST = -50  # bits of a constant beside which agreement to a hundred means anything
LARGEST_DEGREE = 30
MOST_UNKNOWNS = 30
WHOLE = frozenset({"integer", "natural", "index"})
STEPS = frozenset({"floor", "ceil", "sign"})  # finite on every ball, and not continuous
CONTINUOUS = ALGEBRA | Fold | Name | Number | Constant  # where finite; case distinctions are not
GRID = tuple(
    Fraction(number, 4)
    for number in (
        -4000,
        -400,
        -80,
        -40,
        -20,
        -13,
        -9,
        -6,
        -5,
        -3,
        -2,
        -1,
        0,
        1,
        2,
        3,
        5,
        6,
        9,
        13,
        20,
        40,
        80,
        400,
        4000,
    )
)


@dataclass(frozen=True)
class Side:
    """lhs - rhs of an equation; `bent`: names of which it was found to be no polynomial."""

    shaped: Shaped
    evaluate: Evaluate
    bent: set[str] = field(default_factory=set, compare=False)
    degrees: dict[str, int | None] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, shaped: Shaped) -> "Side":
        return cls(shaped, evaluator(shaped))

    def degree_in(self, name: str) -> int | None:
        if name not in self.degrees:
            self.degrees[name] = degree(self.shaped.tree, name)
        return self.degrees[name]

    @property
    def names(self) -> frozenset[str]:
        return self.shaped.names


@dataclass(frozen=True)
class Solution:
    """`value` for `name`, all else as at `point`. `unique`: f has no other zero in this name there."""

    point: Point
    name: str
    value: Value
    exact: Fraction | None
    unique: bool

    def place(self) -> Place:
        place = Place(self.point, PRECISION)
        place.names[self.name] = self.value
        return place


def value_at(side: Side, place: Place) -> Value | None:
    try:
        return side.evaluate(place)
    except (OutOfReachError, ZeroDivisionError, ValueError, OverflowError):
        return None


def is_tiny(node: Node, declarations: Declarations) -> bool:
    """A constant such as 10^-400 or exp(-1000), which no agreement to a hundred digits would show."""
    if names_in(node) or not isinstance(node, Number | Power | Call | Divide):
        return False
    try:
        value = value_at(Side.of(shaped(node, declarations, SCALAR)), Place(Point(), PRECISION))
    except ReadingError:
        return False
    if not isinstance(value, arb) or not value.is_finite():
        return True
    bits = magnitude_in_bits(abs(value))
    return bits is not None and bits < SMALLEST


def solutions(side: Side, declarations: Declarations, point: Point, name: str) -> Iterator[Solution]:
    all_known = _all_solutions(side, declarations, point, name)
    if all_known is not None:
        yield from all_known
    elif side.shaped.shape == SCALAR and _can_be_sought(declarations.symbols.get(name)):
        yield from _by_signs(side, declarations.symbols[name], point)


def only_solution(side: Side, declarations: Declarations, point: Point, name: str) -> Solution | None:
    found = _all_solutions(side, declarations, point, name)
    return found[0] if found is not None and len(found) == 1 and found[0].unique else None


def _can_be_sought(symbol: Symbol | None) -> bool:
    return not (
        symbol is None or symbol.family or symbol.properties or symbol.domain in ("function", "complex", "index")
    )


def _all_solutions(side: Side, declarations: Declarations, point: Point, name: str) -> list[Solution] | None:
    """None where more may exist than can be listed."""
    symbol = declarations.symbols.get(name)
    if symbol is None or not _can_be_sought(symbol):
        return []
    if side.degree_in(name) == 1 and symbol.domain not in WHOLE:
        return list(_linear(side, symbol, point))
    if side.shaped.shape != SCALAR:
        return []
    return _of_polynomial(side, declarations, symbol, point) if symbol.shape == SCALAR else None


def _linear(side: Side, symbol: Symbol, point: Point) -> Iterator[Solution]:
    """f(v) = f(0) + M v, M column by column from unit values."""
    like = Place(point, PRECISION).names[symbol.name]
    rows, columns = (like.nrows(), like.ncols()) if is_matrix(like) else (1, 1)
    size = rows * columns
    if size > MOST_UNKNOWNS:
        return

    def at(numbers: list[Value]) -> list[Value] | None:
        place = Place(point, PRECISION)
        place.names[symbol.name] = plain(arb_mat(rows, columns, numbers))
        value = value_at(side, place)
        cells = [] if value is None else entries(value)
        return cells if len(cells) == size and all(type(cell) is arb and cell.is_finite() for cell in cells) else None

    start = at([0] * size)
    units = [at([int(place == number) for place in range(size)]) for number in range(size)]
    columns_of = [unit for unit in units if unit is not None]
    if start is None or len(columns_of) < size:
        return
    matrix = arb_mat(
        size, size, [columns_of[column][row] - start[row] for row in range(size) for column in range(size)]
    )
    try:
        found = matrix.solve(arb_mat(size, 1, [-number for number in start]))
    except ZeroDivisionError:
        return
    value = plain(arb_mat(rows, columns, found.entries()))
    if symbol.shape != SCALAR or _in_domain(value, symbol, None):
        yield Solution(point, symbol.name, value, None, True)


def _of_polynomial(side: Side, declarations: Declarations, symbol: Symbol, point: Point) -> list[Solution] | None:
    """All real roots in the domain; None where f is no such polynomial."""
    if symbol.name in side.bent:
        return None
    numbers = {name: literal(value) for name, value in point.values.items() if isinstance(value, Fraction)}
    numbers.pop(symbol.name, None)
    polynomial = rational_polynomial(substituted(side.shaped.tree, numbers), declarations, symbol.name)
    if polynomial is None:
        side.bent.add(symbol.name)
    if polynomial is None or not 0 <= polynomial.degree() <= LARGEST_DEGREE:
        return None
    roots = [(root, exact) for root, exact in real_roots(polynomial) if _in_domain(root, symbol, exact)]
    return [Solution(point, symbol.name, root, exact, len(roots) == 1) for root, exact in roots]


def rational_polynomial(tree: Node, declarations: Declarations, name: str) -> fmpq_poly | None:
    """The numerator of a quotient of polynomials in `name` alone."""
    if names_in(tree) - {name}:
        return None
    forms = NormalForms(declarations)
    try:
        above = forms.atoms.canonical(forms.of(tree)).above
    except (NotNormalError, ZeroDivisionError, OverflowError):
        return None
    atoms = forms.atoms.within(above)
    if len(atoms) > 1 or any((atom.kind, atom.label) != ("name", name) for atom in atoms):
        return None
    coefficients = {powers[0][1] if powers else 0: coefficient for powers, coefficient in terms(above)}
    return fmpq_poly([coefficients.get(power, fmpq(0)) for power in range(max(coefficients, default=0) + 1)])


def real_roots(polynomial: fmpq_poly) -> list[tuple[arb, Fraction | None]]:
    """Every real root once, in increasing order, with its exact value where it is rational."""
    ctx.prec = PRECISION
    found: list[tuple[arb, Fraction | None]] = []
    for factor, _ in polynomial.numer().factor()[1]:
        if factor.degree() == 1:
            exact = Fraction(-int(factor[0]), int(factor[1]))
            found.append((arb(fmpq(exact.numerator, exact.denominator)), exact))
        elif factor.degree() > 1:
            roots: list[Any] = factor.complex_roots()
            found.extend((root.real, None) for root, _ in roots if root.imag == 0)
    return sorted(found, key=lambda root: root[0].mid())


def _by_signs(side: Side, symbol: Symbol, point: Point) -> Iterator[Solution]:
    if symbol.domain in WHOLE or not all(map(_is_continuous, walk(side.shaped.tree))):
        return

    like = Place(point, PRECISION).names[symbol.name]
    rough = Place(point, SIGN_PRECISION)

    def at(ball: arb) -> Value:
        return like * ball if symbol.shape != SCALAR else ball

    def value_of(number: Fraction) -> arb | None:
        """None where it is not certain to be positive or negative."""
        ctx.prec = SIGN_PRECISION
        place = rough.again()
        place.names[symbol.name] = at(_ball(number))
        value = value_at(side, place)
        return value if type(value) is arb and (value > 0 or value < 0) else None

    numbers = [number for number in _grid(symbol.domain) if _in_domain(_ball(number), symbol, number)]
    found = [(number, value) for number in numbers if (value := value_of(number)) is not None]
    for (low, below), (high, above) in pairwise(found):
        if (below > 0) != (above > 0):
            first, last = _narrowed((low, below), (high, above), value_of)
            ctx.prec = PRECISION
            ball = at(arb(_ball((first + last) / 2), _ball((last - first) / 2)))
            solution = Solution(point, symbol.name, ball, None, False)
            value = value_at(side, solution.place())
            if type(value) is arb and value.is_finite():
                yield solution


def _is_continuous(node: Node) -> bool:
    if isinstance(node, Fold):
        return node.operation in ("sum", "product")
    return isinstance(node, CONTINUOUS) and not (isinstance(node, Call) and node.function in STEPS)


def _grid(domain: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(number, 32) for number in range(1, 32)) if domain == "probability" else GRID


Met = tuple[Fraction, arb]  # a number and the value there


def _narrowed(low: Met, high: Met, value_of: Callable[[Fraction], arb | None]) -> tuple[Fraction, Fraction]:
    """A small interval between whose ends the sign changes."""
    width = (high[0] - low[0]) / 2**HALVINGS
    near = _by_secants(low, high, width, value_of)
    if near is not None:
        first, last = near - width / 2, near + width / 2
        values = value_of(first), value_of(last)
        if values[0] is not None and values[1] is not None and (values[0] > 0) == (low[1] > 0) != (values[1] > 0):
            return first, last
    return _halved(low, high, value_of)


def _by_secants(low: Met, high: Met, width: Fraction, value_of: Callable[[Fraction], arb | None]) -> Fraction | None:
    """Illinois' method: an end that stays counts for half its value the next time."""
    kept, last = low, high
    for _ in range(SECANTS):
        if not (is_moderate(kept[1]) and is_moderate(last[1])):
            return None
        one, other = fraction_of(kept[1]), fraction_of(last[1])
        number = _dyadic(last[0] - other * (last[0] - kept[0]) / (other - one), width)
        value = value_of(number)
        if value is None or abs(number - last[0]) < width / 4:
            return number
        kept = (kept[0], kept[1] / 2) if (value > 0) == (last[1] > 0) else last
        last = number, value
    return None


def _dyadic(number: Fraction, width: Fraction) -> Fraction:
    """The nearest of short fractions, far closer together than the width."""
    scale = 64 * 2 ** (width.denominator.bit_length())
    return Fraction(round(number * scale), scale)


def _halved(low: Met, high: Met, value_of: Callable[[Fraction], arb | None]) -> tuple[Fraction, Fraction]:
    first, last = low[0], high[0]
    for _ in range(HALVINGS):
        middle = (first + last) / 2
        value = value_of(middle)
        if value is None:
            break
        first, last = (middle, last) if (value > 0) == (low[1] > 0) else (first, middle)
    return first, last


def _ball(number: Fraction) -> arb:
    return arb(fmpq(number.numerator, number.denominator))


def _in_domain(value: Value, symbol: Symbol, exact: Fraction | None) -> bool:
    """Is a real number certainly one that the symbol may take?"""
    if type(value) is not arb:
        return False
    if symbol.domain in WHOLE:
        return exact is not None and exact.denominator == 1 and (symbol.domain == "integer" or exact >= 0)
    if symbol.domain == "probability":
        return bool(value > 0) and bool(value < 1)
    return {
        "real": True,
        "vector": True,
        "matrix": True,
        "positive": bool(value > 0),
        "negative": bool(value < 0),
        "nonnegative": bool(value >= 0) or exact == 0,
    }.get(symbol.domain, False)
