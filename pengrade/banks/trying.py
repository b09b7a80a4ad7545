"""Try a problem file on the graders: is its key right, do its tests hold, does each solution arrive at the answer?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pengrade.banks.checks import last_displayed
from pengrade.banks.complaints import Complaint, FieldPath, SourceError, dotted
from pengrade.banks.content import part_content, problem_content
from pengrade.banks.drawing import DrawnPart, as_typed, draw_content
from pengrade.banks.format import BrokenLines, PartFile
from pengrade.banks.kinds import gradable_kinds
from pengrade.banks.source import ProblemSource
from pengrade.banks.variants import NoVariantError, Values, draw
from pengrade.grading.grade import check, grade
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, Verdict

Grade = Callable[[AnswerSpec, str], Verdict]

RIGHT, WRONG, UNREADABLE = "right", "wrong", "unreadable"
_VERDICTS = {RIGHT: (CORRECT,), WRONG: (INCORRECT, PARTLY_CORRECT), UNREADABLE: (INVALID,)}


@dataclass(frozen=True)
class Tried:
    """What came of trying a problem on some variants."""

    variants: int
    answers: int  # graded, over all variants
    not_tried: tuple[str, ...]  # parts whose kind no grader takes yet, as "key (kind)"
    complaints: tuple[Complaint, ...]  # for each field, of the first variant that shows it


@dataclass(frozen=True)
class _Case:
    """An answer of the file, and what must be said to it: a verdict, or a share of the points.

    `broken`: of a derivation, where and how it must fail.
    """

    field: FieldPath
    answer: str
    must_be: str | Fraction
    broken: BrokenLines | None = None


def try_problem(source: ProblemSource, seeds: int, grade: Grade = grade) -> Tried:
    """Grade every answer of the file in the first ``seeds`` variants; equal variants are tried once."""
    complaints: list[Complaint] = []
    answers = 0
    variants = _variants(source, seeds)
    for seed, values in variants:
        for index, part in enumerate(_drawn_parts(source, seed)):
            if part.kind in gradable_kinds():
                cases = list(_cases(source.file.part[index], ("part", index), part, values))
                answers += len(cases)
                complaints += _complaints(source, seed, part, cases, grade)
    first_by_field = {complaint.field: complaint for complaint in reversed(complaints)}
    not_tried = [f"{part.id} ({part.kind})" for part in source.file.part if part.kind not in gradable_kinds()]
    return Tried(len(variants), answers, tuple(not_tried), tuple(sorted(first_by_field.values(), key=_by_line)))


def check_keys(source: ProblemSource, seeds: int) -> None:
    """Raises SourceError for a key that the graders cannot use, so that no learner is the first to meet it."""
    complaints: dict[str, Complaint] = {}
    for seed, _ in _variants(source, seeds):
        for index, part in enumerate(_drawn_parts(source, seed)):
            if part.kind in gradable_kinds() and (complaint := _unusable(source, seed, ("part", index), part)):
                complaints.setdefault(complaint.field, complaint)
    if complaints:
        raise SourceError(sorted(complaints.values(), key=_by_line))


def _unusable(source: ProblemSource, seed: int, at: FieldPath, part: DrawnPart) -> Complaint | None:
    try:
        check(part.spec())
    except SpecError as error:
        return _complaint(source, _spec_field(at, error), f"seed {seed}: {error}")
    return None


def _by_line(complaint: Complaint) -> int:
    return complaint.line


def _variants(source: ProblemSource, seeds: int) -> list[tuple[int, Values]]:
    found: dict[tuple[Any, ...], tuple[int, Values]] = {}
    for seed in range(seeds):
        try:
            values = draw(source.parameters, seed)
        except NoVariantError:  # reading has drawn the first ones, so this is a rare seed
            continue
        found.setdefault(tuple(values.items()), (seed, values))
    return list(found.values())


def _drawn_parts(source: ProblemSource, seed: int) -> tuple[DrawnPart, ...]:
    parts = tuple(part_content(part) for part in source.file.part)
    return draw_content(problem_content(source.file), parts, seed).parts


def _cases(part: PartFile, at: FieldPath, drawn: DrawnPart, values: Values) -> Iterator[_Case]:
    if not isinstance(part.expected, Mapping):  # pairs of an order, ends of a derivation: no answer that one could type
        yield _Case((*at, "expected"), as_typed(part.kind, part.expected, values), RIGHT)
    for index, mistake in enumerate(drawn.mistakes):
        yield _Case((*at, "mistake", index, "expression"), mistake.expression, WRONG)
    for index, solution in enumerate(drawn.solutions):
        if (shown := last_displayed(solution.text)) is not None and part.kind != "choice":
            yield _Case((*at, "solution", index, "text"), shown, RIGHT)
    yield from _tests(part, (*at, "tests"), values)


def _tests(part: PartFile, at: FieldPath, values: Values) -> Iterator[_Case]:
    for index, answer in enumerate(part.tests.accept):
        yield _Case((*at, "accept", index), as_typed(part.kind, answer, values), RIGHT)
    for index, refused in enumerate(part.tests.refuse):
        broken = refused if isinstance(refused, BrokenLines) else None
        lines = refused.lines if isinstance(refused, BrokenLines) else refused
        yield _Case((*at, "refuse", index), as_typed(part.kind, lines, values), WRONG, broken)
    for index, answer in enumerate(part.tests.unreadable):
        if not _is_beyond_the_form(part, text := as_typed(part.kind, answer, values)):
            yield _Case((*at, "unreadable", index), text, UNREADABLE)
    for index, partly in enumerate(part.tests.partly):
        yield _Case((*at, "partly", index), as_typed(part.kind, partly.answer, values), partly.score)


def _is_beyond_the_form(part: PartFile, answer: str) -> bool:
    """Does the answer name a choice that the form does not offer? No grader meets it."""
    keys = {choice.key for choice in part.choice}
    return part.kind == "choice" and any(key.strip() not in {"", *keys} for key in answer.split(","))


def _complaints(
    source: ProblemSource, seed: int, part: DrawnPart, cases: list[_Case], grade: Grade
) -> Iterator[Complaint]:
    spec = part.spec()
    for case in cases:
        try:
            verdict = grade(spec, case.answer)
        except SpecError as error:
            yield _complaint(source, _spec_field(case.field[:2], error), f"seed {seed}: {error}")
            return
        if wrong := _disagreement(case, verdict):
            yield _complaint(source, case.field, f"seed {seed}: '{case.answer}' {wrong}")


def _disagreement(case: _Case, verdict: Verdict) -> str:
    """How the verdict differs from what the file says, or nothing."""
    said = f"{verdict.verdict}: {verdict.message}" if verdict.message else verdict.verdict
    if isinstance(case.must_be, Fraction):
        near = abs(Fraction(verdict.score) - case.must_be) < Fraction(1, 1000)
        return "" if near else f"must earn {case.must_be} of the points, but earns {verdict.score:g} ({said})"
    if verdict.verdict not in _VERDICTS[case.must_be]:
        return f"must be {case.must_be}, but is {said}"
    return "" if case.broken is None else _elsewhere(case.broken, verdict)


def _elsewhere(broken: BrokenLines, verdict: Verdict) -> str:
    """How a derivation fails otherwise than its file says, or nothing."""
    found = {"to": "stops_early", "minimum_steps": "too_few_steps"}.get(verdict.evidence.get("option", ""))
    found = "stops_early" if verdict.finding == "stops-early" else found
    if broken.breaks_at is None:
        wanted = "stops_early" if broken.stops_early else "too_few_steps"
        return "" if found == wanted else f"must be refused for {wanted}, but is told: {verdict.message}"
    if found is None and verdict.step == broken.breaks_at:
        return ""
    return f"must break at line {broken.breaks_at} from 0, but does at {verdict.step}: {verdict.message}"


def _complaint(source: ProblemSource, field: FieldPath, message: str) -> Complaint:
    return Complaint(source.path, source.line(field), dotted(field), message)


def _spec_field(part: FieldPath, error: SpecError) -> FieldPath:
    """The engine's name for a place in a spec, as a place in the file: "mistakes.0" is mistake[1].expression."""
    name, _, rest = error.field.partition(".")
    if name == "mistakes":
        return (*part, "mistake", int(rest) if rest.isdigit() else 0, "expression")
    return (*part, name, rest) if rest else (*part, name)
