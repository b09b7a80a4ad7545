"""One sitting as staff see it: every answer with all its evidence, and a form for what a person must decide."""

from typing import Any

from django.urls import reverse

from pengrade.attempts.models import VerdictKind
from pengrade.attempts.standings import Handed
from pengrade.banks.drawing import DrawnPart
from pengrade.banks.markdown import render
from pengrade.banks.models import Part
from pengrade.grading.preview import preview
from pengrade.web.shown import AttemptPage, HandSubmission
from pengrade.web.student.building import Desk, bar_of
from pengrade.web.student.reviewing import points_of_sitting
from pengrade.web.verdicts import Release, shown_verdict


def attempt_page(desk: Desk) -> AttemptPage:
    """Everything that was handed in, oldest first within each part."""
    attempt = desk.attempt
    rows = [_row(desk, part, handed) for part in desk.parts for handed in desk.standing.handed[part.pk]]
    return AttemptPage(
        bar=bar_of(desk.visit),
        person=attempt.membership.person.name,
        number=attempt.number,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        points=points_of_sitting(attempt, desk.standing),
        submissions=rows,
        back_url=reverse("staff-overview", args=[desk.visit.key]),
        finish_url="" if attempt.finished_at else reverse("staff-finish", args=[desk.visit.key, attempt.uuid]),
    )


def _row(desk: Desk, part: Part, handed: Handed) -> HandSubmission:
    problem, drawn = desk.drawn(part)
    verdict = handed.verdict
    undecided = verdict is not None and verdict.verdict == VerdictKind.UNDECIDED
    decide = reverse("staff-decide", args=[desk.visit.key, handed.submission.uuid])
    return HandSubmission(
        label=desk.labels[part.pk],
        question=render(drawn.question, problem.figures),
        key=_key(drawn),
        verdict=shown_verdict(handed, (problem, drawn), possible=part.points, release=Release.KEY_VALUE, own=False)
        if verdict
        else None,
        waiting=verdict is None,
        evidence=[(name, _plain(value)) for name, value in (verdict.evidence if verdict else {}).items()],
        decide_url=decide if undecided else "",
    )


def _key(drawn: DrawnPart) -> str:
    """The key in LaTeX, as the graders read it."""
    spec = drawn.spec()
    typed = spec.expected if isinstance(spec.expected, str) else ", ".join(map(str, spec.expected))
    return preview(spec, typed).understood_as or typed


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} = {inner}" for name, inner in value.items())
    return str(value)
