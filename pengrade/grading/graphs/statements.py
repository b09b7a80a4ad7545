"""Statements of independence: two sets of variables, given a third."""

from dataclasses import dataclass
from itertools import product

Triple = tuple[str, str, frozenset[str]]


@dataclass(frozen=True)
class Statement:
    """`left` and `right` are not empty, and the three are disjoint. The sides are as typed: see `turned`."""

    left: frozenset[str]
    right: frozenset[str]
    given: frozenset[str] = frozenset()

    @property
    def sides(self) -> frozenset[frozenset[str]]:
        return frozenset((self.left, self.right))

    @property
    def variables(self) -> frozenset[str]:
        return self.left | self.right | self.given

    @property
    def turned(self) -> "Statement":
        """The same statement, with the side that holds the first name of all on the left."""
        return self if min(self.left) < min(self.right) else Statement(self.right, self.left, self.given)

    @property
    def pairs(self) -> frozenset[Triple]:
        """Every variable of one side with every one of the other, each two in alphabetical order, given the same."""
        return frozenset((min(ends), max(ends), self.given) for ends in product(self.left, self.right))

    def __str__(self) -> str:
        given = f" | {', '.join(sorted(self.given))}" if self.given else ""
        return f"{', '.join(sorted(self.left))} ⟂ {', '.join(sorted(self.right))}{given}"


def of_pair(one: str, other: str, given: frozenset[str]) -> Statement:
    return Statement(frozenset((one,)), frozenset((other,)), given)
