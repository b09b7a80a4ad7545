"""The author's side of a comparison, read once and kept."""

from collections.abc import Iterable
from functools import lru_cache

from pengrade.grading.declarations import Declarations, declared
from pengrade.grading.evaluating.evaluate import Evaluate, evaluator
from pengrade.grading.evaluating.first_places import keeping
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import Shape, Shaped, shaped
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.tree import Node
from pengrade.grading.valueless import check_values

SYNTAXES = ("auto", "latex", "plain")


class Key:
    """What an author expects, ready to be compared with."""

    def __init__(self, read: Shaped, declarations: Declarations, text: str) -> None:
        self.shaped = read
        self.declarations = declarations
        self.text = text
        self.evaluate: Evaluate = keeping(evaluator(read))


def key_of(spec: AnswerSpec) -> Key:
    if not isinstance(spec.expected, str | int | float):
        raise SpecError(f"{spec.kind} expects one expression as text.", "expected")
    return _key(str(spec.expected), declarations_of(spec), "expected", None)


@lru_cache(maxsize=1024)
def key_of_tree(tree: Node, declarations: Declarations, wanted: Shape | None) -> Key:
    """A part of an author's answer, or what follows from one; raises ReadingError where it does not fit together."""
    return Key(shaped(tree, declarations, wanted), declarations, latex(tree))


def mistakes_of(spec: AnswerSpec, wanted: Shape) -> list[Key]:
    declarations = declarations_of(spec)
    return [
        _key(mistake.expression, declarations, f"mistakes.{number}", wanted)
        for number, mistake in enumerate(spec.mistakes)
    ]


def declarations_of(spec: AnswerSpec) -> Declarations:
    if spec.syntax not in SYNTAXES:
        raise SpecError(f"Unknown syntax {spec.syntax!r}; known: {', '.join(SYNTAXES)}.", "syntax")
    return declared(spec.symbols)


def check_options(spec: AnswerSpec, known: Iterable[str]) -> None:
    allowed = sorted(known)
    for option in spec.options:
        if option not in allowed:
            raise SpecError(
                f"{spec.kind} has no option {option!r}; known: {', '.join(allowed) or 'none'}.", f"options.{option}"
            )


@lru_cache(maxsize=1024)
def _key(text: str, declarations: Declarations, field: str, wanted: Shape | None) -> Key:
    """An author's expression; one that does not fit together is a SpecError."""
    try:
        tree, _ = read_expression(text, declarations)
        read = shaped(tree, declarations, wanted)
        check_values(tree, declarations)
    except ReadingError as error:
        place = f" (at {error.position}: {text[error.position : error.position + error.length]!r})"
        raise SpecError(f"{error}{place}", field) from error
    return Key(read, declarations, text)
