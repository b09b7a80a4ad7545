"""Which problems can be served: those whose every part the graders take."""

from django.db.models import OuterRef, QuerySet, Subquery

from pengrade.banks.models import Part, ProblemVersion
from pengrade.grading.comparing import KINDS


def gradable_kinds() -> frozenset[str]:
    """The kinds of answers that the engine grades."""
    return frozenset(KINDS)


def servable_versions() -> QuerySet[ProblemVersion]:
    """The current version of each problem, if every part of it can be graded. One query for all, two with parts."""
    current = ProblemVersion.objects.filter(problem=OuterRef("problem")).order_by("-number").values("pk")[:1]
    beyond_us = Part.objects.exclude(kind__in=gradable_kinds()).values("version")
    return ProblemVersion.objects.filter(pk=Subquery(current)).exclude(pk__in=beyond_us)
