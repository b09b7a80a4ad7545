"""A counterexample as JSON: the distributions as tables of fractions, the state, the two values."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pengrade.grading.evaluating.witness import intervals, point_as_json
from pengrade.grading.probability.compare import Refuted
from pengrade.grading.probability.draws import Draw, states_of

MOST_ENTRIES_SHOWN = 512


def counterexample(refuted: Refuted) -> dict[str, Any]:
    expected, answer = intervals(refuted.expected, refuted.answer)
    point = point_as_json(refuted.point) | {name: str(value) for name, value in refuted.state.items()}
    return {
        "method": "counterexample",
        "point": point,
        "table": tables(refuted.draw),
        "expected": expected,
        "answer": answer,
    }


def tables(draw: Draw) -> list[dict[str, Any]]:
    """Every distribution of the draw; where there is a graph, p by its factors. Too large ones are left out."""
    shown: list[dict[str, Any]] = []
    for density, slots in draw.frame.slots.items():
        if density == "p" and draw.factors:
            shown.extend(_factor(draw, node, *factor) for node, factor in draw.factors.items())
        else:
            total = draw.total(density)
            shown.append(_table(draw, density, slots, (), [Fraction(one, total) for one in draw.tables[density]]))
    return [one for one in shown if len(one["rows"]) <= MOST_ENTRIES_SHOWN]


def _factor(draw: Draw, node: str, own: Sequence[str], weights: list[int]) -> dict[str, Any]:
    total = sum(weights[: draw.sizes[node]])
    return _table(draw, "p", (node,), own[:-1], [Fraction(one, total) for one in weights])


def _table(
    draw: Draw, density: str, left: Sequence[str], right: Sequence[str], probabilities: list[Fraction]
) -> dict[str, Any]:
    """Rows of states, of what is given first, and the probability of each."""
    states = states_of(draw, (*right, *left))
    return {
        "density": density,
        "variables": list(left),
        "given": list(right),
        "rows": [[*map(str, row), str(one)] for row, one in zip(states, probabilities, strict=True)],
    }
