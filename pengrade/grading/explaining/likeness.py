"""Do two lists of values, one for each place, look equal? Up to what the spec leaves open."""

from collections.abc import Sequence

from flint import acb, arb

from pengrade.grading.evaluating.values import Value, add, entries, is_matrix, times


def alike(option: str | None, left: Sequence[Value], right: Sequence[Value]) -> bool:
    """True may be chance, False is a proof. Values on the right are finite; those on the left need not be.

    Where a constant or a factor is open, the values come in pairs: at a place, and at one that differs in the names
    that it may not depend on.
    """
    if option is None and len(left) == len(right) == 1:
        return overlap(left[0], right[0]) and _is_finite(left[0])
    return len(left) == len(right) and _alike(option, left, right) and all(map(_is_finite, left))


def _alike(option: str | None, left: Sequence[Value], right: Sequence[Value]) -> bool:
    if option == "sign":
        return _all_overlap(left, right) or _all_overlap([-one for one in left], right)
    if option == "constant":
        return _all_overlap(_differences(left), _differences(right))
    if option == "factor":
        return all(
            overlap(times(_first(right[at]), left[at + 1]), times(_first(left[at]), right[at + 1]))
            for at in range(0, len(left), 2)
        )
    return _all_overlap(left, right)


def overlap(left: Value, right: Value) -> bool:
    if type(left) is arb and type(right) is arb:
        return bool(left.overlaps(right))
    if _size(left) != _size(right):
        return False
    return all(map(_touch, entries(left), entries(right)))


def _size(value: Value) -> tuple[int, int]:
    return (value.nrows(), value.ncols()) if is_matrix(value) else (1, 1)


def _is_finite(value: Value) -> bool:
    return all(entry.is_finite() for entry in entries(value))


def _touch(one: Value, other: Value) -> bool:
    return bool(one.overlaps(other) if type(one) is type(other) else acb(one).overlaps(acb(other)))


def _all_overlap(left: Sequence[Value], right: Sequence[Value]) -> bool:
    return all(map(overlap, left, right))


def _differences(values: Sequence[Value]) -> list[Value]:
    return [add(values[at], -values[at + 1]) for at in range(0, len(values), 2)]


def _first(value: Value) -> Value:
    return next((entry for entry in entries(value) if entry != 0), entries(value)[0])
