"""The Celery application: the doorbell. What is to be done stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pengrade.settings")

app = Celery("pengrade")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["pengrade"], related_name="jobs")
