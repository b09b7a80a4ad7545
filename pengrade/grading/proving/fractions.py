"""The exact value of an expression made of numbers and + - * / ^ alone."""

from fractions import Fraction

from pengrade.grading.tree import Add, Divide, Negate, Node, Number, Power, Product

MOST_BITS = 50_000  # of numerator and denominator together


def exact_value(node: Node) -> Fraction | None:
    """None for anything else, for division by zero, and for numbers too long to write down."""
    match node:
        case Number():
            return node.value
        case Negate():
            value = exact_value(node.operand)
            return None if value is None else -value
        case Add():
            return _all(node.terms, Fraction(0))
        case Product():
            return _all(node.factors, Fraction(1), multiply=True)
        case Divide():
            above, below = exact_value(node.numerator), exact_value(node.denominator)
            return None if above is None or not below else _short(above / below)
        case Power():
            return _power(node)
        case _:
            return None


def _short(value: Fraction) -> Fraction | None:
    return value if value.numerator.bit_length() + value.denominator.bit_length() <= MOST_BITS else None


def _all(nodes: tuple[Node, ...], start: Fraction, multiply: bool = False) -> Fraction | None:
    result: Fraction | None = start
    for node in nodes:
        value = exact_value(node)
        if value is None or result is None:
            return None
        result = _short(result * value if multiply else result + value)
    return result


def _power(node: Power) -> Fraction | None:
    base, exponent = exact_value(node.base), exact_value(node.exponent)
    if base is None or exponent is None or exponent.denominator != 1 or (base == 0 and exponent <= 0):
        return None
    if base in (0, 1):
        return base
    bits = base.numerator.bit_length() + base.denominator.bit_length()
    return _short(base ** int(exponent)) if abs(exponent) * bits <= 2 * MOST_BITS else None


def hidden_bits(node: Node) -> int:
    """How many bits below one a literal of the tree may lie: 10^-400 hides from anything coarser than 1,329 bits.

    A rough upper bound; agreement to fewer bits than this means nothing.
    """
    if isinstance(node, Number):
        return node.value.numerator.bit_length() + node.value.denominator.bit_length() - 1
    if isinstance(node, Power):
        exponent = exact_value(node.exponent)
        size = hidden_bits(node.base)
        return size + hidden_bits(node.exponent) if exponent is None else int(abs(exponent) * size) + 1
    return sum(map(hidden_bits, node.children()))
