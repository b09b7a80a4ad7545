r"""A chain of lines from one expression to another: right when each line follows from the line before.

The lines are numbers and matrices, joined by =, <=, >=, < , > or \propto, or equations and inequalities, joined by
<=> or =>. Each step is decided with evidence, on points and by proofs that the assumptions allow (`deriving/setting`).
The last line must be the end as the author writes it, but for the order of its parts: by value every line of a chain of
equations is. Lines that say nothing new do not count for `minimum_steps`. A chain of equations or of equivalences may
be written backwards.
"""

from pengrade.grading.comparing import places
from pengrade.grading.comparing.deriving.judging import judged
from pengrade.grading.comparing.deriving.key import Key, key_of, material_for
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.reading.derivations import in_line, read_derivation, read_line
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lines import TypedLine
from pengrade.grading.reading.reasons import without_reason
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Derivation
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict


def read(spec: AnswerSpec, answer: str) -> Heard:
    derivation, readings = read_derivation(answer, declarations_of(spec), material_for(spec).grammar)
    return Heard(latex_of(derivation), spoken_of(derivation), readings, derivation)


def read_place(spec: AnswerSpec, text: str) -> Heard:
    """One line by itself, with its relation if it has one."""
    line = without_reason(TypedLine(text, range(len(text))))
    try:
        steps, readings = read_line(line, declarations_of(spec), material_for(spec).grammar)
    except ReadingError as error:
        raise in_line(error, line, 0) from error
    derivation = Derivation(0, len(text), tuple(steps))
    return Heard(latex_of(derivation), spoken_of(derivation), tuple(readings), derivation)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    key = key_of(spec)
    verdict = judged(key, heard.content)
    if verdict.verdict in (INCORRECT, PARTLY_CORRECT):
        for number in range(len(spec.mistakes)):
            if _made(key, _mistake(spec, number), heard.content, verdict):
                return places.with_finding(spec, number, verdict)
    return verdict


def check(spec: AnswerSpec) -> None:
    """The ends must stand in the relation that is to be shown, and milestones between them; mistakes must be wrong."""
    key = key_of(spec)
    decided = key.material.decided
    decision = decided(key.context, key.start, key.relation, key.end)
    if decision.follows is False:
        raise SpecError(f"From `from` to `to` the relation {key.relation} does not hold.", "expected.to")
    for number, milestone in enumerate(key.milestones):
        for one, other in ((key.start, milestone), (milestone, key.end)):
            if decided(key.context, one, key.relation, other).follows is False:
                message = f"This cannot stand between `from` and `to`, which {key.relation} joins."
                raise SpecError(message, f"options.milestones.{number}")
    for number in range(len(spec.mistakes)):
        if judged(key, _mistake(spec, number)).verdict == CORRECT:
            raise SpecError("This mistake is a right answer.", f"mistakes.{number}")


def _mistake(spec: AnswerSpec, number: int) -> Derivation:
    text, field = spec.mistakes[number].expression, f"mistakes.{number}"
    grammar = material_for(spec).grammar
    return places.of_author(lambda: read_derivation(text, declarations_of(spec), grammar), field)[0]


def _made(key: Key, mistake: Derivation, answer: Derivation, verdict: Verdict) -> bool:
    """Is the first line that does not follow the line at which the foreseen one goes wrong, its last?"""
    broken = [step.content for step in answer.steps if step.line == verdict.step]
    last = mistake.steps[-1].content
    arranged = key.material.arranged
    if any(arranged(key.declarations, one, True) == arranged(key.declarations, last, True) for one in broken):
        return True
    if verdict.finding is not None or verdict.evidence.get("method") == "form":
        return False
    return any(key.material.decided(key.context, last, key.material.same, one).follows is True for one in broken)
