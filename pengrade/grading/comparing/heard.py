"""What every kind of answer hands on between reading and judging."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Heard:
    """An answer as read; `content` is the kind's own (a tree, a set of keys).

    `canonical` is one text for all answers that are equal, of kinds that have such a text.
    """

    understood_as: str
    spoken: str
    readings: tuple[str, ...]
    content: Any
    canonical: str | None = None
