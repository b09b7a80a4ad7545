"""A link that comes to name another assignment, and a column that is made anew: no score lands where it does not
belong, and none stays behind."""

from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course
from pengrade.lti import passback, services
from pengrade.lti.models import AssignmentLink, Passback
from pengrade.lti.outcomes import Kind
from tests.builders import an_assignment
from tests.lti.fake_platform import AGS, SCORE_SCOPE, Answer, FakePlatform
from tests.lti.gradebook import NOON, SCORES, SECOND, a_score, change, sweep
from tests.lti.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NEW_SCORES = "/lineitems/8/lineitem/scores"


def launch_with(visitor: Visitor, **changes: Any) -> None:
    """A launch that says something else of the gradebook."""
    lms = visitor.lms
    visitor.launch(**{f"{AGS}/endpoint": {"scope": [SCORE_SCOPE], "lineitem": lms.lineitem_url, **changes}})


def launch_with_new_column(visitor: Visitor) -> None:
    launch_with(visitor, lineitem=f"{visitor.lms.origin}/lineitems/8/lineitem")


# Another assignment.


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


# Another column.


def test_a_new_column_gets_what_the_old_one_had(score: Score, lms: FakePlatform, visitor: Visitor) -> None:
    sweep()
    assert Passback.objects.get().sent_to == lms.lineitem_url

    launch_with_new_column(visitor)

    row = Passback.objects.get()
    assert (row.state, row.sent_revision, row.tries, row.has_arrived) == ("waiting", 0, 0, False)
    assert sweep(NOON + 60 * SECOND) == [Kind.DELIVERED]
    assert [call.json["scoreGiven"] for call in lms.calls(NEW_SCORES)] == [3.5]
    assert Passback.objects.get().has_arrived


def test_an_ordinary_launch_sends_nothing_again(score: Score, lms: FakePlatform, visitor: Visitor) -> None:
    sweep()

    visitor.launch()
    launch_with(visitor, scope=[SCORE_SCOPE, "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"])

    assert sweep(NOON + 60 * SECOND) == []
    assert len(lms.scores) == 1


def test_a_score_on_its_way_to_the_old_column_is_not_taken_for_one_in_the_new(
    score: Score, lms: FakePlatform, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = services.post

    def post_while_the_column_changes(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(services, "post", original)
        launch_with_new_column(visitor)
        return original(*args, **options)

    monkeypatch.setattr(services, "post", post_while_the_column_changes)
    sweep()
    assert not Passback.objects.get().has_arrived
    sweep(NOON + 60 * SECOND)

    assert (len(lms.scores), len(lms.calls(NEW_SCORES))) == (1, 1)
    assert Passback.objects.get().has_arrived


def test_a_column_that_changed_unnoticed_is_due_and_can_be_sent_again(
    score: Score, link: AssignmentLink, lms: FakePlatform
) -> None:
    sweep()
    AssignmentLink.objects.update(lineitem_url=f"{lms.origin}/lineitems/8/lineitem")

    assert passback.send_again(AssignmentLink.objects.get()) == 1
    assert sweep(NOON + 60 * SECOND) == [Kind.DELIVERED]
    assert len(lms.calls(NEW_SCORES)) == 1


def test_a_refusal_for_want_of_a_column_is_forgotten_when_there_is_a_new_one(
    score: Score, lms: FakePlatform, visitor: Visitor
) -> None:
    lms.will_answer(SCORES, Answer(404))
    assert sweep() == [Kind.PERMANENT]

    launch_with_new_column(visitor)

    assert Passback.objects.get().last_error == ""
    assert sweep(NOON + SECOND) == [Kind.DELIVERED]


def test_a_right_that_a_launch_brings_is_used_for_what_was_refused(
    score: Score, lms: FakePlatform, visitor: Visitor
) -> None:
    launch_with(visitor, scope=[])
    assert sweep() == [Kind.PERMANENT]

    visitor.launch()

    assert sweep(NOON + SECOND) == [Kind.DELIVERED]


def test_a_link_that_comes_back_to_an_assignment_tells_its_scores_anew(
    score: Score, lms: FakePlatform, visitor: Visitor
) -> None:
    sweep()
    visitor.launch(custom={"assignment": str(an_assignment(Course.objects.get()).uuid)})
    a_score(AssignmentLink.objects.get(), score.membership, points="1")
    sweep(NOON + 60 * SECOND)

    visitor.launch(custom={"assignment": str(score.assignment.uuid)})
    sweep(NOON + 120 * SECOND)

    assert [call.json["scoreGiven"] for call in lms.scores] == [3.5, 1.0, 3.5]
