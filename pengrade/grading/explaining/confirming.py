"""Is one side the other, once the slip is undone? Asked of many points and digits, like any answer."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from pengrade.grading.comparing.agreement import Agreed, Both, compared
from pengrade.grading.comparing.up_to import loosened
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Evaluate, Place, evaluator
from pengrade.grading.evaluating.points import Point, points
from pengrade.grading.evaluating.values import Value
from pengrade.grading.explaining.workbench import Budget
from pengrade.grading.proving.fractions import hidden_bits
from pengrade.grading.shapes import Shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import names_in, walk

ENOUGH_POINTS = 8
EVALUATIONS = 3  # of each side at a point, usually


class Confirming:
    def __init__(self, spec: AnswerSpec, declarations: Declarations, seed: int, budget: Budget) -> None:
        self.spec, self.declarations = spec, declarations
        self.seed, self.budget = seed, budget
        self.complex_allowed = any(symbol.domain == "complex" for symbol in declarations.symbols.values())

    def equal(self, left: Shaped, right: Shaped) -> bool:
        """Equal up to what the spec leaves open."""
        same = self._agree(left, right, self.spec)
        return same or (self.spec.options.get("up_to") == "sign" and self._agree(left, right, self.spec, opposite=True))

    def differ_by_factor(self, left: Shaped, right: Shaped) -> bool:
        return self._agree(left, right, self._loose("factor"))

    def differ_by_constant(self, left: Shaped, right: Shaped) -> bool:
        return self._agree(left, right, self._loose("constant"))

    def _loose(self, option: str) -> AnswerSpec:
        options: dict[str, Any] = {"up_to": option}
        return replace(self.spec, options=options)

    def _agree(self, left: Shaped, right: Shaped, spec: AnswerSpec, opposite: bool = False) -> bool:
        both = loosened(spec, self.declarations, _both(evaluator(left), evaluator(right), opposite), self.seed)
        sizes = frozenset(
            size
            for side in (left, right)
            for shape in (side.shape, *side.sizes.values())
            for size in shape
            if isinstance(size, str)
        )
        names = names_in(left.tree) | names_in(right.tree) | sizes
        cost = EVALUATIONS * sum(1 for side in (left, right) for _ in walk(side.tree))
        drawn = self._affordable(points(self.declarations, names, self.seed), cost)
        hidden = hidden_bits(left.tree) + hidden_bits(right.tree)
        wanted = ENOUGH_POINTS if names else 1
        return isinstance(compared(both, drawn, self.complex_allowed, wanted, hidden), Agreed)

    def _affordable(self, drawn: Iterator[Point], cost: int) -> Iterator[Point]:
        for point in islice(drawn, 5 * ENOUGH_POINTS):
            if not self.budget.spend(cost):
                return
            yield point


def _both(left: Evaluate, right: Evaluate, opposite: bool) -> Both:
    def values(place: Place) -> tuple[Value, Value]:
        one, other = left(place), right(place)
        return one, -other if opposite else other

    return values
