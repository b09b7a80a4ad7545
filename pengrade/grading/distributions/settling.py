"""Cases and indicators whose conditions are about numbers alone, decided."""

from fractions import Fraction

from pengrade.grading.evaluating.differentiate import number
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import rebuilt
from pengrade.grading.tree import Cases, Chain, Indicator, Joined, Node


def settled(node: Node) -> Node:
    """The same tree without the case distinctions that are settled."""
    if isinstance(node, Indicator):
        truth = _holds(node.condition)
        return node if truth is None else number(int(truth))
    if isinstance(node, Cases):
        return _of_cases(node)
    return rebuilt(node, settled) if node.children() else node


def _of_cases(node: Cases) -> Node:
    for value, condition in zip(node.values, node.conditions, strict=False):
        truth = _holds(condition)
        if truth is None:
            return node
        if truth:
            return settled(value)
    return settled(node.values[-1]) if len(node.values) > len(node.conditions) else node


def _holds(condition: Node) -> bool | None:
    if isinstance(condition, Joined):
        truths = [_holds(part) for part in condition.parts]
        if None in truths:
            return None
        return any(truths) if condition.word == "or" else all(truths)
    if not isinstance(condition, Chain):
        return None
    values = [exact_value(side) for side in condition.sides]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    pairs = zip(known, known[1:], condition.signs, strict=False)
    return all(_related(left, right, sign) for left, right, sign in pairs)


def _related(left: Fraction, right: Fraction, sign: str) -> bool:
    return {
        "=": left == right,
        "≠": left != right,
        "<": left < right,
        "≤": left <= right,
        ">": left > right,
        "≥": left >= right,
    }[sign]
