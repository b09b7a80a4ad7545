"""Laws of different natures: one has a density, the other gives single values a probability.

A value that one law takes with a positive probability and the other with another one, or never, tells them apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flint import arb

from pengrade.grading.comparing import expression
from pengrade.grading.comparing.agreement import Refuted
from pengrade.grading.comparing.laws.by_density import undecided
from pengrade.grading.comparing.laws.guards import guard_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.densities import Support, density, support
from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.distributions.laws import Law, Named, name, standard, with_value
from pengrade.grading.distributions.typed import ends_of, parts_of
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.small_points import small_points
from pengrade.grading.evaluating.values import Value
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import INCORRECT, Verdict

TRIES = 8
BITS = 128
VARIABLE = "'"  # no name that anybody can declare
POINT_MASS = "point-mass"


def are_unlike(key: Law, answer: Law) -> bool:
    """One is discrete and the other is not, or one is a point mass and the other is not."""
    kinds = {_kind(key), _kind(answer)}
    return len(kinds) == 2 and None not in kinds


def _kind(law: Law) -> str | None:
    """None where nobody says whether values are counted."""
    if isinstance(law, Named):
        discrete = "discrete" if FAMILIES[law.family].discrete else "continuous"
        return POINT_MASS if law.family == POINT_MASS else discrete
    return "discrete" if law.counts else None


@dataclass(frozen=True)
class _Single:
    """The probability of single values: `point` of a point mass, `body` in VARIABLE on `where` of a discrete law."""

    point: Node | None = None
    where: Support | None = None
    body: Node | None = None

    def value(self) -> Node | None:
        """One that is taken."""
        return self.point if self.point is not None else self.where.lower if self.where is not None else None

    def of(self, value: Node, declarations: Declarations, place: Place) -> Value:
        if self.point is not None:
            return arb(1) if self.point is value else arb.nan()
        if self.where is None or self.body is None:
            return arb(0)
        at = _evaluated(value, declarations, place)
        for end, is_lower in ((self.where.lower, True), (self.where.upper, False)):
            bound = None if end is None else _evaluated(end, declarations, place)
            if bound is not None and (at < bound if is_lower else at > bound):
                return arb(0)
        if not at.contains_integer():
            return arb(0)
        body = with_value(self.body, VARIABLE, value)
        return _evaluated(body, declarations, place) if body is not None and at.is_integer() else arb.nan()


def unlike(declarations: Declarations, key: Law, answer: Law) -> Verdict:
    """Refuted by the probability of a single value, or undecided."""
    laws = [_single(law) for law in (key, answer)]
    in_order = sorted(laws, key=lambda law: law.point is None)  # of a point mass nothing but its point is known
    value = next((one for law in in_order if (one := law.value()) is not None), None)
    if value is None:
        return undecided("No value is known that one of them takes.")
    named = [standard(law) for law in (key, answer) if isinstance(law, Named)]
    guards = [guard_of(law, tuple(SCALAR for _ in law.parameters), declarations) for law in named]
    for point in _points(declarations, names_in(key) | names_in(answer)):
        place = Place(point, BITS)
        try:
            for guard in guards:
                if guard is not None:
                    guard.check(place)
            found = [law.of(value, declarations, place) for law in laws]
        except (ValueError, ZeroDivisionError, OverflowError, OutOfReachError):
            continue
        if all(type(one) is arb and one.is_finite() for one in found) and not found[0].overlaps(found[1]):
            evidence = expression.counterexample(Refuted(point, found[0], found[1]), key_is_constant=False)
            return Verdict(INCORRECT, evidence={**evidence, "compared": "probability"}, message=expression.NOT_YET)
    return undecided("No value was found that tells them apart.")


def _single(law: Law) -> _Single:
    if not isinstance(law, Named):
        parts = parts_of(law.body)
        ends = None if parts.condition is None or parts.opaque else ends_of(parts.condition, law.variable, True)
        if ends is None or not law.counts:
            return _Single()
        return _Single(where=Support(*ends, True), body=with_value(parts.body, law.variable, name(VARIABLE)))
    member = standard(law)
    if law.family == POINT_MASS:
        return _Single(point=member.parameters[0])
    if not member.family.discrete:
        return _Single()
    return _Single(where=support(member), body=density(member, VARIABLE))


def _evaluated(tree: Node, declarations: Declarations, place: Place) -> Value:
    return evaluator(shaped(tree, declarations, SCALAR))(place)


def _points(declarations: Declarations, names: frozenset[str]) -> Iterator[Point]:
    yield from small_points(declarations, names)
    yield from islice(points(declarations, names, seed_of("unlike", *sorted(names))), TRIES)
