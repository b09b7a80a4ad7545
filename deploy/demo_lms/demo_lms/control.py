"""Behind the scenes: the log of service calls, failures on demand, a fresh start; as pages, and as JSON for tests."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from demo_lms.failures import SERVICES, BadOrder, order_failures, pending_failures
from demo_lms.models import Activity, Failure, Grade, Launch, LineItem, ServiceCall

SHOWN_CALLS = 200


def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether the program serves and its database is there."""
    return JsonResponse({"status": "ok", "activities": Activity.objects.count()})


def calls_page(request: HttpRequest) -> HttpResponse:
    """The newest service calls."""
    calls = ServiceCall.objects.order_by("-pk")[:SHOWN_CALLS]
    return render(request, "demo_lms/calls.html", {"calls": calls, "shown": SHOWN_CALLS})


def failures_page(request: HttpRequest) -> HttpResponse:
    """Order failures by hand."""
    complaint = ""
    if request.method == "POST":
        try:
            order_failures(request.POST.dict())
            return redirect("failures")
        except BadOrder as error:
            complaint = str(error)
    facts = {"services": SERVICES, "pending": pending_failures(), "complaint": complaint, "asked": request.POST}
    return render(request, "demo_lms/failures.html", facts, status=400 if complaint else 200)


def clear_failures(request: HttpRequest) -> HttpResponse:
    """Let everything work again."""
    if request.method == "POST":
        Failure.objects.all().delete()
    return redirect("failures")


def reset(request: HttpRequest) -> HttpResponse:
    """A fresh start, asked for on a page."""
    if request.method == "POST":
        _forget()
    return redirect("home")


def grades_json(_request: HttpRequest) -> HttpResponse:
    """The gradebook, oldest column first."""
    grades = Grade.objects.select_related("person", "line_item__activity").order_by("line_item_id", "person_id")
    return JsonResponse([_grade(grade) for grade in grades], safe=False)


def calls_json(_request: HttpRequest) -> HttpResponse:
    """Every service call, oldest first."""
    names = ("method", "path", "status", "request", "response", "at")
    return JsonResponse(list(ServiceCall.objects.order_by("pk").values(*names)), safe=False)


def failures_json(request: HttpRequest) -> HttpResponse:
    """GET what is to come, POST an order, DELETE them all."""
    if request.method == "DELETE":
        Failure.objects.all().delete()
    if request.method == "POST":
        try:
            order = json.loads(request.body)
            order_failures(order if isinstance(order, dict) else {})
        except (BadOrder, ValueError) as error:
            return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse(pending_failures(), safe=False)


def reset_json(request: HttpRequest) -> HttpResponse:
    """A fresh start, asked for by a test."""
    if request.method != "POST":
        return JsonResponse({"error": "use POST"}, status=405)
    _forget()
    return JsonResponse({"status": "ok"})


def _forget() -> None:
    """Everything but people, courses and tools. Access tokens stay good and spent ones spent."""
    with transaction.atomic():
        for model in (Grade, LineItem, Launch, Activity, ServiceCall, Failure):
            model.objects.all().delete()


def _grade(grade: Grade) -> dict[str, Any]:
    item = grade.line_item
    return {
        "person": grade.person.slug,
        "user_id": grade.person.user_id,
        "activity": item.activity.title if item.activity else None,
        "activity_id": item.activity_id,
        "line_item": item.pk,
        "score": grade.score,
        "maximum": item.score_maximum,
        "comment": grade.comment,
        "activity_progress": grade.activity_progress,
        "grading_progress": grade.grading_progress,
        "timestamp": grade.timestamp,
        "received_at": grade.received_at,
        "posts": grade.posts,
    }
