"""The author's side of a derivation: where it begins and ends, what it must pass and what may be assumed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pengrade.grading.comparing.deriving.assuming import setting_of
from pengrade.grading.comparing.deriving.direction import RELATIONS, SPELLINGS
from pengrade.grading.comparing.deriving.material import Context, Material
from pengrade.grading.comparing.deriving.materials import PROBABILITIES, material_of
from pengrade.grading.comparing.deriving.moments import NOTHING_KNOWN, Moments
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.probability import structure_in_option
from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.derivations import read_line
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lines import MOST_LINES, TypedLine
from pengrade.grading.reading.reasons import REASONS
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node

OPTIONS = (
    "minimum_steps",
    "milestones",
    "assumptions",
    "relation",
    "proportional_to",
    "with_respect_to",
    "trust_sampling",
    "partial_credit",
    "reasons",
    "graph",
)


@dataclass(frozen=True)
class Wanted:
    """What reasons are asked for: of which kind, some of them at all cost, one at every step."""

    allowed: frozenset[str]
    required: tuple[str, ...]
    every: bool


@dataclass(frozen=True)
class Key:
    material: Material
    context: Context
    start: Node
    end: Node
    relation: str
    milestones: tuple[Node, ...]
    minimum_steps: int
    reasons: Wanted | None
    partial_credit: bool

    def with_company(self, nodes: Iterable[Node]) -> "Key":
        """The same, for an answer in which these stand."""
        return replace(self, context=replace(self.context, company=(*self.context.company, *nodes)))

    @property
    def declarations(self) -> Declarations:
        return self.context.setting.declarations


def material_for(spec: AnswerSpec) -> Material:
    """How the lines of an answer are to be read; a broken key is not this function's affair."""
    start = spec.expected.get("from") if isinstance(spec.expected, Mapping) else None
    return material_of(start if isinstance(start, str) else "", declarations_of(spec))


def key_of(spec: AnswerSpec) -> Key:
    """Raises SpecError for anything that is no key."""
    check_options(spec, OPTIONS)
    if not isinstance(spec.expected, Mapping) or set(spec.expected) != {"from", "to"}:
        raise SpecError('A derivation expects {"from": …, "to": …}.', "expected")
    material, declarations = material_for(spec), declarations_of(spec)
    start, end = (_part(material, spec.expected[end], declarations, f"expected.{end}") for end in ("from", "to"))
    milestones = [
        _part(material, text, declarations, f"options.milestones.{number}")
        for number, text in enumerate(_texts(spec, "milestones"))
    ]
    context = replace(_context(spec, material, declarations), company=(start, end, *milestones))
    return Key(
        material=material,
        context=context,
        start=start,
        end=end,
        relation=_relation(spec, material),
        milestones=tuple(milestones),
        minimum_steps=_minimum(spec),
        reasons=_reasons(spec),
        partial_credit=_flag(spec, "partial_credit"),
    )


def _context(spec: AnswerSpec, material: Material, declarations: Declarations) -> Context:
    names = (*_texts(spec, "proportional_to"), *_texts(spec, "with_respect_to"))
    for name in names:
        if not declarations.knows(name) and name not in declarations.bystanders:
            raise SpecError(f"{name} is not declared.", "options.with_respect_to")
    moments, others = _moments(material, _texts(spec, "assumptions"), declarations)
    return Context(
        spec=AnswerSpec("expression", spec.symbols, "", {}, spec.syntax),
        setting=setting_of(declarations, others),
        proportional_to=names or tuple(declarations.symbols),
        trusts_sampling=_flag(spec, "trust_sampling"),
        structure=structure_in_option(spec),
        moments=moments,
    )


def _moments(
    material: Material, assumptions: tuple[str, ...], declarations: Declarations
) -> tuple[Moments, tuple[str, ...]]:
    """What is assumed of random variables, and the assumptions that are about numbers."""
    moments, others = NOTHING_KNOWN, list[str]()
    for text in assumptions:
        more = None
        if material is PROBABILITIES:
            try:
                steps, _ = read_line(TypedLine(text, range(len(text))), declarations, material.grammar)
                more = moments.with_assumption(steps, declarations)
            except ReadingError:
                pass  # not about random variables, or told as a slip when it is read again
        moments = more or moments
        others += [] if more else [text]
    return moments, tuple(others)


def _part(material: Material, text: Any, declarations: Declarations, field: str) -> Node:
    if not isinstance(text, str):
        raise SpecError("One expression is expected, as text.", field)
    return _read(material, text, declarations, field)


@lru_cache(maxsize=1024)
def _read(material: Material, text: str, declarations: Declarations, field: str) -> Node:
    try:
        steps, _ = read_line(TypedLine(text, range(len(text))), declarations, material.grammar)
    except ReadingError as error:
        raise SpecError(f"{error} (at {error.position})", field) from error
    if len(steps) != 1 or steps[0].sign:
        raise SpecError(f"One line without a relation is expected, not {text!r}.", field)
    return steps[0].content


def _relation(spec: AnswerSpec, material: Material) -> str:
    given = spec.options.get("relation", material.same)
    relation = SPELLINGS.get(given, given) if isinstance(given, str) else None
    if relation not in RELATIONS or relation not in material.grammar.signs:
        known = ", ".join(material.grammar.signs)
        raise SpecError(f"relation is one of {known}, not {given!r}.", "options.relation")
    return str(relation)


def _minimum(spec: AnswerSpec) -> int:
    value = spec.options.get("minimum_steps", 0)
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST_LINES:
        raise SpecError(f"minimum_steps is a whole number below {MOST_LINES}.", "options.minimum_steps")
    return value


def _flag(spec: AnswerSpec, option: str) -> bool:
    value = spec.options.get(option, False)
    if not isinstance(value, bool):
        raise SpecError(f"{option} is true or false.", f"options.{option}")
    return value


def _texts(spec: AnswerSpec, option: str) -> tuple[str, ...]:
    given = spec.options.get(option, ())
    given = (given,) if isinstance(given, str) else given
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise SpecError(f"{option} is a list of texts.", f"options.{option}")
    return tuple(given)


def _reasons(spec: AnswerSpec) -> Wanted | None:
    """A list of reasons that count, or {"allowed": […], "required": […], "every": true}."""
    given = spec.options.get("reasons")
    if given is None:
        return None
    table = {"allowed": given} if isinstance(given, list | tuple) else given
    if not isinstance(table, Mapping) or not set(table) <= {"allowed", "required", "every"}:
        raise SpecError("reasons is a list, or has allowed, required and every.", "options.reasons")
    required, allowed = (list(table.get(name, default)) for name, default in (("required", ()), ("allowed", REASONS)))
    unknown = [one for one in (*allowed, *required) if not isinstance(one, str) or one not in REASONS]
    if unknown:
        raise SpecError(f"No reason is called {unknown[0]!r}; known: {', '.join(REASONS)}.", "options.reasons")
    return Wanted(frozenset(allowed) | frozenset(required), tuple(required), bool(table.get("every", False)))
