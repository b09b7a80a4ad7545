"""Pages full of awkward but possible values: what the gallery shows and the template tests check."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pengrade.web import shown

NOW = datetime(2026, 11, 20, 12, 3, 20, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><b onclick='x'>\"&amp;"
TOKEN = "token-of-this-session"

TICK = shown.Mark("Correct", "good", "tick")
HALF = shown.Mark("Partly", "wait", "half")
CROSS = shown.Mark("Not right yet", "off", "cross")
SLIP = shown.Mark("Not readable", "wait", "caret")
PERSON = shown.Mark("With a person", "wait", "person")
WRITING = shown.Mark("Writing", "now", "pen")
UNTOUCHED = shown.Mark("Not started", "none", "ring")
CLOCK = shown.Mark("Being graded", "wait", "clock")


@dataclass(frozen=True)
class Sample:
    """A page under a name, with the template that prints it."""

    name: str
    template: str
    page: Any


def markup(text: str) -> SafeString:
    """HTML as a bank's Markdown makes it: ``$…$`` and ``$$…$$`` become spans with the LaTeX source."""

    def span(match: re.Match[str]) -> str:
        display = "true" if match[1] else "false"
        return f'<span class="tex" data-display="{display}">{escape(match[1] or match[2])}</span>'

    return mark_safe(re.sub(r"\$\$(.+?)\$\$|\$(.+?)\$", span, text))  # noqa: S308


BAR = shown.Bar("Machine Learning II", "Problem set 3: gradients and curvature", "Noor Haddad")
CLOCK_BAR = replace(BAR, clock=shown.Clock(NOW, NOW + timedelta(minutes=41, seconds=12)), saved_at=NOW)
LONG_BAR = shown.Bar(
    "Probabilistic Modelling, Reasoning and Unsupervised Learning for Natural Scientists (autumn, group B)",
    "Problem set 11: factor graphs, message passing, and why the order of elimination matters",
    "Wolfeschlegelsteinhausenbergerdorff-Papadopoulos, Hubert Blaine Maximilian",
    shown.Clock(NOW, NOW + timedelta(hours=2, minutes=1)),
    NOW,
)

PARTS = [
    shown.PartLink("a", "Slope", TICK, "4 of 4 points", "/at/k/part/1/", False),
    shown.PartLink("b", "Length", HALF, "2 of 3 points", "/at/k/part/2/", False),
    shown.PartLink("c", "Bowl", WRITING, "4 points", "/at/k/part/3/", True),
    shown.PartLink("d", "Spread", PERSON, "3 points", "/at/k/part/4/", False),
    shown.PartLink("e", "Advert", UNTOUCHED, "3 points", "/at/k/part/5/", False),
    shown.PartLink("f", "Graph", UNTOUCHED, "3 points", "/at/k/part/6/", False),
]
MANY_PARTS = [
    replace(PARTS[n % 6], label=f"{n // 6 + 1}{'abcdef'[n % 6]}", current=n == 2, url=f"/at/k/part/{n}/")
    for n in range(18)
]

BOWL = markup(
    r"<p>A loss over weights $w \in \mathbb{R}^n$ has the form</p>"
    r"<p>$$J(w) = \frac{1}{2} w^{\mathsf T} A w - b^{\mathsf T} w + \frac{\lambda}{2} w^{\mathsf T} w$$</p>"
    r"<p>with a matrix $A \in \mathbb{R}^{n \times n}$ that <em>need not be symmetric</em>, "
    r"a vector $b \in \mathbb{R}^n$ and a weight $\lambda > 0$.</p>"
)
QUESTION = markup(r"<p>Find the gradient $\nabla J(w)$ as a column vector.</p>")
LONG_FORMULA = r"\log p(x_1, \ldots, x_n \mid \mu, \sigma^2) = " + " ".join(
    rf"- \frac{{(x_{{{n}}} - \mu)^2}}{{2 \sigma^2}}" for n in range(1, 9)
)
CHOICES = [
    shown.Choice("a", markup("It is convex for every $A$."), False),
    shown.Choice("b", markup(r"Convex when $A + A^{\mathsf T} + 2 \lambda I$ is positive definite."), True),
    shown.Choice(
        "c",
        markup(
            "<p>It is never convex, because the penalty makes the surface bend downwards in directions in which "
            "the data say nothing at all."
        ),
        False,
    ),
]

