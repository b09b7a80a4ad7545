r"""Expectations, divergences and entropies, written out as sums.

E_q[f]        \sum_z q(z) f, over the variables of q (see `scopes.py`); under p, over every variable that f depends on
KL(q || r)    \sum_z q(z) (\log q(z) - \log r(z)), over what stands before the bar of q
H(x | y)      -\sum_{x,y} p(x, y) \log p(x | y);  H[q] = -\sum_z q \log q;  H(q, r) = -\sum_z q \log r
I(x; y | z)   \sum_{x,y,z} p(x, y, z) (\log p(x, y | z) - \log p(x | z) - \log p(y | z))
Var, Cov      E[x^2] - E[x]^2, E[x y] - E[x] E[y]
"""

from collections.abc import Iterable

from pengrade.grading.probability import terms, tree
from pengrade.grading.probability.naming import Naming
from pengrade.grading.probability.scopes import Scope
from pengrade.grading.probability.terms import Mass, Place, Plus, Sum, Term, Times
from pengrade.grading.probability.tree import Density, Drawn
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import Name, Node


class Averages(Naming):
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
