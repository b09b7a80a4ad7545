"""What is off in one part of an answer: a place of a list, a cell, an element of a set, a side of an equation."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pengrade.grading.comparing import equation, places, sets, tables, tuples
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.explaining.expressions import explained_answer
from pengrade.grading.explaining.findings import FINDINGS
from pengrade.grading.explaining.plain_form import plain_form
from pengrade.grading.explaining.search import is_short
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.statements import Braces, Chain, Interval, Listed, SetOperation, Word
from pengrade.grading.tree import Node
from pengrade.grading.verdict import Verdict

MOST_PARTS = 3  # looked at, of those that are wrong
_BY_CHANCE = frozenset({"factor:2", "factor:1/2", "square"})  # what is often between two of many short numbers


class _Part(NamedTuple):
    """Where it is, in words; what is expected there, and what was given."""

    where: str
    expected: Node
    given: Node


def explained_part(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> tuple[str, str] | None:
    """The code of a slip in the first wrong part that has one, and its words."""
    for part in islice(_PARTS[spec.kind](spec, heard, verdict), MOST_PARTS):
        if isinstance(part.expected, _NO_NUMBERS) or isinstance(part.given, _NO_NUMBERS):
            continue
        code = explained_answer(*places.as_answer(spec, _options(spec), part.expected, part.given))
        if code is not None and not (code in _BY_CHANCE and is_short(part.expected)):
            words = FINDINGS[code]
            return code, f"{part.where}: {words[0].lower()}{words[1:]}"
    return None


def _options(spec: AnswerSpec) -> dict[str, object]:
    return dict(spec.options) if spec.kind in ("tuple", "table") else {}


def _of_tuple(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Iterator[_Part]:
    key = tuples.key_of(spec)
    for place in verdict.evidence["wrong"]:
        yield _Part(f"In place {place}", key.items[place - 1], heard.content.items[place - 1])


def _of_table(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Iterator[_Part]:
    """Not where all cells may be off by one scale: then none is expected to be what the key says."""
    key = tables.key_of(spec)
    width = len(key.rows[0])
    for row, column in verdict.evidence["wrong"] if "up_to" not in spec.options else ():
        number = (row - 1) * width + column - 1
        where = f"In row {row}, column {column}"
        yield _Part(where, key.children()[number], heard.content.children()[number])


def _of_set(spec: AnswerSpec, heard: Heard, _: Verdict) -> Iterator[_Part]:
    """The only element that the other side does not have in the same form."""
    key, answer = sets.key_of(spec), heard.content
    if not (isinstance(key, Braces) and isinstance(answer, Braces)):
        return
    expected, given = _without_the_common(key.elements, answer.elements)
    if len(expected) == len(given) == 1 and not isinstance(expected[0], _NO_NUMBERS) | isinstance(
        given[0], _NO_NUMBERS
    ):
        yield _Part("In one element", expected[0], given[0])


_NO_NUMBERS = (Braces, Interval, Listed, SetOperation, Word)


def _without_the_common(left: Sequence[Node], right: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    ones, others = ([_form(node) for node in side] for side in (left, right))
    return _but(left, ones, Counter(others)), _but(right, others, Counter(ones))


def _but(nodes: Sequence[Node], forms: Sequence[Hashable], known: Counter[Hashable]) -> list[Node]:
    return [node for node, form in zip(nodes, forms, strict=True) if form not in known]


def _of_equation(spec: AnswerSpec, heard: Heard, _: Verdict) -> Iterator[_Part]:
    """The side beside the one that is as expected."""
    key, answer = equation.key_of(spec), heard.content
    if not (isinstance(key, Chain) and isinstance(answer, Chain)):  # several, joined by or
        return
    (left, right), (one, other) = key.sides, answer.sides
    for same, beside, given, rest in ((left, right, one, other), (right, left, other, one)):
        if _form(same) == _form(given):
            yield _Part("On one side", beside, rest)
        elif _form(same) == _form(rest):
            yield _Part("On one side", beside, given)


def _form(node: Node) -> Hashable:
    return plain_form(node, are_numbers=False)


KINDS_OF_PARTS = frozenset({"tuple", "table", "set", "equation"})
_PARTS: dict[str, Callable[[AnswerSpec, Heard, Verdict], Iterator[_Part]]] = {
    "tuple": _of_tuple,
    "table": _of_table,
    "set": _of_set,
    "equation": _of_equation,
}
