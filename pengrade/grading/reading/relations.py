r"""Relations: x^2 = 4, a < x <= b, x < 0 or x > 1, joined by and / or, \land / \lor, ∧ / ∨, or a comma for and.

statement   = conjunction { "or" conjunction }
conjunction = part { ("and" | ",") part }
part        = "(" statement ")" | expression { sign expression }       # a chain holds at every sign
"""

from collections.abc import Callable

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lists import PAIRS, ListReader
from pengrade.grading.reading.statement_tokens import tokens_of
from pengrade.grading.reading.tokens import Token
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Node

SIGNS = ("=", "≠", "<", "≤", ">", "≥")
WORDS = {"and": "and", "or": "or"}
MOST_RELATIONS = 12


def read_relation(text: str, declarations: Declarations) -> tuple[Node, tuple[str, ...]]:
    """A Chain, or several joined, and the leniencies used; raises ReadingError for anything else."""
    reader = RelationReader(*_tokens(text, declarations))
    reader.start()
    node = reader.statement()
    reader.finish()
    return node, tuple(reader.readings)


def _tokens(text: str, declarations: Declarations) -> tuple[list[Token], Declarations, list[str]]:
    tokens, readings = tokens_of(text, declarations, WORDS)
    return tokens, declarations, readings


class RelationReader(ListReader):
    relations = 0

    def statement(self) -> Node:
        return self.joined("or", ("or",), self.conjunction)

    def conjunction(self) -> Node:
        return self.joined("and", ("and", ","), self.part)

    def joined(self, word: str, signs: tuple[str, ...], read: Callable[[], Node]) -> Node:
        self.deeper()
        parts = [read()]
        while self.sees(*signs):
            if self.take().text == ",":
                self.note("A comma was read as and.")
            parts.append(read())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Joined(parts[0].start, parts[-1].end, word, tuple(parts))

    def part(self) -> Node:
        if self.sees("(") and self.brackets_a_statement():
            opened = self.take()
            node = self.statement()
            self.expect(")", opened)
            return node
        return self.chain()

    def brackets_a_statement(self) -> bool:
        """A relation stands inside, outside of braces: the = below a sum sign is none."""
        waiting: list[str] = []
        for token in self.tokens[self.at :]:
            sign = token.text if token.kind == "sign" else ""
            if sign in PAIRS:
                waiting.append(sign)
            elif sign in PAIRS.values():
                waiting.pop()
                if not waiting:
                    return False
            elif sign in SIGNS and "{" not in waiting:
                return True
        return False

    def chain(self) -> Chain:
        sides, signs = [self.expression()], []
        while self.sees(*SIGNS):
            signs.append(self.take().text)
            sides.append(self.expression())
        self.relations += len(signs)
        if not signs:
            raise self.no_relation(sides[0])
        self.check_count(sides[0])
        return Chain(sides[0].start, sides[-1].end, tuple(sides), tuple(signs))

    def check_count(self, first: Node) -> None:
        if self.relations > MOST_RELATIONS:
            raise ReadingError(f"At most {MOST_RELATIONS} relations are read here.", first.start, 1)

    def no_relation(self, node: Node) -> ReadingError:
        if self.token.kind != "end" and not self.sees("and", "or", ","):
            return self.unexpected()
        return ReadingError("A relation such as = or < is missing here.", node.start, node.end - node.start)

    def unexpected(self) -> ReadingError:
        if self.sees(*SIGNS, "and", "or"):
            return self.refusal(f"Something is missing before this {self.token.text}.")
        return super().unexpected()
