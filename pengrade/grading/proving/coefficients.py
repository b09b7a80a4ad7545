"""Polynomials in one unknown with quotients for coefficients, the constant one first."""

from pengrade.grading.proving.ratios import ONE, ZERO, Atom, Atoms, Polynomial, Ratio, constant, monomial, terms

Coefficients = list[Ratio]
NOTHING = Ratio(ZERO)


def coefficients_of(ratio: Ratio, own: Atom, atoms: Atoms) -> Coefficients | None:
    """Of a polynomial in an index; None for anything else that depends on it."""
    if atoms.bound_in(Ratio(ratio.below)) & own.bound:
        return None
    found: dict[int, Polynomial] = {}
    for powers, coefficient in terms(ratio.above):
        rest = tuple(pair for pair in powers if pair[0] != own.number)
        if any(atoms.all[number].bound & own.bound for number, _ in rest):
            return None
        degree = dict(powers).get(own.number, 0)
        found[degree] = found.get(degree, ZERO) + monomial(rest) * coefficient
    below = Ratio(ratio.below)
    return [Ratio(found.get(degree, ZERO)) / below for degree in range(max(found, default=0) + 1)]


def line_of(ratio: Ratio, own: Atom, atoms: Atoms) -> tuple[Ratio, Ratio] | None:
    """Slope and offset of what is linear in an index."""
    found = coefficients_of(ratio, own, atoms)
    return (found[1], found[0]) if found is not None and len(found) == 2 else None


def power_of(degree: int) -> Coefficients:
    return [*[NOTHING] * degree, Ratio(ONE)]


def multiplied(left: Coefficients, right: Coefficients) -> Coefficients:
    result = [NOTHING] * (len(left) + len(right) - 1)
    for place, one in enumerate(left):
        for other_place, other in enumerate(right):
            result[place + other_place] = result[place + other_place] + one * other
    return result


def subtracted(left: Coefficients, right: Coefficients, share: Ratio) -> Coefficients:
    """left - share right."""
    size = max(len(left), len(right))
    one, other = ([*some, *[NOTHING] * (size - len(some))] for some in (left, right))
    return [a - share * b for a, b in zip(one, other, strict=True)]


def shifted(polynomial: Coefficients, step: int) -> Coefficients:
    """P(k + step)."""
    result: Coefficients = []
    for coefficient in reversed(polynomial):
        moved = multiplied(result, [constant(step), Ratio(ONE)]) if result else [NOTHING]
        result = [moved[0] + coefficient, *moved[1:]]
    return result


def trimmed(polynomial: Coefficients, atoms: Atoms) -> Coefficients:
    """In lowest terms, without leading zeros."""
    result = [atoms.canonical(one) for one in polynomial]
    while result and result[-1].above.is_zero():
        result.pop()
    return result


def value(polynomial: Coefficients, at: Ratio) -> Ratio:
    result = NOTHING
    for coefficient in reversed(polynomial):
        result = result * at + coefficient
    return result


def falling(polynomial: Coefficients) -> Coefficients:
    """By Horner's scheme: the same in 1, k, k (k-1), k (k-1) (k-2), …"""
    left, found = list(polynomial), []
    for root in range(len(polynomial)):
        for place in range(len(left) - 2, -1, -1):
            left[place] = left[place] + left[place + 1] * constant(root)
        found.append(left.pop(0))
    return found


def divided(above: Coefficients, below: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Quotient and remainder; the divisor's leading coefficient is one."""
    left, quotient = list(above), [NOTHING] * max(len(above) - len(below) + 1, 0)
    for place in range(len(quotient) - 1, -1, -1):
        quotient[place] = left[place + len(below) - 1]
        moved = [*[NOTHING] * place, *below]
        left = subtracted(left, moved, quotient[place])
        left.pop()
    return quotient, left
