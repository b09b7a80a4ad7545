"""What pages show: frozen values that views fill and templates print. No template asks the database anything."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Mark:
    """A state as icon, word and colour: ``style`` is good, off, wait, now, none or plain; ``icon`` a sprite's name."""

    word: str
    style: str
    icon: str


@dataclass(frozen=True)
class Clock:
    """The server's clock at the moment of rendering; the browser shows a difference, never its own time."""

    now: datetime
    deadline: datetime | None  # None: untimed


@dataclass(frozen=True)
class Bar:
    """The line on top of every page of a launch."""

    course: str
    assignment: str
    person: str
    clock: Clock | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True)
class PartLink:
    """A part in the navigation of an attempt."""

    label: str  # "a", or "2a" where there are several problems
    title: str
    mark: Mark
    points: str  # "2 of 3 points", "4 points"
    url: str
    current: bool


@dataclass(frozen=True)
class Row:
    """One row of a counterexample: what, and its value in LaTeX."""

    what: str
    value: str
    is_formula: bool = False  # is ``what`` LaTeX, or words?


@dataclass(frozen=True)
class Cell:
    """A cell of an answer, with its mark where there is one."""

    latex: str
    mark: Mark | None = None


@dataclass(frozen=True)
class TableExhibit:
    """An answered table, marked cell by cell. Headings are empty where the author gave none."""

    rows: Sequence[Sequence[Cell]]
    row_headings: Sequence[SafeString] = ()
    column_headings: Sequence[SafeString] = ()

    @property
    def template(self) -> str:
        """The template's path."""
        return "partials/exhibits/table.html"

    @property
    def headed_rows(self) -> Sequence[tuple[SafeString | None, Sequence[Cell]]]:
        """Each row behind its heading, or None."""
        return list(zip_longest(self.row_headings, self.rows))


@dataclass(frozen=True)
class GraphExhibit:
    """An answered graph: a drawing, what is marked in it, and the same edges as a table from row to column."""

    drawing: SafeString
    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]  # a name, and a sign for each column: "→", "–", "✓" or none

    @property
    def template(self) -> str:
        """The template's path."""
        return "partials/exhibits/graph.html"


@dataclass(frozen=True)
class Line:
    """A line of an answered derivation; ``state`` is good, off or unread (not marked), ``word`` says so."""

    number: int  # from 1
    latex: str
    state: str
    word: str

    @property
    def icon(self) -> str:
        """The sprite's name."""
        return {"good": "tick", "off": "cross"}.get(self.state, "none")


@dataclass(frozen=True)
class LinesExhibit:
    """An answered derivation, ticked up to the first line that does not follow."""

    lines: Sequence[Line]

    @property
    def template(self) -> str:
        """The template's path."""
        return "partials/exhibits/derivation.html"


Exhibit = TableExhibit | GraphExhibit | LinesExhibit


@dataclass(frozen=True)
class Verdict:
    """A verdict as far as it may be shown."""

    mark: Mark
    points: str
    text: str  # the answer as typed
    understood_as: str  # LaTeX, empty if unreadable
    spoken: str
    message: str | SafeString  # safe where an author wrote it, with formulas in it
    position: int | None  # of what could not be read, in characters of ``text``
    length: int | None
    suggestion: str
    differs: Sequence["Row"] = ()  # a counterexample
    evidence: str = ""  # in words: "proved by …", "agreed at 12 points to 30 digits"
    at: datetime | None = None
    by: str = ""  # the person who decided, if one did
    exhibit: Exhibit | None = None  # the answer set out with marks, in place of one formula

    @property
    def before(self) -> str:
        """What was typed before the slip; all of it where no slip is known."""
        return self.text if self.position is None else self.text[: self.position]

    @property
    def slip(self) -> str:
        """The piece that could not be read; empty where its place is unknown or after the end."""
        return "" if self.position is None else self.text[self.position : self.position + (self.length or 0)]

    @property
    def after(self) -> str:
        """What was typed after the slip."""
        return "" if self.position is None else self.text[self.position + (self.length or 0) :]


@dataclass(frozen=True)
class Waiting:
    """A submission that the graders have not answered yet."""

    text: str
    since: datetime
    url: str  # JSON: {"state": "waiting" | "decided"}


