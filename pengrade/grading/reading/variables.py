r"""Names of random variables and nodes: a, x_1, x_{1}, x₁, y_{t-1}, \mu, \mathbf{x}, weekend, 7, A'."""

from collections.abc import Iterable

from pengrade.grading.reading.characters import GREEK_VARIANTS
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.spelling import nearest
from pengrade.grading.reading.tokens import Token

LONGEST_NAME = 40
MOST_NAMED = 8  # names in a message
PAIRS = {"(": ")", "[": "]", "{": "}", "\\{": "\\}"}
IN_LABELS = frozenset(",+-:*")


class NameReader:
    """A place in a row of tokens, and the names that may stand there: any name, if none are known."""

    def __init__(self, tokens: list[Token], known: Iterable[str], readings: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.known = frozenset(known)
        self.readings = readings

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.at += 1
        return token

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def sees_name(self) -> bool:
        token = self.token
        return token.kind in ("word", "letter") or (token.kind == "number" and token.text.isdigit())

    def note(self, reading: str) -> None:
        if reading not in self.readings:
            self.readings.append(reading)

    def refusal(self, message: str, suggestion: str | None = None) -> ReadingError:
        """About the token here."""
        return ReadingError(message, self.token.start, self.token.end - self.token.start, suggestion)

    def name(self) -> tuple[str, int, int]:
        """A name as typed, in its one spelling, and where it begins and ends; known or not."""
        start = self.token.start
        text = self._run() + self._primes()
        if self.sees("_"):
            self.take()
            text += f"_{self._label()}{self._primes()}"
        end = self.tokens[self.at - 1].end
        if len(text) > LONGEST_NAME:
            raise ReadingError("This name is too long.", start, end - start)
        return text, start, end

    def variable(self) -> str:
        """A name that is known."""
        text, start, end = self.name()
        found = self.spelled(text)
        if found is None:
            raise self.unknown(text, start, end)
        return found

    def spelled(self, text: str) -> str | None:
        """The known name that is meant, such as x_1 by x1; None for an unknown one."""
        if not self.known or text in self.known:
            return text
        other = spelled_otherwise(text, self.known)
        if other is not None:
            self.note(f"{text} was read as {other}.")
        return other

    def unknown(self, text: str, start: int, end: int) -> ReadingError:
        near = nearest(text, sorted(self.known))
        near = near and written(near)
        names = list(map(written, sorted(self.known)))
        shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
        hint = f"Did you mean {near}?" if near else f"There are {shown}."
        return ReadingError(f"There is no {text} here. {hint}", start, end - start, near)

    def expect(self, closing: str, opened: Token) -> Token:
        if self.sees(closing):
            return self.take()
        if self.token.kind == "end":
            raise ReadingError("This bracket is never closed.", opened.start, opened.end - opened.start)
        raise self.refusal(f"Something is missing before {shown(self.token)}.")

    def _run(self) -> str:
        """Letters and digits without spaces between."""
        if not self.sees_name():
            raise self.refusal("A name is missing here." if self.token.kind == "end" else "A name belongs here.")
        text = self.take().text
        text = GREEK_VARIANTS.get(text, text)
        while self.sees_name() and not self.token.spaced and self.token.start == self.tokens[self.at - 1].end:
            text += self.take().text
        return text

    def _primes(self) -> str:
        primes = ""
        while self.sees("'"):
            primes += self.take().text
        return primes

    def _label(self) -> str:
        if not self.sees("{"):
            return self._run()
        opened = self.take()
        label = ""
        while self.sees_name() or self.sees(*IN_LABELS, "'"):
            label += self.take().text
        self.expect("}", opened)
        if not label:
            raise ReadingError("A label is missing here.", opened.start, 1)
        return label


def spelled_otherwise(text: str, known: frozenset[str]) -> str | None:
    """The known x_1 that was typed as x1, or the known x1 that was typed as x_1."""
    letters = text.rstrip("0123456789")
    spellings = (f"{letters}_{text[len(letters) :]}", text.replace("_", "", 1))
    return next((other for other in spellings if other in known), None)


def written(name: str) -> str:
    """A name as it can be typed: x_{t-1} for the name x_t-1, whose label has a sign in it."""
    base, underscore, label = name.partition("_")
    return f"{base}_{{{label}}}" if underscore and not label.isalnum() else name


def shown(token: Token) -> str:
    return "the end of the line" if token.text in ("\n", "\\\\") else f"this {token.text}"
