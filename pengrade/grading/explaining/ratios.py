"""Two expressions that differ by one and the same number wherever both have a value."""

from collections.abc import Callable, Iterable
from functools import cache

from flint import arb, ctx

from pengrade.grading.evaluating.values import Value, add, divide, entries, is_matrix, times

FEWEST = 4  # places at which the number must be the same
# What lies between the usual bases of a logarithm.
_BASES = (2, 10)

Pair = tuple[Value, Value]  # expected, answer
Between = Callable[[Pair], Value | None]
Joined = Callable[[Value, Value], Value]


def difference(pair: Pair) -> Value | None:
    """The answer less the expected value; None for matrices."""
    expected, answer = pair
    if is_matrix(expected) or is_matrix(answer):
        return None
    return add(answer, -expected)


def factor(pair: Pair) -> Value | None:
    """The answer over the expected value; None unless it is the same in every entry."""
    both = list(zip(*map(entries, pair), strict=True))
    found = [divide(answer, expected) for expected, answer in both if expected != 0]
    zeros = [answer for expected, answer in both if expected == 0]
    if not found or any(answer != 0 for answer in zeros):
        return None
    return found[0] if all(one.is_finite() for one in found) and _all_overlap(found) else None


# What lies between the two, and how the expected value and that make the answer.
KINDS: dict[str, tuple[Between, Joined]] = {
    "factor": (factor, lambda expected, number: times(number, expected)),
    "constant": (difference, add),
}


def common(pairs: Iterable[Pair], between: Between) -> Value | None:
    """The number, where it is the same for every pair, and not zero; stops at the first that differs."""
    found: list[Value] = []
    for pair in pairs:
        number = between(pair)
        if number is None or (found and not number.overlaps(found[0])):
            return None
        found.append(number)
    return found[0] if len(found) >= FEWEST and not found[0].contains(0) else None


def is_change_of_base(number: Value) -> bool:
    return any(number.overlaps(one) for one in _changes_of_base(ctx.prec))


@cache
def _changes_of_base(_precision: int) -> list[Value]:
    logarithms = [arb(base).log() for base in _BASES]
    return [one for value in (*logarithms, logarithms[1] / logarithms[0]) for one in (value, 1 / value)]


def _all_overlap(values: Iterable[Value]) -> bool:
    first, *rest = values
    return all(first.overlaps(one) for one in rest)
