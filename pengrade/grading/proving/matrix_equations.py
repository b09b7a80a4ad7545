"""f = 0 and g = 0 for vectors and matrices: the same equation if g is f times a number that is not zero and matrices
that are invertible, on either side, perhaps transposed. True is a proof; False is not.
"""

from collections.abc import Iterator
from fractions import Fraction

from pengrade.grading.declarations import Declarations
from pengrade.grading.proving.matrices import Matrix, MatrixForms, Value
from pengrade.grading.proving.ratios import ZERO, NotNormalError, Ratio
from pengrade.grading.proving.substitution import literal
from pengrade.grading.shapes import SCALAR, Shaped
from pengrade.grading.tree import Call, Name, Negate, Node, Power, Product, Transpose, walk

INVERTIBLE = frozenset({"invertible", "positive-definite", "orthogonal"})
MOST_MULTIPLIERS = 8
MINUS_ONE = Negate(0, 0, literal(Fraction(1)))


def are_multiples(declarations: Declarations, left: Shaped, right: Shaped) -> bool:
    if SCALAR in (left.shape, right.shape):
        return False
    forms = MatrixForms(declarations, {**left.sizes, **right.sizes})
    try:
        one, other = forms.value(left.tree), forms.value(right.tree)
        turned = (one, forms.transpose(one))
    except (NotNormalError, ZeroDivisionError, OverflowError):
        return False
    multipliers = [_or_none(forms, node) for node in _invertible(declarations, left, right)][:MOST_MULTIPLIERS]
    known: list[Value | None] = [None, *(value for value in multipliers if value is not None)]
    return any(
        _is_multiple(forms, before, value, after, other) for value in turned for before in known for after in known
    )


def _or_none(forms: MatrixForms, node: Node) -> Value | None:
    try:
        return forms.value(node)
    except (NotNormalError, ZeroDivisionError, OverflowError):
        return None


def _invertible(declarations: Declarations, left: Shaped, right: Shaped) -> Iterator[Node]:
    """What is invertible wherever both sides have a value, made of one name each."""
    inverted = {name for side in (left, right) for name in _inverted(side.tree)}
    for name in sorted(left.names | right.names):
        symbol = declarations.symbols.get(name)
        if symbol is None or symbol.domain != "matrix" or symbol.family:
            continue
        square: list[Node] = []
        if symbol.properties & INVERTIBLE or name in inverted:
            square = [Name(0, 0, name)]
        elif "full-rank" in symbol.properties:
            square = [Product(0, 0, (Transpose(0, 0, Name(0, 0, name)), Name(0, 0, name)), ("",))]
        for node in square:
            yield node
            yield Power(0, 0, node, MINUS_ONE)
            if not symbol.properties & {"symmetric", "positive-definite", "full-rank"}:
                yield Transpose(0, 0, node)
                yield Power(0, 0, Transpose(0, 0, node), MINUS_ONE)


def _inverted(tree: Node) -> Iterator[str]:
    """Names that the tree inverts, so that it has no value where they are singular."""
    for node in walk(tree):
        match node:
            case Power(base=Name(name=name), exponent=Negate()) | Call(function="inv", arguments=(Name(name=name),)):
                yield name


def _is_multiple(forms: MatrixForms, before: Value | None, value: Value, after: Value | None, wanted: Value) -> bool:
    try:
        for factor, goes_before in ((before, True), (after, False)):
            if factor is not None and not _fit(factor, value, goes_before):
                return False
            if factor is not None:
                value = forms.times(factor, value) if goes_before else forms.times(value, factor)
        return _by_a_number(forms, value, wanted)
    except (NotNormalError, ZeroDivisionError, OverflowError):
        return False


def _fit(factor: Value, value: Value, goes_before: bool) -> bool:
    if isinstance(factor, Ratio) or isinstance(value, Ratio):
        return True
    return factor.columns == value.rows if goes_before else value.columns == factor.rows


def _by_a_number(forms: MatrixForms, value: Value, wanted: Value) -> bool:
    """wanted = c value, for a number c that is not zero."""
    if not (isinstance(value, Matrix) and isinstance(wanted, Matrix)) or not wanted.terms:
        return False
    if (value.rows, value.columns) != (wanted.rows, wanted.columns) or value.terms.keys() != wanted.terms.keys():
        return False
    word = next(iter(wanted.terms))
    factor = forms.atoms.canonical(wanted.terms[word] / forms.nonzero(value.terms[word]))
    if not (factor.above.is_constant() and factor.below.is_constant()) or factor.above == ZERO:
        return False
    return all(forms.is_zero(wanted.terms[one] - value.terms[one] * factor) for one in wanted.terms)
