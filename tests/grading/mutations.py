"""Trees changed at one random node: into something else (`mutated`), or into the same in other words (`rewritten`)."""

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)

Change = Callable[[Node], Node | None]  # None where it does not apply

_OTHER_FUNCTION = {
    "sin": "cos",
    "cos": "sin",
    "exp": "cosh",
    "tanh": "arctan",
    "log": "sqrt",
    "ln": "sqrt",
    "sqrt": "abs",
    "max": "min",
    "gamma": "factorial",
    "Phi": "sigmoid",
    "sigmoid": "Phi",
}


def mutated(tree: Node, generator: random.Random) -> Node:
    """One slip: a sign, a number, a missing term, a fraction upside down, another function. Shapes stay as they are."""
    return _changed(tree, _SLIPS, generator)


def rewritten(tree: Node, generator: random.Random, scalars_only: bool) -> Node:
    """One identity; of matrices only those that hold for any shape."""
    return _changed(tree, [*_FOR_ANY_SHAPE, *(_FOR_SCALARS if scalars_only else [])], generator)


def _changed(tree: Node, changes: list[Change], generator: random.Random) -> Node:
    choices = _changed_somewhere(tree, changes)
    return generator.choice(choices) if choices else tree


def _changed_somewhere(node: Node, changes: list[Change]) -> list[Node]:
    """Every tree that differs from this one by one change at one node."""
    here = [found for change in changes if (found := change(node)) is not None]
    for field, part in _parts(node):
        others: list[dict[str, Any]] = [{field: other} for other in _changed_part(part, changes)]
        here += [replace(node, **other) for other in others]
    return here


def _changed_part(part: Node | tuple[Node, ...], changes: list[Change]) -> list[Node | tuple[Node, ...]]:
    if isinstance(part, Node):
        return list[Node | tuple[Node, ...]](_changed_somewhere(part, changes))
    return [
        (*part[:place], other, *part[place + 1 :])
        for place, one in enumerate(part)
        for other in _changed_somewhere(one, changes)
    ]


def _parts(node: Node) -> list[tuple[str, Node | tuple[Node, ...]]]:
    """The fields with what may be changed; indices and the bounds of sums stay as they are."""
    fields = {
        Add: ["terms"],
        Product: ["factors"],
        Negate: ["operand"],
        Divide: ["numerator", "denominator"],
        Power: ["base"],
        Transpose: ["operand"],
        Fold: ["body"],
        Call: ["arguments"],
    }
    return [(field, getattr(node, field)) for field in fields.get(type(node), [])]


def _number(value: int) -> Number:
    return Number(0, 0, Fraction(value), str(value))


def _product(*factors: Node) -> Product:
    return Product(0, 0, factors, ("*",) * (len(factors) - 1))


def _larger_number(node: Node) -> Node | None:
    return _number(int(node.value) + 1) if isinstance(node, Number) and node.value.denominator == 1 else None


def _other_sign(node: Node) -> Node | None:
    return replace(node, terms=(*node.terms[:-1], Negate(0, 0, node.terms[-1]))) if isinstance(node, Add) else None


def _missing_term(node: Node) -> Node | None:
    if not isinstance(node, Add):
        return None
    return node.terms[0] if len(node.terms) == 2 else replace(node, terms=node.terms[:-1])


def _twice(node: Node) -> Node | None:
    return _product(_number(2), node) if isinstance(node, Add | Product | Divide | Call) else None


def _higher_power(node: Node) -> Node | None:
    if not isinstance(node, Power) or not isinstance(node.exponent, Number) or node.exponent.value.denominator != 1:
        return None
    return replace(node, exponent=_number(int(node.exponent.value) + 1))


def _another_function(node: Node) -> Node | None:
    if not isinstance(node, Call) or node.function not in _OTHER_FUNCTION or node.parameter is not None:
        return None
    return replace(node, function=_OTHER_FUNCTION[node.function])


def _reversed_terms(node: Node) -> Node | None:
    return replace(node, terms=node.terms[::-1]) if isinstance(node, Add) else None


def _negated_twice(node: Node) -> Node | None:
    return Negate(0, 0, Negate(0, 0, node)) if isinstance(node, Add | Call | Divide | Name) else None


def _difference_turned(node: Node) -> Node | None:
    if not isinstance(node, Add):
        return None
    return Negate(0, 0, replace(node, terms=tuple(Negate(0, 0, term) for term in node.terms)))


def _half_of_twice(node: Node) -> Node | None:
    if not isinstance(node, Add | Product):
        return None
    return _product(Divide(0, 0, _number(1), _number(2)), Add(0, 0, (node, node)))


def _reversed_factors(node: Node) -> Node | None:
    return _product(*node.factors[::-1]) if isinstance(node, Product) else None


def _square_written_out(node: Node) -> Node | None:
    return _product(node.base, node.base) if isinstance(node, Power) and node.exponent == _number(2) else None


def _fraction_as_a_power(node: Node) -> Node | None:
    if not isinstance(node, Divide):
        return None
    return _product(node.numerator, Power(0, 0, node.denominator, Negate(0, 0, _number(1))))


def _exponential_of_a_sum(node: Node) -> Node | None:
    exponent = node.arguments[0] if isinstance(node, Call) and node.function == "exp" else None
    if isinstance(node, Power) and isinstance(node.base, Constant) and node.base.name == "e":
        exponent = node.exponent
    if not isinstance(exponent, Add):
        return None
    return _product(*(Call(0, 0, "exp", (term,)) for term in exponent.terms))


def _sum_term_by_term(node: Node) -> Node | None:
    if not isinstance(node, Fold) or node.operation != "sum" or not isinstance(node.body, Add):
        return None
    return Add(0, 0, tuple(replace(node, body=term) for term in node.body.terms))


def _function_by_another(node: Node) -> Node | None:
    if not isinstance(node, Call):
        return None
    inside = node.arguments[0]
    if node.function == "sin":
        quarter = Divide(0, 0, Constant(0, 0, "pi"), _number(2))
        return Call(0, 0, "cos", (Add(0, 0, (quarter, Negate(0, 0, inside))),))
    if node.function == "tanh":
        return Divide(0, 0, Call(0, 0, "sinh", (inside,)), Call(0, 0, "cosh", (inside,)))
    if node.function == "sigmoid":
        below = Add(0, 0, (_number(1), Call(0, 0, "exp", (Negate(0, 0, inside),))))
        return Divide(0, 0, _number(1), below)
    return None


_SLIPS: list[Change] = [_larger_number, _other_sign, _missing_term, _twice, _higher_power, _another_function]
_FOR_ANY_SHAPE: list[Change] = [_reversed_terms, _negated_twice, _difference_turned, _half_of_twice, _sum_term_by_term]
_FOR_SCALARS: list[Change] = [
    _reversed_factors,
    _square_written_out,
    _fraction_as_a_power,
    _exponential_of_a_sum,
    _function_by_another,
]
