"""Distributions that refute an answer, in rows that a person can add up."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from pengrade.web.shown import Row

MOST_ENTRIES = 12  # a longer table is no help to anybody
_SIGNS = {"->": r"\to", "<-": r"\leftarrow", "-": "-"}


def entries(tables: Sequence[Mapping[str, Any]], name_in_latex: Callable[[str], str]) -> list[Row]:
    """``p(x=0, y=1)`` and its value, for each entry; nothing where there are too many of them."""
    if sum(len(table["rows"]) for table in tables) > MOST_ENTRIES:
        return []
    return [
        Row(_entry(table, states, name_in_latex), _fraction(value), is_formula=True)
        for table in tables
        for *states, value in table["rows"]
    ]


def _entry(table: Mapping[str, Any], states: Sequence[str], name_in_latex: Callable[[str], str]) -> str:
    """The states of the given variables come first."""
    given, variables = table["given"], table["variables"]
    fixed = [f"{name_in_latex(name)}={state}" for name, state in zip([*given, *variables], states, strict=True)]
    behind = rf" \mid {', '.join(fixed[: len(given)])}" if given else ""
    if table.get("parameters"):
        behind += f" ; {', '.join(map(name_in_latex, table['parameters']))}"
    return f"{name_in_latex(table['density'])}({', '.join(fixed[len(given) :])}{behind})"


def of_a_statement(evidence: Mapping[str, Any], *, with_trail: bool) -> list[Row]:
    """What was claimed, and what speaks against it: a trail that is open, or variables made of fair coins.

    Where a graph was to be drawn, the trail leads along edges of the key.
    """
    claim = str(evidence["statement"]).replace("⟂", r"\perp").replace("|", r"\mid")
    found = [Row(_("Claimed"), claim)]
    if with_trail and (trail := evidence.get("trail")):
        found.append(Row(_("But this trail is open"), " ".join(_SIGNS.get(step, step) for step in trail)))
    coins = evidence.get("coins", {})
    return [*found, *(Row(name, _tossed(made), is_formula=True) for name, made in coins.items())]


def _tossed(made: str) -> str:
    """ "coin1 + coin2" is heads of the one or of the other, not of both."""
    return made.replace("coin", r"\text{coin }").replace("+", r"\oplus")


def _fraction(text: str) -> str:
    top, slash, below = text.partition("/")
    return rf"\tfrac{{{top}}}{{{below}}}" if slash else text
