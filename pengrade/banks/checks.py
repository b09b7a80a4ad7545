"""What several fields of a problem file must agree on.

The checks look at the raw data, so that they find their share even where a field of another kind is wrong too; what
has not the shape they need they leave to the complaints about types.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pengrade.banks.complaints import Complaint, FieldPath
from pengrade.banks.edges import EdgeError, parse_edges
from pengrade.banks.parameters import Parameters, parse_parameters
from pengrade.banks.placeholders import PlaceholderError, fill_answer, fill_text, placeholders
from pengrade.banks.reading import Document
from pengrade.banks.variants import NoVariantError, Values, draw

SEEDS_TRIED = 5
_PROSE = frozenset({"why_it_matters", "statement", "question", "prompt", "idea", "first_step", "next_step", "message"})
_FIGURE = re.compile(r"!\[[^\]]*\]\(figure:([^)\s]*)\)")
_DISPLAYED = re.compile(r"(?<!\\)\$\$(.+?)(?<!\\)\$\$", re.DOTALL)


def check(document: Document) -> tuple[Parameters, tuple[Complaint, ...]]:
    """The parameters of a problem file, and what its fields disagree on."""
    entries = document.data.get("parameters", {})
    parameters, wrong = parse_parameters(entries.items() if isinstance(entries, Mapping) else ())
    complaints = [document.complaint(("parameters", key), message) for key, message in wrong]
    complaints += _file_name(document)
    complaints += _placeholders(document, _names_written(entries))
    complaints += _repeated_parts(document)
    for at, part in _tables(document.data, "part"):
        complaints += _kind(document, at, part)
        complaints += _solutions(document, at, part)
    complaints += _figures(document)
    if not complaints:
        complaints += _variants(document, parameters)
    return parameters, tuple(complaints)


def last_displayed(text: str) -> str | None:
    """The last ``$$…$$`` of a solution: the answer it arrives at."""
    displayed = _DISPLAYED.findall(text)
    return str(displayed[-1]).strip() if displayed else None


def _file_name(document: Document) -> Iterator[Complaint]:
    name = document.data.get("id")
    if isinstance(name, str) and name != document.path.stem:
        yield document.complaint(("id",), f"{name!r} is not the file's name, {document.path.stem!r}")


def _names_written(entries: Any) -> frozenset[str]:
    """Every name that has an entry, be it a good one: a broken entry is one complaint, its uses are none."""
    keys = entries if isinstance(entries, Mapping) else ()
    return frozenset(name.strip() for key in keys for name in key.split(",") if key != "where")


def _placeholders(document: Document, names: frozenset[str]) -> Iterator[Complaint]:
    defined = ", ".join(sorted(names)) or "none"
    for field, text in _texts({key: value for key, value in document.data.items() if key != "parameters"}):
        if "\0" in text:  # PostgreSQL stores no such text
            yield document.complaint(field, "holds a null character")
        try:
            found = list(placeholders(text))
        except PlaceholderError as error:
            yield document.complaint(field, str(error))
            continue
        if found and field[0] not in {"why_it_matters", "statement", "symbols", "figure", "part"}:
            yield document.complaint(field, "is the same in every variant; no placeholders here")
        for name, rounded in found:
            if name not in names:
                yield document.complaint(field, f"no parameter {name!r} (defined: {defined})")
            elif rounded and not _may_round(field):
                yield document.complaint(field, f"{{{{{name}}}}} is rounded; only prose and tests may round")


def _may_round(field: FieldPath) -> bool:
    return not _PROSE.isdisjoint(map(str, field)) or "tests" in field or field[-1] in {"text", "description"}


def _texts(data: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))


def _tables(data: Mapping[str, Any], name: str) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    """The tables of a list of tables, with their paths below ``data``."""
    entries = data.get(name)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping):
            yield (name, index), entry


def _repeated_parts(document: Document) -> Iterator[Complaint]:
    yield from _repeated(document, (), "part", "id", "part")


def _repeated(document: Document, at: FieldPath, name: str, key: str, what: str) -> Iterator[Complaint]:
    seen: dict[str, FieldPath] = {}
    data: Any = document.data
    for step in at:
        data = data[step]
    for field, table in _tables(data, name):
        value = table.get(key)
        if isinstance(value, str) and value in seen:
            yield document.complaint((*at, *field, key), f"{value!r} is the {key} of an earlier {what}")
        elif isinstance(value, str):
            seen[value] = field


def _kind(document: Document, at: FieldPath, part: Mapping[str, Any]) -> Iterator[Complaint]:
    """What the kind of a part asks of its other fields."""
    if part.get("kind") == "choice":
        yield from _choices(document, at, part)
        return
    if part.get("kind") == "ordering":
        yield from _items(document, at, part)
    elif "choice" in part:
        yield document.complaint((*at, "choice"), 'only a part of kind "choice" or "ordering" has choices')
    tests = part.get("tests")
    if isinstance(tests, Mapping) and not tests.get("unreadable"):
        yield document.complaint((*at, "tests", "unreadable"), "is missing: answers that must be found unreadable")
    if part.get("kind") != "derivation":
        yield from _one_line(document, at, part)


def _one_line(document: Document, at: FieldPath, part: Mapping[str, Any]) -> Iterator[Complaint]:
    for field, answer in _answers(part):
        if isinstance(answer, list | Mapping):
            yield document.complaint((*at, *field), f"an answer of kind {part.get('kind')!r} is one text")


def _answers(part: Mapping[str, Any]) -> Iterator[tuple[FieldPath, Any]]:
    """Every answer that a part foresees: mistakes and tests."""
    for field, mistake in _tables(part, "mistake"):
        yield (*field, "expression"), mistake.get("expression")
    tests = part.get("tests")
    for name in ("accept", "refuse", "unreadable"):
        answers = tests.get(name) if isinstance(tests, Mapping) else None
        for index, answer in enumerate(answers if isinstance(answers, list) else ()):
            yield ("tests", name, index), answer


def _choices(document: Document, at: FieldPath, part: Mapping[str, Any]) -> Iterator[Complaint]:
    keys = [table["key"] for _, table in _tables(part, "choice") if isinstance(table.get("key"), str)]
    if len(keys) < 2:
        yield document.complaint((*at, "choice"), "a choice needs at least two [[part.choice]] tables (key, text)")
        return
    yield from _repeated(document, at, "choice", "key", "choice")
    for field, answer in [(("expected",), part.get("expected")), *_answers(part)]:
        if "unreadable" in field:
            continue
        for key in answer if isinstance(answer, list) else str(answer).split(","):
            if isinstance(key, str) and key.strip() not in keys:
                yield document.complaint((*at, *field), f"{key!r} is no key of a choice (keys: {', '.join(keys)})")


def _items(document: Document, at: FieldPath, part: Mapping[str, Any]) -> Iterator[Complaint]:
    """What the items of an ordering say, where their names do not say it already: all of them or none."""
    keys = [table["key"] for _, table in _tables(part, "choice") if isinstance(table.get("key"), str)]
    yield from _repeated(document, at, "choice", "key", "choice")
    items = _names_of_items(part)
    for field, table in _tables(part, "choice"):
        if table.get("key") not in items:
            message = f"{table.get('key')!r} is no item of the order (items: {', '.join(sorted(items))})"
            yield document.complaint((*at, *field, "key"), message)
    if keys and not items.issubset(keys):
        missing = ", ".join(sorted(items.difference(keys)))
        yield document.complaint((*at, "choice"), f"every item needs its text, or none: {missing} have none")


def _names_of_items(part: Mapping[str, Any]) -> set[str]:
    expected, options = part.get("expected"), part.get("options") or {}
    pairs = expected.get("before", []) if isinstance(expected, Mapping) else []
    listed = expected if isinstance(expected, list) else str(expected).split(",") if isinstance(expected, str) else []
    named = [*listed, *(name for pair in pairs for name in pair)]
    more = [name for option in ("items", "distractors") for name in options.get(option, [])]
    return {str(name).strip() for name in (*named, *more)}


def _solutions(document: Document, at: FieldPath, part: Mapping[str, Any]) -> Iterator[Complaint]:
    for field, solution in _tables(part, "solution"):
        text = solution.get("text")
        if part.get("kind") != "choice" and isinstance(text, str) and last_displayed(text) is None:
            yield document.complaint((*at, *field, "text"), "shows no answer: its last $$…$$ is graded")


def _figures(document: Document) -> Iterator[Complaint]:
    figures = document.data.get("figure", {})
    names = list(figures) if isinstance(figures, Mapping) else []
    defined = ", ".join(names) or "none"
    for field, text in _texts(document.data):
        for name in _FIGURE.findall(text):
            if name not in names:
                yield document.complaint(field, f"no [figure.{name}] in this file (defined: {defined})")
    for at, part in _tables(document.data, "part"):
        canvas = part.get("canvas")
        if isinstance(canvas, str) and canvas not in names:
            yield document.complaint((*at, "canvas"), f"no [figure.{canvas}] in this file (defined: {defined})")


def _variants(document: Document, parameters: Parameters) -> Iterator[Complaint]:
    """Draw a few variants and fill what they fill: conditions, graphs."""
    for seed in range(SEEDS_TRIED):
        try:
            values = draw(parameters, seed)
        except NoVariantError as error:
            yield document.complaint(("parameters", "where"), f"seed {seed}: {error}")
            return
        complaints = [*_filling(document, values), *_graphs(document, values)]
        yield from complaints
        if complaints:
            return


def _filling(document: Document, values: Values) -> Iterator[Complaint]:
    for field, text in _texts({key: value for key, value in document.data.items() if key != "parameters"}):
        try:
            fill_text(text, values)
        except PlaceholderError as error:
            yield document.complaint(field, str(error))


def _graphs(document: Document, values: Values) -> Iterator[Complaint]:
    figures = document.data.get("figure", {})
    for name, figure in figures.items() if isinstance(figures, Mapping) else ():
        if isinstance(figure, Mapping) and isinstance(figure.get("edges", ""), str):
            yield from _graph(document, ("figure", name), figure, values)


def _graph(document: Document, at: FieldPath, figure: Mapping[str, Any], values: Values) -> Iterator[Complaint]:
    nodes: Sequence[Mapping[str, Any]] = [node for _, node in _tables(figure, "nodes")]
    names = [fill_answer(node["name"], values) for node in nodes if isinstance(node.get("name"), str)]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield document.complaint((*at, "nodes", index), f"{name!r} is the name of an earlier node")
    try:
        edges = parse_edges(fill_answer(figure.get("edges", ""), values))
    except EdgeError as error:
        yield document.complaint((*at, "edges"), str(error))
        return
    for end in dict.fromkeys(end for edge in edges for end in edge.ends):
        if end not in names:
            yield document.complaint((*at, "edges"), f"{end!r} is no node (nodes: {', '.join(names)})")
