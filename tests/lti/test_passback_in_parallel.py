"""Many senders at once, each with a database connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from pengrade.attempts.models import Score
from pengrade.lti import passback
from pengrade.lti.models import Passback
from tests.lti.fake_platform import Answer, FakePlatform
from tests.lti.gradebook import NOON, SCORES, change

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def send_from_many(passback_id: int, senders: int = 6) -> list[str]:
    together = threading.Barrier(senders)

    def send(_: int) -> str:
        try:
            together.wait()
            result = passback.send(passback_id, now=NOON)
            return "nothing to do" if result is None else result.kind
        finally:
            connection.close()

    with ThreadPoolExecutor(senders) as pool:
        return sorted(pool.map(send, range(senders)))


def test_one_of_many_senders_sends(score: Score, lms: FakePlatform) -> None:
    (row,) = passback.due(NOON)
    lms.will_answer(SCORES, Answer(200, after_seconds=0.3))

    assert send_from_many(row) == ["delivered", *["nothing to do"] * 5]
    assert len(lms.scores) == 1


def test_revision_after_revision_arrives_in_order(score: Score, lms: FakePlatform) -> None:
    (row,) = passback.due(NOON)
    for points in range(5):
        change(score, str(points))
        send_from_many(row)

    told = [call.json for call in lms.scores]
    assert told[-1]["scoreGiven"] == 4.0
    assert [t["timestamp"] for t in told] == sorted({t["timestamp"] for t in told})
    assert Passback.objects.get().sent_revision == Score.objects.get().revision
    assert passback.due(NOON + timedelta(hours=1)) == []
