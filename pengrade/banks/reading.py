"""A TOML file, typed: read once, with every complaint at its line."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pengrade.banks.complaints import Complaint, FieldPath, SourceError, dotted
from pengrade.banks.toml_places import nearest_line, places

LARGEST_FILE = 1_000_000  # bytes; the longest of the exemplary problems has 25,000

_Model = TypeVar("_Model", bound=BaseModel)
_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Document:
    """A TOML file as data and lines."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[FieldPath, int]

    def complaint(self, field: FieldPath, message: str) -> Complaint:
        """A complaint about the field, at its line."""
        return Complaint(self.path, nearest_line(self.lines, field), dotted(field), message)


def read_document(path: Path) -> Document:
    """The file as data; decimals are exact. Raises SourceError."""
    text = _text(path)
    try:
        data = tomllib.loads(text, parse_float=Fraction)
    except tomllib.TOMLDecodeError as error:
        raise SourceError([_syntax_complaint(path, text, str(error))]) from None
    except (ValueError, ZeroDivisionError):  # Fraction("inf"), Fraction("nan")
        raise SourceError([Complaint(path, 1, "", "inf and nan are no numbers here")]) from None
    except RecursionError:
        raise SourceError([Complaint(path, 1, "", "lists or tables are nested too deeply")]) from None
    return Document(path, data, places(text))


def typed(document: Document, model: type[_Model]) -> tuple[_Model | None, tuple[Complaint, ...]]:
    """The document as the model, or nothing and what keeps it from being one."""
    try:
        return model.model_validate(document.data), ()
    except ValidationError as error:
        errors = [details for details in error.errors(include_url=False) if not _counts_good_items_only(details)]
        found = [_complaint(document, model, details) for details in errors]
        return None, tuple(dict.fromkeys(found))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SourceError([Complaint(path, 1, "", f"larger than {LARGEST_FILE:,} bytes")])
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise SourceError([Complaint(path, line, "", "not UTF-8; save the file with this encoding")]) from None
    except OSError as error:
        raise SourceError([Complaint(path, 1, "", error.strerror or "cannot be read")]) from None


def _syntax_complaint(path: Path, text: str, message: str) -> Complaint:
    place = _SYNTAX_PLACE.search(message)
    what = _SYNTAX_PLACE.sub("", message)
    if place is None or place[1] is None:
        return Complaint(path, text.count("\n") + 1, "", f"TOML: {what}, at the end of the file")
    return Complaint(path, int(place[1]), "", f"TOML: {what}, column {place[2]}")


def _counts_good_items_only(details: ErrorDetails) -> bool:
    """Is this list long enough? pydantic calls it too short where items have errors of their own."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _complaint(document: Document, model: type[BaseModel], details: ErrorDetails) -> Complaint:
    field = _present(document.data, details["loc"])
    return document.complaint(field, _message(details, model, field))


def _present(data: Any, location: Sequence[str | int]) -> FieldPath:
    """pydantic's location without what names no place in the file (branches of a union)."""
    path: list[str | int] = []
    for step in location:
        if isinstance(data, Mapping) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        else:
            continue
        path.append(step)
    return tuple(path)


def _message(details: ErrorDetails, model: type[BaseModel], field: FieldPath) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return _unknown_field(model, field)
    if kind == "literal_error":
        return f"must be {context['expected']}, not {_shown(details['input'])}"
    if kind == "too_short":
        return "must not be empty" if context["actual_length"] == 0 else f"needs at least {context['min_length']}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{_shown(details['input'])} must be {_PATTERNS.get(context['pattern'], context['pattern'])}"
    if kind in _SHAPES:
        return _SHAPES[kind]
    return details["msg"].replace("Input should be", "must be").replace("String should", "the text should")


_SHAPES = {
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "string_type": "must be a text",
    "int_type": "must be a whole number",
}
_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters and digits, words joined by '-'",
    r"^[a-z0-9-]+\.[0-9]+[a-z0-9]*$": "a catalogue id with its part, such as optimisation.1b",
    r"^[A-Za-z0-9.+-]+$": "an SPDX identifier, such as CC-BY-4.0",
}


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, Fraction) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown_field(model: type[BaseModel], field: FieldPath) -> str:
    allowed = _fields_at(model.model_json_schema(), field[:-1])
    near = difflib.get_close_matches(str(field[-1]), allowed, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"unknown field; {meant}allowed: {', '.join(allowed)}"


def _fields_at(schema: Mapping[str, Any], path: FieldPath) -> list[str]:
    """The names of the table at the path, from the model's JSON Schema."""
    node: Any = schema
    for step in (None, *path):
        if step is not None:
            node = node["items"] if isinstance(step, int) else _property(node, step)
        node = _resolved(schema, node)
    return list(node.get("properties", {}))


def _property(node: Mapping[str, Any], name: str) -> Any:
    return node["properties"][name] if name in node.get("properties", {}) else node.get("additionalProperties", {})


def _resolved(schema: Mapping[str, Any], node: Any) -> Any:
    for branch in [node, *node.get("anyOf", [])]:
        if "$ref" in branch:
            return schema["$defs"][branch["$ref"].removeprefix("#/$defs/")]
    return node
