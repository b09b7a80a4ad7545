"""Load problem sets from files into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pengrade.banks.publishing import Loaded, Refused, publish_folder


class Command(BaseCommand):
    """One line for each problem, one for each complaint. Exit status 1 if a file was refused; the others are loaded."""

    help = "Publish every problem below a folder of banks. Unchanged problems stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="default: the setting PROBLEM_SETS")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"] or settings.PROBLEM_SETS
        published = publish_folder(folder)
        if not published.results:
            raise CommandError(f"no problems below {folder}: a bank is a folder with a bank.toml and folders by topic")
        for result in published.results:
            self._tell(result)
        if published.refused:
            count = len(published.refused)
            raise CommandError(f"{count} {'file' if count == 1 else 'files'} refused")

    def _tell(self, result: Loaded | Refused) -> None:
        if isinstance(result, Loaded):
            state = "published" if result.is_new else "unchanged"
            self.stdout.write(f"{state:10}{result.problem} version {result.version}")
            return
        self.stdout.write(f"{'refused':10}{result.path}")
        for complaint in result.complaints:
            self.stdout.write(f"  {complaint}")
