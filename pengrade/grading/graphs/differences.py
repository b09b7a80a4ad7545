"""How two drawings of a graph differ, edge by edge or factor by factor."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pengrade.grading.graphs.model import Factor, Graph, Pair, pair

SIGNS = {">": "->", "<": "->", "-": "-", "<>": "<->"}


@dataclass(frozen=True)
class EdgeDifference:
    """Pairs of nodes in alphabetical order.

    `turned`: arrows the other way; `direction`: an arrow for a line, or a line for an arrow.
    """

    missing: tuple[Pair, ...]
    extra: tuple[Pair, ...]
    turned: tuple[Pair, ...]
    direction: tuple[Pair, ...]
    kept: int

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.turned or self.direction)

    @property
    def code(self) -> str:
        """The finding that says most, with nothing wrong in it."""
        if self.direction:
            return "direction"
        if self.missing and self.extra:
            return "edges"
        return "missing-edge" if self.missing else "extra-edge" if self.extra else "turned-edge"


def edge_difference(key: Graph, answer: Graph) -> EdgeDifference:
    wanted, drawn = _marks(key), _marks(answer)
    both = wanted.keys() & drawn.keys()
    unlike = sorted(ends for ends in both if wanted[ends] != drawn[ends])
    direction = [ends for ends in unlike if "-" in (wanted[ends], drawn[ends])]
    return EdgeDifference(
        tuple(sorted(wanted.keys() - both)),
        tuple(sorted(drawn.keys() - both)),
        tuple(ends for ends in unlike if ends not in direction),
        tuple(direction),
        len(both) - len(unlike),
    )


def skeleton_difference(key: Graph, answer: Graph) -> EdgeDifference:
    missing, extra = key.skeleton - answer.skeleton, answer.skeleton - key.skeleton
    return EdgeDifference(tuple(sorted(missing)), tuple(sorted(extra)), (), (), len(key.skeleton & answer.skeleton))


def shown_edges(graph: Graph, pairs: Iterable[Pair]) -> list[str]:
    """`a -> b` or `a - b`, as the graph has them."""
    marks = _marks(graph)
    turned = {ends: ends[::-1] if marks.get(ends) == "<" else ends for ends in pairs}
    return [f"{one} {SIGNS[marks.get(ends, '-')]} {other}" for ends, (one, other) in turned.items()]


@dataclass(frozen=True)
class FactorDifference:
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    kept: int
    only_names: bool

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)

    @property
    def code(self) -> str:
        if self.only_names:
            return "factor-name"
        if self.missing and self.extra:
            return "scope"
        return "missing-factor" if self.missing else "extra-factor"


def factor_difference(key: Graph, answer: Graph, *, names: bool, repeated: bool) -> FactorDifference:
    """`names`: whether they matter; `repeated`: whether it matters how many factors have one scope."""
    wanted, given = Counter(_labels(key.factors, names)), Counter(_labels(answer.factors, names))
    if not repeated:
        wanted, given = Counter(set(wanted)), Counter(set(given))
    same_scopes = names and Counter(_labels(key.factors, False)) == Counter(_labels(answer.factors, False))
    return FactorDifference(
        tuple(sorted((wanted - given).elements())),
        tuple(sorted((given - wanted).elements())),
        (wanted & given).total(),
        same_scopes,
    )


def _labels(factors: Iterable[Factor], names: bool) -> list[str]:
    return [f"{factor.name if names else ''}{{{', '.join(sorted(factor.scope))}}}" for factor in factors]


def _marks(graph: Graph) -> dict[Pair, str]:
    marks = dict.fromkeys(graph.lines, "-")
    for tail, head in sorted(graph.arrows):
        ends = pair(tail, head)
        marks[ends] = marks.get(ends, "") + (">" if ends == (tail, head) else "<")
    return {ends: "<>" if len(mark) > 1 else mark for ends, mark in marks.items()}
