"""Lines that are numbers, vectors or matrices: equal, proportional, or in order of size."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from pengrade.grading.comparing.agreement import Refuted, Unclear
from pengrade.grading.comparing.deriving.decision import Decision, unclear
from pengrade.grading.comparing.deriving.setting import Setting
from pengrade.grading.comparing.expression import evidence_of, outcome_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import evaluator
from pengrade.grading.evaluating.points import seed_of
from pengrade.grading.proving.substitution import literal
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import Shaped, described, kind_of, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Add, Node


def equal(setting: Setting, before: Node, after: Node, spec: AnswerSpec) -> Decision:
    """Equal wherever the assumptions hold, up to what the options of `spec` leave open."""
    if before == after:
        return Decision(True, {"method": "identical"})
    before, after = setting.of(before), setting.of(after)
    if not spec.options:
        proof = _of_changed_terms(setting, before, after, spec)
        if proof is not None:
            return proof
    return _compared(setting, before, after, spec)


def _of_changed_terms(setting: Setting, before: Node, after: Node, spec: AnswerSpec) -> Decision | None:
    """A step often changes one term of many: then the others need no proof. Values are shown of whole lines alone."""
    changed = _without_common_terms(before, after)
    if changed is None:
        return None
    try:
        found = _compared(setting, *changed, spec)
    except ReadingError:  # a lone zero, whose shape nothing tells
        return None
    return found if found.follows else None


def _without_common_terms(before: Node, after: Node) -> tuple[Node, Node] | None:
    if not isinstance(before, Add) or not isinstance(after, Add):
        return None
    left = list(before.terms)
    right = [term for term in after.terms if not _taken_from(left, term)]
    if len(left) == len(before.terms):
        return None
    return _sum(left), _sum(right)


def _taken_from(terms: list[Node], term: Node) -> bool:
    if term not in terms:
        return False
    terms.remove(term)
    return True


def _sum(terms: list[Node]) -> Node:
    if not terms:
        return literal(Fraction(0))
    return terms[0] if len(terms) == 1 else Add(terms[0].start, terms[-1].end, tuple(terms))


def _compared(setting: Setting, before: Node, after: Node, spec: AnswerSpec) -> Decision:
    sides = of_one_shape(setting.declarations, before, after)
    if isinstance(sides, Decision):
        return sides
    values = [evaluator(side) for side in sides]
    both = setting.within(lambda place: (values[0](place), values[1](place)))
    outcome = outcome_of(spec, setting.declarations, sides, both, partial(_seed, before, after), setting.names)
    if isinstance(outcome, Unclear):
        return unclear(outcome.reason)
    evidence = evidence_of(outcome)
    if isinstance(outcome, Refuted):
        return Decision(False, {**evidence, "point": setting.point(outcome.point)})
    return Decision(True, evidence)


def _seed(before: Node, after: Node) -> int:
    return seed_of("step", latex(before), latex(after))


def of_one_shape(declarations: Declarations, before: Node, after: Node) -> tuple[Shaped, Shaped] | Decision:
    """Both with their shapes; a lone I, 1 or 0 takes the shape of the other. A Decision where the shapes differ."""
    try:
        first = shaped(before, declarations)
        second = shaped(after, declarations, first.shape)
    except ReadingError:
        second = shaped(after, declarations)
        first = shaped(before, declarations, second.shape)
    if first.shape != second.shape:
        first = shaped(before, declarations, second.shape)
    if first.shape == second.shape:
        return first, second
    evidence: dict[str, Any] = {
        "method": "shape",
        "shape": {"expected": kind_of(first.shape), "answer": kind_of(second.shape)},
        "expected": described(first.shape),
        "answer": described(second.shape),
    }
    message = f"It is {described(second.shape)}, and before stands {described(first.shape)}."
    return Decision(False, evidence, "shape", message)


def proportional(setting: Setting, before: Node, after: Node, spec: AnswerSpec, names: tuple[str, ...]) -> Decision:
    """One is a multiple of the other by what depends on none of the names."""
    return equal(setting, before, after, replace(spec, options={"up_to": "factor", "with_respect_to": list(names)}))
