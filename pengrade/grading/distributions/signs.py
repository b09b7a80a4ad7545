"""The signs of a distribution beyond those of an expression: dots between values, and membership."""

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.tokenizer import Tokenizer
from pengrade.grading.reading.tokens import Token

PUNCTUATION = frozenset(".;,")
DOTS = frozenset({"dots", "ldots", "cdots", "dotsc", "dotsb"})
SCRIPTS = frozenset({"mathscr", "mathfrak", "textsc", "textsf"})
SWITCHES = frozenset({"cal", "rm", "bf", "it", "sf"})  # styles of the kind {\\cal N}
CHARACTERS = {"…": "…", "⋯": "…", "∈": "∈"}


def tokens_of(text: str, declarations: Declarations) -> tuple[list[Token], list[str]]:
    """The tokens and the leniencies used."""
    tokenizer = _Tokenizer(text, letters_of_numbers="e" not in declarations.symbols)
    tokens, readings = tokenizer.tokens_of_text(), tokenizer.readings
    while len(tokens) > 2 and tokens[-2].kind == "sign" and tokens[-2].text in PUNCTUATION:
        del tokens[-2]
        readings.append("The punctuation at the end was passed over.")
    return tokens, readings


class _Tokenizer(Tokenizer):
    def step(self) -> None:
        if self.text.startswith("...", self.at):
            self.at += 3
            self.add("sign", "…", self.at - 3)
        elif self.text[self.at] in CHARACTERS:
            self.at += 1
            self.add("sign", CHARACTERS[self.text[self.at - 1]], self.at - 1)
        elif self.text[self.at] == "~":
            self.spaced = True  # a space that does not break, in LaTeX
            self.at += 1
        else:
            super().step()

    def named_command(self, name: str, start: int) -> None:
        if name in SCRIPTS:
            self.styled(start)
        elif name in SWITCHES:
            self.spaced = True
        elif name in DOTS:
            self.add("sign", "…", start)
        elif name == "in":
            self.add("sign", "∈", start)
        else:
            super().named_command(name, start)
