r"""The grammar. One reader for LaTeX and typed text, by recursive descent, without backtracking.

    expression = term { ("+" | "-") term }
    term       = ["-"] factor { ["*" | "/"] factor }      # 2/3x is (2/3)x and 1/ab is (1/a)b: strictly left to right
    factor     = atom { "^" script | "'" | "!" }
    script     = group | ["-"] atom ...                   # 2^-x, x^{n-1}, A^\top

A sign before a term covers the whole term, so -x^2 is -(x^2). The body of a sum is a term.
"""

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.powers import Powers
from pengrade.grading.reading.tokenizer import Tokenizer
from pengrade.grading.reading.tokens import Token, with_infinities
from pengrade.grading.tree import (
    Add,
    Call,
    Divide,
    Negate,
    Node,
    Number,
    Product,
)


def read_expression(
    text: str, declarations: Declarations, grammar: "type[Reader] | None" = None
) -> tuple[Node, tuple[str, ...]]:
    """The tree of one expression and the leniencies used; raises ReadingError for anything else.

    `grammar`: this one, with what another kind of answer adds to it.
    """
    tokenizer = Tokenizer(text, letters_of_numbers="e" not in declarations.symbols)
    tokens = with_infinities(tokenizer.tokens_of_text(), declarations)
    reader = (grammar or Reader)(tokens, declarations, tokenizer.readings)
    if reader.token.kind == "end":
        raise ReadingError("There is nothing here yet.", 0, 0)
    equals = _left_side(tokens)
    try:
        node = reader.expression()
        if reader.token.kind != "end":
            raise reader.unexpected()
    except ReadingError:
        if equals is None:
            raise
        message = "Write only what stands to the right of the equals sign."
        raise ReadingError(message, tokens[0].start, equals.end - tokens[0].start) from None
    return node, tuple(reader.readings)


def _left_side(tokens: list[Token]) -> Token | None:
    """The only equals sign outside all brackets, with something on both sides of it: 'f(x) = 2 x'."""
    depth, found = 0, []
    for place, token in enumerate(tokens[:-1]):
        if token.kind != "sign":
            continue
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.text == "=" and depth == 0 and 0 < place < len(tokens) - 2:
            found.append(token)
    return found[0] if len(found) == 1 else None


class Reader(Powers):
    def expression(self) -> Node:
        terms = [self.term()]
        while self.sees("+", "-"):
            sign = self.take()
            term = self.term()
            terms.append(Negate(sign.start, term.end, term) if sign.text == "-" else term)
        return terms[0] if len(terms) == 1 else Add(terms[0].start, terms[-1].end, tuple(terms))

    def term(self) -> Node:
        if self.sees("-", "+"):
            sign = self.take()
            self.deeper()
            operand = self.term()
            self.depth -= 1
            return Negate(sign.start, operand.end, operand) if sign.text == "-" else operand
        factors, marks, divisions = [self.factor()], [""], 0
        while True:
            mark_here = self.sign_here()
            if mark_here == "*":
                mark = "·" if self.take().side == "dot" else "*"
                factors.append(self.signed_factor())
                marks.append(mark)
            elif mark_here in ("⊙", "⊗"):
                factors, marks = [self.entrywise(self.product(factors, marks))], [""]
            elif mark_here == "/":
                divisions += 1
                factors, marks = [self.quotient(factors, marks, divisions)], [""]
            elif self.starts_factor():
                if self.sees_decimals():
                    factors[-1] = self.with_decimals(factors[-1])
                    continue
                self.check_juxtaposed(factors[-1], divisions)
                factors.append(self.factor())
                marks.append("")
            else:
                return self.product(factors, marks)

    def product(self, factors: list[Node], marks: list[str]) -> Node:
        if len(factors) == 1:
            return factors[0]
        return Product(factors[0].start, factors[-1].end, tuple(factors), tuple(marks[1:]))

    def entrywise(self, left: Node) -> Node:
        """u ⊙ A v is u ⊙ (A v), and the next ⊙ takes all before it."""
        sign = self.take()
        self.deeper()
        right = self.juxtaposed()
        self.depth -= 1
        function = "hadamard" if sign.text == "⊙" else "kron"
        if function == "kron":
            self.note("⊗ was read as the Kronecker product.")
        return Call(left.start, right.end, function, (left, right))

    def juxtaposed(self) -> Node:
        factors = [self.signed_factor()]
        while self.starts_factor():
            factors.append(self.factor())
        return self.product(factors, [""] * len(factors))

    def quotient(self, factors: list[Node], marks: list[str], divisions: int) -> Node:
        slash = self.take()
        if self.depth + divisions > 100:
            raise ReadingError("This is nested more than 100 deep.", slash.start)
        numerator, denominator = self.product(factors, marks), self.signed_factor()
        return Divide(numerator.start, denominator.end, numerator, denominator)

    def signed_factor(self) -> Node:
        if not self.sees("-", "+"):
            return self.factor()
        sign = self.take()
        self.deeper()
        operand = self.signed_factor()
        self.depth -= 1
        return Negate(sign.start, operand.end, operand) if sign.text == "-" else operand

    def sees_decimals(self) -> bool:
        return self.token.kind == "number" and self.token.text.startswith(".")

    def with_decimals(self, before: Node) -> Node:
        """(12).0, as a problem with a number put in for a name writes it; nothing else may stand before .0."""
        token = self.take()
        if token.spaced or not isinstance(before, Number) or not before.text.isdigit():
            raise ReadingError("There is no number before this point.", token.start, token.end - token.start)
        self.note(f"({before.text}){token.text} was read as {before.text}{token.text}.")
        return Number(before.start, token.end, before.value + token.value, before.text + token.text)

    def check_juxtaposed(self, before: Node, divisions: int) -> None:
        """Two factors without a sign between them."""
        token = self.token
        after = self.tokens[self.at - 1]
        beside = token.kind == "number" and not (self.open and self.open[-1] == "indices")  # A_{i1} has two indices
        if beside and not self.closes_bracket(after) and not self.opens_indicator():
            message = "Put a sign between the two: a space or nothing is not enough before a number."
            number = isinstance(before, Number) and before.text.isdigit()
            suggestion = f"{before.text}{token.text}" if number and isinstance(before, Number) else None
            raise ReadingError(message, before.start, token.end - before.start, suggestion)
        if divisions and isinstance(before, Divide) and self.tokens[self.at - 1].text not in (")", "}"):
            self.note("a/b c was read as (a/b) c.")

    def closes_bracket(self, token: Token) -> bool:
        return token.text in (")", "]", "}", "|", "‖", "!", "⟩") or token.kind == "structure"
