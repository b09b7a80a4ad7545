"""English words from the tree as read, for ears: "x minus mu, squared" needs no sight of the brackets."""

from fractions import Fraction

from pengrade.grading.reading.functions import FUNCTIONS
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
)

POWERS = {Fraction(2): "squared", Fraction(3): "cubed"}
SIGNS = {
    "=": "equals",
    "≠": "is not",
    "<": "is less than",
    "≤": "is at most",
    ">": "is greater than",
    "≥": "is at least",
}
FOLDS = {"sum": "sum", "product": "product", "max": "maximum", "min": "minimum"}
ORDERS = {1: "derivative", 2: "second derivative", 3: "third derivative"}
NORMS = {"norm": "norm", "norm1": "one-norm", "normmax": "maximum norm", "normF": "Frobenius norm"}


def spoken(node: Node) -> str:
    match node:
        case Number():
            return _number(node)
        case Name() | Constant():
            return _name(node.name)
        case Identity():
            return "the identity matrix" + ("" if node.size is None else f" of size {node.size}")
        case Ones():
            return "the vector of ones" + ("" if node.size is None else f" of length {node.size}")
        case Entry():
            return f"entry {' '.join(map(spoken, node.indices))} of {_grouped(node.operand)}"
        case Indexed():
            return f"{_name(node.name)} sub {' '.join(map(spoken, node.indices))}"
        case Add():
            return _sum_of_terms(node)
        case Negate():
            return f"minus {_grouped(node.operand)}"
        case Product():
            return " times ".join(map(_grouped, node.factors))
        case Divide():
            return _quotient(node)
        case Power():
            return _power(node)
        case Transpose():
            return f"{_grouped(node.operand)} transpose"
        case Apply():
            return f"{_name(node.name)}{' prime' * node.order} of {_grouped(node.argument)}"
        case Slope():
            words = f"{FUNCTIONS[node.function].words}{' prime' * node.order}"
            return f"{words} of {_grouped(node.argument)}"
        case Call():
            return _call(node)
        case Fold():
            return _fold(node)
        case MatrixOf():
            return _matrix(node)
        case Infinity():
            return "minus infinity" if node.negative else "infinity"
        case Chain() | Joined():
            return _condition(node)
        case Indicator():
            return f"the indicator of {spoken(node.condition)} end indicator"
        case Cases():
            return _cases(node)
        case Derivative():
            what = ORDERS.get(node.order, f"derivative of order {node.order}")
            return f"the {what} by {spoken(node.variable)} of {_term(node.body)} end derivative"
        case Integral():
            limits = f"from {spoken(node.lower)} to {spoken(node.upper)}"
            return f"the integral {limits} of {_term(node.body)} over {_name(node.variable)} end integral"
        case Limit():
            side = {"+": " from above", "-": " from below", "": ""}[node.side]
            where = f"as {_name(node.variable)} goes to {spoken(node.target)}{side}"
            return f"the limit {where} of {_term(node.body)} end limit"
        case _:
            return probability.spoken_of(node, spoken)


def _condition(node: Chain | Joined) -> str:
    if isinstance(node, Joined):
        parts = (
            f"open bracket {_condition(part)} close bracket" if isinstance(part, Joined) else spoken(part)
            for part in node.parts
        )
        return f" {node.word} ".join(parts)
    rest = (f" {SIGNS[sign]} {spoken(side)}" for sign, side in zip(node.signs, node.sides[1:], strict=True))
    return spoken(node.sides[0]) + "".join(rest)


def _cases(node: Cases) -> str:
    words = [
        f"{spoken(value)} if {spoken(condition)}"
        for value, condition in zip(node.values, node.conditions, strict=False)
    ]
    if len(node.values) > len(node.conditions):
        words.append(f"{spoken(node.values[-1])} otherwise")
    return f"by cases: {'; '.join(words)}; end cases"


def _name(name: str) -> str:
    base, underscore, label = name.partition("_")
    capital = f"capital {base.lower()}" if base[:1].isupper() else base
    return f"{capital} sub {label.replace(',', ' ')}" if underscore else capital


def _number(node: Number) -> str:
    mantissa, e, exponent = node.text.partition("e")
    if e:
        return f"{mantissa} times 10 to the power {exponent.replace('-', 'minus ')}"
    return node.text


def _grouped(node: Node) -> str:
    """Words that say where a compound part begins and ends."""
    if isinstance(node, Add | Negate | Product):
        return f"open bracket {spoken(node)} close bracket"
    return spoken(node)


def _sum_of_terms(node: Add) -> str:
    first = node.terms[0]
    words = spoken(first) if isinstance(first, Negate) else _term(first)
    for term in node.terms[1:]:
        words += f" minus {_term(term.operand)}" if isinstance(term, Negate) else f" plus {_term(term)}"
    return words


def _term(node: Node) -> str:
    return spoken(node) if isinstance(node, Product) else _grouped(node)


def _simple(node: Node) -> bool:
    return not node.children() or isinstance(node, Indexed)


def _quotient(node: Divide) -> str:
    if node.numerator == Number(0, 0, Fraction(1), "1") and node.denominator == Number(0, 0, Fraction(2), "2"):
        return "one half"
    if _simple(node.numerator) and _simple(node.denominator):
        return f"{spoken(node.numerator)} over {spoken(node.denominator)}"
    return f"the fraction {spoken(node.numerator)} over {spoken(node.denominator)} end fraction"


def _power(node: Power) -> str:
    base = _grouped(node.base)
    if isinstance(node.exponent, Number) and node.exponent.value in POWERS:
        return f"{base} {POWERS[node.exponent.value]}"
    if node.exponent == Negate(0, 0, Number(0, 0, Fraction(1), "1")):
        return f"{base} inverse"
    end = "" if _simple(node.exponent) else " end power"
    return f"{base} to the power {spoken(node.exponent)}{end}"


def _call(node: Call) -> str:
    inside = " and ".join(map(spoken, node.arguments))
    end = "" if all(map(_simple, node.arguments)) else f" end {node.function}"
    if node.function == "factorial":
        return f"{_grouped(node.arguments[0])} factorial"
    if node.function == "binomial":
        return f"{_grouped(node.arguments[0])} choose {_grouped(node.arguments[1])}"
    if node.function in NORMS:
        return f"the {NORMS[node.function]} of {inside}{'' if not end else ' end norm'}"
    if node.function in ("hadamard", "kron"):
        between = " entrywise times " if node.function == "hadamard" else " Kronecker "
        return between.join(map(_grouped, node.arguments))
    words = FUNCTIONS[node.function].words
    if node.parameter is not None and node.function == "sqrt":
        return f"the root of order {spoken(node.parameter)} of {inside}{'' if not end else ' end root'}"
    if node.parameter is not None:
        words = f"{words} base {spoken(node.parameter)}"
    article = "" if words.startswith(("the ", "log", "natural")) else "the "
    return f"{article}{words} of {inside}{end.replace('sqrt', 'root')}"


def _fold(node: Fold) -> str:
    limits = f"over {_name(node.index)} from {spoken(node.lower)} to {spoken(node.upper)}"
    if node.condition is not None:
        limits += f" where {spoken(node.condition)}"
    word = FOLDS[node.operation]
    return f"the {word} {limits} of {_term(node.body)} end {word}"


def _matrix(node: MatrixOf) -> str:
    rows = "; ".join(f"row {number}: {', '.join(map(spoken, row))}" for number, row in enumerate(node.rows, 1))
    return f"the {len(node.rows)} by {len(node.rows[0])} matrix with {rows}; end matrix"
