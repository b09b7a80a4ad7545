"""A named distribution: right when it is the same law, whatever name it goes by.

Both laws are written as members of the nearest family that has both, and then their parameters are compared, each as
the expression that it is. In every family that is known here other parameters are another law, so a counterexample to
one parameter is one to the whole.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.arguments import Conventions
from pengrade.grading.distributions.domains import check_domains
from pengrade.grading.distributions.families import COUNTED_FROM, family_called
from pengrade.grading.distributions.laws import Law, Named
from pengrade.grading.distributions.reading import read_law, variable_called
from pengrade.grading.distributions.same import compared_laws
from pengrade.grading.distributions.words import latex_of_law, spoken_of_law
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict

OPTIONS = ("parametrisation", "support", "variable", "partial_credit", "up_to", *places.TOLERANCES)


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    law, readings = _read(spec, answer, declarations)
    return Heard(latex_of_law(law), spoken_of_law(law, declarations), readings, law)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    _check_options(spec)
    verdict = _against(spec, _key(spec), heard.content)
    if verdict.verdict not in (INCORRECT, PARTLY_CORRECT):
        return verdict
    for number in range(len(spec.mistakes)):
        if _against(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
            return places.with_finding(spec, number, verdict)
    return verdict


def check(spec: AnswerSpec) -> None:
    _check_options(spec)
    _key(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def _against(spec: AnswerSpec, key: Law, answer: Law) -> Verdict:
    verdict = compared_laws(spec, key, answer)
    if verdict.verdict != PARTLY_CORRECT or spec.options.get("partial_credit"):
        return verdict
    return replace(verdict, verdict=INCORRECT, score=0.0, message=NOT_YET)


# The author's side


def _check_options(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    conventions_of(spec)
    if spec.options.get("up_to", "factor") != "factor":
        raise SpecError("up_to can only be 'factor'.", "options.up_to")
    if not isinstance(spec.options.get("partial_credit", False), bool):
        raise SpecError("partial_credit is true or false.", "options.partial_credit")
    if "variable" in spec.options:
        variable_called(str(spec.options["variable"]))
    places.check_key_of_places(
        spec, {name: spec.options[name] for name in places.TOLERANCES if name in spec.options}, ()
    )


def conventions_of(spec: AnswerSpec) -> Conventions:
    """What the options say of how parameters are read; SpecError for what they cannot say."""
    return _conventions(json.dumps([spec.options.get("parametrisation", {}), spec.options.get("support", {})]))


@lru_cache(maxsize=256)
def _conventions(options: str) -> Conventions:
    forms, starts = json.loads(options)
    return Conventions(_forms(forms), _starts(starts))


def _forms(given: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if not isinstance(given, dict):
        raise SpecError('parametrisation is a table, such as { gamma = "scale" }.', "options.parametrisation")
    for name, form in given.items():
        family = family_called(name)
        if family is None:
            raise SpecError(f"There is no distribution {name!r}.", "options.parametrisation")
        known = [one.name for slot in family.slots for one in slot.forms if len(slot.forms) > 1]
        if form not in known:
            words = ", ".join(known) or "none"
            raise SpecError(f"{name} has no parametrisation by {form!r}; known: {words}.", "options.parametrisation")
        found[family.name] = form
    return found


def _starts(given: Any) -> Mapping[str, int]:
    table = given if isinstance(given, dict) else dict.fromkeys(COUNTED_FROM, given)
    found: dict[str, int] = {}
    for name, start in table.items():
        family = family_called(name)
        if family is None or family.name not in COUNTED_FROM or start not in (0, 1):
            message = "support is 0 or 1, where a geometric or negative binomial count begins."
            raise SpecError(message, "options.support")
        found[family.name] = int(start)
    return found


def _key(spec: AnswerSpec) -> Law:
    return _author_law(spec, spec.expected, "expected")


def _mistake(spec: AnswerSpec, number: int) -> Law:
    return _author_law(spec, spec.mistakes[number].expression, f"mistakes.{number}")


def _author_law(spec: AnswerSpec, given: Any, field: str) -> Law:
    if not isinstance(given, str):
        raise SpecError("A distribution is a text, such as 'N(mu, sigma^2)'.", field)
    declarations = declarations_of(spec)
    return _kept_law(given, declarations, _options_text(spec), field)


def _options_text(spec: AnswerSpec) -> str:
    return json.dumps([spec.options.get(name) for name in ("parametrisation", "support", "variable")])


@lru_cache(maxsize=1024)
def _kept_law(text: str, declarations: Declarations, options: str, field: str) -> Law:
    forms, start, _ = json.loads(options)
    conventions = _conventions(json.dumps([forms or {}, {} if start is None else start]))
    law = places.of_author(lambda: read_law(text, declarations, conventions, None), field).law
    places.of_author(lambda: _check_law(law, declarations), field)
    return law


def _check_law(law: Law, declarations: Declarations) -> None:
    """Raises ReadingError where a parameter can have no value, or none that the family takes."""
    if isinstance(law, Named):
        places.check_places(law.parameters, declarations)
        check_domains(law, declarations)


def _read(spec: AnswerSpec, answer: str, declarations: Declarations) -> tuple[Law, tuple[str, ...]]:
    try:
        conventions = conventions_of(spec)
    except SpecError:
        conventions = Conventions()
    heard = read_law(answer, declarations, conventions, None)
    _check_law(heard.law, declarations)
    return heard.law, heard.readings
