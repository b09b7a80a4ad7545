"""Departments' problems. A version is immutable: attempts and keys point at what was served."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from pengrade.courses.models import Department


class Bank(models.Model):
    """A collection of problems with an owner and a licence; its text lives in files."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="banks")
    authors = models.JSONField(default=list)  # names, in order
    licence = models.CharField(max_length=60)  # SPDX identifier
    attribution = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Problem(models.Model):
    """A problem through all its versions."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="problems")
    slug = models.SlugField(max_length=100)
    topic = models.SlugField(max_length=100)  # the folder its file lies in

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "slug"], name="problem_slug_once_per_bank")]

    def __str__(self) -> str:
        return f"{self.bank.slug}/{self.slug}"


class Level(models.TextChoices):
    """Who a problem is for."""

    BACHELOR = "bachelor", _("Bachelor")
    MASTER = "master", _("Master")
    PHD = "phd", _("PhD")


class ProblemVersion(models.Model):
    """A problem as it was published once. Rows never change; a correction is a new version."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # 1, 2, … within the problem
    content_hash = models.CharField(max_length=64)  # SHA-256 of the file's canonical content, hexadecimal
    published_at = models.DateTimeField(auto_now_add=True)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=20, choices=Level.choices)
    skills = models.JSONField(default=list)
    prerequisites = models.JSONField(default=list)
    audience = models.TextField(blank=True)
    minutes = models.PositiveIntegerField()  # expected time on paper
    covers = models.JSONField(default=list)  # catalogue identifiers with part letter
    authors = models.JSONField(default=list)
    licence = models.CharField(max_length=60)
    attribution = models.TextField(blank=True)
    why_it_matters = models.TextField()  # Markdown with $…$ and {{placeholders}}, as all text below
    statement = models.TextField()
    symbols = models.TextField(blank=True)  # declarations as `pengrade grade --symbols` takes them
    parameters = models.JSONField(default=list)  # [[name or names, draw or formula], …] in the order written
    figures = models.JSONField(default=dict)

    class Meta:
        # No constraint on the content: what was withdrawn by one version may come back by the next.
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="version_number_once_per_problem"),
        ]

    def __str__(self) -> str:
        return f"{self.problem} v{self.number}"


class Part(models.Model):
    """One question of a problem version, with its key."""

    version = models.ForeignKey(ProblemVersion, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField()  # 0, 1, … within the version
    key = models.SlugField(max_length=100)  # the author's name for it, stable through versions
    kind = models.CharField(max_length=30)  # as in the grading contract
    question = models.TextField()
    prompt = models.TextField(blank=True)
    symbols = models.TextField(blank=True)  # added to the problem's, and winning
    expected = models.JSONField()
    options = models.JSONField(default=dict)
    points = models.DecimalField(max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    hints = models.JSONField(default=list)  # texts, in the order in which they open
    mistakes = models.JSONField(default=list)  # [{"expression": …, "message": …}]
    solutions = models.JSONField(default=list)  # [{"perspective": …, "text": …}]
    choices = models.JSONField(default=list)  # [{"key": …, "text": …, "reason": true if it is one}]
    headings = models.JSONField(default=dict)  # {"rows": [text, …], "columns": [text, …]}, of a table; empty for none
    canvas = models.CharField(max_length=100, blank=True)  # the figure whose nodes a graph answer is drawn on

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="part_position_once_per_version"),
            models.UniqueConstraint(fields=["version", "key"], name="part_key_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.key}"
