"""Slips of the pen: every tree that one typical mistake makes of a tree, each with the code of the mistake."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice

from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.explaining.brackets import of_brackets
from pengrade.grading.explaining.rewriting import Slip, everywhere, number, power, product, with_child
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

MOST_SLIPS = 500  # of one tree
MOST_FACTORS_TO_DROP_TWO = 5
ENDS_OF_A_FOLD = 2  # its first children
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


@dataclass(frozen=True)
class Change:
    """A slip at one place of a tree, which is written down only when it is looked at. The path: children's numbers."""

    code: str
    path: tuple[int, ...]
    part: Node

    def applied(self, tree: Node) -> Node | None:
        """None where the tree cannot be put together again."""
        return self._applied(tree, 0)

    def _applied(self, node: Node, depth: int) -> Node | None:
        if depth == len(self.path):
            return self.part
        place = self.path[depth]
        below = self._applied(node.children()[place], depth + 1)
        return None if below is None else with_child(node, place, below)


@dataclass(frozen=True)
class Table:
    """What is known of the names in play; `present` are those that occur on either side."""

    declarations: Declarations
    present: frozenset[str]
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


def slips(tree: Node, table: Table) -> list[Change]:
    """Everything that is one slip away, apart from slips of the whole; never more than MOST_SLIPS."""
    return list(islice(_all(tree, table), MOST_SLIPS))


def _all(tree: Node, table: Table) -> Iterator[Change]:
    for code, other in _of_names(tree, table):
        yield Change(code, (), other)
    yield from _inside(tree, table, ())


def of_the_whole(tree: Node) -> Iterator[Slip]:
    """The likelier and the simpler first."""
    yield "sign", _opposite(tree)
    yield "factor:2", product(number(2), tree)
    yield "factor:1/2", Divide(0, 0, tree, number(2))
    yield "transpose", _transposed(tree)
    yield "reciprocal", Divide(0, 0, number(1), tree)
    yield "inverse", power(tree, -1)
    yield "square", power(tree, 2)
    yield "square", Call(0, 0, "sqrt", (tree,))
    yield "order", _reversed(tree)


def _reversed(tree: Node) -> Node:
    return product(*reversed(tree.factors)) if isinstance(tree, Product) else tree


def _of_names(tree: Node, table: Table) -> Iterator[Slip]:
    """The same slip at every place of a name."""
    for name in sorted(table.present):
        for code, other in _of_name(Name(0, 0, name), table):
            if code != "symbol":
                yield code, _with_name(tree, name, other)
    for one, other_name in combinations(sorted(table.present), 2):
        if other_name in table.others(one):
            yield "swapped", _exchanged(tree, {one: other_name, other_name: one})


def _with_name(tree: Node, name: str, other: Node) -> Node:
    return everywhere(tree, lambda node: other if isinstance(node, Name) and node.name == name else None)


def _exchanged(tree: Node, names: dict[str, str]) -> Node:
    def exchange(node: Node) -> Node | None:
        return replace(node, name=names[node.name]) if isinstance(node, Name) and node.name in names else None

    return everywhere(tree, exchange)


def _inside(node: Node, table: Table, path: tuple[int, ...]) -> Iterator[Change]:
    for code, part in chain(_here(node, table), of_brackets(node)):
        yield Change(code, path, part)
    within = replace(table, bound=table.bound | {node.index}) if isinstance(node, Fold) else table
    for place, child in enumerate(node.children()):
        for change in _inside(child, table if place < ENDS_OF_A_FOLD else within, (*path, place)):
            is_lost_minus = isinstance(node, Power) and isinstance(child, Negate) and change.part is child.operand
            if not is_lost_minus:  # told by the power itself
                code = _seen_from(node, place, change.code)
                yield change if code == change.code else replace(change, code=code)


def _seen_from(node: Node, place: int, code: str) -> str:
    """Whatever is off in an index or in an end of a sum is a slip of the index."""
    is_index = isinstance(node, Indexed) or (isinstance(node, Fold) and place < ENDS_OF_A_FOLD)
    return "index" if is_index else code


def _here(node: Node, table: Table) -> Iterator[Slip]:
    match node:
        case Add():
            yield from _of_sum(node)
        case Product():
            yield from _of_product(node, table)
        case Divide():
            yield from _of_quotient(node)
        case Power():
            yield from _of_power(node)
        case Negate():
            yield "term-sign", node.operand
        case Transpose():
            yield "transpose", node.operand
        case Call():
            yield from _of_call(node)
        case Fold():
            yield from _of_fold(node)
        case Name():
            yield from _of_name(node, table)
        case Indexed():
            yield from _of_indexed(node, table)
        case Number():
            yield from _of_number(node)


def _of_sum(node: Add) -> Iterator[Slip]:
    for place, term in enumerate(node.terms):
        before, after = node.terms[:place], node.terms[place + 1 :]
        yield "term-sign", Add(0, 0, (*before, _opposite(term), *after))
        yield "term-missing", Add(0, 0, (*before, *after)) if len(node.terms) > 2 else (*before, *after)[0]
        yield "half", Add(0, 0, (*before, Divide(0, 0, term, number(2)), *after))
        yield "half", Add(0, 0, (*before, product(number(2), term), *after))
    yield "operator", product(*node.terms)
    if len(node.terms) == 2 and node.terms[0] == number(1) and isinstance(node.terms[1], Negate):
        yield "complement", node.terms[1].operand


