r"""The grammar. One reader for LaTeX and typed text, by recursive descent, without backtracking.

    expression = term { ("+" | "-") term }
    term       = ["-"] factor { ["*" | "/"] factor }      # 2/3x is (2/3)x and 1/ab is (1/a)b: strictly left to right
    factor     = atom { "^" script | "'" | "!" }
    script     = group | ["-"] atom ...                   # 2^-x, x^{n-1}, A^\top

A sign before a term covers the whole term, so -x^2 is -(x^2). The body of a sum is a term.
"""

from fractions import Fraction

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.calculus import DERIVATIVES, INTEGRALS, LIMITS
from pengrade.grading.reading.calls import CLOSING
from pengrade.grading.reading.conditions import INDICATORS, PIECEWISE
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.matrices import Matrices
from pengrade.grading.reading.tokens import Token, Tokenizer
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
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


def read_expression(text: str, declarations: Declarations) -> tuple[Node, tuple[str, ...]]:
    """The tree of one expression and the leniencies used; raises ReadingError for anything else."""
    tokenizer = Tokenizer(text, letters_of_numbers="e" not in declarations.symbols)
    tokens = tokenizer.tokens_of_text()
    reader = Reader(tokens, declarations, tokenizer.readings)
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


class Reader(Matrices):
    def expression(self) -> Node:
        self.deeper()
        terms = [self.term()]
        while self.sees("+", "-"):
            sign = self.take()
            term = self.term()
            terms.append(Negate(sign.start, term.end, term) if sign.text == "-" else term)
        self.depth -= 1
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
            if self.sees("*"):
                mark = "·" if self.take().side == "dot" else "*"
                factors.append(self.signed_factor())
                marks.append(mark)
            elif self.sees("⊙", "⊗"):
                factors, marks = [self.entrywise(self.product(factors, marks))], [""]
            elif self.sees("/"):
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

    def factor(self) -> Node:
        node = self.atom()
        marks = 0
        while self.sees("^", "'", "!") or self.sees_entry():
            marks += 1
            if self.depth + marks > 100:
                raise ReadingError("This is nested more than 100 deep.", self.token.start)
            if self.sees("!"):
                if self.tokens[self.at - 1].text == "!":
                    raise ReadingError("Put brackets: (n!)! is not n!!.", self.token.start, 1)
                node = Call(node.start, self.take().end, "factorial", (node,))
            elif self.sees("'"):
                node = self.primed(node)
            elif self.sees("_"):
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

    def atom(self) -> Node:
        self.deeper()
        node = self.atom_here()
        self.depth -= 1
        return node

    def atom_here(self) -> Node:
        built = self.built_of_words()
        if built is not None:
            return built
        token = self.settle()
        if token.kind == "number":
            return self.number()
        if token.kind == "letter":
            return self.letter(token)
        if token.kind == "structure":
            return self.structure()
        if token.kind == "begin":
            return self.environment()
        if token.kind == "sign":
            return self.sign_atom(token)
        raise self.unexpected()

    def built_of_words(self) -> Node | None:
        """What several tokens make together, before a run of letters falls into names: 1[x > 0], d/dx, lim, int."""
        token = self.token
        if token.text in INDICATORS and self.opens_indicator():
            return self.indicator()
        if (token.text in ("d", "∂", "frac")) and self.opens_derivative():
            return self.derivative()
        if token.kind not in ("word", "letter") or self.in_scope(token.text):
            return None
        opens = self.following.text if self.following.kind == "sign" else ""
        if token.text in INTEGRALS and opens in ("(", "_", "^"):
            return self.integral()
        if token.text in LIMITS and opens == "_":
            return self.limit()
        if token.text in DERIVATIVES and opens == "(":
            return self.derivative_in_brackets()
        if token.text in PIECEWISE and opens == "(":
            return self.piecewise()
        return self.fold() if self.is_extreme_over_index(token) else None

    def number(self) -> Node:
        token = self.take()
        if "/" not in token.text:
            return Number(token.start, token.end, token.value, token.text)
        above, below = (Number(token.start, token.end, Fraction(part), part) for part in token.text.split("/"))
        return Divide(token.start, token.end, above, below)

    def letter(self, token: Token) -> Node:
        symbol = self.symbol(token.text)
        if symbol is not None and symbol.domain == "function":
            return self.unknown_function()
        meaning = self.meaning(token.text, self.following.text == "_")
        if meaning == "function":
            return self.call()
        if meaning == "fold":
            return self.fold()
        return self.plain_letter()

    def sign_atom(self, token: Token) -> Node:
        if token.text in ("∑", "∏"):
            return self.fold()
        if token.text == "∫":
            return self.integral()
        if token.text == "⟨":
            return self.inner_product()
        if token.text == "√":
            self.take()
            argument = self.atom()
            return Call(token.start, argument.end, "sqrt", (argument,))
        if token.text == "[":
            return self.square_brackets()
        if token.text in ("(", "{", "\\{"):
            return self.bracket(token)
        if token.text in ("⌊", "⌈"):
            return self.enclosed("floor" if token.text == "⌊" else "ceil", "⌋" if token.text == "⌊" else "⌉")
        if token.text in ("|", "‖"):
            return self.bars(token)
        raise self.unexpected()

    def bracket(self, token: Token) -> Node:
        if token.text == "{":
            return self.group()
        self.take()
        self.refuse_empty(token, CLOSING[token.text])
        self.open.append(token.text)
        node = self.expression()
        self.open.pop()
        self.expect(CLOSING[token.text], token)
        return node

    def inner_product(self) -> Node:
        r"""\langle u, v \rangle is u^T v."""
        opened = self.take()
        self.open.append("⟨")
        left = self.expression()
        self.separator()
        right = self.expression()
        self.open.pop()
        closing = self.expect("⟩", opened)
        self.note("⟨u, v⟩ was read as u^T v.")
        turned = Transpose(left.start, left.end, left)
        return Product(opened.start, closing.end, (turned, right), ("",))

    def enclosed(self, function: str, closing: str) -> Node:
        opened = self.take()
        self.open.append(opened.text)
        node = self.expression()
        self.open.pop()
        return Call(opened.start, self.expect(closing, opened).end, function, (node,))

    def bars(self, token: Token) -> Node:
        """|x| and ||x||; two bars side by side open a norm."""
        following = self.following
        double = self.are_joined(token, following) and self.closes_doubly()
        if token.text == "‖":
            return self.norm(self.enclosed("norm", "‖"))
        if not double:
            return self.enclosed("abs", "|")
        self.take()
        self.take()
        self.open.append("|")
        node = self.expression()
        self.open.pop()
        self.expect("|", token._replace(end=following.end))
        closing = self.expect("|", token._replace(end=following.end))
        return self.norm(Call(token.start, closing.end, "norm", (node,)))

    def are_joined(self, left: Token, right: Token) -> bool:
        return left.text == right.text == "|" and right.start == left.end and not left.side

    def closes_doubly(self) -> bool:
        """The next bars after || are two again, so || opens a norm; in ||x|-1| they are one."""
        place = self.at + 2
        while place < len(self.tokens) - 1 and self.tokens[place].text != "|":
            place += 1
        return self.tokens[place].text != "|" or self.are_joined(self.tokens[place], self.tokens[place + 1])

    def norm(self, node: Node) -> Node:
        r"""The subscript of a norm: 1, 2, \infty or F."""
        if not self.sees("_") or not isinstance(node, Call):
            return node
        self.take()
        label = self.norm_label()
        token = self.token
        kind = {"2": "norm", "1": "norm1", "∞": "normmax", "F": "normF"}.get(label)
        if kind is None:
            raise ReadingError("Norms known here are 1, 2, \\infty and F.", token.start, token.end - token.start)
        self.skip_script()
        return Call(node.start, self.tokens[self.at - 1].end, kind, node.arguments)

    def norm_label(self) -> str:
        grouped = self.sees("{")
        return self.following.text if grouped else self.token.text
