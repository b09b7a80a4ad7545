"""What is off with a wrong answer, told by a stable code and in a few words."""

from dataclasses import replace

from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.probability import explained as explained_probability
from pengrade.grading.explaining.expressions import explained_answer
from pengrade.grading.explaining.findings import FINDINGS
from pengrade.grading.explaining.laws import explained_law
from pengrade.grading.explaining.parts import KINDS_OF_PARTS, explained_part
from pengrade.grading.explaining.steps import explained_step
from pengrade.grading.probability import findings as probability
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.verdict import INCORRECT, PARTLY_CORRECT, Verdict

_UNEXPLAINED = (None, "shape")  # findings that say less than the search may


def with_explanation(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Verdict:
    """The verdict, with a finding and its words where a cause is found and the author has foreseen none."""
    if verdict.verdict not in (INCORRECT, PARTLY_CORRECT) or verdict.finding not in _UNEXPLAINED:
        return verdict
    if spec.kind in KINDS_OF_PARTS:
        return _of_part(spec, heard, verdict)
    if verdict.verdict == PARTLY_CORRECT:
        return verdict
    if spec.kind == "distribution":
        return _of_law(spec, heard, verdict)
    if spec.kind == "derivation":
        return _of_step(spec, heard, verdict)
    code = _code(spec, heard)
    if code is None:
        return verdict
    told = verdict.message if verdict.finding == "shape" else NOT_YET
    words = probability.FINDINGS if spec.kind == "probability" else FINDINGS
    return replace(verdict, finding=code, message=f"{told} {words[code]}")


def _of_law(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Verdict:
    found = None if verdict.finding == "shape" else explained_law(spec, heard, verdict)
    return verdict if found is None else replace(verdict, finding=found[0], message=f"{NOT_YET} {found[1]}")


def _of_step(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Verdict:
    found = None if verdict.finding == "shape" else explained_step(spec, heard, verdict)
    return verdict if found is None else replace(verdict, finding=found[0], message=f"{verdict.message} {found[1]}")


def _of_part(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Verdict:
    found = None if verdict.finding == "shape" else explained_part(spec, heard, verdict)
    return verdict if found is None else replace(verdict, finding=found[0], message=f"{verdict.message} {found[1]}")


def _code(spec: AnswerSpec, heard: Heard) -> str | None:
    if spec.kind == "probability":
        return explained_probability(spec, heard.content)
    return explained_answer(spec, heard) if spec.kind in ("expression", "number") else None
