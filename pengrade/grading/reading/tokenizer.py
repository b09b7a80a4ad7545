"""The text, cut into pieces; LaTeX and typed text alike. Linear in the length of the text."""

import re
from fractions import Fraction
from string import ascii_letters

from pengrade.grading.reading import characters
from pengrade.grading.reading.advice import ADVICE
from pengrade.grading.reading.commands import Commands
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token, without_empty_groups

MOST_CHARACTERS = 4000
# Products whose sign is a dot in the middle, as an inner product has it.
DOTS = frozenset("·⋅∙")
_RAISED = re.compile(r"[0-9]+|.")  # pieces of a raised or lowered run
PAIRS = {"**": "^", "!=": "≠", "<=": "≤", ">=": "≥", "==": "=", "->": "→"}
SIGNS = frozenset("+-*/^_()[]{}|‖,;!'&=<>:≤≥≠∞⌊⌋⌈⌉∑∏√⊤.∫∂⊙⊗⟨⟩†→↓↑∼") | {"and", "or"}


class Tokenizer(Commands):
    """One pass over the text."""

    def tokens_of_text(self) -> list[Token]:
        if len(self.text) > MOST_CHARACTERS:
            raise ReadingError(
                f"This is longer than {MOST_CHARACTERS} characters.", MOST_CHARACTERS, len(self.text) - MOST_CHARACTERS
            )
        while self.at < len(self.text):
            self.step()
        end = self.tokens[-1].end if self.tokens else 0
        self.tokens.append(Token("end", "", end, end))
        return without_empty_groups(self.tokens)

    def step(self) -> None:
        typed = self.text[self.at]
        if typed in ascii_letters:
            self.word()
            return
        character = characters.ordinary(typed)
        if typed.isspace() or typed == "$":
            self.skip(typed)
        elif typed in characters.SUPERSCRIPTS or typed in characters.SUBSCRIPTS:
            self.raised_or_lowered(typed)
        elif character == "\\":
            self.command()
        elif (character.isascii() and character.isdigit()) or (character == "." and self.digit_at(self.at + 1)):
            self.number()
        elif character.isascii() and character.isalpha():
            self.word()
        else:
            self.single(typed, character)

    def skip(self, typed: str) -> None:
        if typed == "$":
            self.note("The $ signs around the formula were passed over.")
        self.spaced = True
        self.at += 1

    def single(self, typed: str, character: str) -> None:
        start = self.at
        if typed in characters.INVISIBLE:
            self.note("An invisible character was passed over.")
            self.at += 1
        elif typed in characters.FRACTIONS:
            self.at += 1
            self.add("number", characters.FRACTIONS[typed], start, Fraction(characters.FRACTIONS[typed]))
        elif character in characters.GREEK:
            self.at += 1
            self.add("letter", characters.GREEK[character], start)
        else:
            self.sign(characters.SIGNS.get(character, character))

    def sign(self, sign: str) -> None:
        start = self.at
        pair = self.text[start : start + 2]
        if pair in PAIRS:
            self.at += 2
            self.add("sign", PAIRS[pair], start)
            return
        if sign not in SIGNS:
            self.refuse_character(start)
        self.at += 1
        if self.text[start] in DOTS:
            self.side = "dot"
        self.add("sign", sign, start)

    def refuse_character(self, start: int) -> None:
        typed = self.text[start]
        ours = characters.LOOK_ALIKES.get(typed)
        if ours:
            raise ReadingError(f"This looks like {ours} but is a letter of another alphabet.", start, 1, ours)
        if typed in ADVICE:
            raise ReadingError(ADVICE[typed], start, 1)
        shown = typed if typed.isprintable() else f"U+{ord(typed):04X}"
        raise ReadingError(f"The character {shown} has no meaning here.", start, 1)

    def raised_or_lowered(self, typed: str) -> None:
        """x² and xᵢ: a raised or lowered run becomes ^{…} or _{…}."""
        raised = typed in characters.SUPERSCRIPTS
        sign, table = ("^", characters.SUPERSCRIPTS) if raised else ("_", characters.SUBSCRIPTS)
        start = self.at
        self.add("sign", sign, start)
        self.add("sign", "{", start)
        run = start
        while run < len(self.text) and self.text[run] in table:
            run += 1
        plain = "".join(table[typed] for typed in self.text[start:run])
        for piece in _RAISED.finditer(plain):
            self.at = start + piece.end()
            found = piece[0]
            kind = "number" if found.isdigit() else "word" if found.isalpha() else "sign"
            self.add(kind, found, start + piece.start(), Fraction(int(found)) if kind == "number" else Fraction(0))
        self.add("sign", "}", self.at - 1)
