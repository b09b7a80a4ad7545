"""Equal expressions are told equal, unequal ones refuted by a table that a second program confirms."""

import random
from fractions import Fraction
from itertools import product
from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.probability import setting_of
from pengrade.grading.probability.compare import Agreed, Outcome, Proved, Refuted, Setting, Unclear, compare
from pengrade.grading.probability.tree import Divergence, Expectation
from pengrade.grading.probability.witness import counterexample
from pengrade.grading.reading.probability import read_probability
from pengrade.grading.rendering.latex import latex
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Add, Call, Negate, Node
from tests.grading.probability.enumeration import Table, World, value, world_of
from tests.grading.probability.rewriting import density, rewritten, slip

NAMES = ("w", "x", "y", "z")
SYMBOLS = "w, x, y, z: variable; q: density"
CHAIN = [("w", "x"), ("x", "y"), ("y", "z")]
COLLIDER = [("w", "y"), ("x", "y"), ("y", "z")]
FORK = [("w", "x"), ("w", "y"), ("w", "z")]

GRAPHS = st.sampled_from([None, CHAIN, COLLIDER, FORK])
SOURCES = st.integers(0, 10**6).map(random.Random)


@st.composite
def densities(draw: st.DrawFn) -> Node:
    """p(left | right) over some of the names."""
    names = draw(st.permutations(NAMES))
    bar = draw(st.integers(1, 3))
    end = draw(st.integers(bar, 3))
    return density(tuple(names[:bar]), tuple(names[bar:end]))


def _setting(edges: list[tuple[str, str]] | None, *company: Node) -> Setting:
    options = {} if edges is None else {"graph": ", ".join(f"{tail}->{head}" for tail, head in edges)}
    return setting_of(AnswerSpec("probability", SYMBOLS, "", options), company)


def _graph(edges: list[tuple[str, str]] | None) -> "networkx.DiGraph[str] | None":
    return None if edges is None else networkx.DiGraph(edges)


@given(densities(), GRAPHS, st.integers(1, 6), SOURCES)
@settings(max_examples=150, deadline=None)
def test_identities_never_change_the_verdict(
    tree: Node, edges: list[tuple[str, str]] | None, steps: int, source: random.Random
) -> None:
    other = rewritten(tree, steps, NAMES, source, _graph(edges))

    assert isinstance(compare(tree, other, _setting(edges)), Proved | Agreed), latex(other)


@given(densities(), GRAPHS, st.integers(0, 3), SOURCES)
@settings(max_examples=200, deadline=None)
def test_a_slip_is_refused_with_a_table_that_enumeration_confirms(
    tree: Node, edges: list[tuple[str, str]] | None, steps: int, source: random.Random
) -> None:
    other = slip(rewritten(tree, steps, NAMES, source, _graph(edges)), NAMES, source)

    _confirm(tree, other, compare(tree, other, _setting(edges)), edges)


@given(densities(), st.integers(1, 4), SOURCES, st.booleans())
@settings(max_examples=80, deadline=None)
def test_so_it_is_inside_of_expectations_and_divergences(
    tree: Node, steps: int, source: random.Random, wrong: bool
) -> None:
    q = density(("z",), (), "q")
    other = rewritten(tree, steps, NAMES, source, None)
    other = slip(other, NAMES, source) if wrong else other
    before, after = (Expectation(0, 0, (q,), Call(0, 0, "log", (inside,))) for inside in (tree, other))

    outcome = compare(before, after, _setting(None))

    _confirm(before, after, outcome, None)
    assert wrong or not isinstance(outcome, Refuted)


@given(st.booleans(), SOURCES)
@settings(max_examples=30, deadline=None)
def test_the_gap_of_the_bound_is_a_divergence(turned: bool, source: random.Random) -> None:
    q, posterior = density(("y",), (), "q"), density(("y",), ("x",))
    sides = (posterior, q) if turned else (q, posterior)
    joint = rewritten(density(("x", "y")), 3, NAMES, source, None)
    logs = [Call(0, 0, "log", (one,)) for one in (joint, q)]
    bound = Expectation(0, 0, (q,), Add(0, 0, (logs[0], Negate(0, 0, logs[1]))))
    whole = Add(0, 0, (bound, Divergence(0, 0, *sides)))
    evidence = Call(0, 0, "log", (density(("x",)),))

    outcome = compare(evidence, whole, _setting(None))

    assert isinstance(outcome, Refuted if turned else Proved | Agreed)
    _confirm(evidence, whole, outcome, None)


def _confirm(expected: Node, answer: Node, outcome: Outcome, edges: list[tuple[str, str]] | None) -> None:
    assert not isinstance(outcome, Unclear)
    if isinstance(outcome, Refuted):
        evidence = counterexample(outcome)
        world, state = world_of(evidence), {name: str(at) for name, at in evidence["point"].items()}
        values = [value(tree, state, world) for tree in (expected, answer)]
        assert _inside(values[0], evidence["expected"])
        assert _inside(values[1], evidence["answer"])
        assert abs(float(values[0] - values[1])) > 1e-12
    else:
        world = _world(edges)
        for states in product("01", repeat=len(NAMES)):
            state = dict(zip(NAMES, states, strict=True))
            assert value(expected, state, world) == pytest.approx(value(answer, state, world), rel=1e-9)


