r"""Sums, products, maxima and minima over an index: \sum_{i=1}^n x_i, sum(x_i, i, 1, n), \max_i x_i, \sum_{i \ne j}.

Below the sign stand one or more indices, with a start, with conditions, or with both: _{i=1}, _{i}, _{i,j=1}, _{i<j},
_{1 \le i < j \le n}, _{i=1, i \ne j}.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from pengrade.grading.declarations import Size
from pengrade.grading.reading.conditions import Conditions
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.names import FOLDS
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import (
    Add,
    Chain,
    Fold,
    Indexed,
    Infinity,
    Joined,
    Name,
    Negate,
    Node,
    Number,
    Product,
    names_in,
    walk,
)

OPENING, CLOSING = ("(", "[", "{", "\\{"), (")", "]", "}", "\\}")
EXTREMES = frozenset({"max", "min"})
WORDS = {"sum": "sum", "product": "prod", "max": "max", "min": "min"}


@dataclass
class _Range:
    """What stands below and above the sign."""

    indices: list[Token]
    lower: dict[str, Node]
    upper: dict[str, Node]
    condition: Node | None = None


class Folds(Conditions):
    any_stands_beside = False  # of sums and products this holds always; a number behind may as well be inside

    def fold(self) -> Node:
        token = self.take()
        operation = {"∑": "sum", "∏": "product"}.get(token.text) or FOLDS.get(token.text, token.text)
        if self.sees("("):
            return self.fold_in_brackets(token, operation)
        span = self.range_of_fold(token, operation)
        before, begins = len(self.bound), self.at
        self.bound.extend(index.text for index in span.indices)
        body = self.term()
        del self.bound[before:]
        if operation != "product" or not isinstance(body, Product) or self.is_in_brackets(begins):
            return self.folded(token, operation, span, body)
        return self.side_by_side(token, span, body)

    def side_by_side(self, token: Token, span: _Range, body: Product) -> Node:
        r"""The product over the first factors of the body, and beside it those that are no part of it.

        \prod_{i=1}^n x_i \prod_{i=1}^m y_i is two products. So is it where a sum or product stands last that does not
        depend on the index, unless brackets say otherwise; before a factor that does it belongs inside.
        """
        factors, marks = body.factors, body.marks
        if isinstance(last := factors[-1], Product) and all(isinstance(part, Fold) for part in last.factors):
            factors, marks = (*factors[:-1], *last.factors), (*marks, *last.marks)
        indices = frozenset(index.text for index in span.indices)
        depend = [place for place, factor in enumerate(factors, 1) if indices & names_in(factor)]
        within = len(factors)
        while depend and within > depend[-1] and self.stands_beside(factors[within - 1]):
            within -= 1
        if within == len(factors):
            return self.folded(token, "product", span, body)
        self.note(f"What does not depend on {span.indices[-1].text} was read as no part of the product over it.")
        inner, end = factors[:within], factors[within - 1].end
        inside = inner[0] if within == 1 else Product(body.start, end, inner, marks[: within - 1])
        first = replace(self.folded(token, "product", span, inside), end=end)
        return Product(token.start, body.end, (first, *factors[within:]), marks[within - 1 :])

    def stands_beside(self, factor: Node) -> bool:
        """May a factor free of the index stand beside the product over it?"""
        parts = factor.factors if isinstance(factor, Product) else (factor,)
        return self.any_stands_beside or all(isinstance(part, Fold) for part in parts)

    def is_in_brackets(self, begins: int) -> bool:
        """One pair of brackets is around all that was read from that place on."""
        depth = 0
        for place in range(begins, self.at):
            text = self.tokens[place].text if self.tokens[place].kind == "sign" else ""
            depth += (text in OPENING) - (text in CLOSING)
            if depth == 0:
                return place > begins and place == self.at - 1
        return False

    def is_extreme_over_index(self, token: Token) -> bool:
        """max_i x_i and max(x_i, i, 1, n), which the name of the function alone does not tell."""
        if token.text not in EXTREMES:
            return False
        following = self.following
        if following.kind == "sign" and following.text == "_":
            return True
        if following.text != "(":
            return False
        commas = self.commas_inside(self.at + 1)
        if len(commas) != 3:
            return False
        index = self.tokens[commas[0] + 1]
        return index.kind == "word" and len(index.text) == 1 and not self.in_scope(index.text)

    def range_of_fold(self, token: Token, operation: str) -> _Range:
        span: _Range | None = None
        upper: Node | None = None
        while self.sees("_", "^"):
            if self.take().text == "^":
                upper = self.end_of_range()
            else:
                span = self.below()
        if span is None or not span.indices:
            raise self.needs_index(token, operation)
        if upper is not None:
            for index in span.indices:
                span.upper.setdefault(index.text, upper)
        return span

    def end_of_range(self) -> Node:
        r"""What stands at the top; in \sum^n_{i=1} the n has no subscript."""
        token = self.token
        if token.kind in ("word", "letter") and self.in_scope(token.text):
            self.take()
            return Name(token.start, token.end, token.text)
        if self.sees("{") and self.following.text in ("∞", "+"):
            opened = self.take()
            end = self.bound_of_range()
            self.expect("}", opened)
            return end
        return self.bound_of_range() if self.sees("∞") else self.script()

    def bound_of_range(self) -> Node:
        """An expression or an infinity."""
        first = self.token
        sign = self.take() if self.sees("+", "-") and self.following.text == "∞" else None
        if not self.sees("∞"):
            return self.expression()
        return Infinity(first.start, self.take().end, sign is not None and sign.text == "-")

    def needs_index(self, token: Token, operation: str) -> ReadingError:
        word = WORDS[operation]
        return ReadingError(
            f"The {operation} needs an index, as in {word}_{{i=1}}^n or {word}(x_i, i, 1, n).",
            token.start,
            token.end - token.start,
        )

    def below(self) -> _Range:
        opened = self.token
        if not self.sees("{", "("):
            self.cut_index()
            index = self.index_token()
            lower = {}
            if self.sees("="):
                self.take()
                lower = {index.text: self.atom()}
            return _Range([index], lower, {})
        if self.following.text == "{":
            self.take()  # \substack{…} stands in braces of its own
            span = self.below()
            self.expect("}", opened)
            return span
        self.take()
        self.open.append("condition")
        span = self.indices_and_conditions()
        self.open.pop()
        self.expect("}" if opened.text == "{" else ")", opened)
        return span

    def indices_and_conditions(self) -> _Range:
        span = _Range(self.leading_indices(), {}, {})
        if span.indices and self.sees("="):
            self.take()
            lower = self.bound_of_range()
            span.lower = {index.text: lower for index in span.indices}
            if not self.takes_separator():
                return span
        elif span.indices and not self.takes_separator():
            return span
        span.indices += [] if span.indices else self.new_names()
        if not span.indices:
            return span
        before = len(self.bound)
        self.bound.extend(index.text for index in span.indices)
        self.conditions_below(span)
        del self.bound[before:]
        return span

    def takes_separator(self) -> bool:
        if not self.sees(",", "\\\\", ":", ";", "|"):
            return False
        self.take()
        return True

    def leading_indices(self) -> list[Token]:
        """The i, j of {i, j}, {i,j=1} and {i=1, …}; nothing for {i < j} and {1 <= i}."""
        found: list[Token] = []
        place = self.at
        while self.tokens[place].kind in ("word", "letter"):
            found.append(self.tokens[place])
            following = self.tokens[place + 1]
            if following.text in ("=", "}", ")"):
                break
            if following.text != "," or self.tokens[place + 2].kind not in ("word", "letter"):
                found = found if following.text in (",", "\\\\", ":", ";") else []
                break
            place += 2
        if not found:
            return []
        if len(found) == 1 and len(found[0].text) > 1 and not self.is_index_word(found[0].text):
            found = self.letters_of(found[0])
        elif found[-1] is not self.tokens[self.at + 2 * (len(found) - 1)]:
            return []
        self.at = place + 1
        return found

    def is_index_word(self, text: str) -> bool:
        return self.declarations.knows(text) or len(text) > 2

    def letters_of(self, token: Token) -> list[Token]:
        r"""The i and j of \sum_{ij}."""
        self.note(f"{token.text} was read as {' '.join(token.text)}.")
        return [
            token._replace(text=letter, start=token.start + place, end=token.start + place + 1)
            for place, letter in enumerate(token.text)
        ]

    def new_names(self) -> list[Token]:
        """Names in the conditions here that nothing declares: they are what the sum runs over."""
        depth = 0
        found: dict[str, Token] = {}
        names: list[Token] = []
        for token in self.tokens[self.at :]:
            if token.kind == "sign":
                depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
            if depth < 0 or token.kind == "end":
                break
            if token.kind in ("word", "letter") and len(token.text) == 1:
                names.append(token)
                if not self.in_scope(token.text):
                    found.setdefault(token.text, token)
        return list(found.values()) or names[:1]

    def conditions_below(self, span: _Range) -> None:
        own = {index.text for index in span.indices}
        kept: list[Node] = []
        started = bool(span.lower)
        while True:
            clause = self.clause()
            # After i=1 a chain is a condition and nothing else.
            kept += self.ends_taken(clause, own, span) if isinstance(clause, Chain) and not started else [clause]
            if not self.takes_separator() and not self.takes_word("and"):
                break
        if kept:
            whole = kept[0]
            span.condition = whole if len(kept) == 1 else Joined(whole.start, kept[-1].end, "and", tuple(kept))

    def ends_taken(self, chain: Chain, own: set[str], span: _Range) -> list[Node]:
        r"""Of 1 \le i < j \le n the ends become the range of every index, and i < j is left."""
        sides, signs = list(chain.sides), list(chain.signs)
        inner = [side.name for side in sides if isinstance(side, Name) and side.name in own]
        rising = all(sign in ("<", "≤") for sign in signs)
        if not rising or not inner:
            return [chain]
        first, last = sides[0], sides[-1]
        if not (isinstance(first, Name) and first.name in own):
            span.lower.update({name: self.shifted(first, 1 if signs[0] == "<" else 0) for name in inner})
            sides, signs = sides[1:], signs[1:]
        if len(inner) > 0 and sides and not (isinstance(last, Name) and last.name in own) and self.is_size(last, chain):
            span.upper.update({name: self.shifted(last, -1 if signs[-1] == "<" else 0) for name in inner})
            sides, signs = sides[:-1], signs[:-1]
        if len(sides) < 2:
            return []
        return [Chain(sides[0].start, sides[-1].end, tuple(sides), tuple(signs))]

    def is_size(self, node: Node, chain: Chain) -> bool:
        r"""The end of a full chain 1 \le i \le n, or a dimension: not the other index of \sum_{i<j}."""
        dimension = isinstance(node, Name) and node.name in self.declarations.dimensions
        return dimension or len(chain.sides) > 2

    def shifted(self, node: Node, by: int) -> Node:
        if by == 0:
            return node
        if isinstance(node, Number):
            value = node.value + by
            return Number(node.start, node.end, value, str(value)) if value >= 0 else node
        one = Number(node.start, node.end, Fraction(1), "1")
        from_one = one if by > 0 else Negate(node.start, node.end, one)
        return Add(node.start, node.end, (node, from_one))

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

    def fold_in_brackets(self, token: Token, operation: str) -> Node:
        opened = self.token
        commas = self.commas_inside(self.at)
        if len(commas) < 3 or self.tokens[commas[-3] + 1].kind not in ("word", "letter"):
            raise self.needs_index(token, operation)
        self.take()
        self.open.append("(")
        index = self.tokens[commas[-3] + 1]
        self.bound.append(index.text)
        body = self.expression()
        self.bound.pop()
        self.separator()
        self.index_token()
        self.separator()
        lower = self.bound_of_range()
        self.separator()
        upper = self.bound_of_range()
        self.open.pop()
        self.expect(")", opened)
        return self.folded(token, operation, _Range([index], {index.text: lower}, {index.text: upper}), body)

    def separator(self) -> None:
        if not self.sees(","):
            raise self.unexpected()
        self.take()

    def commas_inside(self, place: int) -> list[int]:
        """Places of the commas at the top level of the bracket that opens at `place`."""
        places, depth = [], 0
        while self.tokens[place].kind != "end":
            text = self.tokens[place].text
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if depth == 0:
                break
            if text == "," and depth == 1:
                places.append(place)
            place += 1
        return places

    def folded(self, token: Token, operation: str, span: _Range, body: Node) -> Node:
        """One fold for every index, the first one outermost; the condition belongs to the innermost."""
        end = self.tokens[self.at - 1].end
        condition = span.condition
        for index in reversed(span.indices):
            lower, upper = self.ends(index, span, body)
            body = Fold(token.start, end, operation, index.text, lower, upper, body, condition)
            condition = None
        return body

    def ends(self, index: Token, span: _Range, body: Node) -> tuple[Node, Node]:
        upper = span.upper.get(index.text)
        if upper is None:
            upper = self.implied_end(index, body, span.condition)
        lower = span.lower.get(index.text)
        if lower is None:
            lower = Number(index.start, index.end, Fraction(1), "1")
            if index.text in span.upper:
                self.note(f"{index.text} was taken to begin at 1.")
        return lower, upper

    def implied_end(self, index: Token, body: Node, condition: Node | None) -> Node:
        r"""The n of \sum_i x_i, from the family that the index runs over."""
        parts = [*walk(body), *(walk(condition) if condition else ())]
        sizes = {size for node in parts if isinstance(node, Indexed) for size in self.sizes_at(node, index.text)}
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
