"""What a teacher reads of the gradebooks: where one assignment fills several, the worst news first."""

from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course
from pengrade.lti import passback
from pengrade.lti.models import AssignmentLink, Passback
from tests.builders import an_assignment
from tests.lti.fake_platform import AGS, SCORE_SCOPE
from tests.lti.gradebook import change, sweep
from tests.lti.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def links(score: Score, link: AssignmentLink, visitor: Visitor) -> list[AssignmentLink]:
    """Two links to one assignment, each with a column, and both told."""
    assert link.assignment is not None
    endpoint = {"scope": [SCORE_SCOPE], "lineitem": f"{visitor.lms.origin}/lineitems/8/lineitem"}
    visitor.launch(
        resource_link={"id": "link-2"},
        custom={"assignment": str(link.assignment.uuid)},
        **{f"{AGS}/endpoint": endpoint},
    )
    sweep()
    return list(AssignmentLink.objects.order_by("pk"))


def said(link: AssignmentLink | None, score: Score) -> tuple[int, str]:
    row = passback.told(score.assignment, link)[score.membership_id]
    return row.assignment_link_id, row.state


def test_among_equals_ones_own_link_speaks(links: list[AssignmentLink], score: Score) -> None:
    assert [said(link, score) for link in links] == [(link.pk, "sent") for link in links]
    assert said(None, score)[1] == "sent"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"state": "failed"}, "failed"),
        ({"state": "waiting", "sent_revision": 0}, "waiting"),
        ({"sent_revision": 0}, "sent"),  # of an older score: it does not count as told
        ({"sent_to": "https://lms.example/column-before"}, "sent"),
    ],
)
def test_one_columns_success_hides_no_others_trouble(
    links: list[AssignmentLink], score: Score, facts: dict[str, object], state: str
) -> None:
    first, second = links
    Passback.objects.filter(assignment_link=second).update(**facts)

    assert said(first, score) == said(second, score) == (second.pk, state)


def test_failure_is_worse_than_waiting(links: list[AssignmentLink], score: Score) -> None:
    first, second = links
    Passback.objects.filter(assignment_link=first).update(state="waiting", sent_revision=0)
    Passback.objects.filter(assignment_link=second).update(state="failed")

    assert said(first, score) == (second.pk, "failed")


def test_what_a_link_told_of_another_assignment_is_history(links: list[AssignmentLink], score: Score) -> None:
    first, second = links
    Passback.objects.filter(assignment_link=second).update(state="failed")
    AssignmentLink.objects.filter(pk=second.pk).update(assignment=an_assignment(Course.objects.get()))

    assert said(first, score) == (first.pk, "sent")


def test_sending_again_means_every_column_of_the_assignment(links: list[AssignmentLink], score: Score) -> None:
    first, second = links
    Passback.objects.filter(assignment_link=second).update(state="failed")

    assert passback.send_again(first) == 1
    assert said(first, score) == (second.pk, "waiting")


def test_the_class_is_told_in_one_query(
    links: list[AssignmentLink], score: Score, django_assert_num_queries: Any
) -> None:
    change(score, "5")
    with django_assert_num_queries(1):
        rows = passback.told(score.assignment, links[0])
        assert [row.has_arrived for row in rows.values()] == [False]
