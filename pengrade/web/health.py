"""Is everything up? For load balancers and operators: 200, or 503 naming what is down."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from pengrade.celery import HEARTBEAT_PREFIX, QUEUES


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """``{"status": "ok" | "down", "database": …, "redis": …, "workers": …}``."""
    checks = {"database": _database, "redis": _redis, "workers": _workers}
    report = {name: _try(check) for name, check in checks.items()}
    down = [name for name, state in report.items() if not state["up"]]
    body = {"status": "down" if down else "ok", "down": down, **report}
    return JsonResponse(body, status=503 if down else 200, headers={"Cache-Control": "no-store"})


def _try(check: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return check()
    except (DatabaseError, redis.RedisError) as error:
        # The kind of error, not its text: addresses and user names are nobody else's business.
        return {"up": False, "error": type(error).__name__}


def _database() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"up": True, "kind": connection.vendor}


def _redis() -> dict[str, object]:
    with _redis_client() as client:
        client.ping()
    return {"up": True}


def _workers() -> dict[str, object]:
    """Workers by the queue they are named for; verdicts need the one, grades in the LMS the other."""
    with _redis_client() as client:
        alive = {queue: sum(1 for _ in client.scan_iter(f"{HEARTBEAT_PREFIX}{queue}@*")) for queue in QUEUES}
    return {"up": all(alive.values()), **alive}


def _redis_client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2)
