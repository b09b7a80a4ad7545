"""Reads an attempt's rows once and says where everything stands. Frozen values; no further queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from pengrade.assignments.models import AssignmentProblem
from pengrade.attempts.models import Attempt, Submission, Verdict, VerdictKind
from pengrade.attempts.scoring import Answer, PartStanding, SittingStanding, State, part_standing, sitting_standing
from pengrade.banks.models import Part

_OPEN_STATES = {VerdictKind.INVALID: State.INVALID, VerdictKind.UNDECIDED: State.UNDECIDED}


@dataclass(frozen=True)
class Handed:
    """A submission with the verdict that holds, or None while it waits."""

    submission: Submission
    verdict: Verdict | None


@dataclass(frozen=True)
class Standing:
    """An attempt with everything that was handed in, by part."""

    attempt: Attempt
    parts: Sequence[Part]  # in the order of the assignment
    handed: Mapping[int, Sequence[Handed]]  # part id -> oldest first; empty where nothing was handed in

    def part(self, part: Part) -> PartStanding:
        """Points and tries in one part."""
        return part_standing(part.points, [answer_of(h) for h in self.handed[part.pk]])

    def total(self) -> SittingStanding:
        """Points of the sitting."""
        return sitting_standing(self.part(part) for part in self.parts)

    @property
    def waiting(self) -> Sequence[Submission]:
        """What the graders have not answered yet."""
        return [h.submission for handed in self.handed.values() for h in handed if h.verdict is None]


def parts_of(assignment_id: int) -> list[Part]:
    """An assignment's parts in the order in which they are shown. Two queries."""
    placements = AssignmentProblem.objects.filter(assignment=assignment_id).select_related("version")
    return [part for p in placements.prefetch_related("version__parts") for part in p.version.parts.all()]


def answer_of(handed: Handed) -> Answer:
    """A submission as scoring sees it."""
    if handed.verdict is None:
        return Answer(State.WAITING)
    kind = VerdictKind(handed.verdict.verdict)
    return Answer(_OPEN_STATES.get(kind, State.DECIDED), handed.verdict.credit)


def standing_of(attempt: Attempt) -> Standing:
    """Where one attempt stands. Four queries."""
    return standings_of([attempt], parts_of(attempt.assignment_id))[0]


def standings_of(attempts: Iterable[Attempt], parts: Sequence[Part]) -> list[Standing]:
    """Where several attempts at one assignment stand. Two queries, however many they are."""
    attempts = list(attempts)
    handed: dict[int, dict[int, list[Handed]]] = {a.pk: defaultdict(list) for a in attempts}
    for submission in _with_verdicts(Submission.objects.filter(attempt__in=attempts)):
        verdicts = list(submission.verdicts.all())
        entry = Handed(submission, verdicts[-1] if verdicts else None)
        handed[submission.attempt_id][submission.part_id].append(entry)
    return [Standing(a, parts, {p.pk: handed[a.pk].get(p.pk, []) for p in parts}) for a in attempts]


def _with_verdicts(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    return submissions.order_by("submitted_at", "pk").prefetch_related("verdicts")
