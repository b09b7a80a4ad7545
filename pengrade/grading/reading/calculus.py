r"""Derivatives, definite integrals and limits.

\frac{d}{dx} f, \frac{d^2 f}{dx^2}, \frac{\partial}{\partial x_j} f, d/dx f, diff(f, x)
\int_a^b f \, dx, \int_a^b \frac{dx}{x}, \int_a^b dx/x, \int_{-\infty}^\infty f dx, integral(f, x, a, b)
\lim_{x \to 0} f, \lim_{x \to 0^+} f, \lim_{x \downarrow 0} f, limit(f, x, 0)
"""

from fractions import Fraction

from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.folds import Folds
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Apply, Derivative, Divide, Indexed, Integral, Limit, Name, Node, Number, names_in

INTEGRALS = frozenset({"int", "integral", "integrate", "Integral"})
DERIVATIVES = frozenset({"diff", "derivative", "Derivative"})
LIMITS = frozenset({"lim", "limit", "Limit"})
HIGHEST_ORDER = 6
ARROWS = {"→": "", "↓": "+", "↑": "-"}


class Calculus(Folds):
    def is_differential(self, place: int) -> bool:
        """A d or ∂ stands here that is no name: upright, or not declared."""
        token = self.tokens[place]
        if token.text == "∂" or token.side == "upright":
            return True
        return token.kind in ("word", "letter") and token.text == "d" and not self.in_scope("d")

    def begins_differential(self, place: int) -> bool:
        """A d with or without the name that follows it: d x, dx, \\partial x."""
        token = self.tokens[place]
        glued = token.kind == "word" and len(token.text) > 1 and token.text[0] == "d" and not self.in_scope(token.text)
        return self.is_differential(place) or (glued and not self.in_scope("d"))

    # --- derivatives ---------------------------------------------------------------------------------------------

    def opens_derivative(self) -> bool:
        r"""Here stands \frac{d…}{d…}, or d/dx."""
        token = self.token
        if token.kind == "structure" and token.text == "frac":
            if self.tokens[self.at + 1].text != "{" or not self.begins_differential(self.at + 2):
                return False
            below = self.closing_of(self.at + 1) + 1
            return self.tokens[below].text == "{" and self.begins_differential(below + 1)
        slash = self.at + (1 if self.following.text == "/" else 3)
        if slash > self.at + 1 and self.following.text != "^":
            return False
        if slash + 1 >= len(self.tokens) or self.tokens[slash].text != "/":
            return False
        return self.is_differential(self.at) and self.begins_differential(slash + 1)

    def closing_of(self, place: int) -> int:
        """The place of the brace that closes the one at `place`; the last place when none does."""
        depth = 0
        for number in range(place, len(self.tokens)):
            text = self.tokens[number].text if self.tokens[number].kind == "sign" else ""
            depth += (text == "{") - (text == "}")
            if depth <= 0:
                return number if number < len(self.tokens) - 1 else number - 1
        return len(self.tokens) - 2

    def derivative(self) -> Node:
        opened = self.token
        fraction = opened.kind == "structure"
        if fraction:
            self.take()
            self.expect("{", opened)
        order = self.order_above()
        body = None
        if fraction and not self.sees("}"):
            body = self.differentiated()
        if fraction:
            self.expect("}", opened)
            self.expect("{", opened)
        else:
            self.take()
        variable = self.variable_below(order)
        if fraction:
            self.expect("}", opened)
        return self.derived(opened, variable, order, body)

    def differentiated(self) -> Node | str:
        """What stands behind the upper d: an expression, or an unknown function by its name alone."""
        token = self.settle()
        symbol = self.symbol(token.text) if token.kind == "letter" else None
        if symbol is not None and symbol.domain == "function" and self.following.text == "}":
            return self.take().text
        self.open.append("{")
        body = self.expression()
        self.open.pop()
        return body

    def order_above(self) -> int:
        self.take_d()
        return self.order()

    def take_d(self) -> None:
        """Takes the d; of dx typed in one go the x is left."""
        token = self.token
        if token.kind == "word" and len(token.text) > 1:
            rest = token._replace(text=token.text[1:], start=token.start + 1, spaced=False)
            self.tokens[self.at] = rest
        else:
            self.take()

    def order(self) -> int:
        if not self.sees("^"):
            return 1
        self.take()
        place = self.token
        node = self.script()
        if not (isinstance(node, Number) and 1 <= node.value <= HIGHEST_ORDER and node.value.denominator == 1):
            raise ReadingError(f"The order is a number from 1 to {HIGHEST_ORDER}.", place.start, node.end - place.start)
        return int(node.value)

    def variable_below(self, order: int) -> Node:
        token = self.token
        self.take_d()
        start = self.token
        variable = self.atom()
        if self.order() != order:
            end = self.tokens[self.at - 1].end
            raise ReadingError("The orders above and below differ.", token.start, end - token.start)
        if not isinstance(variable, Name | Indexed):
            raise ReadingError("A name is missing after the d.", start.start, start.end - start.start)
        return variable

    def derived(self, opened: Token, variable: Node, order: int, body: Node | str | None) -> Node:
        if isinstance(body, str):
            argument = self.bracketed_arguments()[0] if self.sees("(") else variable
            return Apply(opened.start, self.tokens[self.at - 1].end, body, order, argument)
        if body is None:
            if not self.starts_factor():
                raise ReadingError("Say what is to be differentiated.", opened.start, variable.end - opened.start)
            body = self.term()
        return Derivative(opened.start, self.tokens[self.at - 1].end, variable, order, body)

    def derivative_in_brackets(self) -> Node:
        """diff(f, x) and diff(f, x, 2)."""
        token = self.take()
        arguments = self.bracketed_arguments()
        order = arguments[2] if len(arguments) == 3 else Number(0, 0, Fraction(1), "1")
        whole = isinstance(order, Number) and order.value.denominator == 1 and 1 <= order.value <= HIGHEST_ORDER
        if len(arguments) not in (2, 3) or not isinstance(arguments[1], Name | Indexed) or not whole:
            raise ReadingError(f"Write {token.text}(f, x) or {token.text}(f, x, 2).", token.start, len(token.text))
        times = int(order.value) if isinstance(order, Number) else 1
        return Derivative(token.start, self.tokens[self.at - 1].end, arguments[1], times, arguments[0])

    # --- integrals -----------------------------------------------------------------------------------------------

    def integral(self) -> Node:
        token = self.take()
        if self.sees("("):
            return self.over_range_in_brackets(token)
        lower, upper = self.ends_of_integral(token)
        differential = self.find_differential(token)
        self.open.append("integral")
        self.bound.append(differential.text)
        if self.token is differential:  # \int dx f
            self.take()
            body: Node = self.term() if self.starts_factor() else Number(token.start, token.end, Fraction(1), "1")
        else:
            body = self.expression()
            if self.token.kind != "differential":
                raise self.unexpected()
            self.take()
        below = self.below_differential()
        self.bound.pop()
        self.open.pop()
        end = self.tokens[self.at - 1].end
        if below is not None and differential.text in names_in(below):
            body, below = Divide(body.start, end, body, below), None
        integral = Integral(token.start, end, differential.text, lower, upper, body)
        return integral if below is None else Divide(token.start, end, integral, below)

    def below_differential(self) -> Node | None:
        r"""The x of \int dx/x."""
        if not self.sees("/"):
            return None
        self.take()
        return self.signed_factor()

    def ends_of_integral(self, token: Token) -> tuple[Node, Node]:
        lower: Node | None = None
        upper: Node | None = None
        while self.sees("_", "^"):
            sign = self.take().text
            if sign == "_":
                self.cut_index()
            end = self.end_of_integral()
            lower, upper = (end, upper) if sign == "_" else (lower, end)
        if lower is None or upper is None:
            message = "Say from where to where the integral goes, as in \\int_0^1 x dx."
            raise ReadingError(message, token.start, token.end - token.start)
        return lower, upper

    def end_of_integral(self) -> Node:
        if self.sees("{"):
            opened = self.take()
            self.open.append("{")
            end = self.bound_of_range()
            self.open.pop()
            self.expect("}", opened)
            return end
        return self.bound_of_range() if self.sees("∞", "-") and self.following.text != "{" else self.script()

    def find_differential(self, opened: Token) -> Token:
        """The dx of this integral, as one token of its own kind; inner integrals keep theirs."""
        waiting, depth, place = 1, 0, self.at
        while self.tokens[place].kind != "end" and depth >= 0:
            token = self.tokens[place]
            if token.kind == "sign":
                depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
                waiting += token.text == "∫"
            if depth == 0 and waiting == 1 and token.kind == "structure" and token.text == "frac":
                self.move_out_of_numerator(place)
            if depth == 0 and (length := self.differential_at(place)):
                waiting -= 1
                if waiting == 0:
                    return self.joined_differential(place, length)
                place += length - 1
            place += 1
        raise ReadingError("The integral needs its dx at the end.", opened.start, opened.end - opened.start)

    def move_out_of_numerator(self, place: int) -> None:
        r"""Of \frac{dx}{x} makes \frac{1}{x} dx; a derivative is left alone."""
        if place + 2 >= len(self.tokens) or self.tokens[place + 1].text != "{":
            return
        closing = self.closing_of(place + 1)
        below = closing + 1
        if self.tokens[below].text == "{" and self.begins_differential(below + 1):
            return
        found = [at for at in range(place + 2, closing) if self.differential_at(at)]
        if not found or any(token.text in ("{", "∫") for token in self.tokens[place + 2 : closing]):
            return
        start, length = found[-1], self.differential_at(found[-1])
        if start + length != self.closing_of(place + 1):
            return
        moved = self.tokens[start : start + length]
        end = self.closing_of(below) + 1 if self.tokens[below].text == "{" else below + 1
        one = [Token("number", "1", moved[0].start, moved[-1].end, value=Fraction(1))] if start == place + 2 else []
        self.tokens[start:end] = [*one, *self.tokens[start + length : end], *moved]

    def differential_at(self, place: int) -> int:
        """How many tokens the differential here takes; 0 where none stands."""
        token, following = self.tokens[place], self.tokens[place + 1 if place + 1 < len(self.tokens) else place]
        if token.kind == "word" and len(token.text) > 1 and token.side != "upright":
            cut = self.cut_before_d(token)
            if cut == 0:
                return 1
            if cut is not None:
                return self.cut_out(place, cut)
        if self.is_differential(place) and following.kind in ("word", "letter"):
            return 2
        return 0

    def cut_before_d(self, token: Token) -> int | None:
        """Where in a run of letters its dx begins: 0 for dx, 1 for xdx, None where there is none."""
        if self.in_scope(token.text) or self.in_scope("d") or self.meaning(token.text):
            return None
        place = token.text.rfind("d", 0, -1)
        name = token.text[place + 1 :] if place >= 0 else ""
        return place if name and (len(name) == 1 or self.in_scope(name)) else None

    def cut_out(self, place: int, cut: int) -> int:
        token = self.tokens[place]
        middle = token.start + cut
        self.tokens[place : place + 1] = [
            token._replace(text=token.text[:cut], end=middle),
            token._replace(text=token.text[cut:], start=middle, spaced=False),
        ]
        return 0

    def joined_differential(self, place: int, length: int) -> Token:
        first, last = self.tokens[place], self.tokens[place + length - 1]
        name = last.text if length == 2 else first.text[1:]
        token = Token("differential", name, first.start, last.end)
        self.tokens[place : place + length] = [token]
        return token

    def over_range_in_brackets(self, token: Token) -> Node:
        """integral(f, x, a, b)."""
        opened = self.token
        commas = self.commas_inside(self.at)
        index = self.tokens[commas[-3] + 1] if len(commas) >= 3 else token
        if index.kind not in ("word", "letter") or len(commas) < 3:
            message = f"Write {token.text}(f, x, a, b) or \\int_a^b f dx."
            raise ReadingError(message, token.start, token.end - token.start)
        self.take()
        self.open.append("(")
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
        closing = self.expect(")", opened)
        return Integral(token.start, closing.end, index.text, lower, upper, body)

    # --- limits --------------------------------------------------------------------------------------------------

    def limit(self) -> Node:
        token = self.take()
        if self.sees("("):
            return self.limit_in_brackets(token)
        self.take()
        opened = self.take()
        if opened.text not in ("{", "("):
            raise ReadingError("Write the limit as \\lim_{x \\to 0}.", token.start, opened.end - token.start)
        self.open.append("{")
        variable = self.index_token()
        if not self.sees(*ARROWS):
            raise self.unexpected()
        arrow = self.take()
        target, side = self.target_of_limit()
        side = side or ARROWS[arrow.text]
        self.open.pop()
        self.expect("}" if opened.text == "{" else ")", opened)
        self.bound.append(variable.text)
        body = self.term()
        self.bound.pop()
        return Limit(token.start, body.end, variable.text, target, side, body)

    def limit_in_brackets(self, token: Token) -> Node:
        """limit(f, x, 0)."""
        opened = self.token
        commas = self.commas_inside(self.at)
        index = self.tokens[commas[-2] + 1] if len(commas) >= 2 else token
        if index.kind not in ("word", "letter") or len(commas) < 2:
            message = f"Write {token.text}(f, x, a) or \\lim_{{x \\to a}} f."
            raise ReadingError(message, token.start, token.end - token.start)
        self.take()
        self.open.append("(")
        self.bound.append(index.text)
        body = self.expression()
        self.bound.pop()
        self.separator()
        self.index_token()
        self.separator()
        target, side = self.target_of_limit()
        self.open.pop()
        closing = self.expect(")", opened)
        return Limit(token.start, closing.end, index.text, target, side, body)

    def target_of_limit(self) -> tuple[Node, str]:
        if self.sees("∞") or (self.sees("+", "-") and self.following.text == "∞"):
            return self.bound_of_range(), ""
        side = self.side_of_limit()
        return self.expression(), side

    def side_of_limit(self) -> str:
        """Takes the ^+ or ^- out of 0^+, or the sign out of 0+; the place before it stays."""
        for place in range(self.at, min(self.at + 6, len(self.tokens) - 1)):
            if self.tokens[place].text in ("}", ")"):
                break
            if self.tokens[place].text in ("+", "-") and self.tokens[place + 1].text in ("}", ")") and place > self.at:
                return self.tokens.pop(place).text
            if self.tokens[place].text != "^":
                continue
            after = place + 1 + (self.tokens[place + 1].text == "{")
            if after + 1 >= len(self.tokens):
                break
            side = self.tokens[after].text
            closes = self.tokens[after + 1].text == "}"
            if side in ("+", "-") and closes:
                del self.tokens[place : after + (2 if after > place + 1 else 1)]
                return side
        return ""
