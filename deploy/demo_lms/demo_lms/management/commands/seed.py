"""`manage.py seed`: everything a fresh demo LMS needs; run again, it changes nothing."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from demo_lms.seeding import seed


class Command(BaseCommand):
    """Migrates and makes the demo course."""

    help = "Make the database, the demo course and its people."

    def handle(self, **_options: object) -> None:
        call_command("migrate", verbosity=0)
        course = seed()
        self.stdout.write(f"{course.title}: {course.enrolments.count()} people")
