"""LaTeX and English words for lists, tables, sets, relations and chains of lines, from the tree as read."""

from collections.abc import Callable

from pengrade.grading.rendering.latex import JOINTS, SIGNS, latex
from pengrade.grading.rendering.spoken import SIGNS as SPOKEN_SIGNS
from pengrade.grading.rendering.spoken import spoken
from pengrade.grading.statements import (
    Braces,
    Chain,
    Derivation,
    Infinity,
    Interval,
    Joined,
    Listed,
    Member,
    NumberSet,
    SetOperation,
    Step,
    Table,
    Word,
)
from pengrade.grading.tree import Node

OPERATIONS = {"union": " \\cup ", "intersection": " \\cap ", "difference": " \\setminus "}
SPOKEN_OPERATIONS = {"union": " union ", "intersection": " intersected with ", "difference": " without "}
STEPS = {"∝": "\\propto", "⇔": "\\Leftrightarrow", "⇒": "\\Rightarrow"}
SPOKEN_JOINTS = {
    **{sign: f"{words} " for sign, words in SPOKEN_SIGNS.items()},
    "∝": "is proportional to ",
    "⇔": "is equivalent to ",
    "⇒": "implies ",
}
NUMBERS = {
    "N": "the natural numbers",
    "Z": "the integers",
    "Q": "the rational numbers",
    "R": "the real numbers",
    "C": "the complex numbers",
}


def latex_of(node: Node) -> str:
    match node:
        case Listed():
            return f"\\left({_row(node.items, latex_of)}\\right)"
        case Table():
            rows = " \\\\ ".join(" & ".join(map(latex_of, row)) for row in node.rows)
            return f"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}"
        case Word():
            return word_in_latex(node.text)
        case Infinity():
            return "-\\infty" if node.negative else "\\infty"
        case Braces():
            return f"\\left\\{{{_row(node.elements, latex_of)}\\right\\}}" if node.elements else "\\emptyset"
        case Interval():
            left, right = "[" if node.has_lower else "(", "]" if node.has_upper else ")"
            return f"\\left{left}{_row(node.children(), latex_of)}\\right{right}"
        case NumberSet():
            return f"\\mathbb{{{node.name}}}"
        case SetOperation():
            return OPERATIONS[node.operation].join(map(_operand, node.parts))
        case Chain():
            signs = [f" {SIGNS[sign]} " for sign in node.signs]
            return _interleaved([latex_of(side) for side in node.sides], signs)
        case Member():
            sign = "\\notin" if node.negated else "\\in"
            return f"{latex_of(node.element)} {sign} {latex_of(node.collection)}"
        case Joined():
            return JOINTS[node.word].join(map(_joined, node.parts))
        case Derivation():
            rows = " \\\\ ".join(map(latex_of, node.steps))
            return f"\\begin{{aligned}} {rows} \\end{{aligned}}"
        case Step():
            return f"{_joining(node.sign)} {latex_of(node.content)}{_reason(node.reason)}"
        case _:
            return latex(node)


def spoken_of(node: Node) -> str:
    match node:
        case Listed():
            return f"the list {_row(node.items, spoken_of)}, end list"
        case Table():
            rows = "; ".join(f"row {number}: {_row(row, spoken_of)}" for number, row in enumerate(node.rows, 1))
            return f"the table with {rows}; end table"
        case Word():
            return node.text.replace("_", " sub ")
        case Infinity():
            return "minus infinity" if node.negative else "infinity"
        case Braces():
            return f"the set of {_row(node.elements, spoken_of)}, end set" if node.elements else "the empty set"
        case Interval():
            return _spoken_interval(node)
        case NumberSet():
            return NUMBERS[node.name]
        case SetOperation():
            return SPOKEN_OPERATIONS[node.operation].join(map(_spoken_group, node.parts))
        case Chain():
            signs = [f" {SPOKEN_SIGNS[sign]} " for sign in node.signs]
            return _interleaved([spoken_of(side) for side in node.sides], signs)
        case Member():
            return f"{spoken_of(node.element)} is {'not ' if node.negated else ''}in {spoken_of(node.collection)}"
        case Joined():
            return f" {node.word} ".join(map(_spoken_group, node.parts))
        case Derivation():
            return _spoken_lines(node)
        case Step():
            reason = f", by {node.reason}" if node.reason else ""
            return f"{SPOKEN_JOINTS.get(node.sign, '')}{spoken_of(node.content)}{reason}"
        case _:
            return spoken(node)


def _joining(sign: str) -> str:
    return f"&{SIGNS.get(sign, STEPS.get(sign, ''))}"


def _reason(reason: str) -> str:
    plain = "".join(letter if letter.isalnum() or letter in " -'" else " " for letter in reason)
    return f" \\quad \\text{{by {plain}}}" if reason else ""


def _spoken_lines(node: Derivation) -> str:
    lines: dict[int, list[str]] = {}
    for step in node.steps:
        lines.setdefault(step.line, []).append(spoken_of(step))
    return "; ".join(f"line {number + 1}: {' '.join(words)}" for number, words in lines.items())


def word_in_latex(text: str) -> str:
    r"""A name as text; what LaTeX would take for a command of its own never gets through."""
    base, underscore, label = text.partition("_")
    if len(base) == 1 and base.isalpha() and (not underscore or label.isalnum()):
        return f"{base}_{{{label}}}" if underscore else base
    return f"\\text{{{''.join(letter if letter.isalnum() or letter in ' -,.' else ' ' for letter in text)}}}"


def _row(items: tuple[Node, ...], shown: Callable[[Node], str]) -> str:
    return ", ".join(map(shown, items))


def _interleaved(sides: list[str], signs: list[str]) -> str:
    return sides[0] + "".join(sign + side for sign, side in zip(signs, sides[1:], strict=True))


def _operand(node: Node) -> str:
    return f"\\left({latex_of(node)}\\right)" if isinstance(node, SetOperation) else latex_of(node)


def _joined(node: Node) -> str:
    return f"\\left({latex_of(node)}\\right)" if isinstance(node, Joined) else latex_of(node)


def _spoken_group(node: Node) -> str:
    compound = isinstance(node, SetOperation | Joined)
    return f"open bracket {spoken_of(node)} close bracket" if compound else spoken_of(node)


def _spoken_interval(node: Interval) -> str:
    kinds = {(True, True): "closed", (False, False): "open", (True, False): "half-open", (False, True): "half-open"}
    ends = ["" if isinstance(end, Infinity) else word for end, word in _ends_in_words(node)]
    words = f"{spoken_of(node.lower)}{ends[0]} to {spoken_of(node.upper)}{ends[1]}"
    return f"the {kinds[node.has_lower, node.has_upper]} interval from {words}"


def _ends_in_words(node: Interval) -> list[tuple[Node, str]]:
    if node.has_lower == node.has_upper:
        return [(node.lower, ""), (node.upper, "")]
    return [
        (node.lower, " included" if node.has_lower else " excluded"),
        (node.upper, " included" if node.has_upper else " excluded"),
    ]
