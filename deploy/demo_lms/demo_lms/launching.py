"""The way into a tool: login initiation, and the id_token for it (1EdTech Security Framework 1.0, §5.1)."""

import json
import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from demo_lms.keys import sign
from demo_lms.messages import id_token_claims
from demo_lms.models import Activity, Course, Launch, Person, Tool
from demo_lms.service_calls import Refused

HINT_LIFETIME = timedelta(minutes=10)

REQUIRED_OF_AUTHORIZATION = {
    # parameter: the one value it may have, and the error when it has another
    "scope": ("openid", "invalid_scope"),
    "response_type": ("id_token", "unsupported_response_type"),
    "response_mode": ("form_post", "invalid_request"),
    "prompt": ("none", "invalid_request"),
}


def begin_launch(
    request: HttpRequest, *, person: Person, course: Course, tool: Tool, activity: Activity | None
) -> HttpResponse:
    """A page that posts the login initiation to the tool."""
    launch = Launch.objects.create(
        hint=secrets.token_urlsafe(24),
        data=secrets.token_urlsafe(24),
        tool=tool,
        course=course,
        person=person,
        activity=activity,
        opened_in="window" if request.GET.get("in") == "window" else "iframe",
    )
    return posting(request, tool, tool.login_url, _login_parameters(launch))


def authorize(request: HttpRequest) -> HttpResponse:
    """Answer an authentication request with an id_token, or with an error that the tool can show.

    Nothing is ever posted to an address that is not registered; then the person sees an error here.
    """
    asked = request.POST if request.method == "POST" else request.GET
    tool = Tool.objects.filter(client_id=asked.get("client_id", "")).first()
    if tool is None or asked.get("redirect_uri") not in tool.redirect_uris:
        return render(request, "demo_lms/refused.html", {"tool": tool, "asked": asked}, status=400)
    try:
        answer = {"id_token": _id_token(asked, tool)}
    except Refused as refused:
        answer = {"error": refused.code, "error_description": refused.message}
    return posting(request, tool, asked["redirect_uri"], answer | {"state": asked.get("state", "")})


def posting(request: HttpRequest, tool: Tool, address: str, fields: dict[str, str]) -> HttpResponse:
    """A page that posts the fields by itself, and by a button where there is no script."""
    facts = {"tool": tool, "address": address, "fields": fields}
    return render(request, "demo_lms/posting.html", facts)


def _login_parameters(launch: Launch) -> dict[str, str]:
    return {
        "iss": settings.BASE_URL,
        "target_link_uri": launch.tool.deep_link_url if launch.activity is None else launch.activity.url,
        "login_hint": launch.person.user_id,
        # JSON, as Moodle's is: a tool must hand it back to the letter.
        "lti_message_hint": json.dumps({"launchid": launch.hint, "course": launch.course.slug}),
        "client_id": launch.tool.client_id,
        "lti_deployment_id": launch.tool.deployment_id,
    }


def _id_token(asked: QueryDict, tool: Tool) -> str:
    for name, (value, code) in REQUIRED_OF_AUTHORIZATION.items():
        if asked.get(name) != value:
            raise Refused(400, f"{name} must be {value}.", code)
    nonce = str(asked.get("nonce", ""))
    if not nonce:
        raise Refused(400, "nonce is missing.")
    return sign(id_token_claims(_spent_launch(asked, tool), nonce=nonce, now=int(time.time())))


def _spent_launch(asked: QueryDict, tool: Tool) -> Launch:
    """The launch that the hints name, used up now. Raises Refused for a second use, a stranger's or an old hint."""
    now = timezone.now()
    fresh = Launch.objects.filter(
        hint=_hint(asked.get("lti_message_hint", "")),
        tool=tool,
        person__user_id=asked.get("login_hint", ""),
        created_at__gt=now - HINT_LIFETIME,
    )
    launch = fresh.select_related("tool", "course", "person", "activity__course").first()
    if launch is None or not fresh.filter(used_at=None).update(used_at=now):
        raise Refused(
            400, "This launch is unknown, too old or already used. Open the activity again.", "login_required"
        )
    return launch


def _hint(text: str) -> str:
    try:
        hint = json.loads(text)["launchid"]
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(400, "lti_message_hint did not come back as it was sent.") from error
    return str(hint)
