"""The page after a sitting: what came back, and a receipt."""

import hashlib
import json

from django.urls import reverse
from django.utils.translation import gettext as _

from pengrade.attempts.models import Attempt
from pengrade.attempts.standings import Standing
from pengrade.banks.markdown import render
from pengrade.banks.models import Part
from pengrade.web import wording
from pengrade.web.shown import ReviewedPart, ReviewPage
from pengrade.web.student.building import Desk, part_links, verdicts_of, waiting_of


def review_page(desk: Desk) -> ReviewPage:
    """A finished sitting."""
    total = desk.standing.total()
    finished_at = desk.attempt.finished_at
    if finished_at is None:
        raise ValueError("this sitting is not finished")
    return ReviewPage(
        bar=desk.bar(),
        number=desk.attempt.number,
        points=wording.points_of(total.points, total.possible),
        complete=total.settled,
        parts=[_reviewed(desk, part) for part in desk.parts],
        finished_at=finished_at,
        by_the_clock=finished_at == desk.attempt.deadline,
        receipt=receipt(desk.standing),
        back_url=reverse("student-start", args=[desk.visit.key]),
    )


def _reviewed(desk: Desk, part: Part) -> ReviewedPart:
    problem, drawn = desk.drawn(part)
    link = next(link for link in part_links(desk) if link.label == desk.labels[part.pk])
    return ReviewedPart(
        label=link.label,
        problem_title=problem.title,
        question=render(drawn.question, problem.figures),
        mark=link.mark,
        points=link.points,
        verdicts=verdicts_of(desk, part),
        waiting=waiting_of(desk, desk.standing.handed[part.pk]),
    )


def receipt(standing: Standing) -> str:
    """A fingerprint of everything that was handed in: the same rows give the same twelve characters.

    A learner who kept it can show later that an answer was there, or was not what the server says.
    """
    handed = [h.submission for entries in standing.handed.values() for h in entries]
    rows = sorted((s.part_id, s.submitted_at.isoformat(), s.text) for s in handed)
    digest = hashlib.sha256(json.dumps([str(standing.attempt.uuid), rows]).encode()).hexdigest()
    return " ".join(digest[i : i + 4] for i in range(0, 12, 4))


def points_of_sitting(attempt: Attempt, standing: Standing) -> str:
    """The points of a sitting in a list, or what it is doing."""
    total = standing.total()
    if attempt.finished_at is None:
        return _("running")
    return wording.points_of(total.points, total.possible) if total.settled else _("being graded")
