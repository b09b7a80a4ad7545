"""A spec as JSON: what a line of cases says, and what travels to the fenced process."""

import json
from collections.abc import Mapping
from typing import Any

from pengrade.grading.reading.lines import as_one_text
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError

SYNTAXES = ("auto", "latex", "plain")


def spec_as_json(spec: AnswerSpec) -> dict[str, Any]:
    """The inverse of `spec_from_json`; numbers that JSON does not know become their text."""
    return {
        "kind": spec.kind,
        "symbols": spec.symbols if isinstance(spec.symbols, str) else dict(spec.symbols),
        "expected": spec.expected,
        "options": dict(spec.options),
        "syntax": spec.syntax,
        "mistakes": [{"expression": one.expression, "message": one.message} for one in spec.mistakes],
    }


def spec_from_json(case: Mapping[str, Any]) -> AnswerSpec:
    """The spec a case states. Raises SpecError where a value has another shape than the contract's."""
    if "expected" not in case:
        raise SpecError("The case has no key: `expected` is missing.", "expected")
    return AnswerSpec(
        kind=_text(case, "kind", "expression"),
        symbols=_symbols(case.get("symbols", {})),
        expected=case["expected"],
        options=_table(case.get("options", {}), "options"),
        syntax=_syntax(case),
        mistakes=_mistakes(case.get("mistakes", [])),
    )


def answer_from_json(case: Mapping[str, Any]) -> str | None:
    """The answer a case states, as typed into one field; None for none. Lines of a derivation may be a list."""
    answer = case.get("answer")
    if isinstance(answer, list) and case.get("kind") == "derivation":
        return as_one_text(answer)
    return answer if isinstance(answer, str) else None


def dump(data: Any) -> bytes:
    """One line of JSON in plain ASCII, so that half a surrogate pair or a line separator passes unharmed."""
    return json.dumps(data, allow_nan=False).encode("ascii")


def _text(case: Mapping[str, Any], name: str, default: str) -> str:
    value = case.get(name, default)
    if not isinstance(value, str):
        raise SpecError(f"`{name}` must be a text.", name)
    return value


def _syntax(case: Mapping[str, Any]) -> str:
    value = _text(case, "syntax", "auto")
    if value not in SYNTAXES:
        raise SpecError(f"Unknown syntax {value!r}; known: {', '.join(SYNTAXES)}.", "syntax")
    return value


def _symbols(value: Any) -> str | dict[str, str]:
    if isinstance(value, str):
        return value
    table = _table(value, "symbols")
    if not all(isinstance(declaration, str) for declaration in table.values()):
        raise SpecError("Every declaration in `symbols` must be a text.", "symbols")
    return table


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SpecError(f"`{name}` must be an object.", name)
    return value


def _mistakes(value: Any) -> tuple[Mistake, ...]:
    if not isinstance(value, list):
        raise SpecError("`mistakes` must be a list.", "mistakes")
    return tuple(_mistake(one, f"mistakes.{place}") for place, one in enumerate(value))


def _mistake(value: Any, field: str) -> Mistake:
    table = _table(value, field)
    expression, message = table.get("expression"), table.get("message")
    if isinstance(expression, list):
        expression = as_one_text(expression)
    if not isinstance(expression, str) or not isinstance(message, str):
        raise SpecError(f"`{field}` needs the texts `expression` and `message`.", field)
    return Mistake(expression, message)
