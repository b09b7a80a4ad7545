"""What a parameter may be: told of a tree for all values that are declared, and of a value at a point."""

from fractions import Fraction

from flint import arb, fmpq, fmpq_mat

from pengrade.grading.declarations import Declarations
from pengrade.grading.distributions.families import FAMILIES
from pengrade.grading.distributions.family import Family, Slot
from pengrade.grading.distributions.laws import Named
from pengrade.grading.evaluating.evaluate import OutOfReachError, Place, evaluator
from pengrade.grading.evaluating.points import Point
from pengrade.grading.evaluating.values import Value, entries, is_matrix
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.proving.ranges import Range, Ranges
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.tree import MatrixOf, Node, names_in

SLACK = Fraction(1, 50)  # rounded probabilities may add up to this much more or less than one
WORDS = {
    "positive": "positive",
    "spread": "positive",
    "probability": "between 0 and 1",
    "count": "a whole number from 1",
    "whole": "a whole number",
    "simplex": "between 0 and 1",
    "concentrations": "positive",
}
COUNTS = {"trials": "number of trials", "successes": "number of successes", "degrees": "number of degrees"}
SIGNED = frozenset({"positive", "spread", "probability", "count", "concentrations", "simplex"})


def check_domains(law: Named, declarations: Declarations) -> None:
    """Raises ReadingError for a parameter that is outside of its domain whatever the symbols are."""
    family = FAMILIES[law.family]
    for slot, form, tree in zip(family.slots, law.forms, law.parameters, strict=True):
        message = _complaint(slot, form, tree, declarations)
        if message:
            raise ReadingError(message, tree.start, max(1, tree.end - tree.start))
    if family.ordered is not None:
        _check_order(family, law, family.ordered)


def _complaint(slot: Slot, form: str, tree: Node, declarations: Declarations) -> str:
    if isinstance(tree, MatrixOf):
        return _of_matrix(slot, form, tree, declarations)
    certain = slot.domain in WORDS and _is_outside_everywhere(slot.domain, tree, declarations)
    return f"Here the {COUNTS.get(form, form)} is {WORDS[slot.domain]}, and this is not." if certain else ""


def _of_matrix(slot: Slot, form: str, tree: MatrixOf, declarations: Declarations) -> str:
    if slot.domain == "spread":
        return _of_covariance(tree)
    if slot.domain not in ("simplex", "concentrations"):
        return ""
    cells = tree.children()
    if any(_is_outside_everywhere(slot.domain, cell, declarations) for cell in cells):
        return f"Here the {form} are {WORDS[slot.domain]}, and one of these is not."
    total = sum((exact_value(cell) or Fraction(0) for cell in cells), Fraction(0))
    known = all(exact_value(cell) is not None for cell in cells)
    if slot.domain == "simplex" and known and abs(total - 1) > SLACK:
        return f"These probabilities add up to {total}, not to 1."
    return ""


def _of_covariance(tree: MatrixOf) -> str:
    values = [exact_value(cell) for cell in tree.children()]
    size = len(tree.rows)
    if len(tree.rows[0]) != size:
        return ""
    if any(tree.rows[row][column] != tree.rows[column][row] for row in range(size) for column in range(row)):
        if None not in values:
            return "A covariance matrix is symmetric, and this one is not."
        return ""
    exact = [value for value in values if value is not None]
    if len(exact) < len(values):
        return ""
    # Of a symmetric matrix: no eigenvalue is negative exactly if the signs of this polynomial alternate.
    coefficients = (
        fmpq_mat(size, size, [fmpq(value.numerator, value.denominator) for value in exact]).charpoly().coeffs()
    )
    negative = any((-1) ** (size - power) * one < 0 for power, one in enumerate(coefficients))
    return "A covariance matrix has no negative eigenvalue, and this one has." if negative else ""


def _check_order(family: Family, law: Named, ordered: tuple[str, str]) -> None:
    trees = dict(zip((slot.letter for slot in family.slots), law.parameters, strict=True))
    low, high = (exact_value(trees[letter]) for letter in ordered)
    if low is not None and high is not None and (low > high or (low == high and not family.discrete)):
        tree = trees[ordered[1]]
        raise ReadingError("The upper end lies above the lower one.", tree.start, max(1, tree.end - tree.start))


def _is_outside_everywhere(domain: str, tree: Node, declarations: Declarations) -> bool:
    if not names_in(tree):
        value = _constant(tree, declarations)
        return value is not None and is_outside(domain, value)
    return domain in SIGNED and _is_outside_range(domain, Ranges(declarations).of(tree))


def _is_outside_range(domain: str, found: Range) -> bool:
    if domain == "probability" and found.low > 1:
        return True
    if domain == "count" and (found.high < 1 or (found.high == 1 and found.above)):
        return True
    return 1 not in found.signs() and (domain not in ("probability", "simplex", "spread") or 0 not in found.signs())


def _constant(tree: Node, declarations: Declarations) -> Value | None:
    try:
        read = shaped(tree, declarations)
        return evaluator(read)(Place(Point(), 128)) if read.shape == SCALAR else None
    except (ReadingError, ZeroDivisionError, ValueError, OverflowError, OutOfReachError, KeyError):
        return None


def is_outside(domain: str, value: Value) -> bool:
    """Certainly so; a ball that reaches into the domain is not."""
    if is_matrix(value):
        return domain in ("simplex", "concentrations") and any(is_outside("positive", one) for one in entries(value))
    if type(value) is not arb or not value.is_finite():
        return False
    if domain in ("probability", "simplex"):
        return bool(value < 0 or value > 1)
    if domain in ("count", "whole"):
        return bool((domain == "count" and value < 1) or (not value.contains_integer()))
    return bool(domain in ("positive", "concentrations", "spread") and (value < 0 or value == 0))


def is_inside_everywhere(domain: str, tree: Node, declarations: Declarations) -> bool:
    """In its domain whatever the symbols are."""
    ranges = Ranges(declarations)
    found = ranges.of(tree)
    if domain in ("positive", "spread"):
        return found.signs() == {1}
    if domain == "probability":
        return found.low >= 0 and found.high <= 1
    if domain == "count":
        return found.low >= 1 and ranges.is_whole(tree)
    return domain == "whole" and ranges.is_whole(tree)
