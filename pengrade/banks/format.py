"""The problem file, version 1: its fields, their types, which are required. JSON Schema for editors comes from here.

What a single field must look like stands here; what several fields must agree on stands in `checks`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

Kind = Literal[
    "expression",
    "number",
    "equation",
    "relation",
    "set",
    "tuple",
    "table",
    "probability",
    "distribution",
    "independence",
    "graph",
    "derivation",
    "ordering",
    "choice",
]

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _number(value: object) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    raise ValueError("must be a number")


def _points(value: object) -> Fraction:
    points = _number(value)
    if not 0 < points < 10_000 or (points * 100).denominator != 1:
        raise ValueError("must be more than 0, less than 10,000, with at most two decimals")
    return points


def _score(value: object) -> Fraction:
    score = _fraction(value)
    if not 0 < score < 1:
        raise ValueError('must lie between 0 and 1, such as "1/2"')
    return score


def _fraction(value: object) -> Fraction:
    try:
        return Fraction(value) if isinstance(value, str) else _number(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError('must be a number such as 0.5 or "1/2"') from None


def _answer(value: object) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(line, str) for line in value):
        return tuple(value)
    raise ValueError("must be a text, or a list of texts (lines of a derivation, keys of a choice)")


def _expected(value: object) -> Any:
    """JSON, as the grading contract has it; a TOML number becomes its exact text."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str | list | tuple | dict):
        raise ValueError("must be what the grading contract expects of this kind: text, number, list or table")
    return plain(value, exact=True)


def _options(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError('must be a table, such as { layout = "either" }')
    options: Mapping[str, Any] = plain(value, exact=False)
    return options


def plain(value: Any, *, exact: bool) -> Any:
    """TOML's values as JSON. An exact decimal becomes text ("0.3" is 3/10), or else the nearest float."""
    if isinstance(value, Mapping):
        return {key: plain(one, exact=exact) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, exact=exact) for one in value]
    if isinstance(value, Fraction):
        return str(value) if exact else float(value)
    return str(value) if exact and isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=100)]
