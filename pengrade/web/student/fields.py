"""Which field each kind of answer is entered in, and what that field has to know."""

from collections.abc import Callable

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.markdown import render_inline
from pengrade.grading.comparing import tables
from pengrade.web.shown import Field


def field_of(problem: DrawnProblem, part: DrawnPart) -> Field:
    """The field of a part. Kinds without one of their own are typed as a formula."""
    builder = FIELDS.get(part.kind)
    return builder(problem, part) if builder else Field()


def _choice(problem: DrawnProblem, part: DrawnPart) -> Field:
    return Field("choice")


def _table(problem: DrawnProblem, part: DrawnPart) -> Field:
    rows, columns = tables.size_of(part.spec())
    return Field(
        "table",
        {"rows": rows, "columns": columns},
        rows=[render_inline(text) for text in part.row_headings[:rows]],
        columns=[render_inline(text) for text in part.column_headings[:columns]],
    )


FIELDS: dict[str, Callable[[DrawnProblem, DrawnPart], Field]] = {"choice": _choice, "table": _table}
