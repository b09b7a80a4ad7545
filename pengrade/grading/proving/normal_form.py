"""A scalar expression as a quotient of polynomials in atoms. Equal normal forms prove equality.

Used are identities that hold for principal values wherever both sides have one: powers are exp(w log b), trigonometry
is exp(i z), |u| is exp(log(u^2)/2) for real u; logarithms are split only at factors known to be positive, and
factorials and sums are taken apart where their arguments differ by whole numbers or constant factors.
Unequal normal forms prove nothing.
"""

from fractions import Fraction
from math import floor

from flint import fmpq

from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.ratios import (
    GENERATORS,
    ONE,
    ZERO,
    Atom,
    Atoms,
    NotNormalError,
    Polynomial,
    Ratio,
    constant,
    monomial,
    terms,
)
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
)

PARTS = 60  # exp(x) is the 60th power of its atom, so that exp(x/2), exp(x/3), exp(x/5) are powers too
POSITIVE = frozenset({"positive", "probability"})
LEAVING_REALS = frozenset({"arcsin", "arccos", "arcosh", "artanh", "lgamma"})
MOST_UNROLLED = 30  # terms of a sum with literal ends
LARGEST_SHIFT = 30  # of a factorial: (n+3)! is (n+3)(n+2)(n+1) n!
LARGEST_PRIME = 1000
MOST_TERMS_TO_FACTOR, LARGEST_DEGREE_TO_FACTOR = 16, 12


