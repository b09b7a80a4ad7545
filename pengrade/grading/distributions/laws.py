"""A distribution as a tree: a named one with its parameters, or a density typed out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pengrade.grading.declarations import Declarations, Size, Symbol, declared
from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.distributions.family import Family
from pengrade.grading.evaluating.differentiate import NotDifferentiableError, put
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import SCALAR, Shape, described, shaped
from pengrade.grading.tree import MatrixOf, Name, Node, names_in


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
    """A density or mass function of the variable that `symbol` declares. `counts`: its values are listed, 0, 1, 2, …"""

    symbol: Symbol = field(compare=False)
    body: Node
    counts: bool = False

    @property
    def variable(self) -> str:
        return self.symbol.name

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


def widest(law: Standard) -> Standard:
    """The law as a member of the largest family on its first line of ancestors; vectors have none in common with it."""
    while law.family.parents:
        name_of_parent, formulas = law.family.parents[0]
        if FAMILIES[name_of_parent].is_vector:
            return law
        law = Standard(FAMILIES[name_of_parent], tuple(formula(text, law.letters()) for text in formulas))
    return law


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


def shapes_of(law: Standard, declarations: Declarations, like: Size = 1) -> tuple[Shape, ...]:
    """The shape of every parameter; a zero mean and an I take theirs from the one beside them.

    `like`: the length of a vector where neither says it, as in N(0, I).
    """
    found = [_shape(tree, declarations) for tree in law.parameters]
    if law.family.name == "normal":
        return _of_normal(found[0], found[1], like)
    return tuple(shape or SCALAR for shape in found)


def _of_normal(mean: Shape | None, spread: Shape | None, like: Size) -> tuple[Shape, Shape]:
    beside = like if spread is None else spread[0]
    length = beside if mean is None or mean == SCALAR else mean[0]
    return (length, 1), (length, length)


def _shape(tree: Node, declarations: Declarations) -> Shape | None:
    try:
        return shaped(tree, declarations).shape
    except ReadingError:
        return None  # an I, of any size


def dimension_of(law: Law, declarations: Declarations, like: Size = 1) -> Size:
    """The length of the vectors that a law is one of; 1 for numbers. Raises ReadingError where parts do not fit."""
    if isinstance(law, Typed):
        return law.symbol.shape[0]
    member = standard(law)
    shapes = shapes_of(member, declarations, like)
    if law.family in ("normal", "point-mass"):
        for tree, shape in zip(member.parameters, shapes, strict=True):
            _check_fit(tree, shape, declarations)
        return shapes[0][0]
    for tree, shape, slot in zip(member.parameters, shapes, member.family.slots, strict=True):
        if slot.domain not in ("simplex", "concentrations") and shape != SCALAR:
            raise ReadingError(f"The {slot.name} is a number.", tree.start, max(1, tree.end - tree.start))
    return 1


def _check_fit(tree: Node, wanted: Shape, declarations: Declarations) -> None:
    found = shaped(tree, declarations, wanted).shape
    if found != wanted:
        message = f"Here belongs {described(wanted)}, and this is {described(found)}."
        raise ReadingError(message, tree.start, max(1, tree.end - tree.start))


def with_value(tree: Node, variable: str, value: Node) -> Node | None:
    """The tree with a value, or another name, for its variable; None where the variable cannot be replaced."""
    if not isinstance(value, Name):
        found = substituted(tree, {variable: value})
        return None if variable in names_in(found) else found
    try:
        return put(tree, variable, value)
    except NotDifferentiableError:
        return None


def column(entries: tuple[Node, ...]) -> Node:
    return MatrixOf(entries[0].start, entries[-1].end, tuple((entry,) for entry in entries))


def name(text: str) -> Node:
    return Name(0, 0, text)
