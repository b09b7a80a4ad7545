"""A familiar cast for tests: rows with sensible values, changed where a test cares."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pengrade.assignments.models import Assignment, AssignmentProblem
from pengrade.attempts import lifecycle
from pengrade.attempts.grades import record_verdict
from pengrade.attempts.models import Attempt, Submission
from pengrade.banks.models import Bank, Part, Problem, ProblemVersion
from pengrade.courses.models import Course, Membership, Person, Role
from pengrade.grading.verdict import Verdict

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_course(title: str = "Machine Learning I") -> Course:
    return Course.objects.create(title=title)


def a_member(course: Course, name: str = "Ayumi Tanabe", role: Role = Role.LEARNER) -> Membership:
    return Membership.objects.create(course=course, person=Person.objects.create(name=name), role=role)


def a_version(slug: str = "", points: Sequence[int] = (2, 3), **changes: Any) -> ProblemVersion:
    """A problem with one scalar part for every entry of ``points``; every key is ``2x``."""
    slug = slug or f"slope-{Problem.objects.count()}"
    bank, _ = Bank.objects.get_or_create(slug="test-bank", defaults={"title": "Test bank", "licence": "CC0-1.0"})
    problem = Problem.objects.create(bank=bank, slug=slug, topic="calculus")
    values: dict[str, Any] = {
        "number": 1,
        "content_hash": slug,
        "title": "The problem of the slope",
        "level": "bachelor",
        "minutes": 10,
        "licence": "CC0-1.0",
        "why_it_matters": "It decides.",
        "statement": "Let $x$ be real.",
        "symbols": "x: real",
    }
    version = ProblemVersion.objects.create(problem=problem, **(values | changes))
    for position, worth in enumerate(points):
        Part.objects.create(
            version=version,
            position=position,
            key=f"part-{position}",
            kind="expression",
            question="What is the slope of $x^2$?",
            prompt="$f'(x) =$",
            expected="2x",
            points=Decimal(worth),
            hints=["Think of a tangent.", "Use the power rule."],
            solutions=[{"perspective": "algebraic", "text": "The power rule gives $$ 2x $$"}],
        )
    return version


def an_assignment(course: Course, *versions: ProblemVersion, **changes: Any) -> Assignment:
    assignment = Assignment.objects.create(course=course, title="Problem set 3", **changes)
    for position, version in enumerate(versions or (a_version(),)):
        AssignmentProblem.objects.create(assignment=assignment, version=version, position=position)
    return assignment


def a_sitting(now: datetime = NOON, **changes: Any) -> Attempt:
    """A started attempt of a learner at an assignment with two parts, worth 2 and 3 points."""
    course = a_course()
    return lifecycle.start(assignment=an_assignment(course, **changes), membership=a_member(course), now=now)


def part_of(attempt: Attempt, position: int = 0) -> Part:
    return Part.objects.get(version__placements__assignment=attempt.assignment, position=position)


def hand_in(attempt: Attempt, text: str = "2x", position: int = 0, now: datetime = NOON) -> Submission:
    return lifecycle.submit(attempt=attempt, part=part_of(attempt, position), text=text, now=now)


def say(submission: Submission, verdict: str = "correct", score: float | None = None, now: datetime = NOON) -> None:
    """Record a verdict as the engine would."""
    credit = float(verdict == "correct") if score is None else score
    record_verdict(submission_id=submission.pk, verdict=Verdict(verdict, credit), now=now)
