r"""Conditions, and what they decide: 1[x > 0], \mathbf 1_{x>0}, [x > 0], \begin{cases} … \end{cases}, piecewise(…).

condition = clause { ("and" | "or" | ",") clause }      # or binds weaker; a comma is an and
clause    = "(" condition ")" | expression sign expression { sign expression }
"""

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.calls import CLOSING, Calls
from pengrade.grading.reading.cursor import DEEPEST_NESTING
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import Cases, Chain, Indicator, Joined, Node

RELATIONS = ("=", "≠", "<", "≤", ">", "≥")
INDICATORS = frozenset({"1", "I", "ind", "indicator"})
PIECEWISE = frozenset({"piecewise", "Piecewise", "cases", "where", "ifelse"})
OTHERWISE = frozenset({"otherwise", "else", "true", "True"})
FILLERS = frozenset({"if", "for", "when", "falls"})
OPENING = frozenset({"(", "[", "{", "\\{"})
SHUTTING = frozenset({")", "]", "}", "\\}"})


class Conditions(Calls):
    def __init__(self, tokens: list[Token], declarations: Declarations, readings: list[str]) -> None:
        super().__init__(tokens, declarations, readings)
        self.conditions: dict[tuple[int, str], bool] = {}

    def is_condition(self, place: int) -> bool:
        """The bracket that opens at `place` has a relation in it, or nothing but brackets around one."""
        if not self.opens(place):
            return False
        token = self.tokens[place]
        if (token.start, token.text) not in self.conditions:
            # One pass for all the brackets that open here one after the other.
            self.conditions.update(self.conditions_from(place))
        return self.conditions[token.start, token.text]

    def opens(self, place: int) -> bool:
        return self.tokens[place].kind == "sign" and self.tokens[place].text in OPENING

    def conditions_from(self, place: int) -> dict[tuple[int, str], bool]:
        """For every bracket of the run that opens at `place`, by its place in the text: is it a condition?"""
        run = place
        while self.opens(run) and run - place <= DEEPEST_NESTING:
            run += 1
        related = [False] * (run - place)
        closings: list[int | None] = [None] * (run - place)
        depth = 0
        for number, token in enumerate(self.tokens[place:], place):
            if token.kind == "sign":
                depth += (token.text in OPENING) - (token.text in SHUTTING)
                if depth < len(closings) and token.text in SHUTTING and closings[depth] is None:
                    closings[depth] = number
                if 1 <= depth <= len(related) and closings[depth - 1] is None:
                    related[depth - 1] = related[depth - 1] or token.text in RELATIONS
            if depth <= 0 or depth > DEEPEST_NESTING:
                break
        for outer in range(len(related) - 2, -1, -1):
            closing = closings[outer + 1]
            at_once = closing is not None and self.tokens[min(closing + 1, len(self.tokens) - 1)].text in SHUTTING
            related[outer] = related[outer] or (related[outer + 1] and at_once)
        return {(one.start, one.text): known for one, known in zip(self.tokens[place:run], related, strict=True)}

    def opens_indicator(self) -> bool:
        """Here stands a 1 or an I with a condition in brackets, or below it."""
        token = self.token
        if token.text not in INDICATORS or (token.text != "1" and self.in_scope(token.text)):
            return False
        place = self.at + 1
        place += self.tokens[place].text == "_" and self.tokens[place].kind == "sign"
        return self.is_condition(place)

    def indicator(self) -> Node:
        token = self.token
        if token.text in INDICATORS:
            self.take()
        if self.sees("_"):
            self.take()
        condition = self.bracketed_condition()
        return Indicator(token.start, self.tokens[self.at - 1].end, condition)

    def bracketed_condition(self) -> Node:
        opened = self.take()
        self.open.append("condition")
        condition = self.condition()
        self.open.pop()
        self.expect(CLOSING[opened.text], opened)
        return condition

    def condition(self) -> Node:
        self.deeper()
        parts = [self.conjunction()]
        while self.takes_word("or"):
            parts.append(self.conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Joined(parts[0].start, parts[-1].end, "or", tuple(parts))

    def conjunction(self) -> Node:
        parts = [self.clause()]
        while self.takes_word("and") or self.takes_comma():
            parts.append(self.clause())
        return parts[0] if len(parts) == 1 else Joined(parts[0].start, parts[-1].end, "and", tuple(parts))

    def takes_comma(self) -> bool:
        """A comma that joins; one at the end of a line of cases ends it."""
        if not self.sees(",") or self.following.text in ("\\\\", "&") or self.following.kind == "finish":
            return False
        if self.open[-1] == "piecewise":
            return False
        self.take()
        return True

    def takes_word(self, *words: str) -> bool:
        token = self.token
        if token.text not in words or (token.kind != "sign" and self.in_scope(token.text)):
            return False
        self.take()
        return True

    def clause(self) -> Node:
        if self.is_condition(self.at):
            return self.bracketed_condition()
        sides, signs = [self.expression()], []
        while self.sees(*RELATIONS):
            signs.append(self.take().text)
            sides.append(self.expression())
        if not signs:
            raise ReadingError("A condition, such as x > 0, is missing here.", sides[0].start, self.length_of(sides[0]))
        return Chain(sides[0].start, sides[-1].end, tuple(sides), tuple(signs))

    def length_of(self, node: Node) -> int:
        return node.end - node.start

    def cases_environment(self, opened: Token) -> Node:
        values: list[Node] = []
        conditions: list[Node] = []
        self.open.append("condition")
        while True:
            values.append(self.expression())
            if self.sees(","):
                self.take()
            if self.sees("&"):
                self.take()
            if not self.takes_otherwise():
                conditions.append(self.condition_of_case(opened))
            if self.sees(",", ".", ";"):
                self.take()
            if not self.sees("\\\\"):
                break
            self.take()
            if self.token.kind == "finish":
                break
        self.open.pop()
        closing = self.take()
        if closing.kind != "finish" or closing.text != opened.text:
            raise ReadingError(f"\\begin{{{opened.text}}} is never closed.", opened.start, opened.end - opened.start)
        return self.by_cases(opened, closing.end, values, conditions)

    def condition_of_case(self, opened: Token) -> Node:
        self.takes_word(*FILLERS)
        if self.token.kind == "end":
            raise ReadingError(f"\\begin{{{opened.text}}} is never closed.", opened.start, opened.end - opened.start)
        return self.condition()

    def takes_otherwise(self) -> bool:
        """`otherwise`, and its absence from a last line: the rest."""
        before = self.at
        self.takes_word(*FILLERS)
        if self.takes_word(*OTHERWISE):
            return True
        self.at = before
        return False

    def by_cases(self, opened: Token, end: int, values: list[Node], conditions: list[Node]) -> Node:
        if len(values) - len(conditions) > 1 or not conditions:
            raise ReadingError("Every case but the last needs a condition.", opened.start, end - opened.start)
        return Cases(opened.start, end, tuple(values), tuple(conditions))

    def piecewise(self) -> Node:
        """piecewise((x, x > 0), (0, otherwise)), piecewise(x, x > 0, 0) and where(x > 0, x, 0)."""
        token = self.take()
        opened = self.take()
        if opened.text != "(":
            raise ReadingError(f"Write {token.text}(x, x > 0, 0).", token.start, token.end - token.start)
        values: list[Node] = []
        conditions: list[Node] = []
        self.open.append("piecewise")
        if token.text in ("where", "ifelse"):
            self.condition_first(values, conditions)
        else:
            self.value_first(values, conditions)
        self.open.pop()
        closing = self.expect(")", opened)
        return self.by_cases(token, closing.end, values, conditions)

    def condition_first(self, values: list[Node], conditions: list[Node]) -> None:
        while True:
            part = self.condition() if self.has_relation_before_comma() else self.expression()
            (conditions if isinstance(part, Chain | Joined) else values).append(part)
            if not self.sees(","):
                return
            self.take()

    def value_first(self, values: list[Node], conditions: list[Node]) -> None:
        while True:
            pair = self.take() if self.is_condition(self.at) or self.is_pair_with_otherwise() else None
            values.append(self.expression())
            if self.sees(","):
                self.take()
                if not self.takes_otherwise():
                    conditions.append(self.condition())
            if pair:
                self.expect(")", pair)
            if not self.sees(","):
                return
            self.take()

    def is_pair_with_otherwise(self) -> bool:
        if not self.sees("("):
            return False
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.text in OPENING) - (token.text in SHUTTING)
            if depth == 1 and token.text in OTHERWISE:
                return True
            if depth == 0:
                return False
        return False

    def has_relation_before_comma(self) -> bool:
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.text in OPENING) - (token.text in SHUTTING)
            if depth < 0 or (depth == 0 and token.text == ","):
                return False
            if depth == 0 and token.text in RELATIONS:
                return True
        return False
