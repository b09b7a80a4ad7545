"""Chains of lines: which line breaks, why, and what else a chain must do."""

import json
from typing import Any

import pytest

from pengrade.grading.fingerprint import fingerprint
from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview, preview_place
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED, Verdict

SQUARE = {"from": "x^2+6x+5", "to": "(x+3)^2-4"}
LINES = ["x^2+6x+5", "= x^2+6x+9-4", "= (x+3)^2-4"]


def _spec(expected: dict[str, str] = SQUARE, symbols: str = "x, y: real", **options: Any) -> AnswerSpec:
    return AnswerSpec("derivation", symbols, expected, options)


def _graded(lines: list[str], spec: AnswerSpec | None = None) -> Verdict:
    return grade(spec or _spec(), "\n".join(lines))


def test_every_step_is_told_with_how_it_was_decided() -> None:
    verdict = _graded(LINES)

    assert verdict.verdict == CORRECT
    assert verdict.evidence["steps"] == [
        {"line": 1, "relation": "=", "follows": True, "method": "exact"},
        {"line": 2, "relation": "=", "follows": True, "method": "exact"},
    ]


def test_the_first_line_that_does_not_follow_is_named_with_a_counterexample() -> None:
    verdict = _graded(["x^2+6x+5", "= x^2+6x+9-4", "= (x+3)^2+4"])

    assert (verdict.verdict, verdict.step) == (INCORRECT, 2)
    assert "Line 3 does not follow from line 2." in verdict.message
    assert verdict.evidence["method"] == "counterexample"
    assert verdict.evidence["expected"] != verdict.evidence["answer"]


@pytest.mark.parametrize(
    ("lines", "options", "finding", "step"),
    [
        (["x^2+6x+5", "= x^2+6x+9-4"], {"milestones": ["x^2+6x+9-4"]}, "stops-early", 1),
        (["x^2+6x+5", "= (x+3)^2-4"], {"minimum_steps": 2}, "too-few-steps", 1),
        # Saying the same in another order is no step.
        (["x^2+6x+5", "= 5+x^2+6x", "= (x+3)^2-4"], {"minimum_steps": 2}, "too-few-steps", 2),
        (["x^2+6x+5", "= (x+5)(x+1)", "= (x+3)^2-4"], {"milestones": ["x^2+6x+9-4"]}, "milestone", 2),
        (["x^2+6x+5", r"\le x^2+6x+5+1/2", r"\ge (x+3)^2-4"], {"relation": "<="}, "mixed-directions", 2),
        (["x^2+6x+5", r"\le (x+3)^2-4"], {}, "relation", 1),
        (LINES, {"reasons": {"every": True}}, "reason", 1),
        (LINES, {"reasons": {"required": ["algebra"]}}, "reason", 2),
        (["x^2+6x+5", "= (x+3)^2-4 (Jensen)"], {"reasons": ["jensen", "algebra"]}, "reason", 1),
        (["x^2+6x+5", "= (x+3)^2-4 [by magic]"], {"reasons": ["jensen", "algebra"]}, "reason", 1),
    ],
)
def test_a_sound_chain_may_still_not_be_what_was_asked_for(
    lines: list[str], options: dict[str, Any], finding: str, step: int
) -> None:
    verdict = _graded(lines, _spec(**options))

    assert (verdict.verdict, verdict.finding, verdict.step) == (INCORRECT, finding, step)
    assert verdict.evidence["method"] == "form"


def test_a_reason_that_fits_its_step_is_enough() -> None:
    wanted = {"required": ["algebra"], "allowed": ["algebra"]}

    assert _graded([*LINES[:2], f"{LINES[2]} [by algebra]"], _spec(reasons=wanted)).verdict == CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(LINES),
        "\n\n".join(LINES),
        r"\begin{aligned} & x^2+6x+5 \\ &= x^2+6x+9-4 \\[2pt] &= (x+3)^2-4 \end{aligned}",
        r"$$\begin{align*} x^2+6x+5 &= x^2+6x+9-4 \\ &= (x+3)^2-4 \nonumber\end{align*}$$",
        r"x^2+6x+5 \\ = x^2+6x+9-4 \\ = (x+3)^2-4.",
        r"\begin{array}{rcl} x^2+6x+5 &=& x^2+6x+9-4 \\ &=& (x+3)^2-4 \end{array}",
        json.dumps([LINES[0], {"line": LINES[1], "reason": "add and subtract"}, "", LINES[2]]),
    ],
)
def test_lines_are_read_however_they_are_typed(answer: str) -> None:
    assert grade(_spec(minimum_steps=2), answer).verdict == CORRECT


