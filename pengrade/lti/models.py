"""All that the LMS side remembers: platforms, who and what they introduced, launches, and what they were told."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pengrade.assignments.models import Assignment
from pengrade.attempts.models import Score
from pengrade.courses.models import Course, Membership, Person


class DeploymentPolicy(models.TextChoices):
    """What happens to a launch from a deployment nobody has named yet."""

    KNOWN = "known", _("Refuse it")
    PENDING = "pending", _("Refuse it and list it for approval")
    ACCEPT = "accept", _("Accept it")


class Platform(models.Model):
    """An LMS's registration of this tool. One site may register it several times, with several client ids."""

    issuer = models.CharField(max_length=500)  # compared as an exact string: a trailing slash makes another issuer
    client_id = models.CharField(max_length=255)
    name = models.CharField(max_length=200, blank=True)
    auth_url = models.CharField(max_length=1000)
    token_url = models.CharField(max_length=1000)
    jwks_url = models.CharField(max_length=1000)
    deployments_policy = models.CharField(max_length=20, choices=DeploymentPolicy, default=DeploymentPolicy.KNOWN)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="platform_once"),
            models.CheckConstraint(
                condition=Q(deployments_policy__in=DeploymentPolicy.values), name="platform_policy_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.issuer} ({self.client_id})"


class DeploymentState(models.TextChoices):
    """May people launch from it?"""

    ACTIVE = "active", _("Active")
    PENDING = "pending", _("Waiting for approval")
    DISABLED = "disabled", _("Disabled")


class Deployment(models.Model):
    """One installation of the tool below a registration. No deployment sees what belongs to another."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="deployments")
    deployment_id = models.CharField(max_length=255)
    state = models.CharField(max_length=20, choices=DeploymentState, default=DeploymentState.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "deployment_id"], name="deployment_once_per_platform"),
            models.CheckConstraint(condition=Q(state__in=DeploymentState.values), name="deployment_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.platform}, deployment {self.deployment_id}"


class KeyState(models.TextChoices):
    """An active key signs; a retiring one is only published, for what it has signed already."""

    ACTIVE = "active", _("Active")
    RETIRING = "retiring", _("Retiring")
    RETIRED = "retired", _("Retired")


class ToolKey(models.Model):
    """An RSA key pair with which the tool signs what it says to platforms."""

    kid = models.CharField(max_length=64, unique=True)
    private_pem = models.TextField()
    state = models.CharField(max_length=20, choices=KeyState, default=KeyState.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=KeyState.values), name="toolkey_state_is_known")]

    def __str__(self) -> str:
        return f"{self.kid} ({self.state})"


class Identity(models.Model):
    """Who a platform's subject is. People are never joined by name or e-mail: anybody can write those anywhere."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="identities")
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "subject"], name="identity_once_per_platform")]

    def __str__(self) -> str:
        return f"{self.person} on {self.platform}"


class CourseLink(models.Model):
    """Which course a deployment's context is."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="course_links")
    context_id = models.CharField(max_length=300)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deployment", "context_id"], name="context_once_per_deployment")]

    def __str__(self) -> str:
        return f"{self.course} in {self.deployment}"


class AssignmentLink(models.Model):
    """A link in a course's pages, the assignment behind it, and the column of the gradebook that it fills."""

    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="assignment_links")
    resource_link_id = models.CharField(max_length=255)
    course_link = models.ForeignKey(CourseLink, on_delete=models.PROTECT, related_name="assignment_links")
    # Empty until a launch names an assignment of this course.
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="links")
    title = models.CharField(max_length=300, blank=True)
    lineitem_url = models.CharField(max_length=2000, blank=True)
    lineitems_url = models.CharField(max_length=2000, blank=True)
    scopes = models.JSONField(default=list)  # what the platform lets us do with the gradebook
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # The standard wants the id unique in a deployment. Some platforms use one in several contexts all the same,
            # and then each has a link of its own: what happens in one course must not reach into another.
            models.UniqueConstraint(fields=["course_link", "resource_link_id"], name="resource_link_once_per_context")
        ]

    def __str__(self) -> str:
        return self.title or self.resource_link_id


