"""The smallest parts: numbers, names, calls, and whatever brings its own brackets or words."""

from fractions import Fraction

from pengrade.grading.reading.brackets import Brackets
from pengrade.grading.reading.calculus import DERIVATIVES, INTEGRALS, LIMITS
from pengrade.grading.reading.conditions import INDICATORS, PIECEWISE
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Call, Divide, Node, Number


class Atoms(Brackets):
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
        if token.text == "E" and opens == "[":
            self.note("E was read as the expectation.")
            return self.call_of("expectation")
        if token.text in INTEGRALS and opens in ("(", "_", "^"):
            return self.integral()
        if token.text in LIMITS and opens in ("(", "_"):
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
