"""What is published of a problem file: everything that a learner or a grader ever meets, in the shape of the rows.

The tests of a file are its author's; they are not part of it, so a new test makes no new version.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from pengrade.banks.format import Choice, Figure, PartFile, ProblemFile
from pengrade.banks.models import Part, ProblemVersion
from pengrade.banks.parameters import stored


@dataclass(frozen=True)
class PartContent:
    """The fields of a `Part`, without its place."""

    key: str
    kind: str
    question: str
    prompt: str
    symbols: str
    expected: Any
    options: Mapping[str, Any]
    points: Decimal
    hints: list[str]
    mistakes: list[dict[str, Any]]
    solutions: list[dict[str, str]]
    choices: list[dict[str, Any]]
    headings: dict[str, list[str]]
    canvas: str

    @property
    def columns(self) -> dict[str, Any]:
        """The values by the names of the columns."""
        return asdict(self)


@dataclass(frozen=True)
class ProblemContent:
    """The fields of a `ProblemVersion`, without its number and hash."""

    title: str
    level: str
    skills: list[str]
    prerequisites: list[str]
    audience: str
    minutes: int
    covers: list[str]
    authors: list[str]
    licence: str
    attribution: str
    why_it_matters: str
    statement: str
    symbols: str
    parameters: list[list[Any]]
    figures: Mapping[str, Any]

    @property
    def columns(self) -> dict[str, Any]:
        """The values by the names of the columns."""
        return asdict(self)


def problem_content(file: ProblemFile) -> ProblemContent:
    """What a version keeps of the file."""
    return ProblemContent(
        title=file.title,
        level=file.level,
        skills=list(file.skills),
        prerequisites=list(file.prerequisites),
        audience=file.audience,
        minutes=file.minutes,
        covers=list(file.covers),
        authors=list(file.authors),
        licence=file.licence,
        attribution=file.attribution,
        why_it_matters=file.why_it_matters,
        statement=file.statement,
        symbols=file.symbols.strip(),
        parameters=stored(file.parameters),
        figures={name: _figure(figure) for name, figure in file.figure.items()},
    )


def part_content(part: PartFile) -> PartContent:
    """What a version keeps of a part."""
    return PartContent(
        key=part.id,
        kind=part.kind,
        question=part.question,
        prompt=part.prompt,
        symbols=part.symbols.strip(),
        expected=part.expected,
        options=part.options,
        points=Decimal(part.points.numerator) / Decimal(part.points.denominator),
        hints=list(part.hints.texts),
        mistakes=[{"expression": _json(mistake.expression), "message": mistake.message} for mistake in part.mistake],
        solutions=[{"perspective": one.perspective, "text": one.text} for one in part.solution],
        choices=[_choice(choice) for choice in part.choice],
        headings=_headings(part),
        canvas=part.canvas or "",
    )


def content_of_rows(version: ProblemVersion, parts: Iterable[Part]) -> tuple[ProblemContent, tuple[PartContent, ...]]:
    """The content of a published version."""
    problem = ProblemContent(**{field.name: getattr(version, field.name) for field in fields(ProblemContent)})
    return problem, tuple(
        PartContent(**{field.name: getattr(part, field.name) for field in fields(PartContent)}) for part in parts
    )


def content_hash(problem: ProblemContent, parts: Iterable[PartContent]) -> str:
    """SHA-256 of the content as canonical JSON, hexadecimal."""
    content = {**asdict(problem), "parts": [_hashed(part) for part in parts]}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _hashed(part: PartContent) -> dict[str, Any]:
    """Fields that came later count where they are filled, so that versions from before keep their hash."""
    later = {"headings", "canvas"}
    return {name: value for name, value in asdict(part).items() if value or name not in later}


def _choice(choice: Choice) -> dict[str, Any]:
    reason = {"reason": True} if choice.reason else {}
    return {"key": choice.key, "text": choice.text, **reason}


def _headings(part: PartFile) -> dict[str, list[str]]:
    if part.headings is None:
        return {}
    return {"rows": list(part.headings.rows), "columns": list(part.headings.columns)}


def _figure(figure: Figure) -> dict[str, Any]:
    nodes = [{"name": node.name, "at": [float(step) for step in node.at]} for node in figure.nodes]
    return {"description": figure.description, "nodes": nodes, "edges": figure.edges}


def _json(answer: str | tuple[str, ...]) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)
