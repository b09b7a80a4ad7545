"""The random variables that an answer may name, and graphs in an author's spec."""

from functools import lru_cache
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.graphs.model import Graph
from pengrade.grading.graphs.typed import TypedGraph
from pengrade.grading.reading.graphs import read_graph
from pengrade.grading.spec import AnswerSpec, SpecError

NODES = "nodes"


def declared_variables(spec: AnswerSpec) -> frozenset[str]:
    """Names declared as `variable` (or `density`) and those in the option `nodes`; empty where there are none."""
    return frozenset(declarations_of(spec).bystanders) | frozenset(names_in_option(spec, NODES))


def names_in_option(spec: AnswerSpec, option: str) -> tuple[str, ...]:
    """Nodes in a list or in one text with commas, in their order."""
    given = spec.options.get(option, ())
    if isinstance(given, list | tuple) and all(isinstance(name, str | int) for name in given):
        given = ", ".join(map(str, given))
    if not isinstance(given, str):
        raise SpecError(f"{option} is a list of names.", f"options.{option}")
    if not given.strip():
        return ()
    typed = graph_of_author(given, frozenset(), f"options.{option}")
    if typed.graph.skeleton or typed.graph.factors:
        raise SpecError(f"{option} is a list of names.", f"options.{option}")
    return tuple(typed.places)


def graph_in_option(spec: AnswerSpec, option: str) -> Graph | None:
    """The graph of an option; None where the option is not set."""
    if option not in spec.options:
        return None
    return graph_of_author(spec.options[option], frozenset(), f"options.{option}").graph


def graph_of_author(given: Any, known: frozenset[str], field: str, cycles: bool = False) -> TypedGraph:
    """A graph in text, or a list of its edges."""
    text = text_of_author(given, ", ")
    if text is None:
        raise SpecError("A graph is expected, as in 'a->b, b->c', 'a-b' or 'f:{a,b}'.", field)
    return places.of_author(lambda: _graph(text, known, cycles), field)


def text_of_author(given: Any, between: str) -> str | None:
    if isinstance(given, list | tuple) and all(isinstance(one, str) for one in given):
        return between.join(given)
    return given if isinstance(given, str) else None


@lru_cache(maxsize=512)
def _graph(text: str, known: frozenset[str], cycles: bool) -> TypedGraph:
    return read_graph(text, known, cycles)[0]
