"""Each assumption makes a step right that is wrong without it, and leaves a wrong one wrong."""

import pytest

from pengrade.grading.comparing.deriving.assuming import setting_of
from pengrade.grading.declarations import declared
from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT

SYMBOLS = "x, y, z, k: real; A, B: matrix(n,n); u, v: vector(n); s: real[n]"


def _step(before: str, after: str, *assumptions: str) -> str:
    sign, _, end = after.partition(" ")
    options = {"assumptions": list(assumptions), "relation": sign}
    return grade(AnswerSpec("derivation", SYMBOLS, {"from": before, "to": end}, options), f"{before}\n{after}").verdict


@pytest.mark.parametrize(
    ("assumptions", "before", "right", "wrong"),
    [
        (["x > 0"], "sqrt(x^2)", "= x", "= -x"),
        (["x < 0"], "sqrt(x^2)", "= -x", "= x"),
        (["0 < x < 1"], "x^2", "<= x", "<= x^3"),
        (["x >= 2"], "4", "<= x^2", "<= x"),
        (["x + y = 1"], "x^2 + 2 x y + y^2", "= 1", "= 2"),
        (["x + y = 1", "y = 2 z"], "x + 2 z", "= 1", "= 2"),
        (["2 x - 6 = 0"], "x^2", "= 9", "= 3"),
        (["x = y", "y = z"], "x - z", "= 0", "= x"),
        (["A^T = A"], "x u^T A v", "= x v^T A u", "= x v^T u"),
        (["A^T A = I"], "(A u)^T (A v)", "= u^T v", "= u^T A v"),
        (["A^{-1} = A^T"], "A A^T u", "= u", "= A u"),
        (["||u|| = 1"], "u^T u", "= 1", "= n"),
        (["u^T u = 1"], "||2 u||", "= 2", "= 4"),
        (["A u = k u"], "A (A u)", "= k^2 u", "= k u"),
        (["A u = 2 u", "A v = 3 v"], "A (u + v)", "= 2 u + 3 v", "= 3 u + 2 v"),
        (["u = A v"], "u^T u", "= v^T A^T A v", "= v^T A A^T v"),
        (["B = A^T A", "A^T A = I"], "B u", "= u", "= A u"),
        (["x <= y", "y <= z"], "|z - x|", "= z - x", "= x - z"),
    ],
)
def test_it_holds_in_every_line(assumptions: list[str], before: str, right: str, wrong: str) -> None:
    assert _step(before, right, *assumptions) == CORRECT
    assert _step(before, wrong, *assumptions) == INCORRECT
    assert _step(before, right) != CORRECT


@pytest.mark.parametrize(
    "assumptions",
    [
        ["x^3 + y^3 + x y = sin(x y)"],
        ["u^T v = 0"],
        ["x = 1", "x = 2"],
        ["A u = k u", "A^T = A"],  # what is put in for A is not symmetric
        ["A^T = A", "A u = k u"],
        ["x <"],
        ["u < v"],
        ["w = 1"],
    ],
)
def test_nothing_is_made_of_others(assumptions: list[str]) -> None:
    with pytest.raises(SpecError) as caught:
        setting_of(declared(SYMBOLS), assumptions)

    assert caught.value.field.startswith("options.assumptions.")


def test_a_counterexample_to_a_bound_keeps_to_it() -> None:
    spec = AnswerSpec("derivation", SYMBOLS, {"from": "x", "to": "x^2"}, {"assumptions": ["x >= 2"], "relation": "<="})

    point = grade(spec, "x\n<= x^2 - 3\n<= x^2").evidence["point"]

    assert point["x"] == "2"


def test_a_counterexample_shows_what_was_put_in_as_well() -> None:
    spec = AnswerSpec("derivation", SYMBOLS, {"from": "x y", "to": "x - x^2"}, {"assumptions": ["x + y = 1"]})

    point = grade(spec, "x y\n= x + x^2").evidence["point"]

    assert float(point["x"]) + float(point["y"]) == 1
