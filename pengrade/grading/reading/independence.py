r"""Statements of independence: x \perp y, z \mid w; {a} ⟂ {b}; (a ⊥ b | c, d); x indep y given z; "none".

Statements are separated by semicolons, ends of lines or "and". A variable stands in one place of a statement only.
"""

from collections.abc import Iterable

from pengrade.grading.graphs.typed import TypedStatement, TypedStatements
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.graph_tokens import END_OF_LINE, INDEPENDENT, LINE, NOT, graph_tokens
from pengrade.grading.reading.tokens import Token
from pengrade.grading.reading.variables import PAIRS, NameReader, shown

MOST_VARIABLES = 30
MOST_STATEMENTS = 60
SEPARATORS = (";", "and", END_OF_LINE, "\\\\")
BETWEEN_NAMES = (",", "∪")


def read_statements(text: str, known: Iterable[str] = ()) -> tuple[TypedStatements, tuple[str, ...]]:
    """The statements and the leniencies used. ReadingError otherwise, as for a name that is not known, if any are."""
    names = frozenset(known)
    tokens, readings = graph_tokens(text, names)
    reader = StatementReader(tokens, names, readings)
    typed = reader.whole()
    return typed, tuple(reader.readings)


class StatementReader(NameReader):
    def __init__(self, tokens: list[Token], known: Iterable[str], readings: list[str]) -> None:
        super().__init__(_without_idle_ends_of_lines(tokens), known, readings)
        self.places: dict[str, tuple[int, int]] = {}

    def whole(self) -> TypedStatements:
        if self.token.kind == "end":
            raise ReadingError("There is nothing here yet.", 0, 0)
        if self.sees("∅") and self.tokens[self.at + 1].kind == "end":
            return TypedStatements((), {})
        statements = [self.statement()]
        while self.sees(*SEPARATORS):
            mark = self.take()
            if self.token.kind == "end":
                raise ReadingError("A statement is missing after this.", mark.start, mark.end - mark.start)
            statements.append(self.statement())
            if len(statements) > MOST_STATEMENTS:
                raise self.refusal(f"At most {MOST_STATEMENTS} statements are read here.")
        if self.token.kind != "end":
            raise self.unexpected()
        return TypedStatements(tuple(dict.fromkeys(statements)), self.places)

    def statement(self) -> TypedStatement:
        opened = self.take() if self.is_wrapped() else None
        start = self.token.start
        left = self.side()
        self.independent()
        right = self.side()
        given = self.condition()
        if opened:
            self.expect(PAIRS[opened.text], opened)
        self.check_disjoint(left, right, given, start)
        return TypedStatement(left, right, given)

    def is_wrapped(self) -> bool:
        """A bracket opens here that has the sign of independence inside."""
        if not self.sees("(", "["):
            return False
        depth = 0
        for token in self.tokens[self.at :]:
            sign = token.text if token.kind == "sign" else ""
            depth += (sign in PAIRS) - (sign in PAIRS.values())
            if depth == 0:
                return False
            if sign == INDEPENDENT:
                return True
        return False

    def independent(self) -> None:
        if self.sees(NOT):
            raise self.refusal("Say what is independent here, not what is dependent.")
        if not self.sees(INDEPENDENT):
            raise self.unexpected()
        while self.sees(INDEPENDENT):  # the two of \perp\!\!\!\perp
            self.take()
            if self.sees(NOT):
                raise self.refusal("Say what is independent here, not what is dependent.")

    def unexpected(self) -> ReadingError:
        if self.sees(INDEPENDENT):
            return self.refusal("One ⟂ makes one statement. Put a semicolon between statements.")
        if self.sees("|"):
            return self.refusal("One bar has all that is given behind it; put commas between the names.")
        if self.sees("=", LINE, "→"):
            return self.refusal("Write a statement as x ⟂ y | z.")
        if self.token.kind == "end":
            return ReadingError("The sign ⟂ is missing: write a statement as x ⟂ y | z.", self.token.end, 0)
        if self.sees_name():
            return self.refusal(f"Something is missing before {self.token.text}: a comma, ⟂ or |.")
        return self.refusal(f"Something is missing before {shown(self.token)}.")

    def side(self) -> tuple[str, ...]:
        if self.sees("∅"):
            raise self.refusal("With nothing on one side, this says nothing.")
        return self.names()

    def condition(self) -> tuple[str, ...]:
        if not self.sees("|"):
            return ()
        bar = self.take()
        if self.sees("∅"):
            self.take()
            return ()
        if self.token.kind == "end" or self.sees(*SEPARATORS):
            raise ReadingError("What is given is missing after this bar.", bar.start, bar.end - bar.start)
        return self.names()

    def names(self) -> tuple[str, ...]:
        names = [*self.element()]
        while self.sees(*BETWEEN_NAMES):
            self.take()
            names += self.element()
        return tuple(dict.fromkeys(names))

    def element(self) -> tuple[str, ...]:
        """One variable, or several in brackets."""
        if self.sees(*PAIRS):
            opened = self.take()
            names = self.names()
            self.expect(PAIRS[opened.text], opened)
            return names
        if self.token.kind == "end" or self.sees(*SEPARATORS):
            before = self.tokens[self.at - 1] if self.at else self.token
            raise ReadingError("A variable is missing after this.", before.start, before.end - before.start)
        if self.sees(INDEPENDENT):
            raise self.refusal("A variable is missing before this.")
        start = self.token.start
        letters = self.letters()
        found = letters or (self.variable(),)
        for name in found:
            self.places.setdefault(name, (start, self.tokens[self.at - 1].end - start))
        if len(self.places) > MOST_VARIABLES:
            raise ReadingError(f"At most {MOST_VARIABLES} variables are read here.", start, 1)
        return found

    def letters(self) -> tuple[str, ...]:
        """The y, z of yz, where these are known and yz is not."""
        token = self.token
        if token.kind != "word" or token.text in self.known or len(token.text) < 2:
            return ()
        following = self.tokens[self.at + 1]
        if not set(token.text) <= self.known or following.text == "_" or _continues(following):
            return ()
        self.take()
        self.note(f"{token.text} was read as {', '.join(token.text)}.")
        return tuple(token.text)

    def check_disjoint(self, left: tuple[str, ...], right: tuple[str, ...], given: tuple[str, ...], start: int) -> None:
        length = self.tokens[self.at - 1].end - start
        for one, other, message in (
            (left, right, "{} stands on both sides."),
            (left, given, "{} stands on a side and is given as well."),
            (right, given, "{} stands on a side and is given as well."),
        ):
            for name in one:
                if name in other:
                    raise ReadingError(message.format(name), start, length)


def _without_idle_ends_of_lines(tokens: list[Token]) -> list[Token]:
    """Without ends of lines at the beginning, at the end, and beside another sign that separates or joins."""
    kept: list[Token] = []
    for token in tokens:
        if not _ends_line(token):
            if kept and _ends_line(kept[-1]) and _is_idle_beside(token):
                kept.pop()
            kept.append(token)
        elif kept and not _ends_line(kept[-1]) and not _is_idle_beside(kept[-1]):
            kept.append(token)
    return kept


def _ends_line(token: Token) -> bool:
    return token.kind == "sign" and token.text in (END_OF_LINE, "\\\\")


def _is_idle_beside(token: Token) -> bool:
    return token.kind == "end" or (
        token.kind == "sign" and token.text in (*SEPARATORS, *BETWEEN_NAMES, INDEPENDENT, "|")
    )


def _continues(token: Token) -> bool:
    return token.kind == "number" and not token.spaced
