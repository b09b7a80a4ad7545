"""The problems that ship with PenGrade, on the real graders: keys, tests in the files, solutions, mistakes."""

from pathlib import Path

import pytest

from pengrade.banks.source import bank_folders, read_bank, read_problem
from pengrade.banks.trying import try_problem

PROBLEM_SETS = Path(__file__).parent.parent / "problemsets"
FILES = sorted(PROBLEM_SETS.glob("*/*/*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_problem_holds_what_its_file_says(path: Path) -> None:
    tried = try_problem(read_problem(path), seeds=2)

    assert [str(complaint) for complaint in tried.complaints] == []
    assert tried.not_tried == ()
    assert tried.answers > 20


def test_every_bank_states_its_licence_and_whose_facts_it_covers() -> None:
    (bank,) = [read_bank(folder) for folder in bank_folders(PROBLEM_SETS)]

    assert bank.file.licence == "CC-BY-4.0"
    assert "Gutmann" in bank.file.attribution


def test_there_are_at_least_twelve_problems_of_four_topics() -> None:
    assert len(FILES) >= 12
    assert len({path.parent.name for path in FILES}) >= 4
