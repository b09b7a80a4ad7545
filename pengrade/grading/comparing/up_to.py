"""Answers that need to agree only up to a constant, a factor or a sign."""

from pengrade.grading.comparing.agreement import Both
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place
from pengrade.grading.evaluating.points import changed
from pengrade.grading.evaluating.values import Value, add, entries, is_matrix, times
from pengrade.grading.spec import AnswerSpec, SpecError

UP_TO = ("constant", "factor", "sign")


def check_names(spec: AnswerSpec, declarations: Declarations) -> None:
    for name in spec.options.get("with_respect_to", ()):
        if name not in declarations.symbols:
            raise SpecError(f"{name} is not declared.", "options.with_respect_to")


def loosened(spec: AnswerSpec, declarations: Declarations, both: Both, seed: int) -> Both:
    """Turns (expected, answer) into two values that are equal exactly when the answer is right up to the option.

    constant: f(p) - f(q) for both, where q differs from p in the names that the constant may not depend on.
    factor: f(p) g(q) and f(q) g(p), entry by entry. A sign is one sign at every point, so it is tried as a whole
    elsewhere: |x| is no x up to sign.
    """
    option = spec.options.get("up_to")
    if option in (None, "sign"):
        return both
    names = frozenset(spec.options.get("with_respect_to", declarations.symbols.keys()))

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
