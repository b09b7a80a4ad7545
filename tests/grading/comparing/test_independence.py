"""Statements of independence: when they are the same, what is said of a wrong one, and what costs nothing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengrade.grading.fingerprint import fingerprint
from pengrade.grading.grade import check, grade
from pengrade.grading.preview import preview
from pengrade.grading.spec import AnswerSpec, Mistake, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, INVALID, PARTLY_CORRECT, UNDECIDED

NAMES = "a, b, c, d: variable"
COLLIDER = "a->c, b->c, c->d"


def spec(key: Any, symbols: str = NAMES, mistakes: tuple[Mistake, ...] = (), **options: Any) -> AnswerSpec:
    return AnswerSpec("independence", symbols, key, options, mistakes=mistakes)


@pytest.mark.parametrize(
    ("answer", "latex", "words"),
    [
        ("a ⟂ b", r"a \perp b", "a is independent of b"),
        (r"a \perp b \mid c", r"a \perp b \mid c", "a is independent of b given c"),
        (r"a \perp\!\!\!\perp b", r"a \perp b", "a is independent of b"),
        (r"a \perp \!\!\! \perp b", r"a \perp b", "a is independent of b"),
        ("a ⊥⊥ b", r"a \perp b", "a is independent of b"),
        ("a ⫫ b", r"a \perp b", "a is independent of b"),
        ("a _||_ b", r"a \perp b", "a is independent of b"),
        ("a indep b given c", r"a \perp b \mid c", "a is independent of b given c"),
        ("a is independent of b given c", r"a \perp b \mid c", "a is independent of b given c"),
        (r"a \perp b \mid \emptyset", r"a \perp b", "a is independent of b"),
        ("a ⟂ b | {}", r"a \perp b", "a is independent of b"),
        ("a, b ⟂ {c} | d", r"\left\{a, b\right\} \perp c \mid d", "a and b are independent of c given d"),
        ("(a ⊥ b | c)", r"a \perp b \mid c", "a is independent of b given c"),
        ("a ⟂ b\n\nc ⟂ d\n", r"a \perp b ;\; c \perp d", "a is independent of b; c is independent of d"),
        ("a ⟂\nb, c", r"a \perp \left\{b, c\right\}", "a is independent of b and c"),
        (r"a \perp b \\ c \perp d", r"a \perp b ;\; c \perp d", "a is independent of b; c is independent of d"),
        ("none", r"\emptyset", "no independence"),
    ],
)
def test_statements_are_read_in_the_ways_they_are_typed(answer: str, latex: str, words: str) -> None:
    echo = preview(spec(""), answer)

    assert (echo.understood_as, echo.spoken) == (latex, words)
    assert preview(spec(""), latex).understood_as == latex


@pytest.mark.parametrize(
    ("answer", "message", "place"),
    [
        ("", "There is nothing here yet.", (0, 0)),
        ("a ⟂", "A variable is missing after this.", (2, 1)),
        ("⟂ a", "A variable is missing before this.", (0, 1)),
        ("a ⟂ b |", "What is given is missing after this bar.", (6, 1)),
        ("a ⟂ e", "There is no e here. There are a, b, c, d.", (4, 1)),
        ("a ⟂ A", "There is no A here. Did you mean a?", (4, 1)),
        ("a ⟂ a | b", "a stands on both sides.", (0, 9)),
        ("a ⟂ b | b", "b stands on a side and is given as well.", (0, 9)),
        ("a ⟂ ∅", "With nothing on one side, this says nothing.", (4, 1)),
        ("a ⟂ b ⟂ c", "One ⟂ makes one statement. Put a semicolon between statements.", (6, 1)),
        ("a ⟂ b | c | d", "One bar has all that is given behind it; put commas between the names.", (10, 1)),
        ("a b | c", "Something is missing before b: a comma, ⟂ or |.", (2, 1)),
        (r"a \not\perp b", "Say what is independent here, not what is dependent.", (2, 4)),
        ("a, b", "The sign ⟂ is missing: write a statement as x ⟂ y | z.", (4, 0)),
        ("a ⟂ b;", "A statement is missing after this.", (5, 1)),
        ("a ⟂ {b, c", "This bracket is never closed.", (4, 1)),
    ],
)
def test_a_statement_that_cannot_be_read_is_told_where_and_why(
    answer: str, message: str, place: tuple[int, int]
) -> None:
    verdict = grade(spec("a ⟂ b"), answer)

    assert (verdict.verdict, verdict.message, (verdict.position, verdict.length)) == (INVALID, message, place)


def test_letters_in_a_row_are_variables_and_that_is_said() -> None:
    assert preview(spec(""), "a ⟂ bc").readings == ("bc was read as b, c.",)


@pytest.mark.parametrize(
    ("key", "answer", "evidence"),
    [
        ("a ⟂ b, c", "c, b ⟂ a", {"method": "identical"}),
        ("a ⟂ b, c", "a ⟂ b; a ⟂ c | b", {"method": "symbolic"}),  # by contraction and weak union
        ("a ⟂ b; a ⟂ c | b", "a ⟂ c; a ⟂ b | c", None),
        ("a ⟂ b; a ⟂ c | b", "a ⟂ b, c", {"method": "symbolic"}),
    ],
)
def test_statements_are_the_same_up_to_symmetry_and_in_pieces(
    key: str, answer: str, evidence: dict[str, str] | None
) -> None:
    verdict = grade(spec(key), answer)

    assert (verdict.verdict == CORRECT) == (evidence is not None)
    assert evidence is None or verdict.evidence == evidence


def test_a_wrong_statement_is_met_with_a_distribution() -> None:
    verdict = grade(spec("a ⟂ b"), "a ⟂ b | c")

    assert verdict.evidence == {
        "method": "counterexample",
        "statement": "a ⟂ b | c",
        "in": "answer",
        "coins": {"a": "coin1", "b": "coin2", "c": "coin1 + coin2"},
    }
    assert verdict.finding == "condition"


def test_a_weaker_answer_is_met_with_a_distribution_in_which_the_key_fails() -> None:
    verdict = grade(spec("a ⟂ b, c"), "a ⟂ b; a ⟂ c")

    assert verdict.verdict == INCORRECT
    assert verdict.evidence["coins"] == {"a": "coin1", "b": "coin2", "c": "coin1 + coin2"}
    assert verdict.evidence["in"] == "expected"


def test_what_follows_from_the_key_but_is_not_in_it_is_no_part_of_it() -> None:
    verdict = grade(spec("b ⟂ a; c ⟂ a, b"), "b ⟂ a; c ⟂ a, b; c ⟂ a | b")

    assert (verdict.verdict, verdict.score) == (PARTLY_CORRECT, 0.5)
    assert verdict.evidence == {
        "method": "form",
        "option": "accept",
        "extra": ["a ⟂ c | b"],
        "equal": {"method": "symbolic"},
        "kept": 2,
        "of": 2,
    }
    assert grade(spec("b ⟂ a; c ⟂ a, b", accept="equivalent"), "b ⟂ a; c ⟂ a, b; c ⟂ a | b").verdict == CORRECT


def test_what_is_neither_proved_nor_refuted_goes_to_a_person() -> None:
    # It can fail, but not among sums of coins: c tells of b where a is 0, and of d where it is 1.
    verdict = grade(spec("a, b ⟂ d; a ⟂ b, d; b ⟂ d | a, c"), "a, b ⟂ d; a ⟂ b, d; b ⟂ d | a, c; b ⟂ d | c")

    assert verdict.verdict == UNDECIDED


@pytest.mark.parametrize(
    ("answer", "finding", "trail"),
    [
        ("a ⟂ b | d", "collider-conditioned", ["a", "->", "c", "<-", "b"]),
        ("a ⟂ d", "open-trail", ["a", "->", "c", "->", "d"]),
        ("a ⟂ c | b", "adjacent", ["a", "->", "c"]),
    ],
)
def test_on_a_graph_a_wrong_statement_is_answered_with_an_open_trail(
    answer: str, finding: str, trail: list[str]
) -> None:
    verdict = grade(spec("a ⟂ b", graph=COLLIDER), answer)

    assert verdict.evidence == {"method": "counterexample", "statement": answer, "in": "answer", "trail": trail}
    assert verdict.finding == finding
    assert answer in verdict.message


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        ("a ⟂ d | c, b", "condition"),
        ("b ⟂ d | c", "sides"),
        ("a ⟂ b", None),
        ("a ⟂ d | c; a ⟂ b", "extra-statement"),
        ("none", "missing-statement"),
    ],
)
def test_on_a_graph_what_holds_but_was_not_asked_for_has_a_code(answer: str, finding: str | None) -> None:
    verdict = grade(spec("a ⟂ d | c", graph=COLLIDER), answer)

    assert (verdict.verdict, verdict.finding) == (INCORRECT, finding)
    assert verdict.evidence["method"] == "exhaustive"


def test_on_a_graph_pairs_make_a_set() -> None:
    assert grade(spec("d ⟂ a, b | c", graph=COLLIDER), "d ⟂ a | c; b ⟂ d | c").verdict == CORRECT


def test_partial_credit_is_the_share_that_is_right_less_what_is_wrong() -> None:
    wanted = spec("a ⟂ b; d ⟂ a | c; d ⟂ b | c", graph=COLLIDER)

    assert grade(wanted, "a ⟂ b; d ⟂ a | c").score == pytest.approx(2 / 3)
    assert grade(wanted, "a ⟂ b; d ⟂ a | c; a ⟂ d").score == pytest.approx(1 / 3)
    assert grade(wanted, "a ⟂ b; a ⟂ d").verdict == INCORRECT


@pytest.mark.parametrize(
    ("answer", "verdict", "finding"),
    [
        ("a ⟂ b", CORRECT, None),
        ("b ⟂ a; a ⟂ d | c, b", INCORRECT, "holds-there"),
        ("a ⟂ b | c", INCORRECT, "collider-conditioned"),
        ("none", INCORRECT, "missing-statement"),
        ("a ⟂ ∅", INVALID, None),
    ],
)
def test_any_statement_may_be_asked_for_that_holds_in_one_graph_and_not_in_another(
    answer: str, verdict: str, finding: str | None
) -> None:
    wanted = spec("a ⟂ b", accept="holds", graph=COLLIDER, fails_in="a-c, b-c, a-b, c-d")
    check(wanted)

    found = grade(wanted, answer)

    assert (found.verdict, found.finding) == (verdict, finding)


def test_a_foreseen_mistake_is_answered_with_its_words() -> None:
    wanted = spec("a ⟂ b", mistakes=(Mistake("b ⟂ a | c", "That opens the trail."),))

    verdict = grade(wanted, "a ⟂ b | c")

    assert (verdict.finding, verdict.message) == ("mistake:0", "That opens the trail.")


@pytest.mark.parametrize(
    ("key", "symbols", "options", "field"),
    [
        ("a ⟂", NAMES, {}, "expected"),
        (["a", 1], NAMES, {}, "expected"),
        ("a ⟂ x", NAMES, {}, "expected"),
        ("a ⟂ b", NAMES, {"accept": "all"}, "options.accept"),
        ("a ⟂ b", NAMES, {"equal": "edges"}, "options.equal"),
        ("a ⟂ b", NAMES, {"accept": "holds"}, "options.graph"),
        ("a ⟂ b", NAMES, {"accept": "equivalent", "graph": COLLIDER}, "options.accept"),
        ("a ⟂ b | c", NAMES, {"graph": COLLIDER}, "expected"),
        ("a ⟂ b | c", NAMES, {"graph": COLLIDER, "accept": "holds"}, "expected"),
        ("none", NAMES, {"graph": COLLIDER, "accept": "holds"}, "expected"),
        ("a ⟂ b", NAMES, {"graph": "a->b->"}, "options.graph"),
        ("a ⟂ b", NAMES, {"graph": "a->c, c-b"}, "options.graph"),
        ("a ⟂ b", NAMES, {"graph": COLLIDER, "fails_in": "a-b"}, "options.fails_in"),
        ("a ⟂ b", NAMES, {"graph": COLLIDER, "fails_in": "a, b", "accept": "holds"}, "expected"),
        ("a ⟂ b", "", {"nodes": 3}, "options.nodes"),
    ],
)
def test_an_author_is_told_what_is_wrong(key: Any, symbols: str, options: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        check(spec(key, symbols, **options))

    assert caught.value.field == field


def test_a_list_of_statements_is_a_key_too() -> None:
    assert grade(spec(["a ⟂ b", "c ⟂ d"]), "d ⟂ c; a ⟂ b").verdict == CORRECT


def test_equal_answers_share_a_fingerprint() -> None:
    on_its_own, on_a_graph = spec("a ⟂ b, c"), spec("d ⟂ a, b | c", graph=COLLIDER)

    assert fingerprint(on_its_own, "a ⟂ b, c; a ⟂ d") == fingerprint(on_its_own, "d ⟂ a; {c, b} ⟂ a")
    assert fingerprint(on_its_own, "a ⟂ b, c") != fingerprint(on_its_own, "a ⟂ b; a ⟂ c")
    assert fingerprint(on_a_graph, "d ⟂ a, b | c") == fingerprint(on_a_graph, "d ⟂ a | c; b ⟂ d | c")


@settings(deadline=None)
@given(st.text(alphabet="abcd1_{}()[]⟂⊥|;,\\perpmid\n∅ notgiv", max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    for wanted in (spec("a ⟂ b"), spec("a ⟂ b", graph=COLLIDER)):
        verdict = grade(wanted, text)

        assert verdict.verdict in (CORRECT, INCORRECT, INVALID)
        assert verdict.verdict != INVALID or verdict.position is not None
