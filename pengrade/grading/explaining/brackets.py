"""Slips of brackets: one that ends too soon, and a function or a power taken of every term alone."""

from collections.abc import Callable, Iterator

from pengrade.grading.explaining.making import Made, Maker, Slip
from pengrade.grading.tree import Add, Call, Divide, Fold, Negate, Node, Power, Product


def of_brackets(node: Node, make: Maker[Made]) -> Iterator[Slip[Made]]:
    match node:
        case Power(base=Add() as base):
            exponent = make.of(node.exponent)
            powers = [_after_minus(term, make, lambda part: make.power(part, exponent)) for term in base.terms]
            yield "bracket", make.add(*map(make.of, base.terms[:-1]), powers[-1])
            yield "term-by-term", make.add(*powers)
        case Power(base=Product() as base):
            *others, last = map(make.of, base.factors)
            yield "bracket", make.product(*others, make.power(last, make.of(node.exponent)))
        case Divide():
            yield from _of_quotient(node, make)
        case Product():
            yield from _of_product(node, make)
        case Call(arguments=(argument,)):
            yield from _of_call(node, argument, make)
        case Fold(body=Add() as body):
            yield "bracket", _with_first(body, make.fold(node, body=body.terms[0]), make)


def _of_quotient(node: Divide, make: Maker[Made]) -> Iterator[Slip[Made]]:
    above, below = node.numerator, node.denominator
    if isinstance(below, Add):
        yield "bracket", _with_first(below, make.divide(make.of(above), make.of(below.terms[0])), make)
    if isinstance(below, Product):
        first, *others = map(make.of, below.factors)
        yield "bracket", make.product(make.divide(make.of(above), first), *others)
    if isinstance(above, Add):
        yield "bracket", _with_last(above, make.divide(make.of(above.terms[-1]), make.of(below)), make)


def _of_product(node: Product, make: Maker[Made]) -> Iterator[Slip[Made]]:
    first, last = node.factors[0], node.factors[-1]
    if isinstance(last, Add):
        before = map(make.of, node.factors[:-1])
        yield "bracket", _with_first(last, make.product(*before, make.of(last.terms[0])), make)
    if isinstance(last, Fold) and isinstance(last.body, Add):
        before = map(make.of, node.factors[:-1])
        yield "bracket", _with_first(last.body, make.product(*before, make.fold(last, body=last.body.terms[0])), make)
    if isinstance(first, Add):
        after = map(make.of, node.factors[1:])
        yield "bracket", _with_last(first, make.product(make.of(first.terms[-1]), *after), make)


def _of_call(node: Call, argument: Node, make: Maker[Made]) -> Iterator[Slip[Made]]:
    parameter = None if node.parameter is None else make.of(node.parameter)

    def of(part: Made) -> Made:
        return make.call(node.function, part, parameter=parameter)

    if isinstance(argument, Add):
        yield "bracket", _with_first(argument, _after_minus(argument.terms[0], make, of), make)
        yield "term-by-term", make.add(*(_after_minus(term, make, of) for term in argument.terms))
    if isinstance(argument, Product):
        first, *others = map(make.of, argument.factors)
        yield "bracket", make.product(of(first), *others)


def _after_minus(term: Node, make: Maker[Made], changed: Callable[[Made], Made]) -> Made:
    """What becomes of a term; a minus stays before it."""
    if isinstance(term, Negate):
        return make.negate(changed(make.of(term.operand)))
    return changed(make.of(term))


def _with_first(node: Add, term: Made, make: Maker[Made]) -> Made:
    return make.add(term, *map(make.of, node.terms[1:]))


def _with_last(node: Add, term: Made, make: Maker[Made]) -> Made:
    return make.add(*map(make.of, node.terms[:-1]), term)
