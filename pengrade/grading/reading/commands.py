r"""Everything that begins with a backslash: \frac, \mathbf{x}, \left(, \begin{bmatrix}."""

from pengrade.grading.reading import characters
from pengrade.grading.reading.advice import ADVICE
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.functions import FUNCTIONS
from pengrade.grading.reading.scanner import Scanner
from pengrade.grading.reading.spelling import nearest

SPACES = frozenset({"quad", "qquad", "thinspace", "displaystyle", "textstyle", "limits", "nolimits", "enspace"})
SIZES = frozenset({"left", "right", "middle", "mleft", "mright"}) | {
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
}
# Each is taken for the letter that it dresses.
STYLES = frozenset(
    {"mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "mathbb", "mathcal", "mathtt", "mathnormal"}
    | {"operatorname", "text", "textbf", "textrm", "textit", "symbf", "symup", "vec", "pmb", "bold", "mbox"}
)
COMMAND_SIGNS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "parallel": "‖", "lbrack": "[", "rbrack": "]", "lparen": "(",
    "rparen": ")", "lbrace": "\\{", "rbrace": "\\}", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "lt": "<", "gt": ">", "infty": "∞", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "sum": "∑", "prod": "∏", "top": "⊤", "intercal": "⊤", "prime": "'", "backslash": "\\",
    "int": "∫", "partial": "∂", "odot": "⊙", "circ": "⊙", "otimes": "⊗", "langle": "⟨", "rangle": "⟩", "dagger": "†",
    "to": "→", "rightarrow": "→", "land": "and", "wedge": "and", "lor": "or", "vee": "or", "infin": "∞",
    "sim": "∼", "downarrow": "↓", "searrow": "↓", "uparrow": "↑", "nearrow": "↑",
}  # fmt: skip
STRUCTURES = {
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "sqrt": "sqrt",
    "binom": "binom", "dbinom": "binom", "tbinom": "binom", "overline": "conj", "bar": "conj",
}  # fmt: skip
SIDE_OF_SIZE = {
    **dict.fromkeys(("left", "mleft", "lvert", "lVert"), "open"),
    **dict.fromkeys(("right", "mright", "rvert", "rVert"), "close"),
}
# What the formula editor MathLive writes for letters typed with its own keys.
MATHLIVE_LETTERS = {"exponentialE": "e", "imaginaryI": "i", "Pr": "Pr"}
UPRIGHT_D = frozenset({"differentialD", "dd", "diff"})
PASSED_OVER = frozenset({"substack", "nonumber", "mathop"})


class Commands(Scanner):
    def command(self) -> None:
        start = self.at
        self.at += 1
        if not self.letter_at(self.at):
            self.escaped(start)
            return
        while self.letter_at(self.at):
            self.at += 1
        name = "".join(map(characters.ordinary, self.text[start + 1 : self.at]))
        self.named_command(name, start)

    def escaped(self, start: int) -> None:
        """A backslash before something that is not a letter: a space, a brace, a new row."""
        character = self.text[self.at : self.at + 1]
        self.at += 1
        if character and character in ",;:! >":
            self.spaced = True
        elif character and character in "()[]":
            self.note("The signs around the formula were passed over.")
            self.spaced = True
        elif character in ("{", "}"):
            self.add("sign", f"\\{character}", start)
        elif character == "|":
            self.add("sign", "‖", start)
        elif character == "\\":
            self.add("sign", "\\\\", start)
        else:
            raise ReadingError("A backslash needs a command after it, such as \\frac.", start, 1)

    def named_command(self, name: str, start: int) -> None:
        greek = characters.GREEK_VARIANTS.get(name, name)
        if name in SPACES:
            self.spaced = True
        elif name in SIZES:
            self.side = SIDE_OF_SIZE.get(name, "")
            if self.side and self.text[self.at : self.at + 1] == ".":
                self.at += 1
        elif name in STYLES:
            self.styled(start)
        elif name in COMMAND_SIGNS:
            self.side = self.side or SIDE_OF_SIZE.get(name, "") or ("dot" if name == "cdot" else "")
            self.add("sign", COMMAND_SIGNS[name], start)
        elif name in ("begin", "end"):
            self.environment(name, start)
        elif name in STRUCTURES:
            self.add("structure", STRUCTURES[name], start)
        elif greek in characters.GREEK_NAMES:
            self.add("letter", greek, start)
        elif name in MATHLIVE_LETTERS:
            self.add("letter", MATHLIVE_LETTERS[name], start)
        elif name in UPRIGHT_D:
            self.side = "upright"
            self.add("letter", "d", start)
        elif name in PASSED_OVER:
            self.spaced = True
        elif name == "placeholder":
            raise ReadingError("There is an empty place here.", start, self.at - start)
        elif name in FUNCTIONS or name in ("tr", "Tr", "lim"):
            self.add("letter", name, start)
        else:
            self.refuse_command(name, start)

    def refuse_command(self, name: str, start: int) -> None:
        if name in ADVICE:
            raise ReadingError(ADVICE[name], start, self.at - start)
        known = [*characters.GREEK_NAMES, *FUNCTIONS, *STRUCTURES, *COMMAND_SIGNS]
        near = nearest(name, known)
        hint = f" Did you mean \\{near}?" if near else ""
        raise ReadingError(
            f"The command \\{name} is not known here.{hint}", start, self.at - start, f"\\{near}" if near else None
        )

    def styled(self, start: int) -> None:
        r"""\mathbf{x} is x; \mathbf{1} is the vector of ones. Anything longer is read as a group of its own."""
        before = self.at
        content = self.brace_content()
        if content is None:
            self.styled_single(start)
        elif content == "d":
            self.side = "upright"
            self.add("word", "d", start)
        elif content.isascii() and content.isalpha():
            self.add("letter" if len(content) > 1 else "word", content, start)
        elif content == "1":
            self.add("letter", "1", start)
        elif content.startswith("\\") and content[1:].isascii() and content[1:].isalpha():
            self.named_command(content[1:], start)
        elif content in characters.GREEK:
            self.add("letter", characters.GREEK[content], start)
        else:
            self.at = before

    def styled_single(self, start: int) -> None:
        r"""\mathbf x and \mathbf 1: the style takes one character."""
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        character = self.text[self.at : self.at + 1]
        if character == "1":
            self.at += 1
            self.add("letter", "1", start)
        elif character.isascii() and character.isalpha():
            self.at += 1
            self.side = "upright" if character == "d" else ""
            self.add("word", character, start)

    def environment(self, name: str, start: int) -> None:
        content = self.brace_content()
        if content is None:
            raise ReadingError(f"\\{name} needs a name in braces, such as {{bmatrix}}.", start, self.at - start)
        self.add("begin" if name == "begin" else "finish", content, start)

    def brace_content(self) -> str | None:
        """What stands in the braces that open here, if it is free of braces; the cursor moves past them."""
        opening = self.at
        while self.text[opening : opening + 1].isspace():
            opening += 1
        closing = self.text.find("}", opening)
        if self.text[opening : opening + 1] != "{" or closing < 0:
            return None
        content = self.text[opening + 1 : closing]
        if "{" in content:
            return None
        self.at = closing + 1
        return content.strip()
