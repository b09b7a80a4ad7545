"""Integrals in a normal form: in closed form where that is known, else linear in the integrand and opaque."""

from math import inf

from pengrade.grading.proving.antiderivatives import hull, integrated
from pengrade.grading.proving.coefficients import NOTHING
from pengrade.grading.proving.ratios import Ratio, constant
from pengrade.grading.proving.sums import Between, Sums
from pengrade.grading.tree import Add, Infinity, Integral, Negate, Node


class Integrals(Sums):
    def of_integral(self, node: Integral) -> Ratio:
        found = integrated(node, self.ranges)
        if found is not None:
            self.rewrote = True
            return self.of(found)
        lower, upper = (self.end(end) for end in (node.lower, node.upper))
        if self.atoms.reduced(lower - upper).above.is_zero():
            return NOTHING
        if isinstance(node.body, Add):
            return self.of(Add(0, 0, tuple(self.part(node, term) for term in node.body.terms)))
        between = hull(self.ranges, node.lower, node.upper)
        self.bindings += 1
        own = self.atoms.atom("bound", self.bindings, positive=between.signs() == {1})
        own.bound = frozenset({self.bindings})
        body = self.atoms.canonical(self.bound_to(node.variable, self.generator(own), between, node.body))
        return self.summed(body, Between(own, lower, upper, -inf, "integral"))

    def part(self, node: Integral, term: Node) -> Node:
        if isinstance(term, Negate):
            return Negate(0, 0, self.part(node, term.operand))
        return Integral(0, 0, node.variable, node.lower, node.upper, term)

    def end(self, node: Node) -> Ratio:
        if isinstance(node, Infinity):
            sign = -1 if node.negative else 1
            return self.generator(self.atoms.atom("infinity")) * constant(sign)
        return self.atoms.canonical(self.of(node))