EXPRESSION = shown.AnswerForm(
    kind="expression",
    prompt=markup(r"A column vector in $A$, $b$, $w$ and $\lambda$."),
    text="1/2 (A + A^T) w - b + lamda w",
    edit=7,
    choices=[],
    several=False,
    symbols=[shown.SymbolKey(*key) for key in (("A", "A"), ("b", "b"), ("w", "w"), (r"\lambda", "lambda"))],
    submit_url="/at/k/part/3/submit/",
    preview_url="/at/k/api/preview/",
    draft_url="/at/k/api/draft/",
    part="3",
    tries="Try 1 of 3.",
    closed="",
    attempt="7f0c",
)
CHOICE = replace(
    EXPRESSION,
    kind="choice",
    field=shown.Field("choice"),
    choices=CHOICES,
    symbols=[],
    text="b",
    prompt=markup("Tick one."),
)

WRONG = shown.Verdict(
    mark=CROSS,
    points="0 of 4 points, try 1 of 3",
    text="A w - b + lambda w",
    understood_as=r"A w - b + \lambda w",
    spoken="A w minus b plus lambda w",
    message="You treated A as symmetric. The problem allows any square matrix.",
    position=None,
    length=None,
    suggestion="",
    differs=[
        shown.Row("A", r"\begin{pmatrix} 0 & 2 \\ 0 & 0 \end{pmatrix}", is_formula=True),
        shown.Row("w", r"\begin{pmatrix} 1 \\ 3 \end{pmatrix}", is_formula=True),
        shown.Row("Your answer, entry 1", "7"),
        shown.Row("The right answer, entry 1", "4"),
    ],
    at=NOW,
)
RIGHT = replace(
    WRONG,
    mark=TICK,
    points="4 of 4 points",
    message="Correct.",
    understood_as=r"\frac{1}{2}(A + A^{\mathsf T}) w - b + \lambda w",
    spoken="one half times, A plus A transpose, times w, minus b, plus lambda w",
    differs=[],
    evidence="Proved by rewriting both into the same normal form.",
)
PARTLY = replace(WRONG, mark=HALF, points="2 of 4 points", message="One of two keys is right.", differs=[])
UNREADABLE = replace(
    WRONG,
    mark=SLIP,
    points="No try used",
    text="𝑓 = 1/2 (A + A^T) w - b + lamda w",
    understood_as="",
    spoken="",
    message="There is no lamda in this problem. Did you mean lambda?",
    position=26,
    length=5,
    suggestion="lambda",
    differs=[],
)
UNDECIDED = replace(
    WRONG,
    mark=PERSON,
    points="not counted as wrong",
    message="The computer could neither prove nor refute this in time. A person will read it.",
    understood_as=LONG_FORMULA,
    spoken="log p of x one up to x n given mu and sigma squared equals a long sum of eight terms",
    differs=[],
)
BY_PERSON = replace(PARTLY, by="Dr Ingrid Ångström-Őry", message="The idea is right; the constant got lost in line 3.")
HOSTILE_VERDICT = replace(UNREADABLE, text=HOSTILE, message=HOSTILE, position=3, length=9, by=HOSTILE, evidence=HOSTILE)

