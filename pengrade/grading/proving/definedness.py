"""Where an expression has a real value: conditions on its parts, as relations of a part with zero.

Every step must be real, as everywhere in this engine: sqrt(x)^2 has no value for x < 0. What is not listed here is
counted as unknown, and nothing may be proved from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import literal
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Identity,
    Indexed,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
)

TOTAL = frozenset({
    "sin", "cos", "arctan", "sinh", "cosh", "tanh", "sech", "arsinh", "exp", "abs", "sign", "max", "min", "floor",
    "ceil", "erf", "erfc", "Phi", "phi", "sigmoid", "softplus", "relu", "tr", "det", "diag", "vec", "hadamard", "kron",
    "norm", "norm1", "normmax", "normF",
})  # fmt: skip
# Function: the ends of the interval where it is real, and whether they belong to it.
INTERVALS: dict[str, tuple[int | None, int | None, bool]] = {
    "log": (0, None, False),
    "ln": (0, None, False),
    "sqrt": (0, None, True),
    "logit": (0, 1, False),
    "quantile": (0, 1, False),
    "artanh": (-1, 1, False),
    "arcsin": (-1, 1, True),
    "arccos": (-1, 1, True),
    "arcosh": (1, None, True),
}
ALGEBRA = Add | Negate | Product | Transpose | MatrixOf
LEAVES = Number | Name | Identity | Ones


@dataclass
class Needs:
    """`relations`: numbers, each with its sign against zero. `unknown`: parts of which nothing is known."""

    relations: dict[tuple[Node, str], None] = field(default_factory=dict)
    unknown: set[Node] = field(default_factory=set)


class Definedness:
    def __init__(self, declarations: Declarations, vanishing: Vanishing) -> None:
        self.declarations = declarations
        self.vanishing = vanishing

    def needs(self, *nodes: Node) -> Needs:
        """Necessary and sufficient for a real value of all nodes, as far as nothing is unknown."""
        found = Needs()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            parts: tuple[Node, ...] | None = None
            if isinstance(node, LEAVES) or node in (Constant(0, 0, "pi"), Constant(0, 0, "e")):
                parts = ()
            elif isinstance(node, ALGEBRA):
                parts = node.children()
            elif isinstance(node, Divide):
                parts = self.required(found, node.children(), (node.denominator, "≠"))
            elif isinstance(node, Indexed):
                parts = () if all(isinstance(index, Name | Number) for index in node.indices) else None
            elif isinstance(node, Power):
                parts = self.of_power(found, node)
            elif isinstance(node, Call):
                parts = self.of_call(found, node)
            elif isinstance(node, Fold):
                parts = self.of_fold(node)
            if parts is None:
                found.unknown.add(node)
            else:
                waiting.extend(parts)
        return found

    def required(self, found: Needs, parts: tuple[Node, ...], *relations: tuple[Node, str]) -> tuple[Node, ...]:
        """The same parts; what is not certain of the relations is put down."""
        found.relations.update(dict.fromkeys(one for one in relations if not self.is_certain(*one)))
        return parts

    def is_certain(self, node: Node, sign: str) -> bool:
        value = exact_value(node)
        if value is not None:
            return {"≠": value != 0, ">": value > 0, "≥": value >= 0}[sign]
        return self.vanishing.is_positive(node) or (sign == "≠" and self.vanishing.never_vanishes(node))

    def of_power(self, found: Needs, node: Power) -> tuple[Node, ...] | None:
        exponent = exact_value(node.exponent)
        if exponent is None:
            positive = node.base == Constant(0, 0, "e") or self.is_certain(node.base, ">")
            return node.children() if positive else None
        if exponent.denominator == 1 and exponent >= 0:
            return (node.base,)
        if not self.is_scalar(node.base):
            return None
        sign = "≠" if exponent.denominator == 1 else ">" if exponent < 0 else "≥"
        return self.required(found, (node.base,), (node.base, sign))

    def is_scalar(self, node: Node) -> bool:
        try:
            return shaped(node, self.declarations).shape == SCALAR
        except ReadingError:
            return False

    def of_call(self, found: Needs, node: Call) -> tuple[Node, ...] | None:
        if node.function in TOTAL and node.parameter is None:
            return node.arguments
        base = None if node.parameter is None else exact_value(node.parameter)
        is_logarithm = node.function in ("log", "ln") and base is not None and base > 0 and base != 1
        if node.function not in INTERVALS or (node.parameter is not None and not is_logarithm):
            return None
        return self.required(found, node.arguments, *_within(node.arguments[0], *INTERVALS[node.function]))

    def of_fold(self, node: Fold) -> tuple[Node, ...] | None:
        """A finite sum of what always has a value."""
        inside = self.needs(*node.children())
        always = node.operation in ("sum", "product") and not inside.relations and not inside.unknown
        return () if always else None


def _within(node: Node, low: int | None, high: int | None, closed: bool) -> Iterator[tuple[Node, str]]:
    sign = "≥" if closed else ">"
    if low is not None:
        yield (node if low == 0 else Add(0, 0, (node, literal(Fraction(-low))))), sign
    if high is not None:
        yield Add(0, 0, (literal(Fraction(high)), Negate(0, 0, node))), sign
