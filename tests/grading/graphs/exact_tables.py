"""Joint distributions of a few finite variables as exact tables, and what is independent in them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random

from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.statements import Statement

Table = dict[tuple[int, ...], Fraction]


def table_over(graph: Graph, names: Sequence[str], random: Random) -> Table:
    """Binary variables that factorise over a directed graph; the chances are too many for one to be drawn twice."""
    chances: dict[tuple[str, tuple[int, ...]], Fraction] = defaultdict(
        lambda: Fraction(random.randint(1, 10**6), 10**6 + 3)
    )
    return {
        row: _chance(dict(zip(names, row, strict=True)), graph, chances) for row in product((0, 1), repeat=len(names))
    }


def _chance(row: Mapping[str, int], graph: Graph, chances: Mapping[tuple[str, tuple[int, ...]], Fraction]) -> Fraction:
    found = Fraction(1)
    for name, value in row.items():
        chance = chances[name, tuple(row[parent] for parent in sorted(graph.parents[name]))]
        found *= chance if value else 1 - chance
    return found


def table_of_factors(graph: Graph, names: Sequence[str], random: Random) -> Table:
    """Binary variables with a random positive factor on every line of an undirected graph, not normalised."""
    factors = {
        (ends, values): Fraction(random.randint(1, 50))
        for ends in sorted(graph.lines)
        for values in product((0, 1), repeat=2)
    }
    table: Table = {}
    for row in product((0, 1), repeat=len(names)):
        value = dict(zip(names, row, strict=True))
        table[row] = Fraction(1)
        for one, other in graph.lines:
            table[row] *= factors[(one, other), (value[one], value[other])]
    return table


def independent_in(table: Table, names: Sequence[str], statement: Statement) -> bool:
    """p(x, y, z) p(z) = p(x, z) p(y, z) in every row, for sets of variables."""
    left, right, given = (
        [place for place, name in enumerate(names) if name in side]
        for side in (statement.left, statement.right, statement.given)
    )
    sums: dict[tuple[str, tuple[int, ...]], Fraction] = defaultdict(Fraction)
    for row, chance in table.items():
        x, y, z = (tuple(row[place] for place in places) for places in (left, right, given))
        for label, values in (("xyz", x + y + z), ("xz", x + z), ("yz", y + z), ("z", z)):
            sums[label, values] += chance
    for row in table:
        x, y, z = (tuple(row[place] for place in places) for places in (left, right, given))
        if sums["xyz", x + y + z] * sums["z", z] != sums["xz", x + z] * sums["yz", y + z]:
            return False
    return True
