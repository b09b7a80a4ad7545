r"""Expressions in probabilities: \sum_z p(x, z), \int p(x, z) dz, E_q[…], KL(q || p), H(x | y), I(x; y), Var[x].

Beside these everything that `grammar.py` reads. A logarithm without brackets before two densities is refused, since
log p(x) p(y) reads in two ways.
"""

from pengrade.grading.declarations import Declarations
from pengrade.grading.reading.densities import with_variables
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.expectations import Expectations
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.tree import Name, Node


def read_probability(text: str, declarations: Declarations) -> tuple[Node, tuple[str, ...]]:
    """The tree of one expression and the leniencies used; raises ReadingError for anything else."""
    return read_expression(text, with_variables(declarations), ProbabilityReader)


class ProbabilityReader(Expectations):
    def built_of_words(self) -> Node | None:
        token = self.token
        if token.kind in ("word", "letter") and not self.in_scope(token.text):
            if self.is_other_p(token):
                return self.other_p()
            operator = self.operator()
            if operator is not None:
                return operator
        return super().built_of_words()

    def continues_argument(self) -> bool:
        if self.token.kind == "word" and not self.sees_operator():
            self.settle()
        if self.sees_operator() or self.sees_density():
            raise ReadingError(
                "Put brackets around what the function is taken of: this reads in two ways.",
                self.token.start,
                self.token.end - self.token.start,
            )
        return super().continues_argument()

    def unknown_function(self) -> Node:
        """f(x), f(x, y)."""
        token = self.take()
        return self.applied(Name(token.start, token.end, token.text))
