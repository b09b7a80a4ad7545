"""An answered graph, drawn where its author put the nodes, with what it gets wrong ringed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.edges import DIRECTED, FACTOR, UNDIRECTED, Edge
from pengrade.banks.figures import DrawnFigure, DrawnNode, figure_svg
from pengrade.grading.comparing import graph
from pengrade.grading.graphs.model import Graph
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.graphs import node_called
from pengrade.web.shown import GraphExhibit
from pengrade.web.student.fields import field_of

_STATEMENT = re.compile(r"(.+?)⟂([^|]+)(?:\|(.+))?")


def graph_exhibit(
    problem: DrawnProblem, part: DrawnPart, text: str, verdict: str, evidence: Mapping[str, Any]
) -> GraphExhibit | None:
    """None for what is no graph."""
    try:
        heard = graph.read(part.spec(), text)
    except ReadingError:
        return None
    answer: Graph = heard.content.graph
    figure = _figure(problem, part, answer)
    left, right, known = _named_in(evidence)
    svg = figure_svg(replace(figure, description=heard.spoken), _("Your graph"), ringed=[*left, *right], shaded=known)
    names = [node.name for node in figure.nodes if node.name not in {edge.name for edge in figure.edges}]
    return GraphExhibit(
        drawing=mark_safe(svg),  # noqa: S308  # figure_svg escapes every text in it
        caption=_caption(left, right, known),
        columns=names,
        rows=_rows(answer, names),
    )


def _figure(problem: DrawnProblem, part: DrawnPart, answer: Graph) -> DrawnFigure:
    nodes = [DrawnNode(node_called(one["name"]), one["right"], one["down"]) for one in _canvas(problem, part)]
    known = {node.name for node in nodes}
    edges = [
        *(Edge(DIRECTED, ends) for ends in sorted(answer.arrows)),
        *(Edge(UNDIRECTED, ends) for ends in sorted(answer.lines)),
        *(Edge(FACTOR, tuple(sorted(one.scope)), one.name or f"f{n}") for n, one in enumerate(answer.factors, 1)),
    ]
    return DrawnFigure("", tuple(nodes), tuple(edge for edge in edges if known.issuperset(edge.ends)))


def _canvas(problem: DrawnProblem, part: DrawnPart) -> Sequence[Mapping[str, Any]]:
    nodes: Sequence[Mapping[str, Any]] = field_of(problem, part).setup["nodes"]
    return nodes


def _named_in(evidence: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Both sides that a statement separates, and what is known: "a ⟂ {b, c} | d"."""
    statement = _STATEMENT.fullmatch(str(evidence.get("statement", "")))
    if statement is None or evidence.get("in") != "answer":
        return (), (), ()
    left, right, known = (_names(side or "") for side in statement.groups())
    return left, right, known


def _names(side: str) -> list[str]:
    return [name.strip() for name in side.strip(" {}").split(",") if name.strip()]


def _caption(left: Sequence[str], right: Sequence[str], known: Sequence[str]) -> str:
    """What rings and shades say, in words that need no eyes."""
    if not left:
        return ""
    names = {"left": ", ".join(left), "right": ", ".join(right), "known": ", ".join(known)}
    if not known:
        return _("Ringed: your graph separates %(left)s from %(right)s, which is not so here.") % names
    return (
        _("Ringed: once %(known)s is known, shown shaded, your graph separates %(left)s from %(right)s. Not so here.")
        % names
    )


def _rows(answer: Graph, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    if answer.factors:
        scopes = [(one.name or f"f{n}", one.scope) for n, one in enumerate(answer.factors, 1)]
        return [(name, ["✓" if column in scope else "" for column in names]) for name, scope in scopes]
    return [(row, [_sign(answer, row, column) for column in names]) for row in names]


def _sign(answer: Graph, row: str, column: str) -> str:
    if (row, column) in answer.arrows:
        return "→"
    return "–" if (row, column) in answer.lines or (column, row) in answer.lines else ""
