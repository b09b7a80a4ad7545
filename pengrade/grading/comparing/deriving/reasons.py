"""The reasons given beside steps: are they known, are those asked for there, and can they be the reason?"""

from collections.abc import Sequence
from dataclasses import dataclass

from pengrade.grading.comparing.deriving.key import Wanted
from pengrade.grading.reading.reasons import known_reason
from pengrade.grading.statements import Step

# Reasons for an inequality alone, and for an equation alone.
OF_INEQUALITIES = frozenset({"jensen", "cauchy-schwarz", "triangle", "gibbs"})
OF_EQUATIONS = frozenset({"linearity", "independence", "product-rule", "sum-rule", "cyclic-trace"})
INEQUALITIES = ("≤", "≥", "<", ">")


@dataclass(frozen=True)
class Complaint:
    message: str
    line: int
    reasons: tuple[str, ...]


def complaint(wanted: Wanted, steps: Sequence[Step]) -> Complaint | None:
    """What is missing or cannot be."""
    given: dict[str, None] = {}
    for step in steps[1:]:
        reason = known_reason(step.reason)
        if not step.reason:
            if wanted.every:
                return Complaint(f"Give a reason for line {step.line + 1}.", step.line, ())
            continue
        if reason is None or reason not in wanted.allowed:
            return Complaint(f"{step.reason} is none of the reasons to choose from here.", step.line, (step.reason,))
        if not _fits(reason, step.sign):
            kind = "an inequality" if reason in OF_INEQUALITIES else "an equation"
            return Complaint(f"{step.reason} gives {kind}, and line {step.line + 1} is none.", step.line, (reason,))
        given[reason] = None
    missing = [reason for reason in wanted.required if reason not in given]
    if missing:
        return Complaint("Every line follows, but a reason that is asked for is given nowhere.", steps[-1].line, ())
    return None


def _fits(reason: str, sign: str) -> bool:
    if reason in OF_INEQUALITIES:
        return sign in INEQUALITIES
    return reason not in OF_EQUATIONS or sign not in INEQUALITIES
