"""Is the answer right, as a theorem? Tried on what no point refuted; without a proof nothing is said."""

from functools import lru_cache

from pengrade.grading.declarations import Declarations, names_given
from pengrade.grading.proving.matrices import MatrixForms
from pengrade.grading.proving.normal_form import NormalForms
from pengrade.grading.shapes import SCALAR, Shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Indexed, Name, Negate, Node, walk

MOST_NODES = 300  # of both trees together; beyond, a proof costs more than it is worth


def proof_of(spec: AnswerSpec, declarations: Declarations, expected: Shaped, answer: Shaped) -> str | None:
    """How the two are proved equal: "exact", "symbolic", or None where they are not."""
    if expected.shape != answer.shape:
        return None
    if sum(1 for side in (expected, answer) for _ in walk(side.tree)) > MOST_NODES:
        return None
    with_matrices = has_matrices(declarations, expected) or has_matrices(declarations, answer)
    known = _key_in_normal_form(declarations, expected, with_matrices)
    if known is None:
        return None
    forms = known.again()
    if isinstance(forms, MatrixForms):
        forms.sizes = {**expected.sizes, **answer.sizes}
    if not _proved(spec, declarations, forms, expected, answer):
        return None
    return "symbolic" if forms.rewrote else "exact"


@lru_cache(maxsize=256)
def _key_in_normal_form(declarations: Declarations, key: Shaped, with_matrices: bool) -> NormalForms | None:
    """Only to be used `again`; None for a key without one."""
    forms = MatrixForms(declarations, key.sizes) if with_matrices else NormalForms(declarations)
    return forms if forms.keeps(key.tree) else None


def _proved(spec: AnswerSpec, declarations: Declarations, forms: NormalForms, expected: Shaped, answer: Shaped) -> bool:
    left, right = expected.tree, answer.tree
    option = spec.options.get("up_to")
    names = names_given(spec, "with_respect_to") or frozenset(declarations.symbols.keys())
    if option in ("constant", "factor") and expected.shape != SCALAR:
        return False
    if option == "constant":
        return forms.differ_by_constant(left, right, names)
    if option == "factor":
        return forms.differ_by_factor(left, right, names)
    if option == "sign":
        return forms.equal(left, right) or forms.equal(left, Negate(0, 0, right))
    return forms.equal(left, right)


def forms_for(declarations: Declarations, side: Shaped) -> NormalForms:
    return MatrixForms(declarations, side.sizes) if has_matrices(declarations, side) else NormalForms(declarations)


def has_matrices(declarations: Declarations, side: Shaped) -> bool:
    def is_matrix(node: Node) -> bool:
        symbol = declarations.symbols.get(node.name) if isinstance(node, Name | Indexed) else None
        return symbol is not None and symbol.shape != SCALAR

    return bool(side.sizes) or any(map(is_matrix, walk(side.tree)))
