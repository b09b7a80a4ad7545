"""Pages with every kind of answer field: untouched, filled, and with what came back.

Each field has its own part, under whose number the gallery reads what is typed with the real engine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pengrade.banks.drawing import DrawnPart, DrawnProblem
from pengrade.banks.figures import DrawnFigure, DrawnNode
from pengrade.grading.grade import grade
from pengrade.grading.spec import AnswerSpec
from pengrade.web import shown
from pengrade.web.counterexamples import rows
from pengrade.web.exhibits.choosing import exhibit_of
from tests.web.samples import CROSS, EXPRESSION, HALF, PART, TICK, WRONG, Sample, markup

MESSAGES = shown.Field(
    "table",
    {"rows": 2, "columns": 2},
    rows=[markup("$h_1 = 0$"), markup("$h_1 = 1$")],
    columns=[markup("$h_2 = 0$"), markup("$h_2 = 1$")],
)

CANVAS = shown.Field(
    "graph",
    {
        "sort": "directed",
        "nodes": [
            {"name": "a", "right": 0, "down": 0},
            {"name": "r", "right": 1.2, "down": 0},
            {"name": "e", "right": 2.4, "down": 0},
            {"name": "u", "right": 0, "down": 1.4},
            {"name": "c", "right": 2.4, "down": 1.4},
        ],
    },
)

SETS = shown.Field("independence", {"variables": ["a", "r", "e", "u", "c"]})
STEPS = shown.Field("derivation", {"start": "(a + b)^2", "reasons": []})
WHY = [
    shown.Choice("yes", markup("Yes, they are independent."), False),
    shown.Choice("no", markup("No, they depend on each other."), True),
    shown.Choice("collider", markup("The lawn is observed, and both arrows meet there."), False, True),
    shown.Choice("chain", markup("Nothing on the chain between them is observed."), False, True),
]
LINES = shown.Field("ordering", {"items": ["step", "claim", "sum", "base"], "may_leave_out": False})
PROOF = [
    shown.Choice("base", markup(r"For $n = 1$ both sides are $1$."), False),
    shown.Choice("claim", markup(r"We show $\sum_{i=1}^n i = \frac{n(n+1)}{2}$ by induction on $n$."), False),
    shown.Choice("step", markup(r"Suppose it holds for $n$. Add $n + 1$ on both sides."), False),
    shown.Choice("sum", markup(r"$\frac{n(n+1)}{2} + (n+1) = \frac{(n+1)(n+2)}{2}$, the claim for $n + 1$."), False),
]

# By the number of the part, which no other sample has.
SPECS = {
    "reason": AnswerSpec("choice", "", ["no", "collider"]),
    "derivation": AnswerSpec("derivation", "a, b: real", {"from": "(a + b)^2", "to": "a^2 + 2 a b + b^2"}),
    "independence": AnswerSpec("expression", "x: real", "x"),
    "ordering": AnswerSpec("ordering", "", ["base", "claim", "step", "sum"]),
    "dag": AnswerSpec("expression", "x: real", "x"),
    "markov": AnswerSpec("expression", "x: real", "x"),
    "factors": AnswerSpec("expression", "x: real", "x"),
    "table": AnswerSpec("table", "x: real", "[[1/4, 1/4], [1/2, x]]"),
}


GOOD, OFF = replace(TICK, word="right"), replace(CROSS, word="not right")
WRONG_TABLE = replace(
    WRONG,
    mark=HALF,
    message="Partly right: 2 of 4 cells are right.",
    exhibit=shown.TableExhibit(
        [
            [shown.Cell(r"\frac{1}{4}", GOOD), shown.Cell(r"\frac{1}{2}", OFF)],
            [shown.Cell("x^2", OFF), shown.Cell("0.5", GOOD)],
        ],
        MESSAGES.rows,
        MESSAGES.columns,
    ),
)


def _wrong_graph() -> shown.Verdict:
    figure = DrawnFigure("", tuple(DrawnNode(**node) for node in CANVAS.setup["nodes"]), ())
    symbols = dict.fromkeys("arecu", "variable")
    part = DrawnPart(
        0, "a", "a", "graph", "", "", Decimal(3), symbols, "a->r, r->e, e->c, u->c, a->c", {}, (), (), (), canvas="net"
    )
    problem = DrawnProblem(0, 1, "", "", "", (part,), {"net": figure})
    answer = "a->r, r->e, e->c, u->c"
    verdict = grade(part.spec(), answer)
    exhibit = exhibit_of(problem, part, answer, verdict.verdict, verdict.evidence)
    return replace(WRONG, message=verdict.message, text=answer, differs=[], exhibit=exhibit)


def _wrong_lines(text: str) -> shown.Verdict:
    expected = {"from": "(a + b)^2", "to": "a^2 + 2 a b + b^2"}
    symbols = {"a": "real", "b": "real"}
    part = DrawnPart(0, "a", "a", "derivation", "", "", Decimal(3), symbols, expected, {}, (), (), ())
    verdict = grade(part.spec(), text)
    problem = DrawnProblem(0, 1, "", "", "", (part,), {})
    exhibit = exhibit_of(problem, part, text, verdict.verdict, verdict.evidence)
    differs = rows(verdict.evidence, with_key=False)
    return replace(WRONG, message=verdict.message, text=text, differs=differs, exhibit=exhibit)


def _page(
    name: str, field: shown.Field, text: str = "", choices: Sequence[shown.Choice] = (), **changes: Any
) -> shown.PartPage:
    kind = SPECS[name].kind
    answer = replace(EXPRESSION, field=field, text=text, part=name, symbols=[], kind=kind, choices=choices)
    return replace(PART, answer=answer, **changes)


def field_samples() -> Iterator[Sample]:
    part = "student/part.html"
    yield Sample("field-graph", part, _page("dag", CANVAS))
    yield Sample("field-graph-arrows", part, _page("dag", CANVAS, "a->r, r->e, e->c, u->c"))
    yield Sample("field-graph-wrong", part, _page("dag", CANVAS, "a->r, r->e, e->c, u->c", verdicts=[_wrong_graph()]))
    lines = replace(CANVAS, setup={**CANVAS.setup, "sort": "undirected"})
    yield Sample("field-graph-lines", part, _page("markov", lines, "a-r, r-e, a-e, e-c"))
    factors = replace(CANVAS, setup={**CANVAS.setup, "sort": "factors"})
    yield Sample("field-graph-factors", part, _page("factors", factors, "f:{a,r}, g:{r,e,c}, h:{u}"))
    yield Sample("field-independence", part, _page("independence", SETS))
    yield Sample("field-independence-two", part, _page("independence", SETS, "a ⟂ {r, c} | e; u ⟂ a"))
    text = "(a + b)^2\n= a^2 + b^2\n= a^2 + 2 a b + b^2"
    yield Sample("field-derivation-wrong", part, _page("derivation", STEPS, text, verdicts=[_wrong_lines(text)]))
    yield Sample("field-reason", part, _page("reason", shown.Field("choice"), choices=WHY))
    yield Sample("field-derivation", part, _page("derivation", STEPS))
    text = "(a + b)^2\n= a^2 + 2 a b + b^2\n>= 2 a b +"
    yield Sample("field-derivation-lines", part, _page("derivation", STEPS, text))
    yield Sample("field-ordering", part, _page("ordering", LINES, choices=PROOF))
    some = replace(LINES, setup={**LINES.setup, "may_leave_out": True})
    yield Sample("field-ordering-some", part, _page("ordering", some, "claim, base, step", choices=PROOF))
    yield Sample("field-table", part, _page("table", MESSAGES))
    yield Sample(
        "field-table-wrong", part, _page("table", MESSAGES, "[[1/4, 1/2], [x^2, 1/2]]", verdicts=[WRONG_TABLE])
    )
    yield Sample("field-table-filled", part, _page("table", MESSAGES, "[[1/4, 0.25], [x^2 +, 1/2]]"))
