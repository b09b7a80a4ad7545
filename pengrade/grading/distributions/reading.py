r"""Distributions: N(\mu, \sigma^2), x \sim \operatorname{Beta}(a, b), Gamma(shape=a, scale=s), or a density typed out.

law      = [ prefix ] ( named | density )                    # x ~, p(x|y) =
named    = family [ "_" parameter ] "(" [ variable (";" | "|") ] parameter { "," parameter } ")"
parameter = [ name "=" ] expression | "(" expression { "," expression } ")"

The name of a family counts only where its brackets reach to the end of the text: \Gamma(a)^{-1} x^{a-1} e^{-x} is a
density.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from pengrade.grading.declarations import Declarations, Symbol, canonical_name
from pengrade.grading.distributions.arguments import Arguments, Conventions
from pengrade.grading.distributions.heads import BRACKETS, Head, closing_of, head_of, refuse_ambiguous, refuse_unknown
from pengrade.grading.distributions.laws import Law, Typed
from pengrade.grading.distributions.prefixes import Prefix, prefix_of
from pengrade.grading.distributions.signs import tokens_of
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.functions import function_called
from pengrade.grading.reading.tokens import Token
from pengrade.grading.spec import SpecError

MODELS = ("x", "k")  # what the variable of a density is called where nobody says it


@dataclass(frozen=True)
class Heard:
    law: Law
    readings: tuple[str, ...]
    variable: str | None
    prefix: Prefix | None


def read_law(text: str, declarations: Declarations, conventions: Conventions, variable: Symbol | None) -> Heard:
    """The distribution that the text says; ReadingError otherwise.

    `variable` is that of the key, if it has one, for a density typed out.
    """
    prefix = prefix_of(text)
    start = prefix.length if prefix else 0
    # Blanks in place of the prefix, so that every position is one of the text as typed.
    tokens, readings = tokens_of(" " * start + text[start:], declarations)
    if tokens[0].kind == "end":
        raise ReadingError("There is nothing here yet.", start, 0)
    reader = _Reading(tokens, declarations, conventions, variable, prefix, readings)
    law = reader.law()
    return Heard(law, tuple(dict.fromkeys(readings)), reader.name_of_variable(), prefix)


class _Reading:
    def __init__(
        self,
        tokens: list[Token],
        declarations: Declarations,
        conventions: Conventions,
        variable: Symbol | None,
        prefix: Prefix | None,
        readings: list[str],
    ) -> None:
        self.tokens = tokens
        self.declarations = declarations
        self.conventions = conventions
        self.variable = variable
        self.prefix = prefix
        self.readings = readings

    def law(self) -> Law:
        head = head_of(self.tokens)
        span = self.brackets_after(head)
        if head.family is not None and self.is_law(head, span):
            self.tell_prefix()
            return self.arguments(head, span).named()
        if span is not None:
            refuse_ambiguous(head, self.tokens[0])
            if "," in [token.text for token in self.tokens[span[0] : span[1]]] and not function_called(head.typed):
                refuse_unknown(head, self.tokens[0])
        return self.density()

    def brackets_after(self, head: Head) -> tuple[int, int] | None:
        """The places of the brackets that stand behind the name and end the text."""
        token = self.tokens[head.after]
        if token.kind != "sign" or token.text not in BRACKETS or not head.typed:
            return None
        closing = closing_of(self.tokens, head.after)
        is_last = closing >= len(self.tokens) - 2
        return (head.after, closing) if is_last else None

    def is_law(self, head: Head, span: tuple[int, int] | None) -> bool:
        """The name of a family that is not also a name or function of an expression here."""
        if span is None:
            return head.below is not None and self.tokens[head.after].kind == "end"
        inside = self.tokens[span[0] + 1 : span[1]]
        single = not any(token.text in (",", ";", "|") for token in inside)
        if single and head.below is None and self.declarations.knows(head.typed):
            return False
        word = function_called(head.typed) is not None and head.typed not in ("Gamma", "Beta", "delta")
        return not (word and any(token.text == self.name_of_variable() for token in inside))

    def arguments(self, head: Head, span: tuple[int, int] | None) -> Arguments:
        declarations = self.declarations
        if head.family is not None and head.family.name == "point-mass":
            declarations = self.with_variable()
        return Arguments(
            self.tokens, head, span, declarations, self.conventions, self.readings, self.name_of_variable()
        )

    def density(self) -> Typed:
        raise ReadingError("A distribution is asked for here, such as N(mean, variance).", self.tokens[0].start)

    def tell_prefix(self) -> None:
        if self.prefix is not None:
            self.readings.append("What stands before the distribution was passed over.")

    def name_of_variable(self) -> str:
        if self.prefix is not None and self.prefix.variable is not None:
            return self.prefix.variable
        return self.variable.name if self.variable is not None else MODELS[0]

    def with_variable(self) -> Declarations:
        symbol = self.variable or Symbol(self.name_of_variable(), "real")
        return extended(self.declarations, replace(symbol, name=self.name_of_variable()))


@lru_cache(maxsize=512)
def extended(declarations: Declarations, symbol: Symbol) -> Declarations:
    """The declarations with one symbol more, or another in its place; one object for the same two."""
    return replace(declarations, symbols={**declarations.symbols, symbol.name: symbol})


def variable_called(text: str) -> str:
    """The name of a variable as an author writes it; raises SpecError."""
    try:
        return canonical_name(text)
    except SpecError as error:
        raise SpecError(str(error), "options.variable") from None
