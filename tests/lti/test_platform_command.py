"""``manage.py platform``: what an operator types, and what the LMS must be told."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pengrade.lti.models import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MOODLE = {
    "--issuer": "https://moodle.example",
    "--client-id": "abc",
    "--auth-url": "https://moodle.example/mod/lti/auth.php",
    "--token-url": "https://moodle.example/mod/lti/token.php",
    "--jwks-url": "https://moodle.example/mod/lti/certs.php",
}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("platform", *arguments, stdout=out)
    return out.getvalue()


def add(*more: str, **changes: str) -> dict[str, object]:
    options = MOODLE | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    printed = json.loads(run("add", *[word for pair in options.items() for word in pair], *more))
    assert isinstance(printed, dict)
    return printed


def test_adding_a_platform_prints_what_the_lms_must_be_told() -> None:
    printed = add("--deployment-id", "7")

    assert printed == {
        "platform": Platform.objects.get().pk,
        "login_url": "http://127.0.0.1:8000/lti/login",
        "launch_url": "http://127.0.0.1:8000/lti/launch",
        "redirect_uris": ["http://127.0.0.1:8000/lti/launch"],
        "jwks_url": "http://127.0.0.1:8000/lti/jwks",
        "deep_link_url": "http://127.0.0.1:8000/lti/launch",
    }


def test_adding_again_corrects_the_registration() -> None:
    add("--deployment-id", "7", name="Old name")

    add("--deployment-id", "8", auth_url="https://moodle.example/new", name="New name")

    platform = Platform.objects.get()
    assert (platform.auth_url, platform.name) == ("https://moodle.example/new", "New name")
    assert [d.deployment_id for d in platform.deployments.order_by("pk")] == ["7", "8"]


def test_adding_again_keeps_what_is_not_mentioned() -> None:
    add(name="Our Moodle", deployments="pending")

    add("--deployment-id", "7")

    platform = Platform.objects.get()
    assert (platform.name, platform.deployments_policy) == ("Our Moodle", "pending")


@pytest.mark.parametrize(("more", "policy"), [(["--deployment-id", "7"], "known"), ([], "accept")])
def test_who_names_deployments_means_those(more: list[str], policy: str) -> None:
    add(*more)

    assert Platform.objects.get().deployments_policy == policy


@pytest.mark.parametrize("option", ["issuer", "auth-url", "token-url", "jwks-url"])
@pytest.mark.parametrize(
    "address",
    [
        "moodle.example",
        "http://moodle.example/",
        "ftp://moodle.example/",
        "javascript:alert(1)",
        "https://",
        "https://user:word@moodle.example/",
        "https://moodle.example:port/",
        "https://moodle.example\\@evil.example/",
        "http://127.0.0.1.evil.example/",
        "",
    ],
)
def test_a_bad_address_is_refused_in_one_line_that_names_the_option(option: str, address: str) -> None:
    with pytest.raises(CommandError) as refused:
        add(**{option.replace("-", "_"): address})

    assert str(refused.value).startswith(f"--{option} must be an https address")
    assert "\n" not in str(refused.value)
    assert not Platform.objects.exists()


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1", "[::1]:8001", "lms.localhost"])
def test_plain_http_is_fine_on_this_machine(host: str) -> None:
    add(issuer=f"http://{host}", jwks_url=f"http://{host}/jwks")

    assert Platform.objects.get().issuer == f"http://{host}"


def test_the_list_shows_each_platform_on_a_line() -> None:
    add("--deployment-id", "7")
    add(client_id="def")

    first, second = map(json.loads, run("list").splitlines())

    assert (first["client_id"], first["deployments"]) == ("abc", {"7": "active"})
    assert (second["client_id"], second["deployments_policy"]) == ("def", "accept")
