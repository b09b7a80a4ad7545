r"""Chains of lines: a first one, and then each with a relation before it, such as = or \le.

line = [sign] part {sign part} [reason]        # the sign is for every line but the first

What a part is, a number, a matrix or an equation, the caller says by the reader of one (`Grammar`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import Reader
from pengrade.grading.reading.lines import TypedLine, typed_lines
from pengrade.grading.reading.reasons import without_reason
from pengrade.grading.reading.statement_tokens import tokens_of
from pengrade.grading.reading.tokens import Token
from pengrade.grading.statements import Derivation, Step
from pengrade.grading.tree import Node

SIGNS = ("=", "≤", "≥", "<", ">", "∝", "⇔", "⇒")
WORDS = {"⇔": "<=>", "⇒": "=>", "∝": r"\propto", "≤": "<=", "≥": ">="}


@dataclass(frozen=True, eq=False)
class Grammar:
    """How a part of a line is read; `signs` may join two of them.

    `check` raises ReadingError for parts that misfit; it is told the sign before the part, "" for none.
    """

    signs: tuple[str, ...]
    reader: Callable[[list[Token], Declarations, list[str]], Any]
    part: Callable[[Any], Node]
    check: Callable[[Node, str, Declarations], None]
    words: Mapping[str, str]


def read_derivation(text: str, declarations: Declarations, grammar: Grammar) -> tuple[Derivation, tuple[str, ...]]:
    """The steps and the leniencies used. A ReadingError has its place in the whole text, and its line."""
    steps: list[Step] = []
    readings: dict[str, None] = {}
    for number, typed in enumerate(typed_lines(text)):
        line = without_reason(typed)
        try:
            found, used = read_line(line, declarations, grammar, number, joined=number > 0)
            if number == 0 and found[0].sign:
                raise _at_sign(
                    "Begin with what you start from; a relation such as = stands before the next lines.", line
                )
        except ReadingError as error:
            raise in_line(error, line, number) from error
        steps += found
        readings.update(dict.fromkeys(used))
    return Derivation(0, len(text), tuple(steps)), tuple(readings)


def read_line(
    line: TypedLine, declarations: Declarations, grammar: Grammar, number: int = 0, joined: bool = False
) -> tuple[list[Step], list[str]]:
    """The steps of one line, with places in it. `joined`: it must begin with a relation."""
    tokens, readings = tokens_of(line.text, declarations, grammar.words, joining=True)
    reader = grammar.reader(_without_full_stop(tokens), declarations, readings)
    steps: list[Step] = []
    sign = _sign(reader, grammar, first=True)
    if joined and not sign:
        raise ReadingError(f"Begin this line with a relation: {_listed(grammar.signs)}.", *_beginning(line))
    while True:
        part = grammar.part(reader)
        grammar.check(part, sign, declarations)
        steps.append(Step(part.start, part.end, sign, part, number))
        if not (sign := _sign(reader, grammar, first=False)):
            break
    if reader.token.kind != "end":
        raise reader.unexpected()
    steps[-1] = replace(steps[-1], reason=line.reason)
    return steps, readings


def _sign(reader: Reader, grammar: Grammar, first: bool) -> str:
    """The sign that stands here, if one does."""
    token = reader.token
    if not reader.sees(*SIGNS):
        return ""
    if token.text not in grammar.signs:
        words = _listed(grammar.signs)
        raise ReadingError(f"These lines are joined by {words}.", token.start, token.end - token.start)
    reader.take()
    if reader.token.kind == "end":
        where = "behind" if first else "at the end, behind"
        raise ReadingError(f"Something is missing {where} this {token.text}.", token.start, token.end - token.start)
    return token.text


def _without_full_stop(tokens: list[Token]) -> list[Token]:
    """Without the point or the comma that ends a sentence."""
    if len(tokens) > 2 and tokens[-2].kind == "sign" and tokens[-2].text in (".", ",", ";"):
        return [*tokens[:-2], tokens[-1]]
    return tokens


def _listed(signs: Sequence[str]) -> str:
    return f"{', '.join(signs[:-1])} or {signs[-1]}"


def _beginning(line: TypedLine) -> tuple[int, int]:
    start = len(line.text) - len(line.text.lstrip())
    return start, max(len(line.text.strip()), 1)


def _at_sign(message: str, line: TypedLine) -> ReadingError:
    start, _ = _beginning(line)
    return ReadingError(message, start, 1)


def in_line(error: ReadingError, line: TypedLine, number: int) -> ReadingError:
    """The same error, its place counted in the whole text."""
    position, length = line.place(error.position, error.length)
    return ReadingError(str(error), position, length, error.suggestion, number)
