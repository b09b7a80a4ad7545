"""Scores on their way to a gradebook.

A row says what one cell should show, so many changes become one message, and the last one wins. A row is taken by one
sender at a time; a sender that dies between sending and recording costs a second, equal message and nothing else.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from pengrade.assignments.models import Assignment
from pengrade.attempts.models import Score
from pengrade.courses.models import Role
from pengrade.lti import memory, telling
from pengrade.lti.models import AssignmentLink, Passback, PassbackQuerySet, PassbackState
from pengrade.lti.outcomes import Kind, Outcome

# Longer than any sending lasts (telling.py).
_CLAIM = timedelta(minutes=3)
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)
_SPREAD = 0.2  # so that a class whose scores failed together does not come back together
# Moodle compares whole seconds and refuses an equal one.
_TICK = timedelta(seconds=1)

# A full look at all scores is made so often, and after Redis lost the time of the last one. In between, only scores
# that changed since then are looked at, and somewhat earlier ones: clocks differ, and what is written is seen later.
_FULL_LOOK = timedelta(hours=1)
_MARGIN = timedelta(minutes=10)
_LOOKED = memory.key("passback", "looked")

_chance = random.SystemRandom()


@dataclass(frozen=True)
class _Message:
    """A claimed passback, and the state of its score that is being told."""

    passback: Passback
    revision: int
    timestamp: datetime
    claimed_until: datetime


def due(now: datetime, most: int | None = None) -> list[int]:
    """The passbacks to send now, ``most`` at most. Scores that no row speaks for yet get one.

    Platforms take turns, so that no class stands in front of another LMS's single score; within a platform, who has
    waited longest comes first.
    """
    since = _changed_since(now)
    scores = Score.objects.all() if since is None else Score.objects.filter(changed_at__gte=since)
    _open_missing_rows(scores)
    rows = Passback.objects.due(now)
    changed = rows.exclude(state=PassbackState.WAITING)
    if since is not None:
        changed = changed.filter(score__changed_at__gte=since)
    found = sorted(_in_turn(rows.filter(state=PassbackState.WAITING), most) + _in_turn(changed, most))
    if since is None:
        memory.client().set(_LOOKED, now.isoformat(), ex=_FULL_LOOK)
    return [passback_id for _turn, _changed_at, passback_id in found[:most]]


def due_for(*, assignment_id: int, membership_id: int, now: datetime) -> list[int]:
    """The passbacks to send now of one member's score in one assignment: one for each column that wants it."""
    scores = Score.objects.filter(assignment=assignment_id, membership=membership_id)
    _open_missing_rows(scores)
    return list(Passback.objects.due(now).filter(score__in=scores).order_by("pk").values_list("pk", flat=True))


def send(passback_id: int, *, now: datetime) -> Outcome | None:
    """Tell the platform this score as it stands. ``None`` if there is nothing to tell or somebody else is at it."""
    postponed = _postpone(passback_id, now)
    if postponed is not None:
        return postponed
    message = _claim(passback_id, now)
    if message is None:
        return None
    result = telling.tell(message.passback, message.timestamp, now)
    _record(message, result, now)
    return result


def send_again(link: AssignmentLink) -> int:
    """Try at once what failed or waits for the link's assignment, in every column that it fills; how many that is.

    What has arrived is not sent twice.
    """
    unsent = _unsent(_meant().filter(assignment_link__assignment=link.assignment_id))
    return Passback.objects.filter(pk__in=unsent.values("pk")).update(
        state=PassbackState.WAITING, tries=0, next_try_at=None
    )


def column_changed(link: AssignmentLink) -> None:
    """Tell this link's column everything: it is another one, or stands for another assignment."""
    _begin_anew(link.passbacks.all())
    _open_missing_rows(Score.objects.filter(assignment=link.assignment_id))


def rights_changed(link: AssignmentLink) -> None:
    """Try at once what this link's column lacks, whatever the reason was."""
    _begin_anew(_unsent(link.passbacks.all()))


def told(assignment: Assignment, link: AssignmentLink | None) -> Mapping[int, Passback]:
    """What the LMS was told of each member, by membership. One query.

    An assignment may fill several columns. Then the one speaks that has the worst news, so that no success hides
    another's failure; among equals that of ``link``, the reader's own.
    """
    rows = _meant().filter(assignment_link__assignment=assignment)
    worst_last = sorted(
        rows.select_related("score", "assignment_link"),
        key=lambda row: (_trouble(row), link is not None and row.assignment_link_id == link.pk, row.pk),
    )
    return {row.score.membership_id: row for row in worst_last}


def _trouble(row: Passback) -> int:
    return 2 if row.state == PassbackState.FAILED else int(not row.has_arrived)


def wait_before(tries: int, wish: timedelta | None = None) -> timedelta:
    """How long to wait after so many failures in a row: doubling, spread, and not shorter than the platform wishes."""
    doubled = _FIRST_WAIT * (1 << min(max(tries - 1, 0), 12))
    spread = min(doubled, _LONGEST_WAIT) * _chance.uniform(1 - _SPREAD, 1 + _SPREAD)
    return max(spread, wish or timedelta())


def _meant() -> QuerySet[Passback]:
    """Rows whose link still names their assignment; the others are history."""
    return Passback.objects.filter(assignment_link__assignment=F("score__assignment"))


def _unsent(rows: QuerySet[Passback]) -> QuerySet[Passback]:
    return rows.filter(
        Q(state=PassbackState.FAILED)
        | Q(sent_revision__lt=F("score__revision"))
        | ~Q(sent_to=F("assignment_link__lineitem_url"))
    )


