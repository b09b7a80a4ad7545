"""Where each value of a TOML document stands. `tomllib` tells values only, and an author needs the line.

The scanner assumes a document that `tomllib` has accepted, so it looks at structure alone: table headers, keys, the
brackets and commas of lists and inline tables, and the strings and comments that may hide any of them.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping

from pengrade.banks.complaints import FieldPath

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_ESCAPE = re.compile(r"\\(.)")


def places(text: str) -> Mapping[FieldPath, int]:
    """The line (from 1) of every table, key and list element, by its path; the document itself is ``()``."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return scanner.lines


def nearest_line(lines: Mapping[FieldPath, int], path: FieldPath) -> int:
    """The line of the path, or of the innermost thing around it that is written down."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[FieldPath, int] = {(): 1}
        self.last_index: dict[FieldPath, int] = {}  # of each list of tables, [[like.this]]

    def document(self) -> None:
        table: FieldPath = ()
        while self._skip_blank() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> FieldPath:
        start = self.at
        repeated = self.text.startswith("[[", start)
        self.at += 2 if repeated else 1
        *parents, last = self._key()
        path = self._inside((*self._walk(parents), last)) if not repeated else self._next((*self._walk(parents), last))
        self.at += 2 if repeated else 1
        self._note(path, start)
        return path

    def _walk(self, keys: list[str]) -> FieldPath:
        path: FieldPath = ()
        for key in keys:
            path = self._inside((*path, key))
        return path

    def _inside(self, path: FieldPath) -> FieldPath:
        """The last table of a list of tables, or the path itself."""
        return (*path, self.last_index[path]) if path in self.last_index else path

    def _next(self, path: FieldPath) -> FieldPath:
        self.last_index[path] = self.last_index.get(path, -1) + 1
        return (*path, self.last_index[path])

    def _pair(self, table: FieldPath) -> None:
        start = self.at
        path = (*table, *self._key())
        self.at += 1  # the equals sign
        self._note(path, start)
        self._value(path)

    def _key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip_blank()
            keys.append(self._key_part())
            self._skip_blank()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _key_part(self) -> str:
        if quoted := _STRING.match(self.text, self.at):
            self.at = quoted.end()
            inner = quoted[0][1:-1]
            return _ESCAPE.sub(r"\1", inner) if quoted[0][0] == '"' else inner
        bare = _BARE_KEY.match(self.text, self.at)
        if bare is None:
            raise ValueError(f"no key at character {self.at}")
        self.at = bare.end()
        return bare[0]

    def _value(self, path: FieldPath) -> None:
        self._skip_blank()
        if self.text[self.at] == "[":
            self._list(path)
        elif self.text[self.at] == "{":
            self._inline_table(path)
        elif match := _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at):
            self.at = match.end()

    def _list(self, path: FieldPath) -> None:
        self.at += 1
        index = 0
        while not self._closed_by("]"):
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: FieldPath) -> None:
        self.at += 1
        while not self._closed_by("}"):
            self._pair(path)

    def _closed_by(self, bracket: str) -> bool:
        """Step over a comma, if one is here, and over the closing bracket, if it comes next."""
        self._skip_blank()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip_blank()
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def _skip_blank(self) -> int:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _note(self, path: FieldPath, offset: int) -> None:
        line = bisect_right(self.starts, offset)
        self.lines[path] = line
        for length in range(1, len(path)):  # tables that only a dotted name makes, [a.b.c] or a.b = 1
            self.lines.setdefault(path[:length], line)
