r"""A proof that two terms are equal for every distribution, by the chain rule, Bayes' rule and marginalisation.

Every term becomes a sum of products of atoms with whole exponents:

    mass     of p(x | y) = m(x, y) / m(y) the masses m; over a directed graph the factors p(v | parents of v) instead,
             summed over the ancestors that are not asked for, over an undirected one the potentials of its cliques
    sum      what is left of a sum over states when the factors that do not depend on the state have been taken out,
             masses have been summed (\sum_z m(x, z) = m(x)), factors have been summed to one, and what hangs together
             by no bound state has been taken apart
    log      of an atom: the logarithm of a product of positive parts is the sum of theirs
    exp, call, state, applied, scalar, count (of the states of a slot), poly (a sum that is divided by)

Two terms with the same normal form are equal wherever both have a value. The converse does not hold.
"""

from collections.abc import Callable
from fractions import Fraction

from pengrade.grading.probability.polynomials import (
    MOST_MONOMIALS,
    UNIT,
    Atom,
    Polynomial,
    TooLongError,
    added,
    free_of,
    free_of_frozen,
    frozen,
    inverted,
    is_positive,
    is_zero,
    logged,
    multiplied,
    number,
    of_atom,
    raised,
    renamed,
    scaled,
    with_content,
)
from pengrade.grading.probability.structure import Structure
from pengrade.grading.probability.sums import Sums, mass_atom
from pengrade.grading.probability.terms import (
    Applied,
    Exact,
    Function,
    Mass,
    Place,
    Plus,
    Power,
    Quotient,
    Scalar,
    State,
    Sum,
    Term,
    Times,
    is_joint,
    is_observed,
)


def equal(left: Term, right: Term, structure: Structure | None) -> bool:
    """True: proved. False: not proved, which says nothing."""
    try:
        forms = _Forms(structure)
        return is_zero(added([forms.of(left), scaled(forms.of(right), Fraction(-1))]))
    except (TooLongError, ZeroDivisionError, RecursionError):
        return False


