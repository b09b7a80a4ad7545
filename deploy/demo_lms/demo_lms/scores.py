"""Scores in, results out (Assignment and Grade Services 2.0, §3.3 and §3.4), with Moodle's severity."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from demo_lms.addresses import line_item_url
from demo_lms.line_items import finite_number, line_item_or_refusal, positive_number
from demo_lms.models import Grade, LineItem, Person
from demo_lms.paging import page_of
from demo_lms.service_calls import Refused, ServiceRequest, require_accept, sent_json, tool_service
from demo_lms.vocabulary import ACTIVITY_PROGRESS, GRADING_PROGRESS, RESULT_READ, RESULTS_TYPE, SCORE, SCORE_TYPE


@dataclass(frozen=True)
class Post:
    """A score as posted. `given` is None when the post carries none."""

    person: Person
    timestamp: datetime
    given: float | None
    maximum: float
    comment: str
    activity_progress: str
    grading_progress: str


@tool_service("scores", {"POST": (SCORE,)})
def scores(request: ServiceRequest, *, context_id: str, line_item_id: int) -> HttpResponse:
    """Take one student's score."""
    item = line_item_or_refusal(request.tool, context_id, line_item_id)
    post = _read(item, sent_json(request.http, SCORE_TYPE))
    with transaction.atomic():
        _record(item, post)
    return JsonResponse({}, status=200)


@tool_service("results", {"GET": (RESULT_READ,)})
def results(request: ServiceRequest, *, context_id: str, line_item_id: int) -> HttpResponse:
    """What the gradebook holds now; `user_id` narrows it to one student."""
    item = line_item_or_refusal(request.tool, context_id, line_item_id)
    require_accept(request.http, RESULTS_TYPE)
    grades = item.grades.filter(score__isnull=False).select_related("person").order_by("pk")
    if "user_id" in request.http.GET:
        grades = grades.filter(person__user_id=request.http.GET["user_id"])
    page, headers = page_of(grades, request.http)
    body = [_result(item, grade) for grade in page]
    return JsonResponse(body, safe=False, content_type=RESULTS_TYPE, headers=headers)


def _read(item: LineItem, facts: dict[str, Any]) -> Post:
    if facts.get("activityProgress") not in ACTIVITY_PROGRESS:
        raise Refused(400, f"activityProgress must be one of {', '.join(sorted(ACTIVITY_PROGRESS))}.")
    if facts.get("gradingProgress") not in GRADING_PROGRESS:
        raise Refused(400, f"gradingProgress must be one of {', '.join(sorted(GRADING_PROGRESS))}.")
    given = None if facts.get("scoreGiven") is None else finite_number(facts, "scoreGiven")
    if given is not None and given < 0:
        raise Refused(400, "scoreGiven must not be below zero.")
    return Post(
        person=_student(item, facts.get("userId")),
        timestamp=_instant(facts.get("timestamp")),
        given=given,
        maximum=item.score_maximum if given is None else positive_number(facts, "scoreMaximum"),
        comment=str(facts.get("comment") or ""),
        activity_progress=facts["activityProgress"],
        grading_progress=facts["gradingProgress"],
    )


def _student(item: LineItem, user_id: object) -> Person:
    student = item.course.students().filter(user_id=str(user_id)).first()
    if student is None:
        raise Refused(400, "userId is not a student of this course.")
    return student


def _instant(text: object) -> datetime:
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Refused(400, "timestamp must be an ISO 8601 date and time.") from error
    if instant.tzinfo is None:
        raise Refused(400, "timestamp must name its time zone.")
    return instant


def _record(item: LineItem, post: Post) -> None:
    grade = Grade.objects.filter(line_item=item, person=post.person).first()
    # Moodle compares whole seconds, so a second post within one second is refused.
    if grade is not None and int(post.timestamp.timestamp()) <= int(grade.timestamp.timestamp()):
        raise Refused(409, "A score with this timestamp or a later one is already here.")
    grade = grade or Grade(line_item=item, person=post.person)
    grade.score = _scaled(item, post)
    grade.comment = post.comment
    grade.activity_progress = post.activity_progress
    grade.grading_progress = post.grading_progress
    grade.timestamp = post.timestamp
    grade.received_at = timezone.now()
    grade.posts += 1
    grade.save()


def _scaled(item: LineItem, post: Post) -> float | None:
    """The score on the line item's own scale, clipped to it. As in Moodle, only FullyGraded keeps a score:
    any other progress erases the one that was there, and is answered with a 200."""
    if post.given is None or post.grading_progress != "FullyGraded":
        return None
    return min(post.given / post.maximum, 1.0) * item.score_maximum


def _result(item: LineItem, grade: Grade) -> dict[str, Any]:
    address, _, query = line_item_url(item).partition("?")
    return {
        "id": f"{address}/results/{grade.pk}?{query}",
        "scoreOf": line_item_url(item),
        "userId": grade.person.user_id,
        "resultScore": grade.score,
        "resultMaximum": item.score_maximum,
        "comment": grade.comment,
    }