@dataclass(frozen=True)
class Choice:
    """One possible answer of a choice."""

    key: str
    text: SafeString
    chosen: bool
    is_reason: bool = False


class SymbolKey(NamedTuple):
    """A key above an answer field. The caret goes ``back`` characters before the end of what it inserts."""

    latex: str  # on the key
    text: str  # what it inserts
    back: int = 0


@dataclass(frozen=True)
class Field:
    """How an answer is entered. What is stored is always a text, which an element of the page may help to write.

    Holds nothing that a learner has to find: sizes of tables and names of nodes, never values or edges.
    """

    name: str = "formula"  # of the template in partials/fields
    setup: Mapping[str, Any] = dataclass_field(default_factory=dict)  # what the element has to know, as JSON
    rows: Sequence[SafeString] = ()  # headings of a table; empty where the author gave none
    columns: Sequence[SafeString] = ()

    @property
    def template(self) -> str:
        """The template's path."""
        return f"partials/fields/{self.name}.html"

    @property
    def setup_json(self) -> str:
        """For a data attribute."""
        return json.dumps(self.setup, ensure_ascii=False)


@dataclass(frozen=True)
class AnswerForm:
    """The answer field of a part, and where it goes."""

    kind: str  # as in the grading contract
    prompt: SafeString
    text: str  # the draft, or the last answer
    edit: int  # how many edits the server has seen
    choices: Sequence[Choice]
    several: bool  # may more than one choice be ticked?
    symbols: Sequence[SymbolKey]  # for the declared names and what goes with them
    submit_url: str
    preview_url: str
    draft_url: str
    part: str  # the part's identifier in JSON calls
    tries: str  # "Try 1 of 3."
    closed: str  # why nothing can be submitted, or empty
    attempt: str = ""  # the sitting's public identifier, under which a browser keeps what it could not send
    field: Field = Field()

    @property
    def asks_reason(self) -> bool:
        """Are some of the choices reasons for the others?"""
        return any(choice.is_reason for choice in self.choices)


@dataclass(frozen=True)
class StartPage:
    """The card before a sitting."""

    bar: Bar
    title: str
    problems: Sequence[str]
    part_count: int
    points: str
    minutes: int | None  # time limit
    expected_minutes: int
    attempts_allowed: int
    attempts_left: int
    tries_allowed: int
    opens_at: datetime | None
    closes_at: datetime | None
    state: str  # open, running, not-open-yet, closed, used-up, view-only
    action_url: str  # POST: start or continue
    warm_up_url: str  # JSON preview of an unmarked field
    sittings: Sequence["Sitting"]


@dataclass(frozen=True)
class Sitting:
    """A past or running attempt in a list."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    points: str  # "7 of 12 points", or "being graded"
    url: str


@dataclass(frozen=True)
class PartPage:
    """One part: the question left, the answer right."""

    bar: Bar
    parts: Sequence[PartLink]
    label: str
    problem_title: str
    why_it_matters: SafeString
    statement: SafeString
    question: SafeString
    hints: Sequence[SafeString]  # the opened ones
    hints_left: int
    hint_url: str
    answer: AnswerForm
    waiting: Waiting | None
    verdicts: Sequence[Verdict]  # newest first
    previous_url: str
    next_url: str
    finish_url: str
    hint_note: str = ""  # what the next hint costs

    @property
    def earlier(self) -> Sequence[Verdict]:
        """The verdicts that fold away: all but the newest, which gives way while an answer waits for its own."""
        return self.verdicts if self.waiting else self.verdicts[1:]


@dataclass(frozen=True)
class FinishPage:
    """Are you sure? What would be handed in."""

    bar: Bar
    parts: Sequence[PartLink]
    unanswered: Sequence[str]  # labels
    drafts: Sequence[str]  # labels with text that was typed and not submitted; finishing submits them
    action_url: str
    back_url: str


@dataclass(frozen=True)
class ReviewedPart:
    """A part after the sitting."""

    label: str
    problem_title: str
    question: SafeString
    mark: Mark
    points: str
    verdicts: Sequence[Verdict]
    waiting: Waiting | None

    @property
    def earlier(self) -> Sequence[Verdict]:
        """The verdicts that fold away: all but the newest, which gives way while an answer waits for its own."""
        return self.verdicts if self.waiting else self.verdicts[1:]


@dataclass(frozen=True)
class ReviewPage:
    """What came back, with a receipt."""

    bar: Bar
    number: int
    points: str
    complete: bool  # has everything been graded?
    parts: Sequence[ReviewedPart]
    finished_at: datetime
    by_the_clock: bool  # did the server hand it in because the time was up?
    receipt: str  # fingerprint of all that was handed in
    back_url: str

    @property
    def is_waiting(self) -> bool:
        """Will something change by itself within seconds? What waits for a person does not."""
        return any(part.waiting for part in self.parts)


@dataclass(frozen=True)
class StudentRow:
    """A student in the class list."""

    name: str
    mark: Mark
    started_at: datetime | None
    submitted_at: datetime | None
    points: str
    passback: Mark
    passback_detail: str  # "sent 12:03", "waiting: the LMS answered 503, next try 12:20"
    url: str  # of the attempt, or empty


@dataclass(frozen=True)
class PartRow:
    """A part in the table of difficulties. Shares are 0 to 1, or None where nobody answered."""

    label: str
    title: str
    answered: int
    right_first_time: float | None
    mean_credit: float | None
    waiting_for_a_person: int


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar: its style, where it starts, how long it is."""

    style: str
    start: int
    count: int


