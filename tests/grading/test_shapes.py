"""Which parts fit together, and what is said when they do not."""

import pytest

from pengrade.grading.declarations import declared
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.shapes import Shape, shaped

SYMBOLS = declared("c: real; w, a: vector(n); y: vector(m); A, B: matrix(n,n); X: matrix(m,n); z: vector(d)[n]")

FITS: list[tuple[str, Shape]] = [
    ("c", (1, 1)),
    ("2 c w", ("n", 1)),
    ("w^T", (1, "n")),
    ("w^T a", (1, 1)),
    ("w a^T", ("n", "n")),
    ("X w - y", ("m", 1)),
    ("X^T X + c I", ("n", "n")),
    ("(X^T X + c I)^{-1} X^T y", ("n", 1)),
    ("w^T A w + 1", (1, 1)),
    ("1^T w", (1, 1)),
    ("w + 0", ("n", 1)),
    ("w / ||w||", ("n", 1)),
    ("tr(A B)", (1, 1)),
    ("det(A) A", ("n", "n")),
    ("A^2 w", ("n", 1)),
    ("diag(w)", ("n", "n")),
    ("diag(A)", ("n", 1)),
    ("|w| + |A|", (1, 1)),
    ("z_1", ("d", 1)),
    ("z_{1,2}", (1, 1)),
    ("w_1 A_{12}", (1, 1)),
    ("sum_{i=1}^n z_i z_i^T", ("d", "d")),
    ("[[1,2,3],[4,5,6]]", (2, 3)),
    ("[c, 1]", (2, 1)),
]


@pytest.mark.parametrize(("text", "shape"), FITS)
def test_the_shape_is_inferred(text: str, shape: Shape) -> None:
    assert shaped(read_expression(text, SYMBOLS)[0], SYMBOLS).shape == shape


MISFITS = [
    ("A + w", ["matrix (n × n)", "vector (n × 1)"], 0, 5),
    ("w + c", ["vector (n × 1)", "number"], 0, 5),
    ("c A w^T", ["matrix (n × n)", "row (1 × n)"], 2, 5),
    ("w^T A + A w", ["row (1 × n)", "vector (n × 1)"], 0, 11),
    ("X (X w - y)", ["matrix (m × n)", "vector (m × 1)"], 0, 10),
    ("w / w", ["vector (n × 1)"], 0, 5),
    ("w^2", ["vector (n × 1)"], 0, 3),
    ("exp(w)", ["vector (n × 1)"], 4, 1),
    ("tr(X)", ["matrix (m × n)"], 3, 1),
    ("X^{-1}", ["matrix (m × n)"], 0, 6),
    ("c^w", ["vector (n × 1)"], 2, 1),
    ("[[w, 1]]", ["vector (n × 1)", "number"], 5, 1),
    ("||A||", ["||A||_F"], 0, 5),
]


@pytest.mark.parametrize(("text", "named", "position", "length"), MISFITS)
def test_a_misfit_names_the_shapes_and_the_place(text: str, named: list[str], position: int, length: int) -> None:
    with pytest.raises(ReadingError) as caught:
        shaped(read_expression(text, SYMBOLS)[0], SYMBOLS)

    assert (caught.value.position, caught.value.length) == (position, length)
    assert all(name in str(caught.value) for name in named)


def test_a_size_keeps_its_capitals() -> None:
    symbols = declared("r: vector(K); M: matrix(K,K)")

    with pytest.raises(ReadingError, match=r"A vector \(K × 1\)"):
        shaped(read_expression("r M", symbols)[0], symbols)


def test_a_lone_identity_or_zero_takes_the_shape_of_the_key() -> None:
    for text in ("I", "0"):
        assert shaped(read_expression(text, SYMBOLS)[0], SYMBOLS, ("n", "n")).shape == ("n", "n")
