"""What is remembered for minutes and may be lost: nonces, key sets of platforms, access tokens. It lives in Redis."""

from functools import cache

import redis
from django.conf import settings

# Below the life of a request: a dead Redis server must not hold up a page for long.
_PATIENCE_SECONDS = 5


def client() -> "redis.Redis":
    """A connection pool to the configured Redis server, shared by all threads; replies are text."""
    return _client(settings.REDIS_URL)


def key(*words: str | int) -> str:
    """A Redis key below the name of this room."""
    return ":".join(["pengrade", "lti", *map(str, words)])


@cache
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, decode_responses=True, socket_timeout=_PATIENCE_SECONDS)
