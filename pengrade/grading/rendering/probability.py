"""LaTeX and English words for the nodes of probabilities, from the tree as read.

The parts of these nodes are rendered by `render`, which is what called here: expressions and probabilities nest.
"""

from collections.abc import Callable

from pengrade.grading.probability.tree import (
    Applied,
    Density,
    Divergence,
    Drawn,
    Entropy,
    Expectation,
    Information,
    Marginal,
    Moment,
    Observed,
    Primed,
    Span,
)
from pengrade.grading.tree import Add, Indexed, Name, Negate, Node

Render = Callable[[Node], str]
MOMENTS = {1: ("\\operatorname{Var}", "variance"), 2: ("\\operatorname{Cov}", "covariance")}


def latex_of(node: Node, render: Render) -> str:
    match node:
        case Span():
            return f"{_name(node.name, render)}_{{{render(node.lower)}:{render(node.upper)}}}"
        case Primed():
            return render(node.variable) + "'" * node.primes
        case Observed():
            return f"{render(node.variable)} = {render(node.value)}"
        case Density():
            name = _indexed(node.name, node.indices, render)
            return name if node.is_bare else f"{name}({_arguments(node, render)})"
        case Marginal():
            return _marginal(node, render)
        case Drawn():
            return f"{_list(node.variables, render)} \\sim {render(node.density)}"
        case Expectation():
            return f"\\mathbb{{E}}{_below(node.over, render)}{_square((node.body,), node.given, render)}"
        case Moment():
            name = MOMENTS[len(node.arguments)][0]
            return f"{name}{_below(node.over, render)}{_square(node.arguments, node.given, render)}"
        case Divergence():
            return f"\\mathrm{{KL}}\\left({render(node.left)} \\,\\|\\, {render(node.right)}\\right)"
        case Entropy():
            if node.densities:
                return f"H\\left[{_list(node.densities, render)}\\right]"
            return f"H\\left({_conditional(node.variables, node.given, render)}\\right)"
        case Information():
            right = _conditional(node.right, node.given, render)
            return f"I\\left({_list(node.left, render)} ; {right}\\right)"
        case Applied():
            return f"{_indexed(node.name, node.indices, render)}\\left({_list(node.arguments, render)}\\right)"
        case _:
            raise AssertionError(type(node))


def spoken_of(node: Node, render: Render) -> str:
    match node:
        case Span():
            return f"{_name(node.name, render)} sub {render(node.lower)} to {render(node.upper)}"
        case Primed():
            return render(node.variable) + " prime" * node.primes
        case Observed():
            return f"{render(node.variable)} equals {render(node.value)}"
        case Density():
            name = _indexed(node.name, node.indices, render)
            return name if node.is_bare else f"{name} of {_said_arguments(node, render)}"
        case Marginal():
            return f"the {node.sign} over {_said(node.variables, render)} of {render(node.body)} end {node.sign}"
        case Drawn():
            return f"{_said(node.variables, render)} drawn from {render(node.density)}"
        case Expectation():
            inside = _given((node.body,), node.given, render)
            return f"the expectation{_under(node.over, render)} of {inside} end expectation"
        case Moment():
            word = MOMENTS[len(node.arguments)][1]
            return f"the {word}{_under(node.over, render)} of {_given(node.arguments, node.given, render)} end {word}"
        case Divergence():
            return f"the K L divergence of {render(node.left)} relative to {render(node.right)} end divergence"
        case Entropy():
            if node.densities:
                return f"the entropy of {_said(node.densities, render)} end entropy"
            return f"the entropy of {_given(node.variables, node.given, render)} end entropy"
        case Information():
            right = _given(node.right, node.given, render)
            return f"the mutual information of {_said(node.left, render)} and {right} end information"
        case Applied():
            return f"{_indexed(node.name, node.indices, render)} of {_said(node.arguments, render)}"
        case _:
            raise AssertionError(type(node))


def _name(name: str, render: Render) -> str:
    return render(Name(0, 0, name))


def _indexed(name: str, indices: tuple[Node, ...], render: Render) -> str:
    return render(Indexed(0, 0, name, indices)) if indices else _name(name, render)


def _arguments(node: Density, render: Render) -> str:
    shown = _conditional(node.left, node.right, render)
    return f"{shown} ; {_list(node.parameters, render)}" if node.parameters else shown


def _said_arguments(node: Density, render: Render) -> str:
    said = _given(node.left, node.right, render)
    return f"{said} with parameter {_said(node.parameters, render)}" if node.parameters else said


def _list(nodes: tuple[Node, ...], render: Render) -> str:
    return ", ".join(map(render, nodes))


def _conditional(left: tuple[Node, ...], right: tuple[Node, ...], render: Render) -> str:
    return _list(left, render) + (f" \\mid {_list(right, render)}" if right else "")


def _square(inside: tuple[Node, ...], given: tuple[Node, ...], render: Render) -> str:
    return f"\\left[{_conditional(inside, given, render)}\\right]"


def _below(over: tuple[Node, ...], render: Render) -> str:
    return f"_{{{_list(over, render)}}}" if over else ""


def _marginal(node: Marginal, render: Render) -> str:
    body = render(node.body)
    if node.sign == "integral":
        return f"\\int {body} \\, \\mathrm{{d}}{render(node.variables[0])}"
    inside = f"\\left({body}\\right)" if isinstance(node.body, Add | Negate) else body
    return f"\\sum_{{{_list(node.variables, render)}}} {inside}"


def _said(nodes: tuple[Node, ...], render: Render) -> str:
    return " and ".join(map(render, nodes))


def _given(left: tuple[Node, ...], right: tuple[Node, ...], render: Render) -> str:
    return _said(left, render) + (f" given {_said(right, render)}" if right else "")


def _under(over: tuple[Node, ...], render: Render) -> str:
    return f" under {_said(over, render)}" if over else ""
