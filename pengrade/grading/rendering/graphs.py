r"""LaTeX and English for graphs and statements of independence, in the order typed: a \to b, "a points to b"."""

from collections.abc import Sequence

from pengrade.grading.graphs.typed import (
    TypedEdge,
    TypedFactor,
    TypedGraph,
    TypedNode,
    TypedStatement,
    TypedStatements,
)
from pengrade.grading.rendering.latex import latex
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.tree import Name

SIGNS = {"->": " \\to ", "<-": " \\leftarrow ", "-": " - "}
SPOKEN_SIGNS = {"->": " points to ", "<-": " is pointed at by ", "-": " is joined to "}


def graph_in_latex(typed: TypedGraph) -> str:
    return ",\\; ".join(map(_item_in_latex, typed.items)) or "\\emptyset"


def graph_in_words(typed: TypedGraph) -> str:
    return "; ".join(map(_item_in_words, typed.items)) or "no edges"


def statements_in_latex(typed: TypedStatements) -> str:
    return " ;\\; ".join(map(_statement_in_latex, typed.statements)) or "\\emptyset"


def statements_in_words(typed: TypedStatements) -> str:
    return "; ".join(map(_statement_in_words, typed.statements)) or "no independence"


def _item_in_latex(item: TypedNode | TypedEdge | TypedFactor) -> str:
    match item:
        case TypedNode():
            return _name(item.name)
        case TypedEdge():
            return f"{_name(item.one)}{SIGNS[item.sign]}{_name(item.other)}"
        case TypedFactor():
            scope = _braces(item.scope)
            return f"{_name(item.name)} : {scope}" if item.name else scope


def _item_in_words(item: TypedNode | TypedEdge | TypedFactor) -> str:
    match item:
        case TypedNode():
            return f"{_said(item.name)} alone"
        case TypedEdge():
            return f"{_said(item.one)}{SPOKEN_SIGNS[item.sign]}{_said(item.other)}"
        case TypedFactor():
            called = f"factor {_said(item.name)}" if item.name else "a factor"
            return f"{called} of {_enumerated(item.scope)}"


def _statement_in_latex(statement: TypedStatement) -> str:
    given = f" \\mid {_set(statement.given)}" if statement.given else ""
    return f"{_set(statement.left)} \\perp {_set(statement.right)}{given}"


def _statement_in_words(statement: TypedStatement) -> str:
    verb = "is" if len(statement.left) == 1 else "are"
    given = f" given {_enumerated(statement.given)}" if statement.given else ""
    return f"{_enumerated(statement.left)} {verb} independent of {_enumerated(statement.right)}{given}"


def _set(names: Sequence[str]) -> str:
    return _name(names[0]) if len(names) == 1 else _braces(names)


def _braces(names: Sequence[str]) -> str:
    return f"\\left\\{{{', '.join(map(_name, names))}\\right\\}}"


def _enumerated(names: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    said = [_said(name) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _name(name: str) -> str:
    return latex(Name(0, 0, name))


def _said(name: str) -> str:
    return spoken(Name(0, 0, name)).replace("'", " prime")
