r"""Sums and products over an index: \sum_{i=1}^n x_i, sum_{i=1}^n x_i, sum(x_i, i, 1, n)."""

from fractions import Fraction

from pengrade.grading.declarations import Size
from pengrade.grading.reading.calls import Calls
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.names import FOLDS
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Fold, Indexed, Name, Node, Number, walk


class Folds(Calls):
    def fold(self) -> Node:
        token = self.take()
        operation = {"∑": "sum", "∏": "product"}.get(token.text) or FOLDS[token.text]
        if self.sees("("):
            return self.fold_in_brackets(token, operation)
        index, lower, upper = self.range_of_fold(token)
        body = self.body(index)
        return self.folded(token, operation, index, lower, upper, body)

    def range_of_fold(self, token: Token) -> tuple[Token, Node | None, Node | None]:
        index: Token | None = None
        lower: Node | None = None
        upper: Node | None = None
        while self.sees("_", "^"):
            if self.take().text == "^":
                upper = self.end_of_range()
            else:
                index, lower = self.index_and_start()
        if index is None:
            raise self.needs_index(token)
        return index, lower, upper

    def end_of_range(self) -> Node:
        r"""What stands at the top; in \sum^n_{i=1} the n has no subscript."""
        token = self.token
        if token.kind in ("word", "letter") and self.in_scope(token.text):
            self.take()
            return Name(token.start, token.end, token.text)
        return self.script()

    def needs_index(self, token: Token) -> ReadingError:
        word = "prod" if token.text in ("∏", "prod", "product") else "sum"
        return ReadingError(
            f"The {'product' if word == 'prod' else 'sum'} needs an index, as in {word}_{{i=1}}^n or "
            f"{word}(x_i, i, 1, n).",
            token.start,
            token.end - token.start,
        )

    def index_and_start(self) -> tuple[Token, Node | None]:
        opened = self.token
        grouped = self.sees("{", "(")
        if grouped:
            self.take()
            self.open.append("{")
        if not grouped:
            self.cut_index()
        index, lower = self.index_token(), None
        if self.sees("="):
            self.take()
            lower = self.expression() if grouped else self.atom()
        if grouped:
            self.open.pop()
            self.expect("}" if opened.text == "{" else ")", opened)
        return index, lower

    def cut_index(self) -> None:
        r"""In \sum_ix_i the index is i: a script without braces is one letter."""
        token = self.token
        if token.kind != "word" or len(token.text) < 2:
            return
        middle = token.start + 1
        self.note(f"In _{token.text} the index is {token.text[0]}.")
        self.tokens[self.at : self.at + 1] = [
            token._replace(text=token.text[0], end=middle),
            token._replace(text=token.text[1:], start=middle, spaced=False),
        ]

    def index_token(self) -> Token:
        token = self.take()
        if token.kind not in ("word", "letter") or len(token.text) > 12:
            raise ReadingError("An index, such as i, is missing here.", token.start, token.end - token.start)
        return token

    def body(self, index: Token) -> Node:
        """The body of a sum reaches to the next plus or minus."""
        self.bound.append(index.text)
        node = self.term()
        self.bound.pop()
        return node

    def fold_in_brackets(self, token: Token, operation: str) -> Node:
        opened = self.token
        commas = self.commas_inside()
        if len(commas) < 3 or self.tokens[commas[-3] + 1].kind not in ("word", "letter"):
            raise self.needs_index(token)
        self.take()
        self.open.append("(")
        index = self.tokens[commas[-3] + 1]
        self.bound.append(index.text)
        body = self.expression()
        self.bound.pop()
        self.separator()
        self.index_token()
        self.separator()
        lower = self.expression()
        self.separator()
        upper = self.expression()
        self.open.pop()
        self.expect(")", opened)
        return self.folded(token, operation, index, lower, upper, body)

    def separator(self) -> None:
        if not self.sees(","):
            raise self.unexpected()
        self.take()

    def commas_inside(self) -> list[int]:
        """Places of the commas at the top level of the bracket that opens here."""
        places, depth, place = [], 0, self.at
        while self.tokens[place].kind != "end":
            text = self.tokens[place].text
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if depth == 0:
                break
            if text == "," and depth == 1:
                places.append(place)
            place += 1
        return places

    def folded(
        self, token: Token, operation: str, index: Token, lower: Node | None, upper: Node | None, body: Node
    ) -> Node:
        if upper is None:
            upper = self.implied_end(index, body)
        if lower is None:
            lower = Number(index.start, index.end, Fraction(1), "1")
            if not (isinstance(upper, Name) and upper.start == index.start):
                self.note(f"{index.text} was taken to begin at 1.")
        end = self.tokens[self.at - 1].end
        return Fold(token.start, end, operation, index.text, lower, upper, body)

    def implied_end(self, index: Token, body: Node) -> Node:
        r"""The n of \sum_i x_i, from the family that the index runs over."""
        sizes = {size for node in walk(body) if isinstance(node, Indexed) for size in self.sizes_at(node, index.text)}
        if len(sizes) != 1:
            raise ReadingError(
                f"Say where {index.text} ends, as in sum_{{{index.text}=1}}^n.", index.start, index.end - index.start
            )
        size = sizes.pop()
        self.note(f"{index.text} was taken to run from 1 to {size}.")
        if isinstance(size, int):
            return Number(index.start, index.end, Fraction(size), str(size))
        return Name(index.start, index.end, size)

    def sizes_at(self, node: Indexed, index: str) -> list[Size]:
        symbol = self.declarations.symbols.get(node.name)
        if symbol is None:
            return []
        sizes = [*symbol.family, *(size for size in symbol.shape if size != 1)]
        return [
            size
            for size, place in zip(sizes, node.indices, strict=False)
            if isinstance(place, Name) and place.name == index
        ]
