"""Are two expressions in probabilities equal, for every joint distribution?

`compare(left, right, setting)` answers for two trees of `read_probability`. A `Setting` is what both are read in: the
declarations, how the joint distribution factorises, and the other trees in whose company they stand (the key, the
other lines of a derivation), which tell what a density depends on that is written by its name alone. One is had from
a spec by `setting_of` of `comparing/probability.py`.

The outcome is Refuted (a distribution and a state where the values differ: see `witness.py`), Proved, Agreed (equal
at that many states, to that many digits) or Unclear (with a reason). `excess` looks for one side larger than the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.reach import OutOfReachError
from pengrade.grading.evaluating.values import magnitude_in_bits
from pengrade.grading.probability.draws import Draw, Frame, OutOfBoundsError, frame_of, plans, states_of
from pengrade.grading.probability.evaluate import Evaluation, Table
from pengrade.grading.probability.meaning import Meaning
from pengrade.grading.probability.normal_form import equal
from pengrade.grading.probability.scopes import Scope, scopes
from pengrade.grading.probability.structure import Structure
from pengrade.grading.probability.terms import ONE, Place, Plus, Quotient, Sum, Term, free, minus, names_of_scalars
from pengrade.grading.probability.tree import Density, Primed
from pengrade.grading.proving.fractions import hidden_bits
from pengrade.grading.reading.densities import with_variables
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.tree import Name, Node
from pengrade.grading.tree import walk as walk_nodes
from pengrade.grading.valueless import check_values

PRECISIONS = (64, 333)
MORE_DRAWS = 6  # where numbers beside the probabilities are free
EXACT_DIGITS = 100  # of agreement in exact arithmetic, which has no end of digits
ENOUGH_DIGITS = 30
MOST_HIDDEN_BITS = 4000
FAINT_BITS = 100  # a term that lies so far below another may hide
MOST_BITS = 40_000


@dataclass(frozen=True)
class Setting:
    """`declarations` are those of the spec; `company`: trees that tell what densities depend on, before all others."""

    declarations: Declarations
    structure: Structure | None = None
    company: tuple[Node, ...] = ()
    loose: "Loose | None" = None


@dataclass(frozen=True)
class Loose:
    """Equal up to a "factor" or a "constant" that does not depend on the places."""

    up_to: str
    places: tuple[Place, ...]

    def of(self, term: Term) -> Term:
        """One term for all that differ by such a factor or constant."""
        total = Sum(self.places, term)
        if self.up_to == "factor":
            return Quotient(term, total)
        return Plus((term, minus(Quotient(total, Sum(self.places, ONE)))))


@dataclass(frozen=True)
class Refuted:
    """`state`: a value for every free variable. `expected` and `answer` are fractions, or balls after a logarithm."""

    draw: Draw
    point: Point
    state: dict[str, Fraction]
    expected: Any
    answer: Any


@dataclass(frozen=True)
class Agreed:
    points: int
    digits: int


@dataclass(frozen=True)
class Unclear:
    reason: str


@dataclass(frozen=True)
class Proved:
    """Equal for every distribution, wherever both have a value."""


Outcome = Refuted | Proved | Agreed | Unclear


def slots_of(declarations: Declarations) -> frozenset[str]:
    """Every variable; of families with a literal size all members."""
    found = set()
    for name, symbol in declarations.bystanders.items():
        if symbol.domain != "variable":
            continue
        if not symbol.family:
            found.add(name)
        elif len(symbol.family) == 1 and isinstance(symbol.family[0], int):
            found.update(f"{name}_{number}" for number in range(1, symbol.family[0] + 1))
    return frozenset(found)


def meanings(trees: Sequence[Node], setting: Setting) -> list[Term]:
    """The trees in basic terms; ReadingError where one has no meaning."""
    known = {**scopes(trees), **scopes(setting.company)}
    meaning = Meaning(with_variables(setting.declarations), known)
    found = [meaning.term(tree) for tree in trees]
    for tree, term in zip(trees, found, strict=True):
        check_primes(tree, term)
    return found if setting.loose is None else [setting.loose.of(term) for term in found]


def check_reading(tree: Node, declarations: Declarations) -> None:
    """Raises ReadingError for whatever has no meaning, seen by itself: what a lone q depends on is left open."""
    check_values(tree, with_variables(declarations))
    known = scopes([tree])
    variables = [Name(0, 0, name) for name, one in declarations.bystanders.items() if one.domain == "variable"]
    for node in walk_nodes(tree):
        if isinstance(node, Density) and node.is_bare:
            found = known.get(node.name, Scope(tuple(variables[:1]), (), clear=True))
            known[node.name] = replace(found, clear=True)
    check_primes(tree, Meaning(with_variables(declarations), known).term(tree))


def check_primes(tree: Node, term: Term) -> None:
    """Every z' needs a sum that runs over it."""
    for slot, label in free(term):
        if slot != label:
            lost = next((node for node in walk_nodes(tree) if isinstance(node, Primed)), tree)
            raise ReadingError(f"No sum runs over {label} here, so it has no value.", lost.start, lost.end - lost.start)


