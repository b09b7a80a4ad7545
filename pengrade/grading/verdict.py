"""What the engine says about one answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

CORRECT = "correct"
PARTLY_CORRECT = "partly_correct"
INCORRECT = "incorrect"
INVALID = "invalid"
UNDECIDED = "undecided"


@dataclass(frozen=True)
class Verdict:
    """A verdict with its evidence; plain JSON values throughout, so that it survives a pipe and a database row.

    `evidence` may give values away: whoever shows a verdict decides how much of it a learner sees.
    `position` and `length` count code points of the text as typed. `suggestion` replaces
    `text[position:position + length]`. `finding` is a stable code ("mistake:0", "transpose") that can be counted.
    `fingerprint`, of answers that are not right, is one text for all equal answers (see `fingerprint.py`).
    """

    verdict: str
    score: float = 0.0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    understood_as: str = ""
    spoken: str = ""
    message: str = ""
    position: int | None = None
    length: int | None = None
    suggestion: str | None = None
    finding: str | None = None
    fingerprint: str | None = None
    milliseconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Verdict":
        """The inverse of `as_json`; keys of other programs (such as `id`) are passed over."""
        known = {one.name for one in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in known})
