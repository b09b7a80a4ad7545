"""Whose window is when. Plain decisions on plain values; times are aware."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """Where a window stands."""

    NOT_OPEN_YET = "not-open-yet"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """When an assignment can be worked on, and how long one sitting may take."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: timedelta | None = None

    def phase(self, now: datetime) -> Phase:
        """The window's state; it is open at ``opens_at`` and closed at ``closes_at``."""
        if self.opens_at and now < self.opens_at:
            return Phase.NOT_OPEN_YET
        if self.closes_at and now >= self.closes_at:
            return Phase.CLOSED
        return Phase.OPEN

    def deadline(self, started_at: datetime) -> datetime | None:
        """When a sitting that began at ``started_at`` ends: its time limit, cut short by the closing hour."""
        ends = [started_at + self.time_limit] if self.time_limit else []
        ends += [self.closes_at] if self.closes_at else []
        return min(ends, default=None)
