r"""Sums over states, with as much carried out as can be: \sum_z m(x, z) = m(x), and factors without z taken out."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import count, permutations, product
from math import prod

from pengrade.grading.probability.polynomials import (
    Atom,
    Monomial,
    Polynomial,
    TooLongError,
    free_of,
    order_of,
    renamed,
)
from pengrade.grading.probability.terms import Place, is_observed

MOST_RENAMINGS = 24


class Sums:
    def __init__(self) -> None:
        self.fresh = count()

    def label(self, slot: str) -> str:
        return f"{slot}~{next(self.fresh)}"

    def summed(self, bound: set[Place], atoms: Mapping[Atom, int], factor: Fraction) -> Polynomial:
        """The sum of factor * atoms over the bound places, with as much as possible carried out."""
        bound, inner = set(bound), dict(atoms)
        self.open_sums(bound, inner)
        outer: dict[Atom, int] = {}
        while self.carried_out(bound, inner, outer):
            pass
        for atom in [atom for atom in inner if not atom.free & bound]:
            outer[atom] = outer.get(atom, 0) + inner.pop(atom)
        for places, part in components(bound, inner):
            atom = sum_atom(places, part)
            outer[atom] = outer.get(atom, 0) + 1
        return {frozenset((atom, exponent) for atom, exponent in outer.items() if exponent): factor}

    def open_sums(self, bound: set[Place], inner: dict[Atom, int]) -> None:
        """A sum over other states inside becomes part of this one."""
        for atom in list(inner):
            if atom.kind == "sum" and inner[atom] == 1 and atom.free & bound:
                del inner[atom]
                places, monomial = atom.content
                names = {place: (place[0], self.label(place[0])) for place in places}
                bound.update(names.values())
                for one, exponent in renamed(monomial, names):
                    inner[one] = inner.get(one, 0) + exponent
                    if not inner[one]:
                        del inner[one]

    def carried_out(self, bound: set[Place], inner: dict[Atom, int], outer: dict[Atom, int]) -> bool:
        """Whether a sum over one place could be carried out, which is then done."""
        for place in sorted(bound):
            holding = [atom for atom in inner if place in atom.free]
            if not holding:
                states = Atom("count", place[0], frozenset(), positive=True)
                outer[states] = outer.get(states, 0) + 1
            elif len(holding) == 1 and inner[holding[0]] == 1 and self.sums_up(holding[0], place):
                (atom,) = holding
                del inner[atom]
                if atom.kind == "mass" and len(atom.content[1]) > 1:
                    rest = mass_atom(atom.content[0], atom.content[1] - {place})
                    inner[rest] = inner.get(rest, 0) + 1
                    if not inner[rest]:
                        del inner[rest]
            else:
                continue
            bound.remove(place)
            return True
        return False

    def sums_up(self, atom: Atom, place: Place) -> bool:
        return atom.kind == "mass" or (atom.kind == "factor" and atom.content[1][-1] == place)


def mass_atom(density: str, places: frozenset[Place]) -> Atom:
    free = frozenset(place for place in places if not is_observed(place))
    return Atom("mass", (density, places), free, positive=True)


def components(bound: set[Place], inner: Mapping[Atom, int]) -> list[tuple[set[Place], dict[Atom, int]]]:
    """The parts that share no bound place."""
    found: list[tuple[set[Place], dict[Atom, int]]] = []
    for atom, exponent in inner.items():
        places, atoms = set(atom.free & bound), {atom: exponent}
        apart = []
        for other in found:
            if other[0] & places:
                places |= other[0]
                atoms |= other[1]
            else:
                apart.append(other)
        found = [*apart, (places, atoms)]
    return found


def sum_atom(bound: set[Place], inner: Mapping[Atom, int]) -> Atom:
    """With names for the bound states that depend on nothing but the sum."""
    monomial = frozenset(inner.items())
    by_slot: dict[str, list[Place]] = {}
    for place in sorted(bound):
        by_slot.setdefault(place[0], []).append(place)
    namings = product(*(permutations(range(len(places))) for places in by_slot.values()))
    several = prod(len(places) for places in by_slot.values()) > 1
    best: tuple[list[str], Monomial] | None = None
    for number, naming in enumerate(namings):
        if number == MOST_RENAMINGS:
            break
        names = {
            place: (slot, f"{slot}~{{{which}}}")
            for (slot, places), order in zip(by_slot.items(), naming, strict=True)
            for place, which in zip(places, order, strict=True)
        }
        named = frozenset(renamed(monomial, names))
        order_of_this = order_of(named) if several else []
        if best is None or order_of_this < best[0]:
            best = order_of_this, named
        places = frozenset(names.values())
    if best is None:
        raise TooLongError
    positive = all(atom.positive for atom, _ in best[1])
    return Atom("sum", (places, best[1]), free_of(best[1]) - places, positive)
