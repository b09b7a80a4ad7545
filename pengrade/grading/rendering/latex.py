r"""LaTeX from the tree as read: (x-\mu)^2 comes back as (x-\mu)^2. Reading it again gives the same tree."""

from pengrade.grading.probability.tree import Marginal
from pengrade.grading.reading.characters import GREEK_NAMES
from pengrade.grading.reading.functions import FUNCTIONS, POWER_BEFORE_ARGUMENT
from pengrade.grading.rendering import probability
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Chain,
    Constant,
    Derivative,
    Divide,
    Entry,
    Fold,
    Identity,
    Indexed,
    Indicator,
    Infinity,
    Integral,
    Joined,
    Limit,
    MatrixOf,
    Name,
    Negate,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Slope,
    Transpose,
    names_in,
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
SIGNS = {"=": "=", "≠": "\\ne", "<": "<", "≤": "\\le", ">": ">", "≥": "\\ge"}
JOINTS = {"and": " \\land ", "or": " \\lor "}
INFIX = {"hadamard": "\\odot", "kron": "\\otimes"}
FOLDS = {"sum": "\\sum", "product": "\\prod", "max": "\\max", "min": "\\min"}


def latex(node: Node) -> str:
    match node:
        case Number():
            return _number(node)
        case Name():
            return _name(node.name)
        case Constant():
            return "\\pi" if node.name == "pi" else node.name
        case Identity():
            return f"I{_size(node.size)}"
        case Ones():
            return f"\\mathbf{{1}}{_size(node.size)}"
        case Entry():
            return f"{_bracketed(node.operand)}_{{{','.join(map(latex, node.indices))}}}"
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
        case Slope():
            return f"{FUNCTIONS[node.function].latex}{chr(39) * node.order}{_bracketed(node.argument)}"
        case Call():
            return _call(node)
        case Fold():
            return _fold(node)
        case Infinity():
            return "-\\infty" if node.negative else "\\infty"
        case Chain() | Joined():
            return _condition(node)
        case Indicator():
            return f"\\mathbf{{1}}\\left[{latex(node.condition)}\\right]"
        case Cases():
            return _cases(node)
        case Derivative():
            return _derivative(node)
        case Integral():
            ends = f"_{{{latex(node.lower)}}}^{{{latex(node.upper)}}}"
            return f"\\int{ends} {latex(node.body)} \\, \\mathrm{{d}}{_name(node.variable)}"
        case Limit():
            side = f"^{{{node.side}}}" if node.side else ""
            target = _base(node.target) if side else latex(node.target)
            return f"\\lim_{{{_name(node.variable)} \\to {target}{side}}} {_term(node.body)}"
        case MatrixOf():
            rows = " \\\\ ".join(" & ".join(map(latex, row)) for row in node.rows)
            return f"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}"
        case _:
            return probability.latex_of(node, latex)


def _size(size: int | str | None) -> str:
    return "" if size is None else f"_{{{_name(str(size))}}}"


def _condition(node: Chain | Joined) -> str:
    if isinstance(node, Joined):
        parts = (_bracketed(part) if isinstance(part, Joined) else latex(part) for part in node.parts)
        return JOINTS[node.word].join(parts)
    rest = "".join(f" {SIGNS[sign]} {latex(side)}" for sign, side in zip(node.signs, node.sides[1:], strict=True))
    return latex(node.sides[0]) + rest


def _cases(node: Cases) -> str:
    rows = [
        f"{latex(value)} & \\text{{if }} {latex(condition)}"
        for value, condition in zip(node.values, node.conditions, strict=False)
    ]
    if len(node.values) > len(node.conditions):
        rows.append(f"{latex(node.values[-1])} & \\text{{otherwise}}")
    lines = " \\\\ ".join(rows)
    return f"\\begin{{cases}} {lines} \\end{{cases}}"


def _derivative(node: Derivative) -> str:
    order = "" if node.order == 1 else f"^{{{node.order}}}"
    d = "\\mathrm{d}" if isinstance(node.variable, Name) else "\\partial "
    return f"\\frac{{{d}{order}}}{{{d}{latex(node.variable)}{order}}} {_term(node.body)}"


def _bracketed(node: Node) -> str:
    return f"\\left({latex(node)}\\right)"


def _number(node: Number) -> str:
    mantissa, e, exponent = node.text.partition("e")
    if e:
        return f"{mantissa} \\cdot 10^{{{exponent}}}"
    return node.text


def _name(name: str) -> str:
    base, underscore, label = name.partition("_")
    return f"{_letter(base)}_{{{_letter(label)}}}" if underscore else _letter(base)


def _letter(word: str) -> str:
    return f"\\{word}" if word in GREEK_NAMES else _upright(word)


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
            mark = node.marks[place - 1]
            dotted = mark or text[0].isdigit() or shown[-1] in "!'"
            shown += " \\cdot " if dotted else " "
        shown += text
    return shown


def _factor(node: Node, last: bool) -> str:
    # A sum swallows what follows it, so only the last factor may stand bare.
    reaching = isinstance(node, Fold | Derivative | Limit | Marginal) and not last
    loose = isinstance(node, Add | Negate | Product) or reaching or _is_infix(node)
    return _bracketed(node) if loose or _is_scientific(node) else latex(node)


def _is_infix(node: Node) -> bool:
    return isinstance(node, Call) and node.function in INFIX


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
    if node.function in INFIX:
        return f" {INFIX[node.function]} ".join(_factor(argument, False) for argument in node.arguments)
    if node.function == "conj":
        return f"\\overline{{{latex(first)}}}"
    if node.function == "delta":
        return f"\\delta_{{{latex(first)}, {latex(node.arguments[1])}}}"
    if node.function == "factorial":
        return f"{_base(first)}!"
    if node.function == "sqrt":
        order = "" if node.parameter is None else f"[{latex(node.parameter)}]"
        return f"\\sqrt{order}{{{latex(first)}}}"
    if node.function == "binomial":
        return f"\\binom{{{latex(first)}}}{{{latex(node.arguments[1])}}}"
    if node.function == "expectation":
        return f"\\mathbb{{E}}\\left[{latex(first)}\\right]"
    label = "" if node.parameter is None else f"_{{{latex(node.parameter)}}}"
    inside = ", ".join(map(latex, node.arguments))
    return f"{FUNCTIONS[node.function].latex}{label}\\left({inside}\\right)"


def _fold(node: Fold) -> str:
    condition = "" if node.condition is None else f",\\, {latex(node.condition)}"
    limits = f"_{{{_name(node.index)}={latex(node.lower)}{condition}}}^{{{latex(node.upper)}}}"
    return f"{FOLDS[node.operation]}{limits} {_bracketed(node.body) if _ends_apart(node) else _term(node.body)}"


def _ends_apart(node: Fold) -> bool:
    """Read without brackets, the last factors would stand beside this product and not in it."""
    body = node.body
    return node.operation == "product" and isinstance(body, Product) and node.index not in names_in(body.factors[-1])
