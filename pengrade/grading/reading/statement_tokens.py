"""The signs that sets, lists, relations and chains of lines need beyond those of an expression."""

import re
from collections.abc import Mapping

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.tokenizer import Tokenizer
from pengrade.grading.reading.tokens import Token, with_infinities

CHARACTERS = {
    "∧": "and", "∨": "or", "∪": "∪", "∩": "∩", "∖": "∖", "∅": "∅", "∈": "∈", "⟨": "⟨", "⟩": "⟩", "⩽": "≤", "⩾": "≥",
    "±": "±", "∓": "∓", "∉": "∉",
    "ℕ": "ℕ", "ℤ": "ℤ", "ℚ": "ℚ", "ℝ": "ℝ", "ℂ": "ℂ",
}  # fmt: skip
COMMANDS = {
    "land": "and", "wedge": "and", "lor": "or", "vee": "or", "cup": "∪", "cap": "∩", "setminus": "∖",
    "smallsetminus": "∖", "emptyset": "∅", "varnothing": "∅", "in": "∈", "notin": "∉",
    "pm": "±", "mp": "∓", "langle": "⟨", "rangle": "⟩",
    "leqslant": "≤", "geqslant": "≥", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "R": "ℝ", "C": "ℂ",
}  # fmt: skip
# What joins the lines of a derivation, beside = and the inequalities.
JOINING = {"∝": "∝", "⇔": "⇔", "⟺": "⇔", "⇒": "⇒", "⟹": "⇒"}
JOINING_COMMANDS = {
    "propto": "∝", "varpropto": "∝", "Leftrightarrow": "⇔", "iff": "⇔", "Longleftrightarrow": "⇔",
    "Rightarrow": "⇒", "implies": "⇒", "Longrightarrow": "⇒",
}  # fmt: skip
TYPED_JOINTS = re.compile(r"<={1,2}>|<->|={1,2}>")
GAPS = frozenset({"quad", "qquad"})
PLUS_MINUS = re.compile(r"\+/-|(?<=[=<>≤≥])\s*\+-")  # = +-2; 3 +-2 may be a sum
EMPTY_BRACES = re.compile(r"\{\s*\}")
DOUBLE_STRUCK = {"N": "ℕ", "Z": "ℤ", "Q": "ℚ", "R": "ℝ", "C": "ℂ"}


def tokens_of(
    text: str,
    declarations: Declarations,
    words: Mapping[str, str],
    keeps: frozenset[str] = frozenset(),
    sets: bool = False,
    joining: bool = False,
    gaps: bool = False,
) -> tuple[list[Token], list[str]]:
    """The tokens and the leniencies used. `words` are signs in letters ("and"), unless declared or among `keeps`.

    `sets`: a pair of braces with nothing inside is the empty set, and not the nothing that it is elsewhere in LaTeX.
    `joining`: ∝, ⇔ and ⇒ are signs. `gaps`: wide spaces are signs, and +/- is ±.
    """
    tokenizer = StatementTokenizer(text, letters_of_numbers="e" not in declarations.symbols)
    tokenizer.sets, tokenizer.joining, tokenizer.gaps = sets, joining, gaps
    tokens = with_infinities(tokenizer.tokens_of_text(), declarations, keeps)
    meant = {word: sign for word, sign in words.items() if not declarations.knows(word) and word not in keeps}
    return [
        token._replace(kind="sign", text=meant[token.text])
        if token.kind in ("word", "letter") and token.text in meant
        else token
        for token in tokens
    ], tokenizer.readings


class StatementTokenizer(Tokenizer):
    sets = False
    joining = False
    gaps = False

    def step(self) -> None:
        typed = self.text[self.at]
        if self.joining and (sign := self.joint()):
            start = self.at - len(sign)
            self.add("sign", JOINING.get(sign, "⇔" if sign.startswith("<") else "⇒"), start)
            return
        if self.sets and (braces := EMPTY_BRACES.match(self.text, self.at)):
            self.at = braces.end()
            self.add("sign", "∅", braces.start())
            return
        if typed in CHARACTERS:
            self.at += 1
            self.add("sign", CHARACTERS[typed], self.at - 1)
        elif self.gaps and (plus_minus := PLUS_MINUS.match(self.text, self.at)):
            self.at = plus_minus.end()
            self.add("sign", "±", self.at - len(plus_minus[0].strip()))
        elif self.text.startswith("&&", self.at):
            self.at += 2
            self.add("sign", "and", self.at - 2)
        else:
            super().step()

    def joint(self) -> str:
        """What joins two lines, if it stands here; the cursor moves past it."""
        typed = self.text[self.at]
        found = TYPED_JOINTS.match(self.text, self.at)
        sign = found[0] if found else typed if typed in JOINING else ""
        self.at += len(sign)
        return sign

    def named_command(self, name: str, start: int) -> None:
        if self.joining and name in JOINING_COMMANDS:
            self.add("sign", JOINING_COMMANDS[name], start)
        elif self.gaps and name in GAPS:
            self.add("sign", "gap", start)
        elif name in COMMANDS:
            self.add("sign", COMMANDS[name], start)
        elif name == "mathbb" and (letter := self.double_struck()):
            self.add("sign", DOUBLE_STRUCK[letter], start)
        else:
            super().named_command(name, start)

    def double_struck(self) -> str:
        r"""The R of \mathbb{R} and \mathbb R, if one of the sets of numbers follows; the cursor moves past it."""
        before = self.at
        content = self.brace_content()
        if content is None:
            place = self.at + len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
            content, self.at = self.text[place : place + 1], place + 1
        if content in DOUBLE_STRUCK:
            return content
        self.at = before
        return ""