PART = shown.PartPage(
    bar=CLOCK_BAR,
    parts=PARTS,
    label="c",
    problem_title="A tilted quadratic bowl",
    why_it_matters=markup("<p>Every second-order method stands on this gradient.</p>"),
    statement=BOWL,
    question=QUESTION,
    hints=[markup(r"<p>Nudge the input: put $w + \varepsilon h$ in place of $w$.</p>")],
    hints_left=2,
    hint_url="/at/k/part/3/hint/",
    answer=EXPRESSION,
    waiting=None,
    verdicts=[],
    previous_url="/at/k/part/2/",
    next_url="/at/k/part/4/",
    finish_url="/at/k/finish/",
)
WAITING = shown.Waiting("1/2 (A + A^T) w - b + lambda w", NOW, "/at/k/api/verdict/9/")

START = shown.StartPage(
    bar=replace(BAR, assignment=""),
    title="Problem set 3: gradients and curvature",
    problems=["A tilted quadratic bowl", "Why was the advert clicked?"],
    part_count=6,
    points="20 points",
    minutes=75,
    expected_minutes=60,
    attempts_allowed=2,
    attempts_left=2,
    tries_allowed=3,
    opens_at=None,
    closes_at=datetime(2026, 11, 27, 23, 59, tzinfo=UTC),
    state="open",
    action_url="/at/k/start/",
    warm_up_url="/at/k/api/preview/",
    sittings=[],
)
SITTINGS = [
    shown.Sitting(2, NOW - timedelta(hours=3), None, "being graded", "/at/k/attempt/2/"),
    shown.Sitting(1, NOW - timedelta(days=1), NOW - timedelta(hours=23), "7 of 12 points", "/at/k/attempt/1/"),
]

FINISH = shown.FinishPage(CLOCK_BAR, PARTS, ["e", "f"], ["c"], "/at/k/finish/", "/at/k/part/3/")


def _reviewed(label: str, verdicts: list[shown.Verdict], waiting: shown.Waiting | None = None) -> shown.ReviewedPart:
    mark = CLOCK if waiting else verdicts[0].mark if verdicts else UNTOUCHED
    points = verdicts[0].points if verdicts and not waiting else "4 points"
    return shown.ReviewedPart(label, "A tilted quadratic bowl", QUESTION, mark, points, verdicts, waiting)


REVIEW = shown.ReviewPage(
    bar=BAR,
    number=1,
    points="11 of 20 points",
    complete=False,
    parts=[
        _reviewed("a", [RIGHT]),
        _reviewed("b", [WRONG, UNREADABLE]),
        _reviewed("c", [BY_PERSON, UNDECIDED]),
        _reviewed("d", [UNDECIDED]),
        _reviewed("e", [], WAITING),
        _reviewed("f", []),
    ],
    finished_at=NOW,
    by_the_clock=True,
    receipt="7c1e 40af 92d8",
    back_url="/at/k/",
)

NAMES = [
    "Ayumi Tanabe",
    "Mateusz Zieliński",
    "نور الهدى حداد",
    "Noor Haddad",
    "דנה לוי",
    "Bjørn O’Malley",
    "李小龍",
    HOSTILE,
]
SENT = shown.Mark("Sent", "plain", "tick")
NOT_SENT = shown.Mark("Waiting", "wait", "retry")
FAILED = shown.Mark("Failed", "off", "cross")
NOTHING_TO_SEND = shown.Mark("Nothing yet", "none", "none")


def _student(number: int) -> shown.StudentRow:
    name = f"{NAMES[number % len(NAMES)]} {number if number >= len(NAMES) else ''}".strip()
    if number % 10 == 9:
        return shown.StudentRow(name, UNTOUCHED, None, None, "", NOTHING_TO_SEND, "", "")
    if number % 10 == 8:
        return shown.StudentRow(name, WRITING, NOW, None, "3 of 20", SENT, "12:03", "/at/k/attempt/8/")
    passback = [SENT, SENT, NOT_SENT, SENT, SENT, SENT, FAILED][number % 7]
    detail = {"Waiting": "the LMS answered 503, next try 12:20", "Failed": "the LMS refused: no such line item"}
    submitted = shown.Mark("Submitted", "plain", "tick")
    started = NOW - timedelta(hours=number)
    return shown.StudentRow(
        name,
        submitted,
        started,
        NOW,
        f"{number % 20}.5 of 20",
        passback,
        detail.get(passback.word, "sent 12:03"),
        "/x/",
    )


