"""What statements of independence imply by symmetry, decomposition, weak union and contraction.

These four rules hold in every joint distribution (A. P. Dawid, Conditional independence in statistical theory, 1979).
They are followed on elementary statements, i ⟂ j | K with single variables i and j: a statement about sets is the same
as all elementary ones between its sides whose condition lies between its own and everything in it, and the rules come
to one (F. Matúš, Ascending and descending conditional independence relations, 1992):

    i ⟂ j | L  and  i ⟂ k | jL   if and only if   i ⟂ k | L  and  i ⟂ j | kL
"""

from collections.abc import Iterable, Iterator
from itertools import permutations

from pengrade.grading.graphs.statements import Statement

MOST_VARIABLES = 10

Ends = tuple[int, int]  # places of two variables, the smaller first


def follows_from_one(premise: Statement, conclusion: Statement) -> bool:
    """Whether the conclusion follows from the premise alone: parts of its sides, given also some of the rest."""
    sides = ((premise.left, premise.right), (premise.right, premise.left))
    return premise.given <= conclusion.given <= premise.variables and any(
        conclusion.left <= left and conclusion.right <= right for left, right in sides
    )


class Consequences:
    """All that follows from some statements, among at most MOST_VARIABLES variables; ValueError for more.

    That a statement does not follow is no proof that it can fail where the others hold.
    """

    def __init__(self, premises: Iterable[Statement], variables: Iterable[str]) -> None:
        names = sorted(variables)
        if len(names) > MOST_VARIABLES:
            raise ValueError(f"at most {MOST_VARIABLES} variables")
        self._places = {name: place for place, name in enumerate(names)}
        # Of two variables, bit K of the number is set if they are independent given the set whose bits are those of K.
        self._closed: dict[Ends, int] = {}
        for premise in premises:
            for ends, conditions in self._elementary(premise):
                self._closed[ends] = self._closed.get(ends, 0) | conditions
        self._close()

    def __contains__(self, statement: Statement) -> bool:
        return all(conditions & ~self._closed.get(ends, 0) == 0 for ends, conditions in self._elementary(statement))

    def _elementary(self, statement: Statement) -> Iterator[tuple[Ends, int]]:
        given = sum(1 << self._places[name] for name in statement.given)
        sides = [self._places[name] for name in statement.left | statement.right]
        for one in (self._places[name] for name in statement.left):
            for other in (self._places[name] for name in statement.right):
                conditions = 1 << given
                for place in sides:
                    if place not in (one, other):
                        conditions |= conditions << (1 << place)
                yield _ends(one, other), conditions

    def _close(self) -> None:
        size = len(self._places)
        holding = [_holding(place, size) for place in range(size)]
        before: dict[Ends, int] = {}
        while before != self._closed:
            before = dict(self._closed)
            for i, j, k in permutations(range(size), 3):
                self._apply(i, j, k, holding)

    def _apply(self, i: int, j: int, k: int, holding: list[int]) -> None:
        """The rule from left to right; from right to left it is the same with j and k exchanged."""
        first, second = self._closed.get(_ends(i, j), 0), self._closed.get(_ends(i, k), 0)
        both = first & ~holding[k] & ((second & holding[j]) >> (1 << j))
        if both:
            self._closed[_ends(i, k)] = second | both
            self._closed[_ends(i, j)] = first | both << (1 << k)


def _ends(one: int, other: int) -> Ends:
    return (one, other) if one < other else (other, one)


def _holding(place: int, size: int) -> int:
    """The bits of all sets that hold this variable."""
    return sum(1 << one for one in range(1 << size) if one >> place & 1)
