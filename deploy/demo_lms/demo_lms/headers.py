"""Headers of every page: what it may load, whom it may frame and post to, and who may frame it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from demo_lms.models import Tool


class SecurityHeaders:
    """Lets each page run our own script alone, and frame and post to registered tools, nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "origin"
        if response.get("Content-Type", "").startswith("text/html"):
            response["Content-Security-Policy"] = _policy()
            response["Cache-Control"] = "no-store"
        return response


def _policy() -> str:
    tools = " ".join(sorted(_tool_origins()))
    # A browser checks form-action and frame-src on every redirect too, and a launch goes through the tool's
    # login to our authorisation endpoint and back: both sides must be named.
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; "
        f"frame-ancestors 'self'; frame-src 'self' {tools}; form-action 'self' {tools}"
    )


def _tool_origins() -> set[str]:
    addresses: set[str] = set()
    for tool in Tool.objects.all():
        addresses |= {tool.login_url, tool.launch_url, tool.deep_link_url, *tool.redirect_uris}
    return {_origin(address) for address in addresses if address}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
