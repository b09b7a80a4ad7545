"""Runs of letters to names: whole, split, subscripted, or refused with the nearest name."""

from fractions import Fraction

from pengrade.grading.declarations import LARGEST_SIZE
from pengrade.grading.reading.characters import GREEK_NAMES
from pengrade.grading.reading.cursor import Cursor
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.functions import ALIASES, FUNCTIONS, LETTERS_TOO, function_called
from pengrade.grading.reading.spelling import nearest
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Constant, Identity, Indexed, Name, Node, Number, Ones, Product

CONSTANTS = frozenset({"pi", "e"})
FOLDS = {"sum": "sum", "prod": "product", "product": "product", "Sum": "sum", "Prod": "product"}
WORDS = frozenset({*FUNCTIONS, *ALIASES, *FOLDS, *CONSTANTS})
LONGEST_QUOTED = 20  # letters of a run in a message
LONGEST_RUN = 60  # letters in a run that may still be a product of names


class Names(Cursor):
    def settle(self) -> Token:
        """The token here; a run of letters is first replaced by the names it consists of."""
        token = self.token
        if token.kind == "word":
            pieces = self.pieces(token)
            self.tokens[self.at : self.at + 1] = pieces
        return self.tokens[self.at]

    def calls(self, word: str) -> bool:
        """The word is a function, and what follows lets it be one."""
        following = self.following.text if self.following.kind == "sign" else ""
        primed = following == "'" and not self.in_scope(word)
        bracket = following in ("(", "[") or primed or following == {"delta": "_", "sigma": "^", "Phi": "^"}.get(word)
        return function_called(word) is not None and (word not in LETTERS_TOO or bracket)

    def pieces(self, token: Token) -> list[Token]:
        run = token.text
        following = self.following
        if following.kind == "number" and not following.spaced and following.text.isdigit():
            joined = self.with_digits(token, following)
            if joined:
                return [joined]
        subscripted = following.text == "_" and following.kind == "sign"
        if self.meaning(run, subscripted):
            return [token._replace(kind="letter")]
        parts = self.split(run, subscripted)
        if parts is None or (self.without_underscore(run) and not all(map(self.in_scope, parts))):
            raise self.unknown(token)
        self.note(f"{run} was read as {' '.join(parts)}.")
        return self.cut(token, parts)

    def cut(self, token: Token, parts: list[str]) -> list[Token]:
        tokens, start = [], token.start
        for part in parts:
            spaced = token.spaced if start == token.start else False
            tokens.append(Token("letter", part, start, start + len(part), spaced))
            start += len(part)
        return tokens

    def with_digits(self, word: Token, digits: Token) -> Token | None:
        """x1 where x1 or x_1 is declared; the digits are taken along."""
        for name, note in ((word.text + digits.text, False), (f"{word.text}_{digits.text}", True)):
            if self.declarations.knows(name):
                if note:
                    self.note(f"{word.text}{digits.text} was read as {name}.")
                del self.tokens[self.at + 1]
                return Token("letter", name, word.start, digits.end, word.spaced)
        return None

    def meaning(self, word: str, subscripted: bool = False) -> str:
        """One of "name", "constant", "function", "fold", "identity"; "" when the word means nothing here."""
        if self.in_scope(word) or (subscripted and word in self.declarations.bases):
            return "name"
        if word in CONSTANTS:
            return "constant"
        if word == "i" and self.has_complex():
            return "constant"
        if word in FOLDS:
            return "fold"
        if self.calls(word):
            return "function"
        if word == "I":
            return "identity"
        return ""

    def has_complex(self) -> bool:
        return any(symbol.domain == "complex" for symbol in self.declarations.symbols.values())

    def split(self, run: str, subscripted: bool) -> list[str] | None:
        """The fewest known words that make up the run; of equally few, the one that begins longest."""
        if len(run) > LONGEST_RUN:
            return None
        best: list[list[str] | None] = [None] * len(run) + [[]]
        for start in range(len(run) - 1, -1, -1):
            for end in range(len(run), start, -1):
                rest = best[end]
                piece = run[start:end]
                if rest is None or not self.meaning(piece, subscripted and end == len(run)):
                    continue
                found = best[start]
                if found is None or len(rest) + 1 < len(found):
                    best[start] = [piece, *rest]
        return best[0]

    def unknown(self, token: Token) -> ReadingError:
        if self.in_index():
            return self.unbound(token)
        names = self.declarations.names()
        if token.text in self.declarations.bystanders:
            return ReadingError(f"{token.text} is not a number here.", token.start, token.end - token.start)
        shown = token.text if len(token.text) <= LONGEST_QUOTED else f"{token.text[:LONGEST_QUOTED]}…"
        known = frozenset() if token.text in GREEK_NAMES else WORDS - LETTERS_TOO
        near = self.without_underscore(token.text) or nearest(token.text, [*names, *self.bound, *known])
        length = token.end - token.start
        if near:
            return ReadingError(f"There is no {shown} here. Did you mean {near}?", token.start, length, near)
        if not names:
            return ReadingError(f"There is no {shown} here; a number is asked for.", token.start, length)
        return ReadingError(f"There is no {shown} here. The names are {_listed(names)}.", token.start, length)

    def without_underscore(self, run: str) -> str | None:
        """The declared x_min that was typed as xmin."""
        return next((name for name in self.declarations.names() if name.replace("_", "") == run != name), None)

    def name(self) -> Node:
        """A name, with its subscript if it has one."""
        token = self.take()
        if self.sees("_"):
            return self.subscripted(token)
        symbol = self.symbol(token.text)
        if symbol is not None and symbol.family and symbol.domain != "index":
            raise ReadingError(
                f"{token.text} stands for many values; give it an index, such as {token.text}_i.",
                token.start,
                token.end - token.start,
            )
        return Name(token.start, token.end, token.text)

    def subscripted(self, base: Token) -> Node:
        underscore = self.take()
        label = self.label()
        symbol = self.symbol(base.text)
        full = f"{base.text}_{label}" if label else ""
        if full and self.declarations.knows(full):
            self.skip_script()
            return Name(base.start, self.tokens[self.at - 1].end, full)
        if symbol is None or not (symbol.family or symbol.shape != (1, 1)) or symbol.domain == "index":
            raise self.no_such_subscript(base, underscore, full)
        most = len(symbol.family) + sum(size != 1 for size in symbol.shape)
        least = len(symbol.family) or most
        indices = self.indices(most)
        end = self.tokens[self.at - 1].end
        if not least <= len(indices) <= most:
            raise ReadingError(
                f"{base.text} takes {least} {'index' if least == 1 else 'indices'} here.", base.start, end - base.start
            )
        return Indexed(base.start, end, base.text, tuple(indices))

    def no_such_subscript(self, base: Token, underscore: Token, full: str) -> ReadingError:
        end = underscore.end
        if full:
            end = self.token.end if not self.sees("{") else self.closing_of_group()
        names = self.declarations.names()
        own = [name for name in names if name.startswith(f"{base.text}_")]
        near = (nearest(full, own) or nearest(full, names)) if full else None
        hint = f" Did you mean {near}?" if near else f" The names are {_listed(self.declarations.names())}."
        shown = full or f"{base.text}_"
        return ReadingError(f"There is no {shown} here.{hint}", base.start, end - base.start, near)

    def closing_of_group(self) -> int:
        place = self.at
        while self.tokens[place].text != "}" and self.tokens[place].kind != "end":
            place += 1
        return self.tokens[place].end

    def label(self) -> str:
        """The subscript here as part of a name ("1", "new", "i,j"), or "" if it cannot be one. Takes nothing."""
        if not self.sees("{"):
            return self.token.text if self.token.kind in ("word", "letter", "number") else ""
        text, place = "", self.at + 1
        while self.tokens[place].kind in ("word", "letter", "number") or self.tokens[place].text == ",":
            text += self.tokens[place].text
            place += 1
        return text if self.tokens[place].text == "}" else ""

    def skip_script(self) -> None:
        opened = self.take()
        while opened.text == "{" and self.take().text != "}":
            pass

    def indices(self, most: int) -> list[Node]:
        """The indices after an underscore: _i, _1, _ij, _{i,j}, _{i+1}."""
        opened = self.token
        if not self.sees("{", "("):
            return self.bare_index(most)
        self.take()
        self.open.append("indices" if most > 1 else "index")
        indices = [self.expression()]
        while self.sees(","):
            self.take()
            indices.append(self.expression())
        self.open.pop()
        self.expect("}" if opened.text == "{" else ")", opened)
        return self.apart(indices, most)

    def bare_index(self, most: int) -> list[Node]:
        """x_1, x_i, x_ij with two indices; in x_iy_i the index is the first letter alone, as in LaTeX."""
        token = self.token
        if token.kind == "number":
            self.take()
            return self.apart([Number(token.start, token.end, token.value, token.text)], most)
        if token.kind not in ("word", "letter"):
            raise ReadingError("An index is missing here.", token.start, token.end - token.start)
        if token.kind == "letter" or len(token.text) == 1 or self.in_scope(token.text):
            return [self.index_name()]
        together = len(token.text) == most and all(map(self.can_be_index, token.text))
        return self.letters_as_indices(token, most if together else 1)

    def can_be_index(self, letter: str) -> bool:
        symbol = self.symbol(letter)
        if symbol is None:
            return self.in_scope(letter)
        return symbol.domain in ("index", "natural", "integer") and symbol.shape == (1, 1)

    def letters_as_indices(self, token: Token, count: int) -> list[Node]:
        letters = [
            Token("word", letter, token.start + place, token.start + place + 1)
            for place, letter in enumerate(token.text[:count])
        ]
        rest = token.text[count:]
        if rest:
            self.note(f"In _{token.text} the index is {token.text[0]}.")
            letters.append(Token("word", rest, token.start + count, token.end))
        self.tokens[self.at : self.at + 1] = letters
        return [self.index_name() for _ in range(count)]

    def index_name(self) -> Node:
        token = self.take()
        if self.in_scope(token.text):
            return Name(token.start, token.end, token.text)
        raise self.unbound(token)

    def unbound(self, token: Token) -> ReadingError:
        """Points at the first letter that has no value: in _{ij} under a sum over i, at j."""
        place = next((place for place, letter in enumerate(token.text) if not self.in_scope(letter)), 0)
        letter = token.text[place] if token.kind == "word" else token.text
        start = token.start + place if token.kind == "word" else token.start
        end = start + 1 if token.kind == "word" else token.end
        return ReadingError(f"No sum runs over {letter} here, so {letter} has no value.", start, end - start)

    def apart(self, indices: list[Node], most: int) -> list[Node]:
        r"""x_{ij} and A_{12} with the two indices they mean."""
        if len(indices) != 1 or most < 2:
            return indices
        only = indices[0]
        if isinstance(only, Product) and len(only.factors) == most and not any(only.marks):
            return list(only.factors)
        if isinstance(only, Number) and only.text.isdigit() and len(only.text) == most:
            return [
                Number(only.start + place, only.start + place + 1, Fraction(digit), digit)
                for place, digit in enumerate(only.text)
            ]
        return indices

    def plain_letter(self) -> Node:
        """A letter token that is neither function nor fold."""
        token = self.token
        if token.text == "1":
            self.take()
            size, end = self.size_below()
            return Ones(token.start, end, size)
        meaning = self.meaning(token.text, self.following.text == "_")
        if meaning == "name":
            return self.name()
        if meaning == "constant":
            self.take()
            return Constant(token.start, token.end, token.text)
        if meaning == "identity":
            self.take()
            size, end = self.size_below()
            return Identity(token.start, end, size)
        raise self.unknown(token)

    def size_below(self) -> tuple[int | str | None, int]:
        """The n of I_n, if one stands here, and where it ends."""
        before = self.tokens[self.at - 1]
        if not self.sees("_"):
            return None, before.end
        self.take()
        label, token = self.label(), self.token
        known = label in self.declarations.dimensions
        if not known and not (label.isdigit() and 1 <= int(label) <= LARGEST_SIZE):
            length = token.end - before.start
            raise ReadingError(f"{before.text}_{label} is not known here.", before.start, length)
        self.skip_script()
        return (label if known else int(label)), self.tokens[self.at - 1].end

    def in_index(self) -> bool:
        return bool(self.open) and self.open[-1] in ("index", "indices")


def _listed(names: list[str]) -> str:
    shown = names[:8]
    return ", ".join(shown) + (", …" if len(names) > len(shown) else "")
