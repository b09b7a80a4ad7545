"""How many points is that? Exact decimals; the best answer to a part counts, a slip of the pen costs nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

_CENT = Decimal("0.01")


class State(StrEnum):
    """Where one handed-in answer stands."""

    WAITING = "waiting"  # for the graders
    INVALID = "invalid"  # could not be read: costs no try
    UNDECIDED = "undecided"  # waits for a person
    DECIDED = "decided"


@dataclass(frozen=True)
class Answer:
    """One handed-in answer and the share of the points it earns (0 to 1; counts only when decided)."""

    state: State
    credit: Decimal = Decimal(0)


@dataclass(frozen=True)
class PartStanding:
    """What a learner has in one part."""

    points: Decimal
    possible: Decimal
    tries_used: int
    settled: bool  # nothing is waiting, for a grader or for a person

    @property
    def full(self) -> bool:
        """Has everything been earned that there is?"""
        return self.tries_used > 0 and self.points == self.possible


def part_standing(possible: Decimal, answers: Sequence[Answer]) -> PartStanding:
    """The best decided answer's points, and how many tries were used.

    An open answer keeps the part unsettled only as long as it could still change the result.
    """
    best = max((a.credit for a in answers if a.state is State.DECIDED), default=Decimal(0))
    open_answers = any(a.state in {State.WAITING, State.UNDECIDED} for a in answers)
    return PartStanding(
        points=points_for(best, possible),
        possible=possible,
        tries_used=sum(a.state is not State.INVALID for a in answers),
        settled=best == 1 or not open_answers,
    )


def points_for(credit: Decimal, possible: Decimal) -> Decimal:
    """A share of the points, to the hundredth, halves upwards."""
    return (credit * possible).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class SittingStanding:
    """What a learner has in one sitting."""

    points: Decimal
    possible: Decimal
    settled: bool


def sitting_standing(parts: Iterable[PartStanding]) -> SittingStanding:
    """The sum over parts."""
    parts = list(parts)
    return SittingStanding(
        points=sum((p.points for p in parts), Decimal(0)),
        possible=sum((p.possible for p in parts), Decimal(0)),
        settled=all(p.settled for p in parts),
    )


def final_points(sittings: Iterable[SittingStanding]) -> Decimal | None:
    """The points that count: the best settled sitting's; None as long as there is none."""
    return max((s.points for s in sittings if s.settled), default=None)
