"""People inside a launch, for tests of pages: rows as a launch leaves them, and a client with the cookie."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from pengrade.assignments.models import Assignment
from pengrade.courses.models import Course, Membership
from pengrade.lti import sessions
from pengrade.lti.models import AssignmentLink, CourseLink, Deployment, Identity, LaunchSession, Platform

Response = Any  # what the test client returns: an HttpResponse with json() and more


@dataclass
class Visitor:
    """A browser with one session."""

    session: LaunchSession
    client: Client

    def get(self, path: str = "") -> Response:
        """A page of this session."""
        return self.client.get(f"/at/{self.session.key}/{path}")

    def post(self, path: str, **fields: Any) -> Response:
        """A form of this session, sent from our own page."""
        return self.client.post(
            f"/at/{self.session.key}/{path}", {"token": sessions.form_token(self.session), **fields}
        )

    def call(self, method: str, path: str, **fields: Any) -> Response:
        """What a script of our own page sends."""
        return self.client.generic(
            method,
            f"/at/{self.session.key}/{path}",
            json_of(fields),
            content_type="application/json",
            headers={"X-PenGrade-Token": sessions.form_token(self.session)},
        )


def json_of(fields: dict[str, Any]) -> str:
    """A request body."""
    return json.dumps(fields)


def a_platform(issuer: str = "https://lms.example") -> Platform:
    """A registered platform."""
    platform, _ = Platform.objects.get_or_create(
        issuer=issuer,
        client_id="pengrade",
        defaults={
            "auth_url": f"{issuer}/auth",
            "token_url": f"{issuer}/token",
            "jwks_url": f"{issuer}/jwks",
        },
    )
    return platform


def a_link(assignment: Assignment | None, course: Course, issuer: str = "https://lms.example") -> AssignmentLink:
    """The place of an assignment in a course of the platform, with a gradebook column."""
    deployment, _ = Deployment.objects.get_or_create(platform=a_platform(issuer), deployment_id="1")
    course_link, _ = CourseLink.objects.get_or_create(
        deployment=deployment, context_id=f"context-{course.pk}", defaults={"course": course}
    )
    link, _ = AssignmentLink.objects.get_or_create(
        deployment=deployment,
        resource_link_id=f"link-{assignment.pk if assignment else 0}-{course.pk}",
        defaults={"course_link": course_link, "assignment": assignment, "lineitem_url": f"{issuer}/items/1"},
    )
    return link


def visit(member: Membership, assignment: Assignment | None, **changes: Any) -> Visitor:
    """``member`` in a browser, inside a launch of ``assignment``."""
    link = a_link(assignment, member.course)
    identity, _ = Identity.objects.get_or_create(
        platform=link.deployment.platform, subject=f"person-{member.person_id}", person=member.person
    )
    values: dict[str, Any] = {
        "identity": identity,
        "membership": member,
        "deployment": link.deployment,
        "assignment_link": link,
        "deep_linking": None,
        "return_url": "",
        "now": timezone.now(),
    }
    session, secret = sessions.begin(**(values | changes))
    client = Client()
    client.cookies[sessions.cookie_name(session.key)] = secret
    return Visitor(session, client)
