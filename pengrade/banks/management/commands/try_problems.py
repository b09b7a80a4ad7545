"""Try problem files on the graders, for authors."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pengrade.banks.complaints import Complaint, SourceError
from pengrade.banks.source import problem_paths, read_problem
from pengrade.banks.trying import Tried, try_problem


class Command(BaseCommand):
    """One line for each file, one for each complaint. Exit status 1 if there is any complaint."""

    help = "Grade keys, solutions and tests of problem files in several variants; nothing is stored."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a problem file, or a folder of them")
        parser.add_argument("--seeds", type=int, default=5, help="how many seeds to draw variants from (default 5)")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [found for path in options["paths"] for found in problem_paths(path)]
        if not paths:
            raise CommandError("no problem files there")
        complaints = [complaint for path in paths for complaint in self._try(path, options["seeds"])]
        if complaints:
            raise CommandError(f"{len(complaints)} complaints")

    def _try(self, path: Path, seeds: int) -> tuple[Complaint, ...]:
        try:
            tried = try_problem(read_problem(path), seeds)
        except SourceError as error:
            complaints = error.complaints
            self.stdout.write(f"refused  {path}")
        else:
            complaints = tried.complaints
            self.stdout.write(f"{'wrong' if complaints else 'good':8} {path}: {_summary(tried)}")
        for complaint in complaints:
            self.stdout.write(f"  {complaint}")
        return complaints


def _summary(tried: Tried) -> str:
    summary = f"{tried.answers} answers in {tried.variants} variants"
    return f"{summary}; not tried: {', '.join(tried.not_tried)}" if tried.not_tried else summary
