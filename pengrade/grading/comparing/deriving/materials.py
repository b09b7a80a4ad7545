"""The materials there are: numbers and matrices; probabilities and expectations; equations and inequalities."""

from functools import lru_cache

from pengrade.grading.comparing.deriving import expressions, order, probabilities, statements
from pengrade.grading.comparing.deriving.decision import Decision, unclear
from pengrade.grading.comparing.deriving.material import Context, Material
from pengrade.grading.declarations import Declarations
from pengrade.grading.probability.compare import check_reading
from pengrade.grading.reading.densities import with_variables
from pengrade.grading.reading.derivations import Grammar, read_line
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import Reader
from pengrade.grading.reading.lines import TypedLine
from pengrade.grading.reading.probability import ProbabilityReader
from pengrade.grading.reading.relations import WORDS, RelationReader
from pengrade.grading.reading.tokens import Token
from pengrade.grading.shapes import SCALAR, check_shapes, shaped
from pengrade.grading.tree import Indexed, Name, Node, walk
from pengrade.grading.valueless import check_values

INEQUALITIES = ("≤", "≥", "<", ">")


def _check(node: Node, sign: str, declarations: Declarations) -> None:
    check_shapes(node, declarations)
    check_values(node, declarations)
    if sign in INEQUALITIES and not _is_scalar(declarations, node):
        raise ReadingError(f"Only numbers are compared by {sign}.", node.start, node.end - node.start)


def _check_probability(node: Node, _: str, declarations: Declarations) -> None:
    check_reading(node, declarations)


def _always(*_: object) -> bool:
    return True


def _decide(context: Context, before: Node, sign: str, after: Node) -> Decision:
    if sign == "=":
        return expressions.equal(context.setting, before, after, context.spec)
    if sign == "∝":
        return _proportional(context, before, after)
    return order.ordered(context.setting, before, sign, after, context.trusts_sampling)


def _proportional(context: Context, before: Node, after: Node) -> Decision:
    """Both ways, since nothing but zero itself is proportional to zero."""
    found = expressions.proportional(context.setting, before, after, context.spec, context.proportional_to)
    if not found.follows:
        return found
    back = expressions.proportional(context.setting, after, before, context.spec, context.proportional_to)
    return found if back.follows else unclear("One of the two may be zero throughout.")


def _is_scalar(declarations: Declarations, node: Node) -> bool:
    """Numbers throughout are a number; of anything else the shape is inferred."""
    if not any(symbol.shape != SCALAR for symbol in declarations.symbols.values()):
        return True
    if all(_is_number(declarations, one) for one in walk(node)):
        return True
    try:
        return shaped(node, declarations).shape == SCALAR
    except ReadingError:
        return False


def _is_number(declarations: Declarations, node: Node) -> bool:
    if not isinstance(node, Name | Indexed):
        return not hasattr(node, "size") and not hasattr(node, "rows")
    symbol = declarations.symbols.get(node.name)
    return symbol is None or symbol.shape == SCALAR


def _probability_reader(tokens: list[Token], declarations: Declarations, readings: list[str]) -> Reader:
    return ProbabilityReader(tokens, with_variables(declarations), readings)


EXPRESSIONS = Material(
    same="=",
    grammar=Grammar(("=", "≤", "≥", "<", ">", "∝"), Reader, lambda reader: reader.expression(), _check, {}),
    decide=_decide,
    is_scalar=_is_scalar,
)


PROBABILITIES = Material(
    same="=",
    grammar=Grammar(
        ("=", "≤", "≥", "<", ">", "∝"), _probability_reader, lambda reader: reader.expression(), _check_probability, {}
    ),
    decide=probabilities.decided,
    is_scalar=_always,
)


STATEMENTS = Material(
    same="⇔",
    grammar=Grammar(("⇔", "⇒"), RelationReader, lambda reader: reader.statement(), statements.check, WORDS),
    decide=statements.decided,
    is_scalar=_is_scalar,
)


@lru_cache(maxsize=512)
def material_of(start: str, declarations: Declarations) -> Material:
    """What lines are made of that begin with this one."""
    if declarations.bystanders:
        return PROBABILITIES
    line = TypedLine(start, range(len(start)))
    try:
        return EXPRESSIONS if len(read_line(line, declarations, EXPRESSIONS.grammar)[0]) == 1 else STATEMENTS
    except ReadingError:
        pass
    try:
        read_line(line, declarations, STATEMENTS.grammar)
    except ReadingError:
        return EXPRESSIONS  # whose errors are the ones to tell
    return STATEMENTS
