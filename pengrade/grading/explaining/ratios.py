"""Two expressions that differ by one and the same number wherever both have a value."""

from collections.abc import Callable, Iterable

from flint import arb

from pengrade.grading.evaluating.values import Value, add, divide, entries, is_matrix

FEWEST = 4  # places at which the number must be the same
# What lies between the usual bases of a logarithm.
_BASES = (2, 10)

Pair = tuple[Value, Value]  # expected, answer


def common_factor(pairs: list[Pair]) -> Value | None:
    """The answer over the expected value, where that is one number at every place and not zero."""
    return _common(pairs, _factor)


def common_difference(pairs: list[Pair]) -> Value | None:
    """The answer less the expected value, where that is one number at every place and not zero."""
    return _common(pairs, _difference)


def is_change_of_base(factor: Value) -> bool:
    logarithms = [arb(base).log() for base in _BASES]
    known = [one for value in (*logarithms, logarithms[1] / logarithms[0]) for one in (value, 1 / value)]
    return any(factor.overlaps(one) for one in known)


def _common(pairs: list[Pair], between: Callable[[Pair], Value | None]) -> Value | None:
    found: list[Value] = [between(pair) for pair in pairs]
    if len(found) < FEWEST or any(one is None for one in found):
        return None
    return found[0] if _all_overlap(found) and not found[0].contains(0) else None


def _difference(pair: Pair) -> Value | None:
    expected, answer = pair
    if is_matrix(expected) or is_matrix(answer):
        return None
    return add(answer, -expected)


def _factor(pair: Pair) -> Value | None:
    """None unless it is the same in every entry."""
    ratios = [divide(answer, expected) for expected, answer in zip(*map(entries, pair), strict=True) if expected != 0]
    zeros = [answer for expected, answer in zip(*map(entries, pair), strict=True) if expected == 0]
    if not ratios or any(answer != 0 for answer in zeros):
        return None
    return ratios[0] if all(one.is_finite() for one in ratios) and _all_overlap(ratios) else None


def _all_overlap(values: Iterable[Value]) -> bool:
    first, *rest = values
    return all(first.overlaps(one) for one in rest)