OVERVIEW = shown.OverviewPage(
    bar=replace(BAR, assignment="", person="Dr Grace Lindqvist"),
    title="Problem set 3: gradients and curvature",
    summary="20 points, 75 minutes, 2 attempts, open until Fri 27 Nov 23:59",
    submitted=51,
    writing=7,
    not_started=6,
    to_decide=[
        ("2 answers to part 1c wait for a person, the oldest since yesterday 18:40.", "/at/k/attempt/3/"),
        ("2 grades are not in the gradebook yet; the next try is at 12:20 and nothing is lost.", ""),
    ],
    rows=[_student(n) for n in range(64)],
    parts=[
        shown.PartRow("1a", "Slope of a linear form", 58, 0.94, 0.97, 0),
        shown.PartRow("1b", "A tilted quadratic bowl", 55, 0.38, 0.5, 2),
        shown.PartRow("2a", "What the graph promises", 0, None, None, 0),
    ],
    at=NOW,
    send_again_url="/at/k/send-again/",
)

EVIDENCE = [("method", "fence"), ("reason", "took longer than 2 seconds"), ("typed", HOSTILE)]
ATTEMPT = shown.AttemptPage(
    bar=OVERVIEW.bar,
    person="نور الهدى حداد",
    number=1,
    started_at=NOW - timedelta(hours=1),
    finished_at=NOW,
    points="11 of 20 points",
    submissions=[
        shown.HandSubmission("c", QUESTION, r"\frac12 (A + A^{\mathsf T}) w - b", UNDECIDED, False, EVIDENCE, "/d/1/"),
        shown.HandSubmission("d", QUESTION, LONG_FORMULA, WRONG, False, EVIDENCE[:1], "/d/2/"),
        shown.HandSubmission("e", QUESTION, r"\lambda", HOSTILE_VERDICT, False, [], ""),
        shown.HandSubmission("f", QUESTION, "0", None, True, [], ""),
        shown.HandSubmission("g", QUESTION, "b", BY_PERSON, False, [], "/d/3/"),
    ],
    back_url="/at/k/overview/",
)

