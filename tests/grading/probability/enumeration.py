"""The value of an expression in probabilities by enumeration of all states: a second program, without tricks.

It knows nothing of the engine but its trees. A world says which densities there are, as tables of fractions.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from pengrade.grading.probability.tree import Density, Divergence, Entropy, Expectation, Marginal, Primed
from pengrade.grading.tree import Add, Call, Divide, Name, Negate, Node, Number, Power, Product

State = dict[str, str]  # from variables (and primed ones) to their states
Value = Fraction | float


@dataclass(frozen=True)
class Table:
    """One density: `probabilities` of the variables, given others."""

    variables: tuple[str, ...]
    given: tuple[str, ...]
    probabilities: Mapping[tuple[str, ...], Fraction]  # keys: states of the given ones, then of the variables

    def at(self, state: State) -> Fraction:
        return self.probabilities[tuple(state[name] for name in (*self.given, *self.variables))]


@dataclass(frozen=True)
class World:
    """A joint distribution is the product of the tables of one density."""

    tables: Mapping[str, tuple[Table, ...]]
    loose: Mapping[str, list[str]] = field(default_factory=dict)  # states of variables that are in no table
    known: dict[Any, Fraction] = field(default_factory=dict)

    def states(self, name: str) -> list[str]:
        for table in (one for some in self.tables.values() for one in some):
            names = (*table.given, *table.variables)
            if name in names:
                return sorted({key[names.index(name)] for key in table.probabilities})
        return self.loose[name]

    def every(self, density: str) -> Iterator[tuple[State, Fraction]]:
        """All states of all variables of the density, each with its probability."""
        tables = self.tables[density]
        names = sorted({name for table in tables for name in (*table.variables, *table.given)})
        for states in product(*map(self.states, names)):
            state = dict(zip(names, states, strict=True))
            yield state, math.prod((table.at(state) for table in tables), start=Fraction(1))

    def probability(self, density: str, fixed: State) -> Fraction:
        """That the variables are in these states; the others may be in any."""
        key = density, frozenset(fixed.items())
        if key not in self.known:
            weights = (weight for state, weight in self.every(density) if fixed.items() <= state.items())
            self.known[key] = sum(weights, start=Fraction(0))
        return self.known[key]


def world_of(evidence: Mapping[str, Any]) -> World:
    """The world that a counterexample shows."""
    tables: dict[str, list[Table]] = {}
    for shown in evidence["table"]:
        rows = {tuple(row[:-1]): Fraction(row[-1]) for row in shown["rows"]}
        one = Table(tuple(shown["variables"]), tuple(shown["given"]), rows)
        tables.setdefault(shown["density"], []).append(one)
    return World({density: tuple(some) for density, some in tables.items()}, evidence.get("states", {}))


def value(node: Node, state: State, world: World) -> Value:
    """At a state of the free variables; exact unless a logarithm is taken."""
    match node:
        case Number():
            return node.value
        case Name():
            return Fraction(state[node.name])
        case Add():
            return sum((value(term, state, world) for term in node.terms), start=Fraction(0))
        case Negate():
            return -value(node.operand, state, world)
        case Product():
            return math.prod((value(factor, state, world) for factor in node.factors), start=Fraction(1))
        case Divide():
            return value(node.numerator, state, world) / value(node.denominator, state, world)
        case Power(exponent=Number() as exponent):
            return value(node.base, state, world) ** int(exponent.value)
        case Call(function="log"):
            return math.log(value(node.arguments[0], state, world))
        case Density():
            return _of_density(node, state, world)
        case Marginal():
            return _summed([_name(one) for one in node.variables], node.body, state, world)
        case Expectation(over=(Density() as density,)):
            names = [_name(one) for one in density.left]
            return _summed(names, Product(0, 0, (density, node.body), ("",)), state, world)
        case Divergence(left=Density() as left):
            logs = [Call(0, 0, "log", (side,)) for side in (node.left, node.right)]
            body = Product(0, 0, (left, Add(0, 0, (logs[0], Negate(0, 0, logs[1])))), ("",))
            return _summed([_name(one) for one in left.left], body, state, world)
        case Entropy(variables=variables, given=given) if variables:
            conditional, joint = Density(0, 0, "p", variables, given), Density(0, 0, "p", (*variables, *given))
            body = Product(0, 0, (joint, Call(0, 0, "log", (conditional,))), ("",))
            return -_summed([_name(one) for one in (*variables, *given)], body, state, world)
        case _:
            raise AssertionError(type(node))


def _name(node: Node) -> str:
    if isinstance(node, Primed):
        return _name(node.variable) + "'" * node.primes
    assert isinstance(node, Name)
    return node.name


def _of_density(node: Density, state: State, world: World) -> Fraction:
    both = {_name(one).rstrip("'"): state[_name(one)] for one in (*node.left, *node.right)}
    given = {_name(one).rstrip("'"): state[_name(one)] for one in node.right}
    return world.probability(node.name, both) / world.probability(node.name, given)


def _summed(names: list[str], body: Node, state: State, world: World) -> Value:
    return sum(
        (
            value(body, {**state, **dict(zip(names, states, strict=True))}, world)
            for states in product(*(world.states(name.rstrip("'")) for name in names))
        ),
        start=Fraction(0),
    )
