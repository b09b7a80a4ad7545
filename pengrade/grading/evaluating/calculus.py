"""Derivatives, integrals and limits at a point."""

from collections.abc import Callable

from pengrade.grading.evaluating.differentiate import NotDifferentiableError, differentiated, slope_of
from pengrade.grading.evaluating.integrals import integral_of
from pengrade.grading.evaluating.limits import limit_of
from pengrade.grading.evaluating.place import Evaluate, OutOfReachError, Place
from pengrade.grading.evaluating.values import Value
from pengrade.grading.tree import Derivative, Integral, Limit, Node, Slope

Compile = Callable[[Node], Evaluate]


def out_of_reach(_: Place) -> Value:
    raise OutOfReachError


def derivative(node: Derivative, compiled: Compile) -> Evaluate:
    try:
        return compiled(differentiated(node.body, node.variable, node.order))
    except NotDifferentiableError:
        return out_of_reach


def slope(node: Slope, compiled: Compile) -> Evaluate:
    try:
        return compiled(slope_of(node))
    except NotDifferentiableError:
        return out_of_reach


def integral(node: Integral, compiled: Compile) -> Evaluate:
    return integral_of(node, compiled) or out_of_reach


def limit(node: Limit, compiled: Compile) -> Evaluate:
    return limit_of(node, compiled)
