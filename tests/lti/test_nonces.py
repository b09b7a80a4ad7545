"""One token, one use, however many arrive at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pengrade.lti import memory, nonces
from pengrade.lti.states import LIFETIME

pytestmark = pytest.mark.database


def test_a_nonce_is_used_once() -> None:
    assert nonces.consume("n-1")
    assert not nonces.consume("n-1")
    assert nonces.consume("n-2")


def test_of_many_simultaneous_uses_one_wins() -> None:
    together = threading.Barrier(8)

    def use(_: int) -> bool:
        together.wait()
        return nonces.consume("the same")

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(use, range(8)))

    assert won.count(True) == 1


def test_a_nonce_is_remembered_longer_than_its_state_lives() -> None:
    nonces.consume("n-1")

    (name,) = memory.client().scan_iter("pengrade:lti:nonce:*")
    left = memory.client().ttl(name)
    assert isinstance(left, int)
    assert left > 2 * LIFETIME.total_seconds()
