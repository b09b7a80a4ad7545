"""The form an answer is written in, judged on the tree as read: nothing is simplified before.

Sums, products, quotients and whole powers are looked through; whatever else occurs (a name, a function of anything)
is one unknown, and its inside is not looked at.
"""

from collections.abc import Callable
from fractions import Fraction
from math import gcd

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.tree import Add, Divide, Fold, Negate, Node, Number, Power, Product, walk

LARGEST_POWER = 40
MOST_TERMS = 500
MOST_UNKNOWNS = 24
_CONTEXT = fmpq_mpoly_ctx.get([f"t{number}" for number in range(MOST_UNKNOWNS)], "lex")

# What a learner is told that the answer is not yet.
WORDS = {
    "expanded": "multiplied out",
    "factored": "written as a product of factors that cannot be split further",
    "single-fraction": "one single fraction",
    "lowest-terms": "a fraction in lowest terms",
    "no-sums": "free of sums and products over an index",
}


def has_form(form: str, tree: Node) -> bool:
    return _FORMS[form](tree)


def _unsigned(node: Node) -> Node:
    while isinstance(node, Negate):
        node = node.operand
    return node


def _parts(node: Node) -> tuple[Node, ...]:
    """What arithmetic is made of here; nothing below a function."""
    return node.children() if isinstance(node, Add | Negate | Product | Divide | Power | Fold) else ()


def _arithmetic(node: Node) -> list[Node]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(_parts(one))
    return found


def _is_expanded(tree: Node) -> bool:
    for node in _arithmetic(tree):
        if isinstance(node, Product) and any(isinstance(_unsigned(factor), Add) for factor in node.factors):
            return False
        if isinstance(node, Power) and isinstance(_unsigned(node.base), Add):
            whole = exact_value(node.exponent)
            if whole is not None and whole > 1 and whole.denominator == 1:
                return False
        if isinstance(node, Divide) and isinstance(_unsigned(node.numerator), Add):
            return exact_value(node.denominator) is not None
    return True


def _is_factored(tree: Node) -> bool:
    return all(_is_irreducible(factor) for factor in _factors(tree))


def _factors(node: Node) -> list[Node]:
    node = _unsigned(node)
    if isinstance(node, Product):
        return [one for factor in node.factors for one in _factors(factor)]
    if isinstance(node, Power):
        return _factors(node.base)
    if isinstance(node, Divide):
        return [*_factors(node.numerator), *_factors(node.denominator)]
    return [node]


def _is_irreducible(node: Node) -> bool:
    polynomial = _Polynomials().of(node)
    if polynomial is None or polynomial.total_degree() < 1:
        return True
    _, factors = polynomial.factor()
    return len(factors) == 1 and factors[0][1] == 1


def _is_single_fraction(tree: Node) -> bool:
    node = _unsigned(tree)
    sides = (node.numerator, node.denominator) if isinstance(node, Divide) else (node,)
    return not any(_divides(part) for side in sides for part in _arithmetic(side))


def _divides(node: Node) -> bool:
    if isinstance(node, Power):
        exponent = exact_value(node.exponent)
        return exponent is not None and exponent < 0
    return isinstance(node, Divide)


def _is_in_lowest_terms(tree: Node) -> bool:
    node = _unsigned(tree)
    if isinstance(node, Number) and node.value.denominator != 1:
        return False  # a decimal
    return _is_single_fraction(tree) and (not isinstance(node, Divide) or not _have_common_factor(node))


def _have_common_factor(node: Divide) -> bool:
    table = _Polynomials()
    above, below = table.of(node.numerator), table.of(node.denominator)
    if above is None or below is None or above.is_zero() or below.is_zero():
        return False
    if above.gcd(below).total_degree() > 0:
        return True
    numbers = [*above.coeffs(), *below.coeffs()]
    return all(number.q == 1 for number in numbers) and gcd(*(int(number.p) for number in numbers)) > 1


def _has_no_sums(tree: Node) -> bool:
    return not any(isinstance(node, Fold) for node in walk(tree))


_FORMS: dict[str, Callable[[Node], bool]] = {
    "expanded": _is_expanded,
    "factored": _is_factored,
    "single-fraction": _is_single_fraction,
    "lowest-terms": _is_in_lowest_terms,
    "no-sums": _has_no_sums,
}


class _Polynomials:
    """Trees as polynomials over the rationals; None where that would be too long."""

    def __init__(self) -> None:
        self.unknowns: list[Node] = []

    def of(self, node: Node) -> fmpq_mpoly | None:
        match node:
            case Number():
                return _CONTEXT.constant(fmpq(node.value.numerator, node.value.denominator))
            case Negate():
                inner = self.of(node.operand)
                return None if inner is None else -inner
            case Add():
                return self.gathered(node.terms, _CONTEXT.constant(0), False)
            case Product():
                return self.gathered(node.factors, _CONTEXT.constant(1), True)
            case Divide() if exact_value(node.denominator):
                return self.gathered((node.numerator, _inverse(node.denominator)), _CONTEXT.constant(1), True)
            case Power() if self.whole(node) is not None:
                return self.gathered((node.base,) * (self.whole(node) or 0), _CONTEXT.constant(1), True)
            case _:
                return self.unknown(node)

    def whole(self, node: Power) -> int | None:
        exponent = exact_value(node.exponent)
        fits = exponent is not None and exponent.denominator == 1 and 0 <= exponent <= LARGEST_POWER
        return int(exponent) if fits and exponent is not None else None

    def gathered(self, parts: tuple[Node, ...], start: fmpq_mpoly, multiply: bool) -> fmpq_mpoly | None:
        result = start
        for part in parts:
            value = self.of(part)
            if value is None or len(result) * (len(value) if multiply else 1) > 10 * MOST_TERMS:
                return None
            result = result * value if multiply else result + value
        return result if len(result) <= MOST_TERMS else None

    def unknown(self, node: Node) -> fmpq_mpoly | None:
        if node not in self.unknowns:
            if len(self.unknowns) == MOST_UNKNOWNS:
                return None
            self.unknowns.append(node)
        return _CONTEXT.gens()[self.unknowns.index(node)]


def _inverse(node: Node) -> Node:
    value = 1 / (exact_value(node) or Fraction(1))
    number = Number(node.start, node.end, abs(value), str(abs(value)))
    return number if value > 0 else Negate(node.start, node.end, number)