TOPICS = ["Gradients and optimisation", "Directed graphs", "Learning from data", "Sampling"]
ENTRIES = [
    shown.BankEntry(
        n,
        ["A tilted quadratic bowl", "Why was the advert clicked?", "Spread without a second pass over the data"][n % 3],
        TOPICS[n // 3],
        ["easy", "medium", "hard"][n % 3],
        5 * (n % 4 + 1),
        f"{n % 4 + 1} points",
        ["gradient", "quadratic form"][: n % 3],
        markup(r"<p>A quadratic loss with a matrix that need not be symmetric: find $\nabla J(w)$.</p>"),
    )
    for n in range(12)
]
CHOOSE = shown.ChoosePage(
    bar=OVERVIEW.bar,
    existing=[("0a1b", "Problem set 2: vectors", "8 points, 2 problems, not timed"), ("0a1c", HOSTILE, "4 points")],
    entries=ENTRIES,
    action_url="/at/k/choose/",
    errors=[],
    values={},
)
CHOOSE_WITH_ERRORS = replace(
    CHOOSE,
    errors=["Give the assignment a title.", "Closing comes before opening."],
    values={
        "title": HOSTILE, "versions": ["2", "3"], "minutes": "75", "attempts": "2", "tries": "3",
        "opens_at": "2026-11-20T10:00", "closes_at": "2026-11-19T10:00",
    },
)  # fmt: skip

REFUSAL = shown.RefusalPage(
    "This launch could not be checked",
    "The message from your course site was older than five minutes, so PenGrade did not accept it.",
    "Go back to your course and open the assignment again. If that does not help, tell your instructor.",
    "id_token expired at 2026-11-20T11:58:20Z (iat 2026-11-20T11:53:20Z)",
)


def _students() -> Iterator[Sample]:
    yield Sample("start", "student/start.html", START)
    yield Sample("start-running", "student/start.html", replace(START, state="running", sittings=SITTINGS))
    yield Sample("start-untimed", "student/start.html", replace(START, minutes=None, closes_at=None))
    for state in ("not-open-yet", "closed", "used-up", "view-only"):
        page = replace(START, state=state, opens_at=NOW, sittings=SITTINGS, warm_up_url="")
        yield Sample(f"start-{state}", "student/start.html", page)
    yield Sample("part", "student/part.html", PART)
    yield Sample("part-long", "student/part.html", _long_part())
    yield Sample("part-waiting", "student/part.html", replace(PART, waiting=WAITING, verdicts=[WRONG]))
    yield Sample("part-choice", "student/part.html", replace(PART, answer=CHOICE, verdicts=[PARTLY], hints=[]))
    several = replace(CHOICE, several=True)
    yield Sample("part-choices", "student/part.html", replace(PART, answer=several, hints=[], hints_left=0))
    for name, verdict in (
        ("wrong", WRONG),
        ("unreadable", UNREADABLE),
        ("undecided", UNDECIDED),
        ("hostile", HOSTILE_VERDICT),
    ):
        answer = replace(EXPRESSION, text=verdict.text)
        yield Sample(f"part-{name}", "student/part.html", replace(PART, answer=answer, verdicts=[verdict, WRONG]))
    closed = replace(EXPRESSION, closed="You have answered this part correctly.")
    yield Sample("part-right", "student/part.html", replace(PART, answer=closed, verdicts=[RIGHT, WRONG, UNREADABLE]))
    yield Sample("finish", "student/finish.html", FINISH)
    yield Sample("finish-all", "student/finish.html", replace(FINISH, unanswered=[], drafts=[]))
    yield Sample("review", "student/review.html", REVIEW)
    yield Sample(
        "review-empty", "student/review.html", replace(REVIEW, complete=True, parts=[], points="0 of 0 points")
    )


def _long_part() -> shown.PartPage:
    title = "Dreidimensionaldarstellungsmöglichkeiten of a posterior under misspecified likelihoods"
    statement = BOWL + markup(rf"<p>$${LONG_FORMULA}$$</p><p>A formula that LaTeX cannot read: $\frac{{1}}{{$</p>")
    return replace(PART, bar=LONG_BAR, parts=MANY_PARTS, problem_title=title, statement=statement, label="2b")


def _staff() -> Iterator[Sample]:
    yield Sample("overview", "staff/overview.html", OVERVIEW)
    empty = replace(OVERVIEW, submitted=0, writing=0, not_started=0, to_decide=[], rows=[], parts=[], send_again_url="")
    yield Sample("overview-empty", "staff/overview.html", empty)
    yield Sample("attempt", "staff/attempt.html", ATTEMPT)
    yield Sample("attempt-empty", "staff/attempt.html", replace(ATTEMPT, submissions=[], finished_at=None))
    yield Sample("choose", "staff/choose.html", CHOOSE)
    yield Sample("choose-errors", "staff/choose.html", CHOOSE_WITH_ERRORS)
    yield Sample("choose-empty", "staff/choose.html", replace(CHOOSE, existing=[], entries=[]))
    yield Sample("return", "staff/return.html", shown.ReturnPage("https://lms.example/deep", "a.b.c", "Problem set 3"))


def _others() -> Iterator[Sample]:
    yield Sample("refusal", "refusal.html", REFUSAL)
    yield Sample("refusal-hostile", "refusal.html", shown.RefusalPage(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    yield Sample("home", "home.html", None)


def page_samples() -> list[Sample]:
    """Every page in every state worth looking at."""
    return [*_students(), *_staff(), *_others()]
