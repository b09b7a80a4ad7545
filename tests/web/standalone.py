"""Imported first by programs that run outside of pytest: Django stands ready for what they import next."""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pengrade.settings")
if not apps.ready:
    django.setup()
