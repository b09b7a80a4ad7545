"""Every slip of one side, with the values that the whole would then have at one stand.

A slip at a part changes the values of that part and of those on the way up from it; all others are known. Within a
sum there is a lane for every term, and the lanes join where the sum is taken.
"""

from collections.abc import Callable, Container, Hashable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flint import ctx

from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Evaluate, Place
from pengrade.grading.evaluating.values import NAN, Value, entries
from pengrade.grading.explaining.bench import NO_VALUE, Bench, Budget, Lift, combined
from pengrade.grading.explaining.findings import OF_THE_WHOLE, RANKS
from pengrade.grading.explaining.making import WRITER
from pengrade.grading.explaining.plain_form import plain_form
from pengrade.grading.explaining.rewriting import with_part
from pengrade.grading.explaining.sites import ENDS_OF_A_FOLD, INDEX, Site, Source, Whole, renamings, sites
from pengrade.grading.explaining.slips import Table
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, Shaped, shaped
from pengrade.grading.tree import Call, Fold, Identity, Indexed, MatrixOf, Name, Node, Ones, walk

COST_OF_WRITING = 20  # a changed tree whose value cannot be had from its parts, in steps

Stand = tuple[Place, ...]  # where values are compared: a place, or two where a constant or a factor is open


class Seen(NamedTuple):
    """A slip, the values of the whole with it, and where it is made."""

    code: str
    values: list[Value]
    source: Source
    number: int


@dataclass(slots=True)
class _Level:
    """Where the values of a part lead: up its lane, and then joined with the other lanes to those of the whole."""

    lanes: list[Bench]
    lifts: list[Lift]
    join: Callable[[list[Value]], list[Value]]
    depth: int = 0


