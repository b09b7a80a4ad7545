"""Where every answer is looked at first: the simplest points, then some in general position, with few bits.

They refute most wrong answers. They do not depend on the answer, so they are drawn once, and the key's values at them
are kept as well.
"""

from functools import lru_cache
from itertools import chain, islice

from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.place import Evaluate, Place
from pengrade.grading.evaluating.points import points, seed_of
from pengrade.grading.evaluating.small_points import small_points
from pengrade.grading.evaluating.values import Value

ROUGH = 64  # bits
DRAWN = 3
MOST_KEPT = 64  # values of one key: for some sets of names that answers may bring in beside its own


@lru_cache(maxsize=256)
def first_places(declarations: Declarations, names: frozenset[str]) -> tuple[Place, ...]:
    """Only to be evaluated at `again`. Without names there is one."""
    drawn = points(declarations, names, seed_of("first", *sorted(names)))
    if not names:
        return (Place(next(drawn), ROUGH),)
    return tuple(Place(point, ROUGH) for point in chain(small_points(declarations, names), islice(drawn, DRAWN)))


def keeping(evaluate: Evaluate) -> Evaluate:
    """The same values, those at the first places computed once."""
    kept = lru_cache(maxsize=MOST_KEPT)(lambda place: evaluate(place.again()))

    def value(place: Place) -> Value:
        return evaluate(place) if place.origin is None else kept(place.origin)

    return value
