"""What an answer is read as, before it counts."""

from dataclasses import dataclass

from pengrade.grading.comparing import kind_called
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.spec import AnswerSpec


@dataclass(frozen=True)
class Echo:
    """How an answer was read. `position`, `length` and `suggestion` as in Verdict, for an unreadable one.

    `readings` tells every leniency used, in words for the learner: "xmu was read as x mu."
    `parts`: of an answer in several places (lines, cells) each one read by itself, with positions in its own text.
    """

    understood_as: str = ""
    spoken: str = ""
    message: str = ""
    position: int | None = None
    length: int | None = None
    suggestion: str | None = None
    readings: tuple[str, ...] = ()
    parts: tuple["Echo", ...] = ()


def preview(spec: AnswerSpec, answer: str) -> Echo:
    """Read an answer without grading it: no key is needed, nothing is evaluated. Raises SpecError for bad symbols."""
    try:
        heard = kind_called(spec.kind).read(spec, answer)
    except ReadingError as error:
        return Echo(message=str(error), position=error.position, length=error.length, suggestion=error.suggestion)
    except RecursionError:
        return Echo(message="This is nested too deeply.", position=0, length=len(answer))
    return Echo(heard.understood_as, heard.spoken, readings=heard.readings)
