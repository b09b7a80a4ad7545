"""A counterexample in rows that a person can check: the point, and what each side is worth there.

The engine gives exact rationals for the point and intervals for the values; a value is shown with as many
digits as its interval is sure of, six at most.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec
from pengrade.web import distributions
from pengrade.web.shown import Row

_DIGITS = 6


def rows(evidence: Mapping[str, Any], *, with_key: bool, own: bool = True, with_trail: bool = False) -> Sequence[Row]:
    """The rows of a counterexample; empty when there is no point to look at.

    ``with_trail``: a trail is one in a graph that the learner has been given, and not in the key.

    Without a point nothing can be substituted, and the key's value would be the key itself.
    """
    if evidence.get("in") == "answer" and "statement" in evidence:
        return distributions.of_a_statement(evidence, with_trail=with_key or with_trail)
    point, tables = evidence.get("point", {}), evidence.get("table", ())
    if evidence.get("method") != "counterexample" or not (point or tables):
        return []
    found = [
        *distributions.entries(tables, name_in_latex),
        *(Row(name_in_latex(name), value_in_latex(value), is_formula=True) for name, value in point.items()),
    ]
    where = _of_law(evidence) + _entry(evidence.get("entry"))
    if evidence.get("step"):
        return [*found, *_both_lines(evidence, where)]
    whose = _("Your answer") if own else _("The answer")
    found.append(Row(whose + where, interval_in_latex(evidence.get("answer"))))
    if with_key and not evidence.get("key_is_constant"):
        found.append(Row(_("The right answer") + where, interval_in_latex(evidence.get("expected"))))
    return found


def _both_lines(evidence: Mapping[str, Any], where: str) -> list[Row]:
    """In a derivation both sides are the learner's: the line before, and the first that does not follow from it."""
    sides = ((evidence["step"], "expected"), (evidence["step"] + 1, "answer"))
    return [
        Row(_("Line %(number)s") % {"number": number} + where, interval_in_latex(evidence.get(side)))
        for number, side in sides
    ]


def _of_law(evidence: Mapping[str, Any]) -> str:
    """What of a distribution the values are: a parameter, its density, the probability of one value."""
    compared = {"density": _(", density"), "probability": _(", probability of one value")}
    if evidence.get("compared") in compared:
        return compared[evidence["compared"]]
    parameter = evidence.get("parameter")
    return _(", %(parameter)s") % {"parameter": parameter} if isinstance(parameter, str) else ""


def _entry(entry: Any) -> str:
    if not isinstance(entry, list | tuple) or len(entry) != 2:
        return ""
    row, column = entry
    if column == 1:
        return _(", entry %(row)s") % {"row": row}
    return _(", entry (%(row)s, %(column)s)") % {"row": row, "column": column}


@lru_cache(maxsize=2048)
def name_in_latex(name: str) -> str:
    """``sigma`` -> ``\\sigma``."""
    return preview(AnswerSpec("expression", {name: "real"}, ""), name).understood_as or name


def value_in_latex(value: Any) -> str:
    """A number, a list of them (a family), or a list of rows (a matrix)."""
    if not isinstance(value, list):
        return number_in_latex(str(value))
    if value and isinstance(value[0], list):
        body = r" \\ ".join(" & ".join(value_in_latex(cell) for cell in row) for row in value)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
    return r"\left(" + r",\; ".join(map(value_in_latex, value)) + r"\right)"


def number_in_latex(text: str) -> str:
    """``-3/4`` -> ``-\\frac{3}{4}``; anything else as it is."""
    top, slash, below = text.partition("/")
    if not slash:
        return text
    sign, top = ("-", top[1:]) if top.startswith("-") else ("", top)
    return rf"{sign}\tfrac{{{top}}}{{{below}}}"


def interval_in_latex(value: Any) -> str:
    """The number that an interval surrounds, with ``\\approx`` unless it is exact."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(end, str) for end in value):
        return _around(*value)
    return value_in_latex(value)


def _around(low: str, high: str) -> str:
    try:
        ends = [Decimal(low), Decimal(high)]
    except InvalidOperation:
        return rf"\left[{low},\, {high}\right]"
    shown = {_rounded(end) for end in ends}
    if len(shown) > 1:
        return rf"\left[{low},\, {high}\right]"
    text = shown.pop()
    return text if ends[0] == ends[1] == Decimal(text.replace(r" \cdot 10^{", "E").rstrip("}")) else rf"\approx {text}"


def _rounded(number: Decimal) -> str:
    """Six significant digits, in powers of ten where zeros would be counted on fingers."""
    mantissa, _e, exponent = f"{number:.{_DIGITS - 1}e}".partition("e")
    power = int(exponent)
    if -4 <= power < _DIGITS + 3:
        text = f"{Decimal(f'{number:.{_DIGITS}g}'):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return rf"{mantissa.rstrip('0').rstrip('.')} \cdot 10^{{{power}}}"
