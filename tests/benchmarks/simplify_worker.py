"""`sympy.simplify(a - b) == 0` on the trees that the engine reads: a process of its own, asked over a pipe.

Only scalars are translated; reading and translating are not timed.
"""

import json
import resource
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import sympy

from pengrade.grading.declarations import Declarations, declared
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Name,
    Negate,
    Node,
    Number,
    Power,
    Product,
)

_MEMORY = 2 * 2**30
_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "nonnegative": True},
    "probability": {"positive": True},
    "complex": {"complex": True},
}
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}
_NAMED_OTHERWISE: dict[str, Callable[..., Any]] = {
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arsinh": sympy.asinh,
    "arcosh": sympy.acosh,
    "artanh": sympy.atanh,
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "ln": sympy.log,
    "max": sympy.Max,
    "min": sympy.Min,
    "lgamma": sympy.loggamma,
    "Phi": lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
}
_SAME_NAME = ["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "exp", "sign", "floor", "factorial"]
_SAME_NAME += ["binomial", "gamma", "digamma", "beta", "erf", "erfc", "zeta"]
_FUNCTIONS = {**{name: getattr(sympy, name) for name in _SAME_NAME}, **_NAMED_OTHERWISE}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _say("ready")
    for line in sys.stdin:
        _say(json.dumps(_answer(json.loads(line))))


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    declarations = declared(question["symbols"])
    try:
        expected, answer = (
            _Translation(_symbols(declarations)).of(read_expression(question[side], declarations)[0])
            for side in ("expected", "answer")
        )
    except Exception as error:  # noqa: BLE001 - whatever this grader stumbles over is its answer
        return {"equal": None, "milliseconds": 0.0, "reason": f"not translated: {error}"}
    began = process_time()
    try:
        equal = bool(sympy.simplify(expected - answer) == 0)
    except Exception as error:  # noqa: BLE001
        return {"equal": None, "milliseconds": 1000 * (process_time() - began), "reason": str(error)}
    return {"equal": equal, "milliseconds": 1000 * (process_time() - began)}


class _Translation:
    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def of(self, node: Node) -> Any:
        if isinstance(node, Number):
            return sympy.Rational(node.value.numerator, node.value.denominator)
        if isinstance(node, Constant):
            return _CONSTANTS[node.name]
        if isinstance(node, Name):
            return self.names[node.name]
        if isinstance(node, Fold):
            return self.fold(node)
        parts = [self.of(child) for child in node.children()]
        return self.joined(node, parts)

    def joined(self, node: Node, parts: list[Any]) -> Any:
        if isinstance(node, Add):
            return sympy.Add(*parts)
        if isinstance(node, Negate):
            return -parts[0]
        if isinstance(node, Product):
            return sympy.Mul(*parts)
        if isinstance(node, Divide):
            return parts[0] / parts[1]
        if isinstance(node, Power):
            return parts[0] ** parts[1]
        if isinstance(node, Call):
            return self.call(node, parts)
        raise ValueError(type(node).__name__)

    def call(self, node: Call, parts: list[Any]) -> Any:
        if node.function in ("log", "ln"):
            return sympy.log(*parts)
        if node.function == "sqrt":
            return parts[0] ** (1 / (parts[1] if node.parameter is not None else sympy.Integer(2)))
        return _FUNCTIONS[node.function](*parts)

    def fold(self, node: Fold) -> Any:
        kind = sympy.Sum if node.operation == "sum" else sympy.Product
        index = sympy.Symbol(node.index, integer=True)
        body = _Translation({**self.names, node.index: index}).of(node.body)
        return kind(body, (index, self.of(node.lower), self.of(node.upper))).doit()


def _symbols(declarations: Declarations) -> dict[str, Any]:
    return {name: sympy.Symbol(name, **_ASSUMPTIONS[symbol.domain]) for name, symbol in declarations.symbols.items()}


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
