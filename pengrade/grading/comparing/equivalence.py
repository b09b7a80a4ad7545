"""Do two statements hold for the same values of their names? A point that parts them, a proof, or neither."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.plain_relations import Formula, Plain, TooManyCasesError
from pengrade.grading.comparing.refuting import PartingPoint, Refuting
from pengrade.grading.comparing.rising import Way
from pengrade.grading.comparing.sign_tables import SignTable
from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.tree import Node

Equal = Callable[[Node, Node], Mapping[str, Any] | None]


def decided(
    declarations: Declarations, key: Node, answer: Node, equal: Equal, thorough: bool = True
) -> PartingPoint | dict[str, Any] | None:
    """What parts them, the evidence that nothing does, or None where neither was found.

    `equal` gives the evidence that two expressions without a normal form are equal. `thorough`: points on boundaries
    are looked at too, which costs most.
    """
    refuting = Refuting(declarations, key, answer)
    apart = refuting.found_at_once()
    if apart is not None:
        return apart
    for expected, given in _taken_apart(declarations, key, answer):
        table = SignTable(declarations, equal)
        if table.same(expected, given):
            return places.weakest([{"method": "exact"}, *table.evidences])
        apart = None if table.candidate is None else refuting.found_at(table.candidate)
        if apart is not None:
            return apart
    return refuting.found() if thorough else None


def _taken_apart(declarations: Declarations, key: Node, answer: Node) -> Iterator[tuple[Formula, Formula]]:
    """Key and answer in each way, unless parts of which nothing is known could part them.

    Where all relations have the same such parts, all of them or none have a value, so none of them parts anything.
    """
    tried: list[tuple[Formula, Formula]] = []
    for way in Way:
        plain = Plain(Definedness(declarations, Vanishing(declarations)), way)
        try:
            pair = plain.statement(key), plain.statement(answer)
        except TooManyCasesError:
            continue
        if len(plain.unknown) <= 1 and pair not in tried:
            tried.append(pair)
            yield pair
