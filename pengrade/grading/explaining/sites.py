"""The parts of a tree at which a pen may slip, each with the way that leads to it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pengrade.grading.explaining.making import WRITER, Made, Maker, Slip, written
from pengrade.grading.explaining.rewriting import everywhere, with_part
from pengrade.grading.explaining.slips import Table, here, of_one_name_everywhere, of_the_whole, pairs_to_swap
from pengrade.grading.tree import Fold, Indexed, Name, Negate, Node, Power, walk

INDEX = "index"
ENDS_OF_A_FOLD = 2  # its first children


@dataclass(frozen=True, slots=True)
class Site:
    """`above` is the number, in preorder, of the part that has this one as its child `path[-1]`; -1 for the whole.

    `is_in_index`: whatever is off in an index or in an end of a sum is a slip of the index. `is_told_above`: a minus
    before a base or an exponent, which is the power's to lose.
    """

    node: Node
    path: tuple[int, ...]
    above: int
    table: Table
    is_in_index: bool = False
    is_told_above: bool = False

    def slips(self, make: Maker[Made]) -> Iterator[Slip[Made]]:
        return iter(()) if self.is_told_above else here(self.node, self.table, make)

    def code(self, code: str) -> str:
        return INDEX if self.is_in_index else code

    def written(self, tree: Node, number: int) -> Node | None:
        """The whole tree with slip `number` of this site."""
        return with_part(tree, self.path, written(self.slips(WRITER), number))


def sites(tree: Node, table: Table) -> list[Site]:
    """In preorder."""
    found: list[Site] = []
    _gather(Site(tree, (), -1, table), found)
    return found


def _gather(site: Site, found: list[Site]) -> None:
    node, number = site.node, len(found)
    found.append(site)
    inside = site.table
    if isinstance(node, Fold):
        inside = replace(inside, bound=inside.bound | {node.index})
    for place, child in enumerate(node.children()):
        is_end = isinstance(node, Fold) and place < ENDS_OF_A_FOLD
        is_in_index = site.is_in_index or is_end or isinstance(node, Indexed)
        is_told_above = isinstance(node, Power) and isinstance(child, Negate)
        table = site.table if is_end else inside
        _gather(Site(child, (*site.path, place), number, table, is_in_index, is_told_above), found)


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole of a side; `are_numbers`: both sides are."""

    are_numbers: bool

    def slips(self, tree: Node, make: Maker[Made]) -> Iterator[Slip[Made]]:
        return of_the_whole(tree, self.are_numbers, make)

    def written(self, tree: Node, number: int) -> Node:
        return written(self.slips(tree, WRITER), number)


@dataclass(frozen=True, slots=True)
class Renaming:
    """A name, and the same slip at every place of it; or two names exchanged, of which the other may be absent."""

    name: str
    table: Table
    other: str | None = None
    has_other: bool = True

    def slips(self, make: Maker[Made]) -> Iterator[Slip[dict[str, Made]]]:
        """What the names stand for."""
        if self.other is not None:
            code = "swapped" if self.has_other else "symbol"
            yield code, {self.name: make.name(self.other), self.other: make.name(self.name)}
            return
        for code, stand_in in of_one_name_everywhere(self.name, self.table, make):
            yield code, {self.name: stand_in}

    def written(self, tree: Node, number: int) -> Node:
        stand_ins = written(self.slips(WRITER), number)
        return everywhere(tree, lambda node: stand_ins.get(node.name) if isinstance(node, Name) else None)


def renamings(nodes: Iterable[Node], table: Table) -> Iterator[Renaming]:
    """A name that occurs once is left to the slips at its site, but for a count, which may be the end of a sum."""
    met = Counter(node.name for node in nodes if isinstance(node, Name))
    for name in sorted(table.present):
        if met[name] > 1 or (met[name] and table.is_count(name)):
            yield Renaming(name, table)
    for one, other in pairs_to_swap(table):
        if met[one] + met[other] > 1:
            yield Renaming(one, table, other, one in met and other in met)


Source = Site | Whole | Renaming  # where a slip is made; `written` gives the whole tree with slip `number` there


@dataclass(frozen=True)
class Change:
    """One slip somewhere in a tree, and the whole that it makes."""

    code: str
    tree: Node


def changes(tree: Node, table: Table) -> Iterator[Change]:
    """Every tree that is one slip away, apart from slips of the whole."""
    for renaming in renamings(walk(tree), table):
        for number, (code, _) in enumerate(renaming.slips(WRITER)):
            yield Change(code, renaming.written(tree, number))
    for site in sites(tree, table):
        for code, part in site.slips(WRITER):
            whole = with_part(tree, site.path, part)
            if whole is not None:
                yield Change(site.code(code), whole)
