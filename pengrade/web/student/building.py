"""From rows to the pages of a sitting. Queries happen here, none in the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pengrade.attempts.models import Attempt, Draft, HintOpening, VerdictKind
from pengrade.attempts.models import Verdict as Stored
from pengrade.attempts.scoring import PartStanding
from pengrade.attempts.standings import Handed, Standing, standing_of
from pengrade.banks.drawing import DrawnPart, DrawnProblem, draw_problem
from pengrade.banks.markdown import render, render_inline
from pengrade.banks.models import Part
from pengrade.web import wording
from pengrade.web.access import Visit
from pengrade.web.marks import part_mark
from pengrade.web.shown import AnswerForm, Bar, Choice, Clock, FinishPage, PartLink, PartPage, Verdict, Waiting
from pengrade.web.student.fields import field_of
from pengrade.web.symbols import insertable
from pengrade.web.verdicts import Release, shown_verdict


@dataclass(frozen=True)
class Desk:
    """One sitting with all its rows, read once for a page."""

    visit: Visit
    attempt: Attempt
    now: datetime

    @cached_property
    def standing(self) -> Standing:
        """What was handed in, and what it earned."""
        return standing_of(self.attempt)

    @cached_property
    def labels(self) -> Mapping[int, str]:
        """Part id -> a, 1a, …"""
        return wording.labels_of(self.parts)

    @property
    def parts(self) -> Sequence[Part]:
        """All parts, in order."""
        return self.standing.parts

    @cached_property
    def drafts(self) -> Mapping[int, Draft]:
        """Part id -> what stands in its field."""
        return {draft.part_id: draft for draft in Draft.objects.filter(attempt=self.attempt)}

    def drawn(self, part: Part) -> tuple[DrawnProblem, DrawnPart]:
        """This sitting's variant of a part and of the problem around it."""
        problem = draw_problem(part.version, self.attempt.seed)
        return problem, next(p for p in problem.parts if p.part_id == part.pk)

    def url(self, name: str, *args: object) -> str:
        """A page of this sitting."""
        return reverse(name, args=[self.visit.key, self.attempt.uuid, *args])

    def bar(self) -> Bar:
        """The line on top, with the clock running while the sitting does."""
        saved = max((d.saved_at for d in self.drafts.values()), default=None)
        clock = None if self.attempt.finished_at else Clock(self.now, self.attempt.deadline)
        return bar_of(self.visit, clock=clock, saved_at=saved)


def bar_of(visit: Visit, clock: Clock | None = None, saved_at: datetime | None = None) -> Bar:
    """The line on top of a page."""
    return Bar(
        course=visit.course.title,
        assignment=visit.assignment.title if visit.assignment else "",
        person=visit.membership.person.name,
        clock=clock,
        saved_at=saved_at,
    )


def last_worked_on(desk: Desk) -> int:
    """The part, counted from 1, that was typed in or submitted last; the first where nothing was."""
    moments = {draft.saved_at: part_id for part_id, draft in desk.drafts.items()}
    latest = moments[max(moments)] if moments else None
    return next((index for index, part in enumerate(desk.parts, start=1) if part.pk == latest), 1)


def part_links(desk: Desk, current: Part | None = None) -> list[PartLink]:
    """The navigation: every part with its state."""
    return [_part_link(desk, index, part, part == current) for index, part in enumerate(desk.parts, start=1)]


def _part_link(desk: Desk, index: int, part: Part, current: bool) -> PartLink:
    handed, standing = desk.standing.handed[part.pk], desk.standing.part(part)
    verdicts = [h.verdict for h in handed if h.verdict]
    draft = desk.drafts.get(part.pk)
    return PartLink(
        label=desk.labels[part.pk],
        title=part.version.title,
        mark=part_mark(
            standing,
            last_kind=_last_kind(verdicts),
            waiting=len(verdicts) < len(handed),
            drafted=bool(draft and draft.text.strip()),
        ),
        points=_points(standing, verdicts),
        url=desk.url("student-part", index),
        current=current,
    )


def _last_kind(verdicts: Sequence[Stored]) -> str | None:
    """What was said last of a readable answer: a slip after a wrong answer takes nothing back."""
    kinds = [verdict.verdict for verdict in verdicts]
    readable = [kind for kind in kinds if kind != VerdictKind.INVALID]
    return next(iter(reversed(readable or kinds)), None)


def _points(standing: PartStanding, verdicts: Sequence[Stored]) -> str:
    if verdicts and not standing.settled and not standing.points:
        return _("not counted yet")
    if verdicts:
        return wording.points_of(standing.points, standing.possible)
    return wording.points(standing.possible)


