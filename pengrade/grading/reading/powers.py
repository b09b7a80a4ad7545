r"""What stands behind an atom: exponents, A^\top, x', n! and the index of (A w)_i."""

from fractions import Fraction

from pengrade.grading.reading.atoms import Atoms
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Entry,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
)


class Powers(Atoms):
    def factor(self) -> Node:
        node = self.atom()
        marks = 0
        while (sign := self.sign_here()) and (sign in ("^", "'", "!") or self.sees_entry()):
            marks += 1
            if self.depth + marks > 100:
                raise ReadingError("This is nested more than 100 deep.", self.token.start)
            if sign == "!":
                if self.tokens[self.at - 1].text == "!":
                    raise ReadingError("Put brackets: (n!)! is not n!!.", self.token.start, 1)
                node = Call(node.start, self.take().end, "factorial", (node,))
            elif sign == "'":
                node = self.primed(node)
            elif sign == "_":
                node = self.entry(node)
            else:
                node = self.raised(node)
        return node

    def sees_entry(self) -> bool:
        """An index behind a bracket, as in (A w)_i."""
        return self.sees("_") and self.tokens[self.at - 1].text in (")", "]", "\\}")

    def entry(self, node: Node) -> Node:
        self.take()
        indices = tuple(self.indices(2))
        if self.is_shaped_name(node) and isinstance(node, Name):
            return Indexed(node.start, self.tokens[self.at - 1].end, node.name, indices)
        return Entry(node.start, self.tokens[self.at - 1].end, node, indices)

    def primed(self, node: Node) -> Node:
        prime = self.token
        if not self.is_shaped_name(node) and not isinstance(node, Transpose | Call | Product | Add):
            raise ReadingError("A prime has no meaning here.", prime.start, 1)
        self.take()
        self.note("A prime was read as the transpose.")
        return Transpose(node.start, prime.end, node)

    def raised(self, base: Node) -> Node:
        caret = self.take()
        decorated = self.decorated(base)
        if decorated is not None:
            return decorated
        mark = self.transposing(base)
        if mark:
            end = self.tokens[self.at - 1].end
            if isinstance(base, Number) and base.text == "1":
                self.note("1^T was read as the row of ones.")
                base = Ones(base.start, base.end)
            if mark == "-T":
                one = Number(caret.end, end, Fraction(1), "1")
                base = Power(base.start, end, base, Negate(caret.end, end, one))
            return Transpose(base.start, end, base)
        exponent = self.exponent()
        bare = isinstance(exponent, Name | Constant) and not self.closed()
        if bare and self.token.kind in ("letter", "word") and not self.token.spaced:
            self.note("Only what stands directly after ^ was raised; use brackets for more.")
        return Power(base.start, exponent.end if not self.closed() else self.tokens[self.at - 1].end, base, exponent)

    def decorated(self, base: Node) -> Node | None:
        """Takes ^*, ^† and ^+ with nothing behind them: the conjugate and the pseudo-inverse."""
        grouped = self.sees("{")
        token = self.tokens[self.at + grouped]
        after = self.tokens[self.at + grouped + 1] if token.kind != "end" else token
        if token.kind != "sign" or token.text not in ("*", "†", "+") or (grouped and after.text != "}"):
            return None
        if token.text == "*" and not self.has_complex():
            return None
        if token.text == "+" and not grouped and after.kind == "number":
            return None
        self.at += 1 + 2 * grouped
        function = "conj" if token.text == "*" else "pinv"
        return Call(base.start, self.tokens[self.at - 1].end, function, (base,))

    def closed(self) -> bool:
        return self.tokens[self.at - 1].text in (")", "}", "]")

    def exponent(self) -> Node:
        """2^3^4 is 2^(3^4), and 2^n! is 2^(n!)."""
        self.deeper()
        grouped = self.sees("{")
        node = self.script()
        while not grouped and self.sees("!"):
            node = Call(node.start, self.take().end, "factorial", (node,))
        if self.sees("^"):
            self.take()
            inner = self.exponent()
            node = self.raise_last(node, inner)
        self.depth -= 1
        return node

    def raise_last(self, node: Node, exponent: Node) -> Node:
        """-3^2 in an exponent is -(3^2), as everywhere."""
        if isinstance(node, Negate) and not self.closed():
            raised = Power(node.operand.start, exponent.end, node.operand, exponent)
            return Negate(node.start, exponent.end, raised)
        return Power(node.start, exponent.end, node, exponent)

    def transposing(self, base: Node) -> str:
        r"""Takes ^T, ^\top, ^{T}, ^{-T} and says which: "T", "-T", or "" (and takes nothing).

        A declared T is an exponent, unless it is a matrix itself or the base is one, which has whole powers only.
        """
        place, minus = self.at, False
        symbol = self.symbol("T")
        is_exponent = self.in_scope("T") and not (symbol and symbol.shape != (1, 1)) and not self.is_shaped_name(base)
        grouped = self.tokens[place].text == "{" and self.tokens[place].kind == "sign"
        place += grouped
        if grouped and self.tokens[place].text == "-":
            minus, place = True, place + 1
        token = self.tokens[place]
        letter = token.kind in ("word", "letter") and token.text == "T" and not is_exponent
        if not letter and not (token.kind == "sign" and token.text == "⊤"):
            if not (token.kind == "word" and self.begins_with_transpose(token) and not grouped):
                return ""
            rest = token._replace(text=token.text[1:], start=token.start + 1, spaced=False)
            self.tokens[place : place + 1] = [Token("letter", "T", token.start, token.start + 1), rest]
        if grouped and self.tokens[place + 1].text != "}":
            return ""
        self.at = place + 1 + grouped
        return "-T" if minus else "T"

    def begins_with_transpose(self, token: Token) -> bool:
        """w^TA typed in one go, as in 'x^TAx'."""
        return token.text[0] == "T" and not self.in_scope("T") and not self.meaning(token.text)
