"""What is off with a wrong answer, told by a stable code and in a few words."""

from dataclasses import replace

from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import key_of
from pengrade.grading.comparing.probability import explained as explained_probability
from pengrade.grading.explaining.findings import FINDINGS
from pengrade.grading.explaining.laws import explained_law
from pengrade.grading.explaining.numbers import explained_number
from pengrade.grading.explaining.search import Search
from pengrade.grading.explaining.steps import explained_step
from pengrade.grading.probability import findings as probability
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node
from pengrade.grading.verdict import INCORRECT, Verdict

_UNEXPLAINED = (None, "shape")  # findings that say less than the search may


def with_explanation(spec: AnswerSpec, heard: Heard, verdict: Verdict) -> Verdict:
    """The verdict, with a finding and its words where a cause is found and the author has foreseen none."""
    if verdict.verdict != INCORRECT or verdict.finding not in _UNEXPLAINED:
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


def _code(spec: AnswerSpec, heard: Heard) -> str | None:
    if spec.kind == "number" and spec.options:
        return explained_number(spec, heard)
    if spec.kind == "probability":
        return explained_probability(spec, heard.content)
    return explained(spec, heard.content) if spec.kind in ("expression", "number") else None


def explained(spec: AnswerSpec, tree: Node) -> str | None:
    """The code of the nearest slip; `tree` is an expression that was refused."""
    key = key_of(spec)
    try:
        return Search(spec, key, shaped(tree, key.declarations)).found()
    except ReadingError:  # a lone I or 0, which takes its size from the key alone
        return None
