"""Sound chains with one line changed: by identities they stay sound, by a slip they break there and nowhere before.

The chains are the right answers of the case files. A break is confirmed by an evaluation of another kind (mpmath).
"""

import random
from dataclasses import replace
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.derivation import read
from pengrade.grading.comparing.deriving.key import material_for
from pengrade.grading.comparing.deriving.materials import EXPRESSIONS
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.declarations import SCALARS
from pengrade.grading.grade import grade
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.statements import Step
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, UNDECIDED, Verdict
from tests.grading.case_files import Case, cases
from tests.grading.mpmath_values import DIGITS, NotCoveredError, value_at
from tests.grading.mutations import mutated, rewritten

NO_VALUE = (ZeroDivisionError, ValueError, OverflowError, IndexError, TypeError)


def _is_chain_of_numbers(case: Case) -> bool:
    return case.kind == "derivation" and case.want == CORRECT and material_for(case.spec()) is EXPRESSIONS


CHAINS = {case.name: case for case in cases() if _is_chain_of_numbers(case)}
chains = st.sampled_from(sorted(CHAINS))


@settings(max_examples=150, deadline=None)
@given(chains, st.integers(0, 10_000), st.integers(1, 3))
def test_a_line_rewritten_by_identities_breaks_nothing(name: str, seed: int, times: int) -> None:
    spec, steps, generator = *_chain(name), random.Random(seed)
    place = generator.randrange(1, len(steps)) if len(steps) > 1 else 0
    scalars_only = all(symbol.domain in SCALARS for symbol in declarations_of(spec).symbols.values())
    changed = steps[place].content
    for _ in range(times):
        changed = rewritten(changed, generator, scalars_only)

    verdict = grade(spec, _typed(steps, place, changed))

    # The last line may now be written in another way than the end is.
    assert verdict.verdict in (CORRECT, UNDECIDED) or verdict.evidence["method"] == "form", verdict.message


@settings(max_examples=200, deadline=None)
@given(chains, st.integers(0, 10_000))
def test_a_slip_in_a_line_breaks_the_chain_there_with_a_witness_that_mpmath_confirms(name: str, seed: int) -> None:
    spec, steps, generator = *_chain(name), random.Random(seed)
    place = generator.randrange(1, len(steps)) if len(steps) > 1 else 0
    changed = mutated(steps[place].content, generator)
    assume(changed != steps[place].content)

    verdict = grade(spec, _typed(steps, place, changed))

    assert verdict.verdict != INVALID, verdict.message
    if verdict.verdict == INCORRECT and verdict.evidence["method"] == "counterexample":
        follows = [step["follows"] for step in verdict.evidence["steps"]]
        assert all(follows[: place - 1] if place else follows)
        broken = next((number for number, one in enumerate(follows, start=1) if one is False), 0)
        assert broken in (place, place + 1) or spec.options.get("relation", "=") != "="
        _confirm(
            verdict, [step.content for step in steps[:place]] + [changed] + [s.content for s in steps[place + 1 :]]
        )


def _chain(name: str) -> tuple[AnswerSpec, list[Step]]:
    spec = CHAINS[name].spec()
    return spec, list(read(spec, CHAINS[name].answer).content.steps)


def _typed(steps: list[Step], place: int, changed: Node) -> str:
    steps = [*steps[:place], replace(steps[place], content=changed), *steps[place + 1 :]]
    return "\n".join(f"{step.sign} {latex(step.content)}" for step in steps)


def _confirm(verdict: Verdict, contents: list[Node]) -> None:
    evidence = verdict.evidence
    follows = [step["follows"] for step in evidence["steps"]]
    if False not in follows or "relation" not in evidence or _has_intervals(evidence["point"]):
        return
    place = follows.index(False) + 1
    try:
        values = [value_at(node, evidence["point"]) for node in contents[place - 1 : place + 1]]
    except (NotCoveredError, *NO_VALUE):
        return
    if any(isinstance(value, mpmath.matrix) for value in values) or evidence["relation"] == "∝":
        return
    for value, side in zip(values, ("expected", "answer"), strict=True):
        assert _inside(value, evidence[side])


def _has_intervals(point: dict[str, Any]) -> bool:
    """Values that are no fractions, as of a vector that was made one of length one."""
    return any("." in str(value) for value in point.values())


def _inside(value: Any, interval: Any) -> bool:
    with mpmath.workdps(DIGITS):
        low, high = (mpmath.mpf(end) for end in interval)
        size = max(abs(low), abs(high), mpmath.mpf(1)) * mpmath.mpf(10) ** -15
        return bool(low - size <= mpmath.re(value) <= high + size)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=8).map("\n".join)))
@pytest.mark.parametrize("start", ["x^2", "x^2 = 4", "p(x)"])
def test_whatever_is_typed_gets_a_verdict(start: str, text: str) -> None:
    symbols = "x: variable" if start.startswith("p") else "x: real"
    spec = AnswerSpec("derivation", symbols, {"from": start, "to": start.replace("x^2", "x x")})

    assert grade(spec, f"{start}\n= {text}").verdict in (CORRECT, INCORRECT, INVALID, UNDECIDED)
    assert grade(spec, text).verdict in (CORRECT, INCORRECT, INVALID, UNDECIDED)
