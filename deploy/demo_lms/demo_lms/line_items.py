"""Line items of the gradebook (Assignment and Grade Services 2.0, §3.2)."""

import math
from typing import Any

from django.http import HttpResponse, JsonResponse

from demo_lms.addresses import line_item_url
from demo_lms.models import Activity, Course, LineItem, Tool
from demo_lms.paging import page_of
from demo_lms.service_calls import Refused, ServiceRequest, require_accept, sent_json, tool_service
from demo_lms.vocabulary import LINE_ITEM, LINE_ITEM_READ, LINE_ITEM_TYPE, LINE_ITEMS_TYPE

READING = (LINE_ITEM, LINE_ITEM_READ)
WRITING = (LINE_ITEM,)


@tool_service("lineitems", {"GET": READING, "POST": WRITING})
def line_items(request: ServiceRequest, *, context_id: str) -> HttpResponse:
    """The tool's own line items in the course, filtered; or one more."""
    course = course_or_refusal(context_id)
    if request.http.method == "POST":
        line_item = LineItem(course=course, tool=request.tool)
        return _write(line_item, sent_json(request.http, LINE_ITEM_TYPE), status=201)
    return _list(request, course)


@tool_service("lineitems", {"GET": READING, "PUT": WRITING, "DELETE": WRITING})
def line_item(request: ServiceRequest, *, context_id: str, line_item_id: int) -> HttpResponse:
    """One line item. PUT replaces it whole: a tag or resourceId not sent again is cleared."""
    item = line_item_or_refusal(request.tool, context_id, line_item_id)
    if request.http.method == "DELETE":
        item.delete()
        return HttpResponse(status=204)
    if request.http.method == "PUT":
        return _write(item, sent_json(request.http, LINE_ITEM_TYPE), status=200)
    return JsonResponse(as_json(item), content_type=LINE_ITEM_TYPE)


def course_or_refusal(context_id: str) -> Course:
    """The course. Raises Refused when there is none."""
    course = Course.objects.filter(context_id=context_id).first()
    if course is None:
        raise Refused(404, "There is no such course.")
    return course


def line_item_or_refusal(tool: Tool, context_id: str, line_item_id: int) -> LineItem:
    """The line item. Raises Refused when it is not there or is another tool's."""
    rows = LineItem.objects.select_related("course", "tool", "activity")
    item = rows.filter(pk=line_item_id, tool=tool, course__context_id=context_id).first()
    if item is None:
        raise Refused(404, "There is no such line item.")
    return item


def as_json(item: LineItem) -> dict[str, Any]:
    """The line item in the words of AGS; what is empty is left out."""
    facts = {
        "id": line_item_url(item),
        "label": item.label,
        "scoreMaximum": item.score_maximum,
        "resourceLinkId": item.activity.resource_link_id if item.activity else "",
        "resourceId": item.resource_id,
        "tag": item.tag,
        "startDateTime": item.start,
        "endDateTime": item.end,
        "gradesReleased": item.grades_released,
    }
    return {name: value for name, value in facts.items() if value != ""}


def describe(item: LineItem, facts: dict[str, Any]) -> None:
    """Fill the line item from a description in the words of AGS. Raises Refused for a bad label or maximum."""
    item.label = str(facts.get("label") or "").strip()
    if not item.label:
        raise Refused(400, "A line item needs a label.")
    item.score_maximum = positive_number(facts, "scoreMaximum")
    item.resource_id = str(facts.get("resourceId") or "")
    item.tag = str(facts.get("tag") or "")
    item.start = str(facts.get("startDateTime") or "")
    item.end = str(facts.get("endDateTime") or "")
    item.grades_released = facts.get("gradesReleased") is not False


def positive_number(facts: dict[str, Any], name: str) -> float:
    """A number above zero. Raises Refused for anything else."""
    value = finite_number(facts, name)
    if value <= 0:
        raise Refused(400, f"{name} must be above zero.")
    return value


def finite_number(facts: dict[str, Any], name: str) -> float:
    """A number. Raises Refused for anything else, true and NaN among it."""
    value = facts.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refused(400, f"{name} must be a number.")
    return float(value)


def _list(request: ServiceRequest, course: Course) -> HttpResponse:
    require_accept(request.http, LINE_ITEMS_TYPE)
    rows = LineItem.objects.filter(course=course, tool=request.tool).select_related("course", "tool", "activity")
    asked = request.http.GET
    if "resource_link_id" in asked:
        activity = _activity(course, request.tool, asked["resource_link_id"])
        rows = rows.filter(activity=activity) if activity else rows.none()
    if "resource_id" in asked:
        rows = rows.filter(resource_id=asked["resource_id"])
    if "tag" in asked:
        rows = rows.filter(tag=asked["tag"])
    page, headers = page_of(rows.order_by("pk"), request.http)
    return JsonResponse([as_json(row) for row in page], safe=False, content_type=LINE_ITEMS_TYPE, headers=headers)


def _write(item: LineItem, facts: dict[str, Any], *, status: int) -> HttpResponse:
    describe(item, facts)
    if facts.get("resourceLinkId"):
        item.activity = _activity(item.course, item.tool, facts["resourceLinkId"])
        if item.activity is None:
            raise Refused(404, "The tool has no such resource link in this course.")
    item.save()
    return JsonResponse(as_json(item), status=status, content_type=LINE_ITEM_TYPE)


def _activity(course: Course, tool: Tool, resource_link_id: object) -> Activity | None:
    activities = Activity.objects.filter(course=course, tool=tool)
    return next((each for each in activities if each.resource_link_id == resource_link_id), None)
