"""Rows are the queue: claims, dead graders and lost bells."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from pengrade.attempts import queue
from tests.builders import NOON, a_sitting, hand_in, say

pytestmark = [pytest.mark.database]
SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_a_claimed_answer_is_not_given_out_again_until_the_claim_runs_out() -> None:
    submission = hand_in(a_sitting())

    assert queue.claim(submission.pk, now=NOON) == submission
    assert queue.claim(submission.pk, now=NOON + SECOND) is None
    again = queue.claim(submission.pk, now=NOON + queue.CLAIM + SECOND)

    assert again == submission
    assert again.claims == 2


@pytest.mark.django_db
def test_a_graded_answer_is_never_claimed() -> None:
    submission = hand_in(a_sitting())
    say(submission)

    assert queue.claim(submission.pk, now=NOON) is None


@pytest.mark.django_db
def test_a_released_answer_can_be_claimed_at_once() -> None:
    submission = hand_in(a_sitting())
    queue.claim(submission.pk, now=NOON)

    queue.release(submission)

    again = queue.claim(submission.pk, now=NOON)
    assert again == submission
    assert again.claims == 1  # the first claim was not the answer's fault


@pytest.mark.django_db
def test_the_sweep_sees_only_old_ungraded_unclaimed_answers() -> None:
    attempt = a_sitting()
    graded, lost = hand_in(attempt, "x"), hand_in(attempt, "y")
    claimed, fresh = hand_in(attempt, "z"), hand_in(attempt, "2x", 1, now=NOON + 9 * SECOND)
    say(graded, "incorrect")
    queue.claim(claimed.pk, now=NOON + 9 * SECOND)

    overlooked = queue.overlooked(now=NOON + 10 * SECOND, older_than=5 * SECOND)

    assert overlooked == [lost.pk]
    assert fresh.pk not in overlooked


@pytest.mark.django_db(transaction=True)
def test_of_many_graders_one_gets_the_answer() -> None:
    submission = hand_in(a_sitting())

    def claim(_: int) -> bool:
        try:
            return queue.claim(submission.pk, now=NOON) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as graders:
        claims = list(graders.map(claim, range(8)))

    assert claims.count(True) == 1
