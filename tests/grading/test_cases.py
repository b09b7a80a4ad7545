"""Every case of `cases/*.jsonl` gets the verdict that its file wants.

What the engine cannot do yet stands in `KNOWN_GAPS` with a reason. A test fails as soon as one of these cases passes,
so that the list only shrinks; and a gap may cost a learner a question or a wait, never a wrong verdict.
"""

from itertools import groupby

import pytest

from pengrade.grading.grade import grade
from pengrade.grading.preview import preview
from pengrade.grading.spec import SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED
from tests.grading.case_files import Case, cases
from tests.grading.known_gaps import KNOWN_GAPS, gap

CASES = cases()
WITHOUT_FORMULAS = ("choice", "ordering")  # their echo is text
LINES = {key: list(some) for key, some in groupby(CASES, lambda case: case.key)}


def _verdict(case: Case) -> str:
    """A key that the engine refuses leaves the answer undecided, as it does in `pengrade grade`."""
    try:
        return grade(case.spec(), case.answer).verdict
    except SpecError:
        return UNDECIDED


def _changed_echoes(key: str) -> dict[str, str]:
    """Answers whose echo, read back, has another echo: with the first one."""
    changed = {}
    for case in LINES[key]:
        if case.want in (INVALID, UNDECIDED) or gap(case) or case.kind in WITHOUT_FORMULAS:
            continue
        echo = preview(case.spec(), case.answer).understood_as
        if preview(case.spec(), echo).understood_as != echo:
            changed[case.answer] = echo
    return changed


@pytest.mark.parametrize("key", LINES)
def test_every_answer_gets_the_verdict_that_its_case_wants(key: str) -> None:
    wanted = {case.answer: case.want for case in LINES[key] if not gap(case)}

    assert {case.answer: _verdict(case) for case in LINES[key] if not gap(case)} == wanted


def test_known_gaps_are_still_open_and_judge_nobody() -> None:
    for key, answer in KNOWN_GAPS:
        open_cases = [case for case in LINES[key] if gap(case) == (key, answer)]

        assert open_cases, f"no such case: {key} {answer}"
        for case in open_cases:
            assert _verdict(case) != case.want, f"{case.answer} passes now: take it off KNOWN_GAPS"
            assert _verdict(case) in (INVALID, UNDECIDED)


@pytest.mark.parametrize("key", LINES)
def test_an_echo_that_is_read_back_is_the_same_answer(key: str) -> None:
    assert _changed_echoes(key) == {}


def test_every_line_is_met_with_right_wrong_and_unreadable_answers() -> None:
    wants = {key: {case.want for case in some} for key, some in LINES.items()}

    assert [key for key, found in wants.items() if not found >= {CORRECT, INCORRECT, INVALID}] == []


def test_no_answer_is_given_twice_to_one_key() -> None:
    assert len({(case.key, case.answer) for case in CASES}) == len(CASES)
