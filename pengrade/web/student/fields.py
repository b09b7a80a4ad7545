"""Which field each kind of answer is entered in, and what that field has to know."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.edges import FACTOR
from pengrade.banks.markdown import render_inline
from pengrade.grading.comparing import graph, independence, ordering, tables
from pengrade.grading.graphs.model import FACTORS, UNDIRECTED
from pengrade.web.shown import Field

Node = dict[str, Any]
SORTS = {UNDIRECTED: "undirected", FACTORS: "factors"}


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


def _expression(problem: DrawnProblem, part: DrawnPart) -> Field:
    """A matrix has the cells of a table where its author gives headings to both sides; anything else is typed."""
    rows, columns = ([render_inline(text) for text in side] for side in (part.row_headings, part.column_headings))
    if not rows or not columns:
        return Field()
    return Field("table", {"rows": len(rows), "columns": len(columns)}, rows=rows, columns=columns)


def _derivation(problem: DrawnProblem, part: DrawnPart) -> Field:
    """The line to begin with, which the question names, and the reasons to choose from where they are asked for."""
    reasons = part.options.get("reasons", ())
    if isinstance(reasons, Mapping):
        reasons = reasons.get("allowed", reasons.get("required", ()))
    start = part.expected.get("from", "") if isinstance(part.expected, Mapping) else ""
    return Field("derivation", {"start": start, "reasons": list(reasons)})


def _independence(problem: DrawnProblem, part: DrawnPart) -> Field:
    return Field("independence", {"variables": independence.variables_asked(part.spec())})


def _graph(problem: DrawnProblem, part: DrawnPart) -> Field:
    """The nodes where the author put them, else in a circle; the edges are for the learner to find."""
    spec = part.spec()
    nodes = _nodes_of(problem, part) or _in_a_circle(graph.nodes_asked(spec))
    return Field("graph", {"sort": SORTS.get(graph.sort_asked(spec), "directed"), "nodes": nodes})


def _nodes_of(problem: DrawnProblem, part: DrawnPart) -> list[Node]:
    canvas = problem.figures.get(part.canvas)
    if canvas is None:
        return []
    factors = {edge.name for edge in canvas.edges if edge.kind == FACTOR}
    return [asdict(node) for node in canvas.nodes if node.name not in factors]


def _in_a_circle(names: Sequence[str]) -> list[Node]:
    radius = max(1.0, len(names) / 5)
    turns = [2 * math.pi * place / len(names) for place in range(len(names))]
    return [
        {"name": name, "right": round(radius * math.sin(turn), 2), "down": round(-radius * math.cos(turn), 2)}
        for name, turn in zip(names, turns, strict=True)
    ]


def _ordering(problem: DrawnProblem, part: DrawnPart) -> Field:
    """The items in an order that tells nothing of the right one."""
    items = ordering.items_of(part.spec())
    random.Random(f"{problem.seed}/{part.key}").shuffle(items)  # noqa: S311  # a deal of cards, no secret
    return Field("ordering", {"items": items, "may_leave_out": bool(part.options.get("distractors"))})


FIELDS: dict[str, Callable[[DrawnProblem, DrawnPart], Field]] = {
    "choice": _choice,
    "derivation": _derivation,
    "expression": _expression,
    "graph": _graph,
    "independence": _independence,
    "ordering": _ordering,
    "table": _table,
}
