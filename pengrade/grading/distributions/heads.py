r"""The name of a family before its parameters: \mathcal{N}(, Inv-Gamma(, \chi^2_k, t_\nu(, U[."""

from dataclasses import dataclass

from pengrade.grading.distributions.families import AMBIGUOUS, family_called, family_words
from pengrade.grading.distributions.family import Family
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.spelling import nearest
from pengrade.grading.reading.tokens import Token

OPENING = {"(": ")", "[": "]", "\\{": "\\}", "{": "}", "⟨": "⟩"}
SHUTTING = frozenset(OPENING.values())
BRACKETS = ("(", "[", "\\{", "{", "]")
MOST_TOKENS = 16


@dataclass(frozen=True)
class Head:
    """`typed` is the name for messages; `after` the place of the token behind it; `below` those of a subscript."""

    family: Family | None
    typed: str
    after: int
    below: tuple[int, int] | None


def head_of(tokens: list[Token]) -> Head:
    """The name that begins the tokens; `family` is None where they do not begin with one that is known."""
    typed, below, place = "", None, 0
    while place < min(len(tokens) - 1, MOST_TOKENS):
        token = tokens[place]
        if token.kind in ("word", "letter") or (token.kind == "number" and typed):
            typed += token.text
        elif (
            token.kind != "sign"
            or token.text not in ("-", "'", "{", "}", "^", "_")
            or (token.text == "-" and not typed)
        ):
            break
        elif token.text == "{" and family_called(typed) is not None and closing_of(tokens, place) == len(tokens) - 2:
            break  # U{1, 2, 3}
        elif token.text == "_" and typed and below is None:
            below = script(tokens, place + 1)
            place = below[1] + (tokens[below[1]].text == "}" and below[0] != place + 1)
            continue
        place += 1
    commas = sum(_is_comma(token) for token in tokens[place:])
    return Head(family_called(typed, commas + 1) if typed else None, typed, place, below)


def _is_comma(token: Token) -> bool:
    return token.kind == "sign" and token.text == ","


def script(tokens: list[Token], place: int) -> tuple[int, int]:
    """Where the script that begins at `place` begins and ends, its braces left out."""
    if tokens[place].kind == "sign" and tokens[place].text == "{":
        return place + 1, closing_of(tokens, place)
    return place, min(place + 1, len(tokens) - 1)


def closing_of(tokens: list[Token], place: int) -> int:
    """The bracket that closes the one at `place`, whatever its form; the end where there is none."""
    depth = 0
    for at in range(place, len(tokens) - 1):
        depth += change_of_depth(tokens[at])
        if at == place and depth == 0:
            depth = 1  # ]0, 1] opens with a bracket that elsewhere closes
        if depth == 0:
            return at
    return len(tokens) - 1


def change_of_depth(token: Token) -> int:
    if token.kind in ("begin", "finish"):
        return 1 if token.kind == "begin" else -1
    return (token.text in OPENING) - (token.text in SHUTTING) if token.kind == "sign" else 0


def refuse_ambiguous(head: Head, token: Token) -> None:
    if head.typed in AMBIGUOUS:
        message = f"{head.typed} may stand for several distributions. Write the name out: {AMBIGUOUS[head.typed]}."
        raise ReadingError(message, token.start, token.end - token.start)


def refuse_unknown(head: Head, token: Token) -> None:
    """For what looks like a distribution but has no name that is known."""
    near = nearest(head.typed, family_words())
    if near:
        message = f"There is no distribution {head.typed} here. Did you mean {near}?"
        raise ReadingError(message, token.start, token.end - token.start, near)