def _begin_anew(rows: QuerySet[Passback]) -> None:
    """As if nothing had been told. Who is sending one of these meanwhile loses its claim, and so records nothing."""
    Passback.objects.filter(pk__in=rows.values("pk")).update(
        state=PassbackState.WAITING,
        sent_revision=0,
        tries=0,
        next_try_at=None,
        claimed_until=None,
        last_status=None,
        last_error="",
    )


def _changed_since(now: datetime) -> datetime | None:
    """From when on changed scores are to be looked at; ``None``: all scores, which happens once in a while.

    Without this, every look would compare all scores ever made with what was sent.
    """
    kept = memory.client().get(_LOOKED)
    looked = datetime.fromisoformat(kept) if isinstance(kept, str) else None
    if looked is None or not looked <= now < looked + _FULL_LOOK:
        return None
    return looked - _MARGIN


def _in_turn(rows: PassbackQuerySet, most: int | None) -> list[tuple[int, datetime, int]]:
    """Turn within the platform, time of the score's change, and key of the first of these rows."""
    platform, order = "assignment_link__deployment__platform", ("score__changed_at", "pk")
    turned = rows.annotate(turn=Window(RowNumber(), partition_by=[F(platform)], order_by=order))
    return list(turned.order_by("turn", *order).values_list("turn", *order)[:most])


def _open_missing_rows(scores: QuerySet[Score]) -> None:
    """A row for each of these scores that is a student's, for every column of the assignment whose platform knows
    the student."""
    told = Passback.objects.filter(score=OuterRef("pk"), assignment_link=OuterRef("assignment__links"))
    missing = scores.filter(
        ~Exists(told),  # in one call with the rest, or it would mean another of the assignment's links
        membership__role=Role.LEARNER,
        assignment__links__lineitem_url__gt="",
        membership__person__identities__platform=F("assignment__links__deployment__platform"),
    )
    # In order, so that two who open the same rows wait for each other instead of locking each other up.
    pairs = missing.values_list("pk", "assignment__links").distinct().order_by("pk", "assignment__links")
    rows = [Passback(score_id=score, assignment_link_id=link) for score, link in pairs]
    Passback.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _postpone(passback_id: int, now: datetime) -> Outcome | None:
    """Put off a due row whose platform is left alone for a while; ``None`` if there is no reason to."""
    row = Passback.objects.due(now).filter(pk=passback_id).select_related("assignment_link__deployment").first()
    rest = telling.resting(row) if row else None
    if rest is None:
        return None
    result = telling.left_alone(rest)
    # All of a class wait for the same end: spread behind it, they do not come back as one.
    again = now + rest + wait_before(1)
    Passback.objects.filter(pk=passback_id).filter(_unclaimed(now)).update(
        state=PassbackState.WAITING, next_try_at=again, last_status=None, last_error=result.message
    )
    return result


def _claim(passback_id: int, now: datetime) -> _Message | None:
    """Take the row, and fix revision and timestamp before a word leaves the house."""
    until = now + _CLAIM
    if not _take(passback_id, now, until):
        return None
    passback = Passback.objects.select_related(
        "score__membership__person", "assignment_link__deployment__platform"
    ).get(pk=passback_id)
    if not _is_news(passback):  # another sender was done, or the link moved, between our look and our claim
        Passback.objects.filter(pk=passback_id, claimed_until=until).update(claimed_until=None)
        return None
    revision = passback.score.revision
    timestamp = _next_timestamp(passback.last_timestamp, now)
    Passback.objects.filter(pk=passback_id).update(last_timestamp=timestamp, tried_revision=revision)
    return _Message(passback, revision, timestamp, until)


def _take(passback_id: int, now: datetime, until: datetime) -> bool:
    """Claim the row by a conditional update; false if it is not due or somebody else has it."""
    free = Passback.objects.due(now).filter(pk=passback_id)
    taken = Passback.objects.filter(pk__in=free.values("pk")).filter(_unclaimed(now))
    return bool(taken.update(claimed_until=until, tries=F("tries") + 1))


def _is_news(passback: Passback) -> bool:
    link, score = passback.assignment_link, passback.score
    is_known = passback.sent_revision >= score.revision and passback.sent_to == link.lineitem_url
    return link.assignment_id == score.assignment_id and not is_known


def _unclaimed(now: datetime) -> Q:
    # Once more in the update itself: PostgreSQL looks again at these columns, and only these, after waiting for
    # another sender's update of the row.
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)


def _next_timestamp(last: datetime | None, now: datetime) -> datetime:
    whole = now.replace(microsecond=0)
    return whole if last is None else max(whole, last + _TICK)


def _record(message: _Message, result: Outcome, now: datetime) -> None:
    """Write down what came of it, unless the claim ran out and somebody else is at it."""
    mine = Passback.objects.filter(pk=message.passback.pk, claimed_until=message.claimed_until)
    facts: dict[str, object] = {"claimed_until": None, "last_status": result.status, "last_error": result.message}
    match result.kind:
        case Kind.DELIVERED:
            facts |= {"state": PassbackState.SENT, "sent_revision": message.revision, "sent_at": now}
            facts |= {"sent_to": message.passback.assignment_link.lineitem_url, "tries": 0, "next_try_at": None}
        case Kind.PERMANENT:
            facts |= {"state": PassbackState.FAILED, "next_try_at": None}
        case _:
            again = now + wait_before(message.passback.tries, result.retry_after)
            facts |= {"state": PassbackState.WAITING, "next_try_at": again}
    mine.update(**facts)
