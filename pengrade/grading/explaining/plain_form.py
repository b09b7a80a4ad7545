"""A form in which order, brackets, signs and arithmetic with numbers leave no trace: x/2 + y and y + 1/2 x.

Far less than a normal form can do, and some microseconds a tree. A term is a number times a monomial.
"""

from collections.abc import Callable, Hashable, Iterable
from fractions import Fraction
from typing import Any

from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)

LARGEST_POWER = 20  # of a product that is taken apart
MOST_BITS = 200  # of a number that is raised to a power

Rest = tuple[Any, ...]  # what a number is multiplied with, of any shape but hashable
Term = tuple[Fraction | int, Rest]
_ONE: Rest = ()


def plain_form(tree: Node, are_numbers: bool) -> Hashable:
    """The same for two trees only where they are equal. `are_numbers`: whether all factors are, and so commute."""
    return (_term_of_numbers if are_numbers else _term)(tree)


def _term_of_numbers(node: Node) -> Term:
    if isinstance(node, Product | Divide | Power):
        powers: dict[Rest, int] = {}
        return _times(_gather(node, 1, powers), _monomial(powers))
    return _one_of_many(node, _term_of_numbers)


def _term(node: Node) -> Term:
    """Of matrices: the order of factors stays."""
    match node:
        case Product() if "·" not in node.marks:
            terms = [_term(factor) for factor in node.factors]
            others = tuple(rest for _, rest in terms if rest != _ONE)
            number = _multiplied(number for number, _ in terms)
            return _times(number, others[0] if len(others) == 1 else (Product, *others) if others else _ONE)
        case Product():
            return 1, (Product, node.marks, *map(_term, node.factors))
        case Divide() | Power():
            return 1, (type(node), *map(_term, node.children()))
        case Transpose():
            number, rest = _term(node.operand)
            return number, (Transpose, rest)
        case _:
            return _one_of_many(node, _term)


def _one_of_many(node: Node, term: Callable[[Node], Term]) -> Term:
    match node:
        case Number():
            return node.value, _ONE
        case Negate():
            number, rest = term(node.operand)
            return _times(-number, rest)
        case Add():
            return _sum(map(term, node.terms))
        case Call(function="exp"):
            return 1, _exponential(term(node.arguments[0]))
        case Call():
            name = "log" if node.function == "ln" else node.function
            return 1, (name, node.parameter is None, *map(term, node.children()))
        case Indexed():
            return 1, (Indexed, node.name, *map(term, node.indices))
        case Fold():
            return 1, (node.operation, node.index, *map(term, node.children()))
        case _:
            return 1, (node,)


def _sum(terms: Iterable[Term]) -> Term:
    found: dict[Rest, Fraction | int] = {}
    for number, rest in terms:
        for inner, times in rest[1] if _is_sum(rest) else [(rest, 1)]:
            found[inner] = found.get(inner, 0) + number * times
    kept = {rest: number for rest, number in found.items() if number}
    if len(kept) == 1:
        [(rest, number)] = kept.items()
        return number, rest
    return (1, (Add, frozenset(kept.items()))) if kept else (0, _ONE)


def _times(number: Fraction | int, rest: Rest) -> Term:
    return _sum([(number, rest)]) if _is_sum(rest) else (number, rest)


def _is_sum(rest: Rest) -> bool:
    return bool(rest) and rest[0] is Add


def _gather(node: Node, power: int, powers: dict[Rest, int]) -> Fraction | int:
    """Adds the node's factors to the powers, and gives the number among them."""
    match node:
        case Product():
            return _multiplied([_gather(factor, power, powers) for factor in node.factors])
        case Divide():
            return _gather(node.numerator, power, powers) * _gather(node.denominator, -power, powers)
        case Power(base=Constant(name="e")):
            return _gathered((1, _exponential(_term_of_numbers(node.exponent))), power, powers)
        case Power():
            whole = _whole(node.exponent)
            if whole is not None and abs(whole * power) <= LARGEST_POWER:
                return _gather(node.base, whole * power, powers)
            return _gathered((1, (Power, *map(_term_of_numbers, node.children()))), power, powers)
        case _:
            return _gathered(_term_of_numbers(node), power, powers)


def _gathered(term: Term, power: int, powers: dict[Rest, int]) -> Fraction | int:
    number, rest = term
    if number in (1, -1):
        result: Fraction | int = number if power % 2 else 1
    elif number == 0 or _bits(number) * abs(power) > MOST_BITS:
        rest, result = (Number, number, rest), 1
    else:
        result = Fraction(number) ** power
    if rest != _ONE:
        powers[rest] = powers.get(rest, 0) + power
    return result


def _monomial(powers: dict[Rest, int]) -> Rest:
    kept = {rest: power for rest, power in powers.items() if power}
    if list(kept.values()) == [1]:
        return next(iter(kept))
    return (Product, frozenset(kept.items())) if kept else _ONE


def _exponential(exponent: Term) -> Rest:
    return "exp", exponent


def _multiplied(numbers: Iterable[Fraction | int]) -> Fraction | int:
    result: Fraction | int = 1
    for number in numbers:
        result = result * number
    return result


def _whole(node: Node) -> int | None:
    if isinstance(node, Negate):
        inner = _whole(node.operand)
        return None if inner is None else -inner
    return int(node.value) if isinstance(node, Number) and node.value.denominator == 1 else None


def _bits(number: Fraction | int) -> int:
    return number.numerator.bit_length() + number.denominator.bit_length()
