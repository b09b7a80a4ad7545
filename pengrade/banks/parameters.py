r"""The numbers and names that make a variant, as an author writes them down.

k = { from = [2, 0.3, "1/7"] }              one of these
n = { integer = [2, 6] }                    a whole number, both ends included
"a, b" = { shuffle = ["u", "v", "w"] }      all different
q = "1 - k"                                 exact arithmetic on names above
where = ["q != 1/2"]                        draw again until all hold
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pengrade.banks.formulas import Condition, Formula, FormulaError, parse_condition, parse_formula

Value = Fraction | str  # a number, or a name such as "x_1" or "\alpha"

WIDEST_RANGE = 1_000_000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_RESERVED = frozenset({"where", "floor"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/0*[1-9]\d*)?\Z")
_LETTER = re.compile(r"\\?[A-Za-z]+[0-9]*(?:_[A-Za-z0-9]+|_\{[A-Za-z0-9,]+\})?\Z")
_DRAWS = "{ from = […] }, { integer = [a, b] }, { shuffle = […] } or a formula in quotes"


@dataclass(frozen=True)
class Pick:
    """Values for ``names``, taken from ``values`` without putting one back."""

    names: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Between:
    """A whole number from ``least`` to ``most``, both included."""

    name: str
    least: int
    most: int


@dataclass(frozen=True)
class Compute:
    """A number that follows from others."""

    name: str
    formula: Formula


Step = Pick | Between | Compute


@dataclass(frozen=True)
class Parameters:
    """What to draw and compute, in the order written, and what must then hold."""

    steps: tuple[Step, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name that a placeholder may use."""
        return frozenset(name for step in self.steps for name in names_of(step))


class ParameterError(Exception):
    """What is wrong with one entry; the message is for its author."""


def parse_parameters(entries: Iterable[tuple[str, Any]]) -> tuple[Parameters, tuple[tuple[str, str], ...]]:
    """The entries in the order written, and every (key, message) that spoils one. Takes TOML's values and JSON's."""
    steps: list[Step] = []
    conditions: tuple[Condition, ...] = ()
    wrong: list[tuple[str, str]] = []
    known: set[str] = set()
    where: list[Any] = []
    for key, entry in entries:
        try:
            if key == "where":
                where = _list(entry, 'where = ["a != b", …]')
                continue
            step = _step(key, entry, frozenset(known))
        except ParameterError as error:
            wrong.append((key, str(error)))
            known.update(name.strip() for name in key.split(","))  # one complaint is enough: later uses are fine
        else:
            steps.append(step)
            known.update(names_of(step))
    try:
        conditions = tuple(_condition(text, frozenset(known)) for text in where)
    except ParameterError as error:
        wrong.append(("where", str(error)))
    return Parameters(tuple(steps), conditions), tuple(wrong)


def names_of(step: Step) -> tuple[str, ...]:
    """The names that a step defines."""
    return step.names if isinstance(step, Pick) else (step.name,)


def stored(entries: Mapping[str, Any]) -> list[list[Any]]:
    """The entries as JSON in the order written; numbers become exact text, "3/10"."""
    return [[key, _plain(entry)] for key, entry in entries.items()]


def _plain(entry: Any) -> Any:
    if isinstance(entry, Mapping):
        return {key: _plain(value) for key, value in entry.items()}
    if isinstance(entry, list | tuple):
        return [_plain(value) for value in entry]
    return str(entry)


def _step(key: str, entry: Any, known: frozenset[str]) -> Step:
    names = tuple(name.strip() for name in key.split(","))
    _check_names(names, known)
    if isinstance(entry, str):
        return Compute(_single(names), _formula(entry, known))
    if not isinstance(entry, Mapping) or len(entry) != 1:
        raise ParameterError(f"must be one of {_DRAWS}")
    (how, value), *_ = entry.items()
    if how == "from":
        return Pick((_single(names),), _values(value, least=1))
    if how == "shuffle":
        return Pick(names, _distinct(_values(value, least=len(names))))
    if how == "integer":
        return _between(_single(names), value)
    raise ParameterError(f"{how!r} is no draw; it must be one of {_DRAWS}")


def _check_names(names: tuple[str, ...], known: frozenset[str]) -> None:
    for name in names:
        if not NAME.match(name) or name in _RESERVED:
            raise ParameterError(f"{name!r} is no name: letters, digits and _ (not {' or '.join(sorted(_RESERVED))})")
    if taken := [name for name in names if name in known or names.count(name) > 1]:
        raise ParameterError(f"{taken[0]!r} is defined twice")


def _single(names: tuple[str, ...]) -> str:
    if len(names) > 1:
        raise ParameterError("only shuffle gives values to several names at once")
    return names[0]


def _formula(text: str, known: frozenset[str]) -> Formula:
    try:
        formula = parse_formula(text)
    except FormulaError as error:
        raise ParameterError(str(error)) from None
    _check_known(text, formula.names, known)
    return formula


def _condition(text: Any, known: frozenset[str]) -> Condition:
    if not isinstance(text, str):
        raise ParameterError('must be a list of texts such as "a != b"')
    try:
        condition = parse_condition(text)
    except FormulaError as error:
        raise ParameterError(str(error)) from None
    _check_known(text, condition.names, known)
    return condition


def _check_known(text: str, names: frozenset[str], known: frozenset[str]) -> None:
    if missing := sorted(names - known):
        defined = ", ".join(sorted(known)) or "none so far"
        raise ParameterError(f"{text!r}: {missing[0]!r} is not defined above (defined: {defined})")


def _list(value: Any, example: str) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise ParameterError(f"must be a list: {example}")
    return list(value)


def _values(value: Any, least: int) -> tuple[Value, ...]:
    values = tuple(_value(one) for one in _list(value, '[2, 0.3, "1/7"]'))
    if len(values) < least:
        raise ParameterError(f"{len(values)} values for {least} names")
    return values


def _distinct(values: tuple[Value, ...]) -> tuple[Value, ...]:
    if len(set(values)) < len(values):
        raise ParameterError("the values of a shuffle must all be different")
    return values


def _value(value: Any) -> Value:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and _NUMBER.match(value):
        return Fraction(value)
    if isinstance(value, str) and _LETTER.match(value):
        return value
    raise ParameterError(f'{value!r} is neither a number (2, 0.3, "1/7") nor a name ("x", "x_1", "\\alpha")')


def _between(name: str, value: Any) -> Between:
    ends = [_value(one) for one in _list(value, "[2, 6]")]
    if len(ends) != 2 or not all(isinstance(end, Fraction) and end.denominator == 1 for end in ends):
        raise ParameterError("integer takes two whole numbers, [least, most]")
    least, most = (int(end) for end in ends)
    if not least < most <= least + WIDEST_RANGE:
        raise ParameterError(f"integer takes [least, most] with least < most, at most {WIDEST_RANGE} apart")
    return Between(name, least, most)
