r"""Random variables and densities: x, h_{t-1}, v_{1:t}, z', p(x, v_1 = 1 | y), q_1, p_\theta(x | z).

`p` needs no declaration. Variables h_1, h_2, … declared one by one are a family as well: h_i and h_{1:2} are read.
"""

from dataclasses import replace
from functools import lru_cache

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.probability.tree import VARIABLES, Applied, Density, Observed, Primed, Span
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import Reader
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Indexed, Name, Negate, Node, Number

SPOKEN_FOR = {"P": "p", "Pr": "p", "Prob": "p"}  # other names of the one density that needs no declaration
NUMBERED = ("variable", "density", "function")
MOST_PRIMES = 3
BAR = "|"


@lru_cache(maxsize=512)
def with_variables(declarations: Declarations) -> Declarations:
    """The declarations as probabilities need them: variables and densities are symbols, and p is a density."""
    symbols = {"p": Symbol("p", "density"), **declarations.symbols, **declarations.bystanders}
    bases = frozenset(name.split("_", 1)[0] for name in symbols if "_" in name)
    return replace(declarations, symbols=symbols, bases=bases, bystanders={})


class Variables(Reader):
    """Expects declarations `with_variables`."""

    def __init__(self, tokens: list[Token], declarations: Declarations, readings: list[str]) -> None:
        super().__init__(tokens, declarations, readings)
        self.sequences: dict[str, str] = {}  # the x of x_1 and of a family x, with what it was declared to be
        for name, symbol in declarations.symbols.items():
            base, _, label = name.partition("_")
            if symbol.domain in NUMBERED and (label.isdigit() or (symbol.family and not label)):
                self.sequences[base] = symbol.domain

    # --- names -----------------------------------------------------------------------------------------------------

    def name(self) -> Node:
        node = super().name()
        domain = self.domain_of(node)
        if domain == "density" and isinstance(node, Name | Indexed):
            return self.density(node)
        if domain == "function" and isinstance(node, Name | Indexed):
            return self.applied(node)
        return self.with_primes(node) if domain == "variable" else node

    def domain_of(self, node: Node) -> str:
        """ "variable", "density", or whatever else the name was declared to be."""
        if isinstance(node, Span):
            return "variable"
        if not isinstance(node, Name | Indexed):
            return ""
        symbol = self.symbol(node.name)
        if symbol is None:
            return self.sequences.get(node.name, "") if isinstance(node, Indexed) else ""
        return symbol.domain

    def with_primes(self, node: Node) -> Node:
        primes, end = 0, node.end
        while self.sees("'") and primes < MOST_PRIMES:
            end = self.take().end
            primes += 1
        return Primed(node.start, end, node, primes) if primes else node

    def subscripted(self, base: Token) -> Node:
        if base.text not in self.sequences or self.is_declared_with_label(base):
            return super().subscripted(base)
        if self.has_colon() and self.sequences[base.text] == "variable":
            return self.span(base)
        one_by_one = self.symbol(base.text) is None
        if not one_by_one or self.label_at(self.at).isdigit():  # q_3 is none of q_1 and q_2
            return super().subscripted(base)
        self.take()
        indices = tuple(self.indices(1))
        return Indexed(base.start, self.tokens[self.at - 1].end, base.text, indices)

    def is_declared_with_label(self, base: Token) -> bool:
        self.at += 1
        label = self.label()
        self.at -= 1
        return bool(label) and self.declarations.knows(f"{base.text}_{label}")

    def has_colon(self) -> bool:
        """The subscript that begins here, in braces, goes from one index to another."""
        place, depth = self.at + 1, 0
        while self.tokens[place].kind != "end":
            text = self.tokens[place].text if self.tokens[place].kind == "sign" else ""
            depth += (text in ("{", "(")) - (text in ("}", ")"))
            if depth <= 0:
                return False
            if text == ":" and depth == 1:
                return True
            place += 1
        return False

    def span(self, base: Token) -> Node:
        """v_{1:t}."""
        self.take()
        opened = self.take()
        self.open.append("index")
        lower = self.expression()
        if not self.sees(":"):
            raise self.unexpected()
        self.take()
        upper = self.expression()
        self.open.pop()
        closing = self.expect("}" if opened.text == "{" else ")", opened)
        return Span(base.start, closing.end, base.text, lower, upper)

    def variable(self) -> Node:
        """The random variable that stands here; anything else is refused."""
        token = self.settle() if self.token.kind != "end" else self.token
        if token.kind != "letter":
            if token.kind in ("sign", "end"):
                raise self.unexpected()
            raise ReadingError("The name of a random variable belongs here.", token.start, token.end - token.start)
        if self.meaning(token.text, self.following.text == "_") != "name":
            raise self.unknown(token)
        node = self.name()
        if not isinstance(node, VARIABLES) or (isinstance(node, Name | Indexed) and self.domain_of(node) != "variable"):
            shown = self.tokens[self.at - 1].end - token.start
            raise ReadingError(f"{token.text} is no random variable here.", token.start, shown)
        return node

    # --- densities -------------------------------------------------------------------------------------------------

    def sees_density(self) -> bool:
        """A density stands here, by its declared name or as the P that is p."""
        token = self.token
        if token.kind not in ("word", "letter"):
            return False
        if self.is_other_p(token):
            return True
        symbol = self.symbol(token.text)
        if symbol is not None and symbol.domain == "density":
            return True
        if self.following.text != "_" or token.text not in self.declarations.bases:
            return False
        if self.sequences.get(token.text) == "density":
            return True
        self.at += 2
        label = self.label_at(self.at - 1)
        self.at -= 2
        other = self.symbol(f"{token.text}_{label}") if label else None
        return other is not None and other.domain == "density"

    def label_at(self, underscore: int) -> str:
        before, self.at = self.at, underscore + 1
        label = self.label()
        self.at = before
        return label

    def is_other_p(self, token: Token) -> bool:
        return token.text in SPOKEN_FOR and not self.in_scope(token.text) and self.following.text in ("(", "[")

    def other_p(self) -> Node:
        token = self.take()
        self.note(f"{token.text} was read as p.")
        return self.density(Name(token.start, token.end, "p"))

    def density(self, named: Name | Indexed) -> Node:
        """The name of the density has been taken; its arguments follow, or nothing."""
        indices = named.indices if isinstance(named, Indexed) else ()
        if not self.sees("(", "["):
            return Density(named.start, named.end, named.name, indices=indices)
        opened = self.take()
        closing = ")" if opened.text == "(" else "]"
        self.open.append(BAR)
        if self.sees(BAR):
            raise ReadingError("Nothing stands before this bar.", opened.start, self.token.end - opened.start)
        self.refuse_empty(opened, closing)
        left = self.events(closing)
        right = self.given(closing)
        parameters = self.parameters()
        self.open.pop()
        end = self.expect(closing, opened).end
        return Density(named.start, end, named.name, tuple(left), tuple(right), parameters, indices)

    def parameters(self) -> tuple[Node, ...]:
        """The theta of p(x; theta): declared names that are no random variables."""
        found: list[Node] = []
        while self.sees(";" if not found else ","):
            self.take()
            token = self.token
            node = self.atom()
            if not isinstance(node, Name) or self.domain_of(node) in ("", *NUMBERED):
                raise ReadingError("The name of a parameter belongs here.", token.start, max(node.end - token.start, 1))
            found.append(node)
        return tuple(found)

    def applied(self, named: Name | Indexed) -> Node:
        """The name of an unknown function has been taken."""
        if not self.sees("("):
            raise ReadingError(f"{named.name} needs its argument in brackets.", named.start, named.end - named.start)
        indices = named.indices if isinstance(named, Indexed) else ()
        arguments = tuple(self.bracketed_arguments())
        return Applied(named.start, self.tokens[self.at - 1].end, named.name, arguments, indices)

    def given(self, closing: str) -> list[Node]:
        """What stands behind a bar, if there is one."""
        if not self.sees(BAR):
            return []
        bar = self.take()
        if self.sees(closing):
            raise ReadingError("Nothing stands behind this bar.", bar.start, bar.end - bar.start)
        return self.events(closing)

    def events(self, closing: str) -> list[Node]:
        """x, y = 1, v_{1:2}; variables side by side need no comma."""
        found = [self.event()]
        while not self.sees(closing, BAR, ";") and self.token.kind != "end":
            if self.sees(","):
                self.take()
            elif self.token.kind in ("word", "letter"):
                self.note("Variables side by side were read as a list.")
            else:
                break
            found.append(self.event())
        return found

    def event(self) -> Node:
        variable = self.variable()
        if not self.sees("="):
            return variable
        self.take()
        value = self.expression()
        literal = value.operand if isinstance(value, Negate) else value
        if not isinstance(literal, Number):
            raise ReadingError(
                "A value is a number here, as in p(v=1). For any value write the variable alone.",
                value.start,
                value.end - value.start,
            )
        return Observed(variable.start, value.end, variable, value)
