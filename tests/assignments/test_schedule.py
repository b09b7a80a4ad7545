"""Windows and deadlines."""

from datetime import timedelta

import pytest

from pengrade.assignments.schedule import Phase, Window
from tests.builders import MINUTE, NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("window", "phase"),
    [
        (Window(), Phase.OPEN),
        (Window(opens_at=NOON), Phase.OPEN),  # open from the first moment
        (Window(opens_at=NOON + MINUTE), Phase.NOT_OPEN_YET),
        (Window(closes_at=NOON), Phase.CLOSED),  # closed from the last moment
        (Window(closes_at=NOON + MINUTE), Phase.OPEN),
    ],
)
def test_the_phase_of_a_window_at_noon(window: Window, phase: Phase) -> None:
    assert window.phase(NOON) is phase


@pytest.mark.parametrize(
    ("window", "deadline"),
    [
        (Window(), None),
        (Window(time_limit=HOUR), NOON + HOUR),
        (Window(closes_at=NOON + MINUTE), NOON + MINUTE),
        (Window(closes_at=NOON + MINUTE, time_limit=HOUR), NOON + MINUTE),  # the closing hour cuts it short
        (Window(closes_at=NOON + 2 * HOUR, time_limit=HOUR), NOON + HOUR),
    ],
)
def test_the_deadline_of_a_sitting_begun_at_noon(window: Window, deadline: object) -> None:
    assert window.deadline(NOON) == deadline
