"""Random distributions over a few states, by exact numbers: what expressions in probabilities are compared on.

Every density is one random joint table over all the variables that it is written with, so that its conditionals and
marginals fit together. With a graph the table of p is the product of random tables, one for each node. No entry is
zero.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Protocol

from flint import fmpq

from pengrade.grading.evaluating.points import seed_of
from pengrade.grading.probability.structure import Factor, Slots, Structure
from pengrade.grading.probability.terms import Mass, State, Term, is_joint, is_observed, walk
from pengrade.grading.probability.terms import Sum as SumTerm

MOST_ENTRIES = 3**8  # of one table
COMFORTABLE_ENTRIES = 3**5  # as many states more as fit are tried
SMALL_WEIGHTS = 9
LARGE_WEIGHTS = 4999
MOST_IN_PERCENT = 16
SMALL_TOTAL, LARGE_TOTAL = 20, 9240  # of every row of a table that a graph asks for


class OutOfBoundsError(Exception):
    """There is no time for it; the words say for what."""


TOO_LARGE = "The tables in it are too large to be compared."


@dataclass(frozen=True)
class Frame:
    """What the terms of a comparison speak of.

    `slots` of every density, in alphabetical order; `observed`: the values of slots that are written down; `numeric`:
    slots whose states are used as numbers.
    """

    slots: Mapping[str, tuple[str, ...]]
    all_slots: tuple[str, ...]
    observed: Mapping[str, tuple[Fraction, ...]]
    numeric: frozenset[str]
    structure: Structure | None


def frame_of(terms: Iterable[Term], structure: Structure | None) -> Frame:
    slots: dict[str, set[str]] = {}
    observed: dict[str, set[Fraction]] = {}
    every: set[str] = set()
    numeric: set[str] = set()
    for term in terms:
        for one in walk(term):
            places = _places(one)
            every.update(slot for slot, _ in places)
            if isinstance(one, Mass):
                slots.setdefault(one.density, set()).update(slot for slot, _ in places)
            if isinstance(one, State):
                numeric.update(slot for slot, _ in places)
            for place in places:
                if is_observed(place):
                    observed.setdefault(place[0], set()).add(Fraction(place[1]))
    for density in filter(is_joint, slots if structure is not None else ()):
        slots[density] = set(structure.closure(slots[density])) if structure else slots[density]
        every |= slots[density]
    return Frame(
        {density: tuple(sorted(some)) for density, some in sorted(slots.items())},
        tuple(sorted(every)),
        {slot: tuple(sorted(some)) for slot, some in sorted(observed.items())},
        frozenset(numeric),
        structure,
    )


def _places(term: Term) -> tuple[tuple[str, str], ...]:
    match term:
        case Mass():
            return (*term.left, *term.right)
        case State():
            return (term.place,)
        case SumTerm():
            return term.over
        case _:
            return ()


class Numbers(Protocol):
    """Where a draw has its random numbers from."""

    def randint(self, least: int, most: int, /) -> int: ...


class Draw:
    """`sizes`: the number of states of every slot. `states`: the numbers that they stand for, or 0, 1, 2, …

    Every table has random numbers of its own, so that it does not depend on which others are drawn.
    """

    def __init__(self, frame: Frame, seed: int, sizes: Mapping[str, int], small: bool) -> None:
        self.frame = frame
        self.seed = seed
        self.sizes = sizes
        self.small = small
        self.states = {slot: self._states(slot) for slot in frame.all_slots}
        self.factors: dict[str, dict[Factor, list[int]]] = {}
        self.tables = {density: self._table(density) for density in frame.slots}
        self.marginals: dict[tuple[str, Slots], list[int]] = {}
        self.applied: dict[str, dict[tuple[fmpq, ...], fmpq]] = {}  # unknown functions, wherever they were asked for

    def numbers(self, *labels: object) -> Numbers:
        return random.Random(seed_of(self.seed, *labels))  # noqa: S311 - reproducible, and nothing here is secret

    def _states(self, slot: str) -> list[Fraction]:
        known = list(self.frame.observed.get(slot, ()))
        numeric = slot in self.frame.numeric
        numbers = self.numbers("states", slot) if numeric else None
        number = 0
        while len(known) < self.sizes[slot]:
            value = Fraction(number)
            if numbers is not None:
                value = Fraction(numbers.randint(-9 - number, 9 + number), numbers.randint(1, 3))
            number += 1
            if value not in known:
                known.append(value)
        return sorted(known)

    def _table(self, density: str) -> list[int]:
        slots = self.frame.slots[density]
        if self.frame.structure is None or not is_joint(density):
            return self._weights(density, slots)
        table = [1] * self.entries(slots)
        for factor in self.frame.structure.factors(frozenset(slots)):
            weights = self._factor(density, factor)
            where = offsets(self.sizes, slots, strides(self.sizes, factor.slots))
            table = [entry * weights[place] for entry, place in zip(table, where, strict=True)]
        return table

    def _weights(self, name: str, slots: Slots) -> list[int]:
        numbers, count = self.numbers(name, *slots), self.entries(slots)
        if self.small and count <= MOST_IN_PERCENT:
            return _row(count, 100, numbers)
        most = SMALL_WEIGHTS if self.small else LARGE_WEIGHTS
        return [numbers.randint(1, most) for _ in range(count)]

    def _factor(self, density: str, factor: Factor) -> list[int]:
        if self.frame.structure is None or not self.frame.structure.directed:
            return self._weights(density, factor.slots)
        numbers = self.numbers(density, *factor.slots)
        total = SMALL_TOTAL if self.small else LARGE_TOTAL
        size = self.sizes[factor.left[0]]
        rows = [_row(size, total, numbers) for _ in range(self.entries(factor.given))]
        weights = [entry for row in rows for entry in row]
        self.factors.setdefault(density, {})[factor] = weights
        return weights

    def entries(self, slots: Sequence[str]) -> int:
        return prod(self.sizes[slot] for slot in slots)

    def marginal(self, density: str, slots: tuple[str, ...]) -> list[int]:
        """The weights of the slots, in alphabetical order, summed over all others; they add up to `total`."""
        key = (density, slots)
        found = self.marginals.get(key)
        if found is None:
            every = self.frame.slots[density]
            where = offsets(self.sizes, every, strides(self.sizes, slots))
            found = [0] * self.entries(slots)
            for entry, place in zip(self.tables[density], where, strict=True):
                found[place] += entry
            self.marginals[key] = found
        return found

    def total(self, density: str) -> int:
        return self.marginal(density, ())[0]

    def index_of(self, slot: str, value: Fraction) -> int:
        return self.states[slot].index(value)

    def number(self, slot: str) -> list[fmpq]:
        return [fmpq(value.numerator, value.denominator) for value in self.states[slot]]


def _row(size: int, total: int, numbers: Numbers) -> list[int]:
    """Positive whole numbers that add up to the total."""
    cuts: set[int] = set()
    while len(cuts) < size - 1:
        cuts.add(numbers.randint(1, total - 1))
    ends = [0, *sorted(cuts), total]
    return [after - before for before, after in pairwise(ends)]


def strides(sizes: Mapping[str, int], slots: Sequence[str]) -> dict[str, int]:
    """How far apart two neighbouring states of a slot lie in a table; the last slot runs fastest."""
    found, step = {}, 1
    for slot in reversed(slots):
        found[slot] = step
        step *= sizes[slot]
    return found


def offsets(sizes: Mapping[str, int], labels: Iterable[str], steps: Mapping[str, int], start: int = 0) -> list[int]:
    """For every state of the labels, in the order of a table over them, the place in a table with these strides."""
    found = [start]
    for label in labels:
        step = steps.get(label, 0)
        run = range(0, step * sizes[label], step) if step else (0,) * sizes[label]
        found = [place + more for place in found for more in run]
    return found


def plans(frame: Frame, seed: int) -> list[dict[str, int]]:
    """The numbers of states to try: two each, three each, and a mixture, as far as the tables stay small."""
    least = fewest_states(frame)
    found = [least]
    generator = random.Random(seed)  # noqa: S311
    for wanted in ((3,), (2, 3, 4), (2, 3, 5)):
        sizes = dict(least)
        for slot in sorted(frame.all_slots, key=lambda _: generator.random()):
            more = {**sizes, slot: max(sizes[slot], generator.choice(wanted))}
            if _largest(frame, more) <= COMFORTABLE_ENTRIES:
                sizes = more
        found.append(sizes)
    return found


def fewest_states(frame: Frame) -> dict[str, int]:
    """Two states each, or as many as are written down. OutOfBoundsError where even these make too large tables."""
    found = {slot: max(2, len(frame.observed.get(slot, ()))) for slot in frame.all_slots}
    if _largest(frame, found) > MOST_ENTRIES:
        raise OutOfBoundsError(TOO_LARGE)
    return found


def _largest(frame: Frame, sizes: Mapping[str, int]) -> int:
    return max((prod(sizes[slot] for slot in slots) for slots in frame.slots.values()), default=1)


def states_of(draw: Draw, labels: Sequence[str]) -> Iterable[tuple[Fraction, ...]]:
    """Every combination of states of the labels, in the order of a table over them."""
    return product(*(draw.states[label.rstrip("'")] for label in labels))
