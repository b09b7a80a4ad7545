r"""Sets: {1, 2}, \{a, b\}, a, b, [0, 1), ]0, 1[, \emptyset, \mathbb{R}, and ∪, ∩, ∖ between them.

An element is a name where the author declares names that are no numbers; otherwise it is an expression, a list in
round brackets, or a set again. Different operations side by side need brackets, since they have no agreed order.
"""

from pengrade.grading.declarations import Declarations, canonical_name
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lists import PAIRS, ListReader
from pengrade.grading.reading.spelling import nearest
from pengrade.grading.reading.statement_tokens import tokens_of
from pengrade.grading.reading.tokens import Token
from pengrade.grading.reading.variables import spelled_otherwise
from pengrade.grading.spec import SpecError
from pengrade.grading.statements import Braces, Infinity, Interval, Listed, NumberSet, SetOperation, Word
from pengrade.grading.tree import Node

MOST_ELEMENTS = 60  # in one pair of braces
OPERATIONS = {"∪": "union", "∩": "intersection", "∖": "difference"}
NUMBERS = {"ℕ": "N", "ℤ": "Z", "ℚ": "Q", "ℝ": "R", "ℂ": "C"}
WORDS = {
    "union": "∪", "U": "∪", "intersect": "∩", "cap": "∩", "cup": "∪", "setminus": "∖", "minus": "∖",
    "emptyset": "∅", "empty": "∅", "R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ",
}  # fmt: skip
OPENING, CLOSING = ("[", "(", "]"), ("]", ")", "[")


def read_set(text: str, declarations: Declarations, elements: frozenset[str]) -> tuple[Node, tuple[str, ...]]:
    """The set and the leniencies used. `elements` are the names that are no numbers. ReadingError otherwise."""
    tokens, readings = tokens_of(text, declarations, WORDS, elements, sets=True)
    reader = SetReader(tokens, declarations, readings, text, elements)
    node = reader.whole()
    return node, tuple(reader.readings)


