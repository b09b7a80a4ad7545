"""Graphs over random variables: directed ones, undirected ones, factor graphs. Two have the same nodes.

What equal means says the option `equal`:
edges          the same edges and arrows; of factor graphs the same scopes, each as often (the default)
skeleton       the same nodes are joined
markov         the same independencies, whatever the sort of graph
factorisation  the same scopes of factors
i-map          the answer shows no independence that the graph in the option `of` does not have
minimal-i-map  an i-map of `of` from which no edge can be taken; with `order`, a list of nodes, arrows follow the order
moral          the answer is the moral graph of the directed graph `of`
The last three need no key to decide; theirs is an example, and says whether a directed or an undirected graph is asked.

Other options: `nodes`, the nodes that there are, unless variables are declared (else the nodes of the key); `cycles`,
whether arrows may lead round in a circle, else such an answer is unreadable; `factor_names`, whether they matter; and
`partial_credit`: with it, edges (or factors) that are right, less those that are too much, are counted.
"""

from dataclasses import replace

from pengrade.grading.comparing import places
from pengrade.grading.comparing.graph_verdicts import (
    against_order,
    compared_edges,
    compared_factors,
    compared_independencies,
    compared_with_truth,
    of_another_sort,
)
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options
from pengrade.grading.comparing.variables import (
    NODES,
    declared_variables,
    graph_in_option,
    graph_of_author,
    names_in_option,
)
from pengrade.grading.graphs.differences import edge_difference, factor_difference, skeleton_difference
from pengrade.grading.graphs.equivalence import markov_class, markov_difference
from pengrade.grading.graphs.model import DIRECTED, EDGELESS, FACTORS, MIXED, UNDIRECTED, Graph
from pengrade.grading.graphs.moral import moral
from pengrade.grading.graphs.typed import TypedGraph
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.graphs import read_graph
from pengrade.grading.reading.variables import written
from pengrade.grading.rendering.graphs import graph_in_latex, graph_in_words
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, Verdict

EDGES, SKELETON, MARKOV, FACTORISATION = "edges", "skeleton", "markov", "factorisation"
I_MAP, MINIMAL, MORAL = "i-map", "minimal-i-map", "moral"
EQUALS = (EDGES, SKELETON, MARKOV, FACTORISATION, I_MAP, MINIMAL, MORAL)
OF_A_GRAPH = (I_MAP, MINIMAL, MORAL)
OPTIONS = ("cycles", "equal", "factor_names", NODES, "of", "order", "partial_credit")


def read(spec: AnswerSpec, answer: str) -> Heard:
    equal = _equal(spec)
    typed, readings = read_graph(answer, _known(spec), _flag(spec, "cycles"))
    if typed.graph.sort == MIXED and equal not in (EDGES, SKELETON):
        message = "Give all edges an arrow or none: what a graph with both says is not read here."
        raise ReadingError(message, 0, len(answer))
    return Heard(graph_in_latex(typed), graph_in_words(typed), readings, typed, _canonical(spec, equal, typed.graph))


def check(spec: AnswerSpec) -> None:
    equal = _equal(spec)
    key = _key(spec)
    if equal in OF_A_GRAPH:
        _check_key_of_a_graph(spec, equal, key)
    elif "of" in spec.options or "order" in spec.options:
        raise SpecError(f"of and order go with {', '.join(OF_A_GRAPH)}.", "options.of")
    if equal == FACTORISATION and key.sort not in (FACTORS, EDGELESS):
        raise SpecError("A factorisation is written with factors, as in 'f:{a,b}'.", "expected")
    if key.sort == MIXED and equal not in (EDGES, SKELETON):
        raise SpecError("The independencies of a graph with arrows and lines are not read here.", "expected")
    if _flag(spec, "partial_credit") and equal in (MARKOV, I_MAP, MINIMAL):
        raise SpecError(f"There is no partial credit where {equal} is asked.", "options.partial_credit")
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def sort_asked(spec: AnswerSpec) -> str:
    """Whether arrows, lines or factors are to be drawn, as one of the sorts of `graphs.model`."""
    sort = _key(spec).sort
    return UNDIRECTED if sort != FACTORS and _equal(spec) == SKELETON else sort


def nodes_asked(spec: AnswerSpec) -> list[str]:
    """The nodes that a graph may join, as they can be typed, in alphabetical order."""
    return list(map(written, sorted(_known(spec) or _key(spec).nodes)))


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    typed: TypedGraph = heard.content
    key = _key(spec)
    verdict = _judged(spec, key, typed.graph)
    if verdict.verdict != CORRECT:
        for number in range(len(spec.mistakes)):
            if _same(spec, _mistake(spec, number), typed.graph):
                return places.with_finding(spec, number, verdict)
    return verdict


def _judged(spec: AnswerSpec, key: Graph, answer: Graph) -> Verdict:
    equal, truth = _equal(spec), _truth(spec)
    nodes = key.nodes | answer.nodes | (truth.nodes if truth else frozenset())
    key, answer = key.with_nodes(nodes), answer.with_nodes(nodes)
    if equal == MARKOV:
        return compared_independencies(key, answer)
    if not _of_one_sort(equal, key, answer):
        return of_another_sort(key, answer)
    if equal not in OF_A_GRAPH:
        return _compared_as_drawn(spec, equal, key, answer)
    if truth is None:
        raise SpecError(f"{equal} needs the option of: the graph in question.", "options.of")
    if equal == MORAL:
        return _compared_with_moral(truth.with_nodes(nodes), answer, _flag(spec, "partial_credit"))
    backwards = _arrow_against(spec, answer)
    if backwards:
        return against_order(backwards)
    return compared_with_truth(truth.with_nodes(nodes), answer, minimal=equal == MINIMAL)


