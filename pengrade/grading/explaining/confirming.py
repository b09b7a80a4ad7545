"""Is one side the other, once the slip is undone? Asked of many points and digits, like any answer."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NamedTuple

from pengrade.grading.comparing.agreement import Agreed, Both, compared
from pengrade.grading.comparing.up_to import loosened
from pengrade.grading.evaluating.evaluate import Evaluate, Place
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value
from pengrade.grading.explaining.bench import Budget
from pengrade.grading.explaining.ground import Ground
from pengrade.grading.explaining.ratios import KINDS
from pengrade.grading.proving.fractions import hidden_bits
from pengrade.grading.proving.proof import proof_of
from pengrade.grading.shapes import Shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Integral, Node, walk

ENOUGH_POINTS = 8
EVALUATIONS = 3  # of each side at a point, usually


class Compiled(NamedTuple):
    shaped: Shaped
    evaluate: Evaluate


class Confirming:
    def __init__(self, spec: AnswerSpec, ground: Ground, wanted: int, budget: Budget) -> None:
        """`wanted`: points at which the two must agree."""
        self.spec, self.ground = spec, ground
        self.wanted = wanted
        self.budget = budget

    def equal(self, left: Compiled, right: Compiled) -> bool:
        """Equal up to what the spec leaves open."""
        if _has_integral(left, right):
            return self._is_proved(self.spec.options.get("up_to"), left, right)
        both = _both(left.evaluate, right.evaluate)
        opposite = _both(left.evaluate, lambda place: -right.evaluate(place))
        trees = left.shaped.tree, right.shaped.tree
        same = self._agree(trees, self._loosened(both))
        return same or (self.spec.options.get("up_to") == "sign" and self._agree(trees, self._loosened(opposite)))

    def differ_by(self, kind: str, key: Compiled, answer: Compiled, anchor: Point) -> bool:
        """By one factor or constant at every point, which is the one between them at the anchor."""
        if _has_integral(key, answer):
            return self._is_proved(kind, key, answer)
        between, joined = KINDS[kind]
        both = _both(key.evaluate, answer.evaluate)

        @cache
        def number(precision: int) -> Value:
            found = between(both(Place(anchor, precision)))
            if found is None:
                raise ValueError("no number lies between them")
            return found

        def moved(place: Place) -> tuple[Value, Value]:
            one, other = both(place)
            return joined(one, number(place.precision)), other

        return self._agree((key.shaped.tree, answer.shaped.tree), moved, but=anchor)

    def _is_proved(self, option: str | None, left: Compiled, right: Compiled) -> bool:
        spec = replace(self.spec, options={**self.spec.options, "up_to": option} if option else self.spec.options)
        return proof_of(spec, self.ground.declarations, left.shaped, right.shaped) is not None

    def _loosened(self, both: Both) -> Both:
        return loosened(self.spec, self.ground.declarations, both, self.ground.seed)

    def _agree(self, trees: tuple[Node, Node], both: Both, but: Point | None = None) -> bool:
        cost = EVALUATIONS * sum(1 for tree in trees for _ in walk(tree))
        drawn = self._affordable((point for point in self.ground.points if point is not but), cost)
        hidden = sum(map(hidden_bits, trees))
        return isinstance(compared(both, drawn, self.ground.declarations.has_complex, self.wanted, hidden), Agreed)

    def _affordable(self, drawn: Iterator[Point], cost: int) -> Iterator[Point]:
        for point in islice(drawn, 5 * ENOUGH_POINTS):
            self.budget.spend(cost)
            self.budget.check_time()
            yield point


def _has_integral(*sides: Compiled) -> bool:
    """Then one point may take as long as all of a search, and a proof is asked for."""
    return any(isinstance(node, Integral) for side in sides for node in walk(side.shaped.tree))


def _both(left: Evaluate, right: Evaluate) -> Both:
    return lambda place: (left(place), right(place))
