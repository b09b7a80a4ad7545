"""Linear conditions: either numbers that satisfy all of them, or a contradiction, never neither."""

import random
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.proving.contradictions import ONE, Condition, Contradiction, Solution, decided


def condition(sign: str, constant: int, **terms: int) -> Condition:
    return Condition({ONE: fmpq(constant), **{name: fmpq(value) for name, value in terms.items()}}, sign)


CONTRADICTIONS = [
    ([condition(">", 0, x=1), condition(">", 0, x=-1)], {0, 1}),
    ([condition(">", 0, x=1), condition("≥", 0, x=-1)], {0, 1}),
    ([condition("≥", -1, x=1), condition("=", 0, x=1)], {0, 1}),
    ([condition(">", 0, x=1, y=-1), condition(">", 0, y=1, z=-1), condition("≥", 0, z=1, x=-1)], {0, 1, 2}),
    ([condition("=", -3, x=1), condition("=", -4, x=1)], {0, 1}),
    ([condition(">", -1)], {0}),
    ([condition(">", 5, y=1), condition("≥", -1)], {1}),
]


@pytest.mark.parametrize(("conditions", "used"), CONTRADICTIONS)
def test_a_contradiction_names_the_conditions_that_make_it(conditions: list[Condition], used: set[int]) -> None:
    assert decided(conditions) == Contradiction(frozenset(used))


def test_conditions_that_can_hold_come_with_numbers() -> None:
    found = decided([condition(">", -1, x=1), condition("≥", 4, x=-1, y=-1), condition("=", -2, y=1)])

    assert isinstance(found, Solution)
    assert found.values[ONE] == 1
    assert found.values["y"] == 2
    assert 1 < found.values["x"] <= 2


def test_no_condition_is_no_contradiction() -> None:
    assert isinstance(decided([]), Solution)


rows = st.lists(st.tuples(st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.sampled_from("=>≥")), max_size=6)


@settings(max_examples=300, deadline=None)
@given(rows)
def test_what_is_called_a_contradiction_holds_at_no_point(system: list[tuple[list[int], str]]) -> None:
    conditions = [
        Condition({ONE: fmpq(row[0]), **{f"x{place}": fmpq(value) for place, value in enumerate(row[1:])}}, sign)
        for row, sign in system
    ]
    generator = random.Random(0)

    found = decided(conditions)

    assert found is not None
    if isinstance(found, Contradiction):
        for _ in range(50):
            point = [Fraction(1), *(Fraction(generator.randint(-6, 6), generator.randint(1, 3)) for _ in range(3))]
            assert not all(_holds(system[place], point) for place in found.used)


def _holds(row: tuple[list[int], str], point: list[Fraction]) -> bool:
    value = sum(coefficient * number for coefficient, number in zip(row[0], point, strict=True))
    return value > 0 if row[1] == ">" else value >= 0 if row[1] == "≥" else value == 0
