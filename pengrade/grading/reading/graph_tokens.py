"""The signs that graphs and statements of independence need: arrows, lines, ⟂ in its many spellings, ends of lines."""

import re

from pengrade.grading.reading.statement_tokens import StatementTokenizer
from pengrade.grading.reading.tokens import Token

INDEPENDENT, RIGHT, LEFT, BOTH, LINE, NOT, END_OF_LINE = "⟂", "→", "←", "↔", "-", "not", "\n"
CHARACTERS = {
    "⟂": INDEPENDENT, "⊥": INDEPENDENT, "⫫": INDEPENDENT, "╨": INDEPENDENT, "→": RIGHT, "⟶": RIGHT, "←": LEFT,
    "⟵": LEFT, "↔": BOTH, "⟷": BOTH, "—": LINE, "―": LINE, "─": LINE, "‐": LINE, "‑": LINE, "\n": END_OF_LINE,
}  # fmt: skip
COMMANDS = {
    **dict.fromkeys(("perp", "bot", "Perp", "indep", "independent", "ind", "upmodels", "amalg"), INDEPENDENT),
    **dict.fromkeys(("to", "rightarrow", "longrightarrow", "Rightarrow"), RIGHT),
    **dict.fromkeys(("gets", "leftarrow", "longleftarrow", "Leftarrow"), LEFT),
    **dict.fromkeys(("leftrightarrow", "longleftrightarrow", "Leftrightarrow"), BOTH),
    **dict.fromkeys(("not", "nperp", "notperp", "nindep", "dep"), NOT),
    "given": "|", "colon": ":", "cup": ",", "textemdash": LINE,
}  # fmt: skip
WORDS = {
    "indep": INDEPENDENT, "independent": INDEPENDENT, "ind": INDEPENDENT, "is": "", "of": "", "are": "", "given": "|",
    "and": "and", "not": NOT, "dependent": NOT, "dep": NOT, "none": "∅", "None": "∅",
}  # fmt: skip
DRAWN = (
    (re.compile(r"_\|{1,2}_"), INDEPENDENT),
    (re.compile(r"<-+>"), BOTH),
    (re.compile(r"[-–−]+>"), RIGHT),
    (re.compile(r"<[-–−]+"), LEFT),
    (re.compile(r"[-–−]{2,3}"), LINE),
)
COMBINING_STROKES = ("\u0338", "\u0337")  # of a ⟂ that is struck out


def graph_tokens(text: str, known: frozenset[str]) -> tuple[list[Token], list[str]]:
    """The tokens and the leniencies used. Words such as "given" are signs, unless they are `known` names."""
    tokenizer = _GraphTokenizer(text, letters_of_numbers=False)
    tokens = tokenizer.tokens_of_text()
    meant = {word: sign for word, sign in WORDS.items() if word not in known}
    found = [
        token._replace(kind="sign", text=meant[token.text])
        if token.kind in ("word", "letter") and token.text in meant
        else token
        for token in tokens
    ]
    return [token for token in found if token.text or token.kind == "end"], tokenizer.readings


class _GraphTokenizer(StatementTokenizer):
    sets = True

    def step(self) -> None:
        typed = self.text[self.at]
        for drawn, sign in DRAWN:
            if match := drawn.match(self.text, self.at):
                self.at = match.end()
                self.add("sign", sign, match.start())
                return
        if typed in COMBINING_STROKES:
            self.at += 1
            self.add("sign", NOT, self.at - 1)
        elif typed in CHARACTERS:
            self.at += 1
            self.add("sign", CHARACTERS[typed], self.at - 1)
        else:
            super().step()

    def named_command(self, name: str, start: int) -> None:
        if name in COMMANDS:
            self.add("sign", COMMANDS[name], start)
        else:
            super().named_command(name, start)
