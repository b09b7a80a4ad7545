"""What is off with a number that has a tolerance: facts about the whole alone.

With a few digits to compare, one of a hundred changes inside the key would often fit by chance.
"""

from collections.abc import Iterator
from dataclasses import replace

from pengrade.grading.comparing import number as number_kind
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import key_of
from pengrade.grading.explaining.making import WRITER, Slip
from pengrade.grading.explaining.slips import of_the_whole
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT

_TOLD = frozenset({"sign", "factor:2", "factor:1/2", "reciprocal", "square"})


def explained_number(spec: AnswerSpec, heard: Heard) -> str | None:
    for code, tree in _changed(key_of(spec).shaped.tree):
        try:
            verdict = number_kind.judge(replace(spec, expected=latex(tree), mistakes=()), heard)
        except SpecError:
            continue
        if verdict.verdict == CORRECT:
            return code
    return None


def _changed(key: Node) -> Iterator[Slip[Node]]:
    yield from (slip for slip in of_the_whole(key, True, WRITER) if slip[0] in _TOLD)
    yield "factor:100", WRITER.product(WRITER.number(100), key)
    yield "factor:1/100", WRITER.divide(key, WRITER.number(100))
