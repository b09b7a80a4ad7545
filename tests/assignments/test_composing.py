"""Assignments made from a bank's problems."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pengrade.assignments.composing import NotComposable, Plan, compose, maximum_points
from pengrade.assignments.models import Assignment
from tests.builders import MINUTE, NOON, a_course, a_member, a_version

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_an_assignment_keeps_the_order_in_which_problems_were_chosen() -> None:
    course = a_course()
    first, second = a_version("first"), a_version("second")

    plan = Plan("Week 1", [second.pk, first.pk], time_limit=timedelta(minutes=75))
    assignment = compose(course=course, plan=plan, by=a_member(course))

    assert [p.version for p in assignment.problems.all()] == [second, first]
    assert assignment.time_limit == timedelta(minutes=75)
    assert maximum_points(assignment) == Decimal(10)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda p: replace(p, title="  "), "title"),
        (lambda p: replace(p, title="x" * 201), "200 characters"),
        (lambda p: replace(p, version_ids=[]), "at least one problem"),
        (lambda p: replace(p, version_ids=[999_999]), "no longer in the bank"),
        (lambda p: replace(p, time_limit=timedelta(seconds=30)), "at least one minute"),
        (lambda p: replace(p, tries_allowed=0), "At least one"),
        (lambda p: replace(p, opens_at=NOON, closes_at=NOON), "close before it opens"),
        (lambda p: replace(p, opens_at=NOON, closes_at=NOON - MINUTE), "close before it opens"),
        (lambda p: replace(p, closes_at=NOON.replace(year=9999)), "Check the year"),
        (lambda p: replace(p, opens_at=NOON.replace(year=27)), "Check the year"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(change: Callable[[Plan], Plan], complaint: str) -> None:
    good = Plan("Week 1", [a_version().pk])

    with pytest.raises(NotComposable, match=complaint):
        compose(course=a_course(), plan=change(good), by=None)
    assert not Assignment.objects.exists()