def compare(left: Node, right: Node, setting: Setting) -> Outcome:
    """`left` is the side that is expected. Raises ReadingError where a part has no meaning."""
    expected, answer = meanings([left, right], setting)
    hidden = hidden_bits(left) + hidden_bits(right)
    return compared((expected, answer), setting, seed_of(latex(left), latex(right)), hidden)


def compared(both: tuple[Term, Term], setting: Setting, seed: int, hidden: int = 0) -> Outcome:
    if hidden > MOST_HIDDEN_BITS:
        return Unclear("The numbers in it are too long to follow.")
    try:
        return _Comparison(both, setting, seed, PRECISIONS[1] + 2 * hidden).outcome()
    except OutOfBoundsError as error:
        return Unclear(str(error))
    except OutOfReachError:
        return Unclear("The sums in it are too long to add up.")


def excess(left: Node, right: Node, setting: Setting) -> Refuted | None:
    """A distribution and a state where `left` is certainly larger than `right`, if one of those tried is such."""
    first, second = meanings([left, right], setting)
    try:
        outcome = _Excess((first, second), setting, seed_of(latex(left), latex(right)), PRECISIONS[1]).outcome()
    except (OutOfBoundsError, OutOfReachError):
        return None
    return outcome if isinstance(outcome, Refuted) else None


class _Comparison:
    def __init__(self, both: tuple[Term, Term], setting: Setting, seed: int, precision: int) -> None:
        self.both = both
        self.declarations = setting.declarations
        self.frame: Frame = frame_of(both, setting.structure)
        self.structure = setting.structure
        self.seed = seed
        self.precision = precision
        self.names = frozenset[str]().union(*map(names_of_scalars, both))
        self.points = points(self.declarations, self.names, seed)

    def outcome(self) -> Outcome:
        count, digits = 0, EXACT_DIGITS
        sizes = plans(self.frame, self.seed)
        sizes += sizes[:1] * MORE_DRAWS if self.names else []
        for number, plan in enumerate(sizes):
            draw = Draw(self.frame, self.seed + number, plan, small=number == 0)
            found = self.looked_at(draw, next(self.points))
            if not isinstance(found, Agreed):
                return found
            if number == 0 and equal(*self.both, self.structure):
                return Proved()
            count += found.points
            digits = min(digits, found.digits)
        if count == 0:
            return Unclear("No distribution was found on which both have a value.")
        if digits < ENOUGH_DIGITS:
            return Unclear("The values in it are too large to be told apart.")
        return Agreed(count, digits)

    def looked_at(self, draw: Draw, point: Point) -> Outcome:
        """At low precision first, which refutes most wrong answers; exact values need no more."""
        precision = PRECISIONS[0]
        while True:
            evaluation = Evaluation(draw, self.declarations, point, precision, precision > PRECISIONS[0])
            tables = [evaluation.table(term) for term in self.both]
            outcome = self.confronted(evaluation, tables, draw, point)
            if isinstance(outcome, Refuted) or all(_is_exact(table) for table in tables):
                return outcome
            # A faint term is followed until what it changes would show.
            enough = max(self.precision, evaluation.faint + self.precision if evaluation.faint > FAINT_BITS else 0)
            if precision >= enough:
                return outcome
            if enough > MOST_BITS:
                return Unclear("A term in it is too small to be followed.")
            precision = enough

    def confronted(self, evaluation: Evaluation, tables: list[Table], draw: Draw, point: Point) -> Outcome:
        labels = tuple(sorted({label for table in tables for label in table.labels}))
        pairs = zip(*(evaluation.spread(table, labels) for table in tables), strict=True)
        met, digits = 0, EXACT_DIGITS
        one_sided = False
        for state, (expected, answer) in zip(states_of(draw, labels), pairs, strict=True):
            if not (_is_finite(expected) and _is_finite(answer)):
                one_sided = one_sided or _is_finite(expected)
                continue
            if self.differ(expected, answer):
                return Refuted(draw, point, dict(zip(labels, state, strict=True)), expected, answer)
            met += 1
            digits = min(digits, _digits(expected, answer))
        if one_sided:
            return Unclear("The answer has no value where one is expected.")
        return Agreed(met, digits)

    def differ(self, expected: Any, answer: Any) -> bool:
        return _differ(expected, answer)


class _Excess(_Comparison):
    def differ(self, expected: Any, answer: Any) -> bool:
        return bool(arb(expected) > arb(answer))


def _is_exact(table: Table) -> bool:
    return all(type(value) is fmpq for value in table.values)


def _is_finite(value: Any) -> bool:
    return type(value) is fmpq or bool(value.is_finite())


def _differ(expected: Any, answer: Any) -> bool:
    if type(expected) is fmpq and type(answer) is fmpq:
        return bool(expected != answer)
    return not arb(expected).overlaps(arb(answer))


def _digits(expected: Any, answer: Any) -> int:
    """To how many digits two values agree, absolutely or relatively, whichever are fewer."""
    if type(expected) is fmpq and type(answer) is fmpq:
        return EXACT_DIGITS
    gap = magnitude_in_bits(abs(arb(expected) - arb(answer)))
    size = magnitude_in_bits(abs(arb(expected))) or 0
    bits = ctx.prec if gap is None else min(-gap, size - gap) if size > 0 else -gap
    return max(0, bits * 30103 // 100000)
