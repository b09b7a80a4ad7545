"""Sessions: how long they last, who may use them, and the token of their forms."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from pengrade.attempts.models import Attempt
from pengrade.courses.models import Course
from pengrade.lti import sessions
from pengrade.lti.models import AssignmentLink, CourseLink, LaunchSession, Platform
from tests.builders import an_assignment
from tests.lti.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


def found(session: LaunchSession, secret: str) -> LaunchSession | None:
    request = RequestFactory().get("/")
    request.COOKIES[f"pg_{session.key}"] = secret
    return sessions.find(request, session.key)


@pytest.fixture
def opened(platform: Platform, visitor: Visitor) -> tuple[LaunchSession, str]:
    """A student's session, and the secret in their cookie."""
    response = visitor.launch()
    session = LaunchSession.objects.get()
    return session, response.cookies[f"pg_{session.key}"].value


def a_sitting(link: AssignmentLink, deadline: Any, time_limit: timedelta | None) -> None:
    assignment = link.assignment
    assert assignment is not None
    assignment.time_limit = time_limit
    assignment.save()
    Attempt.objects.create(
        assignment=assignment,
        membership=LaunchSession.objects.get().membership,
        number=1,
        seed=1,
        started_at=timezone.now() - timedelta(hours=13),
        deadline=deadline,
    )


def run_out(session: LaunchSession) -> None:
    LaunchSession.objects.filter(pk=session.pk).update(expires_at=timezone.now() - MINUTE)


def test_the_holder_of_the_secret_finds_the_session(opened: tuple[LaunchSession, str]) -> None:
    session, secret = opened

    assert found(session, secret) == session


def test_finding_a_session_takes_one_query(opened: tuple[LaunchSession, str], django_assert_num_queries: Any) -> None:
    session, secret = opened

    with django_assert_num_queries(1):
        live = found(session, secret)
        assert live is not None
        assert live.membership.course.title == "Machine Learning I"
        assert live.identity.person.name == live.membership.person.name
        assert live.deployment.platform.enabled
        assert live.link is not None
        assert live.assignment is None


def test_a_session_shows_the_assignment_of_its_link(link: AssignmentLink) -> None:
    session = LaunchSession.objects.get()

    assert (session.link, session.assignment) == (link, link.assignment)


def test_a_session_does_not_follow_its_link_into_another_course(link: AssignmentLink) -> None:
    elsewhere = Course.objects.create(title="Another")
    theirs = an_assignment(elsewhere)

    AssignmentLink.objects.update(assignment=theirs)
    session = LaunchSession.objects.get()
    assert (session.link, session.assignment) == (link, None)

    CourseLink.objects.update(course=elsewhere)
    session = LaunchSession.objects.get()
    assert (session.link, session.assignment) == (None, None)


@pytest.mark.parametrize("secret", ["", "guessed", "x" * 5000, "\udcff"])
def test_nobody_else_does(opened: tuple[LaunchSession, str], secret: str) -> None:
    assert found(opened[0], secret) is None


def test_a_secret_opens_its_own_session_only(opened: tuple[LaunchSession, str], visitor: Visitor) -> None:
    _session, secret = opened
    visitor.launch(sub="user-2")
    other = LaunchSession.objects.latest("pk")

    request = RequestFactory().get("/")
    request.COOKIES[f"pg_{other.key}"] = secret

    assert sessions.find(request, other.key) is None
    for key in ("nosuchkey", "no such key", "a\0b", ""):
        assert sessions.find(request, key) is None


def test_an_ended_session_is_over(opened: tuple[LaunchSession, str]) -> None:
    session, secret = opened

    sessions.end(session)

    assert found(session, secret) is None


def test_a_session_is_over_after_half_a_day(opened: tuple[LaunchSession, str]) -> None:
    session, secret = opened
    assert session.expires_at - session.created_at == timedelta(hours=12)

    run_out(session)

    assert found(session, secret) is None


@pytest.mark.parametrize(
    ("left", "time_limit", "lasts"),
    [
        (60 * MINUTE, timedelta(hours=14), True),  # fifteen hours in all: a take-home exam
        (-5 * MINUTE, timedelta(hours=14), True),  # to see the last answer arrive
        (-15 * MINUTE, timedelta(hours=14), False),
        (60 * MINUTE, None, False),  # untimed: it can be left and reopened without loss
    ],
)
def test_a_sitting_against_the_clock_keeps_its_session(
    link: AssignmentLink, visitor: Visitor, left: timedelta, time_limit: timedelta | None, lasts: bool
) -> None:
    session = LaunchSession.objects.get()
    secret = visitor.browser.cookies[f"pg_{session.key}"].value
    a_sitting(link, timezone.now() + left, time_limit)

    run_out(session)

    assert (found(session, secret) is not None) == lasts


def test_a_form_token_belongs_to_one_session(opened: tuple[LaunchSession, str], visitor: Visitor) -> None:
    session, secret = opened
    visitor.launch(sub="user-2")
    other = LaunchSession.objects.latest("pk")

    assert sessions.check_form_token(session, sessions.form_token(session))
    assert not sessions.check_form_token(session, sessions.form_token(other))
    assert not sessions.check_form_token(session, "")
    assert not sessions.check_form_token(session, secret)
    assert not sessions.check_form_token(session, "ü")


def test_sessions_are_forgotten_a_month_after_their_end(opened: tuple[LaunchSession, str]) -> None:
    session, _ = opened

    assert sessions.forget_expired(session.expires_at + timedelta(days=29)) == 0
    assert sessions.forget_expired(session.expires_at + timedelta(days=31)) == 1
    assert not LaunchSession.objects.exists()
