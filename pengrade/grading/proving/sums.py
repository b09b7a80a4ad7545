"""Sums and products over an index: taken apart into sums of monomials, constant factors in front.

Sums of polynomials times powers and factorials are put in closed form as far as that goes. Of the others, the index is
shifted and the ends are moved by single terms, so that x_2 + … + x_n and the sum of x_{i+1} from 1 to n-1 are one. A
product is exp of the sum of the logarithms, whatever branch these are on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor

from flint import fmpq

from pengrade.grading.proving.closed_sums import ClosedSums
from pengrade.grading.proving.coefficients import (
    NOTHING,
    Coefficients,
    coefficients_of,
    divided,
    line_of,
    multiplied,
    value,
)
from pengrade.grading.proving.forms import as_whole
from pengrade.grading.proving.functions import constant_part
from pengrade.grading.proving.ranges import Bound, Range
from pengrade.grading.proving.ratios import (
    GENERATORS,
    ONE,
    ZERO,
    Atom,
    Monomial,
    NotNormalError,
    Polynomial,
    Ratio,
    constant,
    monomial,
    terms,
)
from pengrade.grading.proving.replacing import Replacing
from pengrade.grading.tree import Add, Fold, Negate, Node

MOST_UNROLLED = 30  # terms of a sum with literal ends
MOST_MOVED = 6  # terms by which an end is moved


@dataclass(frozen=True)
class Between:
    """An index and its ends; `span` is the least that upper - lower can be. One term fewer than none adds nothing.

    `operation`: what is done to the terms; an integral has the span of minus infinity.
    """

    own: Atom
    lower: Ratio
    upper: Ratio
    span: Bound
    operation: str = "sum"

    def is_counted(self) -> bool:
        """What runs from `lower` to `upper` is as long as the ends say: never is upper < lower - 1."""
        return self.span >= -1

    def moved(self, step: int) -> "Between":
        return replace(self, lower=self.lower + constant(step), upper=self.upper + constant(step))


class Sums(Replacing):
    def of_fold(self, node: Fold) -> Ratio:
        if node.condition is not None:
            raise NotNormalError
        lower, upper = (self.atoms.canonical(self.of(end)) for end in (node.lower, node.upper))
        first, last = as_whole(lower), as_whole(upper)
        if first is not None and last is not None and node.operation in ("sum", "product"):
            return self.unrolled(node, first, last)
        self.bindings += 1
        own = self.atoms.atom("bound", self.bindings, positive=first is not None and first > 0, whole=True)
        own.bound = frozenset({self.bindings})
        span = self.ranges.of(Add(0, 0, (node.upper, Negate(0, 0, node.lower)))).low
        between = Between(own, lower, upper, span, node.operation)
        body = self.atoms.canonical(self.with_index(node, self.generator(own)))
        if node.operation == "sum":
            return self.summed(body, between)
        if node.operation == "product" and between.is_counted():
            return self.multiplied_over(body, between)
        return self.fold_atom(body, between)

    def unrolled(self, node: Fold, first: int, last: int) -> Ratio:
        if last - first >= MOST_UNROLLED:
            raise NotNormalError
        total = Ratio(ZERO if node.operation == "sum" else ONE)
        for number in range(first, last + 1):
            found = self.with_index(node, constant(number))
            total = total + found if node.operation == "sum" else total * found
        return total

    def with_index(self, node: Fold, index: Ratio) -> Ratio:
        return self.bound_to(node.index, index, self.ranges.of_index(node), node.body)

    def bound_to(self, name: str, value: Ratio, between: Range, body: Node) -> Ratio:
        """A tree in which a name stands for something."""
        outer, ranges = self.indices.get(name), self.ranges
        self.indices[name], self.ranges = value, ranges.with_index(name, between)
        try:
            return self.of(body)
        finally:
            self.ranges = ranges
            if outer is None:
                del self.indices[name]
            else:
                self.indices[name] = outer

    # --- sums ------------------------------------------------------------------------------------------------------

    def summed(self, body: Ratio, between: Between) -> Ratio:
        total = NOTHING
        for polynomial, rest in self.pieces(body, between.own):
            left: Coefficients = polynomial
            if between.is_counted():
                found = ClosedSums(self, between.own, between.lower, between.upper).closed(polynomial, rest)
                if found is not None:
                    self.rewrote = (
                        self.rewrote
                        or len(polynomial) > 1
                        or not rest.above.is_constant()
                        or not rest.below.is_constant()
                    )
                    total, left = total + found[0], found[1]
            for degree, share in enumerate(left):
                if not share.above.is_zero():
                    inside = Ratio(monomial(((between.own.number, degree),)) if degree else ONE) * rest
                    total = total + share * self.sum_of_monomial(self.atoms.canonical(inside), between)
        return total

    def pieces(self, body: Ratio, own: Atom) -> Iterator[tuple[Coefficients, Ratio]]:
        """Polynomials in the index, and what they are multiplied with: what else depends on it."""
        free, lines, below = self.parted(body.below, own)
        groups: dict[Monomial, Polynomial] = {}
        for powers, coefficient in terms(body.above):
            other = tuple(
                pair for pair in powers if pair[0] != own.number and self.atoms.all[pair[0]].bound & own.bound
            )
            share = monomial(tuple(pair for pair in powers if pair not in other)) * coefficient
            groups[other] = groups.get(other, ZERO) + share
        for others, polynomial in groups.items():
            found = coefficients_of(Ratio(polynomial, free), own, self.atoms)
            if found is not None:
                yield from self.in_partial_fractions(found, Ratio(monomial(others)) / below, lines, own)

    def parted(self, below: Polynomial, own: Atom) -> tuple[Polynomial, list[tuple[Ratio, Ratio, int]], Ratio]:
        """A denominator without the index, factors linear in it (slope, offset, power), and the rest."""
        if not self.atoms.bound_in(Ratio(below)) & own.bound:
            return below, [], Ratio(ONE)
        found, number = self.factors(below)
        free, rest = ONE * fmpq(number.numerator, number.denominator), Ratio(ONE)
        lines: list[tuple[Ratio, Ratio, int]] = []
        for base, power in found:
            line = line_of(Ratio(base), own, self.atoms)
            if not self.atoms.bound_in(Ratio(base)) & own.bound:
                free = free * base**power
            elif line is not None:
                lines.append((line[0], self.atoms.canonical(line[1] / line[0]), power))
            else:
                rest = rest * Ratio(base) ** power
        return free, lines, rest

    def in_partial_fractions(
        self, polynomial: Coefficients, rest: Ratio, lines: list[tuple[Ratio, Ratio, int]], own: Atom
    ) -> Iterator[tuple[Coefficients, Ratio]]:
        """Not beside factorials, which the linear factors may belong to."""
        index, slope = self.generator(own), Ratio(ONE)
        for scale, _, power in lines:
            slope = slope * scale**power
        polynomial = [one / slope for one in polynomial]
        factorials = any(atom.label == "gamma" for atom in self.inner(rest))
        if not lines or factorials or any(power > 1 for _, _, power in lines):
            for _, offset, power in lines:
                rest = rest / (index + offset) ** power
            yield polynomial, self.atoms.canonical(rest)
            return
        below = [Ratio(ONE)]
        for _, offset, _ in lines:
            below = multiplied(below, [offset, Ratio(ONE)])
        quotient, remainder = divided(polynomial, below)
        if quotient:
            yield quotient, rest
        for _, offset, _ in lines:
            residue = value(remainder, -offset)
            for _, other, _ in lines:
                residue = residue if other is offset else residue / (other - offset)
            yield [self.atoms.canonical(residue)], self.atoms.canonical(rest / (index + offset))

    def sum_of_monomial(self, inside: Ratio, between: Between) -> Ratio:
        own = between.own
        if inside.above == ONE and inside.below == ONE and between.is_counted():
            return between.upper - between.lower + Ratio(ONE)
        factorial = self.sum_of_logarithms(inside, between)
        if factorial is not None:
            return factorial
        turned = self.turned_round(inside, between)
        if turned is not None:
            return self.summed(turned, between)
        step = self.offset(inside, own)
        first = as_whole(between.lower)
        if step and not (own.positive and (first is None or first + step <= 0)):
            moved = self.or_none(inside, own, self.generator(own) - constant(step))
            if moved is not None:
                return self.summed(moved, between.moved(step))
        return self.with_plain_ends(inside, between)

    def or_none(self, inside: Ratio, own: Atom, index: Ratio) -> Ratio | None:
        try:
            return self.replaced(inside, own, index)
        except (NotNormalError, ZeroDivisionError):
            return None

    def sum_of_logarithms(self, inside: Ratio, between: Between) -> Ratio | None:
        """log(k + a), all of them of positive numbers, add up to log(Gamma(upper + a + 1)/Gamma(lower + a))."""
        atoms = self.inner(inside)
        if len(atoms) != 1 or atoms[0].kind != "log" or not atoms[0].real or not between.is_counted():
            return None
        line = line_of(atoms[0].arguments[0], between.own, self.atoms)
        if line is None or as_whole(line[0]) != 1 or inside.above != GENERATORS[atoms[0].number]:
            return None
        self.rewrote = True
        ends = between.upper + line[1] + Ratio(ONE), between.lower + line[1]
        return self.logarithm(self.of_gamma(ends[0])) - self.logarithm(self.of_gamma(ends[1]))

    def turned_round(self, inside: Ratio, between: Between) -> Ratio | None:
        """From its other end, where the index is subtracted everywhere: x_{n-k}."""
        slopes = {slope for slope, _ in self.lines(inside, between.own)}
        if slopes != {-1}:
            return None
        return self.or_none(inside, between.own, between.lower + between.upper - self.generator(between.own))

    def offset(self, inside: Ratio, own: Atom) -> int:
        """The c of x_{k+c}, the smallest of them."""
        return min((floor(constant_part(offset)) for slope, offset in self.lines(inside, own) if slope == 1), default=0)

    def lines(self, inside: Ratio, own: Atom) -> Iterator[tuple[int | None, Ratio]]:
        """What the index stands in: slopes and offsets of the arguments of atoms, and of linear factors below."""
        for atom in self.inner(inside):
            for argument in atom.arguments if atom.kind != "exp" and atom.label != "gamma" else ():
                if (line := line_of(argument, own, self.atoms)) is not None:
                    yield as_whole(self.atoms.canonical(line[0])), line[1]
        for _, offset, _ in self.parted(inside.below, own)[1]:
            yield 1, offset

    def with_plain_ends(self, inside: Ratio, between: Between) -> Ratio:
        """From 1 or m + 1 to n or 10, by adding or leaving single terms."""
        if not between.is_counted():
            return self.fold_atom(inside, between)
        total = NOTHING
        steps = {"upper": self.surplus(between.upper, 0), "lower": self.surplus(between.lower, 1)}
        # The end that makes the sum longer comes first: one that is too short tells nothing.
        for end in sorted(steps, key=lambda end: steps[end] if end == "upper" else -steps[end]):
            step = steps[end]
            extra = self.extra_terms(inside, between, end, step)
            if extra is not None:
                total = total + extra
                longer = step if end == "lower" else -step
                moved = self.atoms.canonical(getattr(between, end) - constant(step))
                between = replace(between, span=between.span + longer)
                between = replace(between, lower=moved) if end == "lower" else replace(between, upper=moved)
        return total + self.fold_atom(inside, between)

    def surplus(self, end: Ratio, wanted: int) -> int:
        whole = as_whole(end)
        if whole is not None:
            return whole - wanted if wanted else 0
        part = constant_part(end)
        return int(part) - wanted if part.denominator == 1 else 0

    def extra_terms(self, inside: Ratio, between: Between, end: str, step: int) -> Ratio | None:
        """What the sum to that end has more than the one to the end moved back by `step`."""
        shorter = between.span + (step if end == "lower" else -step) < -1
        if step == 0 or abs(step) > MOST_MOVED or shorter:
            return None
        start, sign = getattr(between, end), 1 if step > 0 else -1
        if end == "upper":
            places = range(1 - step, 1) if step > 0 else range(1, 1 - step)
        else:
            places, sign = (range(-step, 0), -1) if step > 0 else (range(-step), 1)
        total = NOTHING
        for place in places:
            term = self.or_none(inside, between.own, start + constant(place))
            if term is None:
                return None
            total = total + term
        return total * constant(sign)

    # --- products --------------------------------------------------------------------------------------------------

    def multiplied_over(self, body: Ratio, between: Between) -> Ratio:
        above, number = self.factors(self.nonzero(body).above)
        below, number_below = self.factors(body.below)
        scale = number / number_below
        exponent = self.logarithm(constant(fmpq(scale.numerator, scale.denominator)), apart=True)
        result = Ratio(ONE)
        for base, power in (*above, *((base, -power) for base, power in below)):
            line = line_of(Ratio(base), between.own, self.atoms)
            factor = Ratio(base)
            if line is not None:
                self.rewrote = True
                whole = as_whole(self.atoms.canonical(line[0]))
                factor = -line[0] if whole is not None and whole < 0 else line[0]
                result = result * self.rising(factor, line, between) ** power
            exponent = exponent + self.logarithm(factor, apart=True) * constant(power)
        return result * self.exponential(self.summed(self.atoms.canonical(exponent), replace(between, operation="sum")))

    def rising(self, scale: Ratio, line: tuple[Ratio, Ratio], between: Between) -> Ratio:
        """The product of all k + offset, or of all offset - k, where the scale has another sign than the slope."""
        offset = self.atoms.canonical(line[1] / scale)
        lower, upper = between.lower + offset, between.upper + offset + Ratio(ONE)
        if scale is not line[0]:
            lower, upper = offset - between.upper, offset - between.lower + Ratio(ONE)
        return self.of_gamma(upper) / self.of_gamma(lower)

    # --- what is left as it is -------------------------------------------------------------------------------------

    def fold_atom(self, body: Ratio, between: Between) -> Ratio:
        """Its index gets a name that depends on the depth of sums inside alone, so that equal sums are one atom."""
        lower, upper, own = self.atoms.canonical(between.lower), self.atoms.canonical(between.upper), between.own
        depth = 1 + max((self.depth(atom) for atom in self.inner(body)), default=0)
        named = self.renamed(body, own, depth)
        atom = self.atoms.atom("fold", (between.operation, depth), (lower, upper, named), real=self.is_real(body))
        atom.bound = (self.atoms.bound_in(body) - own.bound) | self.atoms.bound_in(lower) | self.atoms.bound_in(upper)
        return self.generator(atom)

    def depth(self, atom: Atom) -> int:
        own = atom.label[1] if atom.kind == "fold" and isinstance(atom.label, tuple) else 0
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
        other = self.atoms.atom(atom.kind, atom.label, arguments, atom.real, atom.positive, sign=atom.sign)
        other.bound = atom.bound - own.bound
        return other
