"""Keeps comparisons to the places where a law has right parameters: elsewhere it is no law at all."""

from pengrade.grading.comparing.expression import Guard
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.domains import WORDS, is_inside_everywhere, is_outside
from pengrade.grading.distributions.laws import Standard
from pengrade.grading.evaluating.evaluate import Evaluate, Place, evaluator
from pengrade.grading.evaluating.values import Value
from pengrade.grading.shapes import SCALAR, Shape, shaped
from pengrade.grading.tree import names_in


def guard_of(law: Standard, shapes: tuple[Shape, ...], declarations: Declarations) -> Guard | None:
    """Keeps to the places where the parameters are right ones; None where they always are."""
    checks: list[tuple[str, Evaluate]] = []
    names = frozenset[str]()
    for slot, tree, shape in zip(law.family.slots, law.parameters, shapes, strict=True):
        if slot.domain in WORDS and shape == SCALAR and not is_inside_everywhere(slot.domain, tree, declarations):
            checks.append((slot.domain, evaluator(shaped(tree, declarations, SCALAR))))
            names |= names_in(tree)
    ends: list[Evaluate] = []
    if law.family.ordered is not None:
        trees = [law.letters()[letter] for letter in law.family.ordered]
        if any(map(names_in, trees)):
            ends = [evaluator(shaped(tree, declarations, SCALAR)) for tree in trees]
            names |= names_in(trees[0]) | names_in(trees[1])

    def check(place: Place) -> None:
        if any(is_outside(domain, evaluate(place)) for domain, evaluate in checks):
            raise ValueError("a parameter is outside of its domain here")
        if ends and not _is_ordered(ends[0](place), ends[1](place), law.family.discrete):
            raise ValueError("the ends are the wrong way round here")

    return Guard(names, check) if checks or ends else None


def _is_ordered(low: Value, high: Value, or_equal: bool) -> bool:
    return bool(low <= high if or_equal else low < high)
