"""Can the learner still answer? The server's clock decides, and nobody else's."""

from datetime import datetime, timedelta

# An answer sent in the last second still has to travel: submissions are taken this long after the
# deadline. Pages count down to the deadline itself, so nobody is invited to use it.
GRACE = timedelta(seconds=5)


def is_open(*, deadline: datetime | None, finished_at: datetime | None, now: datetime) -> bool:
    """May this sitting still take answers, the network's grace included?"""
    return finished_at is None and (deadline is None or now - GRACE <= deadline)


def finishing_time(*, deadline: datetime | None, now: datetime) -> datetime:
    """The hour that a sitting closed at ``now`` is said to have ended: never after its deadline."""
    return min(now, deadline) if deadline else now
