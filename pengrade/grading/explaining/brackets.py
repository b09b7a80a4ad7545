"""Slips of brackets: one that ends too soon, and a function or a power taken of every term alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from pengrade.grading.explaining.rewriting import Slip, product
from pengrade.grading.tree import Add, Call, Divide, Fold, Negate, Node, Power, Product


def of_brackets(node: Node) -> Iterator[Slip]:
    match node:
        case Power(base=Add() as base):
            powers = tuple(_after_minus(term, partial(_power, exponent=node.exponent)) for term in base.terms)
            yield "bracket", _with_last(base, powers[-1])
            yield "term-by-term", Add(0, 0, powers)
        case Power(base=Product() as base):
            yield "bracket", product(*base.factors[:-1], Power(0, 0, base.factors[-1], node.exponent))
        case Divide():
            yield from _of_quotient(node)
        case Product():
            yield from _of_product(node)
        case Call(arguments=(argument,)):
            yield from _of_call(node, argument)
        case Fold(body=Add() as body):
            yield "bracket", _with_first(body, replace(node, body=body.terms[0]))


def _of_quotient(node: Divide) -> Iterator[Slip]:
    above, below = node.numerator, node.denominator
    if isinstance(below, Add):
        yield "bracket", _with_first(below, Divide(0, 0, above, below.terms[0]))
    if isinstance(below, Product):
        yield "bracket", product(Divide(0, 0, above, below.factors[0]), *below.factors[1:])
    if isinstance(above, Add):
        yield "bracket", _with_last(above, Divide(0, 0, above.terms[-1], below))


def _of_product(node: Product) -> Iterator[Slip]:
    first, last = node.factors[0], node.factors[-1]
    if isinstance(last, Add):
        yield "bracket", _with_first(last, product(*node.factors[:-1], last.terms[0]))
    if isinstance(last, Fold) and isinstance(last.body, Add):
        yield "bracket", _with_first(last.body, product(*node.factors[:-1], replace(last, body=last.body.terms[0])))
    if isinstance(first, Add):
        yield "bracket", _with_last(first, product(first.terms[-1], *node.factors[1:]))


def _of_call(node: Call, argument: Node) -> Iterator[Slip]:
    if isinstance(argument, Add):
        yield "bracket", _with_first(argument, _of(node, argument.terms[0]))
        yield "term-by-term", Add(0, 0, tuple(_of(node, term) for term in argument.terms))
    if isinstance(argument, Product):
        yield "bracket", product(_of(node, argument.factors[0]), *argument.factors[1:])


def _of(node: Call, argument: Node) -> Node:
    return _after_minus(argument, lambda term: replace(node, arguments=(term,)))


def _power(base: Node, exponent: Node) -> Node:
    return Power(0, 0, base, exponent)


def _after_minus(term: Node, changed: Callable[[Node], Node]) -> Node:
    """What becomes of a term; a minus stays before it."""
    return Negate(0, 0, changed(term.operand)) if isinstance(term, Negate) else changed(term)


def _with_first(node: Add, term: Node) -> Node:
    return Add(0, 0, (term, *node.terms[1:]))


def _with_last(node: Add, term: Node) -> Node:
    return Add(0, 0, (*node.terms[:-1], term))
