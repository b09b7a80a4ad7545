"""A counterexample as JSON: the distributions as tables of fractions, the state, the two values."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from pengrade.grading.evaluating.witness import intervals, point_as_json
from pengrade.grading.probability.compare import Refuted
from pengrade.grading.probability.draws import Draw, states_of
from pengrade.grading.probability.structure import Factor

MOST_ENTRIES_SHOWN = 512
LONGEST_DECIMAL = 10**12


def counterexample(refuted: Refuted) -> dict[str, Any]:
    expected, answer = intervals(arb(refuted.expected), arb(refuted.answer))
    point = point_as_json(refuted.point) | {name: str(value) for name, value in refuted.state.items()}
    return {
        "method": "counterexample",
        "point": point,
        **_lonely(refuted.draw),
        **_functions(refuted.draw),
        "table": tables(refuted.draw),
        "expected": _exactly(refuted.expected) or expected,
        "answer": _exactly(refuted.answer) or answer,
    }


def _lonely(draw: Draw) -> dict[str, Any]:
    """The states of variables that are in no table, over which something is summed."""
    told = {slot for slots in draw.frame.slots.values() for slot in slots}
    states = {slot: list(map(str, values)) for slot, values in draw.states.items() if slot not in told}
    return {"states": states} if states else {}


def _functions(draw: Draw) -> dict[str, Any]:
    """Unknown functions as rows of arguments with the value at the end, at the arguments that were met."""
    shown = {
        name: [[*map(str, arguments), str(value)] for arguments, value in sorted(rows.items())[:MOST_ENTRIES_SHOWN]]
        for name, rows in sorted(draw.applied.items())
    }
    return {"functions": shown} if shown else {}


def _exactly(value: Any) -> list[str] | None:
    """Twice the same decimal, for a fraction that is a short one."""
    if type(value) is not fmpq or LONGEST_DECIMAL % value.q != 0:
        return None
    text = f"{Decimal(int(value.p)) / Decimal(int(value.q)):f}"
    return [text, text]


def tables(draw: Draw) -> list[dict[str, Any]]:
    """Every distribution of the draw; where there is a graph, p by its factors. Too large ones are left out."""
    shown: list[dict[str, Any]] = []
    for density, slots in draw.frame.slots.items():
        if density in draw.factors:
            factors = draw.factors[density].items()
            shown.extend(_factor(draw, density, factor, weights) for factor, weights in factors)
        else:
            total = draw.total(density)
            shown.append(_table(draw, density, slots, (), [Fraction(one, total) for one in draw.tables[density]]))
    return [one for one in shown if len(one["rows"]) <= MOST_ENTRIES_SHOWN]


def _factor(draw: Draw, density: str, factor: Factor, weights: list[int]) -> dict[str, Any]:
    total = sum(weights[: draw.entries(factor.left)])
    return _table(draw, density, factor.left, factor.given, [Fraction(one, total) for one in weights])


def _table(
    draw: Draw, density: str, left: Sequence[str], right: Sequence[str], probabilities: list[Fraction]
) -> dict[str, Any]:
    """Rows of states, of what is given first, and the probability of each."""
    states = states_of(draw, (*right, *left))
    name, *parameters = density.split(";")
    return {
        "density": name,
        **({"parameters": parameters} if parameters else {}),
        "variables": list(left),
        "given": list(right),
        "rows": [[*map(str, row), str(one)] for row, one in zip(states, probabilities, strict=True)],
    }
