"""What an answer is read as, before it counts."""

from collections.abc import Callable
from dataclasses import dataclass

from pengrade.grading.comparing import expression, kind_called
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.spec import AnswerSpec


@dataclass(frozen=True)
class Echo:
    """How an answer was read. `position`, `length` and `suggestion` as in Verdict, for an unreadable one.

    `readings` tells every leniency used, in words for the learner: "xmu was read as x mu."
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
    return _echo(kind_called(spec.kind).read, spec, answer)


def preview_place(spec: AnswerSpec, text: str) -> Echo:
    """Read one cell or line of an answer by itself; positions count in `text`."""
    return _echo(getattr(kind_called(spec.kind), "read_place", expression.read), spec, text)


def _echo(read: Callable[[AnswerSpec, str], Heard], spec: AnswerSpec, text: str) -> Echo:
    try:
        heard = read(spec, text)
    except ReadingError as error:
        return Echo(message=str(error), position=error.position, length=error.length, suggestion=error.suggestion)
    except RecursionError:
        return Echo(message="This is nested too deeply.", position=0, length=len(text))
    return Echo(heard.understood_as, heard.spoken, readings=heard.readings)
