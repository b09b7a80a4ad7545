"""A version and a seed: what a student sees, and what the graders need."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from string import ascii_lowercase
from typing import Any

from django.db.models import QuerySet

from pengrade.banks.content import PartContent, ProblemContent, content_of_rows
from pengrade.banks.figures import DrawnFigure, drawn_figure
from pengrade.banks.models import ProblemVersion
from pengrade.banks.parameters import parse_parameters
from pengrade.banks.placeholders import fill_answer, fill_text
from pengrade.banks.symbols import merged, written
from pengrade.banks.variants import Values, draw
from pengrade.grading.spec import AnswerSpec, Mistake


@dataclass(frozen=True)
class Solution:
    """A worked solution, Markdown."""

    perspective: str
    text: str


@dataclass(frozen=True)
class DrawnChoice:
    """A possible answer of a choice, or a reason for one; ``text`` is Markdown."""

    key: str
    text: str
    is_reason: bool = False


@dataclass(frozen=True)
class DrawnPart:
    """A part of a variant. Texts are Markdown with ``$…$``; answers are as a student would type them."""

    part_id: int  # of the row; 0 where the part comes from a file
    key: str
    letter: str  # a, b, c, …
    kind: str
    question: str
    prompt: str
    points: Decimal
    declarations: Mapping[str, str]  # by name, the part's over the problem's
    expected: Any
    options: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    solutions: tuple[Solution, ...]
    choices: tuple[DrawnChoice, ...] = ()
    row_headings: tuple[str, ...] = ()  # of a table; Markdown
    column_headings: tuple[str, ...] = ()
    canvas: str = ""  # the figure whose nodes a graph answer is drawn on

    @property
    def symbols(self) -> str:
        """The declarations as text, ``x: real; A: matrix(n,n)``."""
        return written(self.declarations)

    @property
    def several(self) -> bool:
        """May more than one choice be ticked? Not where a reason is asked for: then one of each list is right."""
        return self.kind == "choice" and isinstance(self.expected, list) and not self.asks_reason

    @property
    def asks_reason(self) -> bool:
        """Are some of the choices reasons for the others?"""
        return any(choice.is_reason for choice in self.choices)

    def spec(self) -> AnswerSpec:
        """What the graders need."""
        return AnswerSpec(self.kind, self.declarations, self.expected, self.options, mistakes=self.mistakes)


@dataclass(frozen=True)
class DrawnProblem:
    """A variant of a problem. Texts are Markdown."""

    version_id: int  # of the row; 0 where the problem comes from a file
    seed: int
    title: str
    statement: str
    why_it_matters: str
    parts: tuple[DrawnPart, ...]
    figures: Mapping[str, DrawnFigure]


def with_parts(versions: QuerySet[ProblemVersion]) -> QuerySet[ProblemVersion]:
    """The same versions, to be drawn: two queries, however many there are."""
    return versions.select_related("problem").prefetch_related("parts")


def draw_problem(version: ProblemVersion, seed: int) -> DrawnProblem:
    """The variant of this seed, the same for ever. Costs a query for the parts unless they were prefetched."""
    return _drawn(_Key(version.pk, version.content_hash, version.published_at, seed, version))


def draw_content(problem: ProblemContent, parts: tuple[PartContent, ...], seed: int) -> DrawnProblem:
    """The variant of this seed, of content without rows. Raises NoVariantError."""
    parameters, _ = parse_parameters((key, entry) for key, entry in problem.parameters)
    values = draw(parameters, seed)
    return DrawnProblem(
        version_id=0,
        seed=seed,
        title=problem.title,
        statement=fill_text(problem.statement, values),
        why_it_matters=fill_text(problem.why_it_matters, values),
        parts=tuple(_part(problem, part, index, values) for index, part in enumerate(parts)),
        figures={name: drawn_figure(figure, values) for name, figure in problem.figures.items()},
    )


def filled(answer: Any, values: Values) -> Any:
    """JSON with every text in it filled as an answer."""
    if isinstance(answer, str):
        return fill_answer(answer, values)
    if isinstance(answer, Mapping):
        return {key: filled(one, values) for key, one in answer.items()}
    if isinstance(answer, list | tuple):
        return [filled(one, values) for one in answer]
    return answer


def as_typed(kind: str, answer: Any, values: Values) -> str:
    """An answer as it comes from an answer field: lines of a derivation, keys of a choice with commas between."""
    text = filled(answer, values)
    if isinstance(text, str):
        return text
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        return ("\n" if kind == "derivation" else ", ").join(text)
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class _Key:
    """Identifies a variant. The hash and the time tell apart rows that once bore the same number, as in tests."""

    version_id: int
    content_hash: str
    published_at: datetime
    seed: int
    version: ProblemVersion = field(compare=False)


@lru_cache(maxsize=1024)
def _drawn(key: _Key) -> DrawnProblem:
    rows = list(key.version.parts.all())
    drawn = draw_content(*content_of_rows(key.version, rows), key.seed)
    parts = tuple(replace(part, part_id=row.pk) for part, row in zip(drawn.parts, rows, strict=True))
    return replace(drawn, version_id=key.version_id, parts=parts)


def _part(problem: ProblemContent, part: PartContent, index: int, values: Values) -> DrawnPart:
    return DrawnPart(
        part_id=0,
        key=part.key,
        letter=_letter(index),
        kind=part.kind,
        question=fill_text(part.question, values),
        prompt=fill_text(part.prompt, values),
        points=part.points,
        declarations=merged(fill_answer(problem.symbols, values), fill_answer(part.symbols, values)),
        expected=filled(part.expected, values),
        options=filled(part.options, values),
        mistakes=tuple(_mistake(part.kind, mistake, values) for mistake in part.mistakes),
        hints=tuple(fill_text(hint, values) for hint in part.hints),
        solutions=tuple(Solution(one["perspective"], fill_text(one["text"], values)) for one in part.solutions),
        choices=tuple(_choice(one, values) for one in part.choices),
        row_headings=tuple(fill_text(text, values) for text in part.headings.get("rows", ())),
        column_headings=tuple(fill_text(text, values) for text in part.headings.get("columns", ())),
        canvas=part.canvas,
    )


def _choice(choice: Mapping[str, Any], values: Values) -> DrawnChoice:
    return DrawnChoice(choice["key"], fill_text(choice["text"], values), choice.get("reason", False))


def _mistake(kind: str, mistake: Mapping[str, Any], values: Values) -> Mistake:
    return Mistake(as_typed(kind, mistake["expression"], values), fill_text(mistake["message"], values))


def _letter(index: int) -> str:
    """a to z, then aa, ab, …"""
    letter = ascii_lowercase[index % 26]
    return letter if index < 26 else _letter(index // 26 - 1) + letter
