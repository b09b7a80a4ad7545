"""The text, cut into pieces; LaTeX and typed text alike. Linear in the length of the text."""

import re
from fractions import Fraction
from typing import NamedTuple

from pengrade.grading.reading import characters
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.functions import FUNCTIONS
from pengrade.grading.reading.spelling import nearest

MOST_CHARACTERS = 4000
LARGEST_EXPONENT = 5000  # of a number in scientific notation; 10^5000 still multiplies in microseconds

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
MATHLIVE_LETTERS = {"exponentialE": "e", "imaginaryI": "i"}
UPRIGHT_D = frozenset({"differentialD", "dd", "diff"})
# Products whose sign is a dot in the middle, as an inner product has it.
DOTS = frozenset("·⋅∙")


PASSED_OVER = frozenset({"substack", "nonumber", "mathop"})


_GROUP = re.compile(r"(?:\\,|\u2009|\u202f)([0-9]{3})(?![0-9])")
_RAISED = re.compile(r"[0-9]+|.")  # pieces of a raised or lowered run
SIGNS = frozenset("+-*/^_()[]{}|‖,;!'&=<>:≤≥≠∞⌊⌋⌈⌉∑∏√⊤.∫∂⊙⊗⟨⟩†→") | {"and", "or"}

# Signs and commands that people do use here, and what to write instead.
ADVICE = {
    "%": "Write a percentage as a decimal, such as 0.76.",
    "≈": "Type the number alone, without ≈.",
    **dict.fromkeys(("dots", "cdots", "ldots", "dotsb", "vdots"), "Write a sum out: \\sum_{i=1}^n and its term."),
    "nabla": "Type the gradient itself, without ∇.",
}


class Token(NamedTuple):
    """`kind`: number, word, letter (never split: a Greek or styled name), structure, begin, finish, sign, end.

    `spaced`: white space stands before it. `side`: "open" or "close" when the text says so (\\left|, \\rvert);
    "dot" for a product written as one; "upright" for the d of a differential.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    side: str = ""
    value: Fraction = Fraction(0)


class Tokenizer:
    """One pass over the text; `readings` collects what was passed over or replaced."""

    def __init__(self, text: str, letters_of_numbers: bool) -> None:
        """`letters_of_numbers`: 1e5 is a number, because no `e` is declared."""
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.readings: list[str] = []
        self.spaced = False
        self.side = ""
        self.scientific = letters_of_numbers

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
        raised = typed in characters.SUPERSCRIPTS or typed in characters.SUBSCRIPTS
        return "" if raised or not typed else characters.ordinary(typed)

    def digits(self) -> str:
        start = self.at
        while self.digit_at(self.at):
            self.at += 1
        return "".join(map(characters.ordinary, self.text[start : self.at]))

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
        while self.letter_at(self.at):
            self.at += 1
        text = "".join(map(characters.ordinary, self.text[start : self.at]))
        self.add("word", text, start)

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
        for pair, meaning in (("**", "^"), ("!=", "≠"), ("<=", "≤"), (">=", "≥"), ("==", "="), ("->", "→")):
            if self.text.startswith(pair, start):
                self.at += 2
                self.add("sign", meaning, start)
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


def without_empty_groups(tokens: list[Token]) -> list[Token]:
    r"""{\cdot} is \cdot, and the {} of x{} or {}x is nothing; braces that an argument needs stay."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        inside = tokens[place + 1 : place + 3]
        if _is(tokens[place], "{") and len(inside) == 2 and _is(inside[1], "}") and _is(inside[0], "*", "+", "-", "="):
            kept.append(inside[0])
            place += 3
        elif _is(tokens[place], "{") and inside and _is(inside[0], "}") and not _needs_argument(kept):
            place += 2
        else:
            kept.append(tokens[place])
            place += 1
    return kept


def _is(token: Token, *signs: str) -> bool:
    return token.kind == "sign" and token.text in signs


def _needs_argument(before: list[Token]) -> bool:
    last = before[-1] if before else None
    return last is not None and (last.kind == "structure" or _is(last, "^", "_", "}", "]") or last.text in FUNCTIONS)
