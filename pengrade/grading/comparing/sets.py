"""Sets: right when they have the same elements. Order and repetition do not matter.

Elements are numbers or expressions of the declared symbols. They are names instead where the author declares names
that are no numbers: those declared as `variable` or `density` (the nodes of a graph), and the words of the option
`elements`. Braces may be left out around a list. N is 0, 1, 2, …

Unions of intervals and points are decided exactly where their ends are constants (`real_sets`). With symbols in the
ends, a point at which an element is in one and not in the other is a counterexample; the same parts with equal ends
are right, and so is what holds of the same numbers (`membership`). An interval of the key whose ends run backwards at
a point is not asked there. Everything else is compared element by element (`finite_sets`).
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.equivalence import decided
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.finite_sets import Apart, FiniteSets, OpenError, is_finite
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.membership import NoStatementError, as_statements
from pengrade.grading.comparing.real_sets import Element, RealSets, ends_of
from pengrade.grading.comparing.refuting import PartingPoint
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.points import seed_of
from pengrade.grading.evaluating.witness import interval_as_json, point_as_json
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.sets import read_set
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Braces, Infinity, Interval, Listed, NumberSet, SetOperation, Word
from pengrade.grading.tree import Constant, Node, names_in, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

OPTIONS = ("elements",)
IDENTICAL: Mapping[str, Any] = {"method": "identical"}
Evidence = Mapping[str, Any]
MOST_ENDS = 80
UNDECIDED_MESSAGE = "This could not be decided here. A person will look at it."


def read(spec: AnswerSpec, answer: str) -> Heard:
    node, readings = _read(spec, answer)
    return Heard(latex_of(node), spoken_of(node), readings, node)


def check(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    key_of(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, OPTIONS)
    verdict = _against(spec, key_of(spec), heard.content)
    if verdict.verdict == INCORRECT:
        for number in range(len(spec.mistakes)):
            if _against(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
                return places.with_finding(spec, number, verdict)
    return verdict


def _read(spec: AnswerSpec, text: str) -> tuple[Node, tuple[str, ...]]:
    declarations = declarations_of(spec)
    node, readings = read_set(text, declarations, _names_of_elements(spec, declarations))
    numbers, others = _leaves(node)
    places.check_places([*numbers, *others], declarations)
    for end in numbers:
        if shaped(end, declarations, SCALAR).shape != SCALAR:
            raise ReadingError("An end of an interval is a number.", end.start, end.end - end.start)
    for one in walk(node):
        if isinstance(one, Interval) and _runs_backwards(one):
            raise ReadingError(
                "This interval runs backwards: the smaller end comes first.", one.start, one.end - one.start
            )
    if len(numbers) + len(others) > MOST_ENDS:
        raise ReadingError(f"At most {MOST_ENDS} numbers and names are read in one set.", node.start, 1)
    return node, readings


def _runs_backwards(node: Interval) -> bool:
    lower, upper = exact_value(node.lower), exact_value(node.upper)
    infinite = isinstance(node.lower, Infinity) and not node.lower.negative
    return infinite or (lower is not None and upper is not None and lower > upper)


def _leaves(node: Node) -> tuple[list[Node], list[Node]]:
    """The ends of intervals, and the expressions among the elements."""
    ends = [end for one in walk(node) if isinstance(one, Interval) for end in one.children()]
    elements = [one for inner in walk(node) if isinstance(inner, Braces | Listed) for one in inner.children()]
    return (
        [end for end in ends if not isinstance(end, Infinity)],
        [one for one in elements if not isinstance(one, Word | Braces | Listed)],
    )


def _names_of_elements(spec: AnswerSpec, declarations: Declarations) -> frozenset[str]:
    words = spec.options.get("elements", [])
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) and word.strip() for word in words):
        raise SpecError("elements is a list of names.", "options.elements")
    for word in words:
        if set(word) & set(",;{}()"):
            raise SpecError(
                f"{word!r} cannot be typed as an element: leave out commas and brackets.", "options.elements"
            )
    return frozenset(declarations.bystanders) | {" ".join(word.split()) for word in words}


def key_of(spec: AnswerSpec) -> Node:
    return _of_author(spec, spec.expected, "expected")


def _mistake(spec: AnswerSpec, number: int) -> Node:
    return _of_author(spec, spec.mistakes[number].expression, f"mistakes.{number}")


def _of_author(spec: AnswerSpec, given: Any, field: str) -> Node:
    """A set in text, or a JSON list of its elements."""
    if isinstance(given, list | tuple) and all(isinstance(one, str | int | float) for one in given):
        given = f"{{{', '.join(map(str, given))}}}"
    if not isinstance(given, str):
        raise SpecError("A set is expected, as in '{1, 2}' or '[0, 1)'.", field)
    return places.of_author(lambda: _read(spec, given), field)[0]


def _against(spec: AnswerSpec, key: Node, answer: Node) -> Verdict:
    if key == answer:
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    seed = seed_of(spec.kind, latex_of(key), latex_of(answer))
    declarations = declarations_of(spec)
    if _is_real(key, declarations) and _is_real(answer, declarations):
        return _on_the_line(spec, key, answer, seed)
    if is_finite(key) and is_finite(answer):
        return _element_by_element(spec, key, answer, seed)
    return _of_different_kinds(key, answer)


def _on_the_line(spec: AnswerSpec, key: Node, answer: Node, seed: int) -> Verdict:
    sets = RealSets(declarations_of(spec), key, answer)
    found = sets.compared(seed)
    if isinstance(found, Element):
        return _wrong(_element_as_evidence(found))
    if found is None:
        return _open("The order of the ends could not be settled at enough points.")
    if found.certain:
        return _right({"method": "exact"})
    return _for_all_values(spec, key, answer)


def _for_all_values(spec: AnswerSpec, key: Node, answer: Node) -> Verdict:
    """Agreement at points misses where two ends fall together, so a proof is needed, or the same parts."""
    evidence = _same_parts(spec, key, answer)
    if evidence is not None:
        return _right(evidence)
    try:
        declarations, name, expected, given = as_statements(declarations_of(spec), key, answer)
    except NoStatementError:
        return _open("The sets agree wherever they were tried, which proves nothing here.")
    found = decided(declarations, expected, given, partial(places.evidence_of_equality, spec))
    if isinstance(found, PartingPoint):
        point = {one: value for one, value in found.point.items() if one != name}
        shown = {"method": "counterexample", "point": point, "element": found.point[name]}
        return _wrong({**shown, "in": _side(found.expected)})
    return _right(found) if found else _open("The sets agree wherever they were tried, which proves nothing here.")


def _element_by_element(spec: AnswerSpec, key: Node, answer: Node, seed: int) -> Verdict:
    try:
        found = FiniteSets(spec, seed).compared(key, answer)
    except OpenError:
        return _open("Two elements may be the same, which was neither proved nor refuted.")
    if isinstance(found, Apart):
        return _wrong({**found.evidence, "in": _side(found.in_expected)})
    return _right(found)


def _of_different_kinds(key: Node, answer: Node) -> Verdict:
    """A finite set of names beside an interval: an element of the finite one tells them apart."""
    for node, in_expected in ((answer, False), (key, True)):
        if isinstance(node, Braces) and node.elements and all(isinstance(one, Word) for one in node.elements):
            element = latex_of(node.elements[0])
            return _wrong({"method": "counterexample", "element": element, "in": _side(in_expected)})
    return _open("Sets of these kinds are not compared here.")


def _same_parts(spec: AnswerSpec, key: Node, answer: Node) -> dict[str, Any] | None:
    """The evidence that both have the same points and intervals, their ends equal for all values of the symbols."""
    left, right = _parts(key), _parts(answer)
    if left is None or right is None:
        return None
    pairs = [(one, right) for one in left] + [(one, left) for one in right]
    evidences = [next(filter(None, (_same_part(spec, one, other) for other in others)), None) for one, others in pairs]
    if None in evidences:
        return None
    return places.weakest([{"method": "exact"}, *(one for one in evidences if one is not None)])


def _parts(node: Node) -> list[Node] | None:
    """The points and intervals of a union; None where more than a union is at work."""
    if isinstance(node, Braces):
        return list(node.elements)
    if isinstance(node, SetOperation) and node.operation == "union":
        inner = [_parts(part) for part in node.parts]
        return None if None in inner else [one for part in inner if part is not None for one in part]
    return [node] if isinstance(node, Interval | NumberSet) else None


def _same_part(spec: AnswerSpec, left: Node, right: Node) -> Evidence | None:
    if isinstance(left, Interval) and isinstance(right, Interval):
        if (left.has_lower, left.has_upper) != (right.has_lower, right.has_upper):
            return None
        ends = [_same_end(spec, one, other) for one, other in zip(left.children(), right.children(), strict=True)]
        return None if None in ends else places.weakest([one for one in ends if one is not None])
    if isinstance(left, Interval | NumberSet) or isinstance(right, Interval | NumberSet):
        return IDENTICAL if left == right else None
    return _same_end(spec, left, right)


def _same_end(spec: AnswerSpec, left: Node, right: Node) -> Evidence | None:
    if isinstance(left, Infinity) or isinstance(right, Infinity):
        return IDENTICAL if left == right else None
    return places.evidence_of_equality(spec, left, right)


def _is_real(node: Node, declarations: Declarations) -> bool:
    """Every element is a real number, as far as declarations tell."""
    inner = list(walk(node))
    if any(isinstance(one, Word | Listed) or one == Constant(0, 0, "i") for one in inner):
        return False
    if any(isinstance(one, NumberSet) and one.name == "C" for one in inner):
        return False
    ends = list(ends_of(node))
    if any(isinstance(end, Braces) or shaped(end, declarations).shape != SCALAR for end in ends):
        return False
    names = frozenset[str]().union(*map(names_in, ends))
    symbols = [declarations.symbols[name] for name in names if name in declarations.symbols]
    return all(symbol.domain != "complex" for symbol in symbols)


def _element_as_evidence(found: Element) -> dict[str, Any]:
    evidence: dict[str, Any] = {"method": "counterexample", "point": point_as_json(found.point)}
    if found.shown:
        evidence["element"] = found.shown
    elif found.interval is not None:
        evidence["element"] = interval_as_json(found.interval)
    return {**evidence, "in": _side(found.in_expected)}


def _side(in_expected: bool) -> str:
    return "expected" if in_expected else "answer"


def _right(evidence: dict[str, Any]) -> Verdict:
    return Verdict(CORRECT, 1.0, evidence, message="Correct.")


def _wrong(evidence: dict[str, Any]) -> Verdict:
    return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)


def _open(reason: str) -> Verdict:
    return Verdict(UNDECIDED, evidence={"method": "none", "reason": reason}, message=UNDECIDED_MESSAGE)
