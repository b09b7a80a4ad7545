"""Sizes of what is built of several matrices: "m*n" rows of a vec or a Kronecker product, "n+1" of a block matrix."""

from collections.abc import Iterable, Mapping

from pengrade.grading.declarations import Size


def together(sizes: Iterable[Size]) -> Size:
    """The sum, in one order, so that n + 1 and 1 + n are one size."""
    number, names = 0, []
    for size in sizes:
        for term in str(size).split("+"):
            if term.isdigit():
                number += int(term)
            else:
                names.append(term)
    parts = [*sorted(names), *([str(number)] if number else [])]
    return "+".join(parts) if names else number


def product(left: Size, right: Size) -> Size:
    return together(_term(one, other) for one in str(left).split("+") for other in str(right).split("+"))


def _term(left: str, right: str) -> Size:
    number, names = 1, []
    for factor in (*left.split("*"), *right.split("*")):
        if factor.isdigit():
            number *= int(factor)
        else:
            names.append(factor)
    if not names:
        return number
    return "*".join([*([str(number)] if number != 1 else []), *sorted(names)])


def names_of(size: Size) -> frozenset[str]:
    return frozenset(part for term in str(size).split("+") for part in term.split("*") if not part.isdigit())


def at(size: Size, dimensions: Mapping[str, int]) -> int:
    """The number that the size is where the dimensions have these values."""
    if isinstance(size, int):
        return size
    total = 0
    for term in size.split("+"):
        value = 1
        for factor in term.split("*"):
            value *= int(factor) if factor.isdigit() else dimensions[factor]
        total += value
    return total
