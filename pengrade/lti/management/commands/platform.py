"""``manage.py platform add …`` registers an LMS and prints what the LMS must be told; ``platform list`` shows all."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pengrade.lti import addresses
from pengrade.lti.models import DeploymentPolicy, Platform
from pengrade.lti.registering import Registration, register

_ADDRESSES = ("issuer", "auth_url", "token_url", "jwks_url")


class Command(BaseCommand):
    """Registrations of LMSs."""

    help = "Register an LMS (LTI 1.3 platform), or list the registered ones."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        _describe_add(actions.add_parser("add", help="Register a platform, or correct its registration."))
        actions.add_parser("list", help="List the platforms, one JSON object per line.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            for platform in Platform.objects.prefetch_related("deployments").order_by("pk"):
                self.stdout.write(json.dumps(_described(platform), ensure_ascii=False))
            return
        platform = register(_registration(options))
        self.stdout.write(json.dumps({"platform": platform.pk, **_tool_addresses()}, indent=2))


def _describe_add(parser: ArgumentParser) -> None:
    parser.add_argument("--issuer", required=True, help="the platform's issuer (iss), letter by letter")
    parser.add_argument("--client-id", required=True, help="the client ID that the platform gave the tool")
    parser.add_argument("--auth-url", required=True, help="the platform's OpenID Connect authentication address")
    parser.add_argument("--token-url", required=True, help="the platform's address for access tokens")
    parser.add_argument("--jwks-url", required=True, help="the address of the platform's public keys")
    parser.add_argument("--deployment-id", action="append", default=[], help="a deployment; may be given several times")
    parser.add_argument("--name", help="how to call the platform here")
    parser.add_argument(
        "--deployments",
        choices=DeploymentPolicy.values,
        help="launches from other deployments: refuse (known), refuse and list (pending), or accept; "
        "at first known if a --deployment-id is given, else accept",
    )


def _registration(options: dict[str, Any]) -> Registration:
    for name in _ADDRESSES:
        if not addresses.is_acceptable(options[name]):
            option = name.replace("_", "-")
            raise CommandError(
                f"--{option} must be an https address (http only on this machine itself), not {options[name]!r}"
            )
    if not options["client_id"].strip():
        raise CommandError("--client-id must not be empty")
    policy = options["deployments"]
    return Registration(
        **{name: options[name] for name in (*_ADDRESSES, "client_id", "name")},
        deployment_ids=options["deployment_id"],
        policy=None if policy is None else DeploymentPolicy(policy),
    )


def _tool_addresses() -> dict[str, Any]:
    return {
        "login_url": addresses.login_url(),
        "launch_url": addresses.launch_url(),
        "redirect_uris": [addresses.launch_url()],
        "jwks_url": addresses.jwks_url(),
        "deep_link_url": addresses.launch_url(),
    }


def _described(platform: Platform) -> dict[str, Any]:
    return {
        "platform": platform.pk,
        "name": platform.name,
        "issuer": platform.issuer,
        "client_id": platform.client_id,
        "auth_url": platform.auth_url,
        "token_url": platform.token_url,
        "jwks_url": platform.jwks_url,
        "enabled": platform.enabled,
        "deployments_policy": platform.deployments_policy,
        "deployments": {d.deployment_id: d.state for d in platform.deployments.all()},
    }
