"""Which field each kind of answer is entered in, and what that field has to know."""

import random
from collections.abc import Callable

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.markdown import render_inline
from pengrade.grading.comparing import ordering, tables
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


def _ordering(problem: DrawnProblem, part: DrawnPart) -> Field:
    """The items in an order that tells nothing of the right one."""
    items = ordering.items_of(part.spec())
    random.Random(f"{problem.seed}/{part.key}").shuffle(items)  # noqa: S311  # a deal of cards, no secret
    return Field("ordering", {"items": items, "may_leave_out": bool(part.options.get("distractors"))})


FIELDS: dict[str, Callable[[DrawnProblem, DrawnPart], Field]] = {
    "choice": _choice,
    "ordering": _ordering,
    "table": _table,
}
