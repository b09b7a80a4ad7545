r"""A density typed out, and where it says that it is zero: \lambda e^{-\lambda x}, x > 0; times 1[x > 0]; by cases."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from pengrade.grading.distributions.heads import change_of_depth
from pengrade.grading.evaluating.differentiate import number
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.lists import ListReader
from pengrade.grading.reading.tokens import Token
from pengrade.grading.tree import (
    Add,
    Cases,
    Chain,
    Divide,
    Indicator,
    Joined,
    Name,
    Negate,
    Node,
    Number,
    Product,
    walk,
)

FILLERS = frozenset({"for", "if", "when", "where", "on", "with", "falls", "and", "all"})
NEGATED = {"<": "≥", "≤": ">", ">": "≤", "≥": "<"}
WHOLE_LINES = frozenset({"R", "N", "Z"})


class DensityReader(ListReader):
    """Reads what stands between a prefix and the end."""

    counts = False  # values are listed, one by one or with dots

    def density(self) -> Node:
        """The tree, with what is said behind it about the variable as a case."""
        cut = self.end_of_body()
        rest = self.tokens[cut:]
        at = self.tokens[cut].start
        self.tokens = [*self.tokens[:cut], Token("end", "", at, at)]
        body = self.expression()
        self.finish()
        self.tokens, self.at = rest, 0
        condition = self.statement()
        return body if condition is None else Cases(body.start, condition.end, (body, number(0)), (condition,))

    def end_of_body(self) -> int:
        """The comma or the "for" outside all brackets, else the end."""
        depth = 0
        for place, token in enumerate(self.tokens[:-1]):
            filler = token.kind in ("word", "letter") and token.text in FILLERS and not self.in_scope(token.text)
            if depth == 0 and place and (filler or (token.kind == "sign" and token.text in (",", ";"))):
                return place
            depth += change_of_depth(token)
        return len(self.tokens) - 1

    def statement(self) -> Node | None:
        """x > 0; x = 0, 1, 2, …; x ∈ [0, 1]; None for nothing, and for all numbers."""
        while self.sees(",", ";") or (self.token.text in FILLERS and not self.in_scope(self.token.text)):
            self.take()
        if self.token.kind == "end":
            return None
        variable = self.expression_before_list()
        if variable is not None:
            return self.listed(variable)
        self.open.append("condition")
        condition = self.condition()
        self.open.pop()
        self.finish()
        return condition

    def expression_before_list(self) -> Node | None:
        """The x of x ∈ [0, 1], and of x = 0, 1, 2; takes it and the sign behind it."""
        token, sign = self.token, self.following
        member = sign.text == "∈" or (sign.kind in ("word", "letter") and sign.text == "in" and not self.in_scope("in"))
        values = sign.text == "=" and any(one.text == "," for one in self.tokens[self.at :])
        if token.kind not in ("word", "letter") or not (member or values):
            return None
        variable = self.factor()
        self.take()
        return variable

    def listed(self, variable: Node) -> Node | None:
        """The values behind the sign: 0, 1, 2, …; {1, …, n}; [0, 1); R."""
        if (
            self.token.kind in ("word", "letter")
            and self.token.text in WHOLE_LINES
            and not self.in_scope(self.token.text)
        ):
            self.take()
            self.finish()
            return None
        opened = self.take() if self.sees("(", "[", "]", "{", "\\{") else None
        items = [self.item()]
        while self.sees(","):
            self.take()
            items.append(self.item())
        closing = self.take() if opened is not None else None
        self.finish()
        if opened is None or opened.text in ("{", "\\{"):
            self.counts = True
            return _among(variable, items)
        low, high = "≤" if opened.text == "[" else "<", "≤" if closing and closing.text == "]" else "<"
        if len(items) != 2 or items[0] is None:
            raise ReadingError("An interval has two ends.", opened.start, opened.end - opened.start)
        return _between(items[0], variable, items[1], low, high)

    def item(self) -> Node | None:
        """A value; None for dots and for infinity."""
        place = self.at + self.sees("-", "+")
        if self.tokens[place].kind == "sign" and self.tokens[place].text in ("…", "∞"):
            self.at = place + 1
            return None
        return self.expression()

    def unexpected(self) -> ReadingError:
        if self.token.text == "…":
            return self.refusal("The dots have no meaning here.")
        return super().unexpected()


def _between(low: Node, variable: Node, high: Node | None, below: str, above: str) -> Chain:
    if high is None:
        return Chain(variable.start, low.end, (low, variable), (below,))
    return Chain(variable.start, high.end, (low, variable, high), (below, above))


def _among(variable: Node, items: list[Node | None]) -> Node:
    """From the first to the last value where dots stand between, or where one follows the other."""
    values = [item for item in items if item is not None]
    if not values:
        raise ReadingError("Values are missing here.", variable.start, variable.end - variable.start)
    numbers = [exact_value(value) for value in values]
    steps = [b - a for a, b in pairwise(numbers) if a is not None and b is not None]
    if len(values) < len(items):
        return _between(values[0], variable, None if items[-1] is None else values[-1], "≤", "≤")
    if len(values) > 1 and steps == [1] * (len(values) - 1):
        return _between(values[0], variable, values[-1], "≤", "≤")
    equal = tuple(Chain(value.start, value.end, (variable, value), ("=",)) for value in values)
    return equal[0] if len(equal) == 1 else Joined(values[0].start, values[-1].end, "or", equal)


@dataclass(frozen=True)
class Parts:
    """A density without what it says about where it is zero. `condition`: None where it says nothing.

    `opaque`: cases remain that cannot be taken apart.
    """

    body: Node
    condition: Node | None
    opaque: bool


def parts_of(body: Node) -> Parts:
    found, condition = _apart(body)
    return Parts(found, condition, any(isinstance(node, Cases | Indicator) for node in walk(found)))


def _apart(node: Node) -> tuple[Node, Node | None]:
    match node:
        case Cases():
            return _of_cases(node)
        case Product():
            return _of_product(node)
        case Divide():
            above, condition = _apart(node.numerator)
            return (Divide(node.start, node.end, above, node.denominator), condition) if condition else (node, None)
        case Indicator():
            return number(1), node.condition
        case _:
            return node, None


def _of_cases(node: Cases) -> tuple[Node, Node | None]:
    zeros = [isinstance(value, Number) and value.value == 0 for value in node.values]
    if zeros.count(False) != 1 or len(node.values) > 2:
        return node, None
    place = zeros.index(False)
    if place < len(node.conditions):
        return node.values[place], node.conditions[place]
    opposite = _negated(node.conditions[0])
    return (node.values[place], opposite) if opposite else (node, None)


def _negated(condition: Node) -> Node | None:
    single = isinstance(condition, Chain) and len(condition.signs) == 1
    if not single or not isinstance(condition, Chain) or condition.signs[0] not in NEGATED:
        return None
    return Chain(condition.start, condition.end, condition.sides, (NEGATED[condition.signs[0]],))


def _of_product(node: Product) -> tuple[Node, Node | None]:
    parts = [_apart(factor) for factor in node.factors]
    conditions = tuple(condition for _, condition in parts if condition is not None)
    if not conditions:
        return node, None
    body = Product(node.start, node.end, tuple(factor for factor, _ in parts), node.marks)
    together = conditions[0] if len(conditions) == 1 else Joined(node.start, node.end, "and", conditions)
    return body, together


def ends_of(condition: Node, variable: str, discrete: bool) -> tuple[Node | None, Node | None] | None:
    """The ends between which the condition keeps the variable, both included if `discrete`; None for other ones."""
    links = _links(condition)
    if links is None:
        return None
    ends: dict[bool, Node] = {}
    for left, right, sign in links:
        if isinstance(right, Name) and right.name == variable:
            left, right, sign = right, left, {"<": ">", "≤": "≥", ">": "<", "≥": "≤"}.get(sign, sign)
        is_lower = sign in (">", "≥")
        if not (isinstance(left, Name) and left.name == variable) or sign not in NEGATED or is_lower in ends:
            return None
        ends[is_lower] = _included(right, is_lower) if discrete and sign in "<>" else right
    return ends.get(True), ends.get(False)


def _links(condition: Node) -> list[tuple[Node, Node, str]] | None:
    if isinstance(condition, Chain):
        return list(zip(condition.sides, condition.sides[1:], condition.signs, strict=False))
    if isinstance(condition, Joined) and condition.word == "and":
        parts = [_links(part) for part in condition.parts]
        return None if None in parts else [link for part in parts if part for link in part]
    return None


def _included(end: Node, is_lower: bool) -> Node:
    """x > a is x ≥ a + 1 among whole numbers."""
    if isinstance(end, Number):
        value = end.value + (1 if is_lower else -1)
        return number(int(value)) if value.denominator == 1 and value >= 0 else end_moved(end, is_lower)
    return end_moved(end, is_lower)


def end_moved(end: Node, up: bool) -> Node:
    one = Number(end.start, end.end, Fraction(1), "1")
    return Add(end.start, end.end, (end, one if up else Negate(end.start, end.end, one)))
