"""Classical item statistics on plain numbers."""

from collections.abc import Sequence


def share(values: Sequence[bool]) -> float | None:
    """How many are true, 0 to 1; None of nothing."""
    return sum(values) / len(values) if values else None


def facility(shares: Sequence[float]) -> float | None:
    """The mean credit of an item over all who answered it (0 hard, 1 easy); None where nobody did.

    Known as item facility, or difficulty index p, in classical test theory (Lord and Novick, 1968).
    """
    return sum(shares) / len(shares) if shares else None
