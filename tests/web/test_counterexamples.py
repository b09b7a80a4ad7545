"""Counterexamples as a person reads them."""

from typing import Any

import pytest

from pengrade.web.counterexamples import interval_in_latex, name_in_latex, rows, value_in_latex
from pengrade.web.shown import Row

EVIDENCE = {
    "method": "counterexample",
    "point": {"n": 2, "sigma": "3/2"},
    "answer": ["-5.9000000000000001", "-5.8999999999999997"],
    "expected": ["12", "12"],
}


def test_a_distribution_that_refutes_is_shown_entry_by_entry() -> None:
    joint = {"density": "p", "variables": ["x"], "given": ["y"], "rows": [["0", "0", "1/4"], ["0", "1", "3/4"]]}
    found = rows(EVIDENCE | {"point": {"x": "0"}, "table": [joint]}, with_key=False)

    assert [(row.what, row.value) for row in found[:2]] == [
        (r"p(x=0 \mid y=0)", r"\tfrac{1}{4}"),
        (r"p(x=1 \mid y=0)", r"\tfrac{3}{4}"),
    ]
    many = joint | {"rows": [["0", str(state), "1/20"] for state in range(20)]}
    assert [row.what for row in rows(EVIDENCE | {"table": [many]}, with_key=False)] == ["n", r"\sigma", "Your answer"]


COINS = {"a": "coin1", "c": "coin1 + coin2"}
TRAIL = {"trail": ["a", "->", "c", "<-", "b"]}
CLAIM = {"method": "counterexample", "statement": "a ⟂ b | c", "in": "answer"}


@pytest.mark.parametrize(
    ("against", "wanted"),
    [
        (TRAIL, [("But this trail is open", r"a \to c \leftarrow b")]),
        ({"coins": COINS}, [("a", r"\text{coin }1"), ("c", r"\text{coin }1 \oplus \text{coin }2")]),
    ],
)
def test_a_wrong_statement_is_shown_with_what_speaks_against_it(
    against: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    found = rows({**CLAIM, **against}, with_key=False, with_trail=True)

    assert [(row.what, row.value) for row in found] == [("Claimed", r"a \perp b \mid c"), *wanted]


def test_a_trail_along_edges_of_the_key_is_not_shown() -> None:
    assert [row.what for row in rows({**CLAIM, **TRAIL}, with_key=False)] == ["Claimed"]


def test_a_statement_that_the_key_makes_is_not_shown() -> None:
    assert rows({"method": "counterexample", "statement": "a ⟂ b", "in": "expected"}, with_key=False) == []


def test_in_a_derivation_both_sides_are_lines_of_the_learner() -> None:
    found = rows(EVIDENCE | {"step": 2}, with_key=False)

    assert [(row.what, row.value) for row in found[-2:]] == [("Line 2", "12"), ("Line 3", r"\approx -5.9")]


def test_the_start_of_a_derivation_is_no_line_of_the_learner() -> None:
    found = rows(EVIDENCE | {"step": 0}, with_key=False)

    assert [row.what for row in found] == ["n", r"\sigma", "Your answer"]


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        (["12", "12"], "12"),
        (["-0.5", "-0.5"], "-0.5"),
        (["-5.9000000000000001", "-5.8999999999999997"], r"\approx -5.9"),
        (["0.36115034370241764", "0.36115034370241768"], r"\approx 0.36115"),
        (["1.23e-20", "1.23000000001e-20"], r"\approx 1.23 \cdot 10^{-20}"),
        (["123456789", "123456789"], r"\approx 123457000"),
        (["1.0e40", "1.0e40"], r"1 \cdot 10^{40}"),
        (["0.1", "0.2"], r"\left[0.1,\, 0.2\right]"),  # too wide to name one number
        (["nan", "inf?"], r"\left[nan,\, inf?\right]"),
    ],
)
def test_an_interval_is_shown_as_the_number_it_is_sure_of(interval: list[str], shown: str) -> None:
    assert interval_in_latex(interval) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-3/4", r"-\tfrac{3}{4}"),
        (3, "3"),
        (["-5/7", "4"], r"\left(-\tfrac{5}{7},\; 4\right)"),
        ([["1", "1/2"], ["0", "-2"]], r"\begin{pmatrix} 1 & \tfrac{1}{2} \\ 0 & -2 \end{pmatrix}"),
    ],
)
def test_a_point_is_shown_exactly(value: object, shown: str) -> None:
    assert value_in_latex(value) == shown


def test_names_are_set_as_mathematics() -> None:
    assert name_in_latex("sigma") == r"\sigma"
    assert name_in_latex("x_1") == "x_{1}"


def test_the_key_is_shown_only_where_it_may_be() -> None:
    without = rows(EVIDENCE, with_key=False)
    with_key = rows(EVIDENCE, with_key=True)

    assert without == [Row("n", "2", True), Row(r"\sigma", r"\tfrac{3}{2}", True), Row("Your answer", r"\approx -5.9")]
    assert [*without, Row("The right answer", "12")] == with_key


def test_an_entry_of_a_vector_or_matrix_is_named() -> None:
    vector = rows({**EVIDENCE, "entry": [3, 1]}, with_key=False)[-1]
    matrix = rows({**EVIDENCE, "entry": [3, 2]}, with_key=False)[-1]

    assert vector.what == "Your answer, entry 3"
    assert matrix.what == "Your answer, entry (3, 2)"


def test_what_of_a_distribution_has_these_values_is_named() -> None:
    found = [
        rows({**EVIDENCE, **more}, with_key=False)[-1].what
        for more in ({"parameter": "variance"}, {"parameter": "mean", "entry": [2, 1]}, {"compared": "density"})
    ]

    assert found == ["Your answer, variance", "Your answer, mean, entry 2", "Your answer, density"]


@pytest.mark.parametrize("evidence", [{}, {"method": "exact"}, {**EVIDENCE, "point": {}}])
def test_without_a_point_there_is_nothing_to_show(evidence: dict[str, object]) -> None:
    assert rows(evidence, with_key=True) == []


def test_a_distribution_is_a_point_as_well() -> None:
    table = [{"density": "p", "parameters": ["theta"], "variables": ["x"], "given": [], "rows": [["0", "1/4"]]}]
    evidence = {"method": "counterexample", "point": {}, "table": table, "expected": ["1", "1"], "answer": ["2", "2"]}

    found = rows(evidence, with_key=False)

    assert found == [Row(r"p(x=0 ; \theta)", r"\tfrac{1}{4}", True), Row("Your answer", "2")]
