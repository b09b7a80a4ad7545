r"""LaTeX from the tree as read: (x-\mu)^2 comes back as (x-\mu)^2. Reading it again gives the same tree."""

from pengrade.grading.reading.characters import GREEK_NAMES
from pengrade.grading.reading.functions import FUNCTIONS, POWER_BEFORE_ARGUMENT
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Constant,
    Divide,
    Fold,
    Identity,
    Indexed,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Transpose,
)

FENCES = {
    "abs": ("\\left|", "\\right|", ""),
    "floor": ("\\left\\lfloor ", "\\right\\rfloor", ""),
    "ceil": ("\\left\\lceil ", "\\right\\rceil", ""),
    "norm": ("\\left\\|", "\\right\\|", ""),
    "norm1": ("\\left\\|", "\\right\\|", "_{1}"),
    "normmax": ("\\left\\|", "\\right\\|", "_{\\infty}"),
    "normF": ("\\left\\|", "\\right\\|", "_{F}"),
}


def latex(node: Node) -> str:
    match node:
        case Number():
            return _number(node)
        case Name():
            return _name(node.name)
        case Constant():
            return "\\pi" if node.name == "pi" else node.name
        case Identity():
            return "I"
        case Ones():
            return "\\mathbf{1}"
        case Indexed():
            return f"{_name(node.name)}_{{{','.join(map(latex, node.indices))}}}"
        case Add():
            return _sum_of_terms(node)
        case Negate():
            return f"-{_term(node.operand)}"
        case Product():
            return _product(node)
        case Divide():
            return f"\\frac{{{latex(node.numerator)}}}{{{latex(node.denominator)}}}"
        case Power():
            return _power(node)
        case Transpose():
            return f"{_base(node.operand)}^{{\\mathsf T}}"
        case Apply():
            return f"{_name(node.name)}{chr(39) * node.order}{_bracketed(node.argument)}"
        case Call():
            return _call(node)
        case Fold():
            return _fold(node)
        case MatrixOf():
            rows = " \\\\ ".join(" & ".join(map(latex, row)) for row in node.rows)
            return f"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}"
        case _:
            raise AssertionError(type(node))


def _bracketed(node: Node) -> str:
    return f"\\left({latex(node)}\\right)"


def _number(node: Number) -> str:
    mantissa, e, exponent = node.text.partition("e")
    if e:
        return f"{mantissa} \\cdot 10^{{{exponent}}}"
    return node.text


def _name(name: str) -> str:
    base, underscore, label = name.partition("_")
    shown = f"\\{base}" if base in GREEK_NAMES else _upright(base)
    return f"{shown}_{{{_upright(label)}}}" if underscore else shown


def _upright(word: str) -> str:
    return f"\\mathrm{{{word}}}" if len(word) > 1 and word.isalpha() else word


def _sum_of_terms(node: Add) -> str:
    shown = _term(node.terms[0]) if not isinstance(node.terms[0], Negate) else latex(node.terms[0])
    for term in node.terms[1:]:
        if isinstance(term, Negate):
            shown += f" - {_term(term.operand)}"
        else:
            shown += f" + {_term(term)}"
    return shown


def _term(node: Node) -> str:
    return _bracketed(node) if isinstance(node, Add | Negate) else latex(node)


def _product(node: Product) -> str:
    last = len(node.factors) - 1
    shown = ""
    for place, factor in enumerate(node.factors):
        text = _factor(factor, place == last)
        if place:
            dotted = node.marks[place - 1] or text[0].isdigit() or shown[-1] in "!'"
            shown += " \\cdot " if dotted else " "
        shown += text
    return shown


def _factor(node: Node, last: bool) -> str:
    # A sum swallows what follows it, so only the last factor may stand bare.
    loose = isinstance(node, Add | Negate | Product) or (isinstance(node, Fold) and not last)
    return _bracketed(node) if loose or _is_scientific(node) else latex(node)


def _is_scientific(node: Node) -> bool:
    return isinstance(node, Number) and "e" in node.text


def _base(node: Node) -> str:
    """What a ^ or a ! may follow without brackets."""
    atomic = isinstance(node, Number | Name | Constant | Identity | Ones | Indexed | MatrixOf)
    fenced = isinstance(node, Call) and (node.function in FENCES or node.function in ("sqrt", "binomial"))
    return latex(node) if (atomic or fenced) and not _is_scientific(node) else _bracketed(node)


def _power(node: Power) -> str:
    base, exponent = node.base, latex(node.exponent)
    if (
        isinstance(base, Call)
        and base.function in POWER_BEFORE_ARGUMENT
        and base.parameter is None
        and not isinstance(node.exponent, Negate)
    ):
        return f"{FUNCTIONS[base.function].latex}^{{{exponent}}}{_bracketed(base.arguments[0])}"
    return f"{_base(base)}^{{{exponent}}}"


def _call(node: Call) -> str:
    first = node.arguments[0]
    if node.function in FENCES:
        opening, closing, label = FENCES[node.function]
        return f"{opening}{latex(first)}{closing}{label}"
    if node.function == "factorial":
        return f"{_base(first)}!"
    if node.function == "sqrt":
        order = "" if node.parameter is None else f"[{latex(node.parameter)}]"
        return f"\\sqrt{order}{{{latex(first)}}}"
    if node.function == "binomial":
        return f"\\binom{{{latex(first)}}}{{{latex(node.arguments[1])}}}"
    label = "" if node.parameter is None else f"_{{{latex(node.parameter)}}}"
    inside = ", ".join(map(latex, node.arguments))
    return f"{FUNCTIONS[node.function].latex}{label}\\left({inside}\\right)"


def _fold(node: Fold) -> str:
    sign = "\\sum" if node.operation == "sum" else "\\prod"
    limits = f"_{{{_name(node.index)}={latex(node.lower)}}}^{{{latex(node.upper)}}}"
    return f"{sign}{limits} {_term(node.body)}"
