"""Parts that have no value whatever the symbols are: 1/0, (-1)!, an index below 1 or beyond the end.

They are told at once, where a look at points would only find that there is nothing to compare.
"""

from fractions import Fraction

from pengrade.grading.declarations import Declarations, Size
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import (
    Add,
    Call,
    Cases,
    Divide,
    Entry,
    Fold,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Power,
    walk,
)

WITH_LIMITS = Divide | Power | Call | Fold | Indexed | Entry
POLES_AT_WHOLE = frozenset({"gamma", "digamma", "lgamma", "beta"})


def check_values(tree: Node, declarations: Declarations) -> None:
    """Raises ReadingError at the first part that can have no value; parts of a case may never be reached."""
    nodes = list(walk(tree))
    if any(isinstance(node, Cases) for node in nodes):
        return
    for node in nodes:
        message = _complaint(node, declarations) if isinstance(node, WITH_LIMITS) else ""
        if message:
            raise ReadingError(message, node.start, node.end - node.start)


def _complaint(node: Node, declarations: Declarations) -> str:
    match node:
        case Divide():
            return "This divides by zero." if exact_value(node.denominator) == 0 else ""
        case Power():
            exponent = exact_value(node.exponent)
            below = exponent is not None and exponent < 0 and exact_value(node.base) == 0
            return "This divides by zero." if below else ""
        case Call():
            return _of_call(node)
        case Fold():
            return _of_fold(node)
        case Indexed():
            return _of_indexed(node, declarations)
        case Entry():
            return _of_index(node.indices)
        case _:
            return ""


def _of_call(node: Call) -> str:
    argument = exact_value(node.arguments[0])
    if node.function == "sqrt" and node.parameter is not None and exact_value(node.parameter) == 0:
        return "There is no root of order 0."
    if argument is None:
        return ""
    if node.function == "factorial" and argument < 0 and argument.denominator == 1:
        return "Negative whole numbers have no factorial."
    if node.function in POLES_AT_WHOLE and argument <= 0 and argument.denominator == 1:
        return "This function has no value at 0 and at negative whole numbers."
    return "Zero has no logarithm." if node.function in ("log", "ln") and argument == 0 else ""


def _of_fold(node: Fold) -> str:
    for end in (node.lower, node.upper):
        value = exact_value(end)
        if value is not None and value.denominator != 1:
            return "The ends of a sum are whole numbers."
    return ""


def _of_indexed(node: Indexed, declarations: Declarations) -> str:
    symbol = declarations.symbols.get(node.name)
    if symbol is None:
        return ""
    sizes: list[Size] = [*symbol.family, *(size for size in symbol.shape if size != 1)]
    return _of_index(node.indices) or _beyond(node, sizes)


def _of_index(indices: tuple[Node, ...]) -> str:
    for index in indices:
        value = exact_value(index)
        if value is not None and (value < 1 or value.denominator != 1):
            return "Indices run from 1."
    return ""


def _beyond(node: Indexed, sizes: list[Size]) -> str:
    for index, size in zip(node.indices, sizes, strict=False):
        value = exact_value(index)
        literal = isinstance(size, int) and value is not None and value > size
        if literal or (isinstance(size, str) and _steps_past(index, size) > 0):
            return f"{node.name} ends at {size}."
    return ""


def _steps_past(index: Node, size: str) -> Fraction:
    """The 1 of x_{n+1} where n is the last index; 0 for anything else."""
    if not isinstance(index, Add) or len(index.terms) != 2:
        return Fraction(0)
    first, second = index.terms
    if isinstance(second, Name):
        first, second = second, first
    if not (isinstance(first, Name) and first.name == size and isinstance(second, Number | Negate)):
        return Fraction(0)
    return exact_value(second) or Fraction(0)
