"""Finite sets of whatever is no real number: names, lists, sets in sets, vectors, matrices, complex numbers.

Two elements are the same name, equal lists item by item, equal sets, or equal expressions. An element belongs to one
side only when it differs from every element of the other, at one and the same point for expressions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.agreement import PRECISIONS
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point, points
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.evaluating.witness import point_as_json
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.statements import latex_of
from pengrade.grading.shapes import shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.statements import Braces, Listed, SetOperation, Word
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT

POINTS = 8
Evidence = dict[str, Any]


class OpenError(Exception):
    """Whether two elements are the same could not be settled."""


@dataclass(frozen=True)
class Apart:
    """An element of one side that is none of the other."""

    element: Node
    in_expected: bool
    evidence: Evidence


def is_finite(node: Node) -> bool:
    if isinstance(node, SetOperation):
        return all(map(is_finite, node.parts))
    return isinstance(node, Braces)


class FiniteSets:
    def __init__(self, spec: AnswerSpec, seed: int) -> None:
        self.spec = spec
        self.declarations: Declarations = declarations_of(spec)
        self.seed = seed
        self.proofs: list[Evidence] = []

    def compared(self, expected: Node, answer: Node) -> Apart | Evidence:
        """What tells them apart, or the evidence that they are equal. Raises OpenError."""
        left, right = self.elements(expected), self.elements(answer)
        for element in right:
            if not self.among(element, left):
                return Apart(element, False, self.why_not(element, left))
        for element in left:
            if not self.among(element, right):
                return Apart(element, True, self.why_not(element, right))
        return places.weakest([{"method": "exhaustive"}, *self.proofs])

    def elements(self, node: Node) -> list[Node]:
        if not isinstance(node, SetOperation):
            return list(node.children())
        first, *others = map(self.elements, node.parts)
        for other in others:
            if node.operation == "union":
                first = first + other
            else:
                kept = node.operation == "intersection"
                first = [element for element in first if self.among(element, other) == kept]
        return first

    def among(self, element: Node, others: Sequence[Node]) -> bool:
        answers = [self.same(other, element) for other in others]
        if True in answers:
            return True
        if None in answers:
            raise OpenError
        return False

    def same(self, left: Node, right: Node) -> bool | None:
        if isinstance(left, Word) or isinstance(right, Word):
            return left == right
        if isinstance(left, Braces) and isinstance(right, Braces):
            return not isinstance(self.compared(left, right), Apart)
        if isinstance(left, Listed) and isinstance(right, Listed):
            return self.same_lists(left.items, right.items)
        if isinstance(left, Braces | Listed) or isinstance(right, Braces | Listed):
            return False
        return self.same_expressions(left, right)

    def same_lists(self, left: Sequence[Node], right: Sequence[Node]) -> bool | None:
        if len(left) != len(right):
            return False
        answers = [self.same(one, other) for one, other in zip(left, right, strict=True)]
        return False if False in answers else None if None in answers else True

    def same_expressions(self, left: Node, right: Node) -> bool | None:
        try:
            verdict = places.equal(self.spec, left, right)
        except ReadingError:  # a lone I or 0 of a size that cannot be the other's
            return False
        if verdict.verdict == CORRECT:
            self.proofs.append(dict(verdict.evidence))
            return True
        return False if verdict.verdict == INCORRECT else None

    def why_not(self, element: Node, others: Sequence[Node]) -> Evidence:
        """A point where the element differs from every other at once; none is needed where no symbols are."""
        shown = {"method": "counterexample", "element": latex_of(element)}
        expressions = [one for one in others if not isinstance(one, Word | Braces | Listed)]
        if isinstance(element, Word | Braces | Listed) or not names_in(element).union(*map(names_in, expressions)):
            return shown
        point = self.point_of_difference(element, expressions)
        if point is None:
            raise OpenError
        return {**shown, "point": point_as_json(point)}

    def point_of_difference(self, element: Node, others: Sequence[Node]) -> Point | None:
        sides = [shaped(one, self.declarations) for one in (element, *others)]
        mine, *theirs = [(side.shape, evaluator(side)) for side in sides]
        comparable = [evaluate for shape, evaluate in theirs if shape == mine[0]]
        names = names_in(element).union(*map(names_in, others))
        for point in islice(points(self.declarations, names, self.seed), POINTS):
            if all(_differ(mine[1], evaluate, point) for evaluate in comparable):
                return point
        return None


def _differ(left: Evaluate, right: Evaluate, point: Point) -> bool:
    try:
        one, other = (entries(side(Place(point, PRECISIONS[1]))) for side in (left, right))
    except (OutOfReachError, ZeroDivisionError, ValueError, OverflowError):
        return False
    return any(map(_apart, one, other))


def _apart(left: Value, right: Value) -> bool:
    if not (left.is_finite() and right.is_finite()):
        return False
    difference = left - right
    return not difference.contains(0)
