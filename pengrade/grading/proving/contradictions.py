"""Can linear conditions hold together? Numbers that satisfy all, or a combination of them that reads 0 > 0.

By Motzkin's transposition theorem (T. S. Motzkin, 1936) conditions a_j x > 0, a_j x >= 0 and a_j x = 0 contradict one
another exactly when some combination of them, with weights that are not negative, a positive one of them on a strict
condition, and any on equations, is identically 0. The weights are sought by the first phase of the simplex method in
exact fractions, with the rule of R. G. Bland (1977), under which it ends. What is found is checked before it counts.

The unknowns may be anything that can be told apart, such as monomials; the number 1 is one of them and is positive.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

ONE: Hashable = ()  # the monomial without atoms
MOST_PIVOTS = 300
Terms = Mapping[Hashable, fmpq]


@dataclass(frozen=True)
class Condition:
    """A sum of multiples of unknowns that is "=", ">" or "≥" 0."""

    terms: Terms
    sign: str


@dataclass(frozen=True)
class Contradiction:
    """`used`: the conditions, by their places, that contradict one another."""

    used: frozenset[int]


@dataclass(frozen=True)
class Solution:
    """Numbers for the unknowns under which every condition holds."""

    values: Mapping[Hashable, Fraction]


def decided(conditions: Sequence[Condition]) -> Contradiction | Solution | None:
    """None where the work grows too long."""
    columns = [(at, turn) for at, one in enumerate(conditions) for turn in ((1, -1) if one.sign == "=" else (1,))]
    unknowns = list(dict.fromkeys([ONE, *(unknown for one in conditions for unknown in one.terms)]))
    weights_of_one = [fmpq(int(unknown == ONE)) for unknown in unknowns]
    rows = [
        [weights_of_one[number], *(conditions[place].terms.get(unknown, fmpq(0)) * sign for place, sign in columns)]
        for number, unknown in enumerate(unknowns)
    ]
    rows.append([fmpq(1), *(fmpq(int(conditions[place].sign == ">")) for place, _ in columns)])
    found = _first_phase(rows)
    if found is None:
        return None
    weights, prices = found
    if weights is None:
        values = {unknown: -price / -prices[0] for unknown, price in zip(unknowns, prices, strict=False)}
        return _checked_solution(conditions, values)
    used = {place: weight for (place, _), weight in zip(columns, weights[1:], strict=True) if weight != 0}
    return _checked_contradiction(conditions, columns, weights, frozenset(used))


def _first_phase(rows: list[list[fmpq]]) -> tuple[list[fmpq] | None, list[fmpq]] | None:
    """Weights w >= 0 with rows w = (0, ..., 0, 1), or None with prices y: y rows <= 0 and the last price positive."""
    height, width = len(rows), len(rows[0])
    table = [
        [*row, *(fmpq(int(number == other)) for other in range(height)), fmpq(0)] for number, row in enumerate(rows)
    ]
    table[-1][-1] = fmpq(1)
    costs = [-sum((row[column] for row in table), fmpq(0)) for column in range(width)]
    costs += [fmpq(0)] * height + [-fmpq(1)]
    basis = [width + number for number in range(height)]
    for _ in range(MOST_PIVOTS):
        column = next((place for place in range(width) if costs[place] < 0), None)
        if column is None:
            break
        row = _leaving(table, basis, column)
        _pivot(table, costs, row, column)
        basis[row] = column
    else:
        return None
    if costs[-1] != 0:
        return None, [1 - costs[width + number] for number in range(height)]
    weights = [fmpq(0)] * width
    for number, column in enumerate(basis):
        if column < width:
            weights[column] = table[number][-1]
    return weights, []


def _leaving(table: list[list[fmpq]], basis: list[int], column: int) -> int:
    """The row whose ratio is least, of equal ones the oldest; one exists, since the objective is bounded."""
    return min(
        (row for row in range(len(table)) if table[row][column] > 0),
        key=lambda row: (table[row][-1] / table[row][column], basis[row]),
    )


def _pivot(table: list[list[fmpq]], costs: list[fmpq], row: int, column: int) -> None:
    inverse = 1 / table[row][column]
    pivot = table[row] = [value * inverse if value else value for value in table[row]]
    places = [place for place, value in enumerate(pivot) if value]
    for other in (*(one for one in table if one is not pivot), costs):
        factor = other[column]
        if factor:
            for place in places:
                other[place] -= factor * pivot[place]


def _checked_contradiction(
    conditions: Sequence[Condition], columns: Sequence[tuple[int, int]], weights: Sequence[fmpq], used: frozenset[int]
) -> Contradiction | None:
    total: dict[Hashable, fmpq] = {ONE: weights[0]}
    strict = weights[0]
    for (place, sign), weight in zip(columns, weights[1:], strict=True):
        strict += weight if conditions[place].sign == ">" else 0
        for unknown, coefficient in conditions[place].terms.items():
            total[unknown] = total.get(unknown, fmpq(0)) + weight * sign * coefficient
    right = strict > 0 and all(weight >= 0 for weight in weights) and all(value == 0 for value in total.values())
    return Contradiction(used) if right else None


def _checked_solution(conditions: Sequence[Condition], values: Mapping[Hashable, fmpq]) -> Solution | None:
    for condition in conditions:
        value = sum((values[unknown] * coefficient for unknown, coefficient in condition.terms.items()), fmpq(0))
        if not (value > 0 if condition.sign == ">" else value >= 0 if condition.sign == "≥" else value == 0):
            return None
    return Solution({unknown: Fraction(int(value.p), int(value.q)) for unknown, value in values.items()})
