r"""Sums and integrals over random variables: \sum_z, \sum_{x, y}, \int … dz, sum(p(x, z), z)."""

from pengrade.grading.probability.tree import Marginal
from pengrade.grading.reading.densities import BAR, Variables
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Infinity, Node, Product


class Marginals(Variables):
    any_stands_beside = True  # \prod_{i=2}^3 p(x_i|x_{i-1}) p(x_1) has p(x_1) once
    taken_apart: Node | None = None  # what the last product with factors behind it became

    def fold(self) -> Node:
        token = self.token
        if token.text in ("∑", "sum", "Sum"):
            if self.following.text == "_" and self.names_variable(self.at + 2):
                return self.marginal()
            if self.following.text == "(" and len(self.commas_inside(self.at + 1)) == 1:
                return self.marginal_in_brackets()
        node = super().fold()
        if isinstance(node, Product):
            self.taken_apart = node
        return node

    def product(self, factors: list[Node], marks: list[str]) -> Node:
        """The factors that a product was taken apart from stand beside those before it."""
        last = factors[-1]
        if isinstance(last, Product) and last is self.taken_apart and len(factors) > 1:
            factors, marks = [*factors[:-1], *last.factors], [*marks, *last.marks]
        return super().product(factors, marks)

    def names_variable(self, place: int) -> bool:
        while self.tokens[place].text in ("{", "("):
            place += 1
        token = self.tokens[place]
        if token.kind not in ("word", "letter"):
            return False
        return any(self.is_variable(token.text[:length]) for length in range(1, len(token.text) + 1))

    def is_variable(self, word: str) -> bool:
        symbol = self.symbol(word)
        if symbol is not None:
            return symbol.domain == "variable"
        numbered = (one for name, one in self.declarations.symbols.items() if name.startswith(f"{word}_"))
        return word in self.sequences or any(one.domain == "variable" for one in numbered)

    def marginal(self) -> Node:
        token = self.take()
        self.take()
        variables = self.variables_below()
        if self.sees("^"):
            raise self.over_all_values(variables[0], self.token)
        body = self.term()
        return Marginal(token.start, body.end, tuple(variables), body, "sum")

    def variables_below(self) -> list[Node]:
        if not self.sees("{", "("):
            return [self.bare_variable()]
        opened = self.take()
        closing = "}" if opened.text == "{" else ")"
        self.open.append(BAR)
        variables = [self.variable()]
        while not self.sees(closing) and self.token.kind != "end":
            if self.sees("="):
                raise self.over_all_values(variables[-1], self.token)
            if self.sees(","):
                self.take()
            variables.append(self.variable())
        self.open.pop()
        self.expect(closing, opened)
        return variables

    def bare_variable(self) -> Node:
        """A script without braces is one name: in \\sum_xp(x) the x."""
        if self.token.kind == "word" and not self.in_scope(self.token.text):
            self.cut_index()
        return self.variable()

    def over_all_values(self, variable: Node, token: Token) -> ReadingError:
        return ReadingError(
            "A sum over a random variable goes over all its values; write the variable alone below it.",
            variable.start,
            token.end - variable.start,
        )

    def marginal_in_brackets(self, sign: str = "sum") -> Node:
        """sum(p(x, y), y) and integral(p(x, y), y)."""
        token = self.take()
        opened = self.take()
        self.open.append("(")
        body = self.expression()
        self.separator()
        variable = self.variable()
        self.open.pop()
        end = self.expect(")", opened).end
        return Marginal(token.start, end, (variable,), body, sign)

    def integral(self) -> Node:
        if self.following.text == "(" and self.token.text != "∫":
            return self.marginal_in_brackets("integral")
        token = self.take()
        below = self.below_integral(token)
        differential = self.find_differential(token)
        if not self.is_variable(differential.text):
            raise ReadingError(
                f"{differential.text} is no random variable here.",
                differential.start,
                differential.end - differential.start,
            )
        self.open.append("integral")
        if self.token is differential:
            variable = self.variable_of(differential)
            body = self.term()
        else:
            body = self.expression()
            if self.token.kind != "differential":
                raise self.unexpected()
            variable = self.variable_of(self.token)
        self.open.pop()
        if below is not None and below != variable:
            raise ReadingError("Below the sign stands another variable.", below.start, below.end - below.start)
        end = self.tokens[self.at - 1].end
        return Marginal(token.start, end, (variable,), body, "integral")

    def variable_of(self, differential: Token) -> Node:
        """The d is passed over; the name behind it may have a subscript."""
        self.tokens[self.at] = differential._replace(kind="letter")
        return self.variable()

    def below_integral(self, token: Token) -> Node | None:
        r"""The z of \int_z; ends at infinity say nothing and are passed over."""
        below: Node | None = None
        while self.sees("_", "^"):
            place = self.at + 1
            if self.take().text == "_" and self.names_variable(place):
                below = self.variables_below()[0]
                continue
            if not isinstance(self.end_of_integral(), Infinity):
                message = "An integral over a random variable goes over all its values; leave its ends out."
                raise ReadingError(message, token.start, self.tokens[self.at - 1].end - token.start)
        return below
