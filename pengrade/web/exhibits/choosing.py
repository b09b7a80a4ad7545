"""Which answers are set out with marks, and how."""

from collections.abc import Callable, Mapping
from typing import Any

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.web.exhibits.derivation import lines_exhibit
from pengrade.web.exhibits.graph import graph_exhibit
from pengrade.web.exhibits.table import table_exhibit
from pengrade.web.shown import Exhibit

# Of a problem, its part, an answer to it, the verdict on that and its evidence.
Exhibitor = Callable[[DrawnProblem, DrawnPart, str, str, Mapping[str, Any]], Exhibit | None]

EXHIBITORS: dict[str, Exhibitor] = {"derivation": lines_exhibit, "graph": graph_exhibit, "table": table_exhibit}


def exhibit_of(
    problem: DrawnProblem, part: DrawnPart, text: str, verdict: str, evidence: Mapping[str, Any]
) -> Exhibit | None:
    """The answer ``text`` with marks from ``evidence``; None where its kind is shown as one formula."""
    exhibitor = EXHIBITORS.get(part.kind)
    return exhibitor(problem, part, text, verdict, evidence) if exhibitor else None
