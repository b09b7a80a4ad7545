"""What is wrong with a bank's file, told to its author: file, line, field, and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Step = str | int
FieldPath = tuple[Step, ...]  # ("part", 0, "tests", "accept", 2); indices from 0, as in the data


@dataclass(frozen=True)
class Complaint:
    """One thing to mend. ``field`` is empty where the whole file is meant."""

    path: Path
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """The line that editors turn into a link: ``file:line: field: message``."""
        place = f"{self.path}:{self.line}: "
        return place + (f"{self.field}: {self.message}" if self.field else self.message)


class SourceError(Exception):
    """A file that cannot be used, with everything that is wrong with it."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = tuple(complaints)


def dotted(path: FieldPath) -> str:
    """The path as authors write it; lists are counted from one: ``part[2].tests.accept[1]``."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int):
            words[-1] += f"[{step + 1}]"
        else:
            words.append(step)
    return ".".join(words)
