r"""Exact arithmetic on named numbers: ``2*k``, ``floor(a/b)``, ``a*b != c*d``.

    sum      = product (("+" | "-") product)*
    product  = unary (("*" | "/") unary)*
    unary    = "-" unary | power
    power    = atom ("^" unary)?          so that -a^2 is -(a^2) and a^b^c is a^(b^c)
    atom     = number | name | "floor" "(" sum ")" | "(" sum ")"

Every value is a `Fraction`. The bounds keep a formula from growing into more work than a page view is worth.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, eq, gt, lt, mul, ne, sub, truediv

LONGEST_FORMULA = 500  # characters
DEEPEST_NESTING = 50
GREATEST_EXPONENT = 64
MOST_BITS = 4096  # of a numerator or denominator

Numbers = Mapping[str, Fraction]
_Node = Callable[[Numbers], Fraction]

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/^()]))")
_RELATION = re.compile(r"==|!=|<|>")
_RELATIONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {"==": eq, "!=": ne, "<": lt, ">": gt}


class FormulaError(Exception):
    """A formula that cannot be read; the message is for its author."""


class UndefinedValueError(Exception):
    """A formula without a value for these numbers: a division by zero, or a number beyond the bounds."""


@dataclass(frozen=True)
class Formula:
    """An arithmetic expression, as written and ready to be computed."""

    text: str
    names: frozenset[str]
    _node: _Node

    def value(self, numbers: Numbers) -> Fraction:
        """The exact value. Raises UndefinedValueError."""
        return self._node(numbers)


@dataclass(frozen=True)
class Condition:
    """Two formulas and ``==``, ``!=``, ``<`` or ``>`` between them."""

    text: str
    left: Formula
    relation: str
    right: Formula

    @property
    def names(self) -> frozenset[str]:
        """Every name that it mentions."""
        return self.left.names | self.right.names

    def holds(self, numbers: Numbers) -> bool:
        """Is it true of these numbers? Raises UndefinedValueError."""
        return _RELATIONS[self.relation](self.left.value(numbers), self.right.value(numbers))


def parse_formula(text: str) -> Formula:
    """Read an arithmetic expression. Raises FormulaError."""
    return _Parser(text).formula()


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises FormulaError."""
    relations = _RELATION.findall(text)
    if len(relations) != 1:
        raise FormulaError(f"{text!r} must hold exactly one of ==, !=, < and >")
    if "=" in _RELATION.sub("", text):
        raise FormulaError(f"{text!r}: the relations are ==, !=, < and >")
    left, right = text.split(relations[0])
    return Condition(text, parse_formula(left.strip()), relations[0], parse_formula(right.strip()))


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_FORMULA:
            raise FormulaError(f"longer than {LONGEST_FORMULA} characters")
        self.text = text
        self.tokens = self._tokens()
        self.at = 0
        self.depth = 0
        self.names: set[str] = set()

    def _tokens(self) -> list[str]:
        tokens: list[str] = []
        at = 0
        text = self.text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise FormulaError(
                    f"{self.text!r}: {text[at:].lstrip()[0]!r} is none of + - * / ^ ( ) floor, name, number"
                )
            tokens.append(match[match.lastindex or 0])
            at = match.end()
        return tokens

    def formula(self) -> Formula:
        node = self._sum()
        if self._next():
            raise self._unexpected()
        return Formula(self.text, frozenset(self.names), node)

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, *allowed: str) -> str:
        token = self._next()
        if token and token in allowed:
            self.at += 1
            return token
        return ""

    def _unexpected(self) -> FormulaError:
        found = repr(self._next()) if self._next() else "the end"
        return FormulaError(f"{self.text!r}: {found} where a number, a name, a bracket or an operator was due")

    def _sum(self) -> _Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = _binary(add if sign == "+" else sub, node, self._product())
        return node

    def _product(self) -> _Node:
        node = self._unary()
        while sign := self._take("*", "/"):
            node = _binary(mul if sign == "*" else truediv, node, self._unary())
        return node

    def _unary(self) -> _Node:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise FormulaError(f"{self.text!r}: nested deeper than {DEEPEST_NESTING} levels")
        if self._take("-"):
            operand = self._unary()
            node: _Node = lambda numbers: -operand(numbers)  # noqa: E731
        else:
            node = self._power()
        self.depth -= 1
        return node

    def _power(self) -> _Node:
        base = self._atom()
        return _binary(_power, base, self._unary()) if self._take("^") else base

    def _atom(self) -> _Node:
        token = self._next()
        if token in {"(", "floor"}:
            return self._bracket()
        if not token or not token[0].isalnum():
            raise self._unexpected()
        self.at += 1
        return _number(Fraction(token)) if token[0].isdigit() else self._name(token)

    def _name(self, name: str) -> _Node:
        self.names.add(name)
        return lambda numbers: numbers[name]

    def _bracket(self) -> _Node:
        floor = self._take("floor")
        if not self._take("("):
            raise self._unexpected()
        inner = self._sum()
        if not self._take(")"):
            raise self._unexpected()
        return (lambda numbers: Fraction(inner(numbers).__floor__())) if floor else inner


def _number(value: Fraction) -> _Node:
    return lambda _numbers: value


def _binary(operation: Callable[[Fraction, Fraction], Fraction], left: _Node, right: _Node) -> _Node:
    def node(numbers: Numbers) -> Fraction:
        try:
            value = operation(left(numbers), right(numbers))
        except ZeroDivisionError:
            raise UndefinedValueError("a division by zero") from None
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
            raise UndefinedValueError(f"a number of more than {MOST_BITS} bits")
        return value

    return node


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > GREATEST_EXPONENT:
        raise UndefinedValueError(f"the exponent {exponent} (whole numbers up to {GREATEST_EXPONENT} are exact)")
    return Fraction(base ** int(exponent))
