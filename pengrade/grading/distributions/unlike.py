"""Laws of different natures: one has a density, the other gives single values a probability.

A value that one law takes with a positive probability and the other with another one, or never, tells them apart.
"""

from collections.abc import Iterator
from itertools import islice

from flint import arb

from pengrade.grading.comparing import expression
from pengrade.grading.comparing.agreement import Refuted
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.by_density import undecided
from pengrade.grading.distributions.densities import density, support
from pengrade.grading.distributions.domains import guard_of
from pengrade.grading.distributions.laws import Named, Standard, standard
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.small_points import small_points
from pengrade.grading.evaluating.values import Value
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import INCORRECT, Verdict

TRIES = 8
BITS = 128
VARIABLE = "'"  # no name that anybody can declare


def unlike(declarations: Declarations, key: Named, answer: Named) -> Verdict:
    """Refuted by the probability of a single value, or undecided."""
    laws = standard(key), standard(answer)
    value = next((one for law in laws if (one := _value_taken(law)) is not None), None)
    if value is None:
        return undecided("No value is known that one of them takes.")
    guards = [guard_of(law, tuple(SCALAR for _ in law.parameters), declarations) for law in laws]
    for point in _points(declarations, names_in(key) | names_in(answer)):
        place = Place(point, BITS)
        try:
            for guard in guards:
                if guard is not None:
                    guard.check(place)
            found = [_probability(law, value, declarations, place) for law in laws]
        except (ValueError, ZeroDivisionError, OverflowError, OutOfReachError):
            continue
        if all(type(one) is arb and one.is_finite() for one in found) and not found[0].overlaps(found[1]):
            evidence = expression.counterexample(Refuted(point, found[0], found[1]), key_is_constant=False)
            return Verdict(INCORRECT, evidence={**evidence, "compared": "probability"}, message=expression.NOT_YET)
    return undecided("No value was found that tells them apart.")


def _value_taken(law: Standard) -> Node | None:
    """A value that a discrete law takes; None for one with a density."""
    if law.family.name == "point-mass":
        return law.parameters[0]
    where = support(law)
    return where.lower if where is not None and where.discrete else None


def _probability(law: Standard, value: Node, declarations: Declarations, place: Place) -> Value:
    """Of the value at the place."""
    if law.family.name == "point-mass":
        return arb(1) if law.parameters[0] is value else arb.nan()
    where, body = support(law), density(law, VARIABLE)
    if where is None or body is None or not where.discrete:
        return arb(0)
    at = _evaluated(value, declarations, place)
    for end, is_lower in ((where.lower, True), (where.upper, False)):
        bound = None if end is None else _evaluated(end, declarations, place)
        if bound is not None and (at < bound if is_lower else at > bound):
            return arb(0)
    if not at.contains_integer():
        return arb(0)
    return _evaluated(substituted(body, {VARIABLE: value}), declarations, place) if at.is_integer() else arb.nan()


def _evaluated(tree: Node, declarations: Declarations, place: Place) -> Value:
    return evaluator(shaped(tree, declarations, SCALAR))(place)


def _points(declarations: Declarations, names: frozenset[str]) -> Iterator[Point]:
    yield from small_points(declarations, names)
    yield from islice(points(declarations, names, seed_of("unlike", *sorted(names))), TRIES)
