"""Where the reader stands: the next token, the names in scope, the brackets that are open."""

from abc import ABC, abstractmethod

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Node

DEEPEST_NESTING = 100


class Cursor(ABC):
    """Shared by the parts of the grammar; each part adds the constructs it knows."""

    def __init__(self, tokens: list[Token], declarations: Declarations, readings: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.declarations = declarations
        self.readings = readings
        self.bound: list[str] = []  # indices of the sums around, innermost last
        self.open: list[str] = []  # brackets around, innermost last
        self.depth = 0

    @abstractmethod
    def expression(self) -> Node: ...

    @abstractmethod
    def term(self) -> Node: ...

    @abstractmethod
    def factor(self) -> Node: ...

    @abstractmethod
    def signed_factor(self) -> Node: ...

    @abstractmethod
    def atom(self) -> Node: ...

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    @property
    def following(self) -> Token:
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def sees(self, *signs: str) -> bool:
        token = self.tokens[self.at]
        return token.kind == "sign" and token.text in signs

    def sign_here(self) -> str:
        """The next token's text where it is a sign."""
        token = self.tokens[self.at]
        return token.text if token.kind == "sign" else ""

    def expect(self, sign: str, opened: Token) -> Token:
        """The closing `sign` of the bracket `opened`."""
        if self.sees(sign):
            return self.take()
        if self.token.kind == "end":
            raise ReadingError(f"This {_named(opened)} is never closed.", opened.start, opened.end - opened.start)
        raise self.unexpected()

    def unexpected(self) -> ReadingError:
        token = self.token
        if token.kind == "end":
            return ReadingError("Something is missing at the end.", token.end, 0)
        length = token.end - token.start
        if token.text in (")", "]", "}", "\\}"):
            return ReadingError("There is no open bracket that this one closes.", token.start, length)
        if token.text in ("=", "<", ">", "≤", "≥", "≠"):
            return ReadingError("Type one expression here, without = or other relations.", token.start, length)
        if token.text == ",":
            return ReadingError("A comma has no meaning here. Decimals are written with a point.", token.start, 1, ".")
        if token.text == ".":
            return ReadingError("A dot has no meaning here. Write * for a product.", token.start, 1, "*")
        if token.text == "∞":
            return ReadingError("Infinity is not read here.", token.start, length)
        return ReadingError(f"Something is missing before {_shown(token)}.", token.start, length)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise ReadingError(f"This is nested more than {DEEPEST_NESTING} deep.", self.token.start)

    def note(self, reading: str) -> None:
        if reading not in self.readings:
            self.readings.append(reading)

    def symbol(self, name: str) -> Symbol | None:
        return None if name in self.bound else self.declarations.symbols.get(name)

    def in_scope(self, name: str) -> bool:
        return name in self.bound or self.declarations.knows(name)


def _named(token: Token) -> str:
    return "bar" if token.text in ("|", "‖") else "bracket"


def _shown(token: Token) -> str:
    return "the \\\\" if token.text == "\\\\" else f"this {token.text}" if token.kind == "sign" else token.text
