"""Sums of products of atoms with whole exponents, by which `normal_form.py` proves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pengrade.grading.probability.terms import Place

MOST_MONOMIALS = 300
MOST_POWER = 12


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


def number(value: Fraction) -> Polynomial:
    return {UNIT: value} if value else {}


def of_atom(atom: Atom, exponent: int = 1) -> Polynomial:
    return {frozenset({(atom, exponent)}): Fraction(1)}


def added(parts: Iterable[Polynomial]) -> Polynomial:
    total: Polynomial = {}
    for part in parts:
        for monomial, factor in part.items():
            value = total.get(monomial, Fraction(0)) + factor
            if value:
                total[monomial] = value
            else:
                total.pop(monomial, None)
    return total


def scaled(part: Polynomial, factor: Fraction) -> Polynomial:
    return {monomial: value * factor for monomial, value in part.items()} if factor else {}


def multiplied(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MOST_MONOMIALS:
        raise TooLongError
    return added({joined(one, other): value * factor} for one, value in left.items() for other, factor in right.items())


def inverted(part: Polynomial) -> Polynomial:
    if not part:
        raise ZeroDivisionError
    monomial, factor, rest = with_content(part)
    inverted = frozenset((atom, -exponent) for atom, exponent in monomial)
    if rest is None:
        return {inverted: 1 / factor}
    return {joined(inverted, frozenset({(poly_atom(rest), -1)})): 1 / factor}


def raised(base: Polynomial, exponent: int) -> Polynomial:
    if abs(exponent) > MOST_POWER:
        raise TooLongError
    if exponent < 0:
        base, exponent = inverted(base), -exponent
    result = number(Fraction(1))
    for _ in range(exponent):
        result = multiplied(result, base)
    return result


def is_zero(part: Polynomial) -> bool:
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
            whole = raised(dict(below.content), left_over)
            expanded.append(multiplied({frozenset(exponents.items()): factor}, whole))
        part = added(expanded)
    return False


def joined(one: Monomial, other: Monomial) -> Monomial:
    if not one or not other:
        return one or other
    exponents = dict(one)
    for atom, exponent in other:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return frozenset((atom, exponent) for atom, exponent in exponents.items() if exponent)


def with_content(part: Polynomial) -> tuple[Monomial, Fraction, Polynomial | None]:
    """A common monomial, a number, and what is left: None for one, else a sum whose first factor is 1."""
    monomials = list(part)
    if len(monomials) == 1:
        return monomials[0], part[monomials[0]], None
    exponents = [dict(monomial) for monomial in monomials]
    every = {atom for one in exponents for atom in one}
    lowest = {atom: min(one.get(atom, 0) for one in exponents) for atom in every}
    common = frozenset((atom, exponent) for atom, exponent in lowest.items() if exponent)
    inverted = frozenset((atom, -exponent) for atom, exponent in common)
    first = part[min(monomials, key=order_of)]
    return common, first, {joined(monomial, inverted): value / first for monomial, value in part.items()}


def order_of(monomial: Monomial) -> list[str]:
    return sorted(repr((atom.kind, atom.content, exponent)) for atom, exponent in monomial)


def frozen(part: Polynomial) -> frozenset[tuple[Monomial, Fraction]]:
    return frozenset(part.items())


def free_of(monomial: Monomial) -> frozenset[Place]:
    return frozenset[Place]().union(*(atom.free for atom, _ in monomial))


def free_of_frozen(frozen: frozenset[tuple[Monomial, Fraction]]) -> frozenset[Place]:
    return frozenset[Place]().union(*(free_of(monomial) for monomial, _ in frozen))


def is_positive(part: Polynomial) -> bool:
    return all(factor > 0 and all(atom.positive for atom, _ in monomial) for monomial, factor in part.items())


def poly_atom(part: Polynomial) -> Atom:
    content = frozen(part)
    return Atom("poly", content, free_of_frozen(content), is_positive(part))


def logged(monomial: Monomial) -> Polynomial | None:
    """What the monomial is the logarithm of, if it is one and nothing else."""
    if len(monomial) != 1:
        return None
    ((atom, exponent),) = monomial
    return dict(atom.content) if atom.kind == "log" and exponent == 1 else None


def renamed(monomial: Monomial, names: Mapping[Place, Place]) -> list[tuple[Atom, int]]:
    if not free_of(monomial) & names.keys():
        return list(monomial)
    return [(renamed_atom(atom, names), exponent) for atom, exponent in monomial]


def renamed_atom(atom: Atom, names: Mapping[Place, Place]) -> Atom:
    if not atom.free & names.keys():
        return atom
    content = _RENAMERS[atom.kind](atom.content, names)
    free = frozenset(names.get(place, place) for place in atom.free)
    return Atom(atom.kind, content, free, atom.positive)


def renamed_frozen(frozen: Any, names: Mapping[Place, Place]) -> Any:
    return frozenset((frozenset(renamed(monomial, names)), factor) for monomial, factor in frozen)


_RENAMERS: dict[str, Callable[[Any, Mapping[Place, Place]], Any]] = {
    "mass": lambda content, names: (content[0], frozenset(names.get(place, place) for place in content[1])),
    "factor": lambda content, names: (content[0], tuple(names.get(place, place) for place in content[1])),
    "potential": lambda content, names: (content[0], tuple(names.get(place, place) for place in content[1])),
    "state": lambda content, names: names.get(content, content),
    "log": renamed_frozen,
    "poly": renamed_frozen,
    "exp": lambda content, names: (frozenset(renamed(content[0], names)), content[1]),
    "sum": lambda content, names: (content[0], frozenset(renamed(content[1], names))),
    "applied": lambda content, names: (content[0], tuple(renamed_frozen(one, names) for one in content[1])),
    "call": lambda content, names: (content[0], tuple(renamed_frozen(one, names) for one in content[1])),
}
