"""What is known of one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Decision:
    """`follows`: True with a proof or an agreement, False with a counterexample, None for neither."""

    follows: bool | None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    finding: str | None = None
    message: str = ""


def unclear(reason: str) -> Decision:
    return Decision(None, {"method": "none", "reason": reason})


class CannotJudgeError(Exception):
    """Two parts that this engine cannot compare; the message says why."""