class _Forms(Sums):
    def __init__(self, structure: Structure | None) -> None:
        self.structure = structure
        super().__init__()
        self.masses: dict[tuple[str, frozenset[Place]], Polynomial] = {}
        self.known: dict[Term, Polynomial] = {}

    def of(self, term: Term) -> Polynomial:
        found = self.known.get(term)
        if found is None:
            found = _BUILDERS[type(term)](self, term)
            if len(found) > MOST_MONOMIALS:
                raise TooLongError
            self.known[term] = found
        return found

    def exact(self, term: Exact) -> Polynomial:
        return number(term.value)

    def scalar(self, term: Scalar) -> Polynomial:
        return of_atom(Atom("scalar", term.node, frozenset(), bool(term.sign)))

    def mass(self, term: Mass) -> Polynomial:
        whole = self.weight(term.density, frozenset((*term.left, *term.right)))
        return multiplied(whole, inverted(self.weight(term.density, frozenset(term.right))))

    def weight(self, density: str, places: frozenset[Place]) -> Polynomial:
        found = self.masses.get((density, places))
        if found is None:
            if self.structure is not None and is_joint(density):
                found = self.joint(density, places)
            else:
                found = of_atom(mass_atom(density, places)) if places else number(Fraction(1))
            self.masses[density, places] = found
        return found

    def joint(self, density: str, places: frozenset[Place]) -> Polynomial:
        """The factors of all ancestors, or all potentials, summed over the variables that are not asked for."""
        if self.structure is None:
            raise TooLongError
        labels = dict(places)
        closure = self.structure.closure(labels)
        bound = {slot: (slot, self.label(slot)) for slot in closure if slot not in labels}
        at = {slot: bound.get(slot, (slot, labels.get(slot, slot))) for slot in closure}
        atoms, kind = {}, "factor" if self.structure.directed else "potential"
        for factor in self.structure.factors(closure):
            own = tuple(at[slot] for slot in factor.slots)
            free = frozenset(place for place in own if not is_observed(place))
            atoms[Atom(kind, (density, own), free, positive=True)] = 1
        return self.summed(set(bound.values()), atoms, Fraction(1))

    def state(self, term: State) -> Polynomial:
        if is_observed(term.place):
            return number(Fraction(term.place[1]))
        return of_atom(Atom("state", term.place, frozenset({term.place}), positive=False))

    def applied(self, term: Applied) -> Polynomial:
        return self.opaque("applied", term.function, term.arguments, bool(term.sign))

    def opaque(self, kind: str, name: str, arguments: tuple[Term, ...], positive: bool = False) -> Polynomial:
        forms = tuple(frozen(self.of(argument)) for argument in arguments)
        free = frozenset[Place]().union(*map(free_of_frozen, forms))
        return of_atom(Atom(kind, (name, forms), free, positive))

    def sum_of(self, term: Plus) -> Polynomial:
        return added(map(self.of, term.terms))

    def product_of(self, term: Times) -> Polynomial:
        result = self.of(term.factors[0])
        for factor in term.factors[1:]:
            result = multiplied(result, self.of(factor))
        return result

    def quotient(self, term: Quotient) -> Polynomial:
        return multiplied(self.of(term.above), inverted(self.of(term.below)))

    def power_of(self, term: Power) -> Polynomial:
        base = self.of(term.base)
        if isinstance(term.exponent, Exact) and term.exponent.value.denominator == 1:
            return raised(base, int(term.exponent.value))
        if not is_positive(base):
            return self.opaque("call", "^", (term.base, term.exponent))
        return self.exponential(multiplied(self.of(term.exponent), self.logarithm(base)))

    def function(self, term: Function) -> Polynomial:
        if term.name == "log":
            return self.logarithm(self.of(term.arguments[0]))
        if term.name == "exp":
            return self.exponential(self.of(term.arguments[0]))
        if term.name == "sqrt":
            return self.power_of(Power(term.arguments[0], Exact(Fraction(1, 2))))
        return self.opaque("call", term.name, term.arguments)

    def logarithm(self, part: Polynomial) -> Polynomial:
        """Positive factors become terms of their own; what may be negative stays together."""
        if not part:
            raise ZeroDivisionError
        monomial, factor, rest = with_content(part)
        split = [one for one in monomial if one[0].positive]
        kept = multiplied(
            {frozenset(one for one in monomial if not one[0].positive): factor},
            {UNIT: Fraction(1)} if rest is None else rest,
        )
        found = [scaled(self.log_of_atom(atom), Fraction(exponent)) for atom, exponent in split]
        if kept != {UNIT: Fraction(1)}:
            content = frozen(kept)
            found.append(of_atom(Atom("log", content, free_of_frozen(content), positive=False)))
        return added(found)

    def log_of_atom(self, atom: Atom) -> Polynomial:
        if atom.kind == "exp":
            monomial, below = atom.content
            return {monomial: Fraction(1, below)}
        return of_atom(Atom("log", frozen(of_atom(atom)), atom.free, positive=False))

    def exponential(self, part: Polynomial) -> Polynomial:
        result = number(Fraction(1))
        for monomial, factor in part.items():
            inside = logged(monomial)
            if inside is not None and factor.denominator == 1:
                powered = raised(inside, int(factor))
            else:
                free = free_of(monomial)
                atom = Atom("exp", (monomial, factor.denominator), free, positive=True)
                powered = of_atom(atom, factor.numerator)
            result = multiplied(result, powered)
        return result

    def sum(self, term: Sum) -> Polynomial:
        body = self.of(term.body)
        names = {place: (place[0], self.label(place[0])) for place in term.over}
        bound = set(names.values())
        return added(self.summed(bound, dict(renamed(monomial, names)), factor) for monomial, factor in body.items())


_BUILDERS: dict[type[Term], Callable[..., Polynomial]] = {
    Exact: _Forms.exact,
    Scalar: _Forms.scalar,
    Mass: _Forms.mass,
    State: _Forms.state,
    Applied: _Forms.applied,
    Plus: _Forms.sum_of,
    Times: _Forms.product_of,
    Quotient: _Forms.quotient,
    Power: _Forms.power_of,
    Function: _Forms.function,
    Sum: _Forms.sum,
}
