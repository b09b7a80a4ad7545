"""Points that never change: every value follows by SHA-256 from a name, what is declared of it, and a number.

Fingerprints that were stored years ago hang on them, so the rules here are never changed, only added to under another
`EDITION`. The value of one name does not depend on which other names occur. Denominators are primes other than 2 and
5, so that few values end after some decimals, where rounding would have ties.
"""

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import product

from flint import fmpq, fmpq_mat

from pengrade.grading.declarations import Declarations, Size, Symbol
from pengrade.grading.evaluating.points import Exact, Point, Wave

EDITION = 1
COUNT = 4
PRIME = 10_007


def fixed_points(declarations: Declarations, names: frozenset[str]) -> Iterator[Point]:
    """COUNT points with a value for each of `names` and a size for every dimension.

    At the first two every real number is positive, below one at the first, so that functions of narrow domain are met.
    """
    for number in range(COUNT):
        yield _Fixed(declarations, number).point(names)


class _Fixed:
    def __init__(self, declarations: Declarations, number: int) -> None:
        self.declarations = declarations
        self.number = number
        self.sizes = {name: self.whole(2, 6, "size", name) for name in declarations.dimensions}
        for symbol in declarations.symbols.values():
            rows, columns = symbol.shape
            if "full-rank" in symbol.properties and isinstance(rows, str):
                self.sizes[rows] = max(self.sizes[rows], self.size(columns))

    def size(self, size: Size) -> int:
        return size if isinstance(size, int) else self.sizes[size]

    def whole(self, least: int, most: int, *labels: object) -> int:
        text = "\x00".join(map(str, (EDITION, self.number, *labels)))
        return least + int.from_bytes(sha256(text.encode()).digest()[:12], "big") % (most - least + 1)

    def point(self, names: frozenset[str]) -> Point:
        point = Point(dict(self.sizes))
        for name in sorted(names & self.declarations.symbols.keys()):
            symbol = self.declarations.symbols[name]
            if symbol.domain == "function":
                point.functions[name] = Wave(tuple(self.real("real", name, part) for part in range(5)))
            elif symbol.domain == "index":
                point.values[name] = Fraction(self.whole(1, self.size(symbol.family[0]), name))
            elif symbol.family:
                ranges = (range(1, self.size(size) + 1) for size in symbol.family)
                point.families[name] = {place: self.value(symbol, name, *place) for place in product(*ranges)}
            else:
                point.values[name] = self.value(symbol, name)
        return point

    def value(self, symbol: Symbol, *labels: object) -> Exact:
        if symbol.domain in ("vector", "matrix"):
            return self.matrix(symbol, *labels)
        if symbol.domain == "complex":
            return self.real("real", *labels, "re"), self.real("real", *labels, "im")
        return self.real(symbol.domain, *labels)

    def real(self, domain: str, *labels: object) -> Fraction:
        if domain == "natural":
            return Fraction(self.whole(1, 9, *labels))
        if domain == "integer":
            return Fraction(self.whole(1, 9, *labels) * self.sign(*labels))
        share = Fraction(self.whole(500, PRIME - 500, *labels), PRIME)
        if domain == "probability":
            return share
        size = share if self.number == 0 else 3 * share
        return size * {"real": self.sign(*labels), "negative": -1}.get(domain, 1)

    def sign(self, *labels: object) -> int:
        return 1 if self.number < 2 else self.whole(0, 1, "sign", *labels) * 2 - 1

    def matrix(self, symbol: Symbol, *labels: object) -> fmpq_mat:
        """The first of a fixed sequence that is invertible, or of full rank, where that is asked for."""
        rows, columns = self.size(symbol.shape[0]), self.size(symbol.shape[1])
        attempt = 0
        while True:
            matrix = self.with_properties(rows, columns, symbol.properties, *labels, attempt)
            if not symbol.properties & {"invertible", "full-rank"} or matrix.rank() == min(rows, columns):
                return matrix
            attempt += 1

    def with_properties(self, rows: int, columns: int, properties: frozenset[str], *labels: object) -> fmpq_mat:
        if "orthogonal" in properties:
            return self.orthogonal(rows, properties, *labels)
        matrix = self.entries(rows, columns, *labels)
        if "diagonal" in properties:
            diagonal = [matrix[at, at] for at in range(rows)]
            return _diagonal([abs(one) for one in diagonal] if "positive-definite" in properties else diagonal)
        if "positive-definite" in properties:
            return matrix * matrix.transpose() + _diagonal([fmpq(1)] * rows)
        return matrix + matrix.transpose() if "symmetric" in properties else matrix

    def entries(self, rows: int, columns: int, *labels: object) -> fmpq_mat:
        """Of either sign at every point, unlike a single number."""
        numbers = [
            fmpq(self.whole(500, 3 * PRIME, *labels, at) * (self.whole(0, 1, "sign", *labels, at) * 2 - 1), PRIME)
            for at in product(range(rows), range(columns))
        ]
        return fmpq_mat(rows, columns, numbers)

    def orthogonal(self, rows: int, properties: frozenset[str], *labels: object) -> fmpq_mat:
        one = _diagonal([fmpq(1)] * rows)
        if properties & {"diagonal", "positive-definite"}:
            return one
        if "symmetric" in properties:
            v = self.entries(rows, 1, *labels)
            return one - v * v.transpose() * (fmpq(2) / (v.transpose() * v)[0, 0])
        matrix = self.entries(rows, rows, *labels)
        skew = matrix - matrix.transpose()
        signs = _diagonal([fmpq(self.whole(0, 1, "side", *labels, at) * 2 - 1) for at in range(rows)])
        return signs * (one - skew) * (one + skew).inv()


def _diagonal(numbers: list[fmpq]) -> fmpq_mat:
    matrix = fmpq_mat(len(numbers), len(numbers))
    for place, number in enumerate(numbers):
        matrix[place, place] = number
    return matrix
