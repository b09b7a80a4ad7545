r"""What people write for the solutions of equations and inequalities, beside relations joined by and / or.

x \in [0, 1) \cup \{2\}, x \notin \{0\}          membership of sets on the line
x = \pm 2, x = 1 +- sqrt(3), ∓                   two cases, the upper signs and the lower ones
x, y > 0; x, y \in [0, 1]                        the same of several names
;  &  \quad  \begin{cases} … \\ … \end{cases}    and
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.relations import SIGNS, WORDS, RelationReader
from pengrade.grading.reading.sets import WORDS as WORDS_OF_SETS
from pengrade.grading.reading.sets import SetReader
from pengrade.grading.reading.statement_tokens import tokens_of
from pengrade.grading.reading.tokens import Token
from pengrade.grading.statements import Chain, Joined, Member
from pengrade.grading.tree import Indexed, Name, Node

MEMBERSHIP = ("∈", "∉")
UPPER = {"±": "+", "∓": "-"}
LOWER = {"±": "-", "∓": "+"}
GAP = "gap"
AND = ("and", ",", ";", "&", GAP)
SYSTEMS = frozenset({"cases", "dcases", "aligned", "array", "gathered"})


def read_solutions(text: str, declarations: Declarations) -> tuple[Node, tuple[str, ...]]:
    """A Chain, a Member, or several joined, and the leniencies used; raises ReadingError for anything else."""
    tokens, readings = tokens_of(text, declarations, {**WORDS, "in": "∈", "notin": "∉"}, gaps=True)
    reader = SolutionReader(list(_in_words(tokens, declarations)), declarations, readings)
    reader.text = text
    reader.start()
    node = reader.statement()
    reader.finish()
    return node, tuple(reader.readings)


class SolutionReader(RelationReader):
    text = ""

    def start(self) -> None:
        if any(token.text in MEMBERSHIP for token in self.tokens) and self.token.kind != "end":
            return  # the brackets of ]0, 1[ are told by the reader of sets
        super().start()

    def conjunction(self) -> Node:
        return self.joined("and", AND, self.part)

    def joined(self, word: str, signs: tuple[str, ...], read: Callable[[], Node]) -> Node:
        self.deeper()
        parts = [read()]
        while self.sees(*signs):
            sign = self.take().text
            if sign not in ("and", "or"):
                self.note(f"{'A gap' if sign == GAP else 'A comma' if sign == ',' else sign} was read as and.")
            parts.append(read())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Joined(parts[0].start, parts[-1].end, word, tuple(parts))

    def part(self) -> Node:
        if self.token.kind == "begin" and self.token.text in SYSTEMS:
            return self.system()
        if self.sees("(") and self.brackets_a_statement():
            opened = self.take()
            node = self.statement()
            self.expect(")", opened)
            return node
        return self.in_both_signs(self.relation)

    def system(self) -> Node:
        opened = self.take()
        parts = [self.statement()]
        while self.sees("\\\\"):
            self.take()
            if self.token.kind != "finish":
                parts.append(self.statement())
        if self.token.kind != "finish" or self.token.text != opened.text:
            raise ReadingError(f"\\begin{{{opened.text}}} is never closed.", opened.start, opened.end - opened.start)
        self.take()
        return parts[0] if len(parts) == 1 else Joined(parts[0].start, parts[-1].end, "and", tuple(parts))

    def in_both_signs(self, read: Callable[[], Node]) -> Node:
        """What holds a ± is read twice, with all upper and with all lower signs."""
        start, before = self.at, list(self.tokens)
        self.tokens = [*before[:start], *(_signed(token, UPPER) for token in before[start:])]
        upper = read()
        self.tokens = [*self.tokens[: self.at], *map(_unsigned, self.tokens[self.at :])]
        if not any(token.text in UPPER and token.start < self.token.start for token in before[start:]):
            return upper
        self.note("± was read as two cases.")
        self.at = start
        self.tokens = [*before[:start], *(_signed(token, LOWER) for token in before[start:])]
        lower = read()
        self.tokens = [*self.tokens[: self.at], *map(_unsigned, self.tokens[self.at :])]
        return Joined(upper.start, upper.end, "or", (upper, lower))

    def relation(self) -> Node:
        """A chain or a membership, of one expression or of several names."""
        names: list[Node] = []
        first = self.expression()
        while self.sees(",") and isinstance(first, Name | Indexed):
            names.append(first)
            self.take()
            first = self.expression()
        if names and not isinstance(first, Name | Indexed):
            raise self.no_relation(names[0])
        found = self.continued(first)
        if not names:
            return found
        self.note("What follows was read as said of each of the names.")
        return Joined(names[0].start, found.end, "and", (*(_said_of(name, found) for name in names), found))

    def continued(self, first: Node) -> Node:
        if self.sees(*MEMBERSHIP):
            return self.member(first)
        sides, signs = [first], []
        while self.sees(*SIGNS):
            signs.append(self.take().text)
            sides.append(self.expression())
        self.relations += len(signs)
        if not signs and self.tokens[self.at - 1].end == first.end and self.follows_comma(first):
            message = "Say of which name this is a value, as in x = 1 or x = 2."
            raise ReadingError(message, first.start, first.end - first.start)
        if not signs:
            raise self.no_relation(first)
        self.check_count(first)
        return Chain(first.start, sides[-1].end, tuple(sides), tuple(signs))

    def follows_comma(self, node: Node) -> bool:
        return any(one.text == "," and one.end <= node.start for one in self.tokens[: self.at])

    def member(self, element: Node) -> Node:
        sign = self.take()
        reader = SetReader(self.tokens, self.declarations, self.readings, self.text, frozenset())
        reader.at, reader.depth = self.at, self.depth
        found = reader.set()
        self.at, self.tokens = reader.at, reader.tokens
        self.relations += 1
        self.check_count(element)
        return Member(element.start, found.end, element, found, sign.text == "∉")

    def brackets_a_statement(self) -> bool:
        depth = 0
        for token in self.tokens[self.at :]:
            if token.kind == "sign" and token.text in MEMBERSHIP and depth == 1:
                return True
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 or token.kind == "end":
                break
        return super().brackets_a_statement()

    def unexpected(self) -> ReadingError:
        if self.sees(*MEMBERSHIP, ";", GAP):
            return self.refusal("Something is missing here.")
        return super().unexpected()


def _said_of(name: Node, found: Node) -> Node:
    if isinstance(found, Chain):
        return replace(found, sides=(name, *found.sides[1:]))
    return replace(found, element=name) if isinstance(found, Member) else found


def _signed(token: Token, signs: dict[str, str]) -> Token:
    return token._replace(text=signs[token.text], side=token.text) if token.text in signs else token


def _unsigned(token: Token) -> Token:
    return token._replace(text=token.side, side="") if token.side in UPPER else token


def _in_words(tokens: list[Token], declarations: Declarations) -> Iterator[Token]:
    """R, U and the like are words of sets behind an ∈, up to the next relation or word; gaps stay where they part."""
    words = {word: sign for word, sign in WORDS_OF_SETS.items() if not declarations.knows(word)}
    in_set, in_system, last = False, False, ""
    for place, token in enumerate(tokens):
        text = token.text
        in_system = token.kind == "begin" or (in_system and token.kind != "finish")
        if text in MEMBERSHIP or text in ("and", "or", GAP):
            in_set = text in MEMBERSHIP
        following = tokens[place + 1] if place + 1 < len(tokens) else token
        idle = (*AND, "or", *SIGNS, *MEMBERSHIP, "")
        if text == GAP and (last in idle or following.text in idle or following.kind == "finish"):
            continue
        if in_system and (text == "&" or (text == "," and following.text == "\\\\")):
            continue
        last = text
        if in_set and token.kind in ("word", "letter") and text in words:
            yield token._replace(kind="sign", text=words[text])
        else:
            yield token
