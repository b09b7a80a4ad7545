"""An equation, or several joined by or: right when it has the solutions of the key.

So a multiple that never vanishes, swapped sides, and the same equation solved for another variable are right, wherever
both sides of both have a value (`same_solutions`); x = 1 for x^2 = 1 is not, unless x is declared positive. Where
either is several equations, they are compared as relations are.
"""

from fractions import Fraction
from functools import lru_cache

from pengrade.grading.comparing import places, relation
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options, declarations_of
from pengrade.grading.comparing.same_solutions import same
from pengrade.grading.comparing.solutions_apart import difference
from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.solutions import read_solutions
from pengrade.grading.rendering.statements import latex_of, spoken_of
from pengrade.grading.shapes import shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.statements import Chain, Joined
from pengrade.grading.tree import Node, Number, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, Verdict

POINTS = 8
FIRST_LOOK = 3
MOST_NODES = 300
ZERO = Number(0, 0, Fraction(0), "0")
TWO = Number(0, 0, Fraction(2), "2")
MOST_LAYERS = 4


def read(spec: AnswerSpec, answer: str) -> Heard:
    declarations = declarations_of(spec)
    statement, readings = read_solutions(answer, declarations)
    return Heard(latex_of(statement), spoken_of(statement), readings, _equations(statement, declarations))


def _equations(statement: Node, declarations: Declarations) -> Node:
    """One equation, or several between numbers joined by or. ReadingError for anything else."""
    if isinstance(statement, Chain) and statement.signs == ("=",):
        shaped(difference(statement), declarations)
        return statement
    plain = relation.in_relations(statement, declarations)
    parts = [one for one in walk(plain) if isinstance(one, Chain | Joined)]
    if any(part.signs != ("=",) if isinstance(part, Chain) else part.word != "or" for part in parts):
        message = "Write one equation, with a single = in it, or several joined by or."
        raise ReadingError(message, statement.start, statement.end - statement.start)
    return plain


def check(spec: AnswerSpec) -> None:
    check_options(spec, ())
    key_of(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    check_options(spec, ())
    verdict = _against(spec, key_of(spec), heard.content)
    if verdict.verdict == INCORRECT:
        for number in range(len(spec.mistakes)):
            if _against(spec, _mistake(spec, number), heard.content).verdict == CORRECT:
                return places.with_finding(spec, number, verdict)
    return verdict


def _against(spec: AnswerSpec, key: Node, answer: Node) -> Verdict:
    if isinstance(key, Chain) and isinstance(answer, Chain):
        return same(spec, key, answer)
    return relation.same(spec, key, answer)


# The author's side


def key_of(spec: AnswerSpec) -> Node:
    if not isinstance(spec.expected, str):
        raise SpecError("An equation is expected, as in 'x^2 + y^2 = 1'.", "expected")
    return _of_author(spec.expected, declarations_of(spec), "expected")


def _mistake(spec: AnswerSpec, number: int) -> Node:
    return _of_author(spec.mistakes[number].expression, declarations_of(spec), f"mistakes.{number}")


@lru_cache(maxsize=1024)
def _of_author(text: str, declarations: Declarations, field: str) -> Node:
    return places.of_author(lambda: _equations(read_solutions(text, declarations)[0], declarations), field)
