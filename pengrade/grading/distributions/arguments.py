"""The parameters of a named distribution: by place or by name, each in the form that convention or name says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pengrade.grading.declarations import Declarations, canonical_name
from pengrade.grading.distributions.families import COUNTED_FROM, FAMILIES
from pengrade.grading.distributions.family import Family, Form, Slot, squashed
from pengrade.grading.distributions.heads import Head
from pengrade.grading.distributions.laws import Named, column, formula
from pengrade.grading.distributions.pieces import Piece, Pieces
from pengrade.grading.distributions.words import parameter_in_words
from pengrade.grading.evaluating.differentiate import number as whole
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token
from pengrade.grading.spec import SpecError
from pengrade.grading.tree import Add, Indexed, Name, Negate, Node, names_in

STARTS = frozenset({"support", "start", "from", "counting"})
ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Conventions:
    """What an author settles: the form in which a place is read, by family; where a count begins, by family.

    `states`: probabilities of states are asked for, so that a list of numbers is one of these.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)
    states: bool = False


class Arguments(Pieces):
    def __init__(
        self,
        tokens: list[Token],
        head: Head,
        span: tuple[int, int] | None,
        declarations: Declarations,
        conventions: Conventions,
        readings: list[str],
        variable: str,
    ) -> None:
        super().__init__(tokens, span, declarations, readings)
        self.variable = variable
        self.head = head
        self.conventions = conventions
        self.family = self.counted(head.family)
        self.filled: dict[str, tuple[str, Node]] = {}  # by slot: the form and the tree

    def counted(self, family: Family | None) -> Family:
        if family is None:
            raise AssertionError("a head without a family has no arguments")
        start = self.conventions.starts.get(family.name)
        return FAMILIES[COUNTED_FROM[family.name][start]] if start is not None else family

    def named(self) -> Named:
        if self.family.name == "uniform" and self.span is not None and self.tokens[self.span[0]].text in ("{", "\\{"):
            self.family = FAMILIES["discrete-uniform"]
        parts = self.without_variable(self.pieces())
        by_name = [part for part in parts if part.name]
        by_place = [part for part in parts if not part.name]
        for part in by_name:
            self.take_start(part)
        trees = self.trees_by_place(by_place)
        if self.head.below is not None and not self.is_dimension_below(trees):
            trees.insert(0, self.expression(*self.head.below))
        self.fill_by_place(self.gathered(trees, by_name))
        for part in by_name:
            self.fill_by_name(part)
        return self.finished()

    def without_variable(self, parts: list[Piece]) -> list[Piece]:
        """Leaves out the x of N(x; a, b) and of N(x | a, b)."""
        if not parts:
            return parts
        first = parts[0]
        bars = [place for place in range(first.start, first.end) if self.is_sign(place, "|")]
        if len(bars) == 1 and self.is_variable(first.start, bars[0]):
            self.readings.append("What stands before the bar was read as the variable.")
            return [self.piece(bars[0] + 1, first.end, ""), *parts[1:]]
        semicolon = len(parts) > 1 and parts[1].before == ";" and not first.name and not self.is_count(first)
        if semicolon and self.is_variable(first.start, first.end) and self.accepts(len(parts) - 1, parts[1:]):
            self.readings.append("What stands before the semicolon was read as the variable.")
            return parts[1:]
        return parts

    def is_count(self, piece: Piece) -> bool:
        """The n of Multinomial(n; p_1, p_2), which stands where a variable may stand."""
        symbol = self.declarations.symbols.get(self.tokens[piece.start].text)
        counts = self.tokens[piece.start].text in self.declarations.dimensions
        counts = counts or (symbol is not None and symbol.domain in ("natural", "integer"))
        return self.family.name == "multinomial" and piece.end == piece.start + 1 and counts

    def is_variable(self, start: int, end: int) -> bool:
        """A name, or the dot of N(· | a, b)."""
        typed = "".join(token.text for token in self.tokens[start:end])
        if typed == "*":
            return True
        try:
            return bool(canonical_name(typed))
        except SpecError:
            return False

    def accepts(self, count: int, parts: list[Piece]) -> bool:
        least = sum(slot.default is None for slot in self.family.slots)
        if self.family.is_variadic():
            return count >= least
        return any(part.name for part in parts) or least <= count <= len(self.family.slots)

    # Trees

    def trees_by_place(self, parts: list[Piece]) -> list[Node]:
        if any(self.is_sign(part.start, "…") for part in parts):
            return self.items(parts)
        return self.run([tree for part in parts for tree in self.trees_of(part, len(parts))])

    def trees_of(self, piece: Piece, count: int) -> list[Node]:
        """One tree, or the two ends of an interval that stands for two parameters."""
        if self.is_sign(piece.end - 1, "}") and self.family.name == "uniform":
            self.family = FAMILIES["discrete-uniform"]
        listed = self.list_of(piece) or self.members(piece)
        if listed is None:
            return [self.expression(piece.start, piece.end)]
        single_numbers = not self.family.is_variadic() and self.family.name not in ("normal", "point-mass")
        if count == 1 and single_numbers:
            return listed
        return [column(tuple(listed))] if len(listed) > 1 else listed

    def list_of(self, piece: Piece) -> list[Node] | None:
        """The items of (a, b), [a, b], {a, b} and {1, …, 6}; None for what is no list."""
        inside = self.pieces_of_list(piece)
        return None if inside is None else self.items(inside)

    def members(self, piece: Piece) -> list[Node] | None:
        """All of a declared family of a known length, where a list is asked for: the alpha of Dirichlet(alpha)."""
        token = self.tokens[piece.start]
        symbol = self.declarations.symbols.get(token.text) if piece.end == piece.start + 1 else None
        if symbol is None or not self.family.is_variadic() or len(symbol.family) != 1:
            return None
        size = symbol.family[0]
        if not isinstance(size, int):
            return None
        return [Indexed(token.start, token.end, symbol.name, (whole(place),)) for place in range(1, size + 1)]

    def items(self, pieces: list[Piece]) -> list[Node]:
        """Of 1, 2, …, 6 the first and the last."""
        dots = [number for number, piece in enumerate(pieces) if self.is_sign(piece.start, "…")]
        trees = [self.expression(one.start, one.end) for number, one in enumerate(pieces) if number not in dots]
        if not dots:
            return self.run(trees)
        if self.family.name != "discrete-uniform" or dots != [len(pieces) - 2] or len(trees) < 2:
            raise self.refusal("The dots have no meaning here.", pieces[dots[0]])
        return [trees[0], trees[-1]]

    def run(self, trees: list[Node]) -> list[Node]:
        """Of whole numbers one after the other, in braces, the first and the last."""
        values = [exact_value(tree) for tree in trees]
        whole = self.family.name == "discrete-uniform" and len(values) > 2
        steps = [b - a for a, b in pairwise(values) if a is not None and b is not None]
        return [trees[0], trees[-1]] if whole and steps == [1] * (len(values) - 1) else trees

    def gathered(self, trees: list[Node], by_name: list[Piece]) -> list[Node]:
        """Entries of a list that were typed one by one, as one column."""
        slots = self.family.slots
        if not self.family.is_variadic() or any(self.slot_called(part)[0] is slots[-1] for part in by_name):
            return trees
        own = len(slots) - 1
        entries = trees[own:]
        if len(entries) < 2:
            return trees
        return [*trees[:own], column(tuple(entries))]

    def is_dimension_below(self, trees: list[Node]) -> bool:
        r"""The d of \mathcal{N}_d(\mu, \Sigma) says only how long the vector is."""
        return self.family.name == "normal" or (bool(trees) and len(trees) >= len(self.family.slots))

    # Slots

    def fill_by_place(self, trees: list[Node]) -> None:
        slots = self.family.slots
        if len(trees) > len(slots):
            raise self.wrong_number()
        if self.family.name == "point-mass" and len(trees) == 1:
            trees = [_solved(trees[0], self.variable)]
        for number, (slot, tree) in enumerate(zip(slots, trees, strict=False)):
            form = self.convention(slot)
            self.filled[slot.name] = (form.name, tree)
            if len(slot.forms) > 1:
                self.readings.append(self.said(number, len(trees), slot, form, tree))

    def said(self, number: int, count: int, slot: Slot, form: Form, tree: Node) -> str:
        what = parameter_in_words(slot, form, tree, self.declarations)
        return (
            f"The {ORDINALS[number] + ' ' if count > 1 else ''}parameter of {self.head.typed} was read as the {what}."
        )

    def convention(self, slot: Slot) -> Form:
        wanted = self.conventions.forms.get(self.family.name)
        return next((form for form in slot.forms if form.name == wanted), slot.forms[0])

    def fill_by_name(self, piece: Piece) -> None:
        slot, form = self.slot_called(piece)
        if slot is None or form is None:
            if self.is_start(piece):
                return
            raise self.refusal(f"{self.head.typed} has no parameter {piece.name}. {self.wanted()}", piece)
        if slot.name in self.filled:
            raise self.refusal(f"Two parameters of {self.head.typed} say the {slot.name}.", piece)
        listed = self.list_of(piece)
        tree = self.expression(piece.start, piece.end) if listed is None else column(tuple(listed))
        self.filled[slot.name] = (form.name, tree)

    def slot_called(self, piece: Piece) -> tuple[Slot | None, Form | None]:
        spelling = squashed(piece.name)
        for slot in self.family.slots:
            form = slot.form_called(spelling)
            if form is not None:
                return slot, form
        return None, None

    def is_start(self, piece: Piece) -> bool:
        return self.family.start is not None and squashed(piece.name) in STARTS

    def take_start(self, piece: Piece) -> None:
        """`support=0` or `support=1` of a geometric count."""
        if not self.is_start(piece):
            return
        base = "geometric" if self.family.name.startswith("geometric") else "negative-binomial"
        value = exact_value(self.expression(piece.start, piece.end))
        if value not in (0, 1):
            raise self.refusal("The support begins at 0 or at 1.", piece)
        self.family = FAMILIES[COUNTED_FROM[base][int(value)]]

    def finished(self) -> Named:
        forms: list[str] = []
        trees: list[Node] = []
        for slot in self.family.slots:
            if slot.name not in self.filled and slot.default is None:
                raise self.wrong_number()
            form, tree = self.filled.get(slot.name) or (slot.name, formula(slot.default or "0", {}))
            forms.append(form)
            trees.append(tree)
        end = self.tokens[len(self.tokens) - 1].start
        return Named(self.tokens[0].start, end, self.family.name, tuple(forms), tuple(trees))

    # Refusals

    def wanted(self) -> str:
        names = [f"a {slot.name}" if slot.name[0] not in "aeiou" else f"an {slot.name}" for slot in self.family.slots]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        return f"{self.head.typed} takes {listed}."

    def wrong_number(self) -> ReadingError:
        first, last = self.tokens[0], self.tokens[-2]
        return ReadingError(self.wanted(), first.start, last.end - first.start)


def _solved(tree: Node, variable: str) -> Node:
    """The a of delta(x - a), and of delta(a)."""
    if variable not in names_in(tree):
        return tree
    first, second = tree.terms if isinstance(tree, Add) and len(tree.terms) == 2 else (tree, tree)
    alone = isinstance(first, Name) and first.name == variable and variable not in names_in(second)
    if not alone:
        raise ReadingError("Write a point mass as delta(x - a).", tree.start, tree.end - tree.start)
    return second.operand if isinstance(second, Negate) else Negate(second.start, second.end, second)
