"""Answers set out with marks, as far as a reader may see where they are off."""

from decimal import Decimal
from typing import Any

import pytest

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.grading.grade import grade
from pengrade.web.exhibits.choosing import exhibit_of


def part(kind: str, symbols: dict[str, str], expected: Any) -> DrawnPart:
    return DrawnPart(0, "a", "a", kind, "", "", Decimal(1), symbols, expected, {}, (), (), ())


def exhibit(one: DrawnPart, answer: str) -> Any:
    verdict = grade(one.spec(), answer)
    problem = DrawnProblem(0, 1, "", "", "", (one,), {})
    return exhibit_of(problem, one, answer, verdict.verdict, verdict.evidence)


TABLE = part("table", {"x": "real"}, "[[1/4, x], [1, 2]]")


def marks(answer: str) -> list[list[str]] | None:
    found = exhibit(TABLE, answer)
    return None if found is None else [[cell.mark.style for cell in row] for row in found.rows]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("[[0.25, x], [1, 2]]", [["good", "good"], ["good", "good"]]),
        ("[[0.25, x^2], [2, 2]]", [["good", "off"], ["off", "good"]]),
        ("[[3, 3], [3, 3]]", [["off", "off"], ["off", "off"]]),
        ("[[1/4, x]]", None),  # of another shape: no cell can be told right or wrong
        ("[[1/4, x], [1, 2", None),
    ],
)
def test_a_table_is_marked_cell_by_cell(answer: str, wanted: list[list[str]] | None) -> None:
    assert marks(answer) == wanted


def test_a_kind_of_one_formula_has_no_exhibit() -> None:
    assert exhibit(part("expression", {"x": "real"}, "x"), "x") is None


SQUARE = part("derivation", {"a": "real", "b": "real"}, {"from": "(a+b)^2", "to": "a^2 + 2 a b + b^2"})


def states(answer: str) -> list[str]:
    return [line.state for line in exhibit(SQUARE, answer).lines]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("(a+b)^2\n= a(a+b) + b(a+b)\n= a^2 + 2 a b + b^2", ["good", "good", "good"]),
        ("(a+b)^2\n= a^2 + b^2\n= a^2 + 2 a b + b^2", ["good", "off", "unread"]),
        ("(a-b)^2\n= a^2 + 2 a b + b^2", ["off", "unread"]),
        ("(a+b)^2\n= a(a+b) + b(a+b)", ["good", "good"]),  # stops early, which the message says
        ("(a+b)^2 = a(a+b) + b(a+b) = a^2 + 2 a b + b^2", ["good"]),
    ],
)
def test_a_derivation_is_ticked_up_to_the_line_that_breaks(answer: str, wanted: list[str]) -> None:
    assert states(answer) == wanted


NET = part("graph", dict.fromkeys("abc", "variable"), "a->c, b->c")


def test_a_graph_is_drawn_with_rings_around_what_it_wrongly_separates() -> None:
    found = exhibit(NET, "a->c")

    assert found.drawing.count("graph-ring") == 2
    assert found.drawing.count("graph-arrow") == 1
    assert found.caption == "Ringed: your graph separates b from c, which is not so here."
    assert found.rows == [("a", ["", "", "→"]), ("b", ["", "", ""]), ("c", ["", "", ""])]


def test_a_right_graph_has_no_rings_and_an_unreadable_one_no_drawing() -> None:
    assert "graph-ring" not in exhibit(NET, "a->c<-b").drawing
    assert exhibit(NET, "a->") is None


def test_nodes_may_be_called_by_numbers() -> None:
    found = exhibit(part("graph", {}, "1->3, 2->3, 3->x_{t-1}"), "1->3, 2")

    assert [name for name, _ in found.rows] == ["1", "2", "3", "x_t-1"]
    assert found.drawing.count("graph-arrow") == 1
