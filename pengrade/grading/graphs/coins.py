"""Distributions that refute: variables made of fair coins, in which some statements hold and another fails.

Every variable is a sum modulo two of some of a few independent fair coins (or the constant 0). The entropy of a set of
such variables is the rank of their sums over the field of two elements, so X ⟂ Y | Z holds if and only if
rank(XZ) + rank(YZ) = rank(XYZ) + rank(Z). Copies of one coin, and coins with their sum, refute most; the search tries
these first and then all distributions of this family, up to a bound.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, islice

from pengrade.grading.graphs.statements import Statement

Coins = dict[str, int]  # the coins of which each variable is the sum, as bits

MOST_VARIABLES = 10
LARGEST_AMONG_MANY = 3  # among more variables only copies of one coin, and two coins and their sum, are so large
MOST_TRIALS = 1500  # of these, and of variables given a sum in the search through the whole family


def simple_refutation(holding: Collection[Statement], failing: Statement) -> Coins | None:
    """Copies of one coin, or coins and their sum, in which all of `holding` hold and `failing` fails."""
    names = _names(holding, failing)
    largest = len(names) if len(names) <= MOST_VARIABLES else LARGEST_AMONG_MANY
    for some in islice(_groups(names, failing, largest), MOST_TRIALS):
        met = [one for one in holding if _meets_both(some, one)]
        if all(some & one.given for one in met) and not some & failing.given:
            return {name: int(name in some) for name in names}
        if not any(some <= one.variables for one in met) and some <= failing.variables:
            return _with_sum(names, some)
    return None


def refutation(holding: Collection[Statement], failing: Statement) -> Coins | None:
    """Any distribution of the family in which all of `holding` hold and `failing` fails, if one is found in time."""
    names = _names(holding, failing)
    if len(names) > MOST_VARIABLES:
        return None
    return _Search(names, list(holding), failing).found()


def holds_in(coins: Coins, statement: Statement) -> bool:
    """Exactly; see above."""
    left, right, given = ([coins[name] for name in side] for side in (statement.left, statement.right, statement.given))
    return _rank(left + given) + _rank(right + given) == _rank(left + right + given) + _rank(given)


def in_words(coins: Coins) -> dict[str, str]:
    """Each variable as a sum of independent fair coins: {"a": "coin1", "b": "coin1 + coin2", "c": "0"}."""
    places = range(MOST_VARIABLES)
    return {
        name: " + ".join(f"coin{place + 1}" for place in places if bits >> place & 1) or "0"
        for name, bits in sorted(coins.items())
    }


def _names(holding: Iterable[Statement], failing: Statement) -> list[str]:
    """Those of the failing statement first, so that a search knows early whether it fails."""
    others = frozenset[str]().union(*(one.variables for one in holding)) - failing.variables
    return [*sorted(failing.left | failing.right), *sorted(failing.given), *sorted(others)]


def _groups(names: Sequence[str], failing: Statement, largest: int) -> Iterator[frozenset[str]]:
    """Sets of variables that meet both sides of the statement, small ones first."""
    for size in range(2, largest + 1):
        for some in map(frozenset, combinations(names, size)):
            if _meets_both(some, failing):
                yield some


def _meets_both(some: frozenset[str], statement: Statement) -> bool:
    return bool(some & statement.left and some & statement.right)


def _with_sum(names: Sequence[str], some: frozenset[str]) -> Coins:
    *free, last = sorted(some)
    coins = {name: 1 << place for place, name in enumerate(free)}
    return {**dict.fromkeys(names, 0), **coins, last: (1 << len(free)) - 1}


def _rank(sums: Iterable[int]) -> int:
    basis: list[int] = []
    for one in sums:
        for reduced in basis:
            one = min(one, one ^ reduced)
        if one:
            basis.append(one)
    return len(basis)


class _Search:
    """Depth first: each variable becomes 0, a sum of coins in use, or a new coin."""

    def __init__(self, names: Sequence[str], holding: Sequence[Statement], failing: Statement) -> None:
        self.names = names
        self.failing = failing
        self.known_early = len(failing.variables)
        self.parts: list[list[Statement]] = [[] for _ in names]
        for statement in holding:
            self._plan(statement)
        self.trials = 0

    def found(self) -> Coins | None:
        return self._from(0, 0, {})

    def _plan(self, statement: Statement) -> None:
        """The part of a statement that is about the variables so far is looked at whenever it has grown."""
        for place in range(len(self.names)):
            so_far = frozenset(self.names[: place + 1])
            left, right = statement.left & so_far, statement.right & so_far
            if left and right and statement.given <= so_far and self.names[place] in statement.variables:
                self.parts[place].append(Statement(left, right, statement.given))

    def _from(self, place: int, used: int, coins: Coins) -> Coins | None:
        if place == self.known_early and holds_in(coins, self.failing):
            return None
        if place == len(self.names):
            return dict(coins)
        for sums in range((1 << used) + 1):
            self.trials += 1
            if self.trials > MOST_TRIALS:
                return None
            coins[self.names[place]] = sums
            if all(holds_in(coins, part) for part in self.parts[place]):
                found = self._from(place + 1, used + (sums == 1 << used), coins)
                if found is not None:
                    return found
        return None
