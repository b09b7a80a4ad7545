"""From rows to an instructor's pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pengrade.analytics.reports import PartReport, part_reports
from pengrade.assignments.models import Assignment
from pengrade.attempts.models import Attempt, Score
from pengrade.attempts.standings import Standing, parts_of, standings_of
from pengrade.courses.models import Membership, Role
from pengrade.lti import passback
from pengrade.lti.models import Passback, PassbackState
from pengrade.web import wording
from pengrade.web.access import Visit
from pengrade.web.shown import Mark, OverviewPage, PartRow, StudentRow
from pengrade.web.student.building import bar_of


def overview_page(visit: Visit, assignment: Assignment, now: datetime) -> OverviewPage:
    """Who is where, how hard each part is, what the LMS has heard. A fixed number of queries."""
    parts = parts_of(assignment.pk)
    attempts = Attempt.objects.filter(assignment=assignment).select_related("membership__person").order_by("number")
    standings = standings_of(attempts, parts)
    latest = {s.attempt.membership_id: s for s in standings}
    members = _class_list(visit, latest)
    counted = [s for s in standings if s.attempt.membership.counts]
    told = _Told(visit, assignment)
    rows = [_student_row(visit, member, latest.get(member.pk), told) for member in members]
    reports = part_reports(counted)
    return OverviewPage(
        bar=bar_of(visit),
        title=assignment.title,
        summary=summary_of(assignment, sum((p.points for p in parts), Decimal(0))),
        submitted=sum(1 for m in members if _finished(latest.get(m.pk))),
        writing=sum(1 for m in members if m.pk in latest and not _finished(latest[m.pk])),
        not_started=sum(1 for m in members if m.pk not in latest),
        to_decide=_to_decide(visit, counted),
        rows=rows,
        parts=[_part_row(report, wording.labels_of(parts)) for report in reports],
        at=now,
        send_again_url=reverse("staff-send-again", args=[visit.key]),
    )


class _Told:
    """What the LMS has been told of each member. Two queries."""

    def __init__(self, visit: Visit, assignment: Assignment) -> None:
        scores = Score.objects.filter(assignment=assignment)
        self.scores: Mapping[int, Score] = {score.membership_id: score for score in scores}
        self.passbacks: Mapping[int, Passback] = passback.told(assignment, visit.session.link)


def _class_list(visit: Visit, latest: Mapping[int, Standing]) -> list[Membership]:
    members = Membership.objects.filter(course=visit.course, role=Role.LEARNER).select_related("person")
    return [m for m in members.order_by("person__name", "pk") if m.active or m.pk in latest]


def _student_row(visit: Visit, member: Membership, standing: Standing | None, told: _Told) -> StudentRow:
    attempt = standing.attempt if standing else None
    score = told.scores.get(member.pk)
    mark, detail = _passback(score, told.passbacks.get(member.pk))
    return StudentRow(
        name=member.person.name or _("Student %(n)s, name withheld") % {"n": member.pk},
        mark=_sitting_mark(standing),
        started_at=attempt.started_at if attempt else None,
        submitted_at=attempt.finished_at if attempt else None,
        points=_points(standing, score),
        passback=mark,
        passback_detail=detail,
        url=reverse("staff-attempt", args=[visit.key, attempt.uuid]) if attempt else "",
    )


def _finished(standing: Standing | None) -> bool:
    return standing is not None and standing.attempt.finished_at is not None


def _sitting_mark(standing: Standing | None) -> Mark:
    if standing is None:
        return Mark(_("Not started"), "none", "ring")
    if not _finished(standing):
        return Mark(_("Writing"), "now", "pen")
    if standing.total().settled:
        return Mark(_("Submitted"), "plain", "tick")
    if standing.waiting:
        return Mark(_("Being graded"), "wait", "clock")
    return Mark(_("Waits for a person"), "wait", "person")


def _points(standing: Standing | None, score: Score | None) -> str:
    if score:
        return wording.points_of(score.points, score.maximum)
    if standing is None:
        return ""
    total = standing.total()
    return _("%(points)s so far") % {"points": wording.points_of(total.points, total.possible)}


def _passback(score: Score | None, row: Passback | None) -> tuple[Mark, str]:
    if score is None:
        return Mark(_("Nothing to send yet"), "none", "dash"), ""
    if row is None:
        return Mark(_("Waiting"), "wait", "clock"), _("It is sent within seconds, if the link has a gradebook column.")
    if row.has_arrived:
        return Mark(_("Sent"), "plain", "tick"), _at(row.sent_at)
    if row.state == PassbackState.FAILED:
        return Mark(_("Failed"), "off", "cross"), row.last_error
    return Mark(_("Waiting"), "wait", "clock"), _why_waiting(row)


def _why_waiting(row: Passback) -> str:
    if not row.last_error:
        return ""
    if row.next_try_at is None:
        return row.last_error
    words = {"error": row.last_error, "time": _at(row.next_try_at)}
    return _("%(error)s Next try %(time)s.") % words


def _at(moment: datetime | None) -> str:
    return date_format(localtime(moment), "j M, H:i T") if moment else ""


def summary_of(assignment: Assignment, maximum: Decimal) -> str:
    """An assignment's rules in one line."""
    said = [wording.points(maximum)]
    if assignment.time_limit:
        n = wording.minutes(assignment.time_limit)
        said.append(ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n})
    n = assignment.attempts_allowed
    said.append(ngettext("%(n)s attempt", "%(n)s attempts", n) % {"n": n})
    n = assignment.tries_allowed
    said.append(ngettext("%(n)s try a part", "%(n)s tries a part", n) % {"n": n})
    return ", ".join([*said, *_window(assignment, timezone.now())])


def _window(assignment: Assignment, now: datetime) -> list[str]:
    said = []
    if assignment.opens_at and now < assignment.opens_at:
        said.append(_("opens %(time)s") % {"time": _at(assignment.opens_at)})
    if assignment.closes_at and now >= assignment.closes_at:
        said.append(_("closed since %(time)s") % {"time": _at(assignment.closes_at)})
    elif assignment.closes_at:
        said.append(_("open until %(time)s") % {"time": _at(assignment.closes_at)})
    return said


def _to_decide(visit: Visit, standings: Sequence[Standing]) -> list[tuple[str, str]]:
    sentences = []
    for standing in standings:
        undecided = sum(1 for h in _undecided(standing))
        if undecided and _finished(standing):
            name = standing.attempt.membership.person.name or _("A student without a name")
            words = ngettext(
                "%(n)s answer of %(name)s waits for a person.",
                "%(n)s answers of %(name)s wait for a person.",
                undecided,
            )
            url = reverse("staff-attempt", args=[visit.key, standing.attempt.uuid])
            sentences.append((words % {"n": undecided, "name": name}, url))
    return sentences


def _undecided(standing: Standing) -> list[object]:
    handed = [h for entries in standing.handed.values() for h in entries]
    return [h for h in handed if h.verdict is not None and h.verdict.verdict == "undecided"]


def _part_row(report: PartReport, labels: Mapping[int, str]) -> PartRow:
    return PartRow(
        label=labels[report.part.pk],
        title=report.part.version.title,
        answered=report.answered,
        right_first_time=report.right_first_time,
        mean_credit=report.facility,
        waiting_for_a_person=report.undecided,
    )
