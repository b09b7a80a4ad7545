"""Answers set out with marks, as far as a reader may see where they are off."""

from decimal import Decimal

import pytest

from pengrade.banks.drawing import DrawnPart
from pengrade.grading.grade import grade
from pengrade.web.exhibits.choosing import exhibit_of


def part(kind: str, symbols: dict[str, str], expected: str) -> DrawnPart:
    return DrawnPart(0, "a", "a", kind, "", "", Decimal(1), symbols, expected, {}, (), (), ())


TABLE = part("table", {"x": "real"}, "[[1/4, x], [1, 2]]")


def marks(answer: str) -> list[list[str]] | None:
    verdict = grade(TABLE.spec(), answer)
    exhibit = exhibit_of(TABLE, answer, verdict.verdict, verdict.evidence)
    return None if exhibit is None else [[cell.mark.style if cell.mark else "" for cell in row] for row in exhibit.rows]


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
    assert exhibit_of(part("expression", {"x": "real"}, "x"), "x", "correct", {"method": "identical"}) is None
