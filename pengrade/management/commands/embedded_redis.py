"""``manage.py embedded_redis``: run the Redis server that ships with the dependencies, until stopped."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pengrade.deployment import embedded_redis_command


class Command(BaseCommand):
    """Becomes the server, so that signals reach it directly."""

    help = "Run the embedded Redis server in the foreground. Not needed where REDIS_URL names a server."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace this process by the server."""
        command = embedded_redis_command(settings.VAR)
        os.execv(command[0], command)  # noqa: S606  # the program and its flags are ours
