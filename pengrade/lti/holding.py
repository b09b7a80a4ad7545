"""A platform that keeps silent is left alone for a while, so that waiting for it holds up nobody else's scores."""

import random
from datetime import timedelta

from pengrade.lti import memory

SILENCES = 3  # in a row, until it is left alone
_FIRST_REST = timedelta(seconds=30)
_LONGEST_REST = timedelta(minutes=10)
_SPREAD = 0.2
# Longer than any rest: one more silence after a rest is enough for the next one.
_REMEMBERED = timedelta(hours=1)

_chance = random.SystemRandom()


def note_silence(platform_id: int) -> None:
    """The platform did not answer."""
    silences = _name(platform_id, "silences")
    with memory.client().pipeline() as both:
        both.incr(silences)
        both.expire(silences, _REMEMBERED)
        count, _ = both.execute()
    if count >= SILENCES:
        doubled = _FIRST_REST * (1 << min(count - SILENCES, 10))
        rest = min(doubled, _LONGEST_REST) * _chance.uniform(1 - _SPREAD, 1 + _SPREAD)
        memory.client().set(_name(platform_id, "rest"), count, px=rest)


def note_answer(platform_id: int) -> None:
    """The platform answered, whatever it said."""
    memory.client().delete(_name(platform_id, "silences"), _name(platform_id, "rest"))


def rest_of(platform_id: int) -> timedelta | None:
    """How long the platform is still to be left alone; ``None`` if it may be called."""
    left = memory.client().pttl(_name(platform_id, "rest"))
    return timedelta(milliseconds=left) if isinstance(left, int) and left > 0 else None


def _name(platform_id: int, what: str) -> str:
    return memory.key("holding", platform_id, what)
