"""Random trees for property tests: scalars over x, y, mu, sigma_0, the family u and the dimension n."""

from fractions import Fraction

from hypothesis import strategies as st

from pengrade.grading.declarations import declared
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Indexed,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
)
from pengrade.grading.valueless import check_values

FUNCTIONS = ("sin", "exp", "log", "sqrt", "abs", "tanh", "factorial")


def may_have_a_value(tree: Node, symbols: str) -> bool:
    """No part of it is 1/0 or the like, which is refused before anything is compared."""
    try:
        check_values(tree, declared(symbols))
    except ReadingError:
        return False
    return True


def number(value: int) -> Number:
    return Number(0, 0, Fraction(value), str(value))


def _leaves() -> st.SearchStrategy[Node]:
    return st.one_of(
        st.integers(0, 12).map(number),
        st.sampled_from(["x", "y", "mu", "sigma_0", "n"]).map(lambda name: Name(0, 0, name)),
        st.sampled_from(["pi", "e"]).map(lambda name: Constant(0, 0, name)),
        st.integers(1, 3).map(lambda index: Indexed(0, 0, "u", (number(index),))),
    )


def _inner(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        some.map(lambda terms: Add(0, 0, terms)),
        parts.map(lambda one: Negate(0, 0, one)),
        some.map(lambda factors: Product(0, 0, factors, ("*",) * (len(factors) - 1))),
        some.map(lambda factors: Product(0, 0, factors, ("",) * (len(factors) - 1))),
        st.tuples(parts, parts).map(lambda pair: Divide(0, 0, *pair)),
        st.tuples(parts, parts).map(lambda pair: Power(0, 0, *pair)),
        st.tuples(st.sampled_from(FUNCTIONS), parts).map(lambda pair: Call(0, 0, pair[0], (pair[1],))),
        parts.map(lambda body: Fold(0, 0, "sum", "i", number(1), Name(0, 0, "n"), body)),
    )


def trees(size: int = 12) -> st.SearchStrategy[Node]:
    return st.recursive(_leaves(), _inner, max_leaves=size)
