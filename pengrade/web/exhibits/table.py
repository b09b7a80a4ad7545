"""The cells of an answered table with their marks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.markdown import render_inline
from pengrade.grading.comparing import tables
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.statements import latex_of
from pengrade.grading.statements import Table
from pengrade.grading.verdict import CORRECT
from pengrade.web.shown import Cell, Mark, TableExhibit


def table_exhibit(
    problem: DrawnProblem, part: DrawnPart, text: str, verdict: str, evidence: Mapping[str, Any]
) -> TableExhibit | None:
    """None for what is no table, and where the cells have no marks of their own."""
    wrong = evidence.get("wrong")
    if verdict != CORRECT and not isinstance(wrong, list):
        return None
    table = _read(part, text)
    if table is None:
        return None
    marked = {tuple(place) for place in wrong or ()}
    return TableExhibit(
        rows=[
            [Cell(latex_of(cell), _mark((row, column) in marked)) for column, cell in enumerate(cells, start=1)]
            for row, cells in enumerate(table.rows, start=1)
        ],
        row_headings=[render_inline(heading) for heading in part.row_headings],
        column_headings=[render_inline(heading) for heading in part.column_headings],
    )


def _read(part: DrawnPart, text: str) -> Table | None:
    try:
        table = tables.read(part.spec(), text).content
    except ReadingError:
        return None
    return table if isinstance(table, Table) else None


def _mark(is_wrong: bool) -> Mark:
    return Mark(_("not right"), "off", "cross") if is_wrong else Mark(_("right"), "good", "tick")