def _compared_as_drawn(spec: AnswerSpec, equal: str, key: Graph, answer: Graph) -> Verdict:
    partial = _flag(spec, "partial_credit")
    if equal == SKELETON:
        return compared_edges(key, answer, skeleton_difference(key, answer), partial)
    if equal == FACTORISATION or FACTORS in (key.sort, answer.sort):
        names, repeated = _flag(spec, "factor_names"), equal != FACTORISATION
        return compared_factors(factor_difference(key, answer, names=names, repeated=repeated), partial)
    return compared_edges(key, answer, edge_difference(key, answer), partial)


def _compared_with_moral(truth: Graph, answer: Graph, partial: bool) -> Verdict:
    verdict = compared_with_truth(truth, answer, minimal=True)
    if verdict.verdict == CORRECT or not partial:
        return verdict
    difference = edge_difference(moral(truth), answer)
    credited = compared_edges(moral(truth), answer, difference, partial)
    if credited.score == 0:
        return verdict
    return replace(verdict, verdict=credited.verdict, score=credited.score, message=credited.message)


def _of_one_sort(equal: str, key: Graph, answer: Graph) -> bool:
    sorts = {key.sort, answer.sort} - {EDGELESS}
    if equal in (EDGES, SKELETON):
        return FACTORS not in sorts or len(sorts) == 1
    return len(sorts) < 2


def _same(spec: AnswerSpec, mistake: Graph, answer: Graph) -> bool:
    """Whether an answer is the graph of a mistake, in the sense asked for; as drawn, where a key is an example."""
    equal = _equal(spec)
    nodes = mistake.nodes | answer.nodes
    mistake, answer = mistake.with_nodes(nodes), answer.with_nodes(nodes)
    if equal == MARKOV:
        return MIXED not in (mistake.sort, answer.sort) and markov_difference(mistake, answer) is None
    if equal == SKELETON:
        return mistake.skeleton == answer.skeleton
    names = _flag(spec, "factor_names")
    factors = factor_difference(mistake, answer, names=names, repeated=equal != FACTORISATION)
    return not factors and not edge_difference(mistake, answer)


def _canonical(spec: AnswerSpec, equal: str, graph: Graph) -> str:
    if equal == MARKOV:
        return markov_class(graph)
    if equal == SKELETON:
        return str(sorted(graph.skeleton))
    names = _flag(spec, "factor_names")
    scopes = sorted((factor.name if names else "", *sorted(factor.scope)) for factor in graph.factors)
    if equal == FACTORISATION:
        scopes = sorted(set(scopes))
    return f"{sorted(graph.arrows)} {sorted(graph.lines)} {scopes}"


def _known(spec: AnswerSpec) -> frozenset[str]:
    """The nodes that an answer may name; none, where neither the options nor a key that can be read tells."""
    named = _named(spec)
    if named:
        return named
    try:
        return _key(spec).nodes
    except SpecError:
        return frozenset()


def _named(spec: AnswerSpec) -> frozenset[str]:
    """The nodes that declarations and options name."""
    truth = _truth(spec)
    ordered = frozenset(names_in_option(spec, "order"))
    return declared_variables(spec) | ordered | (truth.nodes if truth else frozenset())


def _truth(spec: AnswerSpec) -> Graph | None:
    truth = graph_in_option(spec, "of")
    if truth is not None and truth.sort == MIXED:
        raise SpecError("The graph in question has arrows on all edges or on none.", "options.of")
    return truth


def _arrow_against(spec: AnswerSpec, answer: Graph) -> tuple[str, str] | None:
    place = {node: number for number, node in enumerate(names_in_option(spec, "order"))}
    if place and not answer.nodes <= place.keys():
        raise SpecError("order lists every node.", "options.order")
    against = [(tail, head) for tail, head in answer.arrows if place and place[tail] > place[head]]
    return min(against, default=None)


# The author's side


def _equal(spec: AnswerSpec) -> str:
    check_options(spec, OPTIONS)
    equal = spec.options.get("equal", EDGES)
    if equal not in EQUALS:
        raise SpecError(f"equal is one of {', '.join(EQUALS)}.", "options.equal")
    if equal != EDGES and _flag(spec, "cycles"):
        raise SpecError("Arrows may lead round in a circle only where edges are compared.", "options.cycles")
    return str(equal)


def _flag(spec: AnswerSpec, option: str) -> bool:
    value = spec.options.get(option, False)
    if not isinstance(value, bool):
        raise SpecError(f"{option} is true or false.", f"options.{option}")
    return value


def _key(spec: AnswerSpec) -> Graph:
    return graph_of_author(spec.expected, _named(spec), "expected", _flag(spec, "cycles")).graph


def _mistake(spec: AnswerSpec, number: int) -> Graph:
    text = spec.mistakes[number].expression
    return graph_of_author(text, _known(spec), f"mistakes.{number}", _flag(spec, "cycles")).graph


def _check_key_of_a_graph(spec: AnswerSpec, equal: str, key: Graph) -> None:
    truth = _truth(spec)
    if truth is None:
        raise SpecError(f"{equal} needs the option of: the graph in question.", "options.of")
    if equal == MORAL and truth.sort not in (DIRECTED, EDGELESS):
        raise SpecError("A moral graph is that of a directed graph.", "options.of")
    order = names_in_option(spec, "order")
    if order and (set(order) != truth.nodes or key.sort != DIRECTED or equal != MINIMAL):
        raise SpecError("order lists every node, for a directed minimal I-map.", "options.order")
    if equal == MORAL and key.sort not in (UNDIRECTED, EDGELESS):
        raise SpecError("A moral graph is undirected.", "expected")
    if _judged(spec, key, key).verdict != CORRECT:
        raise SpecError(f"The key is no {equal} of the graph in question.", "expected")