class LaunchSession(models.Model):
    """One launch in one browser. ``key`` stands in addresses; the secret is a cookie, and only its hash is here."""

    key = models.CharField(max_length=32, unique=True)
    secret_hash = models.CharField(max_length=64)
    form_secret = models.CharField(max_length=64)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="sessions")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="sessions")
    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="sessions")
    assignment_link = models.ForeignKey(AssignmentLink, on_delete=models.CASCADE, null=True, related_name="sessions")
    deep_linking = models.JSONField(null=True)  # what the platform asked for; empty for an ordinary launch
    return_url = models.CharField(max_length=2000, blank=True)  # back to the course
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.membership} since {self.created_at}"

    @property
    def link(self) -> AssignmentLink | None:
        """The link that was opened, while it belongs to the course in which its visitor is a member."""
        link = self.assignment_link
        return link if link and link.course_link.course_id == self.membership.course_id else None

    @property
    def assignment(self) -> Assignment | None:
        """The assignment behind the link, if it has one, of the visitor's own course."""
        assignment = self.link.assignment if self.link else None
        return assignment if assignment and assignment.course_id == self.membership.course_id else None


class PassbackState(models.TextChoices):
    """What became of a score on its way to the gradebook."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class PassbackQuerySet(models.QuerySet["Passback"]):
    """Reads over many passbacks."""

    def due(self, now: datetime) -> "PassbackQuerySet":
        """Rows whose platform has not heard the latest score, which may be tried now and which nobody is sending."""
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            Q(next_try_at__isnull=True) | Q(next_try_at__lte=now),
            # What the platform refused for good is tried again only when there is something new to say.
            ~Q(state=PassbackState.FAILED) | Q(tried_revision__lt=F("score__revision")),
            Q(sent_revision__lt=F("score__revision")) | ~Q(sent_to=F("assignment_link__lineitem_url")),
            # A link may come to name another assignment; its column is then no place for the old one's scores.
            assignment_link__assignment=F("score__assignment"),
            assignment_link__deployment__state=DeploymentState.ACTIVE,
            assignment_link__deployment__platform__enabled=True,
        )


class Passback(models.Model):
    """The desired state of one cell of a gradebook: always the latest score, never a list of messages."""

    assignment_link = models.ForeignKey(AssignmentLink, on_delete=models.CASCADE, related_name="passbacks")
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="passbacks")
    state = models.CharField(max_length=20, choices=PassbackState, default=PassbackState.WAITING)
    sent_revision = models.PositiveIntegerField(default=0)  # of the score; 0: the column does not have it
    sent_to = models.CharField(max_length=2000, blank=True)  # the line item that has it; a column may be made anew
    tried_revision = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)  # in a row without success
    next_try_at = models.DateTimeField(null=True, blank=True)  # empty: at once
    # A sender takes a row by moving this forward with a conditional update; a dead sender's claim runs out.
    claimed_until = models.DateTimeField(null=True, blank=True)
    # What the platform was last told it is; the next one is later by a second or more.
    last_timestamp = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveIntegerField(null=True, blank=True)  # HTTP; empty: no answer
    last_error = models.TextField(blank=True)  # for the teacher: what happened and what to do
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Passback"]] = PassbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment_link", "score"], name="passback_once_per_cell"),
            models.CheckConstraint(condition=Q(state__in=PassbackState.values), name="passback_state_is_known"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="passback_waiting")]

    def __str__(self) -> str:
        return f"{self.score} to {self.assignment_link}: {self.state}"

    @property
    def has_arrived(self) -> bool:
        """Does the column that the link has now show the score as it is now?"""
        return (
            self.state == PassbackState.SENT
            and self.sent_revision >= self.score.revision
            and self.sent_to == self.assignment_link.lineitem_url
        )
