"""An instructor's view of an assignment."""

from decimal import Decimal

import pytest
from django.utils import timezone

from pengrade.assignments.models import Assignment
from pengrade.attempts import lifecycle
from pengrade.attempts.models import Attempt, Score
from pengrade.courses.models import Course, Role
from tests.builders import a_course, a_member, a_version, an_assignment, hand_in, say
from tests.web.visitors import Visitor, visit

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def course() -> Course:
    return a_course()


@pytest.fixture
def assignment(course: Course) -> Assignment:
    return an_assignment(course)


@pytest.fixture
def teacher(course: Course, assignment: Assignment) -> Visitor:
    return visit(a_member(course, "Tomoko Sato", Role.INSTRUCTOR), assignment)


def a_finished_sitting(assignment: Assignment, name: str, verdict: str = "correct") -> Attempt:
    now = timezone.now()
    attempt = lifecycle.start(assignment=assignment, membership=a_member(assignment.course, name), now=now)
    say(hand_in(attempt, now=now), verdict)
    lifecycle.finish(attempt=attempt, now=now)
    return attempt


def test_the_overview_says_who_is_where(teacher: Visitor, assignment: Assignment) -> None:
    a_finished_sitting(assignment, "Ayumi Tanabe")
    lifecycle.start(assignment=assignment, membership=a_member(assignment.course, "Bob"), now=timezone.now())
    a_member(assignment.course, "Charlie")

    page = teacher.get("class/").content.decode()

    for words in ["Ayumi Tanabe", "2 of 5 points", "Bob", "Writing", "Charlie", "Not started"]:
        assert words in page


def test_test_students_and_staff_are_not_the_class(teacher: Visitor, assignment: Assignment) -> None:
    a_member(assignment.course, "Test student", Role.TEST_LEARNER)

    assert "Test student" not in teacher.get("class/").content.decode()


@pytest.mark.parametrize("students", [1, 3])
def test_the_overview_costs_the_same_number_of_queries(
    teacher: Visitor, assignment: Assignment, students: int, django_assert_max_num_queries: object
) -> None:
    for n in range(students):
        a_finished_sitting(assignment, f"Student {n}")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        teacher.get("class/")


def test_what_the_engine_could_not_decide_a_person_can(teacher: Visitor, assignment: Assignment) -> None:
    attempt = a_finished_sitting(assignment, "Ayumi Tanabe", "undecided")
    submission = attempt.submissions.get()
    assert "waits for a person" in teacher.get("class/").content.decode()

    teacher.post(f"class/submissions/{submission.uuid}/decide", credit="50", comment="Half of it.")

    assert Score.objects.get().points == Decimal(1)
    assert "Half of it." in teacher.get(f"class/attempts/{attempt.uuid}/").content.decode()


@pytest.mark.parametrize("credit", ["", "much", "101", "-1", "NaN", "Infinity", "1e999"])
def test_a_credit_that_is_none_changes_nothing(teacher: Visitor, assignment: Assignment, credit: str) -> None:
    submission = a_finished_sitting(assignment, "Ayumi Tanabe", "undecided").submissions.get()

    response = teacher.post(f"class/submissions/{submission.uuid}/decide", credit=credit)

    assert response.status_code == 400
    assert submission.verdicts.count() == 1


def test_staff_can_hand_in_for_a_student_who_went_away(teacher: Visitor, assignment: Assignment) -> None:
    now = timezone.now()
    attempt = lifecycle.start(assignment=assignment, membership=a_member(assignment.course), now=now)
    say(hand_in(attempt, now=now))
    assert not Score.objects.exists()

    teacher.post(f"class/attempts/{attempt.uuid}/finish")

    assert Score.objects.get().points == Decimal(2)


def test_the_submission_of_another_assignment_cannot_be_decided_from_here(teacher: Visitor, course: Course) -> None:
    other = an_assignment(course, a_version("other"))
    submission = a_finished_sitting(other, "Ayumi Tanabe", "undecided").submissions.get()

    assert teacher.post(f"class/submissions/{submission.uuid}/decide", credit="50").status_code == 404