@pytest.mark.parametrize(
    ("answer", "line", "piece"),
    [
        ("x^2+6x+5\n= x^2+6x+9-4)", 1, ")"),
        ("x^2+6x+5\n(x+3)^2-4", 1, "(x+3)^2-4"),
        (r"\begin{aligned} & x^2+6x+5 \\ &= (x+z)^2 \end{aligned}", 1, "z"),
        (json.dumps(["x^2+6x+5", "= \\frac{z}{2}"]), 1, "z"),
        ("x^2+6x+5\n=> x", 1, "=>"),
        ("x^2+6x+5\ntherefore a square", 1, "therefore a square"),
        ("= x^2", 0, "="),
    ],
)
def test_an_unreadable_line_is_pointed_at_in_the_text_as_typed(answer: str, line: int, piece: str) -> None:
    verdict = grade(_spec(), answer)

    assert (verdict.verdict, verdict.line) == (INVALID, line)
    assert verdict.position is not None
    assert verdict.length is not None
    assert answer[verdict.position : verdict.position + verdict.length] == piece


def test_a_line_by_itself_has_an_echo() -> None:
    assert preview_place(_spec(), "= (x+3)^2-4").understood_as == (
        r"\begin{aligned} &= \left(x + 3\right)^{2} - 4 \end{aligned}"
    )
    assert preview_place(_spec(), "= (x+").position == 5


def test_the_echo_keeps_every_sign_and_reason() -> None:
    echo = preview(_spec(), "x\n<= x^2 + 1/4 [by Jensen]")

    assert echo.understood_as == (
        r"\begin{aligned} & x \\ &\le x^{2} + \frac{1}{4} \quad \text{by Jensen} \end{aligned}"
    )
    assert echo.spoken == "line 1: x; line 2: is at most x squared plus 1 over 4, by Jensen"


def test_an_open_step_goes_to_a_person_even_where_the_others_are_right() -> None:
    spec = _spec({"from": "sin(x)/x", "to": "1"}, "x: positive", relation="<=")

    verdict = _graded(["sin(x)/x", "<= 1"], spec)

    assert (verdict.verdict, verdict.step) == (UNDECIDED, 1)


def test_sampling_alone_shows_an_inequality_only_where_the_author_says_so() -> None:
    spec = _spec({"from": "sin(x)/x", "to": "1"}, "x: positive", relation="<=", trust_sampling=True)

    assert _graded(["sin(x)/x", "<= 1"], spec).evidence["method"] == "numeric"


def test_partial_credit_counts_the_lines_before_the_break() -> None:
    verdict = _graded([*LINES[:2], "= (x+3)^2+4"], _spec(partial_credit=True))

    assert (verdict.verdict, verdict.score) == (PARTLY_CORRECT, 0.5)


def test_a_foreseen_mistake_is_met_at_the_line_that_breaks() -> None:
    mistake = Mistake("x^2+6x+5\n= (x+3)^2+5", "The square brings in a nine.")
    spec = AnswerSpec("derivation", "x: real", SQUARE, {}, mistakes=(mistake,))

    verdict = _graded(["x^2+6x+5", "= x^2+6x+9-4", "= 5+(3+x)^2", "= (x+3)^2-4"], spec)

    assert (verdict.finding, verdict.message, verdict.step) == ("mistake:0", mistake.message, 2)


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (_spec({"from": "x^2", "to": "x^3"}), "expected.to"),
        (_spec({"from": "x^2", "to": "= x x"}), "expected.to"),
        (_spec({"from": "x^2"}), "expected"),
        (_spec(milestones=["x^2"]), "options.milestones.0"),
        (_spec(minimum_steps=-1), "options.minimum_steps"),
        (_spec(relation="~"), "options.relation"),
        (_spec(reasons=["magic"]), "options.reasons"),
        (_spec(assumptions=["x^3 + x = y"]), ""),
        (_spec(assumptions=["x^2 + y^2 + x y = sin(x y)"]), "options.assumptions.0"),
        (_spec(assumptions=["x >"]), "options.assumptions.0"),
        (_spec({"from": "x^2", "to": "x^2+1"}, relation=">="), "expected.to"),
        (_spec({"from": "x = 2", "to": "x^2 = 4"}), "expected.to"),
    ],
)
def test_an_authors_slip_is_found_before_any_learner_meets_it(spec: AnswerSpec, field: str) -> None:
    if not field:
        check(spec)
        return
    with pytest.raises(SpecError) as caught:
        check(spec)
    assert caught.value.field == field


