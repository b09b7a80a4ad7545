"""A link that comes to name another assignment, and a column that is made anew: no score lands where it does not
belong, and none stays behind."""

from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course
from pengrade.lti import passback
from pengrade.lti.models import AssignmentLink, Passback
from pengrade.lti.outcomes import Kind
from tests.builders import an_assignment
from tests.lti.fake_platform import AGS, FakePlatform
from tests.lti.gradebook import NOON, SECOND, a_score, change, sweep
from tests.lti.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_waiting_score_does_not_follow_a_link_to_another_assignment(
    score: Score, lms: FakePlatform, visitor: Visitor
) -> None:
    (row,) = passback.due(NOON)
    other = an_assignment(Course.objects.get())

    visitor.launch(custom={"assignment": str(other.uuid)})

    assert passback.due(NOON) == []
    assert passback.send(row, now=NOON) is None
    assert passback.send_again(AssignmentLink.objects.get()) == 0
    assert lms.scores == []


def test_a_late_decision_on_the_old_assignment_leaves_the_new_score_alone(
    score: Score, lms: FakePlatform, visitor: Visitor
) -> None:
    sweep()
    visitor.launch(custom={"assignment": str(an_assignment(Course.objects.get()).uuid)})
    a_score(AssignmentLink.objects.get(), score.membership, points="1")
    sweep(NOON + 60 * SECOND)

    change(score, "5")
    sweep(NOON + 120 * SECOND)

    assert [call.json["scoreGiven"] for call in lms.scores] == [3.5, 1.0]


def test_a_link_that_moves_while_a_score_is_taken_up_gets_nothing(
    score: Score, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = passback.due(NOON)
    take = passback._take

    def take_and_move(*args: Any) -> bool:
        taken = take(*args)
        AssignmentLink.objects.update(assignment=an_assignment(Course.objects.get()))
        return taken

    monkeypatch.setattr(passback, "_take", take_and_move)

    assert passback.send(row, now=NOON) is None
    assert lms.scores == []
    assert Passback.objects.get().claimed_until is None


def test_a_link_without_column_beside_one_with_a_column_gets_no_row(
    score: Score, link: AssignmentLink, lms: FakePlatform, visitor: Visitor
) -> None:
    assert link.assignment is not None
    visitor.launch(
        resource_link={"id": "link-2"}, custom={"assignment": str(link.assignment.uuid)}, **{f"{AGS}/endpoint": None}
    )

    assert sweep() == [Kind.DELIVERED]
    assert Passback.objects.get().assignment_link == link
