"""A verdict on its way to a reader: as much of it as that reader may see."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pengrade.attempts.models import Verdict, VerdictKind
from pengrade.attempts.scoring import points_for
from pengrade.attempts.standings import Handed
from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.markdown import render_inline
from pengrade.web import counterexamples, wording
from pengrade.web.exhibits.choosing import exhibit_of
from pengrade.web.marks import verdict_mark
from pengrade.web.shown import Exhibit, Row
from pengrade.web.shown import Verdict as ShownVerdict


class Release(IntEnum):
    """How much of a verdict's evidence may be seen; each step includes the ones before."""

    REASON = 1  # what is off, in words
    POINT = 2  # where it is off: values of the symbols, and of the answer there
    KEY_VALUE = 3  # and what the right answer is worth there


def shown_verdict(
    handed: Handed, drawn: tuple[DrawnProblem, DrawnPart], *, possible: Decimal, release: Release, own: bool = True
) -> ShownVerdict:
    """One submission's verdict. Only for submissions that have one."""
    verdict = handed.verdict
    if verdict is None:
        raise ValueError("this submission has no verdict yet")
    return ShownVerdict(
        mark=verdict_mark(verdict.verdict),
        points=_points(verdict, possible),
        text=handed.submission.text,
        understood_as=verdict.understood_as,
        spoken=verdict.spoken,
        message=message_of(verdict),
        position=verdict.position,
        length=verdict.length,
        suggestion=verdict.suggestion,
        differs=_differences(verdict, drawn[1].kind, release, own),
        evidence=method_in_words(verdict.evidence),
        at=verdict.decided_at,
        by=str(verdict.decided_by.person) if verdict.decided_by else "",
        exhibit=_exhibit(handed, verdict, drawn, release),
    )


def _exhibit(
    handed: Handed, verdict: Verdict, drawn: tuple[DrawnProblem, DrawnPart], release: Release
) -> Exhibit | None:
    """Marks on places tell where an answer is off, as a point does."""
    if release < Release.POINT or verdict.decided_by is not None:
        return None
    return exhibit_of(*drawn, handed.submission.text, verdict.verdict, verdict.evidence)


def _points(verdict: Verdict, possible: Decimal) -> str:
    if verdict.verdict in {VerdictKind.INVALID, VerdictKind.UNDECIDED}:
        return _("no try used") if verdict.verdict == VerdictKind.INVALID else _("not counted yet")
    return wording.points_of(points_for(verdict.credit, possible), possible)


def _differences(verdict: Verdict, kind: str, release: Release, own: bool) -> Sequence[Row]:
    if release < Release.POINT:
        return ()
    return counterexamples.rows(
        verdict.evidence,
        with_key=release >= Release.KEY_VALUE,
        own=own,
        with_trail=kind == "independence",  # asked of a graph that stands in the question
    )


def message_of(verdict: Verdict) -> str | SafeString:
    """An author's message with its formulas; a message of the engine or of a person as plain text.

    Plain, because it may quote what a learner typed, which is no Markdown of ours.
    """
    if verdict.finding.startswith("mistake:"):
        return render_inline(verdict.message)
    # The mark above says the first words already.
    for said in ("Correct.", "Not right yet."):
        if verdict.message.startswith(said):
            return verdict.message.removeprefix(said).strip()
    return verdict.message


def method_in_words(evidence: Mapping[str, Any]) -> str:
    """How the verdict was reached, in a few words; empty for a method that says nothing to a learner."""
    method = evidence.get("method")
    if method == "numeric":
        counts = {"points": evidence.get("points"), "digits": evidence.get("digits")}
        return _("Agrees at %(points)s points to %(digits)s digits.") % counts
    words = {
        "identical": _("The same as the key."),
        "exact": _("Proved equal to the key."),
        "symbolic": _("Proved equal to the key."),
        "exhaustive": _("Every case was checked."),
        "person": _("Decided by a person."),
    }
    return words.get(str(method), "")
