"""What an answer must be made of, beside being equal: the names and functions it may use, the form asked for."""

from collections.abc import Callable, Iterator

from pengrade.grading.comparing.forms import WORDS as FORMS
from pengrade.grading.comparing.forms import has_form
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.declarations import names_given
from pengrade.grading.reading.calculus import INTEGRALS
from pengrade.grading.reading.functions import function_called
from pengrade.grading.reading.names import FOLDS
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Call, Constant, Fold, Integral, Node, Power, names_in, walk
from pengrade.grading.verdict import INCORRECT, NOT_YET, Verdict

OPERATIONS = {**FOLDS, **dict.fromkeys(INTEGRALS, "integral")}  # that can be forbidden beside functions


def check_restrictions(spec: AnswerSpec) -> None:
    """Raises SpecError for a form, a name or a function that there is not."""
    if spec.options.get("form", "expanded") not in tuple(FORMS):
        raise SpecError(f"form is one of {', '.join(FORMS)}.", "options.form")
    declarations = declarations_of(spec)
    for name in names_given(spec, "only_symbols"):
        if not declarations.knows(name):
            raise SpecError(f"{name} is not declared.", "options.only_symbols")
    for name in spec.options.get("forbid", ()):
        if function_called(name) is None and name not in OPERATIONS:
            raise SpecError(f"{name} is no function that is read here.", "options.forbid")


def as_asked_for(spec: AnswerSpec, tree: Node, verdict: Verdict) -> Verdict:
    """`verdict` on an equal answer, or why it is not what was asked for all the same."""
    checks: tuple[tuple[str, Callable[[AnswerSpec, Node], list[str]]], ...] = (
        ("only_symbols", _names_outside),
        ("forbid", _functions_among),
    )
    for option, offending in checks:
        found = offending(spec, tree) if option in spec.options else []
        if found:
            words = ", ".join(found)
            return Verdict(
                INCORRECT,
                evidence={"method": "form", "option": option, "found": found, "equal": dict(verdict.evidence)},
                message=f"{NOT_YET} This is equal to what is asked for, but it may not contain {words}.",
                finding=option,
            )
    form = spec.options.get("form")
    if form is not None and not has_form(form, tree):
        return Verdict(
            INCORRECT,
            evidence={"method": "form", "option": "form", "form": form, "equal": dict(verdict.evidence)},
            message=f"{NOT_YET} This is equal to what is asked for, but it is not {FORMS[form]}.",
            finding="form",
        )
    return verdict


def _names_outside(spec: AnswerSpec, tree: Node) -> list[str]:
    return sorted(names_in(tree) - names_given(spec, "only_symbols"))


def _functions_among(spec: AnswerSpec, tree: Node) -> list[str]:
    """Under whatever spelling: e^x is exp, and ln is log."""
    forbidden = {_function_meant(name) for name in spec.options["forbid"]}
    return sorted({_function_meant(name) for name in _functions_in(tree)} & forbidden)


def _functions_in(tree: Node) -> Iterator[str]:
    for node in walk(tree):
        match node:
            case Call():
                yield node.function
            case Fold():
                yield node.operation
            case Integral():
                yield "integral"
            case Power(base=Constant(name="e")):
                yield "exp"


def _function_meant(name: str) -> str:
    known = function_called(name)
    return "log" if name == "ln" else OPERATIONS.get(name, name) if known is None else known.name