class SetReader(ListReader):
    def __init__(
        self, tokens: list[Token], declarations: Declarations, readings: list[str], text: str, elements: frozenset[str]
    ) -> None:
        super().__init__(tokens, declarations, readings)
        self.text = text
        self.elements = elements

    def whole(self) -> Node:
        if self.token.kind == "end":
            raise ReadingError("There is nothing here yet.", 0, 0)
        if self.starts_set():
            node = self.set()
        else:
            start = self.token.start
            elements = self.elements_until("")
            self.note("The list was read as a set.")
            node = Braces(start, self.tokens[self.at - 1].end, elements)
        self.finish()
        return node

    def starts_set(self) -> bool:
        return self.sees("{", "\\{", "∅", "[", "(", "]", *NUMBERS)

    def set(self) -> Node:
        self.deeper()
        parts, operation = [self.part()], ""
        while self.sees(*OPERATIONS):
            found = OPERATIONS[self.token.text]
            if operation not in ("", found):
                raise self.refusal("Put brackets here: it is not clear which of the operations comes first.")
            operation = found
            self.take()
            parts.append(self.part())
        self.depth -= 1
        return parts[0] if not operation else SetOperation(parts[0].start, parts[-1].end, operation, tuple(parts))

    def part(self) -> Node:
        token = self.token
        if self.sees("∅"):
            self.take()
            return Braces(token.start, token.end, ())
        if self.sees(*NUMBERS):
            self.take()
            return NumberSet(token.start, token.end, NUMBERS[token.text])
        if self.sees("{", "\\{"):
            return self.braces()
        if self.sees("(") and not self.is_interval():
            return self.bracketed_set()
        if self.sees(*OPENING):
            return self.interval()
        raise self.unexpected() if token.kind == "end" else self.refusal("A set is missing here.")

    def bracketed_set(self) -> Node:
        opened = self.take()
        node = self.set()
        self.expect(")", opened)
        return node

    def is_interval(self) -> bool:
        """A comma stands between this bracket and its partner, and no operation on sets."""
        depth, comma = 0, False
        for token in self.tokens[self.at :]:
            sign = token.text if token.kind == "sign" else ""
            depth += (sign in PAIRS) - (sign in PAIRS.values())
            if depth == 0 or (depth == 1 and sign in OPERATIONS):
                return comma
            comma = comma or (depth == 1 and sign in (",", ";"))
        return comma

    def interval(self) -> Node:
        opened = self.take()
        self.open.append("interval")
        lower = self.end_point()
        if not self.sees(",", ";"):
            raise self.unexpected() if self.token.kind != "end" else self.never_closed(opened)
        self.take()
        upper = self.end_point()
        self.open.pop()
        if not self.sees(*CLOSING):
            raise self.unexpected() if self.token.kind != "end" else self.never_closed(opened)
        closing = self.take()
        has_lower, has_upper = opened.text == "[", closing.text == "]"
        for end, included in ((lower, has_lower), (upper, has_upper)):
            if included and isinstance(end, Infinity):
                self.note("Infinity is never in an interval; its bracket was read as a round one.")
        return Interval(
            opened.start,
            closing.end,
            lower,
            upper,
            has_lower and not isinstance(lower, Infinity),
            has_upper and not isinstance(upper, Infinity),
        )

    def never_closed(self, opened: Token) -> ReadingError:
        return ReadingError("This bracket is never closed.", opened.start, 1)

    def end_point(self) -> Node:
        sign = self.token if self.sees("-", "+") else None
        place = self.at + (sign is not None)
        token = self.tokens[place]
        if token.kind == "sign" and token.text == "∞":
            self.at = place + 1
            start = sign.start if sign else token.start
            return Infinity(start, token.end, negative=sign is not None and sign.text == "-")
        return self.cell("")

    def starts_factor(self) -> bool:
        """In ]0, 1[ the last bracket closes; it does not open a factor."""
        return super().starts_factor() and not (self.sees("[") and self.open[-1:] == ["interval"])

    def braces(self) -> Node:
        opened = self.take()
        self.deeper()
        self.open.append("{")
        closing = PAIRS[opened.text]
        elements = () if self.sees(closing) else self.elements_until(closing)
        self.open.pop()
        self.depth -= 1
        if self.sees("|", ":", "∈", "=", "<", ">", "≤", "≥", "≠"):
            raise self.refusal("Conditions are not read here. Name the elements, or write intervals.")
        return Braces(opened.start, self.expect(closing, opened).end, elements)

    def elements_until(self, closing: str) -> tuple[Node, ...]:
        elements = [self.element(closing)]
        while self.sees(",", ";"):
            self.take()
            elements.append(self.element(closing))
        if len(elements) > MOST_ELEMENTS:
            raise ReadingError(f"A set has at most {MOST_ELEMENTS} elements here.", elements[0].start, 1)
        return tuple(elements)

    def element(self, closing: str) -> Node:
        if self.sees("{", "\\{"):
            return self.braces()
        if self.sees("∅"):
            token = self.take()
            return Braces(token.start, token.end, ())
        word = self.word()
        if word is not None:
            return word
        if self.sees("(") and self.is_interval():
            return self.list_element()
        return self.cell(closing)

    def list_element(self) -> Node:
        opened = self.take()
        items = self.elements_until(")")
        return Listed(opened.start, self.expect(")", opened).end, items)

    def end_of_element(self) -> int:
        """The place of the comma or closing bracket behind the element that begins here."""
        place, depth = self.at, 0
        while self.tokens[place].kind != "end":
            sign = self.tokens[place].text if self.tokens[place].kind == "sign" else ""
            if depth == 0 and (sign in (",", ";") or sign in PAIRS.values()):
                break
            depth += (sign in PAIRS) - (sign in PAIRS.values())
            place += 1
        return place

    def word(self) -> Word | None:
        """A name that is no number, if that is what stands up to the next comma; an unknown one is refused."""
        last = self.end_of_element()
        if last == self.at or not self.elements:
            return None
        start, end = self.token.start, self.tokens[last - 1].end
        typed = " ".join(self.text[start:end].split())
        for candidate in (typed, *_canonical(typed), self.token.text if last == self.at + 1 else typed):
            if candidate in self.elements:
                self.at = last
                return Word(start, end, candidate)
        other = spelled_otherwise(typed, self.elements)
        if other is not None and not self.meaning(self.token.text):
            self.note(f"{typed} was read as {other}.")
            self.at = last
            return Word(start, end, other)
        if last == self.at + 1 and self.token.kind in ("word", "letter") and not self.meaning(self.token.text):
            raise self.unknown_word(typed, start, end)
        return None

    def unknown_word(self, typed: str, start: int, end: int) -> ReadingError:
        near = nearest(typed, sorted(self.elements))
        names = sorted(self.elements)
        shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        hint = f"Did you mean {near}?" if near else f"The elements are {shown}."
        return ReadingError(f"There is no {typed} here. {hint}", start, end - start, near)


def _canonical(typed: str) -> tuple[str, ...]:
    try:
        return (canonical_name(typed),)
    except SpecError:
        return ()
