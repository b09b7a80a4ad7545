"""What lines may be made of, and how two of them are compared. Another kind of line is another `Material`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from pengrade.grading.comparing.deriving.decision import CannotJudgeError, Decision, unclear
from pengrade.grading.comparing.deriving.moments import NOTHING_KNOWN, Moments
from pengrade.grading.comparing.deriving.setting import Setting
from pengrade.grading.declarations import Declarations
from pengrade.grading.probability.structure import Structure
from pengrade.grading.proving.arranging import Arranging
from pengrade.grading.reading.derivations import Grammar
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node


@dataclass(frozen=True)
class Context:
    """What every step of one derivation is compared with.

    `proportional_to`: the names that the factor of a ∝ may not depend on. `trusts_sampling`: an inequality that holds
    at every point tried counts as shown. `structure`: how joint distributions factorise, and `moments` of their
    variables. `company`: everything that stands in the answer and in the key, which tells what densities depend on.
    """

    spec: AnswerSpec
    setting: Setting
    proportional_to: tuple[str, ...] = ()
    trusts_sampling: bool = False
    structure: Structure | None = None
    moments: Moments = NOTHING_KNOWN
    company: tuple[Node, ...] = ()


@dataclass(frozen=True, eq=False)
class Material:
    """`same` is the sign that says that two lines are the same (= or ⇔).

    `decide(context, before, sign, after)` may raise CannotJudgeError and ReadingError, which leave a step open.
    """

    same: str
    grammar: Grammar
    decide: Callable[[Context, Node, str, Node], Decision]
    is_scalar: Callable[[Declarations, Node], bool]

    def decided(self, context: Context, before: Node, sign: str, after: Node) -> Decision:
        try:
            return self.decide(context, before, sign, after)
        except (CannotJudgeError, ReadingError) as error:
            return unclear(str(error))

    def arranged(self, declarations: Declarations, node: Node, loosely: bool) -> str:
        """One text for all trees that differ in their order alone."""
        return _arranging(self.is_scalar, declarations, loosely).text(node)


@lru_cache(maxsize=256)
def _arranging(is_scalar: Callable[[Declarations, Node], bool], declarations: Declarations, loosely: bool) -> Arranging:
    return Arranging(lambda node: is_scalar(declarations, node), loosely)
