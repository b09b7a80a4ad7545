"""A counterexample as JSON: the point exactly, the two values as intervals that do not overlap."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb

from pengrade.grading.evaluating.points import Exact, Point
from pengrade.grading.evaluating.values import Value

MOST_DIGITS = 400
LONGEST_TAIL = 40  # places before or behind the point that are written out
LONGEST_FRACTION = 2000  # bits; Python refuses to write out far longer ones


def point_as_json(point: Point) -> dict[str, Any]:
    """Sizes as numbers, values as fractions in text, families as lists in the order of their indices."""
    shown: dict[str, Any] = dict(point.dimensions)
    shown.update({name: exact_as_json(value) for name, value in point.values.items()})
    for name, family in point.families.items():
        shown[name] = _nested(family)
    for name, wave in point.functions.items():
        a, b, c, d, g = map(str, wave.numbers)
        shown[name] = f"t -> ({a}) sin(({b}) t + ({c})) + ({d}) exp(({g}) t)"
    return shown


def exact_as_json(value: Exact) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return f"({value[0]}) + ({value[1]}) i"
    return [[str(value[row, column]) for column in range(value.ncols())] for row in range(value.nrows())]


def _nested(family: dict[tuple[int, ...], Exact]) -> Any:
    if len(next(iter(family))) == 1:
        return [exact_as_json(family[place]) for place in sorted(family)]
    rows: dict[int, dict[tuple[int, ...], Exact]] = {}
    for place, value in family.items():
        rows.setdefault(place[0], {})[place[1:]] = value
    return [_nested(rows[first]) for first in sorted(rows)]


def intervals(expected: Value, answer: Value) -> tuple[Any, Any]:
    """Both balls as [lower, upper] in decimals, rounded outwards, with just enough digits to stay apart."""
    digits = 12
    while _overlap(_ends(expected, digits), _ends(answer, digits)) and digits < MOST_DIGITS:
        digits *= 2
    return _shown(expected, digits), _shown(answer, digits)


def complex_as_json(expected: Value, answer: Value) -> dict[str, Any]:
    """Two values of which one at least is complex: as texts "a+bi" and, under "parts", as intervals.

    The texts have as many digits as it takes to tell them apart, a real value's included.
    """
    shown = intervals(expected, answer)
    parts = dict(zip(("expected", "answer"), map(_parts, shown), strict=True))
    digits = 6
    while digits < 400 and _in_words(expected, digits) == _in_words(answer, digits):
        digits *= 2
    texts = {"expected": _in_words(expected, digits), "answer": _in_words(answer, digits)}
    return {**texts, "parts": parts}


def _in_words(value: Value, digits: int) -> str:
    """2, -i, 1.5+2i; approximate where the ball is."""
    real, imaginary = (_middle(part, digits) for part in (acb(value).real, acb(value).imag))
    if imaginary == "0":
        return real
    turned = {"1": "i", "-1": "-i"}.get(imaginary, f"{imaginary}i")
    return turned if real == "0" else f"{real}{'' if turned.startswith('-') else '+'}{turned}"


def _middle(value: arb, digits: int) -> str:
    if value.contains(0):
        return "0"
    middle, _, exponent = (int(part) for part in value.mid_rad_10exp(digits))
    return _decimal(middle, exponent)


def interval_as_json(value: arb, digits: int = 20) -> list[str]:
    """One real ball as [lower, upper], rounded outwards."""
    return _interval(value, digits)


def fraction_as_text(value: Fraction) -> str:
    """Exact, unless it is longer than anybody reads."""
    if value.numerator.bit_length() + value.denominator.bit_length() < LONGEST_FRACTION:
        return str(value)
    return f"about {_interval(arb(value.numerator) / arb(value.denominator), 20)[0]}"


@dataclass(frozen=True)
class _Ends:
    """An interval of decimals: whole numbers times ten to the exponent."""

    low: int
    high: int
    exponent: int

    def scaled(self, exponent: int) -> tuple[int, int]:
        """The whole numbers for another exponent, or for one so far from it that nothing could change."""
        scale = 10 ** min(max(self.exponent - exponent, 0), 4 * MOST_DIGITS)
        return self.low * scale, self.high * scale


def _ends(value: Value, digits: int) -> tuple[_Ends, _Ends]:
    """Of the real part and of the imaginary one."""
    if type(value) is acb:
        return _ends_of(value.real, digits), _ends_of(value.imag, digits)
    return _ends_of(value, digits), _Ends(0, 0, 0)


def _ends_of(value: arb, digits: int) -> _Ends:
    middle, radius, exponent = (int(part) for part in value.mid_rad_10exp(digits))
    return _Ends(middle - radius, middle + radius, exponent)


def _overlap(left: tuple[_Ends, _Ends], right: tuple[_Ends, _Ends]) -> bool:
    for one, other in zip(left, right, strict=True):
        (low, high), (other_low, other_high) = one.scaled(other.exponent), other.scaled(one.exponent)
        if low > other_high or other_low > high:
            return False
    return True


def _shown(value: Value, digits: int) -> Any:
    if type(value) is acb:
        return {"re": _interval(value.real, digits), "im": _interval(value.imag, digits)}
    return _interval(value, digits)


def _interval(value: arb, digits: int) -> list[str]:
    ends = _ends_of(value, digits)
    return [_decimal(ends.low, ends.exponent), _decimal(ends.high, ends.exponent)]


def _decimal(number: int, exponent: int) -> str:
    text = str(abs(number))
    stripped = text.rstrip("0") or "0"
    if stripped != "0":
        exponent += len(text) - len(stripped)
    sign = "-" if number < 0 else ""
    if abs(exponent) >= LONGEST_TAIL:
        return f"{sign}{stripped}e{exponent}"
    if exponent >= 0:
        return f"{sign}{stripped}{'0' * exponent}"
    padded = stripped.rjust(1 - exponent, "0")
    return f"{sign}{padded[:exponent]}.{padded[exponent:]}"


def _parts(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"re": value, "im": ["0", "0"]}
