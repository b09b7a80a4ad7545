"""Probabilities in their few basic terms: masses, sums over states, arithmetic.

Expectations, divergences and entropies are written out in these by `meaning.py`. A *slot* is a random variable ("x",
"h_1"); a *label* says which of its states is meant: the name of the variable itself, that name with primes, or, of an
observed variable, the text of a number. All terms can be hashed and compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pengrade.grading.tree import Node, names_in

Label = str
Place = tuple[str, Label]  # slot and label


@dataclass(frozen=True, slots=True)
class Term:
    def parts(self) -> tuple["Term", ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Exact(Term):
    value: Fraction


@dataclass(frozen=True, slots=True)
class Scalar(Term):
    """An expression without random variables. `sign` is 1 where every value it can take is positive, else 0."""

    node: Node
    sign: int


@dataclass(frozen=True, slots=True)
class Mass(Term):
    """density(left | right); `left` and `right` in the order of their slots."""

    density: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class State(Term):
    """The number that the state of a random variable stands for."""

    place: Place


@dataclass(frozen=True, slots=True)
class Applied(Term):
    """An unknown function, equal only to itself."""

    function: str
    arguments: tuple[Term, ...]
    sign: int

    def parts(self) -> tuple[Term, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Plus(Term):
    terms: tuple[Term, ...]

    def parts(self) -> tuple[Term, ...]:
        return self.terms


@dataclass(frozen=True, slots=True)
class Times(Term):
    factors: tuple[Term, ...]

    def parts(self) -> tuple[Term, ...]:
        return self.factors


@dataclass(frozen=True, slots=True)
class Quotient(Term):
    above: Term
    below: Term

    def parts(self) -> tuple[Term, ...]:
        return (self.above, self.below)


@dataclass(frozen=True, slots=True)
class Power(Term):
    """`exponent` is an Exact wherever a number stands there."""

    base: Term
    exponent: Term

    def parts(self) -> tuple[Term, ...]:
        return (self.base, self.exponent)


@dataclass(frozen=True, slots=True)
class Function(Term):
    """A function of `reading/functions.py` of one argument or more; `log` is natural."""

    name: str
    arguments: tuple[Term, ...]

    def parts(self) -> tuple[Term, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Sum(Term):
    """Over every state of the slots; their labels are bound in the body."""

    over: tuple[Place, ...]
    body: Term

    def parts(self) -> tuple[Term, ...]:
        return (self.body,)


ZERO, ONE, MINUS_ONE = Exact(Fraction(0)), Exact(Fraction(1)), Exact(Fraction(-1))


def walk(term: Term) -> Iterator[Term]:
    waiting = [term]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(one.parts())


def free(term: Term) -> frozenset[Place]:
    """The places that the value of the term depends on; observed ones are not among them."""
    match term:
        case Mass():
            return frozenset(place for place in (*term.left, *term.right) if not is_observed(place))
        case State():
            return frozenset() if is_observed(term.place) else frozenset({term.place})
        case Sum():
            return free(term.body) - frozenset(term.over)
        case _:
            return frozenset[Place]().union(*map(free, term.parts()))


def names_of_scalars(term: Term) -> frozenset[str]:
    """Declared names beside the random variables."""
    return frozenset[str]().union(*(names_in(one.node) for one in walk(term) if isinstance(one, Scalar)))


def is_joint(density: str) -> bool:
    """The density that a graph speaks of: p, also with parameters."""
    return density == "p" or density.startswith("p;")


def is_observed(place: Place) -> bool:
    return not place[1][0].isalpha()


def minus(term: Term) -> Term:
    return Exact(-term.value) if isinstance(term, Exact) else Times((MINUS_ONE, term))


def log(term: Term) -> Term:
    return Function("log", (term,))
