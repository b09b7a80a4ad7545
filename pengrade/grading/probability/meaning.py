"""What an expression in probabilities means, in basic terms."""

from collections.abc import Callable
from fractions import Fraction

from pengrade.grading.probability import terms, tree
from pengrade.grading.probability.averages import Averages
from pengrade.grading.probability.naming import MOST_FACTORS
from pengrade.grading.probability.terms import Exact, Plus, Power, Scalar, Sum, Term, Times
from pengrade.grading.probability.tree import Density, Primed
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Product,
    names_in,
)
from pengrade.grading.tree import Power as PowerNode

MOST_TERMS = 3000
FUNCTIONS = frozenset({"exp", "sqrt", "abs", "sigmoid", "logit", "tanh", "max", "min", "sin", "cos", "softplus"})
COMPOUND = Add | Negate | Product | Divide | PowerNode | Call
POSITIVE = frozenset({"positive", "probability"})


class Meaning(Averages):
    """One reading of the names; `term` may be asked for several trees of one comparison.

    `declarations` are those `with_variables`; `numbers` are the values of dimensions and of free indices.
    """

    def term(self, node: Node) -> Term:
        """Raises ReadingError for what has no meaning."""
        self.count += 1
        if self.count > MOST_TERMS:
            raise ReadingError("This is too long to be compared.", node.start, node.end - node.start)
        if not self.is_random(node) and not self.is_made_of_numbers(node):
            return self.scalar(node)
        build = _BUILDERS.get(type(node))
        if build is None:
            raise ReadingError(
                "This is not read together with probabilities.", node.start, max(node.end - node.start, 1)
            )
        return build(self, node)

    def is_random(self, node: Node) -> bool:
        """Random variables or densities occur in it."""
        known = self.random.get(id(node))
        if known is None:
            known = isinstance(node, tree.NODES) or self.is_variable(node) or any(map(self.is_random, node.children()))
            self.random[id(node)] = known
        return known

    def is_made_of_numbers(self, node: Node) -> bool:
        """Sums, products and the like, of which log Z and Z r then share the Z; matrices are left as they are."""
        if exact_value(node) is not None or not isinstance(node, COMPOUND):
            return False
        if isinstance(node, Call) and (node.parameter is not None or node.function not in ("log", "ln", "exp")):
            return False
        symbols = self.declarations.symbols
        return all(name not in symbols or symbols[name].shape == SCALAR for name in names_in(node))

    def is_variable(self, node: Node) -> bool:
        if not isinstance(node, Name | Indexed):
            return False
        symbol = self.declarations.symbols.get(node.name)
        if symbol is None:
            return isinstance(node, Indexed) and node.name not in self.numbers
        return symbol.domain == "variable"

    def scalar(self, node: Node) -> Term:
        put_in = {name: Number(0, 0, Fraction(number), str(number)) for name, number in self.numbers.items()}
        node = substituted(node, put_in) if put_in else node
        value = exact_value(node)
        if value is not None:
            return Exact(value)
        if shaped(node, self.declarations).shape != SCALAR:
            raise ReadingError("Only numbers stand beside probabilities.", node.start, node.end - node.start)
        return Scalar(node, self.sign_of(node))

    def sign_of(self, node: Node) -> int:
        """1 for what is positive at a glance."""
        match node:
            case Name() | Indexed():
                symbol = self.declarations.symbols.get(node.name)
                return int(symbol is not None and symbol.domain in POSITIVE)
            case Constant():
                return int(node.name in ("pi", "e"))
            case Number():
                return int(node.value > 0)
            case Product() | Add() | Divide():
                return min(map(self.sign_of, node.children()))
            case PowerNode():
                return self.sign_of(node.base)
            case Call():
                return int(node.function == "exp")
            case _:
                return 0

    def number_of_state(self, node: Node) -> Term:
        if not self.is_variable(node if not isinstance(node, Primed) else node.variable):
            raise ReadingError("A number belongs here.", node.start, node.end - node.start)
        return terms.State(self.places(node)[0])

    def plus(self, node: Add) -> Term:
        return Plus(tuple(map(self.term, node.terms)))

    def minus(self, node: Negate) -> Term:
        return terms.minus(self.term(node.operand))

    def times(self, node: Product) -> Term:
        return Times(tuple(map(self.term, node.factors)))

    def divide(self, node: Divide) -> Term:
        return terms.Quotient(self.term(node.numerator), self.term(node.denominator))

    def power(self, node: PowerNode) -> Term:
        if isinstance(node.base, Constant) and node.base.name == "e":
            return terms.Function("exp", (self.term(node.exponent),))
        return Power(self.term(node.base), self.term(node.exponent))

    def call(self, node: Call) -> Term:
        arguments = tuple(map(self.term, node.arguments))
        if node.function in ("log", "ln"):
            found: Term = terms.log(arguments[0])
            return found if node.parameter is None else terms.Quotient(found, terms.log(self.term(node.parameter)))
        if node.function not in FUNCTIONS or node.parameter is not None:
            raise ReadingError("This is not read together with probabilities.", node.start, node.end - node.start)
        return terms.Function(node.function, arguments)

    def fold(self, node: Fold) -> Term:
        if node.condition is not None or node.operation not in ("sum", "product"):
            raise ReadingError("This is not read together with probabilities.", node.start, node.end - node.start)
        run = range(self.whole(node.lower), self.whole(node.upper) + 1)
        if len(run) > MOST_FACTORS:
            raise ReadingError("This is too long to be compared.", node.start, node.end - node.start)
        outer = self.numbers.get(node.index)
        found = []
        for number in run:
            self.numbers[node.index] = number
            found.append(self.term(node.body))
        self.numbers.pop(node.index, None)
        if outer is not None:
            self.numbers[node.index] = outer
        if not found:
            return Exact(Fraction(0 if node.operation == "sum" else 1))
        return Plus(tuple(found)) if node.operation == "sum" else Times(tuple(found))

    def applied(self, node: tree.Applied) -> Term:
        name = self.numbered(node.name, node.indices, node)
        sign = int("positive" in self.declarations.symbols[name].properties)
        return terms.Applied(name, tuple(map(self.term, node.arguments)), sign)

    def density(self, node: Density) -> Term:
        if node.is_bare:
            raise ReadingError(
                f"Write what {node.name} depends on, as in {node.name}(x).", node.start, node.end - node.start
            )
        return self.mass(self.named(node), self.all_places(node.left), self.all_places(node.right), node)

    def marginal(self, node: tree.Marginal) -> Term:
        over = self.all_places(node.variables)
        return Sum(tuple(over), self.term(node.body)) if over else self.term(node.body)


_BUILDERS: dict[type[Node], Callable[..., Term]] = {
    Name: Meaning.number_of_state,
    Indexed: Meaning.number_of_state,
    Primed: Meaning.number_of_state,
    Add: Meaning.plus,
    Negate: Meaning.minus,
    Product: Meaning.times,
    Divide: Meaning.divide,
    PowerNode: Meaning.power,
    Call: Meaning.call,
    Fold: Meaning.fold,
    tree.Applied: Meaning.applied,
    Density: Meaning.density,
    tree.Marginal: Meaning.marginal,
    tree.Expectation: Meaning.expectation,
    tree.Moment: Meaning.moment,
    tree.Divergence: Meaning.divergence,
    tree.Entropy: Meaning.entropy,
    tree.Information: Meaning.information,
}
