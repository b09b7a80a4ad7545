"""What the class found hard. Frozen values from rows that were read before."""

from collections.abc import Sequence
from dataclasses import dataclass

from pengrade.analytics.statistics import facility, share
from pengrade.attempts.models import VerdictKind
from pengrade.attempts.scoring import State
from pengrade.attempts.standings import Handed, Standing, answer_of
from pengrade.banks.models import Part


@dataclass(frozen=True)
class PartReport:
    """One part over all sittings. Shares are 0 to 1, None where nobody has a decided answer."""

    part: Part
    answered: int  # sittings with at least one readable answer
    right_first_time: float | None  # share of those whose first decided answer was right
    facility: float | None  # mean of the best credit
    undecided: int  # answers that wait for a person


def part_reports(standings: Sequence[Standing]) -> list[PartReport]:
    """A report for every part of the assignment that ``standings`` belong to; empty without sittings."""
    parts = standings[0].parts if standings else []
    return [_report(part, [s.handed[part.pk] for s in standings]) for part in parts]


def _report(part: Part, sittings: Sequence[Sequence[Handed]]) -> PartReport:
    readable = [[h for h in handed if answer_of(h).state is not State.INVALID] for handed in sittings]
    decided = [[h for h in handed if answer_of(h).state is State.DECIDED] for handed in readable]
    decided = [handed for handed in decided if handed]
    return PartReport(
        part=part,
        answered=sum(1 for handed in readable if handed),
        right_first_time=share([answer_of(handed[0]).credit == 1 for handed in decided]),
        facility=facility([float(max(answer_of(h).credit for h in handed)) for handed in decided]),
        undecided=sum(
            1 for handed in sittings for h in handed if h.verdict and h.verdict.verdict == VerdictKind.UNDECIDED
        ),
    )
