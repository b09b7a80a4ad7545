"""The Celery application: the doorbell. What is to be done stands in the database."""

import os
from typing import Any

import redis
from celery import Celery
from celery.signals import heartbeat_sent
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pengrade.settings")

app = Celery("pengrade")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["pengrade"], related_name="jobs")

# Students wait for the graders only; what waits for an LMS or walks through tables has workers of its own, so that
# a slow LMS never delays a verdict. A worker is named for its queue: grading@host, background@host.
GRADING, BACKGROUND = QUEUES = ("grading", "background")
app.conf.task_default_queue = BACKGROUND

# Redis keys that live as long as a worker keeps renewing them; /healthz counts them.
HEARTBEAT_PREFIX = "pengrade:worker:"
_HEARTBEAT_SECONDS = 10  # a worker beats every 2 s; four lost beats in a row are no accident


@heartbeat_sent.connect
def _note_heartbeat(sender: Any, **_: Any) -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1) as client:
        client.set(HEARTBEAT_PREFIX + sender.eventer.hostname, 1, ex=_HEARTBEAT_SECONDS)
