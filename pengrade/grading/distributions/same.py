"""Are two laws the same? By their parameters, in the nearest family that has both."""

from dataclasses import replace
from typing import Any

from pengrade.grading.comparing import expression, places
from pengrade.grading.comparing.keys import Key, declarations_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.domains import guard_of
from pengrade.grading.distributions.laws import Law, Named, Standard, in_common, standard
from pengrade.grading.distributions.words import family_in_words
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import SCALAR, Shape, Shaped, described, kind_of, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import MatrixOf, Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

Shapes = tuple[Shape | None, ...]


def compared_laws(spec: AnswerSpec, key: Law, answer: Law) -> Verdict:
    if isinstance(key, Named) and isinstance(answer, Named):
        return compared_names(spec, standard(key), standard(answer))
    return _undecided("Densities are not compared yet.")


def compared_names(spec: AnswerSpec, key: Standard, answer: Standard) -> Verdict:
    if _have_states(key, answer):
        return _undecided("Which state of the one is which number of the other is not said.")
    pair = in_common(key, answer)
    if pair is None:
        return _undecided("These families are not compared yet.")
    expected, given = pair
    declarations = declarations_of(spec)
    shapes = shapes_of(expected, declarations)
    read = [_shaped(tree, declarations, shape) for tree, shape in zip(given.parameters, shapes, strict=True)]
    misfit = next(
        (_misfit(one.shape, shape) for one, shape in zip(read, shapes, strict=True) if one.shape != shape), None
    )
    if misfit is not None:
        return misfit
    guard = guard_of(expected, shapes, declarations)
    verdicts = []
    for tree, shape, one in zip(expected.parameters, shapes, read, strict=True):
        verdicts.append(_parameter(spec, _key(tree, declarations, shape), one, guard))
    names = [slot.name for slot in expected.family.slots]
    verdict = verdicts[0] if len(verdicts) == 1 else places.gathered(verdicts, names, "parameter")
    return _with_family(verdict, expected, key)


def _have_states(one: Standard, other: Standard) -> bool:
    """States of no particular number beside numbers that are counted."""
    kinds = {one.family.is_vector, other.family.is_vector}
    return "categorical" in (one.family.name, other.family.name) and kinds == {True, False}


def _with_family(verdict: Verdict, common: Standard, key: Standard) -> Verdict:
    evidence: dict[str, Any] = dict(verdict.evidence)
    if verdict.verdict == INCORRECT and "parameter" not in evidence:
        evidence["parameter"] = common.family.slots[0].name
    if common.family is not key.family and verdict.verdict != UNDECIDED:
        evidence["as"] = family_in_words(common.family)
        if evidence["method"] == "identical":
            evidence["method"] = "exact"
    return replace(verdict, evidence=evidence)


def _parameter(spec: AnswerSpec, key: Key, answer: Shaped, guard: expression.Guard | None) -> Verdict:
    tolerances = {name: value for name, value in spec.options.items() if name in places.TOLERANCES}
    if not tolerances or names_in(key.shaped.tree):
        return expression.decided(replace(spec, options={}), key, answer, guard=guard)
    expected, given = _entries(key.shaped.tree), _entries(answer.tree)
    if len(expected) != len(given):
        return expression.decided(replace(spec, options={}), key, answer)
    verdicts = [places.judged(spec, tolerances, one, other) for one, other in zip(expected, given, strict=True)]
    wrong = next((verdict for verdict in verdicts if verdict.verdict != CORRECT), None)
    return wrong or replace(verdicts[0], evidence=places.weakest([verdict.evidence for verdict in verdicts]))


def _entries(tree: Node) -> tuple[Node, ...]:
    return tree.children() if isinstance(tree, MatrixOf) else (tree,)


def _key(tree: Node, declarations: Declarations, shape: Shape) -> Key:
    return Key(shaped(tree, declarations, shape), declarations, latex(tree))


def shapes_of(law: Standard, declarations: Declarations) -> tuple[Shape, ...]:
    """The shape of every parameter; a zero mean and an I take theirs from the one beside them."""
    found = [_shape(tree, declarations) for tree in law.parameters]
    if law.family.name == "normal":
        return _of_normal(found[0], found[1])
    return tuple(shape or SCALAR for shape in found)


def _of_normal(mean: Shape | None, spread: Shape | None) -> tuple[Shape, Shape]:
    if spread is not None and spread != SCALAR:
        return (spread[0], 1), spread
    if mean is not None and mean != SCALAR and spread is None:
        return mean, (mean[0], mean[0])
    return mean or SCALAR, spread or SCALAR


def _shape(tree: Node, declarations: Declarations) -> Shape | None:
    try:
        return shaped(tree, declarations).shape
    except ReadingError:
        return None  # an I, of any size


def _shaped(tree: Node, declarations: Declarations, wanted: Shape) -> Shaped:
    return shaped(tree, declarations, wanted)


def _misfit(given: Shape, wanted: Shape) -> Verdict:
    return Verdict(
        INCORRECT,
        evidence={
            "method": "shape",
            "shape": {"expected": kind_of(wanted), "answer": kind_of(given)},
            "expected": described(wanted),
            "answer": described(given),
        },
        message=f"{expression.NOT_YET} A parameter is {described(given)}, and {described(wanted)} is asked for.",
        finding="shape",
    )


def _undecided(reason: str) -> Verdict:
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)
