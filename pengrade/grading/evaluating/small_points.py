"""Points with small whole values: where a wrong answer differs at one of them, anybody can check it by hand."""

import random
from collections.abc import Iterator
from fractions import Fraction

from flint import fmpq, fmpq_mat

from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.points import Drawing, Point, part

# One row a point; symbols take their values from it in turn, so that no two are equal.
ROWS = ((2, 3, 1, 4, 5), (1, 2, 3, 5, 4), (3, -1, 2, 1, -2), (0, 1, 2, 3, 4), (-1, 2, -3, 1, 3))
SIZES = (2, 3, 4)
MOST_TURNS = 24  # of a matrix's entries, until it has the declared properties


def small_points(declarations: Declarations, names: frozenset[str]) -> Iterator[Point]:
    """The simplest first."""
    wanted = part(declarations, names)
    for number in range(len(ROWS)):
        yield _Small(wanted, number).point()


class _Small(Drawing):
    def __init__(self, declarations: Declarations, number: int) -> None:
        self.taken = 0
        self.turns = 0
        super().__init__(declarations, random.Random(number), number)  # noqa: S311 - nothing here is secret

    def draw_dimensions(self) -> dict[str, int]:
        sizes = super().draw_dimensions()
        if any(symbol.properties & {"full-rank"} for symbol in self.declarations.symbols.values()):
            return sizes
        return {name: SIZES[place % len(SIZES)] for place, name in enumerate(sorted(sizes))}

    def next(self) -> int:
        row = ROWS[self.round]
        rounds, place = divmod(self.taken, len(row))
        self.taken += 1
        return row[place] + rounds * (1 if row[place] >= 0 else -1)

    def scalar(self, domain: str) -> Fraction | tuple[Fraction, Fraction]:
        if domain == "complex":
            return Fraction(self.next()), Fraction(self.next())
        return self.real(domain)

    def real(self, domain: str) -> Fraction:
        value = Fraction(self.next())
        if domain == "probability":
            return 1 / (abs(value) + 1 + (value <= 0))
        if domain in ("positive", "negative"):
            value = abs(value) or Fraction(len(ROWS[0]) + 1)
        return -value if domain == "negative" else abs(value) if domain in ("natural", "nonnegative") else value

    def rational(self, _spread: int, /) -> Fraction:
        """For unknown functions, whose numbers must be in general position."""
        return Fraction(self.random.randint(1, 9) * self.random.choice((1, -1)), 2)

    def entries(self, rows: int, columns: int) -> fmpq_mat:
        """Whole and different; turned from try to try."""
        self.turns += 1
        numbers = [self.next() for _ in range(rows * columns)]
        if self.turns > 1 and len(numbers) > 1:
            self.random.shuffle(numbers)
        if self.turns > MOST_TURNS:
            return super().entries(rows, columns)
        return fmpq_mat(rows, columns, [fmpq(number) for number in numbers])

    def with_properties(self, rows: int, columns: int, properties: frozenset[str]) -> fmpq_mat:
        if properties & {"orthogonal", "diagonal"} or not properties & {"symmetric", "positive-definite"}:
            return super().with_properties(rows, columns, properties)
        self.turns += 1
        definite = "positive-definite" in properties
        matrix = fmpq_mat(rows, rows)
        for row in range(rows):
            # A diagonal that outweighs the ones beside it makes a matrix positive-definite.
            matrix[row, row] = fmpq(rows + row + self.round if definite else self.next() + self.turns - 1)
            for column in range(row):
                matrix[row, column] = matrix[column, row] = fmpq(1 if definite else self.next())
        return matrix

    def diagonal(self, rows: int, positive: bool) -> fmpq_mat:
        matrix = fmpq_mat(rows, rows)
        for place in range(rows):
            value = self.next() or len(ROWS[0]) + 1
            matrix[place, place] = fmpq(abs(value) if positive else value)
        return matrix
