"""The one question the engine answers: is this answer right?"""

from dataclasses import replace
from time import perf_counter
from typing import Any

from pengrade.grading.comparing import kind_called
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.explaining.explain import with_explanation
from pengrade.grading.fingerprint import fingerprint_of
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import CORRECT, INVALID, UNDECIDED, Verdict


def grade(spec: AnswerSpec, answer: str, explaining: bool = True) -> Verdict:
    """The verdict on one answer, in this process; usually within a millisecond.

    `explaining`: whether to look for what is off with a wrong answer, which takes about as long again.
    Never raises for anything a learner typed; raises SpecError for a bad key. An unreadable answer is `invalid` even
    when the key is bad, since it is read first.
    """
    begun = perf_counter()
    verdict, about = _graded(spec, answer, explaining)
    return replace(verdict, **about, milliseconds=round((perf_counter() - begun) * 1000, 3))


def check(spec: AnswerSpec) -> None:
    """Raises SpecError for whatever an author can get wrong, so that no learner is the first to meet it."""
    kind_called(spec.kind).check(spec)


def _graded(spec: AnswerSpec, answer: str, explaining: bool) -> tuple[Verdict, dict[str, Any]]:
    """The kind's own verdict, and what is said beside it of every answer that could be judged."""
    kind = kind_called(spec.kind)
    heard: Heard | None = None
    try:
        heard = kind.read(spec, answer)
        verdict: Verdict = kind.judge(spec, heard)
        if explaining:
            verdict = with_explanation(spec, heard, verdict)
        group = None if verdict.verdict == CORRECT else fingerprint_of(spec, heard)
    except ReadingError as error:
        return _invalid(error, heard), {}
    except RecursionError:
        return Verdict(INVALID, message="This is nested too deeply.", position=0, length=len(answer)), {}
    except MemoryError:
        message = "A person will look at it."
        return Verdict(UNDECIDED, evidence={"method": "none", "reason": "memory"}, message=message), {}
    return verdict, {"understood_as": heard.understood_as, "spoken": heard.spoken, "fingerprint": group}


def _invalid(error: ReadingError, heard: Heard | None) -> Verdict:
    return Verdict(
        INVALID,
        understood_as=heard.understood_as if heard else "",
        spoken=heard.spoken if heard else "",
        message=str(error),
        position=error.position,
        length=error.length,
        suggestion=error.suggestion,
        line=error.line,
    )
