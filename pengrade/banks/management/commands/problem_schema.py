"""Print the JSON Schema of problem files, for editors."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from pengrade.banks.format import ProblemFile


class Command(BaseCommand):
    """The schema on standard output."""

    help = "Print the JSON Schema of problem files."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(ProblemFile.model_json_schema(), indent=2, ensure_ascii=False))