def test_lines_may_be_equations_joined_by_equivalences() -> None:
    spec = _spec({"from": "x^2 = 4", "to": "x = 2 or x = -2"})

    assert _graded(["x^2 = 4", "<=> (x-2)(x+2) = 0", "<=> x = 2 or x = -2"], spec).verdict == CORRECT


def test_an_implication_is_broken_by_a_solution_that_the_next_line_does_not_have() -> None:
    spec = _spec({"from": "x^2 = 4", "to": "x < 3"}, relation="=>")

    verdict = _graded(["x^2 = 4", "=> x = 2", "=> x < 3"], spec)

    assert (verdict.verdict, verdict.step) == (INCORRECT, 1)
    assert verdict.evidence["point"] == {"x": "-2"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # Lines that say the same are left out, so that the first wrong value counts.
        ("x^2+6x+5\n= x^2+6x+9-4\n= (x+3)^2+4", "x^2+6x+5\n= 4+(3+x)^2", True),
        ("x^2+6x+5\n= (x+3)^2+4", "x^2+6x+5\n= (x+3)^2-3", False),
        # What stops early is told apart by where it stops.
        ("x^2+6x+5\n= x^2+6x+9-4", "x^2+6x+5\n= (x+5)(x+1)", False),
    ],
)
def test_chains_with_the_same_break_fall_together(one: str, other: str, same: bool) -> None:
    assert (fingerprint(_spec(), one) == fingerprint(_spec(), other)) is same


def test_the_line_that_breaks_is_told_what_is_off() -> None:
    verdict = _graded(["x^2+6x+5", "= x^2+6x+9-4", "= -(x+3)^2+4"])

    assert verdict.finding == "sign"
    assert verdict.message == "Not right yet. Line 3 does not follow from line 2. Check the sign of the whole."


FALLACIES = [
    ("a, b: real", "a = b", "0 = 0", ["a = b", "=> a^2 - b^2 = b(a - b)", "=> (a^2 - b^2)/(a - b) = b", "=> 0 = 0"], 2),
    ("x: real", "x^2 = x", "x(x - 1) = 0", ["x^2 = x", "=> x^2/x = 1", "=> x = 1", "=> x(x - 1) = 0"], 1),
    ("x, y: real", "x y = x", "x(y - 1) = 0", ["x y = x", "=> x y/x = x/x", "=> x(y - 1) = 0"], 1),
    ("x, y: real", "x = y", "x^3 = y^3", ["x = y", "=> ln x = ln y", "=> x^3 = y^3"], 1),
    ("x, y: real", "x = y", "x^3 = y^3", ["x = y", "=> x/y = 1", "=> x^3 = y^3"], 1),
]


@pytest.mark.parametrize(("symbols", "start", "end", "lines", "step"), FALLACIES)
def test_nothing_follows_by_a_quotient_that_may_have_no_value(
    symbols: str, start: str, end: str, lines: list[str], step: int
) -> None:
    spec = AnswerSpec("derivation", symbols, {"from": start, "to": end}, {"relation": "=>"})

    found = grade(spec, "\n".join(lines))

    assert (found.verdict, found.step) == (INCORRECT, step)


def test_nothing_is_proportional_to_zero_but_zero() -> None:
    options = {"relation": "\\propto", "with_respect_to": ["x"]}
    spec = AnswerSpec("derivation", "x: real", {"from": "x - x", "to": "x"}, options)

    assert grade(spec, "x - x\n\\propto x").verdict == UNDECIDED
