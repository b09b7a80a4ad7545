"""States as words, icons and colours; one table for each kind of state, so that pages agree."""

from django.utils.translation import gettext as _

from pengrade.attempts.models import VerdictKind
from pengrade.attempts.scoring import PartStanding
from pengrade.web.shown import Mark


def verdict_mark(kind: str) -> Mark:
    """The mark of one verdict."""
    return {
        VerdictKind.CORRECT: Mark(_("Correct"), "good", "tick"),
        VerdictKind.PARTLY_CORRECT: Mark(_("Partly right"), "wait", "half"),
        VerdictKind.INCORRECT: Mark(_("Not right yet"), "off", "cross"),
        VerdictKind.INVALID: Mark(_("Could not be read"), "wait", "caret"),
        VerdictKind.UNDECIDED: Mark(_("With a person"), "wait", "person"),
    }[VerdictKind(kind)]


def waiting_mark() -> Mark:
    """An answer on its way through the graders."""
    return Mark(_("Being graded"), "wait", "clock")


def part_mark(standing: PartStanding, *, last_kind: str | None, waiting: bool, drafted: bool) -> Mark:
    """The mark of a part in the navigation: the best that is known of it."""
    if waiting:
        return waiting_mark()
    if standing.full:
        return verdict_mark(VerdictKind.CORRECT)
    if last_kind == VerdictKind.UNDECIDED:
        return verdict_mark(VerdictKind.UNDECIDED)
    if standing.points:
        return verdict_mark(VerdictKind.PARTLY_CORRECT)
    if last_kind:
        return verdict_mark(last_kind)
    return Mark(_("Writing"), "now", "pen") if drafted else Mark(_("Not started"), "none", "ring")
