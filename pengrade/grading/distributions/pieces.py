"""What stands between the commas of a distribution, read piece by piece."""

from dataclasses import dataclass

from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.heads import change_of_depth, closing_of
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lists import ListReader
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Node

MOST_PARAMETERS = 60
OPENING = ("(", "[", "]", "{", "\\{")


@dataclass(frozen=True)
class Piece:
    """What stands between two commas: its name, if it has one, and the places of its first and last token."""

    name: str
    start: int
    end: int
    before: str  # the sign before it


class Pieces:
    """`span`: the places of the brackets around all of them, None where there are none."""

    def __init__(
        self, tokens: list[Token], span: tuple[int, int] | None, declarations: Declarations, readings: list[str]
    ) -> None:
        self.tokens = tokens
        self.span = span
        self.declarations = declarations
        self.readings = readings

    def pieces(self) -> list[Piece]:
        """The pieces between the commas outside all brackets within the brackets."""
        if self.span is None:
            return []
        opened, closing = self.span
        if closing >= len(self.tokens) - 1 or self.tokens[closing].kind == "end":
            raise ReadingError("This bracket is never closed.", self.tokens[opened].start, 1)
        found: list[Piece] = []
        depth, start, before = 0, opened + 1, ""
        for place in range(opened + 1, closing + 1):
            token = self.tokens[place]
            separates = token.kind == "sign" and token.text in (",", ";") and depth == 0
            if place == closing or separates:
                found.append(self.piece(start, place, before))
                start, before = place + 1, token.text
            depth += change_of_depth(token)
        if len(found) > MOST_PARAMETERS:
            raise ReadingError("These are too many parameters.", self.tokens[opened].start, 1)
        return found

    def piece(self, start: int, end: int, before: str) -> Piece:
        equals, name = self.equals_in(start, end), ""
        if equals is not None:
            name = "".join(token.text for token in self.tokens[start:equals] if token.kind != "sign")
            start = equals + 1
        if start == end:
            at = self.tokens[end]
            raise ReadingError("A parameter is missing here.", at.start, at.end - at.start)
        return Piece(name, start, end, before)

    def equals_in(self, start: int, end: int) -> int | None:
        """The equals sign or colon outside all brackets, which those of sums are not."""
        depth = 0
        for place in range(start, end):
            if depth == 0 and (self.is_sign(place, "=") or self.is_sign(place, ":")):
                return place
            depth += change_of_depth(self.tokens[place])
        return None

    def is_sign(self, place: int, sign: str) -> bool:
        return self.tokens[place].kind == "sign" and self.tokens[place].text == sign

    def expression(self, start: int, end: int) -> Node:
        """The expression that the tokens from `start` up to `end` are."""
        at = self.tokens[end].start
        reader = ListReader([*self.tokens[start:end], Token("end", "", at, at)], self.declarations, self.readings)
        tree = reader.expression()
        reader.finish()
        return tree

    def pieces_of_list(self, piece: Piece) -> list[Piece] | None:
        """Those of (a, b), [a, b] and {a, b}; None for what is no list, a matrix among it."""
        opened = self.tokens[piece.start]
        opens = opened.kind == "sign" and opened.text in OPENING
        if not opens or closing_of(self.tokens, piece.start) != piece.end - 1 or self.is_sign(piece.start + 1, "["):
            return None
        bounds, depth = [piece.start], 0
        for place in range(piece.start + 1, piece.end - 1):
            if depth == 0 and self.is_sign(place, ","):
                bounds.append(place)
            depth += change_of_depth(self.tokens[place])
        if len(bounds) == 1:
            return None
        ends = [*bounds[1:], piece.end - 1]
        return [self.piece(start + 1, end, "") for start, end in zip(bounds, ends, strict=True)]

    def refusal(self, message: str, piece: Piece) -> ReadingError:
        start = self.tokens[piece.start].start
        return ReadingError(message, start, self.tokens[piece.end - 1].end - start)
