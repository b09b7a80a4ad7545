"""Who is in a course (Names and Role Provisioning Services 2.0)."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from demo_lms.line_items import course_or_refusal
from demo_lms.messages import expanded_custom
from demo_lms.models import Activity, Course, Enrolment, Role
from demo_lms.paging import page_of
from demo_lms.service_calls import Refused, ServiceRequest, require_accept, tool_service
from demo_lms.vocabulary import CLAIM, MEMBERS_READ, MEMBERS_TYPE, MEMBERSHIP_ROLE, TEACHING_ASSISTANT_ROLE

# Short names where the specification has one, as Moodle sends them; a launch spells them out. A tool meets both.
ROLES = {
    Role.TEACHER: ["Instructor"],
    Role.ASSISTANT: ["Instructor", TEACHING_ASSISTANT_ROLE],
    Role.STUDENT: ["Learner"],
}


@tool_service("members", {"GET": (MEMBERS_READ,)})
def members(request: ServiceRequest, *, context_id: str) -> HttpResponse:
    """The course's members; `role` narrows them, `rlid` adds what a launch of that link would say of each."""
    course = course_or_refusal(context_id)
    require_accept(request.http, MEMBERS_TYPE)
    activity = _activity(request, course)
    rows = course.enrolments.select_related("person").order_by("pk")
    if "role" in request.http.GET:
        wanted = request.http.GET["role"].removeprefix(MEMBERSHIP_ROLE)
        rows = rows.filter(role__in=[role for role, names in ROLES.items() if wanted in names])
    page, headers = page_of(rows, request.http)
    body = {
        "id": request.http.build_absolute_uri(),
        "context": {"id": course.context_id, "label": course.label, "title": course.title},
        "members": [_member(enrolment, activity) for enrolment in page],
    }
    return JsonResponse(body, content_type=MEMBERS_TYPE, headers=headers)


def _activity(request: ServiceRequest, course: Course) -> Activity | None:
    if "rlid" not in request.http.GET:
        return None
    for activity in course.activities.filter(tool=request.tool).select_related("course"):
        if activity.resource_link_id == request.http.GET["rlid"]:
            return activity
    raise Refused(404, "The tool has no such resource link in this course.")


def _member(enrolment: Enrolment, activity: Activity | None) -> dict[str, Any]:
    person = enrolment.person
    member: dict[str, Any] = {
        "status": "Active",
        "user_id": person.user_id,
        "roles": ROLES[Role(enrolment.role)],
        "lis_person_sourcedid": person.slug,
    }
    if person.releases_name:
        names = {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
        member |= {**names, "email": person.email}
    if activity is not None:
        custom = expanded_custom(activity, person)
        member["message"] = [{CLAIM + "message_type": "LtiResourceLinkRequest", CLAIM + "custom": custom}]
    return member
