"""Is everything up?"""

import pytest
import redis
from django.test import Client

from pengrade.celery import HEARTBEAT_PREFIX

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def beat(redis_server: str, *names: str) -> None:
    with redis.Redis.from_url(redis_server) as client:
        for name in names:
            client.set(HEARTBEAT_PREFIX + name, 1)


def test_everything_is_up(redis_server: str) -> None:
    beat(redis_server, "grading@here", "grading@there", "background@here")

    response = Client().get("/healthz")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["workers"] == {"up": True, "grading": 2, "background": 1}


@pytest.mark.parametrize("alive", [[], ["grading@here"], ["background@here"]])
def test_without_workers_for_every_queue_it_is_down_and_says_which_part(redis_server: str, alive: list[str]) -> None:
    beat(redis_server, *alive)

    response = Client().get("/healthz")

    assert response.status_code == 503
    assert response.json()["down"] == ["workers"]


def test_without_redis_it_says_so_and_no_more(settings: object, redis_server: str) -> None:
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"  # type: ignore[attr-defined]

    response = Client().get("/healthz")

    assert response.status_code == 503
    assert response.json()["down"] == ["redis", "workers"]
    assert "secret" not in response.content.decode()
