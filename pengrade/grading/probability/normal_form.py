r"""A proof that two terms are equal for every distribution, by the chain rule, Bayes' rule and marginalisation.

Every term becomes a sum of products of atoms with whole exponents:

    mass     of p(x | y) = m(x, y) / m(y) the masses m; over a directed graph the factors p(v | parents of v) instead,
             summed over the ancestors that are not asked for
    sum      what is left of a sum over states when the factors that do not depend on the state have been taken out,
             masses have been summed (\sum_z m(x, z) = m(x)), factors have been summed to one, and what hangs together
             by no bound state has been taken apart
    log      of an atom: the logarithm of a product of positive parts is the sum of theirs
    exp, call, state, applied, scalar, count (of the states of a slot), poly (a sum that is divided by)

Two terms with the same normal form are equal wherever both have a value. The converse does not hold.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, permutations, product
from math import prod
from typing import Any

from pengrade.grading.probability.structure import Structure
from pengrade.grading.probability.terms import (
    Applied,
    Exact,
    Function,
    Mass,
    Place,
    Plus,
    Power,
    Quotient,
    Scalar,
    State,
    Sum,
    Term,
    Times,
    is_joint,
    is_observed,
)

MOST_MONOMIALS = 300
MOST_POWER = 12
MOST_RENAMINGS = 24


class TooLongError(Exception):
    """The normal form would take too long, or does not exist."""


@dataclass(frozen=True, slots=True)
class Atom:
    """`kind` as in the head of this file. `content` is hashable; `free` are the places that its value depends on."""

    kind: str
    content: Any
    free: frozenset[Place]
    positive: bool


Monomial = frozenset[tuple[Atom, int]]
Polynomial = dict[Monomial, Fraction]
UNIT: Monomial = frozenset()


def equal(left: Term, right: Term, structure: Structure | None) -> bool:
    """True: proved. False: not proved, which says nothing."""
    try:
        forms = _Forms(structure)
        return forms.is_zero(forms.plus([forms.of(left), forms.scaled(forms.of(right), Fraction(-1))]))
    except (TooLongError, ZeroDivisionError, RecursionError):
        return False


class _Forms:
    def __init__(self, structure: Structure | None) -> None:
        self.structure = structure if structure is not None and structure.directed else None
        self.fresh = count()
        self.masses: dict[tuple[str, frozenset[Place]], Polynomial] = {}
        self.known: dict[Term, Polynomial] = {}

    def of(self, term: Term) -> Polynomial:
        found = self.known.get(term)
        if found is None:
            found = _BUILDERS[type(term)](self, term)
            if len(found) > MOST_MONOMIALS:
                raise TooLongError
            self.known[term] = found
        return found

    # --- arithmetic ------------------------------------------------------------------------------------------------

    def number(self, value: Fraction) -> Polynomial:
        return {UNIT: value} if value else {}

    def atom(self, atom: Atom, exponent: int = 1) -> Polynomial:
        return {frozenset({(atom, exponent)}): Fraction(1)}

    def plus(self, parts: Iterable[Polynomial]) -> Polynomial:
        total: Polynomial = {}
        for part in parts:
            for monomial, factor in part.items():
                value = total.get(monomial, Fraction(0)) + factor
                if value:
                    total[monomial] = value
                else:
                    total.pop(monomial, None)
        return total

    def scaled(self, part: Polynomial, factor: Fraction) -> Polynomial:
        return {monomial: value * factor for monomial, value in part.items()} if factor else {}

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        if len(left) * len(right) > MOST_MONOMIALS:
            raise TooLongError
        return self.plus(
            {_joined(one, other): value * factor} for one, value in left.items() for other, factor in right.items()
        )

    def inverse(self, part: Polynomial) -> Polynomial:
        if not part:
            raise ZeroDivisionError
        monomial, factor, rest = _content(part)
        inverted = frozenset((atom, -exponent) for atom, exponent in monomial)
        if rest is None:
            return {inverted: 1 / factor}
        return {_joined(inverted, frozenset({(_poly(rest), -1)})): 1 / factor}

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        if abs(exponent) > MOST_POWER:
            raise TooLongError
        if exponent < 0:
            base, exponent = self.inverse(base), -exponent
        result = self.number(Fraction(1))
        for _ in range(exponent):
            result = self.times(result, base)
        return result

    def is_zero(self, part: Polynomial) -> bool:
        """Multiplied by whatever sum it is divided by."""
        for _ in range(MOST_POWER):
            divided = {atom: 0 for monomial in part for atom, exponent in monomial if atom.kind == "poly"}
            if not part or not divided:
                return not part
            below = next(iter(divided))
            lowest = min(dict(monomial).get(below, 0) for monomial in part)
            if lowest >= 0:
                return False
            expanded: list[Polynomial] = []
            for monomial, factor in part.items():
                exponents = dict(monomial)
                left_over = exponents.pop(below, 0) - lowest
                whole = self.power(dict(below.content), left_over)
                expanded.append(self.times({frozenset(exponents.items()): factor}, whole))
            part = self.plus(expanded)
        return False

    # --- terms -----------------------------------------------------------------------------------------------------

    def exact(self, term: Exact) -> Polynomial:
        return self.number(term.value)

    def scalar(self, term: Scalar) -> Polynomial:
        return self.atom(Atom("scalar", term.node, frozenset(), bool(term.sign)))

    def mass(self, term: Mass) -> Polynomial:
        whole = self.weight(term.density, frozenset((*term.left, *term.right)))
        return self.times(whole, self.inverse(self.weight(term.density, frozenset(term.right))))

    def weight(self, density: str, places: frozenset[Place]) -> Polynomial:
        found = self.masses.get((density, places))
        if found is None:
            if self.structure is not None and is_joint(density):
                found = self.joint(density, places)
            else:
                found = self.atom(_mass(density, places)) if places else self.number(Fraction(1))
            self.masses[density, places] = found
        return found

    def joint(self, density: str, places: frozenset[Place]) -> Polynomial:
        """The factors of all ancestors, summed over those that are not asked for."""
        if self.structure is None:
            raise TooLongError
        labels = dict(places)
        closure = self.structure.closure(labels)
        bound = {slot: (slot, self.label(slot)) for slot in closure if slot not in labels}
        at = {slot: bound.get(slot, (slot, labels.get(slot, slot))) for slot in closure}
        atoms = {}
        for factor in self.structure.factors(closure):
            own = tuple(at[slot] for slot in factor.slots)
            free = frozenset(place for place in own if not is_observed(place))
            atoms[Atom("factor", (density, own), free, positive=True)] = 1
        return self.summed(set(bound.values()), atoms, Fraction(1))

    def label(self, slot: str) -> str:
        return f"{slot}~{next(self.fresh)}"

    def state(self, term: State) -> Polynomial:
        if is_observed(term.place):
            return self.number(Fraction(term.place[1]))
        return self.atom(Atom("state", term.place, frozenset({term.place}), positive=False))

    def applied(self, term: Applied) -> Polynomial:
        return self.opaque("applied", term.function, term.arguments, bool(term.sign))

    def opaque(self, kind: str, name: str, arguments: tuple[Term, ...], positive: bool = False) -> Polynomial:
        forms = tuple(_frozen(self.of(argument)) for argument in arguments)
        free = frozenset[Place]().union(*map(_free_of_frozen, forms))
        return self.atom(Atom(kind, (name, forms), free, positive))

    def sum_of(self, term: Plus) -> Polynomial:
        return self.plus(map(self.of, term.terms))

    def product_of(self, term: Times) -> Polynomial:
        result = self.of(term.factors[0])
        for factor in term.factors[1:]:
            result = self.times(result, self.of(factor))
        return result

    def quotient(self, term: Quotient) -> Polynomial:
        return self.times(self.of(term.above), self.inverse(self.of(term.below)))

    def power_of(self, term: Power) -> Polynomial:
        base = self.of(term.base)
        if isinstance(term.exponent, Exact) and term.exponent.value.denominator == 1:
            return self.power(base, int(term.exponent.value))
        if not _is_positive(base):
            return self.opaque("call", "^", (term.base, term.exponent))
        return self.exponential(self.times(self.of(term.exponent), self.logarithm(base)))

    def function(self, term: Function) -> Polynomial:
        if term.name == "log":
            return self.logarithm(self.of(term.arguments[0]))
        if term.name == "exp":
            return self.exponential(self.of(term.arguments[0]))
        if term.name == "sqrt":
            return self.power_of(Power(term.arguments[0], Exact(Fraction(1, 2))))
        return self.opaque("call", term.name, term.arguments)

    def logarithm(self, part: Polynomial) -> Polynomial:
        """Positive factors become terms of their own; what may be negative stays together."""
        if not part:
            raise ZeroDivisionError
        monomial, factor, rest = _content(part)
        split = [one for one in monomial if one[0].positive]
        kept = self.times(
            {frozenset(one for one in monomial if not one[0].positive): factor},
            {UNIT: Fraction(1)} if rest is None else rest,
        )
        found = [self.scaled(self.log_of_atom(atom), Fraction(exponent)) for atom, exponent in split]
        if kept != {UNIT: Fraction(1)}:
            frozen = _frozen(kept)
            found.append(self.atom(Atom("log", frozen, _free_of_frozen(frozen), positive=False)))
        return self.plus(found)

    def log_of_atom(self, atom: Atom) -> Polynomial:
        if atom.kind == "exp":
            monomial, below = atom.content
            return {monomial: Fraction(1, below)}
        return self.atom(Atom("log", _frozen(self.atom(atom)), atom.free, positive=False))

    def exponential(self, part: Polynomial) -> Polynomial:
        result = self.number(Fraction(1))
        for monomial, factor in part.items():
            logged = _logged(monomial)
            if logged is not None and factor.denominator == 1:
                powered = self.power(logged, int(factor))
            else:
                free = _free(monomial)
                atom = Atom("exp", (monomial, factor.denominator), free, positive=True)
                powered = self.atom(atom, factor.numerator)
            result = self.times(result, powered)
        return result

    # --- sums over states ------------------------------------------------------------------------------------------

    def sum(self, term: Sum) -> Polynomial:
        body = self.of(term.body)
        renamed = {place: (place[0], self.label(place[0])) for place in term.over}
        bound = set(renamed.values())
        return self.plus(
            self.summed(bound, dict(_renamed(monomial, renamed)), factor) for monomial, factor in body.items()
        )

    def summed(self, bound: set[Place], atoms: Mapping[Atom, int], factor: Fraction) -> Polynomial:
        """The sum of factor * atoms over the bound places, with as much as possible carried out."""
        bound, inner = set(bound), dict(atoms)
        self.open_sums(bound, inner)
        outer: dict[Atom, int] = {}
        while self.carried_out(bound, inner, outer):
            pass
        for atom in [atom for atom in inner if not atom.free & bound]:
            outer[atom] = outer.get(atom, 0) + inner.pop(atom)
        for places, part in _components(bound, inner):
            atom = _sum_atom(places, part)
            outer[atom] = outer.get(atom, 0) + 1
        return {frozenset((atom, exponent) for atom, exponent in outer.items() if exponent): factor}

    def open_sums(self, bound: set[Place], inner: dict[Atom, int]) -> None:
        """A sum over other states inside becomes part of this one."""
        for atom in list(inner):
            if atom.kind == "sum" and inner[atom] == 1 and atom.free & bound:
                del inner[atom]
                places, monomial = atom.content
                renamed = {place: (place[0], self.label(place[0])) for place in places}
                bound.update(renamed.values())
                for one, exponent in _renamed(monomial, renamed):
                    inner[one] = inner.get(one, 0) + exponent
                    if not inner[one]:
                        del inner[one]

    def carried_out(self, bound: set[Place], inner: dict[Atom, int], outer: dict[Atom, int]) -> bool:
        """Whether a sum over one place could be carried out, which is then done."""
        for place in bound:
            holding = [atom for atom in inner if place in atom.free]
            if not holding:
                states = Atom("count", place[0], frozenset(), positive=True)
                outer[states] = outer.get(states, 0) + 1
            elif len(holding) == 1 and inner[holding[0]] == 1 and self.sums_up(holding[0], place):
                (atom,) = holding
                del inner[atom]
                if atom.kind == "mass" and len(atom.content[1]) > 1:
                    rest = _mass(atom.content[0], atom.content[1] - {place})
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


def _mass(density: str, places: frozenset[Place]) -> Atom:
    free = frozenset(place for place in places if not is_observed(place))
    return Atom("mass", (density, places), free, positive=True)


def _joined(one: Monomial, other: Monomial) -> Monomial:
    if not one or not other:
        return one or other
    exponents = dict(one)
    for atom, exponent in other:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return frozenset((atom, exponent) for atom, exponent in exponents.items() if exponent)


def _content(part: Polynomial) -> tuple[Monomial, Fraction, Polynomial | None]:
    """A common monomial, a number, and what is left: None for one, else a sum whose first factor is 1."""
    monomials = list(part)
    if len(monomials) == 1:
        return monomials[0], part[monomials[0]], None
    exponents = [dict(monomial) for monomial in monomials]
    every = {atom for one in exponents for atom in one}
    lowest = {atom: min(one.get(atom, 0) for one in exponents) for atom in every}
    common = frozenset((atom, exponent) for atom, exponent in lowest.items() if exponent)
    inverted = frozenset((atom, -exponent) for atom, exponent in common)
    first = part[min(monomials, key=_order)]
    return common, first, {_joined(monomial, inverted): value / first for monomial, value in part.items()}


def _order(monomial: Monomial) -> list[str]:
    return sorted(repr((atom.kind, atom.content, exponent)) for atom, exponent in monomial)


def _frozen(part: Polynomial) -> frozenset[tuple[Monomial, Fraction]]:
    return frozenset(part.items())


def _free(monomial: Monomial) -> frozenset[Place]:
    return frozenset[Place]().union(*(atom.free for atom, _ in monomial))


def _free_of_frozen(frozen: frozenset[tuple[Monomial, Fraction]]) -> frozenset[Place]:
    return frozenset[Place]().union(*(_free(monomial) for monomial, _ in frozen))


def _is_positive(part: Polynomial) -> bool:
    return all(factor > 0 and all(atom.positive for atom, _ in monomial) for monomial, factor in part.items())


def _poly(part: Polynomial) -> Atom:
    frozen = _frozen(part)
    return Atom("poly", frozen, _free_of_frozen(frozen), _is_positive(part))


def _logged(monomial: Monomial) -> Polynomial | None:
    """What the monomial is the logarithm of, if it is one and nothing else."""
    if len(monomial) != 1:
        return None
    ((atom, exponent),) = monomial
    return dict(atom.content) if atom.kind == "log" and exponent == 1 else None


def _components(bound: set[Place], inner: Mapping[Atom, int]) -> list[tuple[set[Place], dict[Atom, int]]]:
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


def _sum_atom(bound: set[Place], inner: Mapping[Atom, int]) -> Atom:
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
        named = frozenset(_renamed(monomial, names))
        order_of_this = _order(named) if several else []
        if best is None or order_of_this < best[0]:
            best = order_of_this, named
        places = frozenset(names.values())
    if best is None:
        raise TooLongError
    positive = all(atom.positive for atom, _ in best[1])
    return Atom("sum", (places, best[1]), _free(best[1]) - places, positive)


def _renamed(monomial: Monomial, names: Mapping[Place, Place]) -> list[tuple[Atom, int]]:
    if not _free(monomial) & names.keys():
        return list(monomial)
    return [(_renamed_atom(atom, names), exponent) for atom, exponent in monomial]


def _renamed_atom(atom: Atom, names: Mapping[Place, Place]) -> Atom:
    if not atom.free & names.keys():
        return atom
    content = _RENAMERS[atom.kind](atom.content, names)
    free = frozenset(names.get(place, place) for place in atom.free)
    return Atom(atom.kind, content, free, atom.positive)


def _renamed_frozen(frozen: Any, names: Mapping[Place, Place]) -> Any:
    return frozenset((frozenset(_renamed(monomial, names)), factor) for monomial, factor in frozen)


_RENAMERS: dict[str, Callable[[Any, Mapping[Place, Place]], Any]] = {
    "mass": lambda content, names: (content[0], frozenset(names.get(place, place) for place in content[1])),
    "factor": lambda content, names: (content[0], tuple(names.get(place, place) for place in content[1])),
    "state": lambda content, names: names.get(content, content),
    "log": _renamed_frozen,
    "poly": _renamed_frozen,
    "exp": lambda content, names: (frozenset(_renamed(content[0], names)), content[1]),
    "sum": lambda content, names: (content[0], frozenset(_renamed(content[1], names))),
    "applied": lambda content, names: (content[0], tuple(_renamed_frozen(one, names) for one in content[1])),
    "call": lambda content, names: (content[0], tuple(_renamed_frozen(one, names) for one in content[1])),
}

_BUILDERS: dict[type[Term], Callable[..., Polynomial]] = {
    Exact: _Forms.exact,
    Scalar: _Forms.scalar,
    Mass: _Forms.mass,
    State: _Forms.state,
    Applied: _Forms.applied,
    Plus: _Forms.sum_of,
    Times: _Forms.product_of,
    Quotient: _Forms.quotient,
    Power: _Forms.power_of,
    Function: _Forms.function,
    Sum: _Forms.sum,
}
