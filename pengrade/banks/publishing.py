"""From files to versions. One way only: what is published never changes, a changed file becomes the next version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from pengrade.banks.complaints import Complaint, SourceError
from pengrade.banks.content import PartContent, ProblemContent, content_hash, part_content, problem_content
from pengrade.banks.models import Bank, Part, Problem, ProblemVersion
from pengrade.banks.source import BankSource, ProblemSource, bank_folders, read_bank, read_problem
from pengrade.banks.trying import check_keys
from pengrade.courses.models import Department

# Variants whose keys are tried before a problem is published; try_problems takes more of them.
_SEEDS = 3
_TOPIC = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Loaded:
    """A file that is now in the database."""

    path: Path
    problem: str  # bank/problem
    version: int
    is_new: bool  # published by this load, or the same as before?


@dataclass(frozen=True)
class Refused:
    """A file that was left out, and why. Of a refused bank.toml, no problem was loaded."""

    path: Path
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True)
class Published:
    """What came of a load, file by file in the order of their names."""

    results: tuple[Loaded | Refused, ...]

    @property
    def published(self) -> tuple[Loaded, ...]:
        """New versions."""
        return tuple(result for result in self.results if isinstance(result, Loaded) and result.is_new)

    @property
    def unchanged(self) -> tuple[Loaded, ...]:
        """Files whose content is the current version already."""
        return tuple(result for result in self.results if isinstance(result, Loaded) and not result.is_new)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Files with complaints."""
        return tuple(result for result in self.results if isinstance(result, Refused))


def publish_folder(folder: Path) -> Published:
    """Load every bank below the folder. A broken file stops itself alone; each problem is a transaction."""
    return Published(tuple(result for bank in bank_folders(folder) for result in _publish_bank(bank)))


def _publish_bank(folder: Path) -> Iterator[Loaded | Refused]:
    try:
        source = read_bank(folder)
    except SourceError as error:
        yield Refused(folder / "bank.toml", error.complaints)
        return
    bank = _bank(source)
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*/*.toml")):
        try:
            problem = _read(path, seen)
            yield _publish(bank, problem)
        except SourceError as error:
            yield Refused(path, error.complaints)


def _bank(source: BankSource) -> Bank:
    file = source.file
    department = None
    if file.department:
        department, _ = Department.objects.get_or_create(slug=file.department, defaults={"name": file.department})
    bank, _ = Bank.objects.update_or_create(
        slug=source.slug,
        defaults={
            "title": file.title,
            "authors": list(file.authors),
            "licence": file.licence,
            "attribution": file.attribution,
            "department": department,
        },
    )
    return bank


def _read(path: Path, seen: dict[str, Path]) -> ProblemSource:
    source = read_problem(path)
    if not _TOPIC.match(source.topic):
        raise SourceError(
            [Complaint(path, 1, "", f"its folder {source.topic!r} must be small letters, digits and '-'")]
        )
    if source.file.id in seen:
        message = f"{source.file.id!r} is the id of {seen[source.file.id]} too; it must be unique in a bank"
        raise SourceError([Complaint(path, source.line(("id",)), "id", message)])
    seen[source.file.id] = path
    return source


@transaction.atomic
def _publish(bank: Bank, source: ProblemSource) -> Loaded:
    content = problem_content(source.file)
    parts = tuple(part_content(part) for part in source.file.part)
    fingerprint = content_hash(content, parts)
    problem = _problem(bank, source)
    current = problem.versions.order_by("-number").first()
    if current is not None and current.content_hash == fingerprint:
        return Loaded(source.path, str(problem), current.number, is_new=False)
    check_keys(source, _SEEDS)
    number = current.number + 1 if current is not None else 1
    _create(problem, number, fingerprint, content, parts)
    return Loaded(source.path, str(problem), number, is_new=True)


def _problem(bank: Bank, source: ProblemSource) -> Problem:
    """The row, locked: two loads at the same time number their versions one after the other."""
    Problem.objects.get_or_create(bank=bank, slug=source.file.id, defaults={"topic": source.topic})
    problem = Problem.objects.select_for_update().select_related("bank").get(bank=bank, slug=source.file.id)
    if problem.topic != source.topic:
        problem.topic = source.topic
        problem.save(update_fields=["topic"])
    return problem


def _create(
    problem: Problem, number: int, fingerprint: str, content: ProblemContent, parts: tuple[PartContent, ...]
) -> None:
    version = ProblemVersion.objects.create(problem=problem, number=number, content_hash=fingerprint, **content.columns)
    Part.objects.bulk_create(
        Part(version=version, position=position, **part.columns) for position, part in enumerate(parts)
    )