def _inside(found: Any, interval: list[str]) -> bool:
    low, high = map(Fraction, interval)
    slack = Fraction(0) if isinstance(found, Fraction) else Fraction(1, 10**9)
    return low - slack <= Fraction(found) <= high + slack


def _world(edges: list[tuple[str, str]] | None) -> World:
    """Two states each, from a source of its own."""
    source = random.Random(7)
    q = [_table(("y", "z"), (), source)]
    if edges is None:
        return World({"p": (_table(NAMES, (), source),), "q": tuple(q)})
    tables = [_table((name,), tuple(tail for tail, head in edges if head == name), source) for name in NAMES]
    return World({"p": tuple(tables), "q": tuple(q)})


def _table(variables: tuple[str, ...], given_ones: tuple[str, ...], source: random.Random) -> Table:
    probabilities = {}
    for before in product("01", repeat=len(given_ones)):
        weights = {states: source.randint(1, 99) for states in product("01", repeat=len(variables))}
        for states, weight in weights.items():
            probabilities[(*before, *states)] = Fraction(weight, sum(weights.values()))
    return Table(variables, given_ones, probabilities)


PROVED = [
    ("H(x) - H(x|y)", "I(x; y)"),
    ("H(x) + H(y) - H(x,y)", "I(x; y)"),
    ("I(x; y | z)", "H(x|z) - H(x|y,z)"),
    ("KL(p(x,y) || p(x) p(y))", "I(x; y)"),
    ("H(x,y)", "H(x) + H(y|x)"),
    ("E[Var[x|y]] + Var[E[x|y]]", "Var[x]"),
    ("E[E[x|y]]", "E[x]"),
    ("Cov[x, y]", r"E[(x - E[x])(y - E[y])]"),
    (r"\log p(x) - KL(q(z) || p(z|x))", r"E_{q(z)}[\log p(x,z) - \log q(z)]"),
    (r"E_{q(z|x)}[\log p(x|z)] - KL(q(z|x) || p(z))", r"\log p(x) - KL(q(z|x) || p(z|x))"),
    (r"\frac{p(x|z) p(z)}{\sum_{z'} p(x|z') p(z')}", "p(z|x)"),
    (r"\int\int p(x, y, z) \, dy \, dz", "p(x)"),
    (r"\exp(E_{q(z)}[\log p(x)])", "p(x)"),
    (r"\sqrt{p(x)^2}", "p(x)"),
    ("E_{q(z)}[p(x,z)/q(z)]", "p(x)"),
]


@pytest.mark.parametrize(("one", "other"), PROVED)
def test_the_chain_rule_bayes_and_marginalisation_prove(one: str, other: str) -> None:
    assert isinstance(_compared(one, other), Proved)


# A proof for every distribution must not be claimed where a graph or the sizes of tables alone make two sides equal.
def test_what_holds_over_a_graph_only_is_proved_over_that_graph_only() -> None:
    assert isinstance(_compared("p(z|y,x)", "p(z|y)", graph="x->y, y->z"), Proved)
    assert isinstance(_compared("p(z|y,x)", "p(z|y)", graph="x->y, y->z, x->z"), Refuted)
    assert isinstance(_compared("p(z|y,x)", "p(z|y)"), Refuted)
    assert isinstance(_compared("p(x,z)", "p(x) p(z)", graph="x->y, z->y"), Proved)
    assert isinstance(_compared("p(x,z|y)", "p(x|y) p(z|y)", graph="x->y, z->y"), Refuted)


def test_the_number_of_states_is_nobodys_business() -> None:
    for states in (2, 3):
        assert isinstance(_compared(r"\sum_x 1", str(states)), Refuted)


@pytest.mark.parametrize("faint", [r"\exp(-1000)", r"10^{-200} \log p(x)", r"\exp(-\exp(10))", "E[x^2]/10^{300}"])
def test_a_faint_difference_is_seen(faint: str) -> None:
    assert isinstance(_compared(r"\log p(x)", rf"\log p(x) + {faint}"), Refuted)


def test_logarithms_that_cancel_are_no_faint_term() -> None:
    split = r"E_q[\log \frac{p(x,z)}{q(z)}] + E_q[\log \frac{q(z)}{p(z|x)}]"
    whole = r"E_q[\log p(x,z) - \log q(z)] + KL(q(z) || p(z|x))"

    assert not isinstance(_compared(split, whole), Unclear)


def test_what_cannot_be_followed_is_left_undecided() -> None:
    assert isinstance(_compared(r"\log p(x)", r"\log p(x) + \exp(-\exp(20))"), Unclear)


def test_undirected_graphs_are_factorised_over_as_well() -> None:
    assert isinstance(_compared("p(z|y,x)", "p(z|y)", graph="x-y, y-z"), Proved)
    assert isinstance(_compared("p(z|y,x)", "p(z|y)", graph="f:{x,y}, g:{y,z}"), Proved)
    assert isinstance(_compared("p(z|y,x)", "p(z|y)", graph="x-y, y-z, x-z"), Refuted)


def _compared(one: str, other: str, **options: Any) -> Outcome:
    spec = AnswerSpec("probability", SYMBOLS, one, options)
    setting = setting_of(spec)
    trees = [read_probability(text, setting.declarations)[0] for text in (one, other)]
    return compare(trees[0], trees[1], setting)
