"""Points for answers, in exact decimals."""

from decimal import Decimal

import pytest

from pengrade.attempts.scoring import (
    Answer,
    SittingStanding,
    State,
    final_points,
    part_standing,
    points_for,
    sitting_standing,
)

RIGHT = Answer(State.DECIDED, Decimal(1))
HALF = Answer(State.DECIDED, Decimal("0.5"))
WRONG = Answer(State.DECIDED)
WAITING = Answer(State.WAITING)
UNREADABLE = Answer(State.INVALID)
WITH_A_PERSON = Answer(State.UNDECIDED)


@pytest.mark.parametrize(
    ("answers", "points", "tries", "settled"),
    [
        ([], "0", 0, True),
        ([RIGHT], "3", 1, True),
        ([WRONG, HALF, WRONG], "1.5", 3, True),  # the best counts, not the last
        ([UNREADABLE, UNREADABLE], "0", 0, True),  # a typing slip costs no try
        ([WITH_A_PERSON], "0", 1, False),
        ([WAITING], "0", 1, False),
        ([RIGHT, WITH_A_PERSON], "3", 2, True),  # nothing that waits could add to full points
        ([HALF, WITH_A_PERSON], "1.5", 2, False),
    ],
)
def test_a_part_of_three_points(answers: list[Answer], points: str, tries: int, settled: bool) -> None:
    standing = part_standing(Decimal(3), answers)

    assert standing.points == Decimal(points)
    assert standing.tries_used == tries
    assert standing.settled is settled


def test_a_part_is_full_only_with_every_point() -> None:
    assert part_standing(Decimal(3), [RIGHT]).full
    assert not part_standing(Decimal(3), [HALF]).full
    assert not part_standing(Decimal(0), []).full  # a part worth nothing still wants an answer


def test_thirds_are_rounded_to_the_hundredth() -> None:
    assert points_for(Decimal("0.33333"), Decimal(2)) == Decimal("0.67")
    assert points_for(Decimal("0.125"), Decimal(1)) == Decimal("0.13")


def test_a_sitting_adds_up_and_waits_for_its_last_part() -> None:
    total = sitting_standing([part_standing(Decimal(2), [RIGHT]), part_standing(Decimal(3), [WITH_A_PERSON])])

    assert total == SittingStanding(points=Decimal(2), possible=Decimal(5), settled=False)


def test_the_best_settled_sitting_counts() -> None:
    sittings = [SittingStanding(Decimal(p), Decimal(5), settled) for p, settled in [(2, True), (4, True), (5, False)]]

    assert final_points(sittings) == Decimal(4)
    assert final_points(sittings[2:]) is None
