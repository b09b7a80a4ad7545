"""Expressions in probabilities: equal for every joint distribution, or for every one that the graph allows.

Distributions are drawn at random, over two to five states a variable and with no entry zero. One on which the two
differ refutes, exactly or in disjoint balls. What survives the first is proved by the chain rule, Bayes' rule and
marginalisation where these suffice; otherwise agreement on all of them is told as such.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.places import of_author
from pengrade.grading.comparing.variables import graph_in_option
from pengrade.grading.declarations import Declarations
from pengrade.grading.probability import findings
from pengrade.grading.probability.compare import (
    Agreed,
    Proved,
    Refuted,
    Setting,
    Unclear,
    check_reading,
    compare,
    meanings,
    slots_of,
)
from pengrade.grading.probability.structure import Structure, structure_of
from pengrade.grading.probability.witness import counterexample
from pengrade.grading.reading.probability import read_probability
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

OPTIONS = ("graph",)


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    tree, readings = read_probability(answer, declarations)
    check_reading(tree, declarations)
    return Heard(latex(tree), spoken(tree), readings, tree)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, OPTIONS)
    key = key_of(spec)
    setting = setting_of(spec, [key, heard.content])
    _check_meaning(key, setting, "expected")
    verdict = _against(key, heard.content, setting)
    return _with_mistake(spec, heard.content, setting, verdict) if verdict.verdict == INCORRECT else verdict


def setting_of(spec: AnswerSpec, company: Iterable[Node] = ()) -> Setting:
    """What the trees of one spec are compared in. Raises SpecError for bad symbols and a bad graph."""
    return Setting(declarations_of(spec), structure_in_option(spec), tuple(company))


def structure_in_option(spec: AnswerSpec) -> Structure | None:
    """How the option `graph` lets the joint distribution factorise; None where it is not set."""
    graph = graph_in_option(spec, "graph")
    return None if graph is None else structure_of(graph, slots_of(declarations_of(spec)))


def explained(spec: AnswerSpec, answer: Node) -> str | None:
    """The code of the nearest slip; `answer` is one that was refused."""
    key = key_of(spec)
    return findings.explained(key, answer, setting_of(spec, [key, answer]))


def check(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    key = key_of(spec)
    setting = setting_of(spec, [key])
    _check_meaning(key, setting, "expected")
    for number in range(len(spec.mistakes)):
        _check_meaning(_mistake(spec, number), setting, f"mistakes.{number}")


def key_of(spec: AnswerSpec) -> Node:
    if not isinstance(spec.expected, str):
        raise SpecError(f"{spec.kind} expects one expression as text.", "expected")
    return _read(spec.expected, declarations_of(spec), "expected")


def _check_meaning(tree: Node, setting: Setting, field: str) -> None:
    of_author(lambda: meanings([tree], setting), field)


def _mistake(spec: AnswerSpec, number: int) -> Node:
    return _read(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


@lru_cache(maxsize=1024)
def _read(text: str, declarations: Declarations, field: str) -> Node:
    return of_author(lambda: read_probability(text, declarations), field)[0]


def _against(key: Node, answer: Node, setting: Setting) -> Verdict:
    if key == answer:
        return Verdict(CORRECT, 1.0, {"method": "identical"}, message="Correct.")
    outcome = compare(key, answer, setting)
    match outcome:
        case Refuted():
            return Verdict(INCORRECT, evidence=counterexample(outcome), message=NOT_YET)
        case Unclear():
            return Verdict(
                UNDECIDED,
                evidence={"method": "none", "reason": outcome.reason},
                message="This could not be decided here. A person will look at it.",
            )
        case Proved():
            return Verdict(CORRECT, 1.0, {"method": "symbolic"}, message="Correct.")
        case Agreed():
            evidence = {"method": "numeric", "points": outcome.points, "digits": outcome.digits}
            return Verdict(CORRECT, 1.0, evidence, message="Correct.")


def _with_mistake(spec: AnswerSpec, answer: Node, setting: Setting, verdict: Verdict) -> Verdict:
    """The author's message, when the answer equals a mistake that the author foresaw."""
    for number, mistake in enumerate(spec.mistakes):
        if _against(_mistake(spec, number), answer, setting).verdict == CORRECT:
            return replace(verdict, finding=f"mistake:{number}", message=mistake.message)
    return verdict
