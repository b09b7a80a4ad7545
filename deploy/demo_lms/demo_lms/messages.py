"""The claims of an id_token, for opening an activity and for choosing a new one (LTI Core 1.3, Deep Linking 2.0)."""

from typing import Any

from django.conf import settings

from demo_lms.addresses import absolute, line_item_url, line_items_url, members_url
from demo_lms.models import Activity, Course, Launch, Person, Role
from demo_lms.vocabulary import (
    AGS_CLAIM,
    CLAIM,
    DEEP_LINKING_CLAIM,
    GRADE_SCOPES,
    INSTITUTION_ROLE,
    LTI_VERSION,
    MEMBERSHIP_ROLE,
    NRPS_CLAIM,
    SYSTEM_ROLE,
    TEACHING_ASSISTANT_ROLE,
)

ID_TOKEN_SECONDS = 60  # Moodle's; Canvas gives an hour

# A tool must look at the role in the course, so the institution's are there to mislead one that does not: the
# assistant is a student of the university, and the administrator teaches nothing.
ROLES: dict[Role | None, list[str]] = {
    Role.TEACHER: [MEMBERSHIP_ROLE + "Instructor", INSTITUTION_ROLE + "Instructor", INSTITUTION_ROLE + "Faculty"],
    Role.ASSISTANT: [TEACHING_ASSISTANT_ROLE, MEMBERSHIP_ROLE + "Instructor", INSTITUTION_ROLE + "Student"],
    Role.STUDENT: [MEMBERSHIP_ROLE + "Learner", INSTITUTION_ROLE + "Student"],
    Role.ADMINISTRATOR: [
        MEMBERSHIP_ROLE + "Instructor",
        INSTITUTION_ROLE + "Administrator",
        SYSTEM_ROLE + "Administrator",
    ],
    None: [],
}


def id_token_claims(launch: Launch, *, nonce: str, now: int) -> dict[str, Any]:
    """All claims. `now` is in seconds since 1970."""
    claims = {
        "iss": settings.BASE_URL,
        "aud": launch.tool.client_id,
        "sub": launch.person.user_id,
        "iat": now,
        "exp": now + ID_TOKEN_SECONDS,
        "nonce": nonce,
        CLAIM + "version": LTI_VERSION,
        CLAIM + "deployment_id": launch.tool.deployment_id,
        CLAIM + "roles": ROLES[launch.course.role_of(launch.person)],
        CLAIM + "context": _context(launch.course),
        CLAIM + "tool_platform": _platform(),
        CLAIM + "launch_presentation": _presentation(launch),
        CLAIM + "lis": {
            "person_sourcedid": launch.person.slug,
            "course_section_sourcedid": launch.course.label,
        },
        NRPS_CLAIM: {"context_memberships_url": members_url(launch.course), "service_versions": ["2.0"]},
    }
    about_message = _choosing(launch) if launch.activity is None else _opening(launch, launch.activity)
    return claims | _person(launch.person) | about_message


def expanded_custom(activity: Activity, person: Person) -> dict[str, str]:
    """The activity's custom parameters with variables replaced; like Moodle, an unknown one is sent as it stands."""
    known = {
        "$Context.id": activity.course.context_id,
        "$Context.title": activity.course.title,
        "$ResourceLink.id": activity.resource_link_id,
        "$ResourceLink.title": activity.title,
        "$User.id": person.user_id,
    }
    return {name: known.get(value, value) for name, value in activity.custom.items()}


def _opening(launch: Launch, activity: Activity) -> dict[str, Any]:
    return {
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "target_link_uri": activity.url,
        CLAIM + "resource_link": {
            "id": activity.resource_link_id,
            "title": activity.title,
            "description": activity.text,
        },
        CLAIM + "custom": expanded_custom(activity, launch.person),
        AGS_CLAIM: _grades(launch, activity),
    }


def _choosing(launch: Launch) -> dict[str, Any]:
    settings_ = {
        "deep_link_return_url": absolute("deep-linking-return"),
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "accept_lineitem": True,
        "auto_create": False,
        "data": launch.data,
    }
    return {
        CLAIM + "message_type": "LtiDeepLinkingRequest",
        CLAIM + "target_link_uri": launch.tool.deep_link_url,
        DEEP_LINKING_CLAIM + "deep_linking_settings": settings_,
        AGS_CLAIM: _grades(launch, None),
    }


def _grades(launch: Launch, activity: Activity | None) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "scope": list(GRADE_SCOPES),
        "lineitems": line_items_url(launch.course, launch.tool),
    }
    coupled = [] if activity is None else list(activity.line_items.select_related("course")[:2])
    if len(coupled) == 1:  # AGS §4.4: with several, none is named
        claim["lineitem"] = line_item_url(coupled[0])
    return claim


def _context(course: Course) -> dict[str, Any]:
    kind = ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"]
    return {"id": course.context_id, "label": course.label, "title": course.title, "type": kind}


def _platform() -> dict[str, str]:
    return {
        "guid": "demo-lms",
        "name": "Demo LMS",
        "product_family_code": "demo-lms",
        "version": "1",
        "url": settings.BASE_URL,
    }


def _presentation(launch: Launch) -> dict[str, Any]:
    return {
        "document_target": launch.opened_in,
        "return_url": absolute("course", person=launch.person.slug, course=launch.course.slug),
        "locale": "en-GB",
        "width": 800,
        "height": 720,
    }


def _person(person: Person) -> dict[str, str]:
    if not person.releases_name:
        return {}
    names = {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
    return {**names, "email": person.email, "locale": "en-GB"}
