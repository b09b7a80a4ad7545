"""Try problem files on the graders, under the limits that students meet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pengrade.banks.complaints import Complaint, SourceError
from pengrade.banks.source import problem_paths, read_problem
from pengrade.banks.trying import Tried, try_problem
from pengrade.grading.fence import Fence


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
        with Fence(settings.GRADING_MILLISECONDS / 1000, settings.GRADING_MEGABYTES) as fence:
            complaints = [one for path in paths for one in self._try(path, options["seeds"], fence)]
        if complaints:
            count = len(complaints)
            raise CommandError(f"{count} {'complaint' if count == 1 else 'complaints'}")

    def _try(self, path: Path, seeds: int, fence: Fence) -> tuple[Complaint, ...]:
        try:
            tried = try_problem(read_problem(path), seeds, fence.grade)
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
    summary = f"{tried.answers} answers, {tried.variants} {'variant' if tried.variants == 1 else 'variants'}"
    return f"{summary}; not tried: {', '.join(tried.not_tried)}" if tried.not_tried else summary
