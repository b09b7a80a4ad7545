"""Failures on demand: the next calls of a service are answered as a platform in trouble would answer them."""

import time
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.http import HttpResponse, JsonResponse

from demo_lms.models import Failure

SERVICES = ("scores", "token", "lineitems", "results", "members", "keys")


class BadOrder(Exception):
    """An order for failures that makes no sense, with the reason."""


def order_failures(order: dict[str, Any]) -> Failure:
    """Have the next `times` calls of `service` fail with `status` (None: only be slow). Raises BadOrder."""
    if order.get("service") not in SERVICES:
        raise BadOrder(f"service must be one of {', '.join(SERVICES)}")
    try:
        status = order.get("status")
        failure = Failure(
            service=order["service"],
            status=None if status in {None, ""} else int(str(status)),
            remaining=int(order.get("times", 1)),
            delay_seconds=float(order.get("delay_seconds") or 0),
            headers={str(name): str(value) for name, value in (order.get("headers") or {}).items()},
            after=bool(order.get("after", False)),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise BadOrder(f"status, times and delay_seconds are numbers, headers an object: {error}") from error
    if failure.status is not None and not 400 <= failure.status <= 599:
        raise BadOrder("status must be from 400 to 599, or nothing for a slow answer")
    if failure.remaining < 1 or not 0 <= failure.delay_seconds <= 120:
        raise BadOrder("times must be at least 1, delay_seconds from 0 to 120")
    if order.get("retry_after") not in {None, ""}:
        failure.headers["Retry-After"] = str(order["retry_after"])
    failure.save()
    return failure


def pending_failures() -> list[dict[str, Any]]:
    """What is still to go wrong, in order."""
    names = ("service", "status", "remaining", "delay_seconds", "headers", "after")
    return list(Failure.objects.filter(remaining__gt=0).order_by("pk").values(*names))


def answered_with_failures(service: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    """The work's answer, or the failure that is due. A failure `after` does the work first: its reply is lost."""
    failure = _claimed(service)
    if failure is None:
        return work()
    time.sleep(failure.delay_seconds)
    if failure.status is None:
        return work()
    if failure.after:
        work()
    body = {"error": "on_demand", "error_description": "This failure was ordered."}
    return JsonResponse(body, status=failure.status, headers=failure.headers)


def _claimed(service: str) -> Failure | None:
    for failure in Failure.objects.filter(service=service, remaining__gt=0).order_by("pk"):
        # Conditional, so that two calls at once never use up the same failure.
        if Failure.objects.filter(pk=failure.pk, remaining__gt=0).update(remaining=F("remaining") - 1):
            return failure
    return None
