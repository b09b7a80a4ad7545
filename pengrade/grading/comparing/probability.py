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
    Loose,
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
from pengrade.grading.probability.terms import free
from pengrade.grading.probability.tree import Density
from pengrade.grading.probability.witness import counterexample
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.probability import read_probability
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Name, Node, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, UNDECIDED, Verdict

OPTIONS = ("graph", "up_to", "with_respect_to")
UP_TO = ("factor", "constant")
MOST_JOINTS = 20


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    tree, readings = read_probability(answer, declarations)
    check_reading(tree, declarations)
    return Heard(latex(tree), spoken(tree), readings, tree)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, OPTIONS)
    key = key_of(spec)
    setting = _setting(spec, key)
    _check_parameters(key, heard.content)
    _check_conditions(key, heard.content)
    try:
        verdict = _against(key, heard.content, setting)
    except ReadingError:
        _check_meaning(key, setting, "expected")  # the author's slip comes before the learner's
        raise
    return _with_mistake(spec, heard.content, setting, verdict) if verdict.verdict == INCORRECT else verdict


def setting_of(spec: AnswerSpec, company: Iterable[Node] = ()) -> Setting:
    """What the trees of one spec are compared in. Raises SpecError for bad symbols and a bad graph."""
    return Setting(declarations_of(spec), structure_in_option(spec), tuple(company))


def _setting(spec: AnswerSpec, key: Node) -> Setting:
    """With what the key leaves open."""
    setting = setting_of(spec, [key])
    if "up_to" not in spec.options:
        if "with_respect_to" in spec.options:
            raise SpecError("with_respect_to goes with up_to.", "options.with_respect_to")
        return setting
    if spec.options["up_to"] not in UP_TO:
        raise SpecError(f"up_to is one of {', '.join(UP_TO)}.", "options.up_to")
    (term,) = of_author(lambda: meanings([key], setting), "expected")
    depends = {slot: (slot, label) for slot, label in free(term)}
    names = spec.options.get("with_respect_to", sorted(depends))
    if not isinstance(names, list | tuple) or not names or not all(name in depends for name in names):
        raise SpecError(
            "with_respect_to is a list of variables that the expected expression depends on.",
            "options.with_respect_to",
        )
    return replace(setting, loose=Loose(spec.options["up_to"], tuple(depends[name] for name in names)))


def structure_in_option(spec: AnswerSpec) -> Structure | None:
    """How the option `graph` lets the joint distribution factorise; None where it is not set."""
    graph = graph_in_option(spec, "graph")
    return None if graph is None else structure_of(graph, slots_of(declarations_of(spec)))


def explained(spec: AnswerSpec, answer: Node) -> str | None:
    """The code of the nearest slip; `answer` is one that was refused."""
    key = key_of(spec)
    return findings.explained(key, answer, _setting(spec, key))


def check(spec: AnswerSpec) -> None:
    check_options(spec, OPTIONS)
    key = key_of(spec)
    setting = _setting(spec, key)
    _check_meaning(key, setting, "expected")
    for number in range(len(spec.mistakes)):
        _check_meaning(_mistake(spec, number), setting, f"mistakes.{number}")


def key_of(spec: AnswerSpec) -> Node:
    if not isinstance(spec.expected, str):
        raise SpecError(f"{spec.kind} expects one expression as text.", "expected")
    return _read(spec.expected, declarations_of(spec), "expected")


def _check_meaning(tree: Node, setting: Setting, field: str) -> None:
    of_author(lambda: meanings([tree], setting), field)


def _check_parameters(key: Node, answer: Node) -> None:
    """p(x) beside p(x; theta) says too little, and the other way round too much: neither is an answer."""
    counts = {node.name: len(node.parameters) for node in walk(key) if isinstance(node, Density) and not node.is_bare}
    for node in walk(answer):
        if not isinstance(node, Density) or node.is_bare or counts.get(node.name) == len(node.parameters):
            continue
        if node.name in counts:
            what = "Write its parameters behind a semicolon" if counts[node.name] else "It has no parameters"
            raise ReadingError(f"{what}, as {node.name} is written here.", node.start, node.end - node.start)


def _check_conditions(key: Node, answer: Node) -> None:
    """Where q(z|x) is given, q(z) is not: that would take a distribution of x as well. Nor is p where p_theta is."""
    names = {node.name for node in _written(key)}
    known = {name: _joints(name, key) for name in names - {"p"}}
    for node in _written(answer):
        every, right = {*node.left, *node.right}, {*node.right}
        if node.name == "p":
            other = next((name for name in sorted(known) if name.startswith("p_")), None)
            if other is not None and "p" not in names:
                raise ReadingError(f"There is no p here. Did you mean {other}?", node.start, 1, other)
        elif node.name in known and not any(every <= one and given <= right for one, given in known[node.name]):
            message = f"Check what {node.name} depends on: it is not given in this form."
            raise ReadingError(message, node.start, node.end - node.start)


def _joints(name: str, key: Node) -> list[tuple[set[Node], set[Node]]]:
    """The variables of every joint distribution that the key tells of, and those that it is given."""
    found = [({*node.left, *node.right}, {*node.right}) for node in _written(key) if node.name == name]
    for _ in range(2):
        chained = [(one | other, given) for one, above in found for other, given in found if above <= other]
        found += [joint for joint in chained if joint not in found][:MOST_JOINTS]
    return found


def _written(tree: Node) -> list[Density]:
    """Densities with plain variables as arguments."""
    return [
        node
        for node in walk(tree)
        if isinstance(node, Density)
        and not node.is_bare
        and all(isinstance(one, Name) for one in (*node.left, *node.right))
    ]


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
