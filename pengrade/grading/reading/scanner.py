"""Where the tokenizer stands in the text, and the tokens whose first character says what they are."""

import re
from fractions import Fraction

from pengrade.grading.reading import characters
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token

LARGEST_EXPONENT = 5000  # of a number in scientific notation; 10^5000 still multiplies in microseconds
_LETTERS, _DIGITS = re.compile("[A-Za-z]+"), re.compile("[0-9]+")
_GROUP = re.compile(r"(?:\\,|\u2009|\u202f)([0-9]{3})(?![0-9])")


class Scanner:
    """`readings` collects what was passed over or replaced."""

    def __init__(self, text: str, letters_of_numbers: bool) -> None:
        """`letters_of_numbers`: 1e5 is a number, because no `e` is declared."""
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.readings: list[str] = []
        self.spaced = False
        self.side = ""
        self.scientific = letters_of_numbers

    def note(self, reading: str) -> None:
        if reading not in self.readings:
            self.readings.append(reading)

    def add(self, kind: str, text: str, start: int, value: Fraction = Fraction(0)) -> None:
        self.tokens.append(Token(kind, text, start, self.at, self.spaced, self.side, value))
        self.spaced = False
        self.side = ""

    def letter_at(self, place: int) -> bool:
        character = self.plain_at(place)
        return character.isascii() and character.isalpha()

    def digit_at(self, place: int) -> bool:
        character = self.plain_at(place)
        return character.isascii() and character.isdigit()

    def plain_at(self, place: int) -> str:
        """The ordinary character there; nothing past the end and for raised and lowered ones."""
        typed = self.text[place : place + 1]
        if typed.isascii():
            return typed
        raised = typed in characters.SUPERSCRIPTS or typed in characters.SUBSCRIPTS
        return "" if raised else characters.ordinary(typed)

    def digits(self) -> str:
        start = self.at
        self.at = _end_of(_DIGITS, self.text, start)
        while self.digit_at(self.at):  # bold and full-width ones
            self.at += 1
        return _plain(self.text[start : self.at])

    def number(self) -> None:
        start = self.at
        if self.text[start] in characters.BOLD_ONES:
            self.at += 1
            self.add("letter", "1", start)
            return
        text = self.digits() + self.grouped_digits()
        if self.text[self.at : self.at + 1] in (".", "．") and not self.letter_at(self.at + 1):
            self.at += 1
            text += "." + self.digits()
        value = Fraction(f"0{text}" if text.startswith(".") else text.rstrip("."))
        exponent = self.exponent_of_ten()
        if exponent is not None:
            value *= Fraction(10) ** exponent
            self.note(f"{self.text[start : self.at]} was read as {text} times 10 to the power {exponent}.")
            text = f"{text}e{exponent}"
        self.add("number", text, start, value)

    def grouped_digits(self) -> str:
        r"""The 000 of 1\,000, thin spaces between groups of three as formula editors set them."""
        found = ""
        while group := _GROUP.match(self.text, self.at):
            self.at = group.end()
            found += "".join(map(characters.ordinary, group[1]))
        if found:
            self.note("Thin spaces within a number were passed over.")
        return found

    def exponent_of_ten(self) -> int | None:
        """The 5 of 1e5, or None; `2e^x` and `2exp(x)` have none."""
        place = self.at
        if not self.scientific or self.text[place : place + 1] not in ("e", "E"):
            return None
        sign = self.text[place + 1 : place + 2]
        if not self.digit_at(place + 1 + (sign in ("+", "-") and sign != "")):
            return None
        self.at += 2 if sign in ("+", "-") else 1
        digits = self.digits()
        if len(digits) > 5 or int(digits) > LARGEST_EXPONENT:
            raise ReadingError("This power of ten is too large.", place, self.at - place)
        return -int(digits) if sign == "-" else int(digits)

    def word(self) -> None:
        start = self.at
        self.at = _end_of(_LETTERS, self.text, start)
        while self.letter_at(self.at):  # bold and italic ones
            self.at += 1
        self.add("word", _plain(self.text[start : self.at]), start)


def _plain(text: str) -> str:
    return text if text.isascii() else "".join(map(characters.ordinary, text))


def _end_of(run: re.Pattern[str], text: str, start: int) -> int:
    found = run.match(text, start)
    return start if found is None else found.end()
