r"""Matrices entry by entry: [[1,2],[3,4]], [1,2,3], \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}."""

from pengrade.grading.reading.calculus import Calculus
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Call, MatrixOf, Node

ENVIRONMENTS = frozenset({"matrix", "bmatrix", "pmatrix", "Bmatrix", "vmatrix", "smallmatrix", "array"})
MOST_ENTRIES = 144


class Matrices(Calculus):
    def square_brackets(self) -> Node:
        """[[…],[…]] is a matrix, [a, b] a column, [a] a bracket, [x > 0] an indicator."""
        if self.is_condition(self.at):
            return self.indicator()
        opened = self.take()
        self.open.append("[")
        rows = self.rows_in_brackets() if self.sees("[") else [[cell] for cell in self.cells("]")]
        self.open.pop()
        closing = self.expect("]", opened)
        if len(rows) == 1 and len(rows[0]) == 1 and not self.is_row_list(opened):
            self.note("Square brackets were read as round ones.")
            return rows[0][0]
        return self.matrix(rows, opened, closing.end)

    def is_row_list(self, opened: Token) -> bool:
        place = self.tokens.index(opened)
        return self.tokens[place + 1].text == "["

    def rows_in_brackets(self) -> list[list[Node]]:
        rows = []
        while True:
            if not self.sees("["):
                raise self.unexpected()
            opened = self.take()
            self.deeper()
            rows.append(self.cells("]"))
            self.depth -= 1
            self.expect("]", opened)
            if not self.sees(",", ";"):
                return rows
            self.take()

    def cells(self, closing: str) -> list[Node]:
        cells = [self.cell(closing)]
        while self.sees(","):
            self.take()
            cells.append(self.cell(closing))
        return cells

    def cell(self, closing: str) -> Node:
        if self.sees(closing, ",", "&", "\\\\"):
            raise ReadingError("An entry is empty here.", self.token.start, 1)
        return self.expression()

    def environment(self) -> Node:
        opened = self.take()
        if opened.text in ("cases", "dcases"):
            return self.cases_environment(opened)
        if opened.text not in ENVIRONMENTS:
            raise ReadingError(f"{opened.text} is not read here; use bmatrix.", opened.start, opened.end - opened.start)
        if opened.text == "array" and self.sees("{"):
            while self.take().text != "}" and self.token.kind != "end":
                pass
        self.open.append("begin")
        rows = self.rows_of_environment()
        self.open.pop()
        if self.token.kind != "finish" or self.token.text != opened.text:
            raise ReadingError(f"\\begin{{{opened.text}}} is never closed.", opened.start, opened.end - opened.start)
        closing = self.take()
        matrix = self.matrix(rows, opened, closing.end)
        return Call(opened.start, closing.end, "det", (matrix,)) if opened.text == "vmatrix" else matrix

    def rows_of_environment(self) -> list[list[Node]]:
        rows = [[self.cell("\\\\")]]
        while self.sees("&", "\\\\"):
            if self.take().text == "&":
                rows[-1].append(self.cell("\\\\"))
            elif self.token.kind != "finish":
                rows.append([self.cell("\\\\")])
        return rows

    def matrix(self, rows: list[list[Node]], opened: Token, end: int) -> Node:
        for number, row in enumerate(rows, 1):
            if len(row) != len(rows[0]):
                raise ReadingError(
                    f"Row {number} has {len(row)} entries, the first row has {len(rows[0])}.",
                    row[0].start,
                    row[-1].end - row[0].start,
                )
        if len(rows) * len(rows[0]) > MOST_ENTRIES:
            raise ReadingError(f"A matrix has at most {MOST_ENTRIES} entries here.", opened.start, end - opened.start)
        return MatrixOf(opened.start, end, tuple(map(tuple, rows)))
