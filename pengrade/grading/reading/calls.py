"""Functions and their arguments, with brackets and without; roots and fractions in LaTeX."""

from fractions import Fraction

from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.functions import FUNCTIONS, POWER_BEFORE_ARGUMENT, SAID, Function, function_called
from pengrade.grading.reading.names import Names
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Apply, Call, Constant, Divide, Name, Negate, Node, Number, Power, Product, Slope

CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "|": "|", "‖": "‖", "⌊": "⌋", "⌈": "⌉"}
MOST_PRIMES = 4
# Words between conditions; an expression before them ends there.
JOINTS = frozenset({"and", "or", "if", "for", "when", "otherwise", "else", "falls"})


class Calls(Names):
    def call(self) -> Node:
        token = self.take()
        function = function_called(token.text)
        if function is None:
            raise self.unknown(token)
        if token.text == "root" or (function.name == "sqrt" and self.sees("[")):
            return self.root(token)
        if token.text in SAID:
            self.note(f"{token.text} was read as {SAID[token.text]}.")
        if function.name == "delta" and self.sees("_"):
            self.take()
            return self.called(function, token, self.indices(2), None, self.tokens[self.at - 1].end)
        if self.sees("'"):
            return self.slope(token, function)
        parameter = self.log_base(function)
        function, exponent = self.power_before_argument(function)
        arguments = self.arguments(function, token)
        end = self.tokens[self.at - 1].end
        node = self.called(function, token, arguments, parameter, end)
        return node if exponent is None else Power(token.start, end, node, exponent)

    def call_of(self, function: str) -> Node:
        """The function, by whatever name it stands here."""
        token = self.take()
        arguments = self.bracketed_arguments()
        return self.called(FUNCTIONS[function], token, arguments, None, self.tokens[self.at - 1].end)

    def slope(self, token: Token, function: Function) -> Node:
        r"""\sigma'(x) and \tanh''(x)."""
        order = 0
        while self.sees("'") and order < MOST_PRIMES:
            self.take()
            order += 1
        if not self.sees("(") or function.most != 1:
            length = self.tokens[self.at - 1].end - token.start
            raise ReadingError(f"Write the derivative as {token.text}'(x).", token.start, length)
        argument = self.bracketed_arguments()
        self.called(function, token, argument, None, token.end)
        return Slope(token.start, self.tokens[self.at - 1].end, function.name, order, argument[0])

    def called(self, function: Function, token: Token, arguments: list[Node], parameter: Node | None, end: int) -> Node:
        most = function.most
        if len(arguments) < function.least or (most is not None and len(arguments) > most):
            wanted = f"{function.least}" if most == function.least else f"at least {function.least}"
            plural = "" if wanted == "1" else "s"
            raise ReadingError(f"{token.text} takes {wanted} argument{plural}.", token.start, token.end - token.start)
        return Call(token.start, end, function.name, tuple(arguments), parameter)

    def log_base(self, function: Function) -> Node | None:
        """log_2, log_{10}, log2 and log10."""
        if function.name != "log":
            return None
        if self.sees("_"):
            self.take()
            return self.script()
        digits = self.token
        if digits.kind == "number" and not digits.spaced and digits.text in ("2", "10") and self.following.text == "(":
            self.take()
            self.note(f"log{digits.text} was read as the logarithm to base {digits.text}.")
            return Number(digits.start, digits.end, digits.value, digits.text)
        return None

    def power_before_argument(self, function: Function) -> tuple[Function, Node | None]:
        r"""The 2 of \sin^2 x; \sin^{-1} x is the inverse function."""
        if not self.sees("^") or function.name not in POWER_BEFORE_ARGUMENT:
            return function, None
        self.take()
        exponent = self.script()
        minus_one = Negate(0, 0, Number(0, 0, Fraction(1), "1"))
        if exponent == minus_one and function.inverse:
            self.note(f"{function.name}^{{-1}} was read as the inverse function {function.inverse}.")
            return FUNCTIONS[function.inverse], None
        return function, exponent

    def script(self) -> Node:
        """What a ^ or _ takes: a group, a bracket, or the one thing after it, with a sign before it if need be."""
        if self.sees("{"):
            return self.group()
        if self.sees("-"):
            minus = self.take()
            self.deeper()
            operand = self.script()
            self.depth -= 1
            return Negate(minus.start, operand.end, operand)
        return self.atom()

    def group(self) -> Node:
        opened = self.take()
        self.refuse_empty(opened, "}")
        self.open.append("{")
        node = self.expression()
        self.open.pop()
        self.expect("}", opened)
        return node

    def refuse_empty(self, opened: Token, closing: str) -> None:
        if self.sees(closing):
            raise ReadingError("Nothing stands between these brackets.", opened.start, self.token.end - opened.start)

    def arguments(self, function: Function, token: Token) -> list[Node]:
        if self.sees("(", "[", "\\{") or (self.sees("{") and function.name != "exp"):
            return self.bracketed_arguments()
        if not self.starts_factor():
            raise ReadingError(f"{token.text} needs an argument, as in {token.text}(x).", token.start, len(token.text))
        return [self.bare_argument(token)]

    def bracketed_arguments(self) -> list[Node]:
        opened = self.take()
        self.refuse_empty(opened, CLOSING[opened.text])
        self.open.append(opened.text)
        arguments = [self.expression()]
        while self.sees(","):
            self.take()
            arguments.append(self.expression())
        self.open.pop()
        self.expect(CLOSING[opened.text], opened)
        return arguments

    def bare_argument(self, token: Token) -> Node:
        """log 2 pi x is log(2 pi x): the argument runs on over juxtaposed factors, up to a function, bracket or sum."""
        if self.sees("-"):
            minus = self.take()
            operand = self.bare_argument(token)
            return Negate(minus.start, operand.end, operand)
        factors = [self.factor()]
        while self.starts_factor() and self.continues_argument():
            factors.append(self.factor())
        if len(factors) == 1:
            return factors[0]
        self.note(f"{token.text} was taken of everything up to the next sign, bracket or function.")
        return Product(factors[0].start, factors[-1].end, tuple(factors), ("",) * (len(factors) - 1))

    def continues_argument(self) -> bool:
        token = self.settle()
        if token.kind == "structure":
            return True
        return token.kind == "letter" and self.meaning(token.text, self.following.text == "_") in (
            "name",
            "constant",
            "",
        )

    def starts_factor(self) -> bool:
        """Something that can be multiplied stands here."""
        token = self.token
        if token.kind in ("word", "letter"):
            between = token.text in JOINTS and ("condition" in self.open or "piecewise" in self.open)
            return not between or self.in_scope(token.text)
        if token.kind in ("number", "structure", "begin"):
            return True
        if token.kind != "sign":
            return False
        if token.text in ("|", "‖"):
            return self.bar_opens(token)
        return token.text in ("(", "[", "{", "\\{", "∑", "∏", "√", "⌊", "⌈", "∫", "⟨")

    def bar_opens(self, token: Token) -> bool:
        if token.side:
            return token.side == "open"
        return not self.open or self.open[-1] not in ("|", "‖")

    def root(self, token: Token) -> Node:
        """sqrt[3]{x} and root(x, 3)."""
        if self.sees("["):
            opened = self.take()
            self.open.append("[")
            order = self.expression()
            self.open.pop()
            self.expect("]", opened)
            radicand = self.latex_argument()
        else:
            arguments = self.bracketed_arguments() if self.sees("(") else []
            if len(arguments) != 2:
                raise ReadingError("root takes a number and an order, as in root(x, 3).", token.start, len(token.text))
            radicand, order = arguments
        return Call(token.start, self.tokens[self.at - 1].end, "sqrt", (radicand,), order)

    def latex_argument(self) -> Node:
        r"""One argument of \frac: a group, or a single character as in \frac12."""
        if self.sees("{"):
            return self.group()
        token = self.token
        if token.kind in ("number", "word") and len(token.text) > 1 and token.end - token.start == len(token.text):
            self.split_first(token)
        return self.atom()

    def split_first(self, token: Token) -> None:
        head, rest = token.text[0], token.text[1:]
        values = (Fraction(head), Fraction(rest)) if token.text.isdigit() else (Fraction(0), Fraction(0))
        middle = token.start + 1
        self.tokens[self.at : self.at + 1] = [
            token._replace(text=head, end=middle, value=values[0]),
            token._replace(text=rest, start=middle, spaced=False, value=values[1]),
        ]

    def structure(self) -> Node:
        token = self.take()
        if token.text == "sqrt":
            if self.sees("["):
                return self.root(token)
            argument = self.latex_argument()
            return Call(token.start, argument.end, "sqrt", (argument,))
        if token.text == "conj":
            if not self.has_complex():
                raise ReadingError("A bar has no meaning here.", token.start, token.end - token.start)
            argument = self.latex_argument()
            return Call(token.start, argument.end, "conj", (argument,))
        self.open.append("{")
        first, second = self.latex_argument(), self.latex_argument()
        self.open.pop()
        end = self.tokens[self.at - 1].end
        if token.text == "binom":
            return Call(token.start, end, "binomial", (first, second))
        return Divide(token.start, end, first, second)

    def unknown_function(self) -> Node:
        """f(x), f'(x) for a declared function."""
        token = self.take()
        order = 0
        while self.sees("'"):
            self.take()
            order += 1
        if not self.sees("("):
            raise ReadingError(f"{token.text} needs its argument in brackets.", token.start, token.end - token.start)
        arguments = self.bracketed_arguments()
        if len(arguments) != 1:
            raise ReadingError(f"{token.text} takes one argument.", token.start, token.end - token.start)
        return Apply(token.start, self.tokens[self.at - 1].end, token.text, order, arguments[0])

    def is_constant_e(self, node: Node) -> bool:
        return isinstance(node, Constant) and node.name == "e"

    def is_shaped_name(self, node: Node) -> bool:
        """A declared vector or matrix by name alone."""
        symbol = self.symbol(node.name) if isinstance(node, Name) else None
        return symbol is not None and symbol.shape != (1, 1)