def _of_product(node: Product, table: Table) -> Iterator[Slip]:
    factors = node.factors
    for rest in _without_some(factors):
        yield "factor-missing", product(*rest) if len(rest) > 1 else rest[0]
    for place in range(len(factors) - 1):
        turned = (*factors[:place], factors[place + 1], factors[place], *factors[place + 2 :])
        yield "order", product(*turned)
    yield "operator", Add(0, 0, factors)
    for place, factor in enumerate(factors):
        if not table.is_matrix(factor):
            others = (*factors[:place], *factors[place + 1 :])
            yield "fraction", Divide(0, 0, product(*others) if len(others) > 1 else others[0], factor)


def _without_some(factors: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    """Without one of them, or two: an inner derivative is often 2 x."""
    places = range(len(factors))
    for gone in (1, 2):
        if gone == 1 or 2 < len(factors) <= MOST_FACTORS_TO_DROP_TWO:
            for left in combinations(places, len(factors) - gone):
                yield tuple(factors[place] for place in left)


def _of_quotient(node: Divide) -> Iterator[Slip]:
    above, below = node.numerator, node.denominator
    yield "fraction", Divide(0, 0, below, above)
    yield "operator", product(above, below)
    yield "factor-missing", above
    yield "half", Divide(0, 0, above, product(number(2), below))
    yield "half", Divide(0, 0, product(number(2), above), below)


def _of_power(node: Power) -> Iterator[Slip]:
    base, exponent = node.base, node.exponent
    literal = exponent.operand if isinstance(exponent, Negate) else exponent
    squared = isinstance(literal, Number) and literal.value == 2
    inverted = isinstance(literal, Number) and literal.value == 1
    yield "square" if squared else "inverse" if inverted else "function", base
    yield "inverse" if inverted else "term-sign", Power(0, 0, base, _opposite(exponent))
    if isinstance(exponent, Number) and exponent.value.denominator == 1:
        yield "exponent", Power(0, 0, base, number(exponent.value + 1))
        yield "exponent", Power(0, 0, base, number(exponent.value - 1))
        return
    yield "exponent", Power(0, 0, base, Add(0, 0, (exponent, number(1))))
    yield "exponent", Power(0, 0, base, Add(0, 0, (exponent, Negate(0, 0, number(1)))))
    yield "half", Power(0, 0, base, product(number(2), exponent))
    yield "half", Power(0, 0, base, Divide(0, 0, exponent, number(2)))


def _of_call(node: Call) -> Iterator[Slip]:
    function, arguments = node.function, node.arguments
    if function in _LOGARITHMS:
        yield from _of_logarithm(node)
    if len(arguments) == 1:
        yield _DROPPED.get(function, "function"), arguments[0]
        yield "term-sign", replace(node, arguments=(_opposite(arguments[0]),))
        yield "half", replace(node, arguments=(product(number(2), arguments[0]),))
        yield "half", replace(node, arguments=(Divide(0, 0, arguments[0], number(2)),))
        yield "square", power(node, 2)
    for alike in _CONFUSED:
        if function in alike and node.parameter is None:
            for other in sorted(alike - {function}):
                yield "function", replace(node, function=other)


def _of_logarithm(node: Call) -> Iterator[Slip]:
    if node.parameter is not None:
        yield "log-base", replace(node, parameter=None)
    for base in (2, 10):
        yield "log-base", replace(node, parameter=number(base))


def _of_fold(node: Fold) -> Iterator[Slip]:
    for change in (1, -1):
        yield "index", replace(node, lower=_shifted(node.lower, change))
        yield "index", replace(node, upper=_shifted(node.upper, change))
    yield "operator", replace(node, operation="product" if node.operation == "sum" else "sum")


def _of_name(node: Name, table: Table) -> Iterator[Slip]:
    for other in table.others(node.name):
        yield "symbol", replace(node, name=other)
    if node.name in table.bound:
        return
    if table.is_matrix(node):
        yield "transpose", Transpose(0, 0, node)
        yield "inverse", power(node, -1)
        return
    if table.is_count(node.name):
        yield "n-1", _shifted(node, -1)
        yield "n-1", _shifted(node, 1)
    symbol = table.symbol(node.name)
    if symbol is not None and symbol.domain == "probability":
        yield "complement", Add(0, 0, (number(1), Negate(0, 0, node)))
    elif symbol is not None and symbol.domain not in ("index", "function"):
        yield "square", power(node, 2)
        yield "square", Call(0, 0, "sqrt", (node,))


def _of_indexed(node: Indexed, table: Table) -> Iterator[Slip]:
    for place, index in enumerate(node.indices):
        for change in (1, -1):
            other = with_child(node, place, _shifted(index, change))
            if other is not None:
                yield "index", other
    if len(node.indices) == 2:
        yield "index", replace(node, indices=node.indices[::-1])
    for name in table.others(node.name):
        yield "symbol", replace(node, name=name)
    yield "square", power(node, 2)


def _of_number(node: Number) -> Iterator[Slip]:
    yield "number", number(node.value + 1)
    if node.value >= 1:
        yield "number", number(node.value - 1)


def _opposite(node: Node) -> Node:
    return node.operand if isinstance(node, Negate) else Negate(0, 0, node)


def _transposed(node: Node) -> Node:
    return node.operand if isinstance(node, Transpose) else Transpose(0, 0, node)


def _shifted(node: Node, change: int) -> Node:
    if isinstance(node, Number) and node.value + change >= 0:
        return number(node.value + change)
    one = number(1)
    return Add(0, 0, (node, one if change > 0 else Negate(0, 0, one)))
