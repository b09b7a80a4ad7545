"""Random variables, densities and functions by the names that basic terms know them by."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from fractions import Fraction

from pengrade.grading.declarations import Declarations
from pengrade.grading.probability.scopes import Scope
from pengrade.grading.probability.terms import ONE, Mass, Place, Term
from pengrade.grading.probability.tree import Density, Observed, Primed, Span
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import Indexed, Name, Node, Number

MOST_FACTORS = 40  # of a sum or a product over an index


class Naming(ABC):
    """`declarations` are those `with_variables`; `numbers` are the values of dimensions and of free indices."""

    def __init__(
        self, declarations: Declarations, scopes: Mapping[str, Scope], numbers: Mapping[str, int] | None = None
    ) -> None:
        self.declarations = declarations
        self.scopes = scopes
        self.numbers = dict(numbers or {})
        self.count = 0
        self.random: dict[int, bool] = {}
        self.slots = {name for name, one in declarations.symbols.items() if one.domain == "variable"}

    @abstractmethod
    def term(self, node: Node) -> Term:
        """Raises ReadingError for what has no meaning."""

    def whole(self, node: Node) -> int:
        """An index as a number."""
        put_in = {name: Number(0, 0, Fraction(number), str(number)) for name, number in self.numbers.items()}
        value = exact_value(substituted(node, put_in))
        if value is None or value.denominator != 1:
            raise ReadingError("An index is a whole number here.", node.start, node.end - node.start)
        return int(value)

    def places(self, node: Node) -> list[Place]:
        """The slots and labels that a variable, a span or an observed variable names."""
        match node:
            case Name():
                return [(node.name, node.name)]
            case Indexed():
                slot = self.member(node.name, [self.whole(index) for index in node.indices], node)
                return [(slot, slot)]
            case Span():
                members = range(self.whole(node.lower), self.whole(node.upper) + 1)
                if len(members) > MOST_FACTORS:
                    raise ReadingError("This is too long to be compared.", node.start, node.end - node.start)
                return [(slot, slot) for slot in (self.member(node.name, [one], node) for one in members)]
            case Primed():
                return [(slot, slot + "'" * node.primes) for slot, _ in self.places(node.variable)]
            case Observed():
                value = exact_value(node.value)
                return [(slot, str(value)) for slot, _ in self.places(node.variable)]
            case _:
                raise ReadingError("A random variable belongs here.", node.start, node.end - node.start)

    def member(self, name: str, indices: list[int], node: Node) -> str:
        slot = f"{name}_{','.join(map(str, indices))}"
        symbol = self.declarations.symbols.get(name)
        if symbol is not None and symbol.family:
            sizes = [size if isinstance(size, int) else self.numbers.get(size, 0) for size in symbol.family]
            if 0 in sizes:
                raise ReadingError(f"How many there are of {name} is not said.", node.start, node.end - node.start)
            if len(sizes) == len(indices) and all(1 <= one <= size for one, size in zip(indices, sizes, strict=True)):
                return slot
        elif slot in self.slots:
            return slot
        raise ReadingError(f"There is no {slot} here.", node.start, node.end - node.start)

    def all_places(self, nodes: Iterable[Node]) -> list[Place]:
        return [place for node in nodes for place in self.places(node)]

    def mass(self, density: str, left: Iterable[Place], right: Iterable[Place], node: Node) -> Term:
        before, behind = sorted(left), sorted(right)
        slots = [slot for slot, _ in before] + [slot for slot, _ in behind]
        for slot in slots:
            if slots.count(slot) > 1:
                both = slot in [one for one, _ in before] and slot in [one for one, _ in behind]
                where = "on both sides of the bar" if both else "twice here"
                raise ReadingError(f"{slot} stands {where}.", node.start, node.end - node.start)
        return Mass(density, tuple(before), tuple(behind)) if before else ONE

    def numbered(self, name: str, indices: tuple[Node, ...], node: Node) -> str:
        """The f_2 of f_i."""
        if not indices:
            return name
        found = f"{name}_{','.join(str(self.whole(index)) for index in indices)}"
        if found not in self.declarations.symbols:
            raise ReadingError(f"There is no {found} here.", node.start, node.end - node.start)
        return found

    def named(self, node: Density) -> str:
        """The name that tells the tables of densities apart, parameters included."""
        name = self.numbered(node.name, node.indices, node)
        for parameter in node.parameters:
            name += f";{parameter.name}" if isinstance(parameter, Name) else ""
        return name
