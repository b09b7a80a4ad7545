"""`manage.py add_tool`: register a tool, or change its registration."""

import json
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo_lms.addresses import DEFAULT_DEPLOYMENT_ID, platform_facts
from demo_lms.models import Tool


class Command(BaseCommand):
    """Prints what the tool's side needs, as `platform_facts` does."""

    help = "Register a tool by its client id, or change its registration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--client-id", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--login-url", required=True, type=_web_address)
        parser.add_argument("--launch-url", required=True, type=_web_address)
        parser.add_argument("--jwks-url", required=True, type=_web_address)
        parser.add_argument("--deep-link-url", default="", type=_web_address)
        parser.add_argument("--deployment-id", default=DEFAULT_DEPLOYMENT_ID)
        parser.add_argument(
            "--redirect-uri",
            action="append",
            default=[],
            type=_web_address,
            help="an address besides the launch URL that may be given an id_token; may be repeated",
        )

    def handle(self, *, client_id: str, redirect_uri: list[str], **options: object) -> None:
        names = ("name", "deployment_id", "login_url", "launch_url", "jwks_url", "deep_link_url")
        facts = {name: options[name] for name in names}
        facts["redirect_uris"] = [options["launch_url"], *redirect_uri]
        tool, _ = Tool.objects.update_or_create(client_id=client_id, defaults=facts)
        self.stdout.write(json.dumps(platform_facts(tool.client_id, tool.deployment_id), indent=2))


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise CommandError(f"{text!r} is not an http or https address")
    return text
