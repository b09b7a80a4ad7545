"""Sets on the real line as statements about a number: x is in [a, b) if a <= x and x < b.

Two sets are equal for all values of their symbols if the two statements hold for the same numbers, wherever all ends
have values and no interval of the key runs backwards. That is decided like any two relations (`equivalence`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from pengrade.grading.comparing.real_sets import ends_of
from pengrade.grading.declarations import Declarations, Symbol
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.substitution import literal
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.statements import Braces, Chain, Infinity, Interval, Joined, Member, NumberSet, SetOperation
from pengrade.grading.tree import Name, Node, walk

ZERO = literal(Fraction(0))
NEGATED = {"=": "≠", "≠": "=", "<": "≥", "≤": ">", ">": "≤", "≥": "<"}


class NoStatementError(Exception):
    """A set that inequalities do not describe, such as the whole numbers, or parts whose domain is not known."""


def as_statements(declarations: Declarations, key: Node, answer: Node) -> tuple[Declarations, str, Node, Node]:
    """Declarations with one more real number, its name, and what it satisfies in key and answer. NoStatementError."""
    name = "element"
    while name in declarations.symbols:
        name += "x"
    extended = replace(declarations, symbols={**declarations.symbols, name: Symbol(name, "real")})
    guard = [*_needs(declarations, [*ends_of(key), *ends_of(answer)]), *_forwards(key)]
    number = Name(0, 0, name)
    expected, given = (joined("and", [*guard, statement_of(number, side)]) for side in (key, answer))
    return extended, name, expected, given


def statement_of(number: Node, node: Node) -> Node:
    """`number` is in the set. NoStatementError."""
    match node:
        case Braces():
            return joined("or", [relation(number, "=", element) for element in node.elements])
        case Interval():
            return joined("and", list(_bounds(number, node)))
        case NumberSet(name="R"):
            return joined("and", [])
        case SetOperation(operation="difference"):
            first, *others = node.parts
            return joined("and", [statement_of(number, first), *(negated(statement_of(number, one)) for one in others)])
        case SetOperation():
            word = "or" if node.operation == "union" else "and"
            return joined(word, [statement_of(number, part) for part in node.parts])
        case _:
            raise NoStatementError


def without_membership(statement: Node) -> Node:
    """Every x in S as what x satisfies. NoStatementError."""
    if isinstance(statement, Joined):
        return replace(statement, parts=tuple(map(without_membership, statement.parts)))
    if not isinstance(statement, Member):
        return statement
    found = statement_of(statement.element, statement.collection)
    return negated(found) if statement.negated else found


def negated(statement: Node) -> Node:
    """What holds where all sides have values and the statement does not hold."""
    if isinstance(statement, Joined):
        word = {"and": "or", "or": "and"}[statement.word]
        return joined(word, [negated(part) for part in statement.parts])
    if not isinstance(statement, Chain):
        raise TypeError(type(statement))
    links = zip(statement.sides, statement.sides[1:], statement.signs, strict=False)
    return joined("or", [relation(left, NEGATED[sign], right) for left, right, sign in links])


def relation(left: Node, sign: str, right: Node) -> Chain:
    return Chain(left.start, left.end, (left, right), (sign,))


def joined(word: str, parts: Sequence[Node]) -> Node:
    """Of no parts: what always holds for "and", and never for "or"."""
    if not parts:
        return relation(ZERO, "=" if word == "and" else "≠", ZERO)
    return parts[0] if len(parts) == 1 else Joined(0, 0, word, tuple(parts))


def _bounds(number: Node, node: Interval) -> Iterator[Node]:
    for end, sign in ((node.lower, "≥" if node.has_lower else ">"), (node.upper, "≤" if node.has_upper else "<")):
        if not isinstance(end, Infinity):
            yield relation(number, sign, end)
        elif end.negative == sign.startswith(("≤", "<")):  # beyond the wrong infinity lies nothing
            yield joined("or", [])


def _needs(declarations: Declarations, ends: Sequence[Node]) -> Iterator[Node]:
    needs = Definedness(declarations, Vanishing(declarations)).needs(*ends)
    if needs.unknown:
        raise NoStatementError
    for node, sign in needs.relations:
        yield relation(node, sign, ZERO)


def _forwards(key: Node) -> Iterator[Node]:
    for one in walk(key):
        if isinstance(one, Interval) and not isinstance(one.lower, Infinity) and not isinstance(one.upper, Infinity):
            yield relation(one.lower, "<", one.upper)
