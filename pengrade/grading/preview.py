"""What an answer is read as, before it counts."""

from dataclasses import dataclass

from pengrade.grading.spec import AnswerSpec


@dataclass(frozen=True)
class Echo:
    """How an answer was read. `position`, `length` and `suggestion` as in Verdict, for an unreadable one.

    `readings` tells every leniency used, in words for the learner: "abx was read as a b x".
    """

    understood_as: str = ""
    spoken: str = ""
    message: str = ""
    position: int | None = None
    length: int | None = None
    suggestion: str | None = None
    readings: tuple[str, ...] = ()


def preview(spec: AnswerSpec, answer: str) -> Echo:
    """Read an answer without grading it: no key is needed, nothing is evaluated. Raises SpecError for bad symbols."""
    return Echo(message="" if answer.strip() else f"Type your {spec.kind} here.")
