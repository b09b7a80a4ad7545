"""Lists in pages: `limit` and `from` in, the next page's address in a Link header out."""

from typing import TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from demo_lms.service_calls import Refused

Row = TypeVar("Row", bound=Model)


def page_of(rows: "QuerySet[Row]", request: HttpRequest) -> tuple[list[Row], dict[str, str]]:
    """The rows of the page asked for, and the headers that lead to the next one. Raises Refused for a bad limit."""
    limit, start = _whole_number(request, "limit"), _whole_number(request, "from")
    if not limit:
        return list(rows[start:]), {}
    wanted = list(rows[start : start + limit + 1])
    if len(wanted) <= limit:
        return wanted, {}
    query = request.GET.copy()
    query["from"] = str(start + limit)
    next_page = f"{settings.BASE_URL}{request.path}?{query.urlencode()}"
    return wanted[:limit], {"Link": f'<{next_page}>; rel="next"'}


def _whole_number(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "0")
    if not value.isdecimal():
        raise Refused(400, f"{name} must be a whole number.")
    return int(value)
