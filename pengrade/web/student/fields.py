"""Which field each kind of answer is entered in, and what that field has to know."""

from collections.abc import Callable

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.web.shown import Field


def field_of(problem: DrawnProblem, part: DrawnPart) -> Field:
    """The field of a part. Kinds without one of their own are typed as a formula."""
    builder = FIELDS.get(part.kind)
    return builder(problem, part) if builder else Field()


def _choice(problem: DrawnProblem, part: DrawnPart) -> Field:
    return Field("choice")


FIELDS: dict[str, Callable[[DrawnProblem, DrawnPart], Field]] = {"choice": _choice}
