"""Where the lines of a derivation hold: the author's declarations and what `assuming` has made of the assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from pengrade.grading.comparing.agreement import Both
from pengrade.grading.comparing.deriving.decision import CannotJudgeError
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value, entries, is_matrix
from pengrade.grading.evaluating.witness import fraction_as_text, interval_as_json, point_as_json
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal, substituted
from pengrade.grading.shapes import shaped
from pengrade.grading.tree import Fold, Indicator, Name, Node, names_in, walk

PRECISION = 128


@dataclass(frozen=True, eq=False)  # by identity: `setting_of` hands out one object for the same assumptions
class Setting:
    """`conditions` hold at every point; `put_in` gives a tree for a name."""

    declarations: Declarations
    put_in: Mapping[str, Node] = field(default_factory=dict)
    conditions: tuple[Node, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Those that a point must have for the conditions to be told."""
        return frozenset[str]().union(*map(names_in, self.conditions))

    def of(self, tree: Node) -> Node:
        """The tree with everything put in. Raises CannotJudgeError where a name cannot be replaced."""
        return put_into(tree, self.put_in)

    def allows(self, place: Place) -> bool:
        """All conditions certainly hold there."""
        try:
            return all(type(value := test(place)) is arb and bool(value == 1) for test in self._tests)
        except (OutOfReachError, ZeroDivisionError, ValueError, OverflowError):
            return False

    def within(self, both: Both) -> Both:
        """The same two values, with a ValueError where the conditions do not hold."""
        if not self.conditions:
            return both

        def values(place: Place) -> tuple[Value, Value]:
            if not self.allows(place):
                raise ValueError("not allowed by the assumptions")
            return both(place)

        return values

    @property
    def _tests(self) -> list[Evaluate]:
        return _tests(self)

    def point(self, point: Point) -> dict[str, Any]:
        """As JSON, with the values of what was put in."""
        shown = point_as_json(point)
        for name, tree in self.put_in.items():
            if names_in(tree) <= shown.keys():
                shown[name] = self._value(tree, point)
        return shown

    def _value(self, tree: Node, point: Point) -> Any:
        numbers = {name: literal(value) for name, value in point.values.items() if isinstance(value, Fraction)}
        exact = exact_value(substituted(tree, numbers))
        if exact is not None:
            return fraction_as_text(exact)
        value = evaluator(shaped(tree, self.declarations))(Place(point, PRECISION))
        if not all(type(entry) is arb and entry.is_finite() for entry in entries(value)):
            return "no value"
        if not is_matrix(value):
            return interval_as_json(value)
        rows, columns = value.nrows(), value.ncols()
        return [[interval_as_json(value[row, column]) for column in range(columns)] for row in range(rows)]


def put_into(tree: Node, put_in: Mapping[str, Node]) -> Node:
    """Every one of these names replaced, wherever it stands. Raises CannotJudgeError where one cannot be."""
    if not names_in(tree) & put_in.keys():
        return tree
    inside = frozenset[str]().union(*map(names_in, put_in.values()))
    if any(isinstance(node, Fold) and node.index in inside for node in walk(tree)):
        raise CannotJudgeError("An index has the name of something that is assumed.")
    if names_in(substituted(tree, {name: Name(0, 0, f"'{name}") for name in put_in})) & put_in.keys():
        raise CannotJudgeError("An assumption cannot be used in this expression.")
    return substituted(tree, put_in)


@lru_cache(maxsize=256)
def _tests(setting: Setting) -> list[Evaluate]:
    trees = [Indicator(0, 0, condition) for condition in setting.conditions]
    return [evaluator(shaped(tree, setting.declarations)) for tree in trees]
