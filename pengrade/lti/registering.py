"""A platform becomes known here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from pengrade.lti.models import DeploymentPolicy, DeploymentState, Platform


@dataclass(frozen=True)
class Registration:
    """What an operator says of a platform. ``policy`` and ``name`` may be left open."""

    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployment_ids: Sequence[str] = ()
    name: str | None = None
    policy: DeploymentPolicy | None = None


@transaction.atomic
def register(registration: Registration) -> Platform:
    """The platform, new or brought up to date. A deployment that is named becomes active; none is taken away."""
    facts = {
        "auth_url": registration.auth_url,
        "token_url": registration.token_url,
        "jwks_url": registration.jwks_url,
    }
    if registration.name is not None:
        facts["name"] = registration.name
    if registration.policy is not None:
        facts["deployments_policy"] = registration.policy
    platform, _made = Platform.objects.update_or_create(
        issuer=registration.issuer,
        client_id=registration.client_id,
        defaults=facts,
        create_defaults={"deployments_policy": _policy_at_first(registration), **facts},
    )
    for deployment_id in registration.deployment_ids:
        platform.deployments.update_or_create(deployment_id=deployment_id, defaults={"state": DeploymentState.ACTIVE})
    return platform


def _policy_at_first(registration: Registration) -> DeploymentPolicy:
    """Who names deployments means those; who names none could otherwise launch nothing at all."""
    return DeploymentPolicy.KNOWN if registration.deployment_ids else DeploymentPolicy.ACCEPT
