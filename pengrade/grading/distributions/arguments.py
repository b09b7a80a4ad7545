"""The parameters of a named distribution: by place or by name, each in the form that convention or name says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pengrade.grading.declarations import Declarations, canonical_name
from pengrade.grading.distributions.families import COUNTED_FROM, FAMILIES
from pengrade.grading.distributions.family import Family, Form, Slot, squashed
from pengrade.grading.distributions.heads import Head, change_of_depth, closing_of
from pengrade.grading.distributions.laws import Named, column, formula
from pengrade.grading.distributions.words import parameter_in_words
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lists import ListReader
from pengrade.grading.reading.tokens import Token
from pengrade.grading.spec import SpecError
from pengrade.grading.tree import Add, Name, Negate, Node, names_in

ORDINALS = ("first", "second", "third", "fourth")
MOST_PARAMETERS = 60


@dataclass(frozen=True)
class Conventions:
    """What an author settles: the form in which a place is read, by family; where a count begins, by family."""

    forms: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Part:
    """What stands between two commas: its name, if it has one, and the places of its first and last token."""

    name: str
    start: int
    end: int
    before: str  # the sign before it


class Arguments:
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
        self.variable = variable
        self.tokens = tokens
        self.head = head
        self.span = span
        self.declarations = declarations
        self.conventions = conventions
        self.readings = readings
        self.family = self.counted(head.family)
        self.filled: dict[str, tuple[str, Node]] = {}  # by slot: the form and the tree

    def counted(self, family: Family | None) -> Family:
        if family is None:
            raise AssertionError("a head without a family has no arguments")
        start = self.conventions.starts.get(family.name)
        return FAMILIES[COUNTED_FROM[family.name][start]] if start is not None else family

    def named(self) -> Named:
        if self.family.name == "uniform" and self.span is not None and self.is_sign(self.span[0], "\\{"):
            self.family = FAMILIES["discrete-uniform"]
        parts = self.without_variable(self.parts())
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

    # What was typed

    def parts(self) -> list[_Part]:
        """The pieces between the commas outside all brackets within the brackets."""
        if self.span is None:
            return []
        opened, closing = self.span
        if closing >= len(self.tokens) - 1 or self.tokens[closing].kind == "end":
            raise ReadingError("This bracket is never closed.", self.tokens[opened].start, 1)
        found: list[_Part] = []
        depth, start, before = 0, opened + 1, ""
        for place in range(opened + 1, closing + 1):
            token = self.tokens[place]
            separates = token.kind == "sign" and token.text in (",", ";") and depth == 0
            if place == closing or separates:
                found.append(self.part(start, place, before))
                start, before = place + 1, token.text
            depth += change_of_depth(token)
        if len(found) > MOST_PARAMETERS:
            raise ReadingError("These are too many parameters.", self.tokens[opened].start, 1)
        return found

    def part(self, start: int, end: int, before: str) -> _Part:
        equals, name = self.equals_in(start, end), ""
        if equals is not None:
            name = "".join(token.text for token in self.tokens[start:equals] if token.kind != "sign")
            start = equals + 1
        if start == end:
            at = self.tokens[end]
            raise ReadingError("A parameter is missing here.", at.start, at.end - at.start)
        return _Part(name, start, end, before)

    def equals_in(self, start: int, end: int) -> int | None:
        """The equals sign outside all brackets, which those of sums are not."""
        depth = 0
        for place in range(start, end):
            if depth == 0 and self.is_sign(place, "="):
                return place
            depth += change_of_depth(self.tokens[place])
        return None

    def is_sign(self, place: int, sign: str) -> bool:
        return self.tokens[place].kind == "sign" and self.tokens[place].text == sign

    def without_variable(self, parts: list[_Part]) -> list[_Part]:
        """Leaves out the x of N(x; a, b) and of N(x | a, b)."""
        if not parts:
            return parts
        first = parts[0]
        bars = [place for place in range(first.start, first.end) if self.is_sign(place, "|")]
        if len(bars) == 1 and self.is_variable(first.start, bars[0]):
            self.readings.append("What stands before the bar was read as the variable.")
            return [self.part(bars[0] + 1, first.end, ""), *parts[1:]]
        semicolon = len(parts) > 1 and parts[1].before == ";" and not first.name
        if semicolon and self.is_variable(first.start, first.end) and self.accepts(len(parts) - 1, parts[1:]):
            self.readings.append("What stands before the semicolon was read as the variable.")
            return parts[1:]
        return parts

    def is_variable(self, start: int, end: int) -> bool:
        """A name, or the dot of N(· | a, b)."""
        typed = "".join(token.text for token in self.tokens[start:end])
        if typed == "*":
            return True
        try:
            return bool(canonical_name(typed))
        except SpecError:
            return False

    def accepts(self, count: int, parts: list[_Part]) -> bool:
        least = sum(slot.default is None for slot in self.family.slots)
        if self.family.is_variadic():
            return count >= least
        return any(part.name for part in parts) or least <= count <= len(self.family.slots)

    # Trees

    def expression(self, start: int, end: int) -> Node:
        """The expression that the tokens from `start` up to `end` are."""
        at = self.tokens[end].start
        reader = ListReader([*self.tokens[start:end], Token("end", "", at, at)], self.declarations, self.readings)
        tree = reader.expression()
        reader.finish()
        return tree

    def trees_by_place(self, parts: list[_Part]) -> list[Node]:
        if any(self.is_sign(part.start, "…") for part in parts):
            return self.items(parts)
        return [tree for part in parts for tree in self.trees_of(part, len(parts))]

    def trees_of(self, part: _Part, count: int) -> list[Node]:
        """One tree, or the two ends of an interval that stands for two parameters."""
        if self.is_sign(part.end - 1, "}") and self.family.name == "uniform":
            self.family = FAMILIES["discrete-uniform"]
        listed = self.list_of(part)
        if listed is None:
            return [self.expression(part.start, part.end)]
        single_numbers = not self.family.is_variadic() and self.family.name not in ("normal", "point-mass")
        if count == 1 and single_numbers:
            return listed
        return [column(tuple(listed))] if len(listed) > 1 else listed

    def list_of(self, part: _Part) -> list[Node] | None:
        """The items of (a, b), [a, b], {a, b} and {1, …, 6}; None for what is no list."""
        opens = self.tokens[part.start].kind == "sign" and self.tokens[part.start].text in ("(", "[", "\\{", "]", "{")
        if not opens or closing_of(self.tokens, part.start) != part.end - 1:
            return None
        bounds, depth = [part.start], 0
        for place in range(part.start + 1, part.end - 1):
            if depth == 0 and self.is_sign(place, ","):
                bounds.append(place)
            depth += change_of_depth(self.tokens[place])
        if len(bounds) == 1 or self.is_sign(part.start + 1, "["):
            return None
        pieces = list(zip([place + 1 for place in bounds], [*bounds[1:], part.end - 1], strict=True))
        return self.items([self.part(start, end, "") for start, end in pieces])

    def items(self, pieces: list[_Part]) -> list[Node]:
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

    def gathered(self, trees: list[Node], by_name: list[_Part]) -> list[Node]:
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

    def fill_by_name(self, part: _Part) -> None:
        slot, form = self.slot_called(part)
        if slot is None or form is None:
            if squashed(part.name) in ("support", "start", "counting", "from"):
                return
            raise self.refusal(f"{self.head.typed} has no parameter {part.name}. {self.wanted()}", part)
        if slot.name in self.filled:
            raise self.refusal(f"Two parameters of {self.head.typed} say the {slot.name}.", part)
        listed = self.list_of(part)
        tree = self.expression(part.start, part.end) if listed is None else column(tuple(listed))
        self.filled[slot.name] = (form.name, tree)

    def slot_called(self, part: _Part) -> tuple[Slot | None, Form | None]:
        spelling = squashed(part.name)
        for slot in self.family.slots:
            form = slot.form_called(spelling)
            if form is not None:
                return slot, form
        return None, None

    def take_start(self, part: _Part) -> None:
        """`support=0` or `support=1` of a geometric count."""
        if self.family.start is None or squashed(part.name) not in ("support", "start", "from", "counting"):
            return
        base = "geometric" if self.family.name.startswith("geometric") else "negative-binomial"
        value = exact_value(self.expression(part.start, part.end))
        if value not in (0, 1):
            raise self.refusal("The support begins at 0 or at 1.", part)
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

    def refusal(self, message: str, part: _Part) -> ReadingError:
        start = self.tokens[part.start].start
        return ReadingError(message, start, self.tokens[part.end - 1].end - start)


def _solved(tree: Node, variable: str) -> Node:
    """The a of delta(x - a), and of delta(a)."""
    if variable not in names_in(tree):
        return tree
    first, second = tree.terms if isinstance(tree, Add) and len(tree.terms) == 2 else (tree, tree)
    alone = isinstance(first, Name) and first.name == variable and variable not in names_in(second)
    if not alone:
        raise ReadingError("Write a point mass as delta(x - a).", tree.start, tree.end - tree.start)
    return second.operand if isinstance(second, Negate) else Negate(second.start, second.end, second)
