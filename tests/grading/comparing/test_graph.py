"""Graphs: what equal means, what is said of a wrong one, and what costs nothing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.comparing.graph import nodes_asked
from pengrade.grading.fingerprint import fingerprint
from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT

COLLIDER = "a->c, b->c, c->d"


def spec(key: Any, symbols: str = "", mistakes: tuple[Mistake, ...] = (), **options: Any) -> AnswerSpec:
    return AnswerSpec("graph", symbols, key, options, mistakes=mistakes)


@pytest.mark.parametrize(
    ("answer", "latex", "words"),
    [
        ("a->b, c<-b", r"a \to b,\; c \leftarrow b", "a points to b; c is pointed at by b"),
        ("a -> b <- c", r"a \to b,\; b \leftarrow c", "a points to b; b is pointed at by c"),
        ("a→b", r"a \to b", "a points to b"),
        (r"a \rightarrow b", r"a \to b", "a points to b"),
        ("a --> {b, c}", r"a \to b,\; a \to c", "a points to b; a points to c"),
        ("a-b--c", r"a - b,\; b - c", "a is joined to b; b is joined to c"),
        ("x_1-x₂", "x_{1} - x_{2}", "x sub 1 is joined to x sub 2"),
        ("f:{a, b}; g(c)", r"f : \left\{a, b\right\},\; g : \left\{c\right\}", "factor f of a and b; factor g of c"),
        ("p(a|b,c)", r"p : \left\{a, b, c\right\}", "factor p of a, b and c"),
        ("{a,b}", r"\left\{a, b\right\}", "a factor of a and b"),
        ("a->b, c", r"a \to b,\; c", "a points to b; c alone"),
        ("a->b\nb->c\n", r"a \to b,\; b \to c", "a points to b; b points to c"),
        ("1->2", r"1 \to 2", "1 points to 2"),
    ],
)
def test_a_graph_is_read_in_the_ways_it_is_typed(answer: str, latex: str, words: str) -> None:
    echo = preview(spec(""), answer)

    assert (echo.understood_as, echo.spoken) == (latex, words)
    assert preview(spec(""), latex).understood_as == latex


@pytest.mark.parametrize(
    ("answer", "message", "place"),
    [
        ("", "There is nothing here yet.", (0, 0)),
        ("a->", "A node is missing after this.", (1, 2)),
        ("a->c, b->", "A node is missing after this.", (7, 2)),
        ("a c", "A sign is missing before c. Write an edge as a->b or a-b.", (2, 1)),
        ("a->a", "a is joined to itself.", (1, 2)),
        ("a->c, c->a", "a and c point at each other.", (7, 2)),
        ("a->b->c->a", "The arrows lead round in a circle: a → b → c → a.", (0, 1)),
        ("a->c, a-c", "a and c are joined twice, with and without an arrow.", (7, 1)),
        ("a<->c", "An edge has one arrowhead or none here.", (1, 3)),
        ("a->e", "There is no e here. There are a, b, c, d.", (3, 1)),
        ("A->c", "There is no A here. Did you mean a?", (0, 1)),
        ("a:{b,c}", "a is a node, so it cannot be a factor.", (0, 1)),
        ("f:{b,c}, a->b", "A graph has edges or factors here, not both.", (0, 13)),
        ("(a,c)", "Write an edge as a->b or a-b.", (0, 1)),
        ("a->c,", "An edge is missing after this.", (4, 1)),
        ("f:{a,b", "This bracket is never closed.", (2, 1)),
    ],
)
def test_a_graph_that_cannot_be_read_is_told_where_and_why(answer: str, message: str, place: tuple[int, int]) -> None:
    verdict = grade(spec(COLLIDER), answer)

    assert (verdict.verdict, verdict.message, (verdict.position, verdict.length)) == (INVALID, message, place)


@pytest.mark.parametrize(
    ("key", "options", "answer", "verdict"),
    [
        (COLLIDER, {}, "b->c<-a, c->d", CORRECT),
        (COLLIDER, {}, "a->c, b->c, d->c", INCORRECT),
        (COLLIDER, {}, "a-c, b-c, c-d", INCORRECT),
        (COLLIDER, {"equal": "skeleton"}, "a-c, b-c, c-d", CORRECT),
        (COLLIDER, {"equal": "skeleton"}, "d->c, c->a, c->b", CORRECT),
        (COLLIDER, {"equal": "skeleton"}, "a-c, b-c, c-d, a-b", INCORRECT),
        ("a->b->c", {"equal": "markov"}, "c->b->a", CORRECT),
        ("a->b->c", {"equal": "markov"}, "a-b-c", CORRECT),  # no common effect: the undirected chain says the same
        ("a->b->c", {"equal": "markov"}, "f(a,b), g(b,c)", CORRECT),
        ("a->b->c", {"equal": "markov"}, "a->b<-c", INCORRECT),
        ("a->b<-c", {"equal": "markov"}, "a-b-c", INCORRECT),
        ("a-b-c-d-a", {"equal": "markov"}, "a->b->c->d, a->d", INCORRECT),  # no directed graph says what a square says
        ("f:{a,b}, g:{b}", {}, "g:{a,b}, h:{b}", CORRECT),
        ("f:{a,b}, g:{b}", {}, "{a,b}, {b}", CORRECT),
        ("f:{a,b}, g:{b}", {"factor_names": True}, "g:{a,b}, f:{b}", INCORRECT),
        ("f:{a,b}, g:{a,b}", {}, "f:{a,b}", INCORRECT),
        ("f:{a,b}, g:{a,b}", {"equal": "factorisation"}, "f:{a,b}", CORRECT),  # their product is one factor
        ("f:{a,b}, g:{b,c}", {"equal": "factorisation"}, "f:{a,b,c}", INCORRECT),
        ("f:{a,b}", {}, "a-b", INCORRECT),
        ("a, b", {}, "a-b", INCORRECT),
        ("a, b", {}, "a", CORRECT),
        ("A->x, x->B", {"nodes": "A, B, x"}, "A->x->B", CORRECT),
        ("f->x, x->f", {"cycles": True}, "x->f, f->x", CORRECT),
    ],
)
def test_graphs_are_equal_in_the_sense_asked_for(key: str, options: dict[str, Any], answer: str, verdict: str) -> None:
    wanted = spec(key, **options)
    check(wanted)

    assert grade(wanted, answer).verdict == verdict


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        ("a->c, b->c, d->c", "turned-edge"),
        ("a->c, b->c", "missing-edge"),
        ("a->c, b->c, c->d, a->d", "extra-edge"),
        ("a->c, b->c, a->d", "edges"),
        ("a-c, b->c, c->d", "direction"),
        ("f:{a,c}, g:{b,c}, h:{c,d}", "graph-sort"),
    ],
)
def test_a_wrong_edge_has_a_code(answer: str, finding: str) -> None:
    assert grade(spec(COLLIDER), answer).finding == finding


def test_a_graph_that_claims_too_much_is_answered_with_an_open_trail() -> None:
    verdict = grade(spec(COLLIDER, equal="markov"), "a->c, c->b, c->d")

    assert verdict.evidence == {
        "method": "counterexample",
        "statement": "a ⟂ b | c",
        "in": "answer",
        "trail": ["a", "->", "c", "<-", "b"],
    }
    assert verdict.finding == "v-structure"
    assert "a ⟂ b | c" in verdict.message


def test_a_graph_that_shows_too_little_is_told_so_and_not_what() -> None:
    verdict = grade(spec(COLLIDER, equal="markov"), "a->c, b->c, c->d, a->b")

    assert verdict.evidence == {
        "method": "counterexample",
        "statement": "a ⟂ b",
        "in": "expected",
        "trail": ["a", "->", "b"],
    }
    assert "⟂" not in verdict.message


@pytest.mark.parametrize(
    ("answer", "verdict", "finding"),
    [
        ("a-c, b-c, c-d, a-b", CORRECT, None),
        ("a-c, b-c, c-d", INCORRECT, "missing-moral-edge"),
        ("a-c, b-c, a-b", INCORRECT, "missing-edge"),
        ("a-c, b-c, c-d, a-b, a-d", INCORRECT, "extra-edge"),
        ("a->c, b->c, c->d, a->b", INCORRECT, "graph-sort"),
    ],
)
def test_a_moral_graph(answer: str, verdict: str, finding: str | None) -> None:
    wanted = spec("a-c, b-c, c-d, a-b", equal="moral", of=COLLIDER)
    check(wanted)

    found = grade(wanted, answer)

    assert (found.verdict, found.finding) == (verdict, finding)


@pytest.mark.parametrize(
    ("answer", "verdict", "finding"),
    [
        ("d->c, c->b, {b,c}->a", CORRECT, None),
        ("d->c, {d,c}->b, {b,c}->a", INCORRECT, "extra-edge"),  # b ⟂ d | c cannot be seen in it, and holds
        ("d->c, c->b, c->a", INCORRECT, "missing-edge"),
        ("c->d, c->b, {b,c}->a", INCORRECT, "against-order"),
    ],
)
def test_a_directed_minimal_i_map_for_an_order(answer: str, verdict: str, finding: str | None) -> None:
    wanted = spec("d->c, c->b, {b,c}->a", equal="minimal-i-map", of=COLLIDER, order=["d", "c", "b", "a"])
    check(wanted)

    found = grade(wanted, answer)

    assert (found.verdict, found.finding) == (verdict, finding)


def test_nodes_are_named_as_they_can_be_typed() -> None:
    wanted = spec("x_{t-1} -> x_t, x_t -> y'")

    assert nodes_asked(wanted) == ["x_t", "x_{t-1}", "y'"]
    assert grade(wanted, "x_{t-1} -> x_t -> y'").verdict == CORRECT
    assert grade(wanted, "x_{t-2} -> x_t").suggestion == "x_{t-1}"


def test_partial_credit_is_by_edge_and_only_where_it_is_asked_for() -> None:
    assert grade(spec(COLLIDER), "a->c, b->c").verdict == INCORRECT

    verdict = grade(spec(COLLIDER, partial_credit=True), "a->c, b->c, a->d")

    assert verdict.verdict == PARTLY_CORRECT
    assert verdict.score == pytest.approx(1 / 3)
    assert grade(spec(COLLIDER, partial_credit=True), "d->c").verdict == INCORRECT


def test_a_foreseen_mistake_is_answered_with_its_words() -> None:
    wanted = spec(COLLIDER, mistakes=(Mistake("a->c, b->c, d->c", "Now three arrows meet."),))

    verdict = grade(wanted, "d->c<-b, a->c")

    assert (verdict.finding, verdict.message) == ("mistake:0", "Now three arrows meet.")


@pytest.mark.parametrize(
    ("key", "symbols", "options", "field"),
    [
        ("a->", "", {}, "expected"),
        (7, "", {}, "expected"),
        ("a->b", "", {"equal": "same"}, "options.equal"),
        ("a->b", "", {"colour": "red"}, "options.colour"),
        ("a->b, b->a", "", {}, "expected"),
        ("a->b", "", {"cycles": True, "equal": "markov"}, "options.cycles"),
        ("a->b", "", {"cycles": "no"}, "options.cycles"),
        ("a->x", "a, b: variable", {}, "expected"),
        ("a->x", "", {"nodes": "a->b"}, "options.nodes"),
        ("a-b", "", {"equal": "moral"}, "options.of"),
        ("a-b", "", {"of": "a->b"}, "options.of"),
        ("a-b", "", {"equal": "moral", "of": "a-b"}, "options.of"),
        ("a-c, b-c", "", {"equal": "moral", "of": "a->c, b->c"}, "expected"),
        ("a->c, b->c", "", {"equal": "moral", "of": "a->c, b->c"}, "expected"),
        ("a->b", "", {"equal": "minimal-i-map", "of": "a->b, c", "order": "a, b"}, "options.order"),
        ("a->b", "", {"equal": "factorisation"}, "expected"),
        ("a->b, b-c", "", {"equal": "markov"}, "expected"),
        ("a->b", "", {"equal": "markov", "partial_credit": True}, "options.partial_credit"),
    ],
)
def test_an_author_is_told_what_is_wrong(key: Any, symbols: str, options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(spec(key, symbols, **options))

    assert caught.value.field == field


def test_a_mistake_that_cannot_be_read_is_told_to_the_author() -> None:
    with pytest.raises(SpecError) as caught:
        check(spec(COLLIDER, mistakes=(Mistake("a->b", ""), Mistake("a->>b", ""))))

    assert caught.value.field == "mistakes.1"


@pytest.mark.parametrize(
    ("options", "same", "other"),
    [
        ({}, ("a->c, b->c", "b->c<-a"), "a->c->b"),
        ({"equal": "markov"}, ("a->c->b", "a-c-b"), "a->c<-b"),
        ({"equal": "skeleton"}, ("a->c->b", "a-c, b->c"), "a-b"),
        ({"equal": "factorisation"}, ("f(a,b), g(a,b)", "h(b,a)"), "h(a,b,c)"),
    ],
)
def test_equal_answers_share_a_fingerprint(options: dict[str, Any], same: tuple[str, str], other: str) -> None:
    wanted = spec("f(a,b)" if "f(" in same[0] else "a->c", "a, b, c: variable", **options)
    first, second = (fingerprint(wanted, answer) for answer in same)

    assert first is not None
    assert first == second != fingerprint(wanted, other)


@settings(deadline=None)
@given(st.text(alphabet="ab1_{}()[]<>-→←↔:;,|.'\\ \n⟂∅∪ftoμ", max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    for equal in ("edges", "markov", "factorisation"):
        verdict = grade(spec("f:{a}" if equal == "factorisation" else "a", equal=equal), text)

        assert verdict.verdict in (CORRECT, INCORRECT, INVALID)
        assert verdict.verdict != INVALID or verdict.position is not None
