"""Points at which answers are compared: a size for every dimension and an exact value for every symbol.

All values are rational, so that a counterexample can be written down and checked by anybody.
"""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from flint import fmpq, fmpq_mat

from pengrade.grading.declarations import Declarations, Size, Symbol

Exact = Fraction | tuple[Fraction, Fraction] | fmpq_mat  # a pair is a complex number
# Small sizes keep products cheap; 1 comes late because there every matrix commutes.
SIZES = (3, 2, 4, 2, 5, 3, 1, 4)
# How far a value may lie from zero, point by point: corners such as that of |x - 50| must be met.
SPREADS = (3, 2, 1, 3, 60, 5, 1, 4, 1000, 3, 1_000_000, 8)
LARGEST_WHOLE = 60  # of an integer or natural number, which may be a factorial's argument or the end of a sum
SMALL = (Fraction(0), Fraction(1), Fraction(2))
DENOMINATORS = (7, 11, 13, 16, 19, 23)
LONG_BITS = 31  # of the random denominators at every fourth point: no period and no spike fits all of them


@dataclass(frozen=True)
class Wave:
    """The numbers behind an unknown function: amplitude, frequency, phase, growth."""

    numbers: tuple[Fraction, ...]


@dataclass(frozen=True)
class Point:
    """`values` of single symbols; `families` of indexed ones, keyed by their indices from 1."""

    dimensions: dict[str, int] = field(default_factory=dict)
    values: dict[str, Exact] = field(default_factory=dict)
    families: dict[str, dict[tuple[int, ...], Exact]] = field(default_factory=dict)
    functions: dict[str, Wave] = field(default_factory=dict)


def seed_of(*texts: object) -> int:
    """The same in every process and release, unlike hash()."""
    return zlib.crc32("\x00".join(map(str, texts)).encode())


def points(
    declarations: Declarations,
    names: frozenset[str],
    seed: int,
    landmarks: tuple[Fraction, ...] = (),
    on_borders: bool = False,
) -> Iterator[Point]:
    """An endless, reproducible sequence of points for the symbols and dimensions in `names`.

    Their spread varies, so that narrow and far domains are met; some lie near `landmarks`, the numbers that occur in
    the expressions, where a case distinction may have its corner. `on_borders`: every third takes small whole numbers
    and landmarks alone, so that x > 0 and x >= 0, or x > y and x >= y, are told apart.
    """
    wanted = part(declarations, names)
    generator = random.Random(seed)  # noqa: S311 - reproducible, and nothing here is secret
    round_number = 0
    while True:
        borders = on_borders and round_number % 3 == 1
        yield Drawing(wanted, generator, round_number, landmarks=landmarks, on_borders=borders).point()
        round_number += 1


def changed(point: Point, declarations: Declarations, names: frozenset[str], seed: int) -> Point:
    """The same point with new values for `names` alone."""
    generator = random.Random(seed)  # noqa: S311
    present = point.values.keys() | point.families.keys() | point.functions.keys()
    other = Drawing(part(declarations, frozenset(present)), generator, 0, dict(point.dimensions)).point()
    return Point(
        point.dimensions,
        {name: (other if name in names else point).values[name] for name in point.values},
        {name: (other if name in names else point).families[name] for name in point.families},
        point.functions,
    )


def part(declarations: Declarations, names: frozenset[str]) -> Declarations:
    """The declarations of `names` and of the dimensions that they need."""
    symbols = {name: symbol for name, symbol in declarations.symbols.items() if name in names}
    sizes = {size for symbol in symbols.values() for size in (*symbol.shape, *symbol.family)}
    return replace(declarations, symbols=symbols, dimensions=declarations.dimensions & (sizes | names))


