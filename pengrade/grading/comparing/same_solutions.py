"""Two equations: the same when each has the solutions of the other. A point where a side has no value solves nothing.

With f = lhs - rhs of the key and g of the answer, in this order:
- with one name and rational sides or absolute bars decided exactly on the line (`regions`);
- refuted by a point that certainly solves one (`solving`) and at which the other is certainly not zero;
- proved, for scalars, by equal sets of vanishing factors (`proving/zeros`), or by putting one, solved for a name,
  into the other and the other way round; for vectors and matrices by invertible multipliers;
- as two relations between numbers (`equivalence`);
- numeric, where both are linear in one name with the same unique solution at every point that was tried;
- undecided otherwise, such as an equation between matrices that determines none of them.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import Any

from pengrade.grading.comparing import equivalence, places, relation
from pengrade.grading.comparing.agreement import ENOUGH_BITS
from pengrade.grading.comparing.expression import CORNERED, NOT_YET
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.comparing.refuting import PartingPoint
from pengrade.grading.comparing.regions import ON_THE_LINE, BeyondError, Line
from pengrade.grading.comparing.solutions_apart import (
    FIRST_LOOK,
    POINTS,
    ZERO,
    Pair,
    difference,
    everywhere,
    refuted,
    refuted_where_things_degenerate,
    shown,
    value_there,
)
from pengrade.grading.comparing.solving import PRECISION, Side, Solution, is_tiny, only_solution, value_at
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import Point, seed_of
from pengrade.grading.evaluating.values import Value, entries, magnitude_in_bits
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.matrix_equations import are_multiples
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.statements import latex_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Call, Name, Node, names_in, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

MOST_NODES = 300  # of both sides; beyond, a proof costs more than it is worth


def same(spec: AnswerSpec, key: Chain, answer: Chain, strictly: bool = False) -> Verdict:
    """What agrees where both have values must also have values alike: (x^2 - 1)/(x - 1) = 0 is not x^2 = 1.

    Unless `strictly`, an equation of several names may be solved for one of them by a quotient that has no value on a
    part of the solutions only, as y = (1 - a x)/b where b = 0.
    """
    if key.sides in (answer.sides, answer.sides[::-1]):
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    pair = _pair(spec, key, answer)
    verdict = _same_where_both_have_values(spec, pair, key, answer)
    if verdict.verdict != CORRECT or _are_defined_alike(pair, key, answer, strictly):
        return verdict
    try:
        return relation.same(spec, key, answer)
    except (BeyondError, ReadingError):
        return _undecided("One of the two has no value where the other may have solutions.")


def _are_defined_alike(pair: Pair, one: Chain, other: Chain, strictly: bool) -> bool:
    """Whether both ask the same of the names, as far as is known, to have a value; or, unless `strictly`, nearly so."""
    vanishing = Vanishing(pair.declarations)
    definedness = Definedness(pair.declarations, vanishing)
    needs = [set(definedness.needs(*chain.sides).relations) for chain in (one, other)]
    lonely = needs[0] ^ needs[1]
    if strictly or len(pair.names) < 2:
        return not lonely
    return all(sign == "≠" and _crosses(vanishing, node, pair) for node, sign in lonely)


def _crosses(vanishing: Vanishing, divisor: Node, pair: Pair) -> bool:
    """Whether a divisor is zero on no whole branch of the solutions: it shares no factor with either equation."""
    zeros = [vanishing.zeros(node) for node in (divisor, *pair.trees)]
    return all(one is not None for one in zeros) and not any(zeros[0] & one for one in zeros[1:] if one and zeros[0])


def _same_where_both_have_values(spec: AnswerSpec, pair: Pair, key: Chain, answer: Chain) -> Verdict:
    decided = _on_the_line(pair, key, answer)
    if decided is not None:
        return decided
    evidence = refuted(pair, pair.drawn[:FIRST_LOOK], curves=False) or refuted_where_things_degenerate(pair)
    if evidence:
        return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)
    if _proved(spec, pair, key, answer):
        return Verdict(CORRECT, 1.0, {"method": "exact"}, message="Correct.")
    found = _as_relations(spec, pair, key, answer)
    if found is not None:
        return found
    evidence = refuted(pair, pair.drawn[:FIRST_LOOK], curves=True)
    evidence = evidence or refuted(pair, pair.drawn[FIRST_LOOK:], curves=False) or everywhere(pair)
    if evidence:
        return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)
    evidence = _agreed(pair) or _multiple(spec, pair)
    if evidence:
        return Verdict(CORRECT, 1.0, evidence, message="Correct.")
    return _undecided("No point tells the two apart, and no proof was found that they have the same solutions.")


def _undecided(reason: str) -> Verdict:
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)


def _pair(spec: AnswerSpec, key: Chain, answer: Chain) -> Pair:
    declarations = declarations_of(spec)
    sides = [Side.of(shaped(difference(chain), declarations)) for chain in (key, answer)]
    seed = seed_of(spec.kind, latex_of(key), latex_of(answer))
    return Pair(declarations, sides[0], sides[1], seed)


def _on_the_line(pair: Pair, key: Chain, answer: Chain) -> Verdict | None:
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
    values["answer" if word == "expected" else "expected"] = value_there(other, solution)
    evidence = {"method": "counterexample", "point": {symbol.name: shown(solution)}, "solves": word, **values}
    return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)


# Proof


def _proved(spec: AnswerSpec, pair: Pair, key: Chain, answer: Chain) -> bool:
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


def _as_relations(spec: AnswerSpec, pair: Pair, key: Chain, answer: Chain) -> Verdict | None:
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


def _agreed(pair: Pair) -> dict[str, Any] | None:
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


def _is_determined(pair: Pair, name: str) -> bool:
    """The one solution stays the only one where things degenerate, or that side has no value there."""
    for point in pair.degenerate:
        sides = [side for side in (pair.expected, pair.answer) if _has_value(side, point)]
        if len(sides) == 2 and _common_bits(pair, point, name) < ENOUGH_BITS:
            return False
    return True


def _has_value(side: Side, point: Point) -> bool:
    value = value_at(side, Place(point, PRECISION))
    return value is not None and all(cell.is_finite() for cell in entries(value))


def _common_bits(pair: Pair, point: Point, name: str) -> int:
    """To how many bits the two sides' only solutions agree; 0 where they have more, or none."""
    found = [only_solution(side, pair.declarations, point, name) for side in (pair.expected, pair.answer)]
    if found[0] is None or found[1] is None:
        return 0
    gaps = [magnitude_in_bits(abs(left - right)) for left, right in _cells(found[0].value, found[1].value)]
    return min((PRECISION if gap is None else -gap for gap in gaps), default=0)


def _cells(left: Value, right: Value) -> Sequence[tuple[Value, Value]]:
    return list(zip(entries(left), entries(right), strict=True))


def _multiple(spec: AnswerSpec, pair: Pair) -> dict[str, Any] | None:
    """f and g differ by a number; for what is made of vectors and matrices, where nothing is factored."""
    expected, answer = pair.trees
    if pair.expected.shaped.shape != pair.answer.shaped.shape or not pair.names:
        return None
    option = {"up_to": "factor"}
    verdict = places.judged(spec, option, expected, answer)
    return dict(verdict.evidence) if verdict.verdict == CORRECT else None
