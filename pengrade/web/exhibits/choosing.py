"""Which answers are set out with marks, and how."""

from collections.abc import Callable, Mapping
from typing import Any

from pengrade.banks.drawing import DrawnPart
from pengrade.web.exhibits.table import table_exhibit
from pengrade.web.shown import TableExhibit

Exhibitor = Callable[[DrawnPart, str, str, Mapping[str, Any]], TableExhibit | None]

EXHIBITORS: dict[str, Exhibitor] = {"table": table_exhibit}


def exhibit_of(part: DrawnPart, text: str, verdict: str, evidence: Mapping[str, Any]) -> TableExhibit | None:
    """The answer ``text`` with marks from ``evidence``; None where its kind is shown as one formula."""
    exhibitor = EXHIBITORS.get(part.kind)
    return exhibitor(part, text, verdict, evidence) if exhibitor else None
