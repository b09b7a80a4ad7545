"""Lines that are expressions in probabilities and expectations: equal, proportional, or one a bound of the other.

An inequality is proved where one line becomes the other by a known one at one of its terms: by Jensen's inequality for
a logarithm, an exponential or a square of an expectation, or by leaving out a divergence or an information, which are
never negative. What the lines then have to be is equal, and that is decided as for any two expressions.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pengrade.grading.comparing.deriving.decision import CannotJudgeError, Decision, unclear
from pengrade.grading.comparing.deriving.material import Context
from pengrade.grading.probability.compare import Agreed, Proved, Refuted, Setting, compare, excess
from pengrade.grading.probability.tree import Divergence, Expectation, Information, Marginal
from pengrade.grading.probability.witness import counterexample
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.rendering.latex import latex
from pengrade.grading.tree import Add, Call, Divide, Name, Negate, Node, Number, Power, Product

ZERO = Number(0, 0, Fraction(0), "0")
NEVER_NEGATIVE = (Divergence, Information)


def decided(context: Context, before: Node, sign: str, after: Node) -> Decision:
    put_in = context.moments.put_in
    found = _decided(context, context.moments.of(before), sign, context.moments.of(after))
    if found.follows is not False or not put_in:
        return found
    return replace(found, evidence={**found.evidence, "put_in": {name: latex(tree) for name, tree in put_in.items()}})


def _decided(context: Context, before: Node, sign: str, after: Node) -> Decision:
    if sign == "=":
        return _equal(context, before, after)
    if sign == "∝":
        return _proportional(context, before, after)
    return _ordered(context, before, sign, after)


def _setting(context: Context) -> Setting:
    return Setting(context.setting.declarations, context.structure, context.company)


def _equal(context: Context, before: Node, after: Node) -> Decision:
    if before == after:
        return Decision(True, {"method": "identical"})
    before, after = context.setting.of(before), context.setting.of(after)
    outcome = compare(before, after, _setting(context))
    if isinstance(outcome, Refuted):
        return Decision(False, counterexample(outcome))
    if isinstance(outcome, Agreed):
        return Decision(True, {"method": "numeric", "points": outcome.points, "digits": outcome.digits})
    if isinstance(outcome, Proved):
        return Decision(True, {"method": "symbolic"})
    return unclear(outcome.reason)


def _proportional(context: Context, before: Node, after: Node) -> Decision:
    """Equal once both are normalised over the names: a factor that does not depend on them is divided out."""
    variables = context.setting.declarations.bystanders
    names = [name for name in context.proportional_to if name in variables and variables[name].domain == "variable"]
    if not names or len(names) < len(context.proportional_to):
        raise CannotJudgeError("Which variables the factor may not depend on is not said.")
    over = tuple(Name(0, 0, name) for name in names)

    def normalised(node: Node) -> Node:
        return Divide(0, 0, node, Marginal(0, 0, over, node, "sum"))

    return _equal(context, normalised(before), normalised(after))


# Inequalities


def _ordered(context: Context, before: Node, sign: str, after: Node) -> Decision:
    turned = sign in ("≥", ">")
    small, large = (after, before) if turned else (before, after)
    if before == after and sign in ("≤", "≥"):
        return Decision(True, {"method": "identical"})
    refuted = _refuted(context, before, after, turned)
    if refuted is not None:
        return refuted
    if sign in ("≤", "≥"):
        same = _equal(context, before, after)
        if same.follows:
            return same
        bounds = [(small, one) for one in _changed(large, 1)] + [(large, one) for one in _changed(small, -1)]
        for other, (lemma, bound) in bounds:
            found = _equal(context, bound, other)
            if found.follows:
                return Decision(True, {**found.evidence, "lemma": lemma})
    return unclear("No distribution breaks this inequality, and no proof of it was found.")


def _refuted(context: Context, before: Node, after: Node, turned: bool) -> Decision | None:
    """A distribution at which the order is the other way round."""
    found = excess(*((after, before) if turned else (before, after)), _setting(context))
    if found is None:
        return None
    in_order = replace(found, expected=found.answer, answer=found.expected) if turned else found
    return Decision(False, counterexample(in_order))


def _changed(node: Node, direction: int) -> Iterator[tuple[str, Node]]:
    """One term replaced by a bound of it: a lower one for 1, an upper one for -1."""
    terms = node.terms if isinstance(node, Add) else (node,)
    for place, term in enumerate(terms):
        negated = isinstance(term, Negate)
        inside = term.operand if isinstance(term, Negate) else term
        for lemma, bound in _bounds(inside, -direction if negated else direction):
            changed = Negate(0, 0, bound) if negated else bound
            kept = (*terms[:place], changed, *terms[place + 1 :])
            yield lemma, Add(0, 0, kept) if len(kept) > 1 else changed


def _bounds(node: Node, direction: int) -> Iterator[tuple[str, Node]]:
    """Bounds of one term from below for 1, from above for -1."""
    if direction == 1 and _is_never_negative(node):
        yield "gibbs", ZERO
    match node:
        case Call(function="log" | "ln", arguments=(Expectation() as mean,)) if direction == 1:
            yield "jensen", _inside(mean, Call(0, 0, "log", (mean.body,)))
        case Expectation(body=Call(function="log" | "ln") as body) if direction == -1:
            yield "jensen", Call(0, 0, "log", (_inside(node, body.arguments[0]),))
        case Expectation(body=Call(function="exp") as body) if direction == 1:
            yield "jensen", Call(0, 0, "exp", (_inside(node, body.arguments[0]),))
        case Call(function="exp", arguments=(Expectation() as mean,)) if direction == -1:
            yield "jensen", _inside(mean, Call(0, 0, "exp", (mean.body,)))
        case Expectation(body=Power(exponent=Number(value=Fraction(numerator=2, denominator=1))) as body):
            if direction == 1:
                yield "jensen", Power(0, 0, _inside(node, body.base), body.exponent)
        case Power(base=Expectation() as mean, exponent=Number(value=Fraction(numerator=2, denominator=1))):
            if direction == -1:
                yield "jensen", _inside(mean, Power(0, 0, mean.body, node.exponent))


def _is_never_negative(node: Node) -> bool:
    """A divergence, an information, or a positive multiple of one."""
    if isinstance(node, Product):
        return all(_is_never_negative(one) or (exact_value(one) or 0) > 0 for one in node.factors)
    if isinstance(node, Divide):
        return _is_never_negative(node.numerator) and (exact_value(node.denominator) or 0) > 0
    return isinstance(node, NEVER_NEGATIVE)


def _inside(mean: Expectation, body: Node) -> Expectation:
    return Expectation(0, 0, mean.over, body, mean.given)
