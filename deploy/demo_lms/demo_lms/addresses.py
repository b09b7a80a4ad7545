"""The addresses this platform tells tools. Routes are in `urls`; this adds the origin that tools know it by."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from demo_lms.models import Course, LineItem, Tool

DEFAULT_CLIENT_ID = "pengrade-demo"
DEFAULT_DEPLOYMENT_ID = "1"


def absolute(route: str, **where: object) -> str:
    """The full address of a named route."""
    return str(settings.BASE_URL) + reverse(route, kwargs=where)


def platform_facts(client_id: str = DEFAULT_CLIENT_ID, deployment_id: str = DEFAULT_DEPLOYMENT_ID) -> dict[str, str]:
    """What the administrator of a tool needs to register this platform."""
    return {
        "issuer": settings.BASE_URL,
        "client_id": client_id,
        "deployment_id": deployment_id,
        "auth_url": absolute("authorize"),
        "token_url": absolute("token"),
        "jwks_url": absolute("keys"),
    }


def line_items_url(course: Course, tool: Tool) -> str:
    """The container of line items. It carries a query, as Moodle's does: a tool that appends to it breaks here."""
    return absolute("line-items", context_id=course.context_id) + "?" + urlencode({"type_id": tool.pk})


def line_item_url(line_item: LineItem) -> str:
    """One line item, with Moodle's query; a tool puts `/scores` before the question mark."""
    where: dict[str, Any] = {"context_id": line_item.course.context_id, "line_item_id": line_item.pk}
    return absolute("line-item", **where) + "?" + urlencode({"type_id": line_item.tool_id})


def members_url(course: Course) -> str:
    """The course's membership service."""
    return absolute("members", context_id=course.context_id)
