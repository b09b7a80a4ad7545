"""What is off with one expression or number."""

from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import key_of
from pengrade.grading.explaining.numbers import explained_number
from pengrade.grading.explaining.search import Search
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.shapes import shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node


def explained_answer(spec: AnswerSpec, heard: Heard) -> str | None:
    """The code of the nearest slip; `spec` is of the kind expression or number."""
    if spec.kind == "number" and spec.options:
        return explained_number(spec, heard)
    return explained(spec, heard.content)


def explained(spec: AnswerSpec, tree: Node) -> str | None:
    """The code of the nearest slip; `tree` is an expression that was refused."""
    key = key_of(spec)
    try:
        return Search(spec, key, shaped(tree, key.declarations)).found()
    except ReadingError:  # a lone I or 0, which takes its size from the key alone
        return None
