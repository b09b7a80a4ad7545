"""The values of an expression in probabilities on distributions that never change, for its fingerprint.

Over all declared variables, two states each, so that equal answers agree whichever variables they are written in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from flint import arb, ctx

from pengrade.grading.evaluating.fixed_points import EDITION, fixed_points
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.reach import OutOfReachError
from pengrade.grading.probability.compare import Setting, meanings, slots_of
from pengrade.grading.probability.draws import Draw, Frame, Numbers, OutOfBoundsError, fewest_states, frame_of
from pengrade.grading.probability.evaluate import Evaluation, Table
from pengrade.grading.probability.terms import Term, names_of_scalars
from pengrade.grading.tree import Node

MOST_SLOTS = 8
COUNT = 2
Rounded = Callable[[arb], str | None]


class _FixedNumbers:
    def __init__(self, *labels: object) -> None:
        self.text = "\x00".join(map(str, labels))
        self.count = 0

    def randint(self, least: int, most: int, /) -> int:
        self.count += 1
        digest = sha256(f"{EDITION}\x00{self.text}\x00{self.count}".encode()).digest()
        return least + int.from_bytes(digest[:12], "big") % (most - least + 1)


class _FixedDraw(Draw):
    def numbers(self, *labels: object) -> Numbers:
        return _FixedNumbers(self.seed, *labels)


def marks(tree: Node, setting: Setting, precisions: Sequence[int], rounded: Rounded) -> str | None:
    """The free variables that the value depends on, and the values, each rounded; None where they cannot be had."""
    (term,) = meanings([tree], setting)
    frame = _widened(frame_of([term], setting.structure), setting)
    points = fixed_points(setting.declarations, names_of_scalars(term))
    try:
        sizes = fewest_states(frame)
        found = [
            _of_draw(term, _FixedDraw(frame, number, sizes, small=False), next(points), setting, precisions, rounded)
            for number in range(COUNT)
        ]
    except (OutOfBoundsError, OutOfReachError):
        return None
    return " ".join(found)


def _widened(frame: Frame, setting: Setting) -> Frame:
    """Every density over all declared variables, unless they are too many."""
    every = slots_of(setting.declarations).union(frame.all_slots)
    if len(every) > MOST_SLOTS:
        return frame
    slots = tuple(sorted(every))
    return replace(frame, slots=dict.fromkeys(frame.slots, slots), all_slots=slots)


def _of_draw(
    term: Term, draw: Draw, point: Point, setting: Setting, precisions: Sequence[int], rounded: Rounded
) -> str:
    for precision in precisions:
        table = Evaluation(draw, setting.declarations, point, precision).table(term)
        ctx.prec = precision
        texts = [rounded(arb(value)) if arb(value).is_finite() else "-" for value in table.values]
        if None not in texts:
            return _without_idle_labels(Table(table.labels, texts), draw)
    return "-"


def _without_idle_labels(table: Table, draw: Draw) -> str:
    """p(x, y) / p(y | x) does not depend on y."""
    labels, texts = list(table.labels), list(table.values)
    for place in reversed(range(len(labels))):
        inner = 1
        for label in labels[place + 1 :]:
            inner *= draw.sizes[label]
        size = draw.sizes[labels[place]]
        rows = list(_runs(texts, inner, size))
        if all(run == row[0] for row in rows for run in row):
            texts = [text for row in rows for text in row[0]]
            del labels[place]
    return f"{','.join(labels)}:{','.join(texts)}"


def _runs(texts: list[Any], inner: int, size: int) -> Iterator[list[list[Any]]]:
    for start in range(0, len(texts), inner * size):
        yield [texts[start + inner * state : start + inner * (state + 1)] for state in range(size)]
