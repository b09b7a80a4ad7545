"""The same expression but for the order of its parts: a + b and b + a, a/2 and (1/2) a, x x and x^2.

Two texts for a tree, equal where the trees differ in nothing else. The strict one knows that sums and products of
numbers commute and associate, how fractions and powers are written, and that a sum's index has no name of its own; it
cancels nothing, so that a factor q/q is still there. The loose one also gathers like terms, takes numbers out of sums
and knows that a number is its own transpose: 2a + 2b is 2(a + b).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.tree import (
    Add,
    Call,
    Chain,
    Constant,
    Divide,
    Fold,
    Joined,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)

IsScalar = Callable[[Node], bool]
Scaled = tuple[Fraction, str]  # a number times the rest; "" is 1
ONE = ""
TURNED = {">": "<", "≥": "≤"}
# Fields of nodes whose order says nothing: p(x, y) is p(y, x).
UNORDERED = {
    "Density": ("left", "right"),
    "Marginal": ("variables",),
    "Expectation": ("over", "given"),
    "Entropy": ("variables", "given"),
    "Information": ("left", "right", "given"),
}
LARGEST_POWER = 50
LONGEST = 200  # bits of a number that is raised to a power


class _Factors:
    """A product, taken apart: a number, scalars with their powers above and below the bar, and the rest in order."""

    def __init__(self) -> None:
        self.number = Fraction(1)
        self.above: Counter[str] = Counter()
        self.below: Counter[str] = Counter()
        self.word: list[str] = []

    def count(self, key: str, power: Fraction) -> None:
        side = self.above if power > 0 else self.below
        side[key] += abs(power)  # type: ignore[assignment]  # a Counter counts in fractions as well


class Arranging:
    def __init__(self, is_scalar: IsScalar, loosely: bool) -> None:
        self.is_scalar = is_scalar
        self.loosely = loosely

    def text(self, node: Node) -> str:
        return _joined(self.scaled(node, {}))

    def key(self, node: Node, names: Mapping[str, str]) -> str:
        return _joined(self.scaled(node, names))

    def scaled(self, node: Node, names: Mapping[str, str]) -> Scaled:
        """`names`: the indices of sums around, by what stands for them."""
        match node:
            case Number():
                return node.value, ONE
            case Name():
                return Fraction(1), names.get(node.name, node.name)
            case Negate():
                number, key = self.scaled(node.operand, names)
                return -number, key
            case Add():
                return self.sum_of(node, names)
            case Product() | Divide() | Power() | Call(function="sqrt", parameter=None):
                return self.product_of(node, names)
            case Transpose() if self.loosely and self.is_scalar(node.operand):
                return self.scaled(node.operand, names)
            case Fold(operation="sum") if self.loosely:
                return self.loose_fold(node, names)
            case Chain():
                return Fraction(1), self.of_chain(node, names)
            case Joined():
                parts = sorted({self.key(part, names) for part in node.parts})
                return Fraction(1), f"{node.word}({';'.join(parts)})"
            case _:
                return Fraction(1), self.opaque(node, names)

    def sum_of(self, node: Add, names: Mapping[str, str]) -> Scaled:
        terms = [self.scaled(term, names) for term in _terms(node)]
        if not self.loosely:
            return Fraction(1), f"sum({';'.join(sorted(map(_joined, terms)))})"
        gathered: dict[str, Fraction] = {}
        for number, key in terms:
            gathered[key] = gathered.get(key, Fraction(0)) + number
        kept = sorted((key, number) for key, number in gathered.items() if number)
        if not kept:
            return Fraction(0), ONE
        if len(kept) == 1:
            return kept[0][1], kept[0][0]
        content = _content([number for _, number in kept])
        inside = ";".join(_joined((number / content, key)) for key, number in kept)
        return content, f"sum({inside})"

    def product_of(self, node: Node, names: Mapping[str, str]) -> Scaled:
        factors = _Factors()
        self.take_apart(node, Fraction(1), factors, names)
        parts = [_raised(key, power) for key, power in sorted(factors.above.items())]
        below = [_raised(key, power) for key, power in sorted(factors.below.items())]
        word = self.of_word(factors.word, node)
        text = "*".join([*parts, *([word] if word else [])])
        return factors.number, f"{text}/({'*'.join(below)})" if below else text

    def of_word(self, word: list[str], node: Node) -> str:
        """Matrices in their order; a number made of them is as well the product of the transposes."""
        text = ".".join(word)
        if not self.loosely or len(word) < 2 or not self.is_scalar(node):
            return text
        other = ".".join(_transposed(letter) for letter in reversed(word))
        return min(text, other)

    def take_apart(self, node: Node, power: Fraction, into: _Factors, names: Mapping[str, str]) -> None:
        """A root is taken of the whole: that of x^2 is not x, and that of x y not the product of two."""
        if power.denominator != 1:
            self.factor(node, power, into, names)
            return
        match node:
            case Negate():
                into.number *= Fraction(-1) ** int(power)
                self.take_apart(node.operand, power, into, names)
                return
            case Product() if "·" not in node.marks or all(map(self.is_scalar, node.factors)):
                if power == 1 or all(map(self.is_scalar, node.factors)):
                    for factor in node.factors:
                        self.take_apart(factor, power, into, names)
                    return
            case Divide():
                self.take_apart(node.numerator, power, into, names)
                self.take_apart(node.denominator, -power, into, names)
                return
            case Power():
                exponent = exact_value(node.exponent)
                if exponent and self.is_scalar(node.base) and node.base != Constant(0, 0, "e"):
                    self.take_apart(node.base, power * exponent, into, names)
                    return
            case Call(function="sqrt", parameter=None):
                self.take_apart(node.arguments[0], power / 2, into, names)
                return
        self.factor(node, power, into, names)

    def factor(self, node: Node, power: Fraction, into: _Factors, names: Mapping[str, str]) -> None:
        if power.denominator != 1:
            into.count(f"({self.key(node, names)})", power)
            return
        plain = node if not isinstance(node, Product | Power) else None
        number, key = (Fraction(1), self.opaque(node, names)) if plain is None else self.scaled(plain, names)
        if number != 1 and _is_short_power(number, power):
            into.number *= number ** int(power)
        elif number != 1:
            into.count(f"({number})", power)
        if key == ONE:
            return
        if power == 1 and not self.is_scalar(node):
            into.word.append(key)
        else:
            into.count(key, power)

    def loose_fold(self, node: Fold, names: Mapping[str, str]) -> Scaled:
        inner = {**names, node.index: f"#{len(names)}"}
        number, body = self.scaled(node.body, inner)
        ends = f"{self.key(node.lower, names)},{self.key(node.upper, names)}"
        condition = "" if node.condition is None else self.key(node.condition, inner)
        return number, f"Fold(sum,{ends},{body or '1'},{condition})"

    def of_chain(self, node: Chain, names: Mapping[str, str]) -> str:
        sides, signs = [self.key(side, names) for side in node.sides], list(node.signs)
        if all(sign in TURNED or sign == "=" for sign in signs) and any(sign in TURNED for sign in signs):
            sides, signs = sides[::-1], [TURNED.get(sign, sign) for sign in reversed(signs)]
        if signs in (["="], ["≠"]):
            sides.sort()
        return f"chain({';'.join(sides)}|{''.join(signs)})"

    def opaque(self, node: Node, names: Mapping[str, str]) -> str:
        """Any other node by its name and its parts, in their order."""
        bound, inside = node.binding()
        inner = {**names, **{name: f"#{len(names) + place}" for place, name in enumerate(sorted(bound))}}

        def part(value: Any, ordered: bool = True) -> str:
            if isinstance(value, Node):
                return self.key(value, inner if any(value is one for one in inside) else names)
            if isinstance(value, tuple):
                return f"[{','.join(map(part, value) if ordered else sorted(map(part, value)))}]"
            return inner.get(value, value) if isinstance(value, str) else str(value)

        if isinstance(node, Power) and node.base == Constant(0, 0, "e"):
            return f"Call(exp,[{self.key(node.exponent, names)}],None)"
        lists = UNORDERED.get(type(node).__name__, ())
        values = [part(getattr(node, one.name), one.name not in lists) for one in fields(node) if one.compare]
        return f"{type(node).__name__}({','.join(values)})".replace("Call(ln,", "Call(log,")


def _terms(node: Node) -> list[Node]:
    """The terms of a sum of sums, a minus before a sum kept as it is."""
    if isinstance(node, Add):
        return [term for one in node.terms for term in _terms(one)]
    return [node]


def _joined(scaled: Scaled) -> str:
    number, key = scaled
    if key == ONE:
        return str(number)
    return key if number == 1 else f"{number}*{key}"


def _raised(key: str, power: Any) -> str:
    """Brackets show what is raised: (x y)^2 is not x y^2."""
    return key if power == 1 else f"({key})^{power}"


def _transposed(letter: str) -> str:
    return letter[len("Transpose(") : -1] if letter.startswith("Transpose(") else f"Transpose({letter})"


def _content(numbers: list[Fraction]) -> Fraction:
    """What can be taken out of a sum, so that whole numbers without a common factor are left, the first positive."""
    below = lcm(*(number.denominator for number in numbers))
    size = Fraction(gcd(*(int(number * below) for number in numbers)), below)
    return size if numbers[0] > 0 else -size


def _is_short_power(number: Fraction, power: Fraction) -> bool:
    bits = number.numerator.bit_length() + number.denominator.bit_length()
    return power.denominator == 1 and abs(power) <= LARGEST_POWER and bits <= LONGEST and (number != 0 or power > 0)
