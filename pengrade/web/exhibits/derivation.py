"""The lines of an answered derivation, each ticked, up to the first that does not follow."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.grading.comparing import derivation
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.statements import latex_of
from pengrade.grading.statements import Step
from pengrade.web.shown import Line, LinesExhibit


def lines_exhibit(
    problem: DrawnProblem, part: DrawnPart, text: str, verdict: str, evidence: Mapping[str, Any]
) -> LinesExhibit | None:
    """None for what cannot be read. What comes after the first broken line is not marked."""
    try:
        steps = derivation.read(part.spec(), text).content.steps
    except ReadingError:
        return None
    decided = [(one["line"], one["follows"]) for one in evidence.get("steps", ())]
    broken = evidence.get("step") if evidence.get("method") == "counterexample" else None
    lines = []
    for number, some in groupby(steps, key=lambda step: step.line):
        follows = all(good is True for line, good in decided if line == number)
        lines.append(Line(number + 1, " ".join(map(_step, some)), *_state(number, follows, broken)))
    return LinesExhibit(lines)


def _step(step: Step) -> str:
    """Without the mark at which lines of one block are aligned: each stands by itself here."""
    return latex_of(step).removeprefix("&").strip()


def _state(number: int, follows: bool, broken: int | None) -> tuple[str, str]:
    """A line's state, and a word for it."""
    if number == broken:
        return ("off", _("does not follow")) if number else ("off", _("is not where it should start"))
    if broken is not None and number > broken:
        return "unread", _("not marked")
    if number == 0:
        return "good", _("starts where it should")
    return ("good", _("follows")) if follows else ("unread", _("not decided"))
