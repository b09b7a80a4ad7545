"""The story of a sitting: start, write, submit, finish. One verb, one transaction."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pengrade.assignments.composing import window_of
from pengrade.assignments.models import Assignment
from pengrade.assignments.schedule import Phase
from pengrade.attempts.clock import GRACE, finishing_time, is_open
from pengrade.attempts.grades import refresh_score
from pengrade.attempts.models import Attempt, Draft, HintOpening, Submission
from pengrade.attempts.refusals import AttemptRefused, StaleDraft
from pengrade.attempts.standings import Standing, standing_of
from pengrade.attempts.typed import storable
from pengrade.banks.models import Part
from pengrade.courses.models import Membership

# What a field may hold. The reader refuses more than 4,000 characters as unreadable; up to here the
# text is kept all the same, so that nothing typed is lost.
LONGEST_TEXT = 20_000


def start(*, assignment: Assignment, membership: Membership, now: datetime) -> Attempt:
    """The member's open sitting, or a new one with its own deadline and seed.

    Raises:
        AttemptRefused: outside the window, all attempts used, or not a student of this course.
    """
    if membership.course_id != assignment.course_id or not membership.is_writer:
        raise AttemptRefused(_("Only students of this course can start an attempt."))
    close_if_overdue(Attempt.objects.filter(assignment=assignment, membership=membership), now=now)
    with transaction.atomic():
        # Two tabs that press Start in the same moment: the second waits here, and then finds the first one's sitting.
        Membership.objects.select_for_update().get(pk=membership.pk)
        return _running(assignment, membership) or _begin(assignment, membership, now)


def _running(assignment: Assignment, membership: Membership) -> Attempt | None:
    return Attempt.objects.filter(assignment=assignment, membership=membership, finished_at=None).first()


def _begin(assignment: Assignment, membership: Membership, now: datetime) -> Attempt:
    window = window_of(assignment)
    if window.phase(now) is Phase.NOT_OPEN_YET:
        raise AttemptRefused(_("This assignment is not open yet."))
    if window.phase(now) is Phase.CLOSED:
        raise AttemptRefused(_("This assignment is closed."))
    used = Attempt.objects.filter(assignment=assignment, membership=membership).count()
    if used >= assignment.attempts_allowed:
        raise AttemptRefused(_("All attempts at this assignment are used."))
    return Attempt.objects.create(
        assignment=assignment,
        membership=membership,
        number=used + 1,
        seed=secrets.randbits(62),
        started_at=now,
        deadline=window.deadline(now),
    )


@transaction.atomic
def save_draft(*, attempt: Attempt, part: Part, text: str, edit: int, now: datetime) -> Draft:
    """Keep what stands in an answer field.

    ``edit`` is the browser's count of edits; a draft is replaced only by a later edit.

    Raises:
        StaleDraft: the server holds a later edit.
        AttemptRefused: the sitting takes no more answers, or the text is far too long.
    """
    attempt = _locked_open(attempt, now)
    text = storable(text)
    _check_length(text)
    draft = Draft.objects.filter(attempt=attempt, part=part).first()
    if draft and edit <= draft.edit and text != draft.text:
        raise StaleDraft(_("A newer text of this answer was saved from another window. Reload to see it."))
    return _note_as_draft(attempt, part, text, edit, now)


@transaction.atomic
def submit(*, attempt: Attempt, part: Part, text: str, now: datetime, edit: int = 0) -> Submission:
    """Hand in one answer. It stands in the database, ungraded, when this returns; then ring the doorbell.

    The same text as last time is the same submission: a second press of the button, or a page that did not
    hear our answer and asks again, uses no further try. ``edit`` is the
    browser's count of edits, as for a draft: a save that was under way is older and changes nothing any more.

    Raises:
        AttemptRefused: too late, no tries left, nothing typed, or the part is already right.
    """
    attempt = _locked_open(attempt, now)
    text = storable(text)
    _check_length(text)
    if not text.strip():
        raise AttemptRefused(_("There is no answer yet. Type one, then submit it. No try was used."))
    standing = standing_of(attempt)
    handed = standing.handed[part.pk]
    if handed and handed[-1].submission.text == text:
        return handed[-1].submission
    _check_tries(standing, part)
    _note_as_draft(attempt, part, text, edit, now)
    return Submission.objects.create(attempt=attempt, part=part, text=text, submitted_at=now)


def _note_as_draft(attempt: Attempt, part: Part, text: str, edit: int, now: datetime) -> Draft:
    draft = Draft.objects.filter(attempt=attempt, part=part).first() or Draft(attempt=attempt, part=part)
    draft.text, draft.edit, draft.saved_at = text, max(edit, draft.edit), now
    draft.save()
    return draft


def open_hint(*, attempt: Attempt, part: Part, now: datetime) -> int:
    """Open the next hint of a part; returns how many are open then. One that is open stays open.

    Raises:
        AttemptRefused: the sitting is over.
    """
    with transaction.atomic():
        attempt = _locked_open(attempt, now)
        opened = HintOpening.objects.filter(attempt=attempt, part=part).count()
        if opened < len(part.hints):
            HintOpening.objects.create(attempt=attempt, part=part, number=opened, opened_at=now)
            opened += 1
    return opened


@transaction.atomic
def finish(*, attempt: Attempt, now: datetime) -> Sequence[Submission]:
    """End a sitting and hand in what was typed but not submitted; returns those new submissions.

    Finishing twice changes nothing the second time.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.finished_at is not None:
        return []
    submissions = _hand_in_drafts(standing_of(attempt), now)
    attempt.finished_at = finishing_time(deadline=attempt.deadline, now=now)
    attempt.save(update_fields=["finished_at"])
    refresh_score(assignment=attempt.assignment, membership=attempt.membership, now=now)
    return submissions


def close_if_overdue(attempts: QuerySet[Attempt], *, now: datetime, grace: timedelta = GRACE) -> Sequence[Submission]:
    """Finish those of ``attempts`` whose time and grace are up; returns the drafts that were handed in by that."""
    submissions: list[Submission] = []
    for attempt in attempts.filter(finished_at=None, deadline__lte=now - grace):
        submissions += finish(attempt=attempt, now=now)
    return submissions


def _hand_in_drafts(standing: Standing, now: datetime) -> list[Submission]:
    submissions = []
    for draft in Draft.objects.filter(attempt=standing.attempt).select_related("part"):
        handed = standing.handed.get(draft.part_id, [])
        if not draft.text.strip() or (handed and handed[-1].submission.text == draft.text):
            continue
        try:
            _check_tries(standing, draft.part)
        except AttemptRefused:
            continue  # all tries were used before: the draft stays readable, but is no further try
        submissions.append(
            Submission.objects.create(attempt=standing.attempt, part=draft.part, text=draft.text, submitted_at=now)
        )
    return submissions


def _locked_open(attempt: Attempt, now: datetime) -> Attempt:
    # Of the joined rows this one alone: a lock on the assignment would make a class write one after another.
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=attempt.pk)
    if not is_open(deadline=attempt.deadline, finished_at=attempt.finished_at, now=now):
        raise AttemptRefused(_("This attempt is over. What you had typed until then was kept."))
    return attempt


def _check_length(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise AttemptRefused(_("The answer has more than 20,000 characters. Shorten it; nothing was submitted."))


def _check_tries(standing: Standing, part: Part) -> None:
    have = standing.part(part)
    if have.full:
        raise AttemptRefused(_("This part is already right."))
    if have.tries_used >= standing.attempt.assignment.tries_allowed:
        raise AttemptRefused(_("All tries for this part are used."))
