"""What authors may declare, and how they learn of a slip."""

import pytest

from pengrade.grading.declarations import Symbol, canonical_name, declared
from pengrade.grading.spec import SpecError

READ = [
    ("x: real", Symbol("x", "real")),
    (r"\mu: positive", Symbol("mu", "positive")),
    ("μ: positive", Symbol("mu", "positive")),
    ("x_{1}: probability", Symbol("x_1", "probability")),
    ("x: vector(n)", Symbol("x", "vector", ("n", 1))),
    ("x: vector(3)", Symbol("x", "vector", (3, 1))),
    ("A: matrix(m, n)", Symbol("A", "matrix", ("m", "n"))),
    ("A: matrix(n,n) symmetric", Symbol("A", "matrix", ("n", "n"), (), frozenset({"symmetric"}))),
    ("x: real[n]", Symbol("x", "real", (1, 1), ("n",))),
    ("x: real[n, m]", Symbol("x", "real", (1, 1), ("n", "m"))),
    ("x: vector(d)[n]", Symbol("x", "vector", ("d", 1), ("n",))),
    ("i: index(n)", Symbol("i", "index", (1, 1), ("n",))),
    ("f: function(real) -> real", Symbol("f", "function")),
]


@pytest.mark.parametrize(("text", "symbol"), READ)
def test_a_declaration_is_read(text: str, symbol: Symbol) -> None:
    assert declared(text).symbols == {symbol.name: symbol}


def test_several_names_share_a_declaration_and_a_mapping_says_the_same() -> None:
    text = declared("x, y: real; A: matrix(n,n)")
    mapping = declared({"x": "real", "y": "real", "A": "matrix(n,n)"})

    assert text.symbols == mapping.symbols
    assert text.dimensions == {"n"}


def test_a_dimension_that_is_declared_as_a_number_too_stays_a_dimension() -> None:
    assert declared("n: natural; x: real[n]").dimensions == {"n"}


@pytest.mark.parametrize("typed", ["σ_0", r"\sigma_0", "sigma_{0}", "σ₀", r"\sigma_{0}"])
def test_all_spellings_of_a_name_are_one_name(typed: str) -> None:
    assert canonical_name(typed) == "sigma_0"


WRONG = [
    "x real",
    "x: rael",
    "x: vector",
    "x: vector(n, m)",
    "A: matrix(n)",
    "A: matrix(m,n) symmetric",
    "A: matrix(n,n) shiny",
    "A: matrix(n,n",
    "x: real[n",
    "x: vector(40)",
    "x: real; x: positive",
    "2x: real",
    "n: real; x: real[n]",
]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_declaration_is_the_authors_mistake(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        declared(text)

    assert caught.value.field == "symbols"
