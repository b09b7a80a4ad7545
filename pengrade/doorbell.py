"""Ringing Celery without ever waiting for it.

What is to be done stands in a row, so a bell may be lost: the sweep finds the row. A page must not pay for a broker
that is dead or, worse, listens and does not answer.
"""

import logging
import time
from typing import Any

import redis
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# After a failure nobody rings for this long; the sweep, which rings from a process of its own, goes on trying.
_QUIET_SECONDS = 5.0
_quiet_until = 0.0


def ring(task: Any, *arguments: int, expires: float | None = None) -> bool:
    """Send a message for ``task``; False, at once or after a short wait, when the broker does not take it.

    Args:
        expires: seconds after which the message is void; for bells that will be rung again.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        task.apply_async(arguments, expires=expires, ignore_result=True)
    except OperationalError as error:
        _quiet_until = time.monotonic() + _QUIET_SECONDS
        logger.warning("the broker does not answer, the sweep will find %s%s: %s", task.name, arguments, error)
        return False
    return True


def ring_once(task: Any, *, every: float) -> bool:
    """Ring at most once in ``every`` seconds, over all processes; for a task that looks for work by itself."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            first = client.set(f"pengrade:rung:{task.name}", 1, nx=True, px=int(1000 * every))
    except redis.RedisError as error:
        logger.warning("Redis does not answer, the sweep will run %s: %s", task.name, error)
        return False
    return bool(first) and ring(task, expires=every)