class Drawing:
    def __init__(
        self,
        declarations: Declarations,
        generator: random.Random,
        round_number: int,
        dimensions: dict[str, int] | None = None,
        landmarks: tuple[Fraction, ...] = (),
        on_borders: bool = False,
    ) -> None:
        self.declarations = declarations
        self.random = generator
        self.round = round_number
        self.spread = SPREADS[round_number % len(SPREADS)]
        self.landmarks = landmarks
        self.on_borders = on_borders
        self.dimensions = self.draw_dimensions() if dimensions is None else dimensions

    def draw_dimensions(self) -> dict[str, int]:
        """Different sizes for different names as far as they go, so that a slip of one for another shows."""
        names = sorted(self.declarations.dimensions)
        sizes = {name: SIZES[(self.round + 3 * place) % len(SIZES)] for place, name in enumerate(names)}
        for symbol in self.declarations.symbols.values():
            rows, columns = symbol.shape
            if "full-rank" in symbol.properties and isinstance(rows, str):
                sizes[rows] = max(sizes[rows], columns if isinstance(columns, int) else sizes[columns])
        return sizes

    def size(self, size: Size) -> int:
        return size if isinstance(size, int) else self.dimensions[size]

    def point(self) -> Point:
        values: dict[str, Exact] = {}
        families: dict[str, dict[tuple[int, ...], Exact]] = {}
        functions: dict[str, Wave] = {}
        for name, symbol in self.declarations.symbols.items():
            if symbol.domain == "function":
                functions[name] = Wave(tuple(self.rational(2) for _ in range(5)))
            elif symbol.domain == "index":
                values[name] = Fraction(self.random.randint(1, self.size(symbol.family[0])))
            elif symbol.family:
                ranges = (range(1, self.size(size) + 1) for size in symbol.family)
                families[name] = {place: self.value(symbol) for place in product(*ranges)}
            else:
                values[name] = self.value(symbol)
        return Point(self.dimensions, values, families, functions)

    def value(self, symbol: Symbol) -> Exact:
        if symbol.domain in ("vector", "matrix"):
            return self.matrix(symbol)
        return self.scalar(symbol.domain)

    def scalar(self, domain: str) -> Fraction | tuple[Fraction, Fraction]:
        if domain == "complex":
            return self.rational(self.spread), self.rational(self.spread)
        return self.real(domain)

    def real(self, domain: str) -> Fraction:
        if self.on_borders and (found := self.on_border(domain)) is not None:
            return found
        if domain == "probability":
            value = abs(self.near_landmark()) if self.is_near_landmarks() else Fraction(0)
            if 0 < value < 1:
                return value
            below = self.denominator() if self.spread < 1000 else self.spread
            return Fraction(self.random.randint(1, below - 1), below)
        reach = min(self.spread + 3, LARGEST_WHOLE)
        if domain == "integer":
            return Fraction(self.random.randint(-reach, reach))
        if domain == "natural":
            return Fraction(self.random.randint(0, reach))
        value = self.near_landmark() if self.is_near_landmarks() else self.rational(self.spread)
        if domain in ("positive", "nonnegative"):
            return abs(value)
        return -abs(value) if domain == "negative" else value

    def on_border(self, domain: str) -> Fraction | None:
        """Zero, one, two or a landmark, of a sign that the domain has; None where none of them is in it."""
        value = self.random.choice((*SMALL, *self.landmarks)) * self.random.choice((1, -1))
        if domain in ("positive", "nonnegative", "natural", "probability"):
            value = abs(value)
        elif domain == "negative":
            value = -abs(value)
        whole = domain not in ("integer", "natural") or (value.denominator == 1 and abs(value) <= LARGEST_WHOLE)
        inside = value != 0 if domain in ("positive", "negative") else domain != "probability" or 0 < value < 1
        return value if whole and inside else None

    def is_near_landmarks(self) -> bool:
        return bool(self.landmarks) and self.round % 4 == 1

    def near_landmark(self) -> Fraction:
        """Between half and one and a half times a landmark, of either sign."""
        return self.random.choice(self.landmarks) * (2 + self.rational(1)) / 2 * self.random.choice((1, -1))

    def rational(self, spread: int, /) -> Fraction:
        """Never zero, at most `spread` in size; every fourth point is whole, where steps and corners are."""
        below = 1 if self.round % 4 == 3 else self.denominator()
        return Fraction(self.random.randint(1, spread * below) * self.random.choice((1, -1)), below)

    def denominator(self) -> int:
        if self.round % 4 == 2:
            return self.random.getrandbits(LONG_BITS) | 1 << LONG_BITS | 1
        return self.random.choice(DENOMINATORS)

    def matrix(self, symbol: Symbol) -> fmpq_mat:
        rows, columns = self.size(symbol.shape[0]), self.size(symbol.shape[1])
        properties = symbol.properties
        while True:
            matrix = self.with_properties(rows, columns, properties)
            if "invertible" in properties and matrix.det() == 0:
                continue
            if "full-rank" in properties and matrix.rank() < min(rows, columns):
                continue
            return matrix

    def with_properties(self, rows: int, columns: int, properties: frozenset[str]) -> fmpq_mat:
        if "orthogonal" in properties:
            return self.orthogonal(rows, properties)
        if "diagonal" in properties:
            return self.diagonal(rows, "positive-definite" in properties)
        matrix = self.entries(rows, columns)
        if "positive-definite" in properties:
            return matrix * matrix.transpose() + self.diagonal(rows, True)
        if "symmetric" in properties:
            return matrix + matrix.transpose()
        return matrix

    def entries(self, rows: int, columns: int) -> fmpq_mat:
        # One denominator a matrix keeps the exact values short in a counterexample.
        below = self.random.choice((2, 3, 4, 5))
        if self.on_borders:
            return fmpq_mat(rows, columns, [fmpq(self.random.randint(-2, 2)) for _ in range(rows * columns)])
        most = 9
        if self.round % 4 == 2:
            below = self.denominator()
            most = 5 * below
        numbers = [
            fmpq(self.random.choice((-1, 1)) * self.random.randint(1, most), below) for _ in range(rows * columns)
        ]
        return fmpq_mat(rows, columns, numbers)

    def diagonal(self, rows: int, positive: bool) -> fmpq_mat:
        matrix = fmpq_mat(rows, rows)
        for place in range(rows):
            sign = 1 if positive else self.random.choice((-1, 1))
            matrix[place, place] = fmpq(sign * self.random.randint(1, 9), 3)
        return matrix

    def orthogonal(self, rows: int, properties: frozenset[str]) -> fmpq_mat:
        """A reflection I - 2vv'/v'v where symmetry is declared, else Cayley's (I - S)(I + S)^-1 of a skew S.

        Cayley's are rotations only; rows of random sign bring in the reflections.
        """
        one, signs = fmpq_mat(rows, rows), fmpq_mat(rows, rows)
        for place in range(rows):
            one[place, place] = fmpq(1)
        if "diagonal" in properties or "positive-definite" in properties:
            return one
        if "symmetric" in properties:
            v = self.entries(rows, 1)
            return one - v * v.transpose() * (fmpq(2) / (v.transpose() * v)[0, 0])
        matrix = self.entries(rows, rows)
        skew = matrix - matrix.transpose()
        for place in range(rows):
            signs[place, place] = fmpq(self.random.choice((1, -1)))
        return signs * (one - skew) * (one + skew).inv()
