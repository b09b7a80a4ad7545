"""Answers that need to agree only up to a constant, a factor or a sign."""

from pengrade.grading.comparing.agreement import Both
from pengrade.grading.declarations import Declarations, names_given
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import changed
from pengrade.grading.evaluating.values import Value, add, entries, is_matrix, times
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node, names_in

UP_TO = ("constant", "factor", "sign")


def check_names(spec: AnswerSpec, declarations: Declarations) -> None:
    for name in names_given(spec, "with_respect_to"):
        if name not in declarations.symbols:
            raise SpecError(f"{name} is not declared.", "options.with_respect_to")
    if spec.options.get("with_respect_to") in ([], ()):
        raise SpecError("Name what the constant may not depend on, or leave this out.", "options.with_respect_to")


def check_key(spec: AnswerSpec, declarations: Declarations, key: Node) -> None:
    """Raises SpecError for a key that is itself no more than a constant: any other constant would be right."""
    option = spec.options.get("up_to")
    if option in ("constant", "factor") and not names_in(key) & free_names(spec, declarations):
        if exact_value(key) == 0 and option == "factor":
            return
        field = "options.with_respect_to" if "with_respect_to" in spec.options else "options.up_to"
        raise SpecError(f"The key depends on none of these names, so any constant is right up to a {option}.", field)


def free_names(spec: AnswerSpec, declarations: Declarations) -> frozenset[str]:
    """What a constant may not depend on."""
    given = names_given(spec, "with_respect_to")
    return given or frozenset(declarations.symbols.keys())


def loosened(spec: AnswerSpec, declarations: Declarations, both: Both, seed: int) -> Both:
    """Turns (expected, answer) into two values that are equal exactly when the answer is right up to the option.

    constant: f(p) - f(q) for both, where q differs from p in the names that the constant may not depend on.
    factor: f(p) g(q) and f(q) g(p), entry by entry. A sign is one sign at every point, so it is tried as a whole
    elsewhere: |x| is no x up to sign.
    """
    option = spec.options.get("up_to")
    if option in (None, "sign"):
        return both
    names = free_names(spec, declarations)

    def elsewhere(place: Place) -> Place:
        return Place(changed(place.point, declarations, names, seed), place.precision)

    def up_to_constant(place: Place) -> tuple[Value, Value]:
        (expected, answer), (other_expected, other_answer) = both(place), both(elsewhere(place))
        return add(expected, -other_expected), add(answer, -other_answer)

    def up_to_factor(place: Place) -> tuple[Value, Value]:
        (expected, answer), (other_expected, other_answer) = both(place), both(elsewhere(place))
        left, right = _first(expected), _first(answer)
        if right == 0 and left != 0:
            return left, right
        return times(other_expected, right), times(other_answer, left)

    return up_to_constant if option == "constant" else up_to_factor


def _first(value: Value) -> Value:
    """The first entry that is not zero."""
    if not is_matrix(value):
        return value
    return next((entry for entry in entries(value) if entry != 0), entries(value)[0])