@dataclass(frozen=True)
class OverviewPage:
    """An assignment as its instructor sees it."""

    bar: Bar
    title: str
    summary: str  # "12 points, 75 minutes, 1 attempt, open until …"
    submitted: int
    writing: int
    not_started: int
    to_decide: Sequence[tuple[str, str]]  # (sentence, url)
    rows: Sequence[StudentRow]
    parts: Sequence[PartRow]
    at: datetime
    send_again_url: str

    @property
    def student_count(self) -> int:
        """Everybody the three counts speak of."""
        return self.submitted + self.writing + self.not_started

    @property
    def segments(self) -> Sequence[Segment]:
        """The bar of who is where, as stretches of ``student_count``; empty ones left out."""
        counts = (("a", self.submitted), ("b", self.writing), ("c", self.not_started))
        starts = (0, self.submitted, self.submitted + self.writing)
        return [Segment(style, start, count) for (style, count), start in zip(counts, starts, strict=True) if count]


@dataclass(frozen=True)
class HandSubmission:
    """A submission on an attempt's page for staff, with all evidence."""

    label: str
    question: SafeString
    key: str  # LaTeX of what was expected
    verdict: Verdict | None
    waiting: bool
    evidence: Sequence[tuple[str, str]]
    decide_url: str  # POST credit and comment; empty where nothing is to decide


@dataclass(frozen=True)
class AttemptPage:
    """One sitting as staff see it."""

    bar: Bar
    person: str
    number: int
    started_at: datetime
    finished_at: datetime | None
    points: str
    submissions: Sequence[HandSubmission]
    back_url: str
    finish_url: str = ""  # POST: hand in for the student; empty once that is done


@dataclass(frozen=True)
class BankEntry:
    """A problem that can be chosen."""

    version_id: int
    title: str
    topic: str
    level: str
    minutes: int
    points: str
    skills: Sequence[str]
    excerpt: SafeString


@dataclass(frozen=True)
class ChoosePage:
    """Deep linking: an assignment of this course, or a new one from the bank."""

    bar: Bar
    existing: Sequence[tuple[str, str, str]]  # (uuid, title, summary)
    entries: Sequence[BankEntry]
    action_url: str
    errors: Sequence[str]
    values: dict[str, Any]  # what was typed before an error


@dataclass(frozen=True)
class ReturnPage:
    """The deep-linking answer on its way back to the platform: a form that script submits, with a button."""

    return_url: str
    jwt: str
    title: str


@dataclass(frozen=True)
class RefusalPage:
    """Why a request went no further, for the person in front of it."""

    title: str
    explanation: str
    what_to_do: str
    detail: str = ""  # for an administrator; never a secret
    next_url: str = ""  # the way on, where there is one
