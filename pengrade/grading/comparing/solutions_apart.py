"""Points that solve one equation and certainly not the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

from flint import arb

from pengrade.grading.comparing.solving import PRECISION, Side, Solution, solutions, value_at
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.degenerate_points import degenerate_points
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import Point, points
from pengrade.grading.evaluating.values import Value, entries, is_matrix
from pengrade.grading.evaluating.witness import fraction_as_text, interval_as_json, point_as_json
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal, substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.shapes import SCALAR
from pengrade.grading.statements import Chain
from pengrade.grading.tree import Add, Negate, Node, Number

POINTS = 8
FIRST_LOOK = 3
ZERO = Number(0, 0, Fraction(0), "0")


@dataclass(frozen=True)
class Pair:
    """Key and answer, ready to be compared."""

    declarations: Declarations
    expected: Side
    answer: Side
    seed: int

    @cached_property
    def drawn(self) -> tuple[Point, ...]:
        return tuple(islice(points(self.declarations, self.all_names, self.seed), POINTS))

    @cached_property
    def degenerate(self) -> tuple[Point, ...]:
        return tuple(degenerate_points(self.declarations, self.all_names, self.seed))

    @cached_property
    def all_names(self) -> frozenset[str]:
        """Sizes included that are not written."""
        sides = self.expected, self.answer
        return frozenset[str]().union(*(side.names | side.shaped.dimensions for side in sides))

    @property
    def trees(self) -> tuple[Node, Node]:
        return self.expected.shaped.tree, self.answer.shaped.tree

    @property
    def names(self) -> list[str]:
        return sorted(name for name in self.expected.names | self.answer.names if name in self.declarations.symbols)


def difference(chain: Chain) -> Node:
    left, right = chain.sides
    if right == ZERO:  # which is of any shape
        return left
    if left == ZERO:
        return right
    return Add(chain.start, chain.end, (left, Negate(right.start, right.end, right)))


def value_there(side: Side, solution: Solution) -> list[str]:
    """Exactly, where a ball of this precision might still hold zero."""
    if solution.exact is not None:
        exact = exact_value(substituted(side.shaped.tree, {solution.name: literal(solution.exact)}))
        if exact is not None:
            return [fraction_as_text(exact)] * 2
    return interval_as_json(side.evaluate(solution.place()))


def refuted(pair: Pair, drawn: Sequence[Point], curves: bool) -> dict[str, Any] | None:
    """`curves`: solutions are sought by roots and signs as well, which costs more than a linear system."""
    for point in drawn:
        for name in pair.names:
            for side, other, word in ((pair.answer, pair.expected, "answer"), (pair.expected, pair.answer, "expected")):
                if name not in side.names or not (curves or side.degree_in(name) == 1):
                    continue
                for solution in solutions(side, pair.declarations, point, name):
                    found = told_apart(solution, side, other, word)
                    if found:
                        return found
    return None


def refuted_where_things_degenerate(pair: Pair) -> dict[str, Any] | None:
    """One side is exactly zero at a point where slopes vanish or matrices are singular, and the other is not."""
    for point in pair.degenerate:
        values = [value_at(side, Place(point, PRECISION)) for side in (pair.expected, pair.answer)]
        for value, other, word in zip(values, reversed(values), ("expected", "answer"), strict=True):
            nonzero = None if value is None or other is None or not _is_zero(value) else _nonzero_entry(other)
            if nonzero is not None:
                numbers = {word: ["0", "0"], "expected" if word == "answer" else "answer": interval_as_json(nonzero)}
                return {"method": "counterexample", "point": point_as_json(point), "solves": word, **numbers}
    return None


def _is_zero(value: Value) -> bool:
    """Exactly: numbers at these points are short, so that arithmetic on them does not round."""
    return all(cell == 0 for cell in entries(value))


def told_apart(solution: Solution, side: Side, other: Side, word: str) -> dict[str, Any] | None:
    value, own = value_at(other, solution.place()), value_at(side, solution.place())
    if value is None or own is None or not all(cell.is_finite() for cell in entries(own)):
        return None
    nonzero = _nonzero_entry(value)
    if nonzero is None:
        return None
    values = {word: ["0", "0"], "expected" if word == "answer" else "answer": interval_as_json(nonzero)}
    point = point_as_json(solution.point) | {solution.name: shown(solution)}
    return {"method": "counterexample", "point": point, "solves": word, **values}


def _nonzero_entry(value: Value) -> Value | None:
    cells = entries(value)
    if not all(type(cell) is arb and cell.is_finite() for cell in cells):
        return None
    return next((cell for cell in cells if not cell.contains(0)), None)


def shown(solution: Solution) -> Any:
    if solution.exact is not None:
        return fraction_as_text(solution.exact)
    if not is_matrix(solution.value):
        return interval_as_json(solution.value)
    rows, columns = solution.value.nrows(), solution.value.ncols()
    return [[interval_as_json(solution.value[row, column]) for column in range(columns)] for row in range(rows)]


def everywhere(pair: Pair) -> dict[str, Any] | None:
    """One side holds everywhere, the other does not at some point."""
    vanishing = Vanishing(pair.declarations)
    for side, other, word in ((pair.answer, pair.expected, "answer"), (pair.expected, pair.answer, "expected")):
        if side.shaped.shape != SCALAR or not vanishing.is_zero(side.shaped.tree):
            continue
        for point in pair.drawn:
            solution = Solution(point, "", arb(0), None, False)
            found = told_apart(solution, side, other, word)
            if found:
                return {**found, "point": point_as_json(point)}
    return None
