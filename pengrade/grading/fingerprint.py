"""A short text under which equal answers to one part fall together, so that a class's wrong answers can be grouped.

It is made of the answer's shape and of its values at four fixed points (`evaluating/fixed_points.py`), each rounded to
60 bits. It is the same in every process and release, and it does not look at the key: in all variants of a part that
declare the same symbols, equal answers share it. What it does not do:
- Numbers that a variant has drawn into the answer make another answer of it.
- Options play no part: answers that are right up to a constant have several fingerprints, and so have roundings of a
  number.
- Where an answer has no real value is part of it, so log(x^2) and 2 log(x) are two.
- Sharing one is no proof. Two unlike answers would have to agree in 60 bits at every point; a difference below that,
  as of x and x + 10^-30, is not seen.
- A named distribution and its density typed out are two, though either goes by many names.
An expression in probabilities has its values on two distributions; a graph and statements of independence have one
text for all that are equal. A derivation has the values of its lines, those that say the same as the line before left
out, and how its last line is written. Kinds other than these, expression, number, choice, tuple and distribution are
told apart by how they were read, word for word.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

from flint import acb, arb, ctx, fmpq

from pengrade.grading.comparing import kind_called
from pengrade.grading.comparing.deriving.key import material_for
from pengrade.grading.comparing.deriving.materials import EXPRESSIONS, PROBABILITIES
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.comparing.probability import setting_of
from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.laws import Named, Typed, name, shapes_of, standard, widest, with_value
from pengrade.grading.distributions.reading import extended
from pengrade.grading.evaluating.evaluate import Evaluate, OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.fixed_points import EDITION, fixed_points
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.probability.fingerprints import marks
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, Shape, Shaped, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.statements import Derivation, Listed, Word
from pengrade.grading.tree import Node

PRECISIONS = (192, 512, 1536)
BITS = 60
NOTHING = -300  # a ball around zero that is narrower than 2 to this is zero
# Times pi: with a number that nobody answers, no value of an answer lies on the edge between two roundings.
DITHER = fmpq(31415927, 28284271)
LENGTH = 32  # characters of the digest
VARIABLE = "'"  # no name that anybody can declare


def fingerprint(spec: AnswerSpec, answer: str) -> str | None:
    """None for an answer that cannot be read, and for one whose values cannot be had.

    Raises SpecError for bad symbols; the key is not looked at.
    """
    try:
        return fingerprint_of(spec, kind_called(spec.kind).read(spec, answer))
    except (ReadingError, RecursionError):
        return None


def fingerprint_of(spec: AnswerSpec, heard: Heard) -> str | None:
    """As `fingerprint`, of an answer that was read already."""
    marks = _marks(spec, heard)
    if marks is None:
        return None
    return f"{EDITION}:{sha256(marks.encode()).hexdigest()[:LENGTH]}"


def _marks(spec: AnswerSpec, heard: Heard) -> str | None:
    content = heard.content
    if heard.canonical is not None:
        return f"{spec.kind} {heard.canonical}"
    if spec.kind in ("expression", "number"):
        return _of_tree(content, declarations_of(spec))
    if spec.kind == "choice":
        return "choice " + "\x00".join(sorted(content))
    if spec.kind == "probability":
        return _of_probability(spec, content)
    if isinstance(content, Derivation):
        return _of_lines(spec, content)
    if isinstance(content, Listed):
        places = [_of_tree(item, declarations_of(spec)) for item in content.items]
        return None if None in places else "list " + "\x00".join(map(str, places))
    told = _of_law(content, declarations_of(spec)) if isinstance(content, Named | Typed) else None
    return told or (f"{spec.kind} {heard.understood_as}" if heard.understood_as else None)


def _of_lines(spec: AnswerSpec, derivation: Derivation) -> str:
    """Every line of other values than the line before; in a sound chain of equations there is the first alone."""
    material, declarations = material_for(spec), declarations_of(spec)

    def told(node: Node) -> str | None:
        if material is EXPRESSIONS:
            return _of_tree(node, declarations)
        return _of_probability(spec, node) if material is PROBABILITIES else None

    arranged = [material.arranged(declarations, step.content, True) for step in derivation.steps]
    values = [told(step.content) or text for step, text in zip(derivation.steps, arranged, strict=True)]
    changes = [value for place, value in enumerate(values) if place == 0 or value != values[place - 1]]
    return "\x00".join(["derivation", *changes, arranged[-1]])


def _of_probability(spec: AnswerSpec, tree: Node) -> str | None:
    try:
        found = marks(tree, setting_of(spec, [tree]), PRECISIONS, _rounded)
    except ReadingError:
        return None
    return None if found is None else f"probability {found}"


def _of_law(law: Named | Typed, declarations: Declarations) -> str | None:
    """The parameters in the largest family that has the law, or the density in a variable of no name."""
    if isinstance(law, Typed):
        body = with_value(law.body, law.variable, name(VARIABLE))
        if body is None:
            return None
        told = _of_tree(body, extended(declarations, replace(law.symbol, name=VARIABLE)))
        return None if told is None else f"density {told}"
    member = widest(standard(law))
    shapes = shapes_of(member, declarations)
    places = [_of_tree(tree, declarations, shape) for tree, shape in zip(member.parameters, shapes, strict=True)]
    return None if None in places else "\x00".join([f"law {member.family.name}", *map(str, places)])


def _of_tree(tree: Node, declarations: Declarations, wanted: Shape | None = None) -> str | None:
    if isinstance(tree, Word):
        return tree.text
    try:
        read = shaped(tree, declarations, wanted)
    except ReadingError:
        return None
    evaluate = evaluator(read)
    places = _places(declarations, read.names)
    marks = [_of_value(evaluate, place, declarations.has_complex) for place in places]
    if all(mark == "-" for mark in marks):
        # Real nowhere: then the principal complex values tell such answers apart.
        marks = [_of_value(evaluate, place, True) for place in places]
    return None if all(mark == "-" for mark in marks) else " ".join([_shape(read), *marks])


def _shape(read: Shaped) -> str:
    return "number" if read.shape == SCALAR else "{}x{}".format(*read.shape)


@lru_cache(maxsize=256)
def _places(declarations: Declarations, names: frozenset[str]) -> tuple[Place, ...]:
    """The fixed points at the lowest precision, only to be evaluated at `again`."""
    return tuple(Place(point, PRECISIONS[0]) for point in fixed_points(declarations, names))


def _of_value(evaluate: Evaluate, where: Place, complex_allowed: bool) -> str:
    """Its entries, each rounded; "-" where it has no value."""
    rounded: list[str] | None = None
    for precision in PRECISIONS:
        place = where.again() if precision == where.precision else Place(where.point, precision)
        try:
            value = evaluate(place)
        except (ZeroDivisionError, ValueError, OverflowError, OutOfReachError):
            return "-"
        ctx.prec = precision
        rounded = _entries(value, complex_allowed)
        if rounded is not None:
            return ",".join(rounded)
    return "-"


def _entries(value: Value, complex_allowed: bool) -> list[str] | None:
    """None while the balls are too wide to be rounded."""
    found: list[str] = []
    for entry in entries(value):
        for part in _parts(entry, complex_allowed):
            text = _rounded(part)
            if text is None:
                return None
            found.append(text)
    return found


def _parts(entry: Value, complex_allowed: bool) -> Iterator[arb]:
    """Its real part, and its imaginary part if that is not zero; one that may not be there has no value."""
    if type(entry) is not acb:
        yield entry
    elif not complex_allowed:
        yield arb.nan()
    else:
        yield entry.real
        if not _is_nothing(entry.imag):
            yield entry.imag


def _is_nothing(ball: arb) -> bool:
    return bool(ball.is_finite() and ball.contains(0) and ball.abs_upper() < arb(2) ** NOTHING)


def _rounded(ball: arb) -> str | None:
    """sign, BITS bits and exponent of the ball times DITHER; None where it is too wide to have only one rounding."""
    if not ball.is_finite():
        return None
    if _is_nothing(ball):
        return "0"
    if ball.contains(0):
        return None
    scaled = ball * _dither(ctx.prec)
    size = abs(scaled)
    exponent = _exponent(size.abs_lower())
    if exponent != _exponent(size.abs_upper()):
        return None
    digits = (scaled * arb(2) ** (BITS - exponent)).floor().unique_fmpz()
    return None if digits is None else f"{int(digits):x}p{exponent}"


@lru_cache(maxsize=len(PRECISIONS))
def _dither(precision: int) -> arb:
    ctx.prec = precision
    return arb(DITHER) * arb.pi()


def _exponent(exact: arb) -> int:
    mantissa, exponent = exact.man_exp()
    return int(exponent) + int(mantissa).bit_length()
