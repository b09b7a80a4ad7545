"""Are two laws the same? By their parameters, in the nearest family that has both; else by their densities."""

from dataclasses import replace
from typing import Any

from pengrade.grading.comparing import expression, places
from pengrade.grading.comparing.keys import Key, declarations_of, key_of_tree
from pengrade.grading.comparing.laws.authoring import AuthorLaw
from pengrade.grading.comparing.laws.by_density import ByDensity, undecided
from pengrade.grading.comparing.laws.guards import guard_of
from pengrade.grading.comparing.laws.unlike import are_unlike, unlike
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.laws import (
    Law,
    Named,
    Standard,
    Typed,
    dimension_of,
    in_common,
    shapes_of,
    standard,
)
from pengrade.grading.distributions.reading import MODELS
from pengrade.grading.distributions.words import family_in_words
from pengrade.grading.shapes import Shape, Shaped, described, kind_of, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import MatrixOf, Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

NUMBERS = "numbers"
FEW_NUMBERS = frozenset({"bernoulli", "binomial", "discrete-uniform", "point-mass"})
OF_VALUES = {"categorical": "states", "multinomial": "vectors of counts", "dirichlet": "vectors of shares"}


def compared_laws(spec: AnswerSpec, key: AuthorLaw, answer: Law) -> Verdict:
    declarations = declarations_of(spec)
    if isinstance(key.law, Named) and isinstance(answer, Named):
        return compared_names(spec, key.law, answer)
    dimension = dimension_of(answer, declarations, key.dimension)
    if dimension != key.dimension:
        return _misfit((dimension, 1), (key.dimension, 1))
    variable = key.law.variable if isinstance(key.law, Typed) else answer.variable if isinstance(answer, Typed) else ""
    named = [law for law in (key.law, answer) if isinstance(law, Named)]
    if any(variable in names_in(law) for law in named):
        return undecided("A parameter and the variable of the density have the same name.")
    if are_unlike(key.law, answer):
        return unlike(declarations, key.law, answer)
    return ByDensity(spec, declarations, variable, dimension, key.law, answer).verdict()


def compared_names(spec: AnswerSpec, expected_law: Named, named: Named) -> Verdict:
    key, answer = standard(expected_law), standard(named)
    if _have_states(key, answer):
        return undecided("Which state of the one is which number of the other is not said.")
    pair = in_common(key, answer)
    if pair is None:
        return _of_other_families(spec, expected_law, named)
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
        verdicts.append(_parameter(spec, key_of_tree(tree, declarations, shape), one, guard))
    names = [slot.name for slot in expected.family.slots]
    verdict = verdicts[0] if len(verdicts) == 1 else places.gathered(verdicts, names, "parameter")
    return _with_family(verdict, expected, key)


def _of_other_families(spec: AnswerSpec, key: Named, answer: Named) -> Verdict:
    declarations = declarations_of(spec)
    kinds = [_values_of(law, declarations) for law in (key, answer)]
    if kinds[0] != kinds[1]:
        evidence = {"method": "shape", "shape": {"expected": kinds[0], "answer": kinds[1]}}
        message = f"{expression.NOT_YET} Yours is a distribution of {kinds[1]}, and one of {kinds[0]} is asked for."
        return Verdict(INCORRECT, evidence=evidence, message=message, finding="shape")
    if are_unlike(key, answer):
        return unlike(declarations, key, answer)
    taken = names_in(key) | names_in(answer)
    variable = next((name for name in MODELS if name not in taken), "")
    if not variable or kinds[0] != NUMBERS:
        return undecided("Laws of these families are not compared.")
    return ByDensity(spec, declarations, variable, 1, key, answer).verdict()


def _values_of(law: Named, declarations: Declarations) -> str:
    """What the law is one of. Laws of different values are never the same."""
    if law.family in OF_VALUES:
        return OF_VALUES[law.family]
    return NUMBERS if dimension_of(law, declarations) == 1 else "vectors"


def _have_states(one: Standard, other: Standard) -> bool:
    """States of no particular number beside a few numbers."""
    names = {one.family.name, other.family.name}
    return "categorical" in names and bool(names & FEW_NUMBERS)


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
