"""From parameters and a seed to the values of a variant.

The same parameters and seed give the same values on every machine and every version of Python: chance comes from
SHA-256 over the seed, the number of the try, the names drawn and a counter, and from nothing else. As each draw has its
own names in the hash, a parameter added to a file leaves the draws of the others as they were.
"""

import hashlib
from collections.abc import Mapping
from fractions import Fraction

from pengrade.banks.formulas import Numbers, UndefinedValueError
from pengrade.banks.parameters import Between, Compute, Parameters, Pick, Step, Value

MOST_TRIES = 1000  # conditions that hold once in a hundred draws fail by chance once in 20,000 seeds

Values = Mapping[str, Value]


class NoVariantError(Exception):
    """No draw met the conditions; the message is for the author."""


def draw(parameters: Parameters, seed: int) -> Values:
    """Values for every name, the first draw of this seed of which all conditions hold. Raises NoVariantError.

    A draw for which a formula has no value (a division by zero) counts as one that fails a condition.
    """
    reason = ""
    for attempt in range(MOST_TRIES):
        try:
            values = _draw_once(parameters, seed, attempt)
        except UndefinedValueError as error:
            reason = str(error)
            continue
        failed = _first_failing(parameters, values)
        if failed is None:
            return values
        reason = failed
    raise NoVariantError(f"none of {MOST_TRIES} draws will do; the last one failed at {reason}")


def _first_failing(parameters: Parameters, values: Values) -> str | None:
    numbers = _numbers(values)
    for condition in parameters.conditions:
        try:
            if not condition.holds(numbers):
                return condition.text
        except UndefinedValueError as error:
            return f"{condition.text}: {error}"
    return None


def _draw_once(parameters: Parameters, seed: int, attempt: int) -> Values:
    values: dict[str, Value] = {}
    for step in parameters.steps:
        values.update(_take(step, values, f"{seed} {attempt}"))
    return values


def _take(step: Step, values: Values, key: str) -> Values:
    if isinstance(step, Compute):
        return {step.name: _computed(step, values)}
    if isinstance(step, Between):
        return {step.name: Fraction(step.least + _below(step.most - step.least + 1, f"{key} {step.name}", 0))}
    return _picked(step, f"{key} {','.join(step.names)}")


def _computed(step: Compute, values: Values) -> Fraction:
    try:
        return step.formula.value(_numbers(values))
    except UndefinedValueError as error:
        raise UndefinedValueError(f"{step.name} = {step.formula.text}: {error}") from None


def _picked(step: Pick, key: str) -> Values:
    left = list(step.values)
    return {name: left.pop(_below(len(left), key, counter)) for counter, name in enumerate(step.names)}


def _below(count: int, key: str, counter: int) -> int:
    """A number from 0 to count - 1. The remainder of 256 bits favours none by more than 2**-200."""
    digest = hashlib.sha256(f"pengrade variant\n{key}\n{counter}".encode()).digest()
    return int.from_bytes(digest, "big") % count


def _numbers(values: Values) -> Numbers:
    return {name: value for name, value in values.items() if isinstance(value, Fraction)}
