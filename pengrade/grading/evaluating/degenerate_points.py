"""Points where things degenerate, as far as the declarations allow: zeros, ones, equal numbers, singular matrices.

At random points a slope is never zero and a matrix never singular, so what holds at them may fail on a thin set; these
lie on such sets. All values are short in binary, so that arithmetic on them is exact.
"""

import random
from collections.abc import Iterator
from fractions import Fraction

from flint import fmpq, fmpq_mat

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.evaluating.points import Drawing, Point, part

COUNT = 30
HALF = Fraction(1, 2)
REALS = (Fraction(0), Fraction(1), Fraction(-1), Fraction(2))
NUMBERS = {
    "positive": (Fraction(1), Fraction(2), HALF),
    "nonnegative": (Fraction(0), Fraction(1), Fraction(2)),
    "natural": (Fraction(0), Fraction(1), Fraction(2)),
    "negative": (Fraction(-1), Fraction(-2), -HALF),
    "probability": (HALF, HALF / 2, 3 * HALF / 2),
}
MOST_TRIES = 12


def degenerate_points(declarations: Declarations, names: frozenset[str], seed: int) -> Iterator[Point]:
    """At the first all numbers are the first of their kind, so zero where zero is allowed."""
    wanted = part(declarations, names)
    generator = random.Random(seed)  # noqa: S311 - reproducible, and nothing here is secret
    for number in range(COUNT):
        yield _Degenerate(wanted, generator, number).point()


class _Degenerate(Drawing):
    def __init__(self, declarations: Declarations, generator: random.Random, number: int) -> None:
        self.first = number == 0
        self.tries = 0  # of a matrix, until it has the declared properties
        super().__init__(declarations, generator, number)

    def matrix(self, symbol: Symbol) -> fmpq_mat:
        self.tries = 0
        return super().matrix(symbol)

    def real(self, domain: str) -> Fraction:
        numbers = NUMBERS.get(domain, REALS)
        return numbers[0] if self.first else self.random.choice(numbers)

    def scalar(self, domain: str) -> Fraction | tuple[Fraction, Fraction]:
        return (self.real("real"), self.real("real")) if domain == "complex" else self.real(domain)

    def matrix_of(self, rows: int, columns: int, kind: str) -> fmpq_mat:
        found = fmpq_mat(rows, columns)
        for row in range(rows):
            for column in range(columns):
                value = self.random.choice((-1, 0, 1)) if kind == "any" else int(kind == "ones" or row == column)
                found[row, column] = fmpq(value)
        return fmpq_mat(rows, columns) if kind == "zero" else found

    def entries(self, rows: int, columns: int) -> fmpq_mat:
        kind = "zero" if self.first else self.random.choice(("zero", "ones", "identity", "any", "any"))
        return self.matrix_of(rows, columns, kind)

    def with_properties(self, rows: int, columns: int, properties: frozenset[str]) -> fmpq_mat:
        """What is asked for beyond this, such as a rank, is tried again by the caller, and the identity has it."""
        one = self.matrix_of(rows, columns, "identity")
        self.tries += 1
        sign = self.random.choice((1, 1, -1))
        if properties >= {"positive-definite", "orthogonal"} or self.tries > MOST_TRIES:
            return one
        if "positive-definite" in properties:
            factor = self.matrix_of(rows, columns, "any")
            return one if self.random.random() < HALF or "diagonal" in properties else factor * factor.transpose() + one
        if "orthogonal" in properties:
            return self.turned(one, properties) * sign
        if "diagonal" in properties:
            return self.diagonal_of_signs(rows, zeros="invertible" not in properties)
        matrix = self.entries(rows, columns)
        return matrix + matrix.transpose() if "symmetric" in properties else matrix * sign

    def turned(self, one: fmpq_mat, properties: frozenset[str]) -> fmpq_mat:
        """The identity with its rows in another order, or two of them swapped where symmetry is declared."""
        size = one.nrows()
        order = list(range(size))
        if "diagonal" not in properties:
            self.random.shuffle(order)
        if "symmetric" in properties and "diagonal" not in properties:
            order = [*range(size - 2), size - 1, size - 2] if size > 1 else [0]
        return fmpq_mat(size, size, [one[row, column] for row in order for column in range(size)])

    def diagonal_of_signs(self, rows: int, zeros: bool) -> fmpq_mat:
        found = fmpq_mat(rows, rows)
        for place in range(rows):
            found[place, place] = fmpq(
                0 if zeros and self.first else self.random.choice((1, -1, 0) if zeros else (1, -1))
            )
        return found
