"""A bank's files, typed. A file that is wrong says all that is wrong with it at once, with file, line and field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pengrade.banks.checks import check
from pengrade.banks.complaints import Complaint, FieldPath, SourceError
from pengrade.banks.format import BankFile, ProblemFile
from pengrade.banks.parameters import Parameters
from pengrade.banks.reading import read_document, typed
from pengrade.banks.toml_places import nearest_line

BANK_FILE = "bank.toml"


@dataclass(frozen=True)
class BankSource:
    """A bank's own file; ``slug`` is the folder's name unless the file names another."""

    path: Path
    slug: str
    file: BankFile


@dataclass(frozen=True)
class ProblemSource:
    """A problem's file, with what is needed to vary it and to point into it."""

    path: Path
    file: ProblemFile
    parameters: Parameters
    lines: Mapping[FieldPath, int]

    @property
    def topic(self) -> str:
        """The folder the file lies in."""
        return self.path.resolve().parent.name

    def line(self, field: FieldPath) -> int:
        """Where the field stands, or the innermost thing around it."""
        return nearest_line(self.lines, field)


def read_bank(folder: Path) -> BankSource:
    """The folder's bank.toml. Raises SourceError."""
    document = read_document(folder / BANK_FILE)
    file, complaints = typed(document, BankFile)
    if file is None:
        raise SourceError(_in_order(complaints))
    return BankSource(document.path, file.slug or folder.resolve().name, file)


def read_problem(path: Path) -> ProblemSource:
    """One problem file. Raises SourceError."""
    document = read_document(path)
    file, complaints = typed(document, ProblemFile)
    parameters, disagreements = check(document)
    if file is None or disagreements:
        raise SourceError(_in_order((*complaints, *disagreements)))
    return ProblemSource(path, file, parameters, document.lines)


def bank_folders(folder: Path) -> Iterator[Path]:
    """Every folder with a bank.toml, in the order of their names: the folder itself, or folders below it."""
    yield from sorted(path.parent for path in folder.rglob(BANK_FILE))


def problem_paths(path: Path) -> Iterator[Path]:
    """The file itself, or every problem file below a folder: TOML, but no bank.toml."""
    if path.is_file():
        yield path
    else:
        yield from sorted(found for found in path.rglob("*.toml") if found.name != BANK_FILE)


def _in_order(complaints: tuple[Complaint, ...]) -> list[Complaint]:
    return sorted(dict.fromkeys(complaints), key=lambda complaint: complaint.line)