Number = Annotated[Fraction, PlainValidator(_number), WithJsonSchema({"type": "number"})]
Points = Annotated[Fraction, PlainValidator(_points), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Score = Annotated[Fraction, PlainValidator(_score), WithJsonSchema({"type": ["number", "string"]})]
_TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
Answer = Annotated[
    str | tuple[str, ...], PlainValidator(_answer), WithJsonSchema({"anyOf": [{"type": "string"}, _TEXTS]})
]
Expected = Annotated[Any, PlainValidator(_expected), WithJsonSchema({"type": ["string", "number", "array", "object"]})]
Options = Annotated[Mapping[str, Any], PlainValidator(_options), WithJsonSchema({"type": "object"})]


class Table(BaseModel):
    """A table of the file: nothing in it is unknown, and nothing in it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(Table):
    """A node of a figure; ``at`` is [right, down] in steps of one node's distance."""

    name: Text
    at: tuple[Number, Number]


class Figure(Table):
    """A graph as data. ``edges`` are written as in a graph answer: ``a->b, a-b, f:{a,b}``."""

    description: Text
    nodes: Annotated[tuple[Node, ...], Field(min_length=1)]
    edges: str = ""


class Hints(Table):
    """Three steps that shrink the distance, in this order; one may be left out."""

    idea: Text | None = None
    first_step: Text | None = None
    next_step: Text | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The hints that there are, in the order in which they open."""
        return tuple(text for text in (self.idea, self.first_step, self.next_step) if text)

    @model_validator(mode="after")
    def _two_at_least(self) -> Self:
        if len(self.texts) < 2:
            raise ValueError("at least two of idea, first_step, next_step are needed")
        return self


class Mistake(Table):
    """A wrong answer foreseen, and what to say to it."""

    expression: Answer
    message: Text


class Solution(Table):
    """A worked solution; its last ``$$…$$`` is an answer, and a right one."""

    perspective: Text
    text: Text


class Choice(Table):
    """One of the possible answers of a choice."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    text: Text
    reason: Annotated[bool, Field(description="stands in a second list, of which one is chosen as the reason")] = False


class Headings(Table):
    """What stands beside the rows and above the columns of a table answer."""

    rows: tuple[Text, ...] = ()
    columns: tuple[Text, ...] = ()


class BrokenLines(Table):
    """A derivation that must be refused, and why."""

    lines: Annotated[tuple[str, ...], Field(min_length=1)]
    breaks_at: StrictInt | None = None
    stops_early: bool = False
    too_few_steps: bool = False

    @model_validator(mode="after")
    def _one_reason(self) -> Self:
        if (self.breaks_at is not None) + self.stops_early + self.too_few_steps != 1:
            raise ValueError("exactly one of breaks_at = N, stops_early = true, too_few_steps = true says why")
        return self


class Partly(Table):
    """An answer that earns a part of the points."""

    answer: Answer
    score: Score


def _refused(value: object) -> str | tuple[str, ...] | BrokenLines:
    return BrokenLines.model_validate(value) if isinstance(value, Mapping) else _answer(value)


Refused = Annotated[
    str | tuple[str, ...] | BrokenLines,
    PlainValidator(_refused),
    WithJsonSchema({"anyOf": [{"type": "string"}, _TEXTS, BrokenLines.model_json_schema()]}),
]


class Tests(Table):
    """What the graders must say to which answers."""

    accept: Annotated[tuple[Answer, ...], Field(min_length=1)]
    refuse: Annotated[tuple[Refused, ...], Field(min_length=1)]
    unreadable: tuple[Answer, ...] = ()
    partly: tuple[Partly, ...] = ()


class PartFile(Table):
    """One question with its key, its hints, its solutions and its tests."""

    id: Slug
    question: Text
    prompt: str = ""
    kind: Kind
    symbols: str = ""
    expected: Expected
    options: Options = Field(default_factory=dict)
    points: Points
    headings: Headings | None = None
    canvas: Annotated[str | None, Field(description="name of a figure, whose nodes are the canvas")] = None
    choice: tuple[Choice, ...] = ()
    hints: Hints
    mistake: tuple[Mistake, ...] = ()
    solution: Annotated[tuple[Solution, ...], Field(min_length=1)]
    tests: Tests


class ProblemFile(Table):
    """A problem, in reading order: who it is for, why it matters, what is asked."""

    format: Literal[1]
    id: Slug
    title: Annotated[Text, StringConstraints(max_length=200)]
    level: Literal["bachelor", "master", "phd"]
    skills: Annotated[tuple[Slug, ...], Field(min_length=1)]
    audience: Text
    prerequisites: tuple[Text, ...]
    minutes: Annotated[StrictInt, Field(ge=1, le=1000)]
    covers: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.[0-9]+[a-z0-9]*$")], ...] = ()
    authors: Annotated[tuple[Text, ...], Field(min_length=1)]
    licence: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.+-]+$", max_length=60)]
    attribution: Text
    why_it_matters: Text
    statement: Text
    symbols: str = ""
    parameters: Annotated[dict[str, Any], Field(description="draws and formulas, in the order written")] = Field(
        default_factory=dict
    )
    figure: dict[str, Figure] = Field(default_factory=dict)
    part: Annotated[tuple[PartFile, ...], Field(min_length=1)]


class BankFile(Table):
    """bank.toml: whose problems these are, and what may be done with them."""

    format: Literal[1] = 1
    slug: Annotated[Slug | None, Field(description="the folder's name, if not given")] = None
    title: Annotated[Text, StringConstraints(max_length=200)]
    authors: Annotated[tuple[Text, ...], Field(min_length=1)]
    licence: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.+-]+$", max_length=60)]
    attribution: str = ""
    department: Annotated[Slug | None, Field(description="slug of the department it belongs to")] = None