class NormalForms:
    """Normal forms that can be compared with one another: they share one table of atoms."""

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.atoms = Atoms()
        self.indices: dict[str, Ratio] = {}
        self.bindings = 0

    def equal(self, left: Node, right: Node) -> bool:
        """True is a proof; False is not. Never raises."""
        try:
            difference = self.of(left) - self.of(right)
            return bool(self.atoms.reduced(difference).above.is_zero())
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False

    def differ_by_constant(self, left: Node, right: Node, names: frozenset[str]) -> bool:
        """A proof that left - right depends on none of the names."""
        try:
            return self.is_free_of(self.atoms.canonical(self.of(left) - self.of(right)), names)
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False

    def differ_by_factor(self, left: Node, right: Node, names: frozenset[str]) -> bool:
        """A proof that left / right is not zero and depends on none of the names."""
        try:
            quotient = self.atoms.canonical(self.of(left) / self.nonzero(self.of(right)))
        except (NotNormalError, ZeroDivisionError, OverflowError):
            return False
        return not quotient.above.is_zero() and self.is_free_of(quotient, names)

    def is_free_of(self, ratio: Ratio, names: frozenset[str]) -> bool:
        return all(
            atom.label not in names and all(self.is_free_of(argument, names) for argument in atom.arguments)
            for atom in self.inner(ratio)
        )

    def of(self, node: Node) -> Ratio:
        match node:
            case Number():
                return constant(fmpq(node.value.numerator, node.value.denominator))
            case Name():
                return self.of_name(node.name)
            case Constant():
                return self.of_constant(node.name)
            case Indexed():
                return self.of_indexed(node)
            case Negate():
                return -self.of(node.operand)
            case Add():
                return self.of_all(node.terms, Ratio(ZERO), False)
            case Product():
                return self.of_all(node.factors, Ratio(ONE), True)
            case Divide():
                return self.of(node.numerator) / self.nonzero(self.of(node.denominator))
            case Power():
                return self.of_power(node)
            case Call():
                return self.of_call(node)
            case Apply():
                return self.plain("apply", (node.name, node.order), self.of(node.argument))
            case Fold():
                return self.of_fold(node)
            case _:
                raise NotNormalError

    def nonzero(self, ratio: Ratio) -> Ratio:
        if self.atoms.reduced(ratio).above.is_zero():
            raise NotNormalError
        return ratio

    def of_all(self, nodes: tuple[Node, ...], start: Ratio, multiply: bool) -> Ratio:
        result = start
        for node in nodes:
            value = self.of(node)
            result = result * value if multiply else result + value
        return result

    def of_name(self, name: str) -> Ratio:
        if name in self.indices:
            return self.indices[name]
        symbol = self.declarations.symbols.get(name)
        if symbol is None:
            return self.generator(self.atoms.atom("name", name, positive=True))
        if symbol.shape != (1, 1):
            raise NotNormalError
        positive = symbol.domain in POSITIVE or symbol.domain == "index"
        return self.generator(self.atoms.atom("name", name, real=symbol.domain != "complex", positive=positive))

    def generator(self, atom: Atom) -> Ratio:
        return Ratio(GENERATORS[atom.number])

    def of_constant(self, name: str) -> Ratio:
        if name == "e":
            return self.exponential(Ratio(ONE))
        return self.imaginary_unit() if name == "i" else self.generator(self.atoms.atom("pi", positive=True))

    def imaginary_unit(self) -> Ratio:
        atom = self.atoms.atom("i", real=False)
        atom.relation = (2, Ratio(-ONE))
        return self.generator(atom)

    def of_indexed(self, node: Indexed) -> Ratio:
        symbol = self.declarations.symbols[node.name]
        if len(node.indices) != len(symbol.family) and symbol.family:
            raise NotNormalError
        arguments = tuple(self.atoms.canonical(self.of(index)) for index in node.indices)
        positive = symbol.domain in POSITIVE
        return self.generator(
            self.atoms.atom("member", node.name, arguments, real=symbol.domain != "complex", positive=positive)
        )

    def plain(self, kind: str, label: object, *arguments: Ratio, positive: bool = False) -> Ratio:
        """An opaque function of its arguments."""
        canonical = tuple(map(self.atoms.canonical, arguments))
        real = label not in LEAVING_REALS and all(self.is_real(argument) for argument in canonical)
        return self.generator(self.atoms.atom(kind, label, canonical, real=real, positive=positive))

    # Powers, exponentials, logarithms

    def of_power(self, node: Power) -> Ratio:
        exponent = self.atoms.canonical(self.of(node.exponent))
        whole = _whole(exponent)
        base = self.of(node.base)
        if whole is not None:
            return (base if whole >= 0 else self.nonzero(base)) ** whole
        if isinstance(node.base, Constant) and node.base.name == "e":
            return self.exponential(exponent)
        return self.exponential(exponent * self.logarithm(base))

    def exponential(self, exponent: Ratio) -> Ratio:
        exponent = self.atoms.canonical(exponent)
        if not exponent.below.is_constant():
            return self.exponential_part(exponent, Fraction(1))
        result = Ratio(ONE)
        for powers, coefficient in terms(exponent.above):
            share = _fraction(coefficient)
            part = Ratio(monomial(powers))
            result = result * self.exponential_part(part, share)
        return result

    def exponential_part(self, part: Ratio, share: Fraction) -> Ratio:
        """exp(share * part) as a power of exp(part / 60)."""
        inside = self.inside_of_logarithm(part)
        if inside is not None and share.denominator == 1:
            return inside ** int(share)
        if (share * PARTS).denominator != 1:
            part, share = part * constant(fmpq(share.numerator, share.denominator)), Fraction(1)
            inside = None
        part = self.atoms.canonical(part)
        real = self.is_real(part)
        atom = self.atoms.atom("exp", None, (part,), real=real, positive=real)
        if inside is not None:
            atom.relation = (PARTS, inside)
        elif self.is_half_turn(part):
            atom.relation = (PARTS // 2, self.imaginary_unit())
        return self.generator(atom) ** int(share * PARTS)

    def is_half_turn(self, part: Ratio) -> bool:
        """i pi, whose exponential is -1."""
        kinds = sorted(atom.kind for atom in self.atoms.within(part.above))
        return kinds == ["i", "pi"] and part.above == monomial(tuple((a.number, 1) for a in self.inner(part)))

    def inside_of_logarithm(self, part: Ratio) -> Ratio | None:
        """The b of a part that is log b and nothing else."""
        powers = terms(part.above)
        if not part.below.is_constant() or len(powers) != 1 or len(powers[0][0]) != 1:
            return None
        number, power = powers[0][0][0]
        atom = self.atoms.all[number]
        return atom.arguments[0] if atom.kind == "log" and power == 1 else None

    def logarithm(self, ratio: Ratio) -> Ratio:
        """Split at positive factors: log(P R) = log P + log R holds for principal values whenever P > 0."""
        ratio = self.nonzero(self.atoms.canonical(ratio))
        above, numbers = self.factors(ratio.above)
        below, numbers_below = self.factors(ratio.below)
        scale = numbers / numbers_below
        result, rest = self.logarithm_of_number(abs(scale)), Ratio(ONE if scale > 0 else -ONE)
        for base, power in (*above, *((base, -power) for base, power in below)):
            if self.is_positive(base):
                result = result + self.logarithm_of_positive(base) * constant(power)
            elif power % 2 == 0 and self.all_real(base):
                result = result + self.logarithm_atom(Ratio(base * base)) * constant(power // 2)
            else:
                rest = rest * Ratio(base) ** power
        if rest.above == ONE and rest.below == ONE:
            return result
        if rest.above == -ONE and rest.below == ONE:
            return result + self.imaginary_unit() * self.of_constant("pi")
        return result + self.logarithm_atom(rest)

    def logarithm_atom(self, ratio: Ratio) -> Ratio:
        canonical = self.atoms.canonical(ratio)
        real = canonical.below == ONE and (self.is_positive(canonical.above) or self.is_even_square(canonical.above))
        return self.generator(self.atoms.atom("log", None, (canonical,), real=real))

    def is_even_square(self, polynomial: Polynomial) -> bool:
        _, factors = polynomial.factor_squarefree()
        return self.all_real(polynomial) and all(power % 2 == 0 for _, power in factors)

    def logarithm_of_positive(self, base: Polynomial) -> Ratio:
        """Of a factor; log(exp(z/60)) is z/60."""
        atoms = self.atoms.within(base)
        if len(atoms) == 1 and atoms[0].kind == "exp" and base == GENERATORS[atoms[0].number]:
            return atoms[0].arguments[0] * constant(fmpq(1, PARTS))
        return self.logarithm_atom(Ratio(base))

    def logarithm_of_number(self, number: Fraction) -> Ratio:
        result = Ratio(ZERO)
        for whole, sign in ((number.numerator, 1), (number.denominator, -1)):
            for prime, power in _prime_powers(whole):
                atom = self.atoms.atom("log", None, (constant(prime),))
                result = result + self.generator(atom) * constant(sign * power)
        return result

    def factors(self, polynomial: Polynomial) -> tuple[list[tuple[Polynomial, int]], Fraction]:
        """Factors and their powers, each with the sign that makes it positive where that can be known."""
        if len(polynomial) == 1:
            ((powers, coefficient),) = terms(polynomial)
            return [(GENERATORS[atom], power) for atom, power in powers], _fraction(coefficient)
        # exp(x) is a 60th power: taken as it is, 1 + exp(x) would fall into parts that help nobody.
        high = polynomial.total_degree() > LARGEST_DEGREE_TO_FACTOR
        deflated, stride = polynomial.deflation() if high else (polynomial, None)
        if len(polynomial) > MOST_TERMS_TO_FACTOR or deflated.total_degree() > LARGEST_DEGREE_TO_FACTOR:
            return [(polynomial, 1)], Fraction(1)
        content, found = deflated.factor()
        number, result = _fraction(content), []
        for base, power in found:
            whole = base if stride is None else base.inflate(stride)
            if not self.is_positive(whole) and self.is_positive(-whole):
                whole, number = -whole, number * (-1) ** power
            result.append((whole, power))
        return result, number

    def all_real(self, polynomial: Polynomial) -> bool:
        return all(atom.real for atom in self.atoms.within(polynomial))

    def is_real(self, ratio: Ratio) -> bool:
        return self.all_real(ratio.above) and self.all_real(ratio.below)

    def is_positive(self, polynomial: Polynomial) -> bool:
        """Known to be positive: a sum of positive terms, or 1 - p for a probability p."""
        strictly = False
        for powers, coefficient in terms(polynomial):
            atoms = [(self.atoms.all[number], power) for number, power in powers]
            if coefficient < 0 or not all(atom.positive or (atom.real and power % 2 == 0) for atom, power in atoms):
                return self.is_complement(polynomial)
            strictly = strictly or all(atom.positive for atom, _ in atoms)
        return strictly

    def is_complement(self, polynomial: Polynomial) -> bool:
        atoms = self.atoms.within(polynomial)
        if len(atoms) != 1 or polynomial != ONE - GENERATORS[atoms[0].number]:
            return False
        symbol = self.declarations.symbols.get(str(atoms[0].label))
        return atoms[0].kind in ("name", "member") and symbol is not None and symbol.domain == "probability"

    # Functions

    def of_call(self, node: Call) -> Ratio:
        if node.function in ("log", "ln"):
            value = self.logarithm(self.of(node.arguments[0]))
            return value if node.parameter is None else value / self.logarithm(self.of(node.parameter))
        if node.parameter is not None:
            raise NotNormalError
        arguments = [self.of(argument) for argument in node.arguments]
        method = getattr(self, f"of_{node.function}", None)
        if method is not None:
            result: Ratio = method(*arguments)
            return result
        return self.plain("call", node.function, *arguments)

    def of_exp(self, u: Ratio) -> Ratio:
        return self.exponential(u)

    def of_sqrt(self, u: Ratio) -> Ratio:
        if self.atoms.reduced(u).above.is_zero():
            return Ratio(ZERO)
        return self.exponential(self.logarithm(u) * constant(fmpq(1, 2)))

    def of_abs(self, u: Ratio) -> Ratio:
        u = self.atoms.canonical(u)
        if not self.is_real(u):
            return self.plain("call", "abs", u)
        return self.of_sqrt(u * u)

    def of_sigmoid(self, u: Ratio) -> Ratio:
        return Ratio(ONE) / (Ratio(ONE) + self.exponential(-u))

    def turn(self, u: Ratio) -> Ratio:
        """exp(i u), exactly at multiples of a quarter turn."""
        u = self.atoms.canonical(u)
        quarters = self.atoms.canonical(u * constant(2) / self.of_constant("pi"))
        whole = _whole(quarters)
        if whole is not None:
            return self.imaginary_unit() ** (whole % 4)
        return self.exponential(self.imaginary_unit() * u)

    def of_cos(self, u: Ratio) -> Ratio:
        z = self.turn(u)
        return (z + Ratio(ONE) / z) * constant(fmpq(1, 2))

    def of_sin(self, u: Ratio) -> Ratio:
        z = self.turn(u)
        return (z - Ratio(ONE) / z) / (constant(2) * self.imaginary_unit())

    def of_tan(self, u: Ratio) -> Ratio:
        return self.of_sin(u) / self.nonzero(self.of_cos(u))

    def of_cot(self, u: Ratio) -> Ratio:
        return self.of_cos(u) / self.nonzero(self.of_sin(u))

    def of_sec(self, u: Ratio) -> Ratio:
        return Ratio(ONE) / self.nonzero(self.of_cos(u))

    def of_csc(self, u: Ratio) -> Ratio:
        return Ratio(ONE) / self.nonzero(self.of_sin(u))

    def of_cosh(self, u: Ratio) -> Ratio:
        z = self.exponential(u)
        return (z + Ratio(ONE) / z) * constant(fmpq(1, 2))

    def of_sinh(self, u: Ratio) -> Ratio:
        z = self.exponential(u)
        return (z - Ratio(ONE) / z) * constant(fmpq(1, 2))

    def of_tanh(self, u: Ratio) -> Ratio:
        z = self.exponential(u + u)
        return (z - Ratio(ONE)) / (z + Ratio(ONE))

    def of_erfc(self, u: Ratio) -> Ratio:
        return Ratio(ONE) - self.plain("call", "erf", u)

    def of_factorial(self, u: Ratio) -> Ratio:
        return self.of_gamma(u + Ratio(ONE))

    def of_binomial(self, n: Ratio, k: Ratio) -> Ratio:
        return self.of_factorial(n) / (self.of_factorial(k) * self.of_factorial(n - k))

    def of_beta(self, a: Ratio, b: Ratio) -> Ratio:
        return self.of_gamma(a) * self.of_gamma(b) / self.of_gamma(a + b)

    def of_gamma(self, u: Ratio) -> Ratio:
        """By Gamma(z + 1) = z Gamma(z), down to an argument whose constant part lies in [0, 1), or to Gamma(1)."""
        u = self.atoms.canonical(u)
        offset = _constant_part(u)
        shift = floor(offset) if not u.above.is_constant() else floor(offset) - 1
        if abs(shift) > LARGEST_SHIFT or (u.above.is_constant() and offset <= 0):
            raise NotNormalError
        u = self.atoms.canonical(u - constant(shift))
        result = (
            Ratio(ONE) if u.above == u.below else self.plain("call", "gamma", u, positive=self.is_positive(u.above))
        )
        for step in range(abs(shift)):
            result = result * (u + constant(step)) if shift > 0 else result / (u - constant(step + 1))
        return result

    # Sums

    def of_fold(self, node: Fold) -> Ratio:
        lower, upper = (self.atoms.canonical(self.of(end)) for end in (node.lower, node.upper))
        first, last = _whole(lower), _whole(upper)
        if first is not None and last is not None:
            return self.unrolled(node, first, last)
        if node.operation == "product":
            raise NotNormalError
        self.bindings += 1
        own = self.atoms.atom("bound", self.bindings, positive=first is not None and first > 0)
        own.bound = frozenset({self.bindings})
        body = self.atoms.canonical(self.with_index(node, self.generator(own)))
        if self.atoms.bound_in(Ratio(body.below)) & own.bound:
            return self.sum_atom(lower, upper, body, own)
        total = Ratio(ZERO)
        for powers, coefficient in terms(body.above):
            inside = tuple(pair for pair in powers if self.atoms.all[pair[0]].bound & own.bound)
            outside = tuple(pair for pair in powers if pair not in inside)
            share = Ratio(monomial(outside) * coefficient, body.below)
            total = total + share * self.sum_of_monomial(lower, upper, Ratio(monomial(inside)), own, node)
        return total

    def unrolled(self, node: Fold, first: int, last: int) -> Ratio:
        if last - first >= MOST_UNROLLED:
            raise NotNormalError
        total = Ratio(ZERO if node.operation == "sum" else ONE)
        for number in range(first, last + 1):
            value = self.with_index(node, constant(number))
            total = total + value if node.operation == "sum" else total * value
        return total

    def with_index(self, node: Fold, value: Ratio) -> Ratio:
        outer = self.indices.get(node.index)
        self.indices[node.index] = value
        try:
            return self.of(node.body)
        finally:
            if outer is None:
                del self.indices[node.index]
            else:
                self.indices[node.index] = outer

    def sum_of_monomial(self, lower: Ratio, upper: Ratio, body: Ratio, own: Atom, node: Fold) -> Ratio:
        # A sum of ones counts its terms only if the upper end never lies more than one below the lower one.
        counts = isinstance(node.upper, Name) and node.upper.name in self.declarations.dimensions
        if body.above == ONE and counts and _whole(lower) in (0, 1, 2):
            return upper - lower + Ratio(ONE)
        return self.sum_atom(lower, upper, body, own)

    def sum_atom(self, lower: Ratio, upper: Ratio, body: Ratio, own: Atom) -> Ratio:
        """Its index gets a name that depends on the depth of sums inside alone, so that equal sums are one atom."""
        depth = 1 + max((self.depth(atom) for atom in self.inner(body)), default=0)
        named = self.renamed(body, own, depth)
        atom = self.atoms.atom("sum", depth, (lower, upper, named), real=self.is_real(body))
        atom.bound = (self.atoms.bound_in(body) - own.bound) | self.atoms.bound_in(lower) | self.atoms.bound_in(upper)
        return self.generator(atom)

    def inner(self, ratio: Ratio) -> list[Atom]:
        return [*self.atoms.within(ratio.above), *self.atoms.within(ratio.below)]

    def depth(self, atom: Atom) -> int:
        own = int(str(atom.label)) if atom.kind == "sum" else 0
        return max([own, *(self.depth(one) for argument in atom.arguments for one in self.inner(argument))])

    def renamed(self, ratio: Ratio, own: Atom, depth: int) -> Ratio:
        return self.atoms.canonical(
            Ratio(self.renamed_in(ratio.above, own, depth)) / Ratio(self.renamed_in(ratio.below, own, depth))
        )

    def renamed_in(self, polynomial: Polynomial, own: Atom, depth: int) -> Polynomial:
        result = ZERO
        for powers, coefficient in terms(polynomial):
            result = result + coefficient * monomial(
                tuple((self.renamed_atom(self.atoms.all[atom], own, depth).number, power) for atom, power in powers)
            )
        return result

    def renamed_atom(self, atom: Atom, own: Atom, depth: int) -> Atom:
        if not atom.bound & own.bound:
            return atom
        if atom is own:
            return self.atoms.atom("index", depth)
        arguments = tuple(self.renamed(argument, own, depth) for argument in atom.arguments)
        other = self.atoms.atom(atom.kind, atom.label, arguments, atom.real, atom.positive)
        other.bound = atom.bound - own.bound
        return other


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _whole(ratio: Ratio) -> int | None:
    if not (ratio.above.is_constant() and ratio.below.is_constant()):
        return None
    value = _fraction(ratio.above.leading_coefficient() if not ratio.above.is_zero() else fmpq(0))
    value /= _fraction(ratio.below.leading_coefficient())
    return int(value) if value.denominator == 1 else None


def _constant_part(ratio: Ratio) -> Fraction:
    """The term without atoms, of a quotient whose denominator has none."""
    if not ratio.below.is_constant():
        return Fraction(0)
    return next((_fraction(c) for powers, c in terms(ratio.above) if not powers), Fraction(0))


def _prime_powers(number: int) -> list[tuple[int, int]]:
    """Primes up to 1000 and the rest in one piece, which is as good for a proof and never slow."""
    found, prime = [], 2
    while prime <= LARGEST_PRIME and prime * prime <= number:
        power = 0
        while number % prime == 0:
            number, power = number // prime, power + 1
        if power:
            found.append((prime, power))
        prime += 1
    return [*found, (number, 1)] if number > 1 else found
