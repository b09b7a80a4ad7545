"""What is off with a number that has a tolerance: facts about the whole alone.

With a few digits to compare, one of a hundred changes inside the key would often fit by chance.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from flint import arb

from pengrade.grading.comparing import number as number_kind
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import key_of
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value
from pengrade.grading.explaining.bench import Bench, Budget, OutOfBudgetError
from pengrade.grading.explaining.making import WRITER, Made, Maker, Slip
from pengrade.grading.explaining.screening import is_finite, value_at
from pengrade.grading.explaining.slips import of_the_whole
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import Shaped, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT

BITS = 64
STEPS = 10_000
# No tolerance reaches further: of one significant figure it is half of a first digit, which may be 1.
_FURTHEST = arb(0.6)
_TOLD = frozenset({"sign", "factor:2", "factor:1/2", "reciprocal", "square"})


def explained_number(spec: AnswerSpec, heard: Heard) -> str | None:
    key = key_of(spec)
    try:
        codes = list(_near(key.shaped, shaped(heard.content, key.declarations)))
    except OutOfBudgetError:
        return None
    for number, code in enumerate(codes):
        if code is not None and _is_right(spec, heard, _written(key.shaped.tree, number)):
            return code
    return None


def _is_right(spec: AnswerSpec, heard: Heard, key: Node) -> bool:
    try:
        return number_kind.judge(replace(spec, expected=latex(key), mistakes=()), heard).verdict == CORRECT
    except SpecError:
        return False


def _near(key: Shaped, answer: Shaped) -> Iterator[str | None]:
    """The code of each change of the key, None where that is too far from the answer for any tolerance."""
    place = Place(Point(), BITS)
    given, expected = (value_at(evaluator(side), place.again()) for side in (answer, key))
    for code, value in _changed(key.tree, Bench(place, key.sizes, Budget(STEPS, inf))):
        yield code if _are_near(value, given, expected) else None


def _are_near(value: Value, given: Value, expected: Value) -> bool:
    """A tolerance that is the same for all keys does not reach from the key to the answer, which was refused."""
    if not all(type(one) is arb and is_finite(one) for one in (value, given, expected)):
        return True
    gap = abs(value - given)
    return not (gap > abs(expected - given) and gap > _FURTHEST * abs(value))


def _written(key: Node, number: int) -> Node:
    return list(_changed(key, WRITER))[number][1]


def _changed(key: Node, make: Maker[Made]) -> Iterator[Slip[Made]]:
    yield from (slip for slip in of_the_whole(key, True, make) if slip[0] in _TOLD)
    yield "factor:100", make.product(make.number(100), make.of(key))
    yield "factor:1/100", make.divide(make.of(key), make.number(100))
