"""Which items of a wrong order can stay where they are, and the allowed order that is nearest to it.

"Must come before, and stands after" is a partial order of the items. Items that can all stay are those of which no two
are in it, an antichain; the largest has as many items as there are, less those of a maximum matching (R. P. Dilworth, A
decomposition theorem for partially ordered sets, 1950; the matching by D. R. Fulkerson's construction, 1956), and is
found from the matching as D. Kőnig found a smallest cover (1931).
"""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from itertools import pairwise

Pair = tuple[str, str]  # of items: the first comes before the second


def violated(answer: Sequence[str], before: Iterable[Pair]) -> list[Pair]:
    """Pairs of items of the answer that stand the wrong way round; in a fixed order."""
    place = {item: number for number, item in enumerate(answer)}
    there = (pair for pair in before if pair[0] in place and pair[1] in place)
    return sorted(pair for pair in there if place[pair[0]] > place[pair[1]])


def closure(before: frozenset[Pair]) -> frozenset[Pair]:
    """Every pair that follows from these by transitivity."""
    below: dict[str, set[str]] = {}
    for later in TopologicalSorter(predecessors(before)).static_order():
        direct = {first for first, second in before if second == later}
        below[later] = direct.union(*(below[first] for first in direct))
    return frozenset((first, later) for later, firsts in below.items() for first in firsts)


def predecessors(before: Iterable[Pair]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first, second in before:
        found.setdefault(second, set()).add(first)
    return found


def staying(answer: Sequence[str], closed: frozenset[Pair]) -> list[str]:
    """As many items as can stay, in the order of the answer; `closed` has every pair that follows."""
    following: dict[str, list[str]] = {item: [] for item in answer}
    for first, later in violated(answer, closed):
        following[first].append(later)
    partner = _matching(answer, following)
    reached, reached_seconds = _alternating(answer, following, partner)
    return [item for item in answer if item in reached and item not in reached_seconds]


def nearest_order(answer: Sequence[str], stay: Sequence[str], closed: frozenset[Pair]) -> list[str]:
    """An allowed order of the same items, with those that stay as they stood and the others moved in between.

    Of what may come next, it is what stood first. What stays contradicts no pair, so there are no cycles.
    """
    place = {item: number for number, item in enumerate(answer)}
    there = [(first, later) for first, later in closed if first in place and later in place]
    firsts = predecessors([*there, *pairwise(stay)])
    waiting = {item: set(firsts.get(item, ())) for item in answer}
    ready: list[tuple[int, str]] = []
    order: list[str] = []
    while waiting or ready:
        for item in [item for item, before in waiting.items() if not before]:
            heappush(ready, (place[item], item))
            del waiting[item]
        order.append(heappop(ready)[1])
        for before in waiting.values():
            before.discard(order[-1])
    return order


def _matching(items: Sequence[str], following: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A maximum matching, by augmenting paths: of the second of each matched pair its first."""
    partner: dict[str, str] = {}
    for item in items:
        _augmented(item, following, partner, set())
    return partner


def _augmented(item: str, following: Mapping[str, Sequence[str]], partner: dict[str, str], seen: set[str]) -> bool:
    for other in following[item]:
        if other in seen:
            continue
        seen.add(other)
        if other not in partner or _augmented(partner[other], following, partner, seen):
            partner[other] = item
            return True
    return False


def _alternating(
    items: Sequence[str], following: Mapping[str, Sequence[str]], partner: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    """Firsts and seconds that alternating paths reach from the firsts without a partner."""
    waiting = [item for item in items if item not in partner.values()]
    firsts, seconds = set(waiting), set[str]()
    while waiting:
        for second in following[waiting.pop()]:
            seconds.add(second)
            first = partner[second]  # else the matching could be augmented
            if first not in firsts:
                firsts.add(first)
                waiting.append(first)
    return firsts, seconds
