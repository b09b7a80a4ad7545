"""What an author says of a distribution: the key, the options, the mistakes foreseen. Every slip is a SpecError."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.declarations import Declarations, Size, Symbol, canonical_name
from pengrade.grading.distributions.arguments import Conventions
from pengrade.grading.distributions.domains import check_domains
from pengrade.grading.distributions.families import COUNTED_FROM, family_called
from pengrade.grading.distributions.laws import Law, Named, Typed, dimension_of
from pengrade.grading.distributions.reading import MODELS, Heard, extended, read_law
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, described, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import names_in
from pengrade.grading.valueless import check_values

OPTIONS = ("parametrisation", "support", "variable", "partial_credit", "up_to", *places.TOLERANCES)
READ_BY = ("parametrisation", "support", "variable")


@dataclass(frozen=True)
class AuthorLaw:
    """`variable`: what the author calls it, None where that is open. `dimension`: of a vector, 1 for a number."""

    law: Law
    variable: str | None
    dimension: Size


def key_of(spec: AnswerSpec) -> AuthorLaw:
    return _author_law(spec, spec.expected, "expected")


def mistake_of(spec: AnswerSpec, number: int) -> AuthorLaw:
    return _author_law(spec, spec.mistakes[number].expression, f"mistakes.{number}")


def check_options_of(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    _conventions(_read_by(spec))
    if spec.options.get("up_to", "factor") != "factor":
        raise SpecError("up_to can only be 'factor'.", "options.up_to")
    if not isinstance(spec.options.get("partial_credit", False), bool):
        raise SpecError("partial_credit is true or false.", "options.partial_credit")
    tolerances = {name: spec.options[name] for name in places.TOLERANCES if name in spec.options}
    places.check_key_of_places(spec, tolerances, ())


def heard(spec: AnswerSpec, answer: str) -> Heard:
    """What a learner typed; needs no key, and takes from a good one what the variable of a density is called."""
    declarations = declarations_of(spec)
    try:
        conventions, _ = _conventions(_read_by(spec))
    except SpecError:
        conventions = Conventions()
    conventions = replace(conventions, states=_asks_for_states(spec))
    found = read_law(answer, declarations, conventions, _variables(spec, declarations))
    check_law(found.law, declarations)
    return found


def check_law(law: Law, declarations: Declarations) -> None:
    """Raises ReadingError where a parameter can have no value, or none that the family takes."""
    if isinstance(law, Named):
        places.check_places(law.parameters, declarations)
        dimension_of(law, declarations)
        check_domains(law, declarations)
    else:
        known = extended(declarations, law.symbol)
        shape = shaped(law.body, known).shape
        if shape != SCALAR:
            message = f"A density is a number, and this is {described(shape)}."
            raise ReadingError(message, law.body.start, law.body.end - law.body.start)
        check_values(law.body, known)


def _asks_for_states(spec: AnswerSpec) -> bool:
    try:
        law = key_of(spec).law
    except SpecError:
        return False
    return isinstance(law, Named) and law.family == "categorical"


def _variables(spec: AnswerSpec, declarations: Declarations) -> tuple[Symbol, ...]:
    try:
        key = key_of(spec)
    except SpecError:
        return _models(declarations, frozenset())
    shape = SCALAR if key.dimension == 1 else (key.dimension, 1)
    if key.variable is not None:
        return (_symbol(key.variable, declarations, shape),)
    taken = names_in(key.law) if isinstance(key.law, Named) else frozenset[str]()
    return _models(declarations, taken, shape)


def _models(declarations: Declarations, taken: frozenset[str], shape: tuple[Size, Size] = SCALAR) -> tuple[Symbol, ...]:
    free = [name for name in MODELS if name not in taken]
    undeclared = [name for name in free if not declarations.knows(name)]
    return tuple(_symbol(name, declarations, shape) for name in (free[:1] + undeclared or list(MODELS[:1])))


def _symbol(name: str, declarations: Declarations, shape: tuple[Size, Size]) -> Symbol:
    declared = declarations.symbols.get(name)
    if declared is not None and declared.shape == shape and not declared.family:
        return declared
    return Symbol(name, "real" if shape == SCALAR else "vector", shape)


# The author's texts


def _author_law(spec: AnswerSpec, given: Any, field: str) -> AuthorLaw:
    if not isinstance(given, str):
        raise SpecError("A distribution is a text, such as 'N(mu, sigma^2)'.", field)
    return _kept(given, declarations_of(spec), _read_by(spec), field)


def _read_by(spec: AnswerSpec) -> str:
    """The options that say how texts are read, as a key of caches."""
    try:
        return json.dumps([spec.options.get(name) for name in READ_BY])
    except (TypeError, ValueError):
        raise SpecError("The options are not plain JSON.", "options") from None


@lru_cache(maxsize=1024)
def _kept(text: str, declarations: Declarations, read_by: str, field: str) -> AuthorLaw:
    conventions, variable = _conventions(read_by)
    models = (variable,) if variable else MODELS
    symbols = tuple(declarations.symbols.get(name, Symbol(name, "real")) for name in models)
    found = places.of_author(lambda: read_law(text, declarations, conventions, symbols), field)
    law = found.law
    places.of_author(lambda: check_law(law, declarations), field)
    if isinstance(law, Typed):
        _check_variable(law, found, variable, declarations, field)
    dimension = places.of_author(lambda: dimension_of(law, declarations), field)
    return AuthorLaw(law, variable or found.variable, dimension)


def _check_variable(law: Typed, found: Heard, variable: str | None, declarations: Declarations, field: str) -> None:
    others = [name for name in MODELS if name in names_in(law.body) and declarations.knows(name)]
    if variable is None and not found.sign and len(others) > 1 and law.variable != MODELS[0]:
        message = f"Say in the option variable which of {', '.join(others)} the density is one of."
        raise SpecError(message, field)


@lru_cache(maxsize=256)
def _conventions(read_by: str) -> tuple[Conventions, str | None]:
    forms, start, variable = json.loads(read_by)
    return Conventions(_forms(forms), _starts(start)), None if variable is None else _variable(variable)


def _variable(given: Any) -> str:
    try:
        return canonical_name(str(given))
    except SpecError as error:
        raise SpecError(str(error), "options.variable") from None


def _forms(given: Any) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if given is not None and not isinstance(given, dict):
        raise SpecError('parametrisation is a table, such as { gamma = "scale" }.', "options.parametrisation")
    for name, form in (given or {}).items():
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
        if given is None:
            break
        family = family_called(name)
        if family is None or family.name not in COUNTED_FROM or start not in (0, 1):
            message = "support is 0 or 1, where a geometric or negative binomial count begins."
            raise SpecError(message, "options.support")
        found[family.name] = int(start)
    return found
