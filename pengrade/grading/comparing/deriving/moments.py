r"""Assumed means and variances of random variables: \mathbb{E}[n] = 0, Var[n] = s^2.

For n stands (n - E[n]) sqrt(v / Var[n]) + m wherever its value counts. Every distribution with this mean and variance
is left as it is, and no other is reached, so that neither proof nor counterexample is touched by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pengrade.grading.declarations import Declarations
from pengrade.grading.probability.tree import (
    Density,
    Divergence,
    Drawn,
    Entropy,
    Expectation,
    Information,
    Marginal,
    Moment,
    Observed,
    Primed,
    Span,
)
from pengrade.grading.proving.substitution import rebuilt
from pengrade.grading.statements import Step
from pengrade.grading.tree import Add, Call, Divide, Name, Negate, Node, Product, names_in

WITHOUT_VALUES = Density | Divergence | Drawn | Entropy | Information | Observed | Primed | Span


@dataclass(frozen=True)
class Moments:
    """What the mean and the variance of a variable are assumed to be."""

    means: Mapping[str, Node]
    variances: Mapping[str, Node]

    def with_assumption(self, steps: Sequence[Step], declarations: Declarations) -> "Moments | None":
        """One more, where these are the two sides of such an equation."""
        if len(steps) != 2 or steps[1].sign != "=":
            return None
        left, right = steps[0].content, steps[1].content
        if names_in(right) & declarations.bystanders.keys():
            return None
        match left:
            case Expectation(over=(), body=Name(name=name), given=()) if name in declarations.bystanders:
                return replace(self, means={**self.means, name: right})
            case Moment(over=(), arguments=(Name(name=name),), given=()) if name in declarations.bystanders:
                return replace(self, variances={**self.variances, name: right})
        return None

    @property
    def put_in(self) -> dict[str, Node]:
        """What stands for each of the variables."""
        return {name: self._standing_for(Name(0, 0, name)) for name in self.means.keys() | self.variances.keys()}

    def _standing_for(self, variable: Name) -> Node:
        mean = Expectation(0, 0, (), variable)
        centred: Node = Add(0, 0, (variable, Negate(0, 0, mean)))
        if variable.name in self.variances:
            ratio = Divide(0, 0, self.variances[variable.name], Moment(0, 0, (), (variable,)))
            centred = Product(0, 0, (centred, Call(0, 0, "sqrt", (ratio,))), ("*",))
        return Add(0, 0, (centred, self.means.get(variable.name, mean)))

    def of(self, tree: Node) -> Node:
        put_in = self.put_in
        return _replaced(tree, put_in) if put_in else tree


NOTHING_KNOWN = Moments({}, {})


def _replaced(node: Node, put_in: Mapping[str, Node]) -> Node:
    """Where a variable has a value; not where it is the argument of a density, or what is summed over."""
    match node:
        case Name():
            return put_in.get(node.name, node)
        case Marginal() | Expectation():
            return replace(node, body=_replaced(node.body, put_in))
        case Moment():
            return replace(node, arguments=tuple(_replaced(one, put_in) for one in node.arguments))
        case _:
            return node if isinstance(node, WITHOUT_VALUES) else rebuilt(node, lambda one: _replaced(one, put_in))
