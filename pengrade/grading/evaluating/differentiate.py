"""Derivatives of trees, by the rules of calculus, left unsimplified.

A derivative has a value wherever the rules give one: that of |u| is u'/u |u|, which has none at zero.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from pengrade.grading.proving.substitution import rebuilt
from pengrade.grading.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Chain,
    Constant,
    Derivative,
    Divide,
    Fold,
    Indexed,
    Indicator,
    Integral,
    Joined,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Slope,
    Transpose,
    names_in,
    walk,
)

MOST_NODES = 4000


class NotDifferentiableError(Exception):
    """No rule for it here, or too long a result."""


def differentiated(body: Node, variable: Node, order: int = 1) -> Node:
    """The derivative of that order by a Name or an Indexed; raises NotDifferentiableError."""
    for _ in range(order):
        if _size(body) > MOST_NODES:
            raise NotDifferentiableError
        body = _derivative(body, variable)
    return body


def slope_of(node: Slope) -> Node:
    """The derivative of the function, with the argument put in; raises NotDifferentiableError."""
    variable = Name(0, 0, "'")  # no name that anybody can declare
    outer = differentiated(Call(0, 0, node.function, (variable,)), variable, node.order)
    return put(outer, variable.name, node.argument)


def _size(node: Node) -> int:
    total = 0
    for _ in walk(node):
        total += 1
        if total > MOST_NODES:
            break
    return total


def number(value: int) -> Number:
    return Number(0, 0, Fraction(value), str(value)) if value >= 0 else Number(0, 0, Fraction(value), f"({value})")


ZERO, ONE, TWO = number(0), number(1), number(2)


def is_number(node: Node, value: int) -> bool:
    return isinstance(node, Number) and node.value == value


def plus(*terms: Node) -> Node:
    kept = tuple(term for term in terms if not is_number(term, 0))
    return ZERO if not kept else kept[0] if len(kept) == 1 else Add(0, 0, kept)


def minus(node: Node) -> Node:
    return node if is_number(node, 0) else Negate(0, 0, node)


def times(*factors: Node) -> Node:
    if any(is_number(factor, 0) for factor in factors):
        return ZERO
    kept = tuple(factor for factor in factors if not is_number(factor, 1))
    return ONE if not kept else kept[0] if len(kept) == 1 else Product(0, 0, kept, ("*",) * (len(kept) - 1))


def over(above: Node, below: Node) -> Node:
    return above if is_number(above, 0) or is_number(below, 1) else Divide(0, 0, above, below)


def power(base: Node, exponent: int) -> Node:
    return Power(0, 0, base, minus(number(-exponent)) if exponent < 0 else number(exponent))


def call(function: str, *arguments: Node) -> Node:
    return Call(0, 0, function, arguments)


def _half() -> Node:
    return over(ONE, TWO)


def _normal(u: Node) -> Node:
    return call("phi", u)


def _gaussian(u: Node, sign: int) -> Node:
    scale = over(TWO, call("sqrt", Constant(0, 0, "pi")))
    slope = times(scale, call("exp", minus(power(u, 2))))
    return slope if sign > 0 else minus(slope)


# The outer derivative of each function at u.
SLOPES: dict[str, Callable[[Node], Node]] = {
    "sin": lambda u: call("cos", u),
    "cos": lambda u: minus(call("sin", u)),
    "tan": lambda u: plus(ONE, power(call("tan", u), 2)),
    "cot": lambda u: minus(plus(ONE, power(call("cot", u), 2))),
    "sec": lambda u: times(call("sec", u), call("tan", u)),
    "csc": lambda u: minus(times(call("csc", u), call("cot", u))),
    "arcsin": lambda u: over(ONE, call("sqrt", plus(ONE, minus(power(u, 2))))),
    "arccos": lambda u: minus(over(ONE, call("sqrt", plus(ONE, minus(power(u, 2)))))),
    "arctan": lambda u: over(ONE, plus(ONE, power(u, 2))),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: plus(ONE, minus(power(call("tanh", u), 2))),
    "coth": lambda u: plus(ONE, minus(power(call("coth", u), 2))),
    "sech": lambda u: minus(times(call("sech", u), call("tanh", u))),
    "csch": lambda u: minus(times(call("csch", u), call("coth", u))),
    "arsinh": lambda u: over(ONE, call("sqrt", plus(power(u, 2), ONE))),
    "arcosh": lambda u: over(ONE, times(call("sqrt", plus(u, minus(ONE))), call("sqrt", plus(u, ONE)))),
    "artanh": lambda u: over(ONE, plus(ONE, minus(power(u, 2)))),
    "exp": lambda u: call("exp", u),
    "log": lambda u: over(ONE, u),
    "ln": lambda u: over(ONE, u),
    "sqrt": lambda u: over(ONE, times(TWO, call("sqrt", u))),
    "abs": lambda u: over(call("abs", u), u),
    "sign": lambda u: over(ZERO, u),
    "lgamma": lambda u: call("digamma", u),
    "gamma": lambda u: times(call("gamma", u), call("digamma", u)),
    "factorial": lambda u: times(call("factorial", u), call("digamma", plus(u, ONE))),
    "erf": lambda u: _gaussian(u, 1),
    "erfc": lambda u: _gaussian(u, -1),
    "Phi": _normal,
    "phi": lambda u: minus(times(u, call("phi", u))),
    "quantile": lambda u: over(ONE, _normal(call("quantile", u))),
    "sigmoid": lambda u: times(call("sigmoid", u), call("sigmoid", minus(u))),
    "logit": lambda u: over(ONE, times(u, plus(ONE, minus(u)))),
    "softplus": lambda u: call("sigmoid", u),
    "relu": lambda u: over(call("relu", u), u),
}


def _is_free_of(node: Node, variable: Node) -> bool:
    name = variable.name if isinstance(variable, Name | Indexed) else ""
    return name not in names_in(node)


def _derivative(node: Node, variable: Node) -> Node:
    if _is_free_of(node, variable):
        return ZERO
    match node:
        case Name():
            return ONE
        case Indexed():
            return _of_member(node, variable)
        case Add():
            return plus(*(_derivative(term, variable) for term in node.terms))
        case Negate():
            return minus(_derivative(node.operand, variable))
        case Transpose():
            return _derivative(node.operand, variable)
        case Product():
            return _of_product(node, variable)
        case Divide():
            return _of_quotient(node, variable)
        case Power():
            return _of_power(node, variable)
        case Call():
            return _of_call(node, variable)
        case Apply() | Slope():
            return times(replace(node, order=node.order + 1), _derivative(node.argument, variable))
        case Fold():
            return _of_fold(node, variable)
        case Cases():
            return replace(node, values=tuple(_derivative(value, variable) for value in node.values))
        case Derivative():
            inner = differentiated(node.body, node.variable, node.order)
            return _derivative(inner, variable)
        case Integral():
            return _of_integral(node, variable)
        case Indicator() | Chain() | Joined():
            return ZERO
        case _:
            raise NotDifferentiableError


def _of_member(node: Indexed, variable: Node) -> Node:
    """1 where the indices are those of the variable, 0 elsewhere."""
    if not isinstance(variable, Indexed) or len(variable.indices) != len(node.indices):
        raise NotDifferentiableError
    pairs = zip(node.indices, variable.indices, strict=True)
    return times(*(call("delta", one, other) for one, other in pairs if one != other))


def _of_product(node: Product, variable: Node) -> Node:
    slopes = [_derivative(factor, variable) for factor in node.factors]
    return plus(
        *(
            times(*node.factors[:place], slope, *node.factors[place + 1 :])
            for place, slope in enumerate(slopes)
            if not is_number(slope, 0)
        )
    )


def _of_quotient(node: Divide, variable: Node) -> Node:
    above, below = node.numerator, node.denominator
    slope_above, slope_below = _derivative(above, variable), _derivative(below, variable)
    if is_number(slope_below, 0):
        return over(slope_above, below)
    return over(plus(times(slope_above, below), minus(times(above, slope_below))), power(below, 2))


def _of_power(node: Power, variable: Node) -> Node:
    base, exponent = node.base, node.exponent
    slope_base, slope_exponent = _derivative(base, variable), _derivative(exponent, variable)
    if is_number(slope_exponent, 0):
        reduced = _one_less(exponent)
        return times(exponent, slope_base if is_number(reduced, 0) else times(Power(0, 0, base, reduced), slope_base))
    if isinstance(base, Constant) and base.name == "e":
        return times(node, slope_exponent)
    share = times(slope_exponent, call("log", base))
    return times(node, share if is_number(slope_base, 0) else plus(share, over(times(exponent, slope_base), base)))


def _one_less(exponent: Node) -> Node:
    if isinstance(exponent, Number) and exponent.value >= 1:
        value = exponent.value - 1
        return Number(0, 0, value, str(value))
    return plus(exponent, minus(ONE))


def _of_call(node: Call, variable: Node) -> Node:
    first = node.arguments[0]
    if node.parameter is not None:
        return _of_call_with_parameter(node, variable)
    if node.function in ("max", "min") and len(node.arguments) > 1:
        return _of_extreme(node, variable)
    if node.function == "beta":
        a, b = node.arguments
        gammas = over(times(call("gamma", a), call("gamma", b)), call("gamma", plus(a, b)))
        return _derivative(gammas, variable)
    if node.function == "delta":
        return ZERO
    slope = SLOPES.get(node.function)
    if slope is None or len(node.arguments) != 1:
        raise NotDifferentiableError
    return times(slope(first), _derivative(first, variable))


def _of_call_with_parameter(node: Call, variable: Node) -> Node:
    first, parameter = node.arguments[0], node.parameter
    if parameter is None or not _is_free_of(parameter, variable):
        raise NotDifferentiableError
    slope = _derivative(first, variable)
    if node.function == "sqrt":
        return over(times(node, slope), times(parameter, first))
    return over(slope, times(first, call("log", parameter)))


def _of_extreme(node: Call, variable: Node) -> Node:
    """That of the argument which is the largest; none where two are."""
    sign = ">" if node.function == "max" else "<"
    first, *rest = node.arguments
    other = rest[0] if len(rest) == 1 else replace(node, arguments=tuple(rest))
    slopes = _derivative(first, variable), _derivative(other, variable)
    ahead, behind = Chain(0, 0, (first, other), (sign,)), Chain(0, 0, (other, first), (sign,))
    return Cases(0, 0, slopes, (ahead, behind))


def _of_fold(node: Fold, variable: Node) -> Node:
    if not (_is_free_of(node.lower, variable) and _is_free_of(node.upper, variable)):
        raise NotDifferentiableError
    if node.condition is not None and not _is_free_of(node.condition, variable):
        raise NotDifferentiableError
    if node.index in names_in(variable):
        raise NotDifferentiableError
    slope = _derivative(node.body, variable)
    if node.operation == "sum":
        return replace(node, body=slope)
    if node.operation == "product":
        return times(node, replace(node, operation="sum", body=over(slope, node.body)))
    raise NotDifferentiableError


def _of_integral(node: Integral, variable: Node) -> Node:
    """Leibniz's rule, for ends without a bound name of the body in them."""
    if not isinstance(variable, Name) or node.variable in names_in(variable):
        raise NotDifferentiableError
    inner = _derivative(node.body, variable)
    ends = [
        times(sign, put(node.body, node.variable, end), _derivative(end, variable))
        for end, sign in ((node.upper, ONE), (node.lower, minus(ONE)))
        if not _is_free_of(end, variable)
    ]
    return plus(ZERO if is_number(inner, 0) else replace(node, body=inner), *ends)


def put(node: Node, name: str, value: Node) -> Node:
    """The tree with `value` in place of a free name; raises NotDifferentiableError where a name would be caught."""
    if isinstance(node, Name):
        return value if node.name == name else node
    bound, _ = node.binding()
    if name in bound or bound & names_in(value):
        raise NotDifferentiableError
    return rebuilt(node, lambda child: put(child, name, value))
