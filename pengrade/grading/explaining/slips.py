"""Slips of the pen: what one typical mistake makes of a part, each with the code of the mistake.

Every slip is written down once, over a `Maker`: with a `Writer` it gives the changed tree, with values its value.
Any two makers get the slips of a part in the same order and number.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.explaining.brackets import of_brackets
from pengrade.grading.explaining.making import Made, Maker, Slip
from pengrade.grading.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)

MOST_FACTORS_TO_DROP_TWO = 5
MOST_OTHER_NAMES = 6  # tried in the place of one name

# Functions taken for one another.
_CONFUSED = (
    frozenset({"sin", "cos", "tan"}),
    frozenset({"sinh", "cosh", "tanh"}),
    frozenset({"tanh", "sigmoid"}),
    frozenset({"arcsin", "arccos", "arctan"}),
    frozenset({"max", "min"}),
    frozenset({"floor", "ceil"}),
    frozenset({"tr", "det"}),
    frozenset({"exp", "log", "ln"}),
    frozenset({"gamma", "factorial"}),
    frozenset({"gamma", "lgamma", "digamma"}),
    frozenset({"erf", "erfc", "Phi"}),
    frozenset({"norm", "norm1", "normmax"}),
)
_LOGARITHMS = ("log", "ln")
_DROPPED = {"sqrt": "square", "inv": "inverse"}  # what forgetting a function is called, if not "function"
_TAKEN_FOR = {
    function: [other for alike in _CONFUSED if function in alike for other in sorted(alike - {function})]
    for function in frozenset[str]().union(*_CONFUSED)
}


@dataclass(frozen=True)
class Table:
    """What is known of the names in play; `present` are those that occur on either side.

    `are_numbers`: the tree has no vector and no matrix in it.
    """

    declarations: Declarations
    present: frozenset[str]
    are_numbers: bool = False
    bound: frozenset[str] = frozenset()

    def symbol(self, name: str) -> Symbol | None:
        return None if name in self.bound else self.declarations.symbols.get(name)

    def is_matrix(self, node: Node) -> bool:
        symbol = self.symbol(node.name) if isinstance(node, Name) else None
        return symbol is not None and symbol.shape != (1, 1)

    def is_count(self, name: str) -> bool:
        symbol = self.symbol(name)
        whole = symbol is not None and symbol.domain in ("natural", "integer")
        return name not in self.bound and (whole or name in self.declarations.dimensions)

    def others(self, name: str) -> list[str]:
        """Names that might be taken for this one."""
        symbol = self.symbol(name)
        if symbol is None:
            return []
        alike = (
            other
            for other in sorted(self.present - {name})
            if (its := self.symbol(other)) and _role(its) == _role(symbol)
        )
        return list(islice(alike, MOST_OTHER_NAMES))


def _role(symbol: Symbol) -> tuple[object, ...]:
    return symbol.shape, symbol.family, symbol.domain in ("index", "function")


def of_the_whole(tree: Node, are_numbers: bool, make: Maker[Made]) -> Iterator[Slip[Made]]:
    """The likelier and the simpler first. `are_numbers`: both sides are, for which half of these mean nothing."""
    whole = make.of(tree)
    yield "sign", make.opposite(tree)
    yield "factor:2", make.product(make.number(2), whole)
    yield "factor:1/2", make.divide(whole, make.number(2))
    if not are_numbers:
        yield "transpose", make.transpose(whole)
    yield "reciprocal", make.divide(make.number(1), whole)
    if not are_numbers:
        yield "inverse", make.power(whole, make.number(-1))
    yield "square", make.power(whole, make.number(2))
    yield "square", make.call("sqrt", whole)
    if isinstance(tree, Product) and not are_numbers:
        yield "order", make.product(*map(make.of, reversed(tree.factors)))


def of_one_name_everywhere(name: str, table: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    """What stands for the name, by the same slip at every place."""
    return (slip for slip in _of_name(Name(0, 0, name), table, make) if slip[0] != "symbol")


def pairs_to_swap(table: Table) -> Iterator[tuple[str, str]]:
    return ((one, other) for one, other in combinations(sorted(table.present), 2) if other in table.others(one))


def here(node: Node, table: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    """Slips at this very part, not within it."""
    slips = _HERE.get(type(node))
    return iter(()) if slips is None else slips(node, table, make)


def _of_sum(node: Add, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    terms = [make.of(term) for term in node.terms]
    for place, term in enumerate(terms):
        before, after = terms[:place], terms[place + 1 :]
        yield "term-sign", make.add(*before, make.opposite(node.terms[place]), *after)
        yield "term-missing", make.add(*before, *after)
        yield "half", make.add(*before, make.divide(term, make.number(2)), *after)
        yield "half", make.add(*before, make.product(make.number(2), term), *after)
    yield "operator", make.product(*terms)
    if len(terms) == 2 and _is_number(node.terms[0], 1) and isinstance(node.terms[1], Negate):
        yield "complement", make.of(node.terms[1].operand)


def _of_product(node: Product, table: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    factors = [make.of(factor) for factor in node.factors]
    for rest in _without_some(factors):
        yield "factor-missing", make.product(*rest)
    for place in range(0 if table.are_numbers else len(factors) - 1):
        yield (
            "order",
            make.product(*factors[:place], factors[place + 1], factors[place], *factors[place + 2 :]),
        )
    yield "operator", make.add(*factors)
    for place, factor in enumerate(factors):
        if not table.is_matrix(node.factors[place]):
            yield "fraction", make.divide(make.product(*factors[:place], *factors[place + 1 :]), factor)
    yield from of_brackets(node, make)


def _without_some(factors: list[Made]) -> Iterator[tuple[Made, ...]]:
    """Without one of them, or two: an inner derivative is often 2 x."""
    for gone in (1, 2):
        if gone == 1 or 2 < len(factors) <= MOST_FACTORS_TO_DROP_TWO:
            yield from combinations(factors, len(factors) - gone)


def _of_quotient(node: Divide, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    above, below = make.of(node.numerator), make.of(node.denominator)
    yield "fraction", make.divide(below, above)
    yield "operator", make.product(above, below)
    yield "factor-missing", above
    yield "half", make.divide(above, make.product(make.number(2), below))
    yield "half", make.divide(make.product(make.number(2), above), below)
    yield from of_brackets(node, make)


def _of_power(node: Power, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    base, exponent = make.of(node.base), make.of(node.exponent)
    literal = node.exponent.operand if isinstance(node.exponent, Negate) else node.exponent
    squared, inverted = _is_number(literal, 2), _is_number(literal, 1)
    yield "square" if squared else "inverse" if inverted else "function", base
    yield "inverse" if inverted else "term-sign", make.power(base, make.opposite(node.exponent))
    if isinstance(node.exponent, Number) and node.exponent.value.denominator == 1:
        yield "exponent", make.power(base, make.number(node.exponent.value + 1))
        yield "exponent", make.power(base, make.number(node.exponent.value - 1))
    else:
        yield "exponent", make.power(base, make.shifted(node.exponent, 1))
        yield "exponent", make.power(base, make.shifted(node.exponent, -1))
        yield "half", make.power(base, make.product(make.number(2), exponent))
        yield "half", make.power(base, make.divide(exponent, make.number(2)))
    yield from of_brackets(node, make)


def _of_negative(node: Negate, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    yield "term-sign", make.of(node.operand)


def _of_transposed(node: Transpose, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    yield "transpose", make.of(node.operand)


def _of_call(node: Call, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    arguments = [make.of(argument) for argument in node.arguments]
    parameter = None if node.parameter is None else make.of(node.parameter)
    if node.function in _LOGARITHMS:
        if node.parameter is not None:
            yield "log-base", make.call(node.function, *arguments)
        for base in (2, 10):
            yield "log-base", make.call(node.function, *arguments, parameter=make.number(base))
    if len(arguments) == 1:
        yield _DROPPED.get(node.function, "function"), arguments[0]
        for code, inside in (
            ("term-sign", make.opposite(node.arguments[0])),
            ("half", make.product(make.number(2), arguments[0])),
            ("half", make.divide(arguments[0], make.number(2))),
        ):
            yield code, make.call(node.function, inside, parameter=parameter)
        yield "square", make.power(make.of(node), make.number(2))
    for other in _TAKEN_FOR.get(node.function, ()) if node.parameter is None else ():
        yield "function", make.call(other, *arguments)
    yield from of_brackets(node, make)


def _of_fold(node: Fold, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    for change in (1, -1):
        yield "index", make.fold(node, lower=change)
        yield "index", make.fold(node, upper=change)
    yield "operator", make.fold(node, operation="product" if node.operation == "sum" else "sum")
    yield from of_brackets(node, make)


def _of_name(node: Name, table: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    for other in table.others(node.name):
        yield "symbol", make.name(other)
    if node.name in table.bound:
        return
    its = make.of(node)
    if table.is_matrix(node):
        yield "transpose", make.transpose(its)
        yield "inverse", make.power(its, make.number(-1))
        return
    if table.is_count(node.name):
        yield "n-1", make.shifted(node, -1)
        yield "n-1", make.shifted(node, 1)
    symbol = table.symbol(node.name)
    if symbol is not None and symbol.domain == "probability":
        yield "complement", make.add(make.number(1), make.negate(its))
    elif symbol is not None and symbol.domain not in ("index", "function"):
        yield "square", make.power(its, make.number(2))
        yield "square", make.call("sqrt", its)


def _of_indexed(node: Indexed, table: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    indices = [make.of(index) for index in node.indices]
    for place, index in enumerate(node.indices):
        for change in (1, -1):
            moved = make.shifted(index, change)
            yield "index", make.member(node.name, *indices[:place], moved, *indices[place + 1 :])
    if len(indices) == 2:
        yield "index", make.member(node.name, *reversed(indices))
    for name in table.others(node.name):
        yield "symbol", make.member(name, *indices)
    yield "square", make.power(make.of(node), make.number(2))


def _of_number(node: Number, _: Table, make: Maker[Made]) -> Iterator[Slip[Made]]:
    yield "number", make.number(node.value + 1)
    if node.value >= 1:
        yield "number", make.number(node.value - 1)


def _is_number(node: Node, value: int) -> bool:
    return isinstance(node, Number) and node.value == value


_HERE: dict[type[Node], Callable[[Any, Table, Maker[Any]], Iterator[Slip[Any]]]] = {
    Add: _of_sum,
    Product: _of_product,
    Divide: _of_quotient,
    Power: _of_power,
    Negate: _of_negative,
    Transpose: _of_transposed,
    Call: _of_call,
    Fold: _of_fold,
    Name: _of_name,
    Indexed: _of_indexed,
    Number: _of_number,
}
