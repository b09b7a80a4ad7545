"""A score on its way, and what the fake LMS heard of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pengrade.attempts.models import Score
from pengrade.courses.models import Membership
from pengrade.lti import passback
from pengrade.lti.models import AssignmentLink
from pengrade.lti.outcomes import Kind
from tests.lti.fake_platform import FakePlatform

NOON = datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SCORES = "/lineitems/7/lineitem/scores"


def a_score(link: AssignmentLink, membership: Membership, points: str = "3.5") -> Score:
    assert link.assignment is not None
    return Score.objects.create(
        assignment=link.assignment, membership=membership, points=Decimal(points), maximum=Decimal(5), changed_at=NOON
    )


def change(score: Score, points: str) -> None:
    score.points, score.revision = Decimal(points), score.revision + 1
    score.save()


def sweep(now: datetime = NOON) -> list[Kind]:
    """What the background job does, once."""
    results = [passback.send(passback_id, now=now) for passback_id in passback.due(now)]
    return [result.kind for result in results if result is not None]


def timestamps(lms: FakePlatform) -> list[datetime]:
    return [datetime.fromisoformat(call.json["timestamp"]) for call in lms.scores]
