"""What the engine cannot do yet: cases that it answers `undecided` or `invalid` against their want, with the reason."""

from pengrade.grading.verdict import INVALID
from tests.grading.case_files import Case

# An answer of a line, or "*" for all of its answers that can be read.
KNOWN_GAPS: dict[tuple[str, str], str] = {}


def gap(case: Case) -> tuple[str, str] | None:
    """The entry of `KNOWN_GAPS` that the case falls under."""
    if (case.key, case.answer) in KNOWN_GAPS:
        return case.key, case.answer
    return (case.key, "*") if (case.key, "*") in KNOWN_GAPS and case.want != INVALID else None
