"""An equation: right when it has the solutions of the key, wherever both sides of both have a value.

So a multiple that never vanishes, swapped sides, and the same equation solved for another variable are right; x = 1
for x^2 = 1 is not, unless x is declared positive. With f = lhs - rhs of the key and g of the answer, in this order:
- with one name and rational sides or absolute bars decided exactly on the line (`regions`);
- refuted by a point that certainly solves one (`solving`) and at which the other is certainly not zero;
- proved, for scalars, by equal sets of vanishing factors (`proving/zeros`), or by putting one, solved for a name,
  into the other and the other way round;
- numeric, where both are linear in one name with the same unique solution at every point that was tried;
- undecided otherwise, such as an equation between matrices that determines none of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import islice, takewhile
from typing import Any

from flint import arb

from pengrade.grading.comparing import equivalence, places, relation
from pengrade.grading.comparing.agreement import ENOUGH_BITS
from pengrade.grading.comparing.expression import CORNERED, NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.refuting import PartingPoint
from pengrade.grading.comparing.regions import ON_THE_LINE, BeyondError, Line
from pengrade.grading.comparing.solving import PRECISION, Side, Solution, is_tiny, only_solution, solutions, value_at
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.degenerate_points import degenerate_points
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.values import Value, entries, is_matrix, magnitude_in_bits
from pengrade.grading.evaluating.witness import fraction_as_text, interval_as_json, point_as_json
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.matrix_equations import are_multiples
from pengrade.grading.proving.substitution import literal, substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.solutions import read_solutions
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Add, Call, Name, Negate, Node, Number, names_in, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

POINTS = 8
FIRST_LOOK = 3
MOST_NODES = 300
ZERO = Number(0, 0, Fraction(0), "0")
TWO = Number(0, 0, Fraction(2), "2")
MOST_LAYERS = 4


@dataclass(frozen=True)
class _Pair:
    """Key and answer, ready to be compared."""

    declarations: Declarations
    expected: Side
    answer: Side
    seed: int

    @cached_property
    def drawn(self) -> tuple[Point, ...]:
        return tuple(islice(points(self.declarations, self.all_names, self.seed), POINTS))

    @cached_property
    def degenerate(self) -> tuple[Point, ...]:
        return tuple(degenerate_points(self.declarations, self.all_names, self.seed))

    @cached_property
    def all_names(self) -> frozenset[str]:
        """Sizes included that are not written."""
        sides = self.expected, self.answer
        return frozenset[str]().union(*(side.names | side.shaped.dimensions for side in sides))

    @property
    def trees(self) -> tuple[Node, Node]:
        return self.expected.shaped.tree, self.answer.shaped.tree

    @property
    def names(self) -> list[str]:
        return sorted(name for name in self.expected.names | self.answer.names if name in self.declarations.symbols)


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    statement, readings = read_solutions(answer, declarations)
    return Heard(latex_of(statement), spoken_of(statement), readings, _equations(statement, declarations))


def _equations(statement: Node, declarations: Declarations) -> Node:
    """One equation, or several between numbers joined by or. ReadingError for anything else."""
    if isinstance(statement, Chain) and statement.signs == ("=",):
        shaped(difference(statement), declarations)
        return statement
    plain = relation.in_relations(statement, declarations)
    parts = [one for one in walk(plain) if isinstance(one, Chain | Joined)]
    if any(part.signs != ("=",) if isinstance(part, Chain) else part.word != "or" for part in parts):
        message = "Write one equation, with a single = in it, or several joined by or."
        raise ReadingError(message, statement.start, statement.end - statement.start)
    return plain


def check(spec: AnswerSpec) -> None:
    check_options(spec, ())
    key_of(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, ())
    verdict = _against(spec, key_of(spec), heard.content)
    if verdict.verdict == INCORRECT:
        for number in range(len(spec.mistakes)):
            if _against(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
                return places.with_finding(spec, number, verdict)
    return verdict


def _against(spec: AnswerSpec, key: Node, answer: Node) -> Verdict:
    if isinstance(key, Chain) and isinstance(answer, Chain):
        return same(spec, key, answer)
    return relation.same(spec, key, answer)


def same(spec: AnswerSpec, key: Chain, answer: Chain) -> Verdict:
    if key.sides in (answer.sides, answer.sides[::-1]):
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    pair = _pair(spec, key, answer)
    decided = _on_the_line(pair, key, answer)
    if decided is not None:
        return decided
    evidence = _refuted(pair, pair.drawn[:FIRST_LOOK], curves=False) or _refuted_where_things_degenerate(pair)
    if evidence is None and _proved(spec, pair, key, answer):
        return Verdict(CORRECT, 1.0, {"method": "exact"}, message="Correct.")
    found = None if evidence else _as_relations(spec, pair, key, answer)
    if found is not None:
        return found
    evidence = evidence or _refuted(pair, pair.drawn[:FIRST_LOOK], curves=True)
    evidence = evidence or _refuted(pair, pair.drawn[FIRST_LOOK:], curves=False) or _everywhere(pair)
    if evidence:
        return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)
    evidence = _agreed(pair) or _multiple(spec, pair)
    if evidence:
        return Verdict(CORRECT, 1.0, evidence, message="Correct.")
    reason = "No point tells the two apart, and no proof was found that they have the same solutions."
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)


def _pair(spec: AnswerSpec, key: Chain, answer: Chain) -> _Pair:
    declarations = declarations_of(spec)
    sides = [Side.of(shaped(difference(chain), declarations)) for chain in (key, answer)]
    seed = seed_of(spec.kind, latex_of(key), latex_of(answer))
    return _Pair(declarations, sides[0], sides[1], seed)


def difference(chain: Chain) -> Node:
    left, right = chain.sides
    if right == ZERO:  # which is of any shape
        return left
    if left == ZERO:
        return right
    return Add(chain.start, chain.end, (left, Negate(right.start, right.end, right)))


def _on_the_line(pair: _Pair, key: Chain, answer: Chain) -> Verdict | None:
    """Both are about one name alone: decided exactly, unless one of them has no value at the point that parts them."""
    if len(pair.names) != 1 or pair.expected.names | pair.answer.names != set(pair.names):
        return None
    symbol = pair.declarations.symbols[pair.names[0]]
    if symbol.family or symbol.domain not in ON_THE_LINE:
        return None
    line = Line(pair.declarations, symbol.name)
    try:
        spot = line.difference(key, answer)
        if spot is None:
            return Verdict(CORRECT, 1.0, {"method": "exact"}, message="Correct.")
        signs = [line.sign(tree, spot) for tree in pair.trees]
    except BeyondError:
        return None
    if None in signs:
        return None
    solution = Solution(Point(), symbol.name, spot.ball, spot.exact, False)
    word = "expected" if signs[0] == 0 else "answer"
    values = {side: ["0", "0"] for side in ("expected", "answer")}
    other = pair.answer if word == "expected" else pair.expected
    values["answer" if word == "expected" else "expected"] = _value_there(other, solution)
    evidence = {"method": "counterexample", "point": {symbol.name: _shown(solution)}, "solves": word, **values}
    return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)


def _value_there(side: Side, solution: Solution) -> list[str]:
    """Exactly, where a ball of this precision might still hold zero."""
    if solution.exact is not None:
        exact = exact_value(substituted(side.shaped.tree, {solution.name: literal(solution.exact)}))
        if exact is not None:
            return [fraction_as_text(exact)] * 2
    return interval_as_json(side.evaluate(solution.place()))


# Refutation


def _refuted(pair: _Pair, drawn: Sequence[Point], curves: bool) -> dict[str, Any] | None:
    """`curves`: solutions are sought by roots and signs as well, which costs more than a linear system."""
    for point in drawn:
        for name in pair.names:
            for side, other, word in ((pair.answer, pair.expected, "answer"), (pair.expected, pair.answer, "expected")):
                if name not in side.names or not (curves or side.degree_in(name) == 1):
                    continue
                for solution in solutions(side, pair.declarations, point, name):
                    found = told_apart(solution, side, other, word)
                    if found:
                        return found
    return None


def _refuted_where_things_degenerate(pair: _Pair) -> dict[str, Any] | None:
    """One side is exactly zero at a point where slopes vanish or matrices are singular, and the other is not."""
    for point in pair.degenerate:
        values = [value_at(side, Place(point, PRECISION)) for side in (pair.expected, pair.answer)]
        for value, other, word in zip(values, reversed(values), ("expected", "answer"), strict=True):
            nonzero = None if value is None or other is None or not _is_zero(value) else _nonzero_entry(other)
            if nonzero is not None:
                shown = {word: ["0", "0"], "expected" if word == "answer" else "answer": interval_as_json(nonzero)}
                return {"method": "counterexample", "point": point_as_json(point), "solves": word, **shown}
    return None


def _is_zero(value: Value) -> bool:
    """Exactly: numbers at these points are short, so that arithmetic on them does not round."""
    return all(cell == 0 for cell in entries(value))


def told_apart(solution: Solution, side: Side, other: Side, word: str) -> dict[str, Any] | None:
    value, own = value_at(other, solution.place()), value_at(side, solution.place())
    if value is None or own is None or not all(cell.is_finite() for cell in entries(own)):
        return None
    nonzero = _nonzero_entry(value)
    if nonzero is None:
        return None
    shown = {word: ["0", "0"], "expected" if word == "answer" else "answer": interval_as_json(nonzero)}
    point = point_as_json(solution.point) | {solution.name: _shown(solution)}
    return {"method": "counterexample", "point": point, "solves": word, **shown}


def _nonzero_entry(value: Value) -> Value | None:
    cells = entries(value)
    if not all(type(cell) is arb and cell.is_finite() for cell in cells):
        return None
    return next((cell for cell in cells if not cell.contains(0)), None)


def _shown(solution: Solution) -> Any:
    if solution.exact is not None:
        return fraction_as_text(solution.exact)
    if not is_matrix(solution.value):
        return interval_as_json(solution.value)
    rows, columns = solution.value.nrows(), solution.value.ncols()
    return [[interval_as_json(solution.value[row, column]) for column in range(columns)] for row in range(rows)]


def _everywhere(pair: _Pair) -> dict[str, Any] | None:
    """One side holds everywhere, the other does not at some point."""
    vanishing = Vanishing(pair.declarations)
    for side, other, word in ((pair.answer, pair.expected, "answer"), (pair.expected, pair.answer, "expected")):
        if side.shaped.shape != SCALAR or not vanishing.is_zero(side.shaped.tree):
            continue
        for point in pair.drawn:
            solution = Solution(point, "", arb(0), None, False)
            found = told_apart(solution, side, other, word)
            if found:
                return {**found, "point": point_as_json(point)}
    return None


# Proof


def _proved(spec: AnswerSpec, pair: _Pair, key: Chain, answer: Chain) -> bool:
    if pair.expected.shaped.shape != SCALAR or pair.answer.shaped.shape != SCALAR:
        return are_multiples(pair.declarations, pair.expected.shaped, pair.answer.shaped)
    if sum(1 for tree in pair.trees for _ in walk(tree)) > MOST_NODES:
        return False
    vanishing = Vanishing(pair.declarations)
    if all(map(vanishing.is_zero, pair.trees)):
        return True
    if vanishing.same(*pair.trees):
        return True
    return _holds_on(spec, key, pair.trees[1], vanishing) and _holds_on(spec, answer, pair.trees[0], vanishing)


def _holds_on(spec: AnswerSpec, solved: Chain, other: Node, vanishing: Vanishing) -> bool:
    """`other` is zero wherever `solved` holds: put v = h into it."""
    return any(
        vanishing.is_zero(substituted(other, {name: value})) for name, value in explicit(spec, solved, vanishing)
    )


def explicit(spec: AnswerSpec, chain: Chain, vanishing: Vanishing) -> Iterator[tuple[str, Node]]:
    """Every v = h without v in h that is equivalent: as typed, or linear in v with a slope that never vanishes."""
    for left, right in (chain.sides, chain.sides[::-1]):
        if isinstance(left, Name) and left.name not in names_in(right):
            yield left.name, right
    tree = difference(chain)
    for name in sorted(names_in(tree) & declarations_of(spec).symbols.keys()):
        solved = vanishing.solved(tree, name)
        if solved is not None:
            yield name, solved


def _as_relations(spec: AnswerSpec, pair: _Pair, key: Chain, answer: Chain) -> Verdict | None:
    """Where all sides have a value, as two relations between numbers."""
    if pair.expected.shaped.shape != SCALAR or pair.answer.shaped.shape != SCALAR:
        return None
    needs = Definedness(pair.declarations, Vanishing(pair.declarations)).needs(*key.sides, *answer.sides)
    guard = [Chain(0, 0, (node, ZERO), (sign,)) for node, sign in needs.relations]
    one, other = (Joined(0, 0, "and", (*guard, chain)) if guard else chain for chain in (key, answer))
    found = equivalence.decided(
        pair.declarations, one, other, partial(places.evidence_of_equality, spec), thorough=False
    )
    if not isinstance(found, PartingPoint):
        return Verdict(CORRECT, 1.0, found, message="Correct.") if found else None
    held = {"expected": found.expected, "answer": not found.expected}
    return Verdict(INCORRECT, 0.0, {"method": "counterexample", "point": found.point, **held}, message=NOT_YET)


# Agreement


def _agreed(pair: _Pair) -> dict[str, Any] | None:
    """In one and the same name both have one solution at every point, and it is the same one."""
    if any(isinstance(node, Call) and node.function in CORNERED for tree in pair.trees for node in walk(tree)):
        return None
    if any(is_tiny(node, pair.declarations) for tree in pair.trees for node in walk(tree)):
        return None
    for name in pair.names:
        bits = (_common_bits(pair, point, name) for point in pair.drawn)
        enough = list(takewhile(lambda one: one >= ENOUGH_BITS, bits))
        if len(enough) == POINTS and _is_determined(pair, name):
            return {"method": "numeric", "points": POINTS, "digits": min(enough) * 30103 // 100_000}
    return None


def _is_determined(pair: _Pair, name: str) -> bool:
    """The one solution stays the only one where things degenerate, or that side has no value there."""
    for point in pair.degenerate:
        sides = [side for side in (pair.expected, pair.answer) if _has_value(side, point)]
        if len(sides) == 2 and _common_bits(pair, point, name) < ENOUGH_BITS:
            return False
    return True


def _has_value(side: Side, point: Point) -> bool:
    value = value_at(side, Place(point, PRECISION))
    return value is not None and all(cell.is_finite() for cell in entries(value))


def _common_bits(pair: _Pair, point: Point, name: str) -> int:
    """To how many bits the two sides' only solutions agree; 0 where they have more, or none."""
    found = [only_solution(side, pair.declarations, point, name) for side in (pair.expected, pair.answer)]
    if found[0] is None or found[1] is None:
        return 0
    gaps = [magnitude_in_bits(abs(left - right)) for left, right in _cells(found[0].value, found[1].value)]
    return min((PRECISION if gap is None else -gap for gap in gaps), default=0)


def _cells(left: Value, right: Value) -> Sequence[tuple[Value, Value]]:
    return list(zip(entries(left), entries(right), strict=True))


def _multiple(spec: AnswerSpec, pair: _Pair) -> dict[str, Any] | None:
    """f and g differ by a number; for what is made of vectors and matrices, where nothing is factored."""
    expected, answer = pair.trees
    if pair.expected.shaped.shape != pair.answer.shaped.shape or not pair.names:
        return None
    option = {"up_to": "factor"}
    verdict = places.judged(spec, option, expected, answer)
    return dict(verdict.evidence) if verdict.verdict == CORRECT else None


# The author's side


def key_of(spec: AnswerSpec) -> Node:
    if not isinstance(spec.expected, str):
        raise SpecError("An equation is expected, as in 'x^2 + y^2 = 1'.", "expected")
    return _of_author(spec.expected, declarations_of(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> Node:
    return _of_author(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


@lru_cache(maxsize=1024)
def _of_author(text: str, declarations: Declarations, field: str) -> Node:
    return places.of_author(lambda: _equations(read_solutions(text, declarations)[0], declarations), field)
