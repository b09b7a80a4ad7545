"""A wrong answer is refused with a witness that another evaluation confirms, and a right one is never refused.

Wrong and right answers are keys of the case files, changed at random: by a slip, or by identities.
"""

import random
from typing import Any

import mpmath
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.declarations import SCALARS
from pengrade.grading.evaluating.points import points
from pengrade.grading.evaluating.witness import point_as_json
from pengrade.grading.grade import grade
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node, names_in
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict
from tests.grading.case_files import cases
from tests.grading.known_gaps import KNOWN_GAPS
from tests.grading.mpmath_values import DIGITS, NotCoveredError, value_at
from tests.grading.mutations import mutated, rewritten

NO_VALUE = (ZeroDivisionError, ValueError, OverflowError, IndexError)

SPECS = {
    case.key: case.spec()
    for case in cases()
    if case.kind == "expression" and not case.data.get("options") and (case.key, "*") not in KNOWN_GAPS
}


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0, 10_000))
def test_a_slip_is_refused_with_a_witness_that_mpmath_confirms(key: str, seed: int) -> None:
    spec = SPECS[key]
    tree = _tree(spec)
    wrong = mutated(tree, random.Random(seed))
    assume(wrong != tree)

    verdict = grade(spec, latex(wrong))

    if verdict.verdict == INCORRECT:
        _confirm(verdict, tree, wrong)
    elif verdict.verdict == CORRECT:
        assert _agree(spec, tree, wrong), f"{latex(wrong)} was accepted"
    else:
        assert verdict.verdict == UNDECIDED, f"{latex(wrong)}: {verdict.message}"


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0, 10_000), st.integers(1, 4))
def test_a_rewriting_by_identities_is_never_refused(key: str, seed: int, steps: int) -> None:
    spec, generator = SPECS[key], random.Random(seed)
    tree = _tree(spec)
    scalars_only = all(symbol.domain in SCALARS for symbol in declarations_of(spec).symbols.values())
    for _ in range(steps):
        tree = rewritten(tree, generator, scalars_only)

    verdict = grade(spec, latex(tree))

    assert verdict.verdict in (CORRECT, UNDECIDED), f"{latex(tree)}: {verdict.message}"


def _tree(spec: AnswerSpec) -> Node:
    return read_expression(str(spec.expected), declarations_of(spec))[0]


def _confirm(verdict: Verdict, tree: Node, wrong: Node) -> None:
    """Both values lie in the intervals of the evidence, and the intervals apart from each other."""
    evidence = verdict.evidence
    assert evidence["method"] == "counterexample"
    try:
        expected, answer = (_entry(value_at(side, evidence["point"]), evidence) for side in (tree, wrong))
    except NotCoveredError:
        return
    shown = evidence.get("parts", evidence)
    assert _inside(expected, shown["expected"])
    assert _inside(answer, shown["answer"])
    assert _lie_apart(shown["expected"], shown["answer"])


def _entry(value: Any, evidence: Any) -> Any:
    if not isinstance(value, mpmath.matrix):
        return value
    row, column = evidence.get("entry", (1, 1))
    return value[row - 1, column - 1]


def _inside(value: Any, interval: Any) -> bool:
    """With room for the rounding of mpmath."""
    if isinstance(interval, dict):
        return _inside(mpmath.re(value), interval["re"]) and _inside(mpmath.im(value), interval["im"])
    with mpmath.workdps(DIGITS):
        low, high = (mpmath.mpf(text) for text in interval)
        room = mpmath.mpf(10) ** -40 * (1 + abs(value))
        return bool(abs(mpmath.im(value)) <= room and low - room <= mpmath.re(value) <= high + room)


def _lie_apart(one: Any, other: Any) -> bool:
    if isinstance(one, dict) or isinstance(other, dict):
        sides = [side if isinstance(side, dict) else {"re": side, "im": ["0", "0"]} for side in (one, other)]
        return any(_lie_apart(sides[0][part], sides[1][part]) for part in ("re", "im"))
    with mpmath.workdps(DIGITS):
        (low, high), (other_low, other_high) = ([mpmath.mpf(text) for text in side] for side in (one, other))
        return bool(high < other_low or other_high < low)


def _agree(spec: AnswerSpec, tree: Node, other: Node) -> bool:
    """At some points drawn afresh; a slip can leave the value as it was, as in 0 x or 1^2."""
    names = names_in(tree) | names_in(other)
    drawn = points(declarations_of(spec), names | declarations_of(spec).dimensions, 4711)
    checked = 0
    for point, _ in zip(drawn, range(12), strict=False):
        try:
            one, two = (value_at(side, point_as_json(point)) for side in (tree, other))
        except NotCoveredError:
            return True
        except NO_VALUE:
            continue
        checked += 1
        with mpmath.workdps(DIGITS):
            if mpmath.norm(one - two) > mpmath.mpf(10) ** -40 * (1 + mpmath.norm(one)):
                return False
    return checked > 0
