"""What a field is told, which must be enough to answer and nothing of the answer."""

import json
from decimal import Decimal
from typing import Any

import pytest

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.edges import parse_edges
from pengrade.banks.figures import DrawnFigure, DrawnNode
from pengrade.web.student.fields import field_of

FIGURE = DrawnFigure("", (DrawnNode("a", 0, 0), DrawnNode("b", 1, 0), DrawnNode("f", 2, 0)), parse_edges("f:{a,b}"))


def part(kind: str, expected: Any, symbols: dict[str, str] | None = None, **changes: Any) -> DrawnPart:
    values: dict[str, Any] = {"options": {}, "mistakes": (), "hints": (), "solutions": ()} | changes
    return DrawnPart(1, "p", "a", kind, "", "", Decimal(1), symbols or {}, expected, **values)


def problem(one: DrawnPart, seed: int = 1) -> DrawnProblem:
    return DrawnProblem(1, seed, "", "", "", (one,), {"net": FIGURE})


def field(kind: str, expected: Any, seed: int = 1, **changes: Any) -> Any:
    one = part(kind, expected, **changes)
    return field_of(problem(one, seed), one)


@pytest.mark.parametrize(
    ("expected", "options", "sort"),
    [
        ("a->b", {}, "directed"),
        ("a-b", {}, "undirected"),
        ("a->b", {"equal": "skeleton"}, "undirected"),
        ("g:{a,b}", {}, "factors"),
        ("∅", {"nodes": ["a", "b"]}, "directed"),
    ],
)
def test_a_graph_is_drawn_with_what_its_key_has(expected: str, options: dict[str, Any], sort: str) -> None:
    assert field("graph", expected, options=options).setup["sort"] == sort


def test_the_nodes_of_a_canvas_stand_where_the_author_put_them_without_its_edges_and_factors() -> None:
    canvas = field("graph", "a->b", canvas="net").setup

    assert canvas["nodes"] == [{"name": "a", "right": 0, "down": 0}, {"name": "b", "right": 1, "down": 0}]
    assert "->" not in json.dumps(canvas)


def test_without_a_canvas_all_variables_stand_in_a_circle() -> None:
    nodes = field("graph", "a->b", symbols={"a": "variable", "b": "variable", "c": "variable"}).setup["nodes"]

    assert [node["name"] for node in nodes] == ["a", "b", "c"]
    assert len({(node["right"], node["down"]) for node in nodes}) == 3


def test_a_table_shows_its_size_and_no_value() -> None:
    setup = field("table", "[[0.125, 7], [3, 9]]").setup

    assert setup == {"rows": 2, "columns": 2}


def test_a_matrix_with_headings_on_both_sides_is_entered_in_cells() -> None:
    headed = field("expression", "[[1, x], [x, 1]]", row_headings=("$a$", "$b$"), column_headings=("$a$", "$b$"))

    assert (headed.name, headed.setup) == ("table", {"rows": 2, "columns": 2})
    assert field("expression", "[[1, 2], [3, 4]]", column_headings=("a", "b")).name == "formula"


def test_lines_come_in_an_order_that_hangs_on_the_seed_and_not_on_the_key() -> None:
    keys = ["one", "two", "three", "four", "five"]
    orders = {tuple(field("ordering", keys, seed).setup["items"]) for seed in range(20)}

    assert len(orders) > 10
    assert field("ordering", keys).setup == field("ordering", keys[::-1]).setup


def test_a_statement_may_name_every_variable() -> None:
    symbols = dict.fromkeys("zxy", "variable")

    assert field("independence", "x ⟂ y", symbols=symbols).setup == {"variables": ["x", "y", "z"]}


def test_a_derivation_begins_where_the_question_does_and_hides_its_end() -> None:
    ends = {"from": "(x + 1)^2", "to": "x^2 + 2 x + 1"}

    assert field("derivation", ends).setup == {"start": "(x + 1)^2", "reasons": []}
    reasons = {"reasons": {"allowed": ["jensen", "linearity"], "required": ["jensen"]}}
    assert field("derivation", ends, options=reasons).setup["reasons"] == ["jensen", "linearity"]


def test_other_kinds_are_typed() -> None:
    assert field("expression", "x", symbols={"x": "real"}).name == "formula"
