r"""The lines of an answer that is a chain of lines, each with the places of its characters in the text as typed.

Lines end at a line break, or inside \begin{aligned} … \end{aligned} and its like at \\. A JSON list of lines, each a
text or {"line": …, "reason": …}, is read as well. Empty lines are passed over.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pengrade.grading.reading.errors import ReadingError

MOST_LINES = 40
MOST_CHARACTERS = 20_000
ALIGNED = frozenset(
    {"aligned", "align", "align*", "alignedat", "gather", "gather*", "gathered", "split", "multline", "multline*"}
    | {"eqnarray", "eqnarray*", "equation", "equation*", "displaymath", "flalign", "flalign*", "array"}
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_COLUMNS = re.compile(r"\s*\{[lcr|\s\d]*\}")  # the {rcl} of an array
_BREAK = re.compile(r"\\\\\*?(\s*\[\s*-?[\d.]+\s*(pt|em|ex|mm|cm|in|\\baselineskip)\s*\])?|\\newline(?![a-zA-Z])")
_NOTHING = re.compile(r"(\s|\$|\\\[|\\\]|\\nonumber|\\notag|\\displaystyle)*")
_BREAKS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PLAIN = re.compile(r"[^\\&\n\r]+")


@dataclass(frozen=True)
class TypedLine:
    """`places[i]` is where the i-th character of `text` stands in the whole; `reason`, where one came with the line."""

    text: str
    places: Sequence[int]
    reason: str = ""

    def place(self, position: int, length: int) -> tuple[int, int]:
        """A stretch of this line as position and length in the whole."""
        if not self.places:
            return 0, 0
        last = len(self.places) - 1
        start = self.places[min(position, last)] + max(0, position - last)
        end = self.places[min(max(position + length - 1, position), last)] + 1
        return start, max(end - start, 0) if length else 0


def typed_lines(text: str) -> list[TypedLine]:
    """The lines that are not empty. ReadingError for none, for too many and for environments left open."""
    if len(text) > MOST_CHARACTERS:
        extra = len(text) - MOST_CHARACTERS
        raise ReadingError(f"This is longer than {MOST_CHARACTERS} characters.", MOST_CHARACTERS, extra)
    listed = _from_json(text)
    found = [line for line in (_split(text) if listed is None else listed) if not _NOTHING.fullmatch(line.text)]
    if not found:
        raise ReadingError("There is nothing here yet.", 0, 0)
    if len(found) > MOST_LINES:
        place, _ = found[MOST_LINES].place(0, 1)
        raise ReadingError(f"At most {MOST_LINES} lines are read.", place, len(text) - place)
    return found


def as_one_text(lines: Sequence[Any]) -> str:
    """A list of lines as it would be typed into one field; objects with reasons stay JSON."""
    if all(isinstance(line, str) for line in lines):
        return "\n".join(_BREAKS.sub(" ", line) for line in lines)
    return json.dumps(list(lines), ensure_ascii=False)


def _split(text: str) -> list[TypedLine]:
    """One pass over the text, with the environments around as a stack."""
    splitter = _Splitter(text)
    while splitter.at < len(text):
        splitter.step()
    return splitter.finished()


class _Splitter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.around: list[tuple[str, int, int]] = []
        self.letters: list[str] = []
        self.places: list[int] = []
        self.lines: list[TypedLine] = []

    def step(self) -> None:
        letter = self.text[self.at]
        if letter == "\\" and (found := _ENVIRONMENT.match(self.text, self.at)):
            self.environment(found)
        elif letter == "\\" and self.is_open() and (found := _BREAK.match(self.text, self.at)):
            self.end_of_line(found.end())
        elif letter == "\\":
            self.keep(self.at + 2)
        elif letter in "\r\n":
            self.blank(self.at + 1) if self.around else self.end_of_line(self.at + 1)
        elif letter == "&" and self.is_open():
            self.column()
        else:
            plain = _PLAIN.match(self.text, self.at)
            self.keep(plain.end() if plain else self.at + 1)

    def is_open(self) -> bool:
        """No matrix and no case distinction is around."""
        return all(name in ALIGNED for name, _, _ in self.around)

    def environment(self, found: re.Match[str]) -> None:
        name = found[2].strip()
        lays_out = self.is_open() and name in ALIGNED and (name != "array" or self.is_blank())
        if found[1] == "begin":
            self.around.append((name if lays_out else f"{name} ", found.start(), found.end()))
            columns = _COLUMNS.match(self.text, found.end()) if lays_out and name in ("array", "alignedat") else None
            self.blank(columns.end() if columns else found.end()) if lays_out else self.keep(found.end())
            return
        opened = self.around.pop()[0] if self.around else ""
        if opened in ALIGNED:
            self.end_of_line(found.end())
        else:
            self.keep(found.end())

    def is_blank(self) -> bool:
        return not self.lines and _NOTHING.fullmatch("".join(self.letters)) is not None

    def column(self) -> None:
        """&, or in an environment && before a remark; && elsewhere means and."""
        double = self.text.startswith("&&", self.at)
        if double and not self.around:
            self.keep(self.at + 2)
        else:
            self.blank(self.at + 1)

    def keep(self, end: int) -> None:
        end = min(end, len(self.text))
        self.letters.append(self.text[self.at : end])
        self.places.extend(range(self.at, end))
        self.at = end

    def blank(self, end: int) -> None:
        self.letters.append(" " * (end - self.at))
        self.places.extend(range(self.at, end))
        self.at = end

    def end_of_line(self, end: int) -> None:
        self.lines.append(TypedLine("".join(self.letters), self.places))
        self.letters, self.places = [], []
        self.at = end

    def finished(self) -> list[TypedLine]:
        if self.around and self.around[0][0] in ALIGNED:
            name, start, end = self.around[0]
            raise ReadingError(f"\\begin{{{name}}} is never closed.", start, end - start)
        self.end_of_line(len(self.text))
        return self.lines


# JSON


def _from_json(text: str) -> list[TypedLine] | None:
    """None for anything but a list of texts and of objects with a line."""
    if not text.lstrip().startswith("["):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, list) or not all(map(_is_line, data)):
        return None
    items = [item if isinstance(item, dict) else {"line": item} for item in data]
    literals = _literals(text)
    return [_placed(item, literals) for item in items if item["line"].strip()]


def _is_line(item: Any) -> bool:
    if isinstance(item, str):
        return True
    return isinstance(item, dict) and isinstance(item.get("line"), str) and isinstance(item.get("reason", ""), str)


def _placed(item: dict[str, str], literals: Iterator[TypedLine]) -> TypedLine:
    """The line at the next literal that says the same; a key or a reason before it is passed over."""
    wanted = _BREAKS.sub(" ", item["line"])
    found = next((one for one in literals if one.text == wanted), None)
    places = [0] * len(wanted) if found is None else found.places
    return TypedLine(wanted, places, item.get("reason", ""))


def _literals(text: str) -> Iterator[TypedLine]:
    """Every string of a JSON text, decoded, in order."""
    at = 0
    while (start := text.find('"', at)) >= 0:
        at = start + 1
        letters: list[str] = []
        places: list[int] = []
        while text[at] != '"':
            size = 1 if text[at] != "\\" else 6 if text[at + 1] == "u" else 2
            letters.append(text[at : at + size])
            places.append(at)
            at += size
        at += 1
        decoded = "".join(letter if len(letter) == 1 else json.loads(f'"{letter}"') for letter in letters)
        yield TypedLine(_BREAKS.sub(" ", decoded), places)
