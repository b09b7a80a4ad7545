r"""What an expression in probabilities means, in basic terms: expectations and divergences are written out as sums.

E_q[f]        \sum_z q(z) f, over the variables of q (see `scopes.py`); under p, over every variable that f depends on
KL(q || r)    \sum_z q(z) (\log q(z) - \log r(z)), over what stands before the bar of q
H(x | y)      -\sum_{x,y} p(x, y) \log p(x | y);  H[q] = -\sum_z q \log q;  H(q, r) = -\sum_z q \log r
I(x; y | z)   \sum_{x,y,z} p(x, y, z) (\log p(x, y | z) - \log p(x | z) - \log p(y | z))
Var, Cov      E[x^2] - E[x]^2, E[x y] - E[x] E[y]
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from pengrade.grading.declarations import Declarations
from pengrade.grading.probability import terms, tree
from pengrade.grading.probability.scopes import Scope
from pengrade.grading.probability.terms import ONE, Exact, Mass, Place, Plus, Power, Scalar, Sum, Term, Times
from pengrade.grading.probability.tree import Density, Drawn, Observed, Primed, Span
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

MOST_FACTORS = 40  # of a sum or a product over an index
MOST_TERMS = 3000
FUNCTIONS = frozenset({"exp", "sqrt", "abs", "sigmoid", "logit", "tanh", "max", "min", "sin", "cos", "softplus"})
COMPOUND = Add | Negate | Product | Divide | PowerNode | Call
POSITIVE = frozenset({"positive", "probability"})


class Meaning:
    """One reading of the names; `term` may be asked for several trees of one comparison.

    `declarations` are those `with_variables`; `numbers` are the values of dimensions and of free indices.
    """

    def __init__(
        self, declarations: Declarations, scopes: Mapping[str, Scope], numbers: Mapping[str, int] | None = None
    ) -> None:
        self.declarations = declarations
        self.scopes = scopes
        self.numbers = dict(numbers or {})
        self.count = 0
        self.random: dict[int, bool] = {}
        self.slots = {name for name, one in declarations.symbols.items() if one.domain == "variable"}

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

    # --- variables -------------------------------------------------------------------------------------------------

    def whole(self, node: Node) -> int:
        """An index as a number."""
        put_in = {name: Number(0, 0, Fraction(number), str(number)) for name, number in self.numbers.items()}
        value = exact_value(substituted(node, put_in))
        if value is None or value.denominator != 1:
            raise ReadingError("An index is a whole number here.", node.start, node.end - node.start)
        return int(value)

    def places(self, node: Node) -> list[Place]:
        """The slots and labels that a variable, a span or an observed variable names."""
        match node:
            case Name():
                return [(node.name, node.name)]
            case Indexed():
                slot = self.member(node.name, [self.whole(index) for index in node.indices], node)
                return [(slot, slot)]
            case Span():
                members = range(self.whole(node.lower), self.whole(node.upper) + 1)
                if len(members) > MOST_FACTORS:
                    raise ReadingError("This is too long to be compared.", node.start, node.end - node.start)
                return [(slot, slot) for slot in (self.member(node.name, [one], node) for one in members)]
            case Primed():
                return [(slot, slot + "'" * node.primes) for slot, _ in self.places(node.variable)]
            case Observed():
                value = exact_value(node.value)
                return [(slot, str(value)) for slot, _ in self.places(node.variable)]
            case _:
                raise ReadingError("A random variable belongs here.", node.start, node.end - node.start)

    def member(self, name: str, indices: list[int], node: Node) -> str:
        slot = f"{name}_{','.join(map(str, indices))}"
        symbol = self.declarations.symbols.get(name)
        if symbol is not None and symbol.family:
            sizes = [size if isinstance(size, int) else self.numbers.get(size, 0) for size in symbol.family]
            if 0 in sizes:
                raise ReadingError(f"How many there are of {name} is not said.", node.start, node.end - node.start)
            if len(sizes) == len(indices) and all(1 <= one <= size for one, size in zip(indices, sizes, strict=True)):
                return slot
        elif slot in self.slots:
            return slot
        raise ReadingError(f"There is no {slot} here.", node.start, node.end - node.start)

    def all_places(self, nodes: Iterable[Node]) -> list[Place]:
        return [place for node in nodes for place in self.places(node)]

    def mass(self, density: str, left: Iterable[Place], right: Iterable[Place], node: Node) -> Term:
        before, behind = sorted(left), sorted(right)
        slots = [slot for slot, _ in before] + [slot for slot, _ in behind]
        for slot in slots:
            if slots.count(slot) > 1:
                both = slot in [one for one, _ in before] and slot in [one for one, _ in behind]
                where = "on both sides of the bar" if both else "twice here"
                raise ReadingError(f"{slot} stands {where}.", node.start, node.end - node.start)
        return Mass(density, tuple(before), tuple(behind)) if before else ONE

    # --- builders --------------------------------------------------------------------------------------------------

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

    def numbered(self, name: str, indices: tuple[Node, ...], node: Node) -> str:
        """The f_2 of f_i."""
        if not indices:
            return name
        found = f"{name}_{','.join(str(self.whole(index)) for index in indices)}"
        if found not in self.declarations.symbols:
            raise ReadingError(f"There is no {found} here.", node.start, node.end - node.start)
        return found

    def named(self, node: Density) -> str:
        """The name that tells the tables of densities apart, parameters included."""
        name = self.numbered(node.name, node.indices, node)
        for parameter in node.parameters:
            name += f";{parameter.name}" if isinstance(parameter, Name) else ""
        return name

    def density(self, node: Density) -> Term:
        if node.is_bare:
            raise ReadingError(
                f"Write what {node.name} depends on, as in {node.name}(x).", node.start, node.end - node.start
            )
        return self.mass(self.named(node), self.all_places(node.left), self.all_places(node.right), node)

    def marginal(self, node: tree.Marginal) -> Term:
        over = self.all_places(node.variables)
        return Sum(tuple(over), self.term(node.body)) if over else self.term(node.body)

    # --- expectations ----------------------------------------------------------------------------------------------

    def expectation(self, node: tree.Expectation) -> Term:
        return self.average(self.term(node.body), node)

    def moment(self, node: tree.Moment) -> Term:
        first, last = self.term(node.arguments[0]), self.term(node.arguments[-1])
        means = Times((self.average(first, node), self.average(last, node)))
        return Plus((self.average(Times((first, last)), node), terms.minus(means)))

    def average(self, body: Term, node: tree.Expectation | tree.Moment) -> Term:
        given = self.all_places(node.given)
        if not node.over:
            return self.under("p", body, given, node)
        waiting = list(node.over)
        while waiting:
            last = waiting.pop()
            if isinstance(last, tree.VARIABLES):  # E_{x,y} is an average over the joint distribution
                together: list[Node] = [last]
                while waiting and isinstance(waiting[-1], tree.VARIABLES):
                    together.append(waiting.pop())
                places = self.all_places(together)
                body = self.weighed(self.mass("p", places, given, node), places, body)
            elif isinstance(last, Drawn):
                body = self.drawn(last, body, given)
            else:
                body = self.under_density(last, body, given)
        return body

    def under(self, density: str, body: Term, given: list[Place], node: Node) -> Term:
        """Over every variable that the body depends on and that is not given."""
        over = [place for place in sorted(terms.free(body)) if place not in given and place[0] == place[1]]
        return self.weighed(self.mass(density, over, given, node), over, body) if over else body

    def weighed(self, weight: Term, over: Iterable[Place], body: Term) -> Term:
        bound = tuple(place for place in over if not terms.is_observed(place))
        return Sum(bound, Times((weight, body))) if bound else Times((weight, body))

    def under_density(self, density: Node, body: Term, given: list[Place]) -> Term:
        if not isinstance(density, Density):
            raise ReadingError("A density belongs here.", density.start, density.end - density.start)
        if not density.is_bare:
            left, right = self.all_places(density.left), self.all_places(density.right)
            return self.weighed(self.mass(self.named(density), left, [*right, *given], density), left, body)
        scope = None if density.name == "p" else self.scopes.get(density.name)
        if scope is None:
            return self.under(self.named(density), body, given, density)
        left = [place for place in self.all_places(scope.left) if place not in given]
        right = [place for place in self.all_places(scope.right) if place not in given]
        return self.weighed(self.mass(density.name, left, [*right, *given], density), left, body)

    def drawn(self, node: Drawn, body: Term, given: list[Place]) -> Term:
        over = self.all_places(node.variables)
        if node.density.is_bare:
            scope = None if node.density.name == "p" else self.scopes.get(node.density.name)
            own = scope is not None and set(self.all_places(scope.left)) == set(over)
            right = self.all_places(scope.right) if scope is not None and own else []
            behind = [*(place for place in right if place not in given), *given]
            return self.weighed(self.mass(self.named(node.density), over, behind, node), over, body)
        left, right = self.all_places(node.density.left), self.all_places(node.density.right)
        if set(left) != set(over):
            raise ReadingError("The variables on the two sides of ~ differ.", node.start, node.end - node.start)
        return self.weighed(self.mass(self.named(node.density), left, [*right, *given], node), over, body)

    # --- divergences and entropies ---------------------------------------------------------------------------------

    def divergence(self, node: tree.Divergence) -> Term:
        left, right = self.side(node.left, node.right), self.side(node.right, node.left)
        difference = Plus((terms.log(left), terms.minus(terms.log(right))))
        return self.weighed(left, self.before_bars(left, node.left), difference)

    def side(self, node: Node, other: Node) -> Term:
        """One of the two densities; its name alone will do where it is clear what it depends on."""
        if not isinstance(node, Density) or not node.is_bare:
            return self.term(node)
        scope = self.scopes.get(node.name)
        if scope is None:
            scope = self.scope_of_other(other)
        if scope is None or not scope.clear:
            raise ReadingError(
                f"Write what {node.name} depends on, as in {node.name}(x).", node.start, node.end - node.start
            )
        return self.mass(node.name, self.all_places(scope.left), self.all_places(scope.right), node)

    def scope_of_other(self, other: Node | None) -> Scope | None:
        if isinstance(other, Density) and not other.is_bare and not other.right:
            return Scope(other.left, (), clear=True)
        if isinstance(other, Density) and other.is_bare and other.name in self.scopes:
            return self.scopes[other.name]
        if len(self.slots) == 1 and not self.declarations.symbols[next(iter(self.slots))].family:
            return Scope((Name(0, 0, next(iter(self.slots))),), (), clear=True)
        return None

    def before_bars(self, term: Term, node: Node) -> list[Place]:
        """Every variable before the bar of a density of the term."""
        found = {place for one in terms.walk(term) if isinstance(one, Mass) for place in one.left}
        over = sorted(place for place in found if not terms.is_observed(place))
        if not over:
            raise ReadingError("A density belongs here.", node.start, node.end - node.start)
        return over

    def entropy(self, node: tree.Entropy) -> Term:
        if node.densities:
            first, last = node.densities[0], node.densities[-1]
            weight, inside = self.side(first, last), self.side(last, first)
            return terms.minus(self.weighed(weight, self.before_bars(weight, first), terms.log(inside)))
        left, right = self.all_places(node.variables), self.all_places(node.given)
        return terms.minus(self.mean_of_logs(left, right, [(left, right)], node))

    def information(self, node: tree.Information) -> Term:
        left, right, given = map(self.all_places, (node.left, node.right, node.given))
        logs = [([*left, *right], given), (left, given), (right, given)]
        return self.mean_of_logs([*left, *right], given, logs, node)

    def mean_of_logs(
        self, left: list[Place], right: list[Place], logs: list[tuple[list[Place], list[Place]]], node: Node
    ) -> Term:
        """The mean, over all of them, of the first logarithm less the others."""
        open_ones = [place for place in right if not terms.is_observed(place)]
        observed = [place for place in right if terms.is_observed(place)]
        first, *rest = (terms.log(self.mass("p", *pair, node)) for pair in logs)
        body = Plus((first, *map(terms.minus, rest)))
        over = [*left, *open_ones]
        return self.weighed(self.mass("p", over, observed, node), over, body)


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