class Side:
    """The key, or an answer."""

    def __init__(self, read: Shaped, declarations: Declarations, names: frozenset[str], evaluate: Evaluate) -> None:
        self.shaped, self.tree = read, read.tree
        self.declarations = declarations
        self.evaluate = evaluate
        self.nodes = list(walk(read.tree))
        self.is_plain = all(map(self._is_number, self.nodes))  # numbers throughout: no slip can make parts misfit
        self.table = Table(declarations, names, self.is_plain)

    def values(self, stand: Stand) -> list[Value] | None:
        """None where there is none."""
        found = [value_at(self.evaluate, place.again()) for place in stand]
        return found if all(map(is_finite, found)) else None

    def benches(self, stand: Stand, budget: Budget) -> list[Bench]:
        ctx.prec = stand[0].precision
        return [Bench(place, self.shaped.sizes, budget) for place in stand]

    def slips_of_the_whole(self, benches: list[Bench], are_numbers: bool) -> Iterator[Seen]:
        whole = Whole(are_numbers)
        for number, made in enumerate(zip(*(whole.slips(self.tree, bench) for bench in benches), strict=True)):
            yield Seen(made[0][0], [value for _, value in made], whole, number)

    def slips(self, benches: list[Bench], wanted: Container[str] = RANKS) -> Iterator[Seen]:
        """All others of the codes that are wanted."""
        yield from self._renamed(benches, wanted)
        levels: list[_Level | None] = []
        for site in self._sites:
            benches[0].budget.check_time()
            if site.above < 0:
                level: _Level | None = _Level(benches, [_unchanged] * len(benches), _unchanged)
            else:
                level = self._below(levels[site.above], self._sites[site.above].node, site.path[-1])
            levels.append(level)
            if level is None:
                yield from self._written_out(site, benches, wanted)
            else:
                yield from self._at(site, level, benches, wanted)

    @cached_property
    def plain_form(self) -> Hashable:
        return plain_form(self.tree, self.is_plain)

    def like(self, tree: Node, other: Shaped) -> Shaped | None:
        """A changed tree with its sizes, if it has the shape of the other side."""
        if self.is_plain and other.shape == SCALAR:
            return Shaped(tree, SCALAR)
        try:
            found = shaped(tree, self.declarations, other.shape)
        except ReadingError:
            return None
        # An I or a 1 that takes the size of a number, where a slip leaves nothing else for it to be, explains nothing.
        shrunk = SCALAR in found.sizes.values() and SCALAR not in self.shaped.sizes.values()
        return found if found.shape == other.shape and not shrunk else None

    def may_slip(self, codes: frozenset[str]) -> bool:
        """Whether there may be slips of these codes, apart from slips of the whole."""
        absent = {
            "transpose": self.is_plain,
            "n-1": not any(isinstance(node, Name) and self.table.is_count(node.name) for node in self.nodes),
            "log-base": not self.has_logarithm,
        }
        return any(not absent.get(code, False) for code in codes - OF_THE_WHOLE)

    @cached_property
    def has_logarithm(self) -> bool:
        return any(isinstance(node, Call) and node.function in ("log", "ln") for node in self.nodes)

    @cached_property
    def _sites(self) -> list[Site]:
        return sites(self.tree, self.table)

    def _is_number(self, node: Node) -> bool:
        symbol = self.declarations.symbols.get(node.name) if isinstance(node, Name | Indexed) else None
        return not isinstance(node, Identity | Ones | MatrixOf) and (symbol is None or symbol.shape == SCALAR)

    def _renamed(self, benches: list[Bench], wanted: Container[str]) -> Iterator[Seen]:
        for renaming in renamings(self.nodes, self.table):
            for number, made in enumerate(zip(*map(renaming.slips, benches), strict=True)):
                if made[0][0] in wanted:
                    found = [self._with(names, bench) for bench, (_, names) in zip(benches, made, strict=True)]
                    yield Seen(made[0][0], found, renaming, number)

    def _with(self, names: dict[str, Value], bench: Bench) -> Value:
        bench.budget.spend(len(self.nodes))
        place = copy(bench.place)
        place.names = bench.names | names
        return value_at(self.evaluate, place)

    def _below(self, level: _Level | None, node: Node, place: int) -> _Level | None:
        if level is None:
            return None
        if isinstance(node, Fold) and place == ENDS_OF_A_FOLD:
            return _within(level, node)
        found = [bench.lift(node, place) for bench in level.lanes]
        ups = [up for up in found if up is not None]
        if len(ups) < len(found):
            return None
        lifts = [_composed(lift, up) for lift, up in zip(level.lifts, ups, strict=True)]
        return _Level(level.lanes, lifts, level.join, level.depth + 1)

    def _at(self, site: Site, level: _Level, benches: list[Bench], wanted: Container[str]) -> Iterator[Seen]:
        budget, cost = benches[0].budget, len(level.lanes) * (1 + level.depth)
        for number, (code, made) in enumerate(_made(site, level.lanes)):
            if site.is_in_index:
                code = INDEX
            if code not in wanted:
                continue
            budget.spend(cost)
            found = level.join([lift(value) for lift, value in zip(level.lifts, made, strict=True)])
            if self.shaped.sizes and not all(map(is_finite, found)):
                found = self._with_other_sizes(site, number, benches)
            yield Seen(code, found, site, number)

    def _written_out(self, site: Site, benches: list[Bench], wanted: Container[str]) -> Iterator[Seen]:
        """Within a derivative, an integral, a condition: no value of the part leads to one of the whole."""
        for number, (code, part) in enumerate(site.slips(WRITER)):
            tree = with_part(self.tree, site.path, part) if site.code(code) in wanted else None
            if tree is not None:
                yield Seen(site.code(code), self._evaluated(tree, benches), site, number)

    def _with_other_sizes(self, site: Site, number: int, benches: list[Bench]) -> list[Value]:
        """A slip may change the size of an I that stands elsewhere."""
        tree = site.written(self.tree, number)
        return [NAN] if tree is None else self._evaluated(tree, benches)

    def _evaluated(self, tree: Node, benches: list[Bench]) -> list[Value]:
        budget = benches[0].budget
        budget.spend(COST_OF_WRITING)
        budget.check_time()
        try:
            read = shaped(tree, self.declarations, self.shaped.shape)
        except ReadingError:
            return [NAN]
        return [Bench(bench.place, read.sizes, budget).of(tree) for bench in benches]


def _made(site: Site, lanes: list[Bench]) -> Iterator[tuple[str, list[Value]]]:
    """Every slip with its value in each lane."""
    if len(lanes) == 1:
        for code, value in site.slips(lanes[0]):
            yield code, [value]
    else:
        for slips in zip(*map(site.slips, lanes), strict=True):
            yield slips[0][0], [value for _, value in slips]


def _within(level: _Level, node: Fold) -> _Level | None:
    """The lanes of all terms of a sum that itself may stand in several."""
    groups = []
    for bench in level.lanes:
        lanes = bench.lanes(node)
        if lanes is None:
            return None
        groups.append(lanes)

    def join(found: list[Value]) -> list[Value]:
        waiting = iter(found)
        sums = [combined(node.operation, [next(waiting) for _ in lanes]) for lanes in groups]
        return level.join([lift(value) for lift, value in zip(level.lifts, sums, strict=True)])

    every = [lane for lanes in groups for lane in lanes]
    return _Level(every, [_unchanged] * len(every), join, level.depth + 1) if every else None


def _composed(outer: Lift, inner: Lift) -> Lift:
    return inner if outer is _unchanged else lambda value: outer(inner(value))


def _unchanged(value: Value) -> Value:
    return value


def value_at(evaluate: Evaluate, place: Place) -> Value:
    """NAN where there is none."""
    try:
        return evaluate(place)
    except NO_VALUE:
        return NAN


def is_finite(value: Value) -> bool:
    return all(entry.is_finite() for entry in entries(value))
