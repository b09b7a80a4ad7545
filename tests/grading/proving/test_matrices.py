"""Identities of matrices that are proved for every size, and near misses that must not be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.fixed_points import fixed_points
from pengrade.grading.evaluating.values import Value, entries
from pengrade.grading.explaining.sites import changes
from pengrade.grading.explaining.slips import Table
from pengrade.grading.grade import grade
from pengrade.grading.proving.proof import proof_of
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import Shaped, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Add, Call, Identity, Name, Negate, Node, Power, Product, Transpose, names_in
from pengrade.grading.verdict import CORRECT
from tests.grading.trees import number

SYMBOLS = (
    "A, B, C: matrix(n,n); S: matrix(n,n) symmetric; P: matrix(n,n) positive-definite; Q: matrix(n,n) orthogonal; "
    "D, E: matrix(n,n) diagonal; X: matrix(m,n); y: vector(m); u, v, w: vector(n); a, c: real; s: positive; "
    "x: vector(n)[k]; t: real[k]; z: natural"
)
DECLARED = declared(SYMBOLS)


def read(text: str) -> Shaped:
    return shaped(read_expression(text, DECLARED)[0], DECLARED)


def is_proved(left: str, right: str) -> bool:
    one = read(left)
    tree, _ = read_expression(right, DECLARED)
    return (
        proof_of(AnswerSpec("expression", SYMBOLS, left), DECLARED, one, shaped(tree, DECLARED, one.shape)) is not None
    )


PROVED = [
    ("(A B)^T", "B^T A^T"),
    ("(A B)^{-1}", "B^{-1} A^{-1}"),
    ("(A^T)^{-1}", "(A^{-1})^T"),
    ("A A^{-1} B", "B"),
    ("(A + B)(A - B)", "A^2 - A B + B A - B^2"),
    ("(2 A)^{-1}", "A^{-1}/2"),
    ("S^T A", "S A"),
    ("(S A)^T", "A^T S"),
    ("Q^T Q u", "u"),
    ("Q^{-1}", "Q^T"),
    ("D E", "E D"),
    ("D A E D", "D A D E"),
    ("u^T A v", "v^T A^T u"),
    ("u^T S v", "v^T S u"),
    ("(u^T v)^2", "u^T v v^T u"),
    ("u v^T w", "(v^T w) u"),
    ("||u - v||^2", "u^T u - 2 u^T v + v^T v"),
    ("||A u||", "sqrt(u^T A^T A u)"),
    ("||c u||", "|c| ||u||"),
    ("||X||_F^2", "tr(X^T X)"),
    ("||Q u||", "||u||"),
    ("||X w - y||^2", "w^T X^T X w - 2 y^T X w + y^T y"),
    ("2 X^T (X w - y)", "2 X^T X w - 2 X^T y"),
    ("tr(A B C)", "tr(C A B)"),
    ("tr(A^T B)", "tr(B^T A)"),
    ("tr(A u u^T)", "u^T A u"),
    ("tr(Q A Q^T)", "tr(A)"),
    ("tr(A + c B)", "tr(A) + c tr(B)"),
    ("tr(X X^T)", "tr(X^T X)"),
    ("det(A B)", "det(A) det(B)"),
    ("det(A^T)", "det(A)"),
    ("det(A^{-1})", "1/det(A)"),
    ("det(2 A)", "2^n det(A)"),
    ("det(Q)^2", "1"),
    ("log(det(P Q^T P Q))", "2 log(det(P))"),
    ("(X^T X)^{-1} X^T y", "(2 X^T X)^{-1} (2 X)^T y"),
    ("y^T X (X^T X + s I)^{-1} X^T y", "(X^T y)^T (s I + X^T X)^{-1} X^T y"),
    ("((A + B)^{-1})^T", "(A^T + B^T)^{-1}"),
    ("((A + B)^{-1})^{-1} C", "A C + B C"),
    ("X (X^T X)^{-1} X^T X (X^T X)^{-1} X^T", "X (X^T X)^{-1} X^T"),
    ("(A + B)^{-1} (A + B) C", "C"),
    ("(A + c B)(A + c B)^{-1}", "I"),
    ("exp(-1/2 (u-v)^T P^{-1} (u-v))", "exp(-u^T P^{-1} u/2 + u^T P^{-1} v - v^T P^{-1} v/2)"),
    ("(A + A^T) u", "A^T u + A u"),
    ("(u u^T) (v v^T)", "(u^T v) u v^T"),
    ("sum_{i=1}^k (t_i - w^T x_i)^2", "sum_{i=1}^k t_i^2 - 2 sum_{i=1}^k t_i x_i^T w + sum_{i=1}^k w^T x_i x_i^T w"),
    ("sigmoid(w^T u)", "1/(1 + exp(-u^T w))"),
    ("(1 - a) u + a u", "u"),
]


@pytest.mark.parametrize(("left", "right"), PROVED)
def test_an_identity_of_matrices_is_proved(left: str, right: str) -> None:
    assert is_proved(left, right)


FALSE = [
    ("A B", "B A"),
    ("(A B)^T", "A^T B^T"),
    ("A^T", "A"),
    ("A u", "A^T u"),
    ("u v^T", "v u^T"),
    ("u^T A v", "v^T A u"),
    ("Q Q", "Q^T"),
    ("Q^T", "Q"),
    ("D A", "A D"),
    ("S A", "A S"),
    ("tr(A B)", "tr(A) tr(B)"),
    ("tr(A B C)", "tr(A C B)"),
    ("det(A + B)", "det(A) + det(B)"),
    ("det(2 A)", "2 det(A)"),
    ("det(Q)", "1"),
    ("(A + B)^{-1}", "A^{-1} + B^{-1}"),
    ("||c u||", "c ||u||"),
    ("||u + v||", "||u|| + ||v||"),
    ("(X^T X)^{-1}", "X^{-1} (X^T)^{-1}"),
    ("(A + B)^2", "A^2 + 2 A B + B^2"),
    ("sum_{i=1}^k (w^T x_i)^2", "(sum_{i=1}^k w^T x_i)^2"),
]


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_a_near_miss_of_matrices_is_not_proved(left: str, right: str) -> None:
    try:
        assert not is_proved(left, right)
    except ReadingError:
        assert "X^{-1}" in right  # not even of a fitting shape


def test_a_proof_is_shown_as_exact() -> None:
    verdict = grade(AnswerSpec("expression", SYMBOLS, "(A + A^T) u"), "A u + (u^T A)^T")

    assert (verdict.verdict, verdict.evidence["method"]) == (CORRECT, "exact")


def test_a_constant_that_hides_a_name_in_a_form_is_none() -> None:
    spec = AnswerSpec("expression", SYMBOLS, "s", {"up_to": "constant", "with_respect_to": ["u"]})
    key = read("s")

    assert proof_of(spec, DECLARED, key, read("s + v^T A v"))
    assert not proof_of(spec, DECLARED, key, read("s + v^T A u"))
    assert not proof_of(spec, DECLARED, key, read("s + v^T (A + u v^T)^{-1} v"))


def squares() -> st.SearchStrategy[Node]:
    """Random square matrices of one size."""
    sums = [Add(0, 0, (Name(0, 0, name), Identity(0, 0))) for name in "AS"]  # an I alone has no size
    leaves = st.sampled_from([*(Name(0, 0, name) for name in "ABSPQDE"), *sums])
    two = lambda parts: st.tuples(parts, parts)  # noqa: E731
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            two(parts).map(lambda pair: Product(0, 0, pair, ("",))),
            two(parts).map(lambda pair: Add(0, 0, pair)),
            parts.map(lambda one: Negate(0, 0, one)),
            parts.map(lambda one: Transpose(0, 0, one)),
            parts.map(lambda one: Power(0, 0, one, Negate(0, 0, number(1)))),
            parts.map(lambda one: Product(0, 0, (number(2), one), ("",))),
        ),
        max_leaves=4,
    )


def numbers() -> st.SearchStrategy[Node]:
    """Random traces, determinants and quadratic forms."""
    u, v = Name(0, 0, "u"), Name(0, 0, "v")
    return st.one_of(
        squares().map(lambda one: Call(0, 0, "tr", (one,))),
        squares().map(lambda one: Call(0, 0, "det", (one,))),
        squares().map(lambda one: Call(0, 0, "normF", (one,))),
        squares().map(lambda one: Product(0, 0, (Transpose(0, 0, u), one, v), ("", ""))),
        squares().map(lambda one: Product(0, 0, (Transpose(0, 0, v), one, v), ("", ""))),
        squares().map(lambda one: Call(0, 0, "norm", (Product(0, 0, (one, u), ("",)),))),
    )


def differ(left: Shaped, right: Shaped) -> bool:
    """Told apart by some point, whose sizes and values have nothing to do with the proof."""
    names = names_in(left.tree) | names_in(right.tree)
    return any(
        _apart(evaluator(left)(Place(point, 200)), evaluator(right)(Place(point, 200)))
        for point in fixed_points(DECLARED, names)
    )


def _apart(left: Value, right: Value) -> bool:
    pairs = zip(entries(left), entries(right), strict=True)
    return any(one.is_finite() and other.is_finite() and not (one - other).contains(0) for one, other in pairs)


SPEC = AnswerSpec("expression", SYMBOLS, None)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.tuples(squares(), squares()), st.tuples(numbers(), numbers())))
def test_what_is_proved_holds_for_random_matrices(pair: tuple[Node, Node]) -> None:
    left, right = (shaped(one, DECLARED) for one in pair)

    if proof_of(SPEC, DECLARED, left, right):
        assert not differ(left, right)


@settings(max_examples=300, deadline=None)
@given(st.one_of(squares(), numbers()), st.integers(0, 1000))
def test_a_slip_is_proved_only_where_it_changes_nothing(tree: Node, choice: int) -> None:
    found = list(changes(tree, Table(DECLARED, names_in(tree))))
    left = shaped(tree, DECLARED)
    try:
        right = shaped(found[choice % len(found)].tree, DECLARED)
    except (ReadingError, ZeroDivisionError):  # a slip may misfit, and a lone I has none
        return

    if left.shape == right.shape and proof_of(SPEC, DECLARED, left, right):
        assert not differ(left, right)


@settings(max_examples=200, deadline=None)
@given(squares())
def test_a_matrix_is_its_own_transpose_turned_back_and_never_itself_and_one_more(matrix: Node) -> None:
    original = shaped(matrix, DECLARED)
    back = shaped(Transpose(0, 0, Transpose(0, 0, matrix)), DECLARED)
    more = shaped(Add(0, 0, (matrix, Name(0, 0, "A"))), DECLARED)

    assert proof_of(SPEC, DECLARED, original, back)
    assert not proof_of(SPEC, DECLARED, original, more)
