"""The one question the engine answers: is this answer right?"""

from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, UNDECIDED, Verdict

KINDS = ("expression", "number", "choice")


def grade(spec: AnswerSpec, answer: str) -> Verdict:
    """The verdict on one answer, in this process.

    Never raises for anything a learner typed; raises SpecError for a bad key.
    """
    if spec.kind not in KINDS:
        raise SpecError(f"Unknown kind {spec.kind!r}; known kinds: {', '.join(KINDS)}.", "kind")
    if answer == spec.expected:
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    return Verdict(UNDECIDED, message="This answer goes to a person.")
