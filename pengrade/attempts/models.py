"""A learner's timed sitting. Submissions and verdicts are appended, never changed."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from pengrade.assignments.models import Assignment
from pengrade.banks.models import Part
from pengrade.courses.models import Membership


class Attempt(models.Model):
    """One sitting. It stores its own deadline, so that the clock is decided once, by the server."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="attempts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()  # 1, 2, … for this member and assignment
    seed = models.BigIntegerField()  # from which every variant of this sitting is drawn
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)  # empty: untimed and never closing
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "membership", "number"], name="attempt_number_once"),
            # Two tabs that press Start together get one sitting.
            models.UniqueConstraint(
                fields=["assignment", "membership"],
                condition=models.Q(finished_at__isnull=True),
                name="attempt_one_open_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"],
                condition=models.Q(finished_at__isnull=True),
                name="attempt_open_deadline",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership.person}, {self.assignment}, attempt {self.number}"


class Draft(models.Model):
    """What stands in an answer field right now. Saved as the learner types, submitted or not."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="drafts")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    # The browser counts its own edits; an older edit that arrives late does not replace a newer one.
    edit = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "part"], name="draft_once_per_part")]

    def __str__(self) -> str:
        return f"draft of {self.part} in {self.attempt}"


class Submission(models.Model):
    """An answer that a learner handed in. One without a verdict is work for the graders: the row is the queue."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="submissions")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    submitted_at = models.DateTimeField()
    # A grader takes a row by moving this forward with a conditional update; a dead grader's claim runs out.
    claimed_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveIntegerField(default=0)  # how often it was taken; an answer that kills graders is found so

    class Meta:
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(fields=["attempt", "part"], name="submission_of_part")]

    def __str__(self) -> str:
        return f"{self.part} in {self.attempt}: {self.text[:40]}"


class VerdictKind(models.TextChoices):
    """What a verdict says, in the words of the grading contract."""

    CORRECT = "correct", _("Correct")
    PARTLY_CORRECT = "partly_correct", _("Partly correct")
    INCORRECT = "incorrect", _("Not right yet")
    INVALID = "invalid", _("Not readable")
    UNDECIDED = "undecided", _("With a person")


class Verdict(models.Model):
    """What was said of a submission, by the engine or by a person. The newest one holds; older ones stay."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveIntegerField()  # 1 is the engine's; a person's follow
    verdict = models.CharField(max_length=20, choices=VerdictKind.choices)
    credit = models.DecimalField(max_digits=6, decimal_places=5)  # share of the part's points, 0 to 1
    evidence = models.JSONField(default=dict)
    understood_as = models.TextField(blank=True)  # LaTeX
    spoken = models.TextField(blank=True)
    message = models.TextField(blank=True)
    position = models.PositiveIntegerField(null=True)  # of what could not be read, in characters of the text
    length = models.PositiveIntegerField(null=True)
    suggestion = models.TextField(blank=True)  # what may have been meant in its place
    finding = models.CharField(max_length=60, blank=True)  # stable code of what is off: "mistake:0", "sign", …
    # Under this, algebraically equal answers to one part fall together (grading/fingerprint.py).
    fingerprint = models.CharField(max_length=80, blank=True)
    milliseconds = models.FloatField(default=0)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")  # empty: engine

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="verdict_number_once"),
            models.CheckConstraint(
                condition=models.Q(credit__gte=0) & models.Q(credit__lte=1), name="verdict_credit_is_a_share"
            ),
            models.CheckConstraint(condition=models.Q(verdict__in=VerdictKind.values), name="verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} for {self.submission}"


class Score(models.Model):
    """What a member has earned in an assignment: the desired state that an LMS is to show.

    ``revision`` rises with every change, so that whoever passes it on knows whether it has told the latest.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="scores")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="scores")
    points = models.DecimalField(max_digits=8, decimal_places=2)
    maximum = models.DecimalField(max_digits=8, decimal_places=2)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "membership"], name="score_once_per_member"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="score_not_negative"),
        ]
        indexes = [models.Index(fields=["changed_at"], name="score_changed")]

    def __str__(self) -> str:
        return f"{self.membership.person}: {self.points}/{self.maximum}"


class HintOpening(models.Model):
    """A hint that a learner asked for. What was opened stays open."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="hint_openings")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 0 is the first hint
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "part", "number"], name="hint_opened_once")]

    def __str__(self) -> str:
        return f"hint {self.number} of {self.part} in {self.attempt}"
