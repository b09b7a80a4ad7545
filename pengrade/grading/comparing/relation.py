"""Inequalities and equations joined by and / or: right when the same values satisfy them, strictness included.

A relation with a part that has no value does not hold there: 1/x >= 0 is x > 0. In this order:
- one name, rational sides, absolute bars: decided exactly, cell by cell of the line (`regions`);
- several names or other functions: refuted by a point where one holds and the other does not, among random points,
  points on the boundary of each relation, where < and <= part, and points where things degenerate;
- taken apart into comparisons of smooth expressions with zero (`plain_relations`), and these proved by the signs of
  their irreducible factors, or refuted at a point that satisfies their linear conditions (`sign_tables`);
- undecided otherwise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from flint import arb

from pengrade.grading.comparing import places
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.plain_relations import ZERO, Formula, Plain, TooManyCasesError, Way
from pengrade.grading.comparing.regions import ON_THE_LINE, BeyondError, Line, Spot, differences, truth
from pengrade.grading.comparing.sign_tables import SignTable
from pengrade.grading.comparing.solving import PRECISION, Side, value_at
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.degenerate_points import degenerate_points
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.far_points import is_within
from pengrade.grading.evaluating.points import Point, points, seed_of
from pengrade.grading.evaluating.witness import LONGEST_FRACTION, fraction_as_text, interval_as_json, point_as_json
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.substitution import degree, literal, substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.relations import read_relation
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Add, Divide, Negate, Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

POINTS = 24
POINTS_WITH_BOUNDARIES = 6
CONTINUOUS = frozenset({"real", "positive", "nonnegative", "negative", "probability"})


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    statement, readings = _read(answer, declarations)
    return Heard(latex_of(statement), spoken_of(statement), readings, statement)


def check(spec: AnswerSpec) -> None:
    check_options(spec, ())
    _key(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, ())
    verdict = same(spec, _key(spec), heard.content)
    if verdict.verdict == INCORRECT:
        for number in range(len(spec.mistakes)):
            if same(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
                return places.with_finding(spec, number, verdict)
    return verdict


def same(spec: AnswerSpec, key: Node, answer: Node) -> Verdict:
    if key == answer:
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    declarations = declarations_of(spec)
    try:
        return _on_the_line(declarations, key, answer)
    except BeyondError:
        pass
    refuting = _Refuting(declarations, key, answer)
    evidence = refuting.found()
    if evidence:
        return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)
    for expected, given in _taken_apart(declarations, key, answer):
        table = SignTable(declarations, partial(_evidence_of_equality, spec))
        if table.same(expected, given):
            return Verdict(CORRECT, 1.0, places.weakest([{"method": "exact"}, *table.evidences]), message="Correct.")
        if table.candidate is not None:
            evidence = refuting.found_at(table.candidate)
            if evidence:
                return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)
    reason = "No point tells the two apart, and no proof was found that they hold for the same values."
    message = "This could not be decided here. A person will look at it."
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=message)


def _taken_apart(declarations: Declarations, key: Node, answer: Node) -> Iterator[tuple[Formula, Formula]]:
    """Key and answer in each way, unless parts of which nothing is known could part them.

    Where all relations have the same such parts, all of them or none have a value, so none of them parts anything.
    """
    tried: list[tuple[Formula, Formula]] = []
    for way in Way:
        plain = Plain(Definedness(declarations, Vanishing(declarations)), way)
        try:
            pair = plain.statement(key), plain.statement(answer)
        except TooManyCasesError:
            continue
        if len(plain.unknown) <= 1 and pair not in tried:
            tried.append(pair)
            yield pair


def _evidence_of_equality(spec: AnswerSpec, left: Node, right: Node) -> Mapping[str, Any] | None:
    verdict = places.equal(spec, left, right)
    return verdict.evidence if verdict.verdict == CORRECT else None


def _on_the_line(declarations: Declarations, key: Node, answer: Node) -> Verdict:
    names = names_in(key) | names_in(answer)
    symbols = [declarations.symbols[name] for name in names if name in declarations.symbols]
    if len(names) != 1 or not symbols or symbols[0].family or symbols[0].domain not in ON_THE_LINE:
        raise BeyondError
    line = Line(declarations, symbols[0].name)
    spot = line.difference(key, answer)
    if spot is None:
        return Verdict(CORRECT, 1.0, {"method": "exact"}, message="Correct.")
    held = {"expected": line.holds(key, spot), "answer": line.holds(answer, spot)}
    point = {symbols[0].name: _spot_as_json(spot)}
    return Verdict(INCORRECT, 0.0, {"method": "counterexample", "point": point, **held}, message=NOT_YET)


def _spot_as_json(spot: Spot) -> Any:
    return interval_as_json(spot.ball) if spot.exact is None else fraction_as_text(spot.exact)


# Several names


@dataclass(frozen=True)
class _Where:
    """A point; `moved` is a name whose value there is an expression in numbers alone, such as exp(2)."""

    point: Point
    moved: str = ""
    value: Node | None = None

    def trees(self) -> dict[str, Node]:
        fixed = {name: literal(one) for name, one in self.point.values.items() if isinstance(one, Fraction)}
        return fixed if self.value is None else {**fixed, self.moved: self.value}


class _Signs:
    """Signs of differences at points, each certain."""

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self.sides: dict[Node, Side] = {}
        self.vanishing = Vanishing(declarations)
        self.met: tuple[_Where, Place] | None = None

    def of(self, node: Node, where: _Where) -> int | None:
        """None where there is no value, and where it may be zero without a proof."""
        value = self.value(node, self.place(where))
        if not isinstance(value, arb) or not value.is_finite():
            return None
        if not value.contains(0):
            return 1 if value > 0 else -1
        if value == 0:
            return 0
        constant = substituted(node, where.trees())
        exact = exact_value(constant)
        if exact is not None:
            return (exact > 0) - (exact < 0)
        return 0 if not names_in(constant) and self.vanishing.is_zero(constant) else None

    def value(self, node: Node, place: Place) -> Any:
        if node not in self.sides:
            self.sides[node] = Side.of(shaped(node, self.declarations, SCALAR))
        return value_at(self.sides[node], place)

    def place(self, where: _Where) -> Place:
        """All that is asked of one point is asked before the next."""
        if self.met is None or self.met[0] is not where:
            place = Place(where.point, PRECISION)
            if where.value is not None:
                value = self.value(where.value, place.again())
                place.names[where.moved] = value if isinstance(value, arb) else arb.nan()
            self.met = where, place
        return self.met[1].again()


class _Refuting:
    """Seeks a point at which one statement holds and the other does not."""

    def __init__(self, declarations: Declarations, key: Node, answer: Node) -> None:
        self.declarations = declarations
        definedness = Definedness(declarations, Vanishing(declarations))
        self.statements = [_with_needs(statement, definedness) for statement in (key, answer)]
        self.names = names_in(key) | names_in(answer)
        self.seed = seed_of("relation", latex_of(key), latex_of(answer))
        self.signs = _Signs(declarations)

    def found(self) -> dict[str, Any] | None:
        return next((found for where in self.drawn() if (found := self.told_apart(where)) is not None), None)

    def found_at(self, values: Mapping[str, Fraction]) -> dict[str, Any] | None:
        """At a point with these values, and others drawn."""
        for point in islice(points(self.declarations, self.names, self.seed), POINTS_WITH_BOUNDARIES):
            known = {name: value for name, value in values.items() if name in point.values}
            moved = replace(point, values={**point.values, **known})
            if all(is_within(value, self.declarations.symbols[name].domain) for name, value in known.items()):
                found = self.told_apart(_Where(moved))
                if found is not None:
                    return found
        return None

    def told_apart(self, where: _Where) -> dict[str, Any] | None:
        held = [truth(statement, partial(self.signs.of, where=where)) for statement in self.statements]
        if None in held or held[0] == held[1]:
            return None
        point = point_as_json(where.point)
        if where.value is not None:
            point[where.moved] = interval_as_json(self.signs.place(where).names[where.moved])
        return {"method": "counterexample", "point": point, "expected": held[0], "answer": held[1]}

    def drawn(self) -> Iterator[_Where]:
        """Random points, each followed by those on the boundaries near it; then where things degenerate."""
        nodes = list(dict.fromkeys(node for side in self.statements for node, _ in differences(side)))
        for number, point in enumerate(islice(points(self.declarations, self.names, self.seed), POINTS)):
            yield _Where(point)
            if number < POINTS_WITH_BOUNDARIES:
                for node in nodes:
                    yield from _on_boundary(node, point, self.declarations)
        yield from map(_Where, degenerate_points(self.declarations, self.names, self.seed))


def _with_needs(statement: Node, definedness: Definedness) -> Node:
    """Every relation joined with what its sides need to have a value: where they have none, it does not hold."""
    if isinstance(statement, Joined):
        return replace(statement, parts=tuple(_with_needs(part, definedness) for part in statement.parts))
    if not isinstance(statement, Chain):
        raise TypeError(type(statement))
    needs = [Chain(0, 0, (node, ZERO), (sign,)) for node, sign in definedness.needs(*statement.sides).relations]
    return Joined(statement.start, statement.end, "and", (*needs, statement)) if needs else statement


def _on_boundary(node: Node, point: Point, declarations: Declarations) -> Iterator[_Where]:
    """Points with lhs = rhs exactly, by moving one name in which the difference is linear."""
    numbers = {name: literal(value) for name, value in point.values.items() if isinstance(value, Fraction)}
    for name in sorted(names_in(node) & numbers.keys()):
        domain = declarations.symbols[name].domain
        if domain not in CONTINUOUS or degree(node, name) != 1:
            continue
        start, end = (substituted(node, {**numbers, name: literal(Fraction(value))}) for value in (0, 1))
        if names_in(start):
            continue
        exact = _exact_zero(start, end)
        if exact is None and domain == "real":
            yield _Where(point, name, Divide(0, 0, start, Add(0, 0, (start, Negate(0, 0, end)))))
        elif exact is not None and exact.numerator.bit_length() < LONGEST_FRACTION and is_within(exact, domain):
            yield _Where(replace(point, values={**point.values, name: exact}))


def _exact_zero(start: Node, end: Node) -> Fraction | None:
    """Where a straight line is zero, of its values at 0 and at 1."""
    first, second = exact_value(start), exact_value(end)
    return None if first is None or second is None or first == second else first / (first - second)


# Reading


def _read(text: str, declarations: Declarations) -> tuple[Node, tuple[str, ...]]:
    statement, readings = read_relation(text, declarations)
    for node, _ in differences(statement):
        if shaped(node, declarations, SCALAR).shape != SCALAR:
            raise ReadingError("Only numbers are compared by relations.", node.start, node.end - node.start)
    return statement, readings


def _key(spec: AnswerSpec) -> Node:
    return _of_author(spec.expected, declarations_of(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> Node:
    return _of_author(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


def _of_author(given: Any, declarations: Declarations, field: str) -> Node:
    if not isinstance(given, str):
        raise SpecError("A relation is expected, as in 'x < 0 or x > 1'.", field)
    return _read_key(given, declarations, field)


@lru_cache(maxsize=1024)
def _read_key(text: str, declarations: Declarations, field: str) -> Node:
    return places.of_author(lambda: _read(text, declarations), field)[0]
