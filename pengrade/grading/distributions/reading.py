r"""Distributions: N(\mu, \sigma^2), x \sim \operatorname{Beta}(a, b), Gamma(shape=a, scale=s), or a density typed out.

law      = [ prefix ] ( named | density )                    # x ~, p(x|y) =
named    = family [ "_" parameter ] "(" [ variable (";" | "|") ] parameter { "," parameter } ")"
parameter = [ name "=" ] expression | "(" expression { "," expression } ")"

The name of a family counts only where its brackets reach to the end of the text: \Gamma(a)^{-1} x^{a-1} e^{-x} is a
density.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.distributions.arguments import Arguments, Conventions
from pengrade.grading.distributions.families import FAMILIES, family_called
from pengrade.grading.distributions.heads import BRACKETS, Head, closing_of, head_of, refuse_ambiguous, refuse_unknown
from pengrade.grading.distributions.laws import Law, Typed
from pengrade.grading.distributions.prefixes import Prefix, prefix_of
from pengrade.grading.distributions.signs import tokens_of
from pengrade.grading.distributions.typed import DensityReader
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.functions import function_called
from pengrade.grading.reading.tokens import Token
from pengrade.grading.shapes import SCALAR
from pengrade.grading.tree import Cases, Indicator, Name, names_in, walk

SHORTEST_NAME = 4  # letters of a word that can hardly be anything but the name of a distribution
# What the variable of a density may be called where nobody says it, the likeliest first.
MODELS = ("x", "k", "t", "y", "z", "n", "u", "s", "w", "theta", "mu", "lambda")


@dataclass(frozen=True)
class Heard:
    """`variable`: of a density typed out, and where a prefix names it."""

    law: Law
    readings: tuple[str, ...]
    variable: str | None
    sign: str


def read_law(text: str, declarations: Declarations, conventions: Conventions, variables: tuple[Symbol, ...]) -> Heard:
    """The distribution that the text says; ReadingError otherwise.

    `variables`: what the variable may be called, unless a prefix says it, and what it is.
    """
    prefix = prefix_of(text)
    if prefix is not None and prefix.variable is not None:
        variables = (replace(variables[0], name=prefix.variable),)
    start = prefix.length if prefix else 0
    # Blanks in place of the prefix, so that every position is one of the text as typed.
    tokens, readings = tokens_of(" " * start + text[start:], declarations)
    if tokens[0].kind == "end":
        raise ReadingError("There is nothing here yet.", start, 0)
    typed = [one for one in variables if _occurs(one.name, tokens, declarations)] or [variables[0]]
    law = _first_readable(tokens, declarations, conventions, typed, prefix, readings)
    named = law.variable if isinstance(law, Typed) else prefix.variable if prefix else None
    return Heard(law, tuple(dict.fromkeys(readings)), named, prefix.sign if prefix else "")


def _occurs(name: str, tokens: list[Token], declarations: Declarations) -> bool:
    """As a token without an index, or as a letter in a run that is no name itself."""
    alone = [token for token, after in pairwise(tokens) if after.text != "_"]
    if any(token.text == name for token in alone):
        return True
    runs = [token.text for token in alone if token.kind == "word" and not declarations.knows(token.text)]
    return len(name) == 1 and any(name in run and function_called(run) is None for run in runs)


def _first_readable(
    tokens: list[Token],
    declarations: Declarations,
    conventions: Conventions,
    variables: list[Symbol],
    prefix: Prefix | None,
    readings: list[str],
) -> Law:
    """Read with the first of the variables that makes sense of it; otherwise the refusal is that of the first."""
    refusal: ReadingError | None = None
    for variable in variables:
        noted = list(readings)
        try:
            law = _Reading(list(tokens), declarations, conventions, variable, prefix, noted).law()
        except ReadingError as error:
            refusal = refusal or error
            continue
        readings[:] = noted
        return law
    raise refusal or AssertionError("no variable")


class _Reading:
    def __init__(
        self,
        tokens: list[Token],
        declarations: Declarations,
        conventions: Conventions,
        variable: Symbol,
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
        if self.conventions.states and self.is_list():
            self.readings.append("The list was read as the probabilities of the states.")
            whole = Head(FAMILIES["categorical"], "The list", 0, None)
            return self.arguments(whole, (0, len(self.tokens) - 2)).named()
        head = head_of(self.tokens)
        span = self.brackets_after(head)
        if head.family is not None and self.is_law(head, span):
            self.tell_prefix()
            return self.arguments(head, span).named()
        if span is not None:
            refuse_ambiguous(head, self.tokens[0])
            if "," in [token.text for token in self.tokens[span[0] : span[1]]] and not function_called(head.typed):
                refuse_unknown(head, self.tokens[0])
        try:
            return self.density()
        except ReadingError:
            self.refuse_parts_of_it(head, span)
            raise

    def is_list(self) -> bool:
        """Brackets around all, with a comma in them."""
        first = self.tokens[0]
        opens = first.kind == "sign" and first.text in ("(", "[") and self.tokens[1].text != "["
        closing = closing_of(self.tokens, 0) if opens else 0
        return closing == len(self.tokens) - 2 and any(token.text == "," for token in self.tokens)

    def refuse_parts_of_it(self, head: Head, span: tuple[int, int] | None) -> None:
        """Better words for a distribution with something around it, and for one that is not known."""
        for token, after in pairwise(self.tokens):
            if self.is_family(token.text) and after.text == "(":
                message = "Write one distribution alone here, with nothing before or behind it."
                raise ReadingError(message, token.start, token.end - token.start)
        first = self.tokens[0]
        if head.family is not None and self.is_family(head.typed) and self.tokens[head.after].kind == "end":
            raise ReadingError(f"{head.typed} needs its parameters in brackets.", first.start, first.end - first.start)
        if span is not None and len(head.typed) >= SHORTEST_NAME and not self.is_name(head.typed):
            message = f"There is no distribution {head.typed} here."
            raise ReadingError(message, first.start, first.end - first.start)

    def is_family(self, word: str) -> bool:
        return family_called(word) is not None and not self.is_name(word)

    def is_name(self, word: str) -> bool:
        return self.declarations.knows(word) or word == self.variable.name or function_called(word) is not None

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
        return not (word and any(token.text == self.variable.name for token in inside))

    def arguments(self, head: Head, span: tuple[int, int] | None) -> Arguments:
        declarations = self.declarations
        if head.family is not None and head.family.name == "point-mass":
            declarations = self.with_variable()
        return Arguments(self.tokens, head, span, declarations, self.conventions, self.readings, self.variable.name)

    def density(self) -> Typed:
        begins = self.tokens[0]
        reader = DensityReader(self.tokens, self.with_variable(), self.readings)
        body = reader.density()
        bounded = any(isinstance(node, Cases | Indicator) for node in walk(body))
        symbol = self.with_variable().symbols[self.variable.name]
        is_in_it = self.variable.name in names_in(body) and not isinstance(body, Name)
        if not is_in_it and not bounded and self.prefix is None:
            message = "A distribution is asked for here, such as N(mean, variance), or its density, as in p(x) = …"
            raise ReadingError(message, begins.start, body.end - begins.start)
        self.readings.append(f"This was read as the density of {self.variable.name}.")
        return Typed(body.start, body.end, symbol, body, reader.counts)

    def tell_prefix(self) -> None:
        if self.prefix is not None:
            self.readings.append("What stands before the distribution was passed over.")

    def with_variable(self) -> Declarations:
        if self.variable.shape == SCALAR and self.declarations.knows(self.variable.name):
            return self.declarations
        return extended(self.declarations, self.variable)


@lru_cache(maxsize=512)
def extended(declarations: Declarations, symbol: Symbol) -> Declarations:
    """The declarations with one symbol more, or another in its place; one object for the same two."""
    if declarations.symbols.get(symbol.name) == symbol:
        return declarations
    return replace(declarations, symbols={**declarations.symbols, symbol.name: symbol})
