"""A token: one piece of the text, LaTeX and typed text alike."""

from fractions import Fraction
from typing import NamedTuple

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.functions import FUNCTIONS


class Token(NamedTuple):
    """`kind`: number, word, letter (never split: a Greek or styled name), structure, begin, finish, sign, end.

    `spaced`: white space stands before it. `side`: "open" or "close" when the text says so (\\left|, \\rvert);
    "dot" for a product written as one; "upright" for the d of a differential.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    side: str = ""
    value: Fraction = Fraction(0)


INFINITIES = frozenset({"oo", "inf", "infty", "infinity", "Infinity"})


def with_infinities(
    tokens: list[Token], declarations: Declarations, keeps: frozenset[str] = frozenset()
) -> list[Token]:
    """oo and inf as the sign ∞, unless they are declared, among `keeps`, or a product of declared letters."""

    def means_infinity(token: Token) -> bool:
        if token.kind != "word" or token.text not in INFINITIES - keeps or declarations.knows(token.text):
            return False
        return not all(map(declarations.knows, token.text))

    return [one._replace(kind="sign", text="∞") if means_infinity(one) else one for one in tokens]


def without_empty_groups(tokens: list[Token]) -> list[Token]:
    r"""{\cdot} is \cdot, and the {} of x{} or {}x is nothing; braces that an argument needs stay."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        inside = tokens[place + 1 : place + 3] if _is(tokens[place], "{") else []
        if len(inside) == 2 and _is(inside[1], "}") and _is(inside[0], "*", "+", "-", "="):
            kept.append(inside[0])
            place += 3
        elif inside and _is(inside[0], "}") and not _needs_argument(kept):
            place += 2
        else:
            kept.append(tokens[place])
            place += 1
    return kept


def _is(token: Token, *signs: str) -> bool:
    return token.kind == "sign" and token.text in signs


def _needs_argument(before: list[Token]) -> bool:
    last = before[-1] if before else None
    return last is not None and (last.kind == "structure" or _is(last, "^", "_", "}", "]") or last.text in FUNCTIONS)
