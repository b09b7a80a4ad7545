"""Who is here and what they may do: departments, courses, people and their memberships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A unit that runs courses and hosts problem banks."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A human being as one platform introduced them; there are no accounts and no passwords here.

    The name may be empty: a platform may keep it to itself.
    """

    name = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class Course(models.Model):
    """One run of a course, as a platform's context introduced it."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="courses")
    title = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


class Role(models.TextChoices):
    """What a member may do. The order is from most to least."""

    INSTRUCTOR = "instructor", _("Instructor")
    ASSISTANT = "assistant", _("Teaching assistant")
    LEARNER = "learner", _("Student")
    TEST_LEARNER = "test-learner", _("Test student")
    OBSERVER = "observer", _("Observer")
    NONE = "none", _("No role")


STAFF = frozenset({Role.INSTRUCTOR, Role.ASSISTANT})
WRITERS = frozenset({Role.LEARNER, Role.TEST_LEARNER})


class Membership(models.Model):
    """A person's place in a course. Leaving makes it inactive; it is never deleted, for attempts hang on it."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.NONE)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "person"], name="membership_once_per_course"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.course} ({self.role})"

    @property
    def is_staff(self) -> bool:
        """May this member see the class: attempts, scores, solutions?"""
        return self.active and self.role in STAFF

    @property
    def is_writer(self) -> bool:
        """May this member start an attempt?"""
        return self.active and self.role in WRITERS

    @property
    def counts(self) -> bool:
        """Is this member's work part of the class: its statistics, its grades?"""
        return self.role == Role.LEARNER
