r"""Statements of independence: x \perp y, z \mid w. Order, repetition and which side is which do not matter.

Right are the statements of the key, neither more nor fewer. One of them may also be said in pieces that come to the
same by the rules that hold in every distribution, as x ⟂ y; x ⟂ z | y for x ⟂ {y, z}. With the option `graph` it is
enough that the same pairs are said to be independent given the same: there x ⟂ y; x ⟂ z is x ⟂ {y, z}.

accept  "same" (the default); "equivalent": whatever follows from the key and has it follow; or "holds": any statements
        that hold in the `graph`, and none of them in the graph `fails_in`, if there is one. The key is then an example.
nodes   the variables that there are, unless they are declared or a graph has them (else those of the key)

Of several statements, the share that is right counts, less those that are wrong. What holds in every distribution over
a graph is decided by separation; without a graph a wrong statement is met with a distribution (`graphs.coins`).
"""

from functools import lru_cache
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options
from pengrade.grading.comparing.statement_verdicts import compared, compared_on, held
from pengrade.grading.comparing.variables import NODES, declared_variables, graph_in_option, text_of_author
from pengrade.grading.graphs.model import MIXED, Graph
from pengrade.grading.graphs.separation import holds, open_trail
from pengrade.grading.graphs.statements import Statement
from pengrade.grading.graphs.typed import TypedStatements
from pengrade.grading.reading.independence import read_statements
from pengrade.grading.reading.variables import written
from pengrade.grading.rendering.graphs import statements_in_latex, statements_in_words
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, Verdict

SAME, EQUIVALENT, HOLDS = "same", "equivalent", "holds"
ACCEPTS = (SAME, EQUIVALENT, HOLDS)
OPTIONS = ("accept", "fails_in", "graph", NODES)


def read(spec: AnswerSpec, answer: str) -> Heard:
    graph = _graph(spec, "graph")
    typed, readings = read_statements(answer, _known(spec))
    said = sorted(f"{one} {other} {sorted(given)}" for each in typed.meant for one, other, given in each.pairs)
    canonical = str(said) if graph else str(sorted(map(str, typed.meant)))
    return Heard(statements_in_latex(typed), statements_in_words(typed), readings, typed.meant, canonical)


def check(spec: AnswerSpec) -> None:
    accept, graph, elsewhere = _accept(spec), _graph(spec, "graph"), _graph(spec, "fails_in")
    if accept == HOLDS and graph is None:
        raise SpecError("What holds is asked of a graph: give the option graph.", "options.graph")
    if accept == EQUIVALENT and graph is not None:
        raise SpecError("In a graph all that holds is equivalent; accept is same or holds there.", "options.accept")
    if elsewhere is not None and accept != HOLDS:
        raise SpecError("fails_in goes with accept: holds.", "options.fails_in")
    key = _key(spec)
    if accept == HOLDS and not key:
        raise SpecError("Give an example of a statement that holds.", "expected")
    _check_key(spec, key)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def variables_asked(spec: AnswerSpec) -> list[str]:
    """The variables that a statement may name, as they can be typed, in alphabetical order."""
    return list(map(written, sorted(_known(spec))))


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    answer: frozenset[Statement] = heard.content
    verdict = _judged(spec, _key(spec), answer)
    if verdict.verdict != CORRECT:
        for number in range(len(spec.mistakes)):
            if _mistake(spec, number) == answer:
                return places.with_finding(spec, number, verdict)
    return verdict


def _judged(spec: AnswerSpec, key: frozenset[Statement], answer: frozenset[Statement]) -> Verdict:
    graph, elsewhere = _graph(spec, "graph"), _graph(spec, "fails_in")
    if graph is None:
        return compared(key, answer, only_equivalent=_accept(spec) == EQUIVALENT)
    named = frozenset[str]().union(*(statement.variables for statement in key | answer))
    if _accept(spec) == HOLDS:
        return held(graph.with_nodes(named), elsewhere and elsewhere.with_nodes(named), answer)
    return compared_on(graph.with_nodes(named), key, answer)


# The author's side


def _accept(spec: AnswerSpec) -> str:
    check_options(spec, OPTIONS)
    accept = spec.options.get("accept", SAME)
    if accept not in ACCEPTS:
        raise SpecError(f"accept is one of {', '.join(ACCEPTS)}.", "options.accept")
    return str(accept)


def _graph(spec: AnswerSpec, option: str) -> Graph | None:
    graph = graph_in_option(spec, option)
    if graph is not None and graph.sort == MIXED:
        raise SpecError("The graph has arrows on all edges or on none.", f"options.{option}")
    return graph


def _known(spec: AnswerSpec) -> frozenset[str]:
    """The variables that an answer may name; none, where neither the options nor a key that can be read tells."""
    named = _named(spec)
    if named:
        return named
    try:
        return frozenset[str]().union(*(statement.variables for statement in _key(spec)))
    except SpecError:
        return frozenset()


def _named(spec: AnswerSpec) -> frozenset[str]:
    graphs = [graph for option in ("graph", "fails_in") if (graph := _graph(spec, option))]
    return declared_variables(spec).union(*(graph.nodes for graph in graphs))


def _key(spec: AnswerSpec) -> frozenset[Statement]:
    return _of_author(spec.expected, _named(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> frozenset[Statement]:
    return _of_author(spec.mistakes[number].expression, _known(spec), f"mistakes.{number}")


def _of_author(given: Any, known: frozenset[str], field: str) -> frozenset[Statement]:
    """Statements in text, or a list of them."""
    text = text_of_author(given, "; ")
    if text is None:
        raise SpecError("Statements of independence are expected, as in 'x ⟂ y | z; a ⟂ b'.", field)
    return places.of_author(lambda: _statements(text, known), field).meant


@lru_cache(maxsize=512)
def _statements(text: str, known: frozenset[str]) -> TypedStatements:
    return read_statements(text, known)[0]


def _check_key(spec: AnswerSpec, key: frozenset[Statement]) -> None:
    graph, elsewhere = _graph(spec, "graph"), _graph(spec, "fails_in")
    for statement in sorted(key, key=str):
        trail = open_trail(graph.with_nodes(statement.variables), statement) if graph else None
        if trail is not None:
            raise SpecError(f"{statement} is not so in the graph: {' '.join(trail.as_list())} is open.", "expected")
        if elsewhere is not None and holds(elsewhere.with_nodes(statement.variables), statement):
            raise SpecError(f"{statement} holds in the graph fails_in as well.", "expected")
