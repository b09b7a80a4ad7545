"""`manage.py platform_facts`: what the administrator of a tool needs to register this platform."""

import json

from django.core.management.base import BaseCommand, CommandParser

from demo_lms.addresses import DEFAULT_CLIENT_ID, DEFAULT_DEPLOYMENT_ID, platform_facts


class Command(BaseCommand):
    """Prints JSON. The tool need not be registered yet: each side may go first."""

    help = "Print, as JSON, what a tool needs to know of this platform."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--client-id", default=DEFAULT_CLIENT_ID)
        parser.add_argument("--deployment-id", default=DEFAULT_DEPLOYMENT_ID)

    def handle(self, *, client_id: str, deployment_id: str, **_options: object) -> None:
        self.stdout.write(json.dumps(platform_facts(client_id, deployment_id), indent=2))
