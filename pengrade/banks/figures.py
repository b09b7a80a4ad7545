"""Graphs as data, drawn as SVG that a screen reader can tell.

Colours and fonts come from the style sheet through classes (``graph``, ``graph-node``, ``graph-edge``, ``graph-arrow``,
``graph-factor``, ``graph-label``, ``graph-sub``): the pages' policy allows no style attribute, and themes need none.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from pengrade.banks.edges import DIRECTED, FACTOR, Edge, parse_edges
from pengrade.banks.placeholders import fill_answer, fill_text
from pengrade.banks.variants import Values

STEP = 90  # between neighbours, in units of the drawing
RADIUS = 22  # of a node
SQUARE = 9  # half the side of a factor
MARGIN = RADIUS + 9
ARROW = (11, 4.5)  # length and half the width of an arrow's head

_SUBSCRIPT = re.compile(r"([^_]+)(?:_\{?([^}]+)\}?)?\Z")
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip

Point = tuple[float, float]


@dataclass(frozen=True)
class DrawnNode:
    """A node's name and its place, in steps to the right and down."""

    name: str
    right: float
    down: float


@dataclass(frozen=True)
class DrawnFigure:
    """A figure of a variant; the same data is the canvas of a graph answer."""

    description: str
    nodes: tuple[DrawnNode, ...]
    edges: tuple[Edge, ...]


def drawn_figure(figure: Mapping[str, Any], values: Values) -> DrawnFigure:
    """A published figure with the values of a variant in it."""
    return DrawnFigure(
        description=" ".join(fill_text(figure["description"], values).split()),
        nodes=tuple(DrawnNode(fill_answer(node["name"], values), *node["at"]) for node in figure["nodes"]),
        edges=parse_edges(fill_answer(figure["edges"], values)),
    )


def figure_svg(figure: DrawnFigure, title: str, *, ringed: Collection[str] = (), shaded: Collection[str] = ()) -> str:
    """The drawing as an ``svg`` element, some nodes ``ringed`` or ``shaded``.

    Texts are escaped here; all else in it is a number or a constant.
    """
    points = {node.name: (node.right * STEP, node.down * STEP) for node in figure.nodes}
    factors = {edge.name for edge in figure.edges if edge.kind == FACTOR}
    drawn = [_edge(edge, points) for edge in figure.edges]
    drawn += [_ring(points[name]) for name in ringed if name in points]
    drawn += [_node(name, point, name in shaded) for name, point in points.items() if name not in factors]
    size = _size(list(points.values()))
    head = f"<title>{escape(title)}</title><desc>{escape(figure.description)}</desc>"
    return f'<svg class="graph" role="img" {size}>{head}{"".join(drawn)}</svg>'


def _size(points: list[Point]) -> str:
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN
    width, height = max(x for x, _ in points) + MARGIN - left, max(y for _, y in points) + MARGIN - top
    return f'viewBox="{left:g} {top:g} {width:g} {height:g}" width="{width:g}" height="{height:g}"'


def _node(name: str, point: Point, is_shaded: bool) -> str:
    x, y = point
    style = "graph-node graph-seen" if is_shaded else "graph-node"
    return f'<circle class="{style}" cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>' + _label(name, point)


def _ring(point: Point) -> str:
    return f'<circle class="graph-ring" cx="{point[0]:g}" cy="{point[1]:g}" r="{RADIUS + 6}"/>'


def _label(name: str, point: Point) -> str:
    match = _SUBSCRIPT.match(name)
    base, below = (match[1], match[2]) if match else (name, None)
    letter = _GREEK.get(base[1:], base[1:]) if base.startswith("\\") else base
    sub = f'<tspan class="graph-sub" dy="5">{escape(below)}</tspan>' if below else ""
    place = f'x="{point[0]:g}" y="{point[1]:g}" text-anchor="middle" dominant-baseline="central"'
    return f'<text class="graph-label" {place}>{escape(letter)}{sub}</text>'


def _edge(edge: Edge, points: Mapping[str, Point]) -> str:
    if edge.kind == FACTOR:
        return _factor(edge, points)
    start, end = points[edge.ends[0]], points[edge.ends[1]]
    if edge.kind != DIRECTED:
        return _line(start, end)
    tip = _towards(end, start, RADIUS + 1)
    base = _towards(end, start, RADIUS + 1 + ARROW[0])
    return _line(start, base) + _head(base, tip)


def _factor(edge: Edge, points: Mapping[str, Point]) -> str:
    """A square where the figure places it (a node with the factor's name), else amid its variables."""
    ends = [points[name] for name in edge.ends]
    middle = (sum(x for x, _ in ends) / len(ends), sum(y for _, y in ends) / len(ends))
    x, y = points.get(edge.name, middle)
    square = (
        f'<rect class="graph-factor" x="{x - SQUARE:g}" y="{y - SQUARE:g}" width="{2 * SQUARE}" height="{2 * SQUARE}"/>'
    )
    return "".join(_line((x, y), end) for end in ends) + square + _label(edge.name, (x + 2 * SQUARE, y - 2 * SQUARE))


def _line(start: Point, end: Point) -> str:
    place = f'x1="{start[0]:.6g}" y1="{start[1]:.6g}" x2="{end[0]:.6g}" y2="{end[1]:.6g}"'
    return f'<line class="graph-edge" {place}/>'


def _head(base: Point, tip: Point) -> str:
    across, along = (tip[1] - base[1]) / ARROW[0] * ARROW[1], (tip[0] - base[0]) / ARROW[0] * ARROW[1]
    corners = [tip, (base[0] - across, base[1] + along), (base[0] + across, base[1] - along)]
    return f'<polygon class="graph-arrow" points="{" ".join(f"{x:.6g},{y:.6g}" for x, y in corners)}"/>'


def _towards(start: Point, end: Point, distance: float) -> Point:
    """The point at this distance from ``start`` on the way to ``end``."""
    length = math.dist(start, end) or 1.0
    share = distance / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
