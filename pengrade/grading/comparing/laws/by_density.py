"""Are two laws the same? By their densities, where they are positive.

A density that does not say where it is zero is taken to be one on the other's support: densities have the mass one,
so what agrees with another on all of its support has no mass left outside of it.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import arb

from pengrade.grading.comparing import expression, places
from pengrade.grading.comparing.agreement import Refuted
from pengrade.grading.comparing.keys import key_of_tree
from pengrade.grading.comparing.laws.guards import guard_of
from pengrade.grading.comparing.laws.supports import Bounded, inside_of, place_in_one
from pengrade.grading.declarations import Declarations, Size, Symbol
from pengrade.grading.distributions.densities import Support, density, support
from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.distributions.laws import Law, Named, Standard, Typed, name, standard, with_value
from pengrade.grading.distributions.reading import extended
from pengrade.grading.distributions.settling import settled
from pengrade.grading.distributions.typed import ends_of, parts_of
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.first_places import first_places
from pengrade.grading.proving.substitution import literal
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

MOST_VALUES = 20  # of a variable, to be looked at one by one
WHOLE_LINE = Support(None, None, False)


@dataclass(frozen=True)
class Side:
    """`body` in the variable; `support`: None where the density does not say it; `law`: of a named one."""

    body: Node
    support: Support | None
    law: Standard | None


class ByDensity:
    """`variable` is that of both; `dimension` the length of the vector, 1 for a number."""

    def __init__(
        self,
        spec: AnswerSpec,
        declarations: Declarations,
        variable: str,
        dimension: Size,
        key: Law,
        answer: Law,
    ) -> None:
        self.spec = spec
        self.declared = declarations
        self.variable = variable
        self.dimension = dimension
        self.discrete = self._is_discrete(key, answer)
        self.key, self.answer = self._side(key), self._side(answer)
        if self.key is not None and self.key.support is None and dimension == 1:
            self.key = replace(self.key, support=self._declared_support())

    def verdict(self) -> Verdict:
        key, answer = self.key, self.answer
        if key is None or answer is None:
            return undecided("A family without a density that is known here.")
        if self.dimension != 1:
            return self._on(WHOLE_LINE, key, answer)
        where = key.support or answer.support or WHOLE_LINE
        if key.support is None and answer.support is not None and answer.law is None:
            return undecided("The key does not say where its density is zero.")
        if "up_to" in self.spec.options and key.support is None and where != WHOLE_LINE:
            return undecided("The key does not say where its density is zero, and its mass is not one.")
        other = self._between_the_ends(key, answer)
        if other is not None:
            return other
        values = where.values(MOST_VALUES)
        if values is not None and "up_to" not in self.spec.options:
            return self._one_by_one(values, key, answer)
        return self._on(where, key, answer)

    # The two sides

    def _is_discrete(self, *laws: Law) -> bool:
        named = [FAMILIES[law.family] for law in laws if isinstance(law, Named)]
        if named:
            return named[0].discrete
        if any(isinstance(law, Typed) and law.counts for law in laws):
            return True
        symbol = self.declared.symbols.get(self.variable)
        return symbol is not None and symbol.domain in ("natural", "integer")

    def _side(self, law: Law) -> Side | None:
        if isinstance(law, Named):
            member = standard(law)
            body = density(member, self.variable, self.dimension)
            return None if body is None else Side(body, support(member), member)
        parts, whole = parts_of(law.body), law.body
        if law.variable != self.variable:
            body, all_of_it = (with_value(tree, law.variable, name(self.variable)) for tree in (parts.body, law.body))
            if body is None or all_of_it is None:
                return None
            parts, whole = replace(parts, body=body), all_of_it
        if parts.condition is None:
            return Side(parts.body, None, None)
        ends = None if parts.opaque else ends_of(parts.condition, law.variable, self.discrete)
        if ends is None:
            return Side(whole, None, None)
        return Side(parts.body, Support(*ends, self.discrete), None)

    def _declared_support(self) -> Support | None:
        """What an author says of a density by declaring the domain of its variable."""
        symbol = self.declared.symbols.get(self.variable)
        zero, one = literal(Fraction(0)), literal(Fraction(1))
        ends: dict[str, tuple[Node | None, Node | None]] = {
            "positive": (zero, None),
            "nonnegative": (zero, None),
            "natural": (zero, None),
            "probability": (zero, one),
            "negative": (None, zero),
        }
        found = ends.get("" if symbol is None else symbol.domain)
        return None if found is None else Support(*found, self.discrete)

    # Their densities

    def _on(self, where: Support, key: Side, answer: Side) -> Verdict:
        """Compared wherever the support is; up to a factor, if that is what is asked."""
        symbol = where.symbol(self.variable)
        if self.dimension != 1:
            symbol = Symbol(self.variable, "vector", (self.dimension, 1))
        declarations = extended(self.declared, symbol)
        options: dict[str, Any] = {}
        if "up_to" in self.spec.options:
            options = {"up_to": "factor", "with_respect_to": [self.variable]}
        guard = self._guard(where, declarations, key, answer)
        verdict = expression.decided(
            replace(self.spec, options=options),
            key_of_tree(key.body, declarations, SCALAR),
            shaped(answer.body, declarations, SCALAR),
            guard=guard,
        )
        if verdict.verdict == CORRECT and options:
            return self._of_one_sign(_of_density(verdict), declarations, guard, key, answer)
        return _of_density(verdict)

    def _of_one_sign(
        self, verdict: Verdict, declarations: Declarations, guard: expression.Guard, key: Side, answer: Side
    ) -> Verdict:
        """Proportional densities have a positive factor: what is negative somewhere is none."""
        bodies = [evaluator(shaped(side.body, declarations, SCALAR)) for side in (key, answer)]
        names = names_in(key.body) | names_in(answer.body) | guard.names
        for place in first_places(declarations, names):
            here = place.again()
            try:
                guard.check(here)
                values = [body(here) for body in bodies]
            except (ValueError, ZeroDivisionError, OverflowError, OutOfReachError):
                continue
            if all(type(value) is arb and value.is_finite() and value != 0 for value in values):
                if (values[0] > 0) == (values[1] > 0):
                    return verdict
                evidence = expression.counterexample(Refuted(place.point, *values), key_is_constant=False)
                return _of_density(Verdict(INCORRECT, evidence=evidence, message=expression.NOT_YET))
        return undecided("The sign of the density is not clear.")

    def _guard(self, where: Support, declarations: Declarations, *sides: Side) -> expression.Guard:
        """Keeps to the support, and to places where the parameters of named laws are right ones."""
        parameters = self._parameters_of(*sides)
        inside = inside_of(where, declarations)
        names = parameters.names.union({self.variable}, *map(names_in, where.ends()))
        variable, is_vector = self.variable, self.dimension != 1

        def check(place: Place) -> None:
            parameters.check(place)
            if not is_vector and not inside(place.names[variable], place):
                raise ValueError("outside of the support")

        return expression.Guard(names, check)

    def _parameters_of(self, *sides: Side) -> expression.Guard:
        """Keeps to places where the parameters of named laws are right ones."""
        laws = [side.law for side in sides if side.law is not None and self.dimension == 1]
        found = [guard_of(law, tuple(SCALAR for _ in law.parameters), self.declared) for law in laws]
        guards = [guard for guard in found if guard is not None]

        def check(place: Place) -> None:
            for guard in guards:
                guard.check(place)

        return expression.Guard(frozenset[str]().union(*(guard.names for guard in guards)), check)

    def _one_by_one(self, values: range, key: Side, answer: Side) -> Verdict:
        """At each of some few values of the variable."""
        found: list[Verdict] = []
        guard = self._parameters_of(key, answer)
        for value in values:
            at = literal(Fraction(value))
            bodies = [with_value(side.body, self.variable, at) for side in (key, answer)]
            if bodies[0] is None or bodies[1] is None:
                return undecided("A derivative or an integral in the variable.")
            expected, given = settled(bodies[0]), settled(bodies[1])
            verdict = expression.decided(
                replace(self.spec, options={}),
                key_of_tree(expected, self.declared, SCALAR),
                shaped(given, self.declared, SCALAR),
                guard=guard,
            )
            if verdict.verdict != CORRECT:
                return _of_density(_with_value(verdict, self.variable, str(value)))
            found.append(verdict)
        return _of_density(replace(found[0], evidence=places.weakest([one.evidence for one in found])))

    def _between_the_ends(self, key: Side, answer: Side) -> Verdict | None:
        """The verdict on two supports that are not known to be the same; None on the same ones."""
        if key.support is None or answer.support is None:
            return None
        pairs = [(key.support.lower, answer.support.lower), (key.support.upper, answer.support.upper)]
        if all(self._is_same_end(one, other) for one, other in pairs):
            return None
        found = place_in_one(
            self.declared,
            self.variable,
            (Bounded(key.body, key.support), Bounded(answer.body, answer.support)),
            self._parameters_of(key, answer),
        )
        if found is None:
            return undecided("It is not clear whether the supports are the same.")
        evidence = expression.counterexample(found, key_is_constant=not names_in(key.body) - {self.variable})
        return _of_density(Verdict(INCORRECT, evidence=evidence, message=expression.NOT_YET))

    def _is_same_end(self, one: Node | None, other: Node | None) -> bool:
        if one is None or other is None:
            return one is other
        return places.equal(replace(self.spec, options={}), one, other).verdict == CORRECT


def _with_value(verdict: Verdict, variable: str, value: str) -> Verdict:
    evidence = dict(verdict.evidence)
    if "point" in evidence:
        evidence["point"] = {variable: value, **evidence["point"]}
    return replace(verdict, evidence=evidence)


def _of_density(verdict: Verdict) -> Verdict:
    return (
        replace(verdict, evidence={**verdict.evidence, "compared": "density"})
        if verdict.verdict != UNDECIDED
        else verdict
    )


def undecided(reason: str) -> Verdict:
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)
