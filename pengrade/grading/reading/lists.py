r"""Lists, (a, b) or a, b; tables, [[a, b], [c, d]] or a, b; c, d or \begin{bmatrix} a & b \\ c & d \end{bmatrix}.

A place may hold the word "undefined" instead of an expression: a ratio of counts is that where nothing was counted.
"""

from typing import cast

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import Reader
from pengrade.grading.reading.statement_tokens import tokens_of
from pengrade.grading.reading.tokens import Token
from pengrade.grading.statements import Listed, Table, Word
from pengrade.grading.tree import MatrixOf, Node

UNDEFINED = "undefined"
PAIRS = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩"}


def read_list(text: str, declarations: Declarations) -> tuple[Listed, tuple[str, ...]]:
    """One or more items with commas between, in round, square or angle brackets or none. ReadingError otherwise."""
    reader = _reader(text, declarations)
    listed = reader.list_of_items()
    reader.finish()
    return listed, tuple(reader.readings)


def read_table(text: str, declarations: Declarations) -> tuple[Table, tuple[str, ...]]:
    """Rows of cells; one flat list is a table of one row, marked as flat. ReadingError otherwise."""
    reader = _reader(text, declarations)
    table = reader.table()
    reader.finish()
    return table, tuple(reader.readings)


def read_place(text: str, declarations: Declarations) -> tuple[Node, tuple[str, ...]]:
    """One place by itself."""
    reader = _reader(text, declarations)
    reader.start()
    node = reader.cell("")
    reader.finish()
    return node, tuple(reader.readings)


def _reader(text: str, declarations: Declarations) -> "ListReader":
    tokens, readings = tokens_of(text, declarations, {})
    return ListReader(tokens, declarations, readings)


class ListReader(Reader):
    def list_of_items(self) -> Listed:
        self.start()
        if self.sees("\\{", "{"):
            raise self.refusal("Braces make a set, and a set has no order. Write round brackets, as in (a, b).")
        first = self.token
        opened = self.take() if self.is_wrapped() else None
        items = self.cells(PAIRS[opened.text] if opened else "")
        if opened:
            self.expect(PAIRS[opened.text], opened)
        if len(items) == 1 and isinstance(items[0], MatrixOf) and 1 in (len(items[0].rows), len(items[0].rows[0])):
            self.note("The entries of the vector were read as a list.")
            items = list(items[0].children())
        return Listed(first.start, self.tokens[self.at - 1].end, tuple(items))

    def table(self) -> Table:
        self.start()
        first = self.token
        nested = self.sees("[") and self.following.text == "["
        if first.kind == "begin" or nested:
            node = self.environment() if first.kind == "begin" else self.square_brackets()
            if not isinstance(node, MatrixOf):
                raise ReadingError("A table is written in square brackets or as bmatrix.", first.start, node.end)
            return Table(first.start, node.end, node.rows)
        opened = self.take() if self.is_wrapped() else None
        rows = self.rows_by_semicolon(PAIRS[opened.text] if opened else "")
        if opened:
            self.expect(PAIRS[opened.text], opened)
        matrix = cast(MatrixOf, self.matrix(rows, first, self.tokens[self.at - 1].end))
        return Table(first.start, matrix.end, matrix.rows, flat=len(rows) == 1)

    def cell(self, closing: str) -> Node:
        token = self.token
        is_whole = self.following.kind in ("end", "finish") or self.following.text in (closing, ",", ";", "&", "\\\\")
        if token.text == UNDEFINED and is_whole and not self.in_scope(UNDEFINED):
            self.take()
            return Word(token.start, token.end, UNDEFINED)
        return super().cell(closing)

    def rows_by_semicolon(self, closing: str) -> list[list[Node]]:
        rows = [self.cells(closing)]
        while self.sees(";"):
            self.take()
            rows.append(self.cells(closing))
        return rows

    def start(self) -> None:
        if self.token.kind == "end":
            raise ReadingError("There is nothing here yet.", 0, 0)
        self.check_balance()

    def check_balance(self) -> None:
        """Without this, (a, b would be told that its comma is out of place."""
        waiting: list[Token] = []
        for token in self.tokens:
            if token.kind == "sign" and token.text in PAIRS:
                waiting.append(token)
            elif token.kind == "sign" and token.text in PAIRS.values():
                if not waiting:
                    message = "There is no open bracket that this one closes."
                    raise ReadingError(message, token.start, token.end - token.start)
                waiting.pop()
        if waiting:
            raise ReadingError("This bracket is never closed.", waiting[-1].start, 1)

    def finish(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected()

    def unexpected(self) -> ReadingError:
        if self.sees("=", "<", ">", "≤", "≥", "≠"):
            return self.refusal("Write the entries alone, without = or other relations.")
        return super().unexpected()

    def refusal(self, message: str) -> ReadingError:
        return ReadingError(message, self.token.start, self.token.end - self.token.start)

    def is_wrapped(self) -> bool:
        """The bracket that opens here closes at the very end: it is around the whole list."""
        if not self.sees("(", "[", "⟨"):
            return False
        closing = self.matching(self.at)
        return self.tokens[closing + 1].kind == "end" and self.tokens[closing].text == PAIRS[self.token.text]

    def matching(self, place: int) -> int:
        """The place of the bracket that closes the one at `place`, whatever its form; balance was checked."""
        depth = 0
        while True:
            token = self.tokens[place]
            sign = token.text if token.kind == "sign" else ""
            depth += (sign in PAIRS) - (sign in PAIRS.values())
            if depth == 0:
                return place
            place += 1
