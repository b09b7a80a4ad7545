"""Sums over an index: taken apart into sums of monomials, constant factors in front."""

from pengrade.grading.proving.forms import as_whole
from pengrade.grading.proving.functions import Functions
from pengrade.grading.proving.ratios import (
    ONE,
    ZERO,
    Atom,
    NotNormalError,
    Polynomial,
    Ratio,
    constant,
    monomial,
    terms,
)
from pengrade.grading.tree import Fold, Name

MOST_UNROLLED = 30  # terms of a sum with literal ends


class Sums(Functions):
    def of_fold(self, node: Fold) -> Ratio:
        if node.condition is not None or node.operation not in ("sum", "product"):
            raise NotNormalError
        lower, upper = (self.atoms.canonical(self.of(end)) for end in (node.lower, node.upper))
        first, last = as_whole(lower), as_whole(upper)
        if first is not None and last is not None:
            return self.unrolled(node, first, last)
        if node.operation == "product":
            raise NotNormalError
        self.bindings += 1
        own = self.atoms.atom("bound", self.bindings, positive=first is not None and first > 0)
        own.bound = frozenset({self.bindings})
        body = self.atoms.canonical(self.with_index(node, self.generator(own)))
        if self.atoms.bound_in(Ratio(body.below)) & own.bound:
            return self.sum_atom(lower, upper, body, own)
        total = Ratio(ZERO)
        for powers, coefficient in terms(body.above):
            inside = tuple(pair for pair in powers if self.atoms.all[pair[0]].bound & own.bound)
            outside = tuple(pair for pair in powers if pair not in inside)
            share = Ratio(monomial(outside) * coefficient, body.below)
            total = total + share * self.sum_of_monomial(lower, upper, Ratio(monomial(inside)), own, node)
        return total

    def unrolled(self, node: Fold, first: int, last: int) -> Ratio:
        if last - first >= MOST_UNROLLED:
            raise NotNormalError
        total = Ratio(ZERO if node.operation == "sum" else ONE)
        for number in range(first, last + 1):
            value = self.with_index(node, constant(number))
            total = total + value if node.operation == "sum" else total * value
        return total

    def with_index(self, node: Fold, value: Ratio) -> Ratio:
        outer = self.indices.get(node.index)
        self.indices[node.index] = value
        try:
            return self.of(node.body)
        finally:
            if outer is None:
                del self.indices[node.index]
            else:
                self.indices[node.index] = outer

    def sum_of_monomial(self, lower: Ratio, upper: Ratio, body: Ratio, own: Atom, node: Fold) -> Ratio:
        # A sum of ones counts its terms only if the upper end never lies more than one below the lower one.
        counts = isinstance(node.upper, Name) and node.upper.name in self.declarations.dimensions
        if body.above == ONE and counts and as_whole(lower) in (0, 1, 2):
            return upper - lower + Ratio(ONE)
        return self.sum_atom(lower, upper, body, own)

    def sum_atom(self, lower: Ratio, upper: Ratio, body: Ratio, own: Atom) -> Ratio:
        """Its index gets a name that depends on the depth of sums inside alone, so that equal sums are one atom."""
        depth = 1 + max((self.depth(atom) for atom in self.inner(body)), default=0)
        named = self.renamed(body, own, depth)
        atom = self.atoms.atom("sum", depth, (lower, upper, named), real=self.is_real(body))
        atom.bound = (self.atoms.bound_in(body) - own.bound) | self.atoms.bound_in(lower) | self.atoms.bound_in(upper)
        return self.generator(atom)

    def depth(self, atom: Atom) -> int:
        own = int(str(atom.label)) if atom.kind == "sum" else 0
        return max([own, *(self.depth(one) for argument in atom.arguments for one in self.inner(argument))])

    def renamed(self, ratio: Ratio, own: Atom, depth: int) -> Ratio:
        return self.atoms.canonical(
            Ratio(self.renamed_in(ratio.above, own, depth)) / Ratio(self.renamed_in(ratio.below, own, depth))
        )

    def renamed_in(self, polynomial: Polynomial, own: Atom, depth: int) -> Polynomial:
        result = ZERO
        for powers, coefficient in terms(polynomial):
            result = result + coefficient * monomial(
                tuple((self.renamed_atom(self.atoms.all[atom], own, depth).number, power) for atom, power in powers)
            )
        return result

    def renamed_atom(self, atom: Atom, own: Atom, depth: int) -> Atom:
        if not atom.bound & own.bound:
            return atom
        if atom is own:
            return self.atoms.atom("index", depth)
        arguments = tuple(self.renamed(argument, own, depth) for argument in atom.arguments)
        other = self.atoms.atom(atom.kind, atom.label, arguments, atom.real, atom.positive)
        other.bound = atom.bound - own.bound
        return other
