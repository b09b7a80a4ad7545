"""Problems chosen for a course: when, how long, how often."""

import uuid

from django.db import models

from pengrade.banks.models import ProblemVersion
from pengrade.courses.models import Course, Membership


class Assignment(models.Model):
    """Problems that a course works on, with a window, a time limit and a number of attempts."""

    # Travels as custom parameter of the LTI link, so that a copied link still names its assignment.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="assignments")
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)  # empty: at once
    closes_at = models.DateTimeField(null=True, blank=True)  # empty: never
    time_limit = models.DurationField(null=True, blank=True)  # empty: untimed
    attempts_allowed = models.PositiveIntegerField(default=1)  # sittings
    tries_allowed = models.PositiveIntegerField(default=3)  # readable answers to one part in one sitting
    versions = models.ManyToManyField(ProblemVersion, through="AssignmentProblem", related_name="assignments")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="assignment_opens_before_it_closes",
            ),
            models.CheckConstraint(condition=models.Q(attempts_allowed__gte=1), name="assignment_allows_an_attempt"),
            models.CheckConstraint(condition=models.Q(tries_allowed__gte=1), name="assignment_allows_a_try"),
        ]

    def __str__(self) -> str:
        return self.title


class AssignmentProblem(models.Model):
    """A problem's place in an assignment, pinned to one version."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="problems")
    version = models.ForeignKey(ProblemVersion, on_delete=models.PROTECT, related_name="placements")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "position"], name="problem_position_once"),
            models.UniqueConstraint(fields=["assignment", "version"], name="problem_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.version}"
