"""What an author says about one answer: its kind, its symbols, its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class SpecError(Exception):
    """An author's mistake in a spec; the message is written for an author, never for a learner.

    `field` names the place: "kind", "symbols", "expected", "syntax", "options.up_to", "mistakes.0", ...
    """

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field

    def __reduce__(self) -> tuple[type["SpecError"], tuple[str, str]]:
        # The default pickles only args and so loses `field` on the way out of a worker process.
        return type(self), (str(self), self.field)


@dataclass(frozen=True)
class Mistake:
    """A wrong answer the author foresaw, and what to tell whoever gives it."""

    expression: str
    message: str


@dataclass(frozen=True)
class AnswerSpec:
    """One answer's key. `symbols` is `"x: real; A: matrix(n,n)"` or the same as a mapping; `expected` is JSON."""

    kind: str
    symbols: str | Mapping[str, str]
    expected: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    syntax: str = "auto"
    mistakes: tuple[Mistake, ...] = ()
