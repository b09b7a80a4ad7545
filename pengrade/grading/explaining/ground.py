"""What the search knows of a key before there is an answer: where to compare, and the values with every slip of it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, islice
from typing import Generic, TypeVar

from flint import acb

from pengrade.grading.comparing.keys import Key
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import Point, changed, points, seed_of
from pengrade.grading.evaluating.values import Value, entries, magnitude_in_bits
from pengrade.grading.explaining.bench import Budget, OutOfStepsError
from pengrade.grading.explaining.screening import Seen, Side, Stand

BITS = 128
STEPS = 6_000  # for the slips of a key
MOST_TRIES = 24  # points drawn to find such as can be used
HUGE_BITS = 1000  # values beyond would need more digits than there is time for
MOST_KEPT = 256  # keys

Item = TypeVar("Item")


class Kept(Generic[Item]):
    """What an iterator gives, kept to be gone through again, by several at a time."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._found: list[Item] = []

    def __iter__(self) -> Iterator[Item]:
        for number in count():
            if number == len(self._found):
                self._found.extend(islice(self._items, 1))
            if number == len(self._found):
                return
            yield self._found[number]


@dataclass
class Post:
    """A stand at which the key has `values`. `slips` are those of the key, once they are seen."""

    stand: Stand
    values: list[Value]
    slips: list[Seen] | None = None
    slips_of_the_whole: dict[bool, list[Seen]] = field(default_factory=dict)


class Ground:
    """`names` are those in play, on either side, `drawn` all that points need.

    `free`: the names on which a constant or a factor that is left open may not depend.
    """

    def __init__(
        self, key: Key, names: frozenset[str], drawn: frozenset[str], option: str | None, free: frozenset[str]
    ) -> None:
        self.declarations = key.declarations
        self.key = Side(key.shaped, key.declarations, names, key.evaluate)
        self.option, self.free = option, free
        self.seed = seed_of("explaining", key.text)
        self.points = Kept(points(key.declarations, drawn, self.seed))
        self.posts = Kept(self._posts(MOST_TRIES if names else 1))

    def slips_of_the_whole(self, post: Post, are_numbers: bool, deadline: float) -> list[Seen]:
        if are_numbers not in post.slips_of_the_whole:
            benches = self.key.benches(post.stand, Budget(STEPS, deadline))
            post.slips_of_the_whole[are_numbers] = within_steps(self.key.slips_of_the_whole(benches, are_numbers))
        return post.slips_of_the_whole[are_numbers]

    def slips(self, post: Post, deadline: float) -> list[Seen]:
        """As many as the steps last for, which does not depend on any answer."""
        if post.slips is None:
            post.slips = within_steps(self.key.slips(self.key.benches(post.stand, Budget(STEPS, deadline))))
        return post.slips

    def is_usable(self, values: list[Value] | None) -> bool:
        found = [entry for value in values or () for entry in entries(value)]
        is_real = self.declarations.has_complex or not any(type(entry) is acb for entry in found)
        return is_real and bool(found) and max(magnitude_in_bits(abs(entry)) or 0 for entry in found) < HUGE_BITS

    def _posts(self, most: int) -> Iterator[Post]:
        for point in islice(self.points, most):
            stand = self._stand(point)
            values = self.key.values(stand)
            if values is not None and self.is_usable(values):
                yield Post(stand, values)

    def _stand(self, point: Point) -> Stand:
        """Where a constant or a factor is open, beside it one that differs in what it may not depend on."""
        place = Place(point, BITS)
        if self.option not in ("constant", "factor"):
            return (place,)
        return place, Place(changed(point, self.declarations, self.free, self.seed), BITS)


@lru_cache(maxsize=MOST_KEPT)
def ground(key: Key, names: frozenset[str], drawn: frozenset[str], option: str | None, free: frozenset[str]) -> Ground:
    return Ground(key, names, drawn, option, free)


def within_steps(slips: Iterator[Seen]) -> list[Seen]:
    found: list[Seen] = []
    with contextlib.suppress(OutOfStepsError):
        found.extend(slips)
    return found
