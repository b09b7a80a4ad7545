r"""What is said of random variables, as nodes beside those of `pengrade.grading.tree`: p(x | y), E_q[…], KL(q || p).

A random variable is a `Name` ("x", "h_1"), an `Indexed` (h_i), a `Span` (h_{1:t}) or a `Primed` one (z').
"""

from dataclasses import dataclass, field

from pengrade.grading.tree import Indexed, Name, Node


@dataclass(frozen=True, slots=True)
class Span(Node):
    """v_{1:t}: the members of a family from `lower` to `upper`, both included; none where upper is below lower."""

    name: str
    lower: Node
    upper: Node

    def children(self) -> tuple[Node, ...]:
        return (self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class Primed(Node):
    """z': another state of the variable z, as a sum runs over it."""

    variable: Node
    primes: int

    def children(self) -> tuple[Node, ...]:
        return (self.variable,)


@dataclass(frozen=True, slots=True)
class Observed(Node):
    """v = 1: a variable at a value that is a number."""

    variable: Node
    value: Node

    def children(self) -> tuple[Node, ...]:
        return (self.variable, self.value)


@dataclass(frozen=True, slots=True)
class Density(Node):
    """p(left | right; parameters). Without any arguments it is the density by its name alone, as in E_q.

    `indices` are those of f_i, where f_1, f_2, … are declared.
    """

    name: str
    left: tuple[Node, ...] = ()
    right: tuple[Node, ...] = ()
    parameters: tuple[Node, ...] = ()
    indices: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return (*self.left, *self.right, *self.parameters, *self.indices)

    @property
    def is_bare(self) -> bool:
        return not self.left


@dataclass(frozen=True, slots=True)
class Marginal(Node):
    """The sum or the integral over every state of the variables. `sign` ("sum" or "integral") is how it was typed."""

    variables: tuple[Node, ...]
    body: Node
    sign: str = field(compare=False)

    def children(self) -> tuple[Node, ...]:
        return (*self.variables, self.body)


@dataclass(frozen=True, slots=True)
class Drawn(Node):
    """x ~ q, below an expectation."""

    variables: tuple[Node, ...]
    density: Density

    def children(self) -> tuple[Node, ...]:
        return (*self.variables, self.density)


@dataclass(frozen=True, slots=True)
class Expectation(Node):
    r"""\mathbb{E}_{over}[body | given]; `over` are densities, variables and `Drawn`, or nothing at all."""

    over: tuple[Node, ...]
    body: Node
    given: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return (*self.over, self.body, *self.given)


@dataclass(frozen=True, slots=True)
class Moment(Node):
    """Var[x | y] of one argument, Cov[x, y] of two; the rest as in an expectation."""

    over: tuple[Node, ...]
    arguments: tuple[Node, ...]
    given: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return (*self.over, *self.arguments, *self.given)


@dataclass(frozen=True, slots=True)
class Divergence(Node):
    """The Kullback-Leibler divergence KL(left || right) of densities or products of them."""

    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Entropy(Node):
    """H(x, y | z) of variables, or H[q(z | x)] of a density; with a second density the cross entropy."""

    variables: tuple[Node, ...] = ()
    given: tuple[Node, ...] = ()
    densities: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return (*self.variables, *self.given, *self.densities)


@dataclass(frozen=True, slots=True)
class Information(Node):
    """The mutual information I(left; right | given)."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    given: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return (*self.left, *self.right, *self.given)


@dataclass(frozen=True, slots=True)
class Applied(Node):
    """A declared unknown function of one or more arguments; `indices` as of a density."""

    name: str
    arguments: tuple[Node, ...]
    indices: tuple[Node, ...] = ()

    def children(self) -> tuple[Node, ...]:
        return (*self.arguments, *self.indices)


NODES = (
    Span | Primed | Observed | Density | Marginal | Drawn | Expectation | Moment | Divergence | Entropy | Information
) | Applied
VARIABLES = Name | Indexed | Span | Primed
