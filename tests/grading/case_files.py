"""The project's own cases: `cases/*.jsonl`, one key a line with the answers that it is to be met with.

A line has the fields of a case of `pengrade grade --jsonl`, but instead of `answer` lists of answers, each under the
verdict that they must get. `python -m tests.grading.case_files` writes plain cases, one answer a line, with `want`.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pengrade.grading.cases import answer_from_json, spec_from_json
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED

FOLDER = Path(__file__).parent / "cases"
WANTS = (CORRECT, PARTLY_CORRECT, INCORRECT, INVALID, UNDECIDED)
_OF_A_CASE = ("kind", "symbols", "expected", "options", "syntax", "mistakes", "why")


@dataclass(frozen=True)
class Case:
    """One answer and the verdict it must get; `key` is the id of its line, `data` the case as JSON."""

    key: str
    answer: str
    want: str
    data: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.data.get("kind", "expression"))

    @property
    def name(self) -> str:
        return str(self.data["id"])

    def spec(self) -> AnswerSpec:
        return spec_from_json(self.data)


def cases() -> list[Case]:
    """All cases of all files, in the order of the files' names."""
    return [case for path in sorted(FOLDER.glob("*.jsonl")) for line in lines(path) for case in _answers(line)]


def plain_cases(path: Path) -> list[Case]:
    """The cases of a file with one answer a line and `want`."""
    return [Case(data["id"], str(answer_from_json(data)), data["want"], data) for data in lines(path)]


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as text:
        yield from (json.loads(line) for line in text)


def _answers(line: dict[str, Any]) -> Iterator[Case]:
    shared = {field: line[field] for field in _OF_A_CASE if field in line}
    for want in WANTS:
        for place, answer in enumerate(line.get(want, []), start=1):
            name = f"{line['id']}/{want}-{place}"
            data = {"id": name, **shared, "answer": answer, "want": want}
            yield Case(line["id"], str(answer_from_json(data)), want, data)


def main() -> None:
    for case in cases():
        sys.stdout.write(json.dumps(case.data) + "\n")


if __name__ == "__main__":
    main()
