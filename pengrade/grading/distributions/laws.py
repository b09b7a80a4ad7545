"""A distribution as a tree: a named one with its parameters, or a density typed out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pengrade.grading.declarations import Declarations, declared
from pengrade.grading.distributions.families import FAMILIES, Family
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.tree import MatrixOf, Name, Node


@dataclass(frozen=True, slots=True)
class Named(Node):
    """A family, with a parameter for each of its slots, each in the form in which it was typed."""

    family: str
    forms: tuple[str, ...]
    parameters: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parameters


@dataclass(frozen=True, slots=True)
class Typed(Node):
    """A density or mass function in `variable`. `bounded`: it says itself where it is zero."""

    variable: str
    body: Node
    bounded: bool = False

    def children(self) -> tuple[Node, ...]:
        return (self.body,)


Law = Named | Typed


@dataclass(frozen=True)
class Standard:
    """A member of a family with the parameters of its standard parametrisation."""

    family: Family
    parameters: tuple[Node, ...]

    def letters(self) -> dict[str, Node]:
        return dict(zip((slot.letter for slot in self.family.slots), self.parameters, strict=True))


def standard(law: Named) -> Standard:
    family = FAMILIES[law.family]
    parameters = tuple(
        formula(slot.form(form).formula, {"t": tree})
        for slot, form, tree in zip(family.slots, law.forms, law.parameters, strict=True)
    )
    return Standard(family, parameters)


def ancestors(law: Standard) -> Iterator[Standard]:
    """The law itself, and as a member of every larger family, the nearest first."""
    waiting = [law]
    while waiting:
        one = waiting.pop(0)
        yield one
        for name, formulas in one.family.parents:
            waiting.append(Standard(FAMILIES[name], tuple(formula(text, one.letters()) for text in formulas)))


def in_common(one: Standard, other: Standard) -> tuple[Standard, Standard] | None:
    """Both as members of the nearest family that has both; None where there is none."""
    others = {law.family.name: law for law in ancestors(other)}
    return next(((law, others[law.family.name]) for law in ancestors(one) if law.family.name in others), None)


def formula(text: str, letters: Mapping[str, Node]) -> Node:
    """A formula of `families.py` with trees put in for its letters."""
    return letters["t"] if text == "t" else substituted(_template(text), letters)


@lru_cache(maxsize=256)
def _template(text: str) -> Node:
    tree, _ = read_expression(text, _letters())
    return tree


@lru_cache(maxsize=1)
def _letters() -> Declarations:
    letters = {slot.letter for family in FAMILIES.values() for slot in family.slots}
    return declared(dict.fromkeys(sorted(letters | {"t", "x"}), "positive"))


def column(entries: tuple[Node, ...]) -> Node:
    return MatrixOf(entries[0].start, entries[-1].end, tuple((entry,) for entry in entries))


def name(text: str) -> Node:
    return Name(0, 0, text)
