"""Random trees of what `trees.py` leaves out: conditions, cases, derivatives, integrals, limits and more."""

from hypothesis import strategies as st

from pengrade.grading.tree import (
    Cases,
    Chain,
    Derivative,
    Fold,
    Indicator,
    Infinity,
    Integral,
    Joined,
    Limit,
    Name,
    Node,
    Slope,
)
from tests.grading.trees import number, trees

SIGNS = ("=", "≠", "<", "≤", ">", "≥")


def _name(name: str) -> Name:
    return Name(0, 0, name)


def _chains(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(parts, st.sampled_from(SIGNS), parts)
    return pairs.map(lambda found: Chain(0, 0, (found[0], found[2]), (found[1],)))


def _conditions(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    chains = _chains(parts)
    joined = st.tuples(st.sampled_from(["and", "or"]), chains, chains)
    return st.one_of(chains, joined.map(lambda found: Joined(0, 0, found[0], (found[1], found[2]))))


def trees_of_calculus() -> st.SearchStrategy[Node]:
    """One construct around small trees."""
    parts = trees(4)
    conditions = _conditions(parts)
    ends = st.one_of(parts, st.booleans().map(lambda negative: Infinity(0, 0, negative)))
    return st.one_of(
        conditions.map(lambda condition: Indicator(0, 0, condition)),
        st.tuples(parts, conditions, parts).map(lambda found: Cases(0, 0, (found[0], found[2]), (found[1],))),
        st.tuples(parts, conditions).map(lambda found: Cases(0, 0, (found[0],), (found[1],))),
        st.tuples(parts, st.integers(1, 3)).map(lambda found: Derivative(0, 0, _name("x"), found[1], found[0])),
        st.tuples(ends, ends, parts).map(lambda found: Integral(0, 0, "t", *found)),
        st.tuples(parts, parts).map(lambda found: Limit(0, 0, "t", found[0], "", found[1])),
        parts.map(lambda body: Limit(0, 0, "t", number(0), "+", body)),
        st.tuples(st.sampled_from(["sum", "product", "max", "min"]), parts, _chains(parts)).map(
            lambda found: Fold(0, 0, found[0], "i", number(1), _name("n"), found[1], found[2])
        ),
        parts.map(lambda body: Fold(0, 0, "sum", "k", number(0), Infinity(0, 0, False), body)),
        parts.map(lambda body: Slope(0, 0, "sigmoid", 1, body)),
    )
