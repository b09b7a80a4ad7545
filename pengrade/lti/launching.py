"""A valid launch becomes people, a course, a role, a link and a session."""

import uuid
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pengrade.assignments.models import Assignment
from pengrade.courses.models import STAFF, Course, Membership, Person
from pengrade.lti import passback, refusals, sessions
from pengrade.lti.claims import Gradebook, Launch
from pengrade.lti.models import (
    AssignmentLink,
    CourseLink,
    Deployment,
    DeploymentPolicy,
    DeploymentState,
    Identity,
    LaunchSession,
    Platform,
)
from pengrade.lti.refusals import Refused
from pengrade.lti.roles import role_of

ASSIGNMENT_KEY = "assignment"  # of the custom value, and of the link's query, that name an assignment


def enter(*, platform: Platform, launch: Launch, now: datetime) -> tuple[LaunchSession, str]:
    """A session for a launch that was validated against ``platform``, and the session's secret; or ``Refused``."""
    if launch.deep_linking and role_of(launch.roles) not in STAFF:
        raise Refused(refusals.STAFF_ONLY)
    deployment = _admitted(platform, launch.deployment_id)
    with transaction.atomic():
        identity = _identified(platform, launch)
        course_link = _course_link(deployment, launch)
        return sessions.begin(
            identity=identity,
            membership=_joined(course_link.course, identity.person, launch),
            deployment=deployment,
            assignment_link=_assignment_link(course_link, launch),
            deep_linking=launch.deep_linking,
            return_url=launch.return_url,
            now=now,
        )


def _admitted(platform: Platform, deployment_id: str) -> Deployment:
    """The deployment, recorded as the platform's policy says. It stays recorded when the launch is refused."""
    if platform.deployments_policy == DeploymentPolicy.KNOWN:
        deployment = platform.deployments.filter(deployment_id=deployment_id).first()
        if deployment is None:
            raise Refused(refusals.DEPLOYMENT_UNKNOWN, deployment_id)
    else:
        accepted = platform.deployments_policy == DeploymentPolicy.ACCEPT
        state = DeploymentState.ACTIVE if accepted else DeploymentState.PENDING
        deployment, _made = platform.deployments.get_or_create(deployment_id=deployment_id, defaults={"state": state})
    if deployment.state == DeploymentState.PENDING:
        raise Refused(refusals.DEPLOYMENT_PENDING, deployment_id)
    if deployment.state != DeploymentState.ACTIVE:
        raise Refused(refusals.DEPLOYMENT_DISABLED, deployment_id)
    return deployment


def _identified(platform: Platform, launch: Launch) -> Identity:
    """Who the subject is: by registration and subject, never by name or e-mail."""
    known = Identity.objects.select_related("person")
    identity = known.filter(platform=platform, subject=launch.subject).first()
    if identity is None:
        try:
            with transaction.atomic():
                person = Person.objects.create(name=launch.name)
                return Identity.objects.create(platform=platform, subject=launch.subject, person=person)
        except IntegrityError:  # the same person's other tab was first
            identity = known.get(platform=platform, subject=launch.subject)
    if launch.name and identity.person.name != launch.name:
        identity.person.name = launch.name
        identity.person.save(update_fields=["name"])
    return identity


def _course_link(deployment: Deployment, launch: Launch) -> CourseLink:
    context_id = _context_id(launch)
    title = launch.context_title or launch.resource_link_title
    known = CourseLink.objects.select_related("course")
    link = known.filter(deployment=deployment, context_id=context_id).first()
    if link is None:
        try:
            with transaction.atomic():
                course = Course.objects.create(title=title or _("Course"))
                return CourseLink.objects.create(deployment=deployment, context_id=context_id, course=course)
        except IntegrityError:
            link = known.get(deployment=deployment, context_id=context_id)
    if launch.context_title and link.course.title != launch.context_title:
        link.course.title = launch.context_title
        link.course.save(update_fields=["title"])
    return link


def _context_id(launch: Launch) -> str:
    """The platform's id of the course. A link outside any course is a small course of its own."""
    if launch.context_id:
        return launch.context_id
    if launch.deep_linking:
        raise Refused(refusals.CONTEXT_MISSING)
    return f"resource-link {launch.resource_link_id}"


def _joined(course: Course, person: Person, launch: Launch) -> Membership:
    """The person's place in the course. Each launch says their role anew, and that they are here."""
    facts = {"role": role_of(launch.roles), "active": True}
    return Membership.objects.update_or_create(course=course, person=person, defaults=facts)[0]


def _assignment_link(course_link: CourseLink, launch: Launch) -> AssignmentLink | None:
    if launch.deep_linking:
        return None
    # Locked, so that two launches at once do not undo each other's news; rows may still refer to it meanwhile.
    links = AssignmentLink.objects.select_for_update(no_key=True)
    link, _made = links.get_or_create(
        course_link=course_link,
        resource_link_id=launch.resource_link_id,
        defaults={"deployment": course_link.deployment},
    )
    column, scopes = _column(link), set(link.scopes)
    link.title = launch.resource_link_title
    link.assignment = _named_assignment(course_link.course, launch) or _still_in(course_link.course, link.assignment)
    _note_gradebook(link, launch.gradebook)
    link.save()
    if _column(link) != column:
        passback.column_changed(link)
    elif set(link.scopes) != scopes:
        passback.rights_changed(link)
    return link


def _column(link: AssignmentLink) -> tuple[str, int | None]:
    """Which column of the gradebook the link fills, and with whose scores."""
    return link.lineitem_url, link.assignment_id


def _note_gradebook(link: AssignmentLink, gradebook: Gradebook | None) -> None:
    """What the launch says of the gradebook. What it leaves out stays as known: not every launch carries everything."""
    if gradebook is None:
        return
    link.scopes = list(gradebook.scopes)
    link.lineitem_url = gradebook.lineitem_url or link.lineitem_url
    link.lineitems_url = gradebook.lineitems_url or link.lineitems_url


def _named_assignment(course: Course, launch: Launch) -> Assignment | None:
    """The assignment that the link names, by custom value or in its address; of this course only."""
    in_address = parse_qs(urlsplit(launch.target_link_uri).query).get(ASSIGNMENT_KEY, [""])[0]
    named = launch.custom.get(ASSIGNMENT_KEY) or in_address
    try:
        key = uuid.UUID(named)
    except ValueError:
        return None
    return course.assignments.filter(uuid=key).first()


def _still_in(course: Course, assignment: Assignment | None) -> Assignment | None:
    return assignment if assignment and assignment.course_id == course.pk else None
