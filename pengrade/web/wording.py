"""Numbers in words that several pages use."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pengrade.banks.models import Part


def number(value: Decimal) -> str:
    """A number of points without idle zeros: 2, 1.5, 0.67."""
    return format(value.normalize(), "f")


def points(value: Decimal) -> str:
    """ "3 points"."""
    return ngettext("%(n)s point", "%(n)s points", 1 if value == 1 else 2) % {"n": number(value)}


def points_of(value: Decimal, possible: Decimal) -> str:
    """ "2 of 3 points"."""
    words = ngettext("%(n)s of %(m)s point", "%(n)s of %(m)s points", 1 if possible == 1 else 2)
    return words % {"n": number(value), "m": number(possible)}


def minutes(value: timedelta) -> int:
    """Whole minutes."""
    return round(value.total_seconds() / 60)


def labels_of(parts: Sequence[Part]) -> dict[int, str]:
    """How each part is called: a, b, … in one problem, 1a, 1b, 2a, … in several. Part id -> label."""
    versions = list(dict.fromkeys(part.version_id for part in parts))
    labels = {}
    for part in parts:
        place = f"{versions.index(part.version_id) + 1}" if len(versions) > 1 else ""
        labels[part.pk] = place + letter(part.position)
    return labels


def letter(position: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa."""
    head, tail = divmod(position, 26)
    return (letter(head - 1) if head else "") + chr(ord("a") + tail)


def tries(used: int, allowed: int) -> str:
    """ "Try 1 of 3."."""
    return _("Try %(n)s of %(m)s.") % {"n": used + 1, "m": allowed}
