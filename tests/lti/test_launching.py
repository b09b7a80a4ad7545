"""What comes of a launch: people, courses, roles, links; and what an administrator switches off."""

from typing import Any

import pytest

from pengrade.courses.models import Course, Membership, Person
from pengrade.lti.models import AssignmentLink, Deployment, LaunchSession, Platform
from tests.builders import an_assignment
from tests.lti.fake_platform import (
    INSTRUCTOR,
    MEMBERSHIP,
    FakePlatform,
)
from tests.lti.visitor import Visitor, assert_refused, register

pytestmark = [pytest.mark.django_db, pytest.mark.database]


# Switched off.


def test_a_disabled_platform_is_refused_at_login_and_at_launch(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    asked = visitor.start_login()
    Platform.objects.update(enabled=False)

    response = visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"])))

    assert_refused(response, "platform-disabled", 403)
    hints = {"iss": lms.issuer, "login_hint": "1", "target_link_uri": "http://127.0.0.1:8000/"}
    assert_refused(visitor.browser.post("/lti/login", hints), "platform-disabled", 403)


@pytest.mark.parametrize(("state", "code"), [("pending", "deployment-pending"), ("disabled", "deployment-disabled")])
def test_a_deployment_that_is_not_active_is_refused(
    platform: Platform, visitor: Visitor, state: str, code: str
) -> None:
    Deployment.objects.update(state=state)

    assert_refused(visitor.launch(), code, 403)


def test_a_new_deployment_is_listed_for_approval_if_so_agreed(platform: Platform, visitor: Visitor) -> None:
    Platform.objects.update(deployments_policy="pending")

    assert_refused(visitor.launch(deployment_id="deployment-2"), "deployment-pending", 403)
    assert Deployment.objects.get(deployment_id="deployment-2").state == "pending"


def test_a_new_deployment_is_accepted_if_so_agreed(platform: Platform, visitor: Visitor) -> None:
    Platform.objects.update(deployments_policy="accept")

    assert visitor.launch(deployment_id="deployment-2").status_code == 302
    assert Deployment.objects.get(deployment_id="deployment-2").state == "active"


def test_what_is_withdrawn_meanwhile_closes_an_open_session(platform: Platform, visitor: Visitor) -> None:
    page = visitor.launch()["Location"]
    assert visitor.browser.get(page).status_code == 200

    Membership.objects.update(active=False)
    assert visitor.browser.get(page).status_code == 403
    Membership.objects.update(active=True)
    Deployment.objects.update(state="disabled")
    assert visitor.browser.get(page).status_code == 403
    Deployment.objects.update(state="active")
    Platform.objects.update(enabled=False)
    assert visitor.browser.get(page).status_code == 403
    Platform.objects.update(enabled=True)
    assert visitor.browser.get(page).status_code == 200


# Who and what comes of it.


def test_a_launch_makes_person_course_membership_and_link_once(platform: Platform, visitor: Visitor) -> None:
    visitor.launch()
    visitor.launch()

    assert [person.name for person in Person.objects.all()] == ["Ayumi Tanabe"]
    assert [course.title for course in Course.objects.all()] == ["Machine Learning I"]
    assert [member.role for member in Membership.objects.all()] == ["learner"]
    (link,) = AssignmentLink.objects.all()
    assert (link.title, link.lineitem_url, link.assignment) == ("Problem set 3", visitor.lms.lineitem_url, None)


def test_every_launch_says_role_and_presence_anew(platform: Platform, visitor: Visitor) -> None:
    visitor.launch(roles=[INSTRUCTOR])
    Membership.objects.update(active=False)

    visitor.launch(roles=[f"{MEMBERSHIP}/Instructor#TeachingAssistant"], name="Ayumi Mori")

    member = Membership.objects.get()
    assert (member.role, member.active, member.person.name) == ("assistant", True, "Ayumi Mori")


def test_the_same_address_on_two_platforms_is_two_people(
    platform: Platform, visitor: Visitor, lms: FakePlatform
) -> None:
    register(lms, client_id="client-2", deployment_id="deployment-1")
    visitor.launch()
    asked = visitor.start_login(client_id="client-2")

    visitor.post(asked["state"], lms.sign(lms.claims(asked["nonce"], aud="client-2")))

    assert Person.objects.count() == 2
    assert Course.objects.count() == 2


def test_a_link_is_named_by_its_deployment_too(platform: Platform, visitor: Visitor) -> None:
    platform.deployments.create(deployment_id="deployment-2")

    visitor.launch()
    visitor.launch(deployment_id="deployment-2")

    assert Course.objects.count() == 2
    assert AssignmentLink.objects.count() == 2


def test_a_link_id_that_is_used_in_two_courses_is_two_links(platform: Platform, visitor: Visitor) -> None:
    """The standard wants it unique in a deployment; platforms that copy or embed courses know better."""
    visitor.launch()
    assignment = an_assignment(Course.objects.get())
    AssignmentLink.objects.update(assignment=assignment)
    first = AssignmentLink.objects.get()

    visitor.launch(context={"id": "course-2", "title": "Another"})

    (theirs,) = AssignmentLink.objects.exclude(pk=first.pk)
    assert (theirs.course_link.course.title, theirs.assignment) == ("Another", None)
    first.refresh_from_db()
    assert (first.course_link.course.title, first.assignment) == ("Machine Learning I", assignment)


def test_a_custom_value_names_an_assignment_of_the_course(platform: Platform, visitor: Visitor) -> None:
    visitor.launch()
    assignment = an_assignment(Course.objects.get())

    visitor.launch(custom={"assignment": str(assignment.uuid)})

    assert AssignmentLink.objects.get().assignment == assignment


def test_the_address_names_the_assignment_where_custom_values_are_lost(platform: Platform, visitor: Visitor) -> None:
    visitor.launch()
    assignment = an_assignment(Course.objects.get())
    target = f"http://127.0.0.1:8000/lti/launch?assignment={assignment.uuid}"

    visitor.launch(custom={"assignment": "$Unset.variable"}, target_link_uri=target)

    assert AssignmentLink.objects.get().assignment == assignment


@pytest.mark.parametrize("value", ["$Assignment.uuid", "nonsense", "", 7, None])
def test_a_custom_value_that_names_nothing_leaves_the_link_as_it_is(
    platform: Platform, visitor: Visitor, value: Any
) -> None:
    visitor.launch()
    assignment = an_assignment(Course.objects.get())
    AssignmentLink.objects.update(assignment=assignment)

    visitor.launch(custom={"assignment": value})

    assert AssignmentLink.objects.get().assignment == assignment


def test_no_link_reaches_into_another_course(platform: Platform, visitor: Visitor) -> None:
    visitor.launch()
    assignment = an_assignment(Course.objects.get())

    visitor.launch(
        context={"id": "course-2"}, resource_link={"id": "link-2"}, custom={"assignment": str(assignment.uuid)}
    )

    assert AssignmentLink.objects.get(resource_link_id="link-2").assignment is None


def test_a_launch_without_gradebook_keeps_the_known_column(platform: Platform, visitor: Visitor) -> None:
    visitor.launch()

    visitor.launch(**{"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": None})

    assert AssignmentLink.objects.get().lineitem_url == visitor.lms.lineitem_url


def test_texts_from_outside_are_cleaned_and_cut(platform: Platform, visitor: Visitor) -> None:
    visitor.launch(
        name="Ayu\0mi \ud800",
        context={"id": "course-1", "title": "<b>ML</b>\n" + "x" * 500},
        resource_link={"id": "link-1", "title": "</title><script>"},
    )

    assert Person.objects.get().name == "Ayu mi"
    assert Course.objects.get().title == "<b>ML</b> " + "x" * 290
    assert AssignmentLink.objects.get().title == "</title><script>"


def test_addresses_that_must_not_be_called_are_dropped(platform: Platform, visitor: Visitor) -> None:
    visitor.launch(
        launch_presentation={"return_url": "javascript:alert(1)"},
        **{
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": [],
                "lineitem": "file:///etc/passwd",
                "lineitems": "http://169.254.169.254/latest",
            }
        },
    )

    link = AssignmentLink.objects.get()
    assert (link.lineitem_url, link.lineitems_url) == ("", "")
    assert LaunchSession.objects.get().return_url == ""
