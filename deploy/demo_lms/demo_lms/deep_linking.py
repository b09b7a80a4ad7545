"""What a teacher chose in the tool, back in the course (Deep Linking 2.0, §4.5)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from demo_lms.keys import Signed, verified
from demo_lms.line_items import describe
from demo_lms.models import Activity, Launch, LineItem
from demo_lms.service_calls import Refused, service
from demo_lms.tokens import spend
from demo_lms.vocabulary import CLAIM, DEEP_LINKING_CLAIM, LTI_VERSION


@service("deep-linking")
def deep_linking_return(request: HttpRequest) -> HttpResponse:
    """Take the tool's answer, which a browser brings, and lead the whole window back to the course."""
    try:
        answer = verified(request.POST.get("JWT", ""), audience=settings.BASE_URL)
        with transaction.atomic():
            launch = _answered_launch(answer)
            activities = [_place(launch, item) for item in _content_items(answer)]
    except Refused as refused:
        return render(request, "demo_lms/not_placed.html", {"reason": refused.message}, status=refused.status)
    facts = {
        "launch": launch,
        "activities": activities,
        "message": answer.claims.get(DEEP_LINKING_CLAIM + "msg", ""),
        "error": answer.claims.get(DEEP_LINKING_CLAIM + "errormsg", ""),
    }
    return render(request, "demo_lms/placed.html", facts)


def _answered_launch(answer: Signed) -> Launch:
    """The round of deep linking that this answers, closed now. Raises Refused for a claim that is amiss."""
    expected = {
        CLAIM + "message_type": "LtiDeepLinkingResponse",
        CLAIM + "version": LTI_VERSION,
        CLAIM + "deployment_id": answer.tool.deployment_id,
    }
    for claim, value in expected.items():
        if answer.claims.get(claim) != value:
            raise Refused(400, f"The claim {claim} must be {value}.")
    spend(answer.tool, answer.claims.get("nonce"))
    data = str(answer.claims.get(DEEP_LINKING_CLAIM + "data"))
    open_rounds = Launch.objects.filter(data=data, tool=answer.tool, activity=None, answered_at=None)
    launch = open_rounds.select_related("course", "person", "tool").first()
    if launch is None or launch.used_at is None:
        raise Refused(400, "The claim data does not name a choice that is still open.")
    open_rounds.update(answered_at=timezone.now())
    return launch


def _content_items(answer: Signed) -> list[dict[str, Any]]:
    items = answer.claims.get(DEEP_LINKING_CLAIM + "content_items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refused(400, "content_items must be a list of objects.")
    for item in items:
        if item.get("type") != "ltiResourceLink":
            raise Refused(400, "Only content items of the type ltiResourceLink can be placed here.")
    return items


def _place(launch: Launch, item: dict[str, Any]) -> Activity:
    line_item = item.get("lineItem") or {}
    activity = Activity.objects.create(
        course=launch.course,
        tool=launch.tool,
        title=str(item.get("title") or line_item.get("label") or launch.tool.name)[:300],
        text=str(item.get("text") or ""),
        url=str(item.get("url") or launch.tool.launch_url),
        custom=_custom(item),
        available=item.get("available") or {},
        submission=item.get("submission") or {},
    )
    if line_item:
        column = LineItem(course=launch.course, tool=launch.tool, activity=activity)
        describe(column, {"label": activity.title} | line_item)
        column.save()
    return activity


def _custom(item: dict[str, Any]) -> dict[str, str]:
    custom = item.get("custom") or {}
    if not isinstance(custom, dict) or not all(isinstance(value, str) for value in custom.values()):
        raise Refused(400, "Custom parameters must be strings.")
    return custom