def part_page(desk: Desk, index: int) -> PartPage:
    """The page of the ``index``-th part, counted from 1."""
    part = desk.parts[index - 1]
    problem, drawn = desk.drawn(part)
    opened = HintOpening.objects.filter(attempt=desk.attempt, part=part).count()
    handed = desk.standing.handed[part.pk]
    return PartPage(
        bar=desk.bar(),
        parts=part_links(desk, part),
        label=desk.labels[part.pk],
        problem_title=problem.title,
        why_it_matters=render(problem.why_it_matters),
        statement=render(problem.statement, problem.figures),
        question=render(drawn.question, problem.figures),
        hints=[render(text) for text in drawn.hints[:opened]],
        hints_left=len(drawn.hints) - opened,
        hint_url=desk.url("student-hint", index),
        hint_note=_("Free of charge"),
        answer=replace(answer_form(desk, index, part, drawn), field=field_of(problem, drawn)),
        waiting=waiting_of(desk, handed),
        verdicts=verdicts_of(desk, part),
        previous_url=desk.url("student-part", index - 1) if index > 1 else "",
        next_url=desk.url("student-part", index + 1) if index < len(desk.parts) else "",
        finish_url=desk.url("student-finish"),
    )


def verdicts_of(desk: Desk, part: Part) -> list[Verdict]:
    """What came back for a part, newest first. In a running sitting the key stays out of the evidence."""
    release = Release.POINT if desk.attempt.finished_at is None else desk_release(desk)
    handed = [h for h in reversed(desk.standing.handed[part.pk]) if h.verdict]
    return [shown_verdict(h, desk.drawn(part), possible=part.points, release=release) for h in handed]


def desk_release(desk: Desk) -> Release:
    """After a sitting: the key's value at a point may be seen once no sitting can use it any more."""
    closes_at = desk.attempt.assignment.closes_at
    return Release.KEY_VALUE if closes_at and desk.now >= closes_at else Release.POINT


def waiting_of(desk: Desk, handed: Sequence[Handed]) -> Waiting | None:
    """The oldest answer to a part that still waits for the graders."""
    waiting = next((h.submission for h in handed if h.verdict is None), None)
    if waiting is None:
        return None
    url = reverse("api-submission", args=[desk.visit.key, desk.attempt.uuid, waiting.uuid])
    return Waiting(text=waiting.text, since=waiting.submitted_at, url=url)


def answer_form(desk: Desk, index: int, part: Part, drawn: DrawnPart) -> AnswerForm:
    """The answer field, filled with what was typed last."""
    draft = desk.drafts.get(part.pk)
    text = draft.text if draft else ""
    chosen = {key.strip() for key in text.split(",")}
    standing = desk.standing.part(part)
    return AnswerForm(
        kind=part.kind,
        prompt=render_inline(drawn.prompt) if drawn.prompt else SafeString(""),
        text=text,
        edit=draft.edit if draft else 0,
        choices=[Choice(c.key, render_inline(c.text), c.key in chosen, c.is_reason) for c in drawn.choices],
        several=drawn.several,
        symbols=insertable(drawn),
        submit_url=desk.url("student-submit", index),
        preview_url=desk.url("api-preview"),
        draft_url=desk.url("api-draft"),
        part=str(part.pk),
        attempt=str(desk.attempt.uuid),
        tries=wording.tries(standing.tries_used, desk.attempt.assignment.tries_allowed),
        closed=_closed(desk, part, standing),
    )


def _closed(desk: Desk, part: Part, standing: PartStanding) -> str:
    if standing.full:
        return _("This part is done.")
    if standing.tries_used < desk.attempt.assignment.tries_allowed:
        return ""
    if any(h.verdict is None for h in desk.standing.handed[part.pk]):
        return _("This was your last try for this part, unless it cannot be read.")
    return _("All tries for this part are used.")


def finish_page(desk: Desk) -> FinishPage:
    """What would be handed in, and what would stay empty."""
    labels = desk.labels
    drafted = {p.pk for p in desk.parts if _is_unsent(desk, p)}
    empty = [labels[p.pk] for p in desk.parts if not _answered(desk, p) and p.pk not in drafted]
    return FinishPage(
        bar=desk.bar(),
        parts=part_links(desk),
        unanswered=empty,
        drafts=[labels[p.pk] for p in desk.parts if p.pk in drafted],
        action_url=desk.url("student-finish"),
        back_url=desk.url("student-part", 1),
    )


def _answered(desk: Desk, part: Part) -> bool:
    handed = desk.standing.handed[part.pk]
    return any(h.verdict is None or h.verdict.verdict != VerdictKind.INVALID for h in handed)


def _is_unsent(desk: Desk, part: Part) -> bool:
    draft, handed = desk.drafts.get(part.pk), desk.standing.handed[part.pk]
    if not draft or not draft.text.strip() or _closed(desk, part, desk.standing.part(part)):
        return False
    return not handed or handed[-1].submission.text != draft.text
