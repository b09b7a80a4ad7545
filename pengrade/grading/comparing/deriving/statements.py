"""Lines that are equations and inequalities: equivalent, or one implied by the other.

Equivalent lines are compared as answers of the kinds `equation` and `relation` are. That A implies B is the
equivalence of A with A and B; for equations it is also refuted by a solution of A that is certainly none of B, and
proved by putting A, solved for a name, into B.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from pengrade.grading.comparing import relation, same_solutions, solutions_apart
from pengrade.grading.comparing.deriving import expressions, order
from pengrade.grading.comparing.deriving.decision import Decision, unclear
from pengrade.grading.comparing.deriving.material import Context
from pengrade.grading.comparing.deriving.setting import Setting
from pengrade.grading.comparing.regions import BeyondError
from pengrade.grading.comparing.solving import Side, solutions
from pengrade.grading.declarations import Declarations, written
from pengrade.grading.evaluating.points import points, seed_of
from pengrade.grading.proving.definedness import Definedness
from pengrade.grading.proving.substitution import substituted
from pengrade.grading.proving.zeros import Vanishing
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.statements import latex_of
from pengrade.grading.shapes import SCALAR, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Chain, Joined, Node, names_in, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, Verdict

POINTS = 6  # at which solutions are sought that the other line does not have
MOST_SOLVED = 3  # names for which a line is solved
INEQUALITIES = ("≤", "≥", "<", ">")


def check(node: Node, _: str, declarations: Declarations) -> None:
    """Sides of one shape, and numbers where they are compared by size."""
    for chain in (one for one in walk(node) if isinstance(one, Chain)):
        for (left, right), sign in zip(pairwise(chain.sides), chain.signs, strict=True):
            pair = Chain(left.start, right.end, (left, right), (sign,))
            difference = shaped(solutions_apart.difference(pair), declarations)
            if sign in INEQUALITIES and difference.shape != SCALAR:
                raise ReadingError(f"Only numbers are compared by {sign}.", left.start, right.end - left.start)


def decided(context: Context, before: Node, sign: str, after: Node) -> Decision:
    if before == after:
        return Decision(True, {"method": "identical"})
    judge = _Judge(context)
    before, after = context.setting.of(before), context.setting.of(after)
    return judge.equivalent(before, after) if sign == "⇔" else judge.implied(before, after)


class _Judge:
    def __init__(self, context: Context) -> None:
        self.setting: Setting = context.setting
        self.declarations = context.setting.declarations
        self.spec = AnswerSpec("relation", written(self.declarations), "", {}, context.spec.syntax)

    def equivalent(self, before: Node, after: Node) -> Decision:
        found = self.compared(before, after)
        if found.follows is not None:
            return found
        both = [self.by_putting_in(before, after), self.by_putting_in(after, before)]
        if all(one is not None and one.follows for one in both):
            return next(one for one in both if one is not None)
        return found

    def implied(self, before: Node, after: Node) -> Decision:
        if after in _parts(before):
            return Decision(True, {"method": "identical"})
        proof = self.by_putting_in(before, after)
        if proof is not None and proof.follows:
            return proof
        refuted = self.by_solutions(before, after)
        if refuted is not None:
            return refuted
        same = self.compared(before, after)
        if same.follows:
            return same
        return self.related(before, Joined(0, 0, "and", (*_conjuncts(before), *_conjuncts(after))))

    # Equivalence

    def compared(self, before: Node, after: Node) -> Decision:
        one, other = _equation(before), _equation(after)
        if one is not None and other is not None and not self.setting.conditions:
            moved = self.with_terms_moved(one, other)
            found = moved or _decision(
                same_solutions.same(replace(self.spec, kind="equation"), one, other, strictly=True)
            )
            if found.follows is not None:
                return found
        return self.related(before, after)

    def with_terms_moved(self, one: Chain, other: Chain) -> Decision | None:
        """The two sides differ by the same, as after moving a term; for vectors and matrices, whose roots cost more."""
        differences = [solutions_apart.difference(chain) for chain in (one, other)]
        if any(shaped(node, self.declarations).shape == SCALAR for node in differences):
            return None
        found = expressions.equal(self.setting, differences[0], differences[1], replace(self.spec, kind="expression"))
        return found if found.follows and found.evidence["method"] != "numeric" else None

    def related(self, before: Node, after: Node) -> Decision:
        """As relations between numbers, with what is assumed beside both."""
        conditions = self.setting.conditions
        if conditions:
            before, after = (Joined(0, 0, "and", (*_conjuncts(one), *conditions)) for one in (before, after))
        try:
            return _decision(relation.same(self.spec, before, after))
        except (BeyondError, ReadingError):
            return unclear("These equations could not be compared.")

    # Implication

    def by_putting_in(self, before: Node, after: Node) -> Decision | None:
        """`after` holds identically once `before`, solved for one of its names, is put into it."""
        given = _equation(before)
        if given is None:
            return None
        vanishing = Vanishing(self.declarations)
        for name, value in islice(same_solutions.explicit(self.spec, given, vanishing), MOST_SOLVED):
            put_in = substituted(after, {name: value})
            if name not in names_in(put_in) and self.has_values_everywhere(after):
                found = self.holds(put_in)
                if found.follows:
                    return found
        return None

    def has_values_everywhere(self, statement: Node) -> bool:
        """As far as is known; x = y does not lead to log x = log y, which has no value for x < 0."""
        needs = Definedness(self.declarations, Vanishing(self.declarations)).needs(*_sides(statement))
        return not needs.relations

    def holds(self, statement: Node) -> Decision:
        """Everywhere."""
        if isinstance(statement, Joined):
            found = [self.holds(part) for part in statement.parts]
            if statement.word == "or":
                return next((one for one in found if one.follows), unclear(""))
            return found[0] if all(one.follows for one in found) else unclear("")
        if not isinstance(statement, Chain):
            return unclear("")
        steps = zip(pairwise(statement.sides), statement.signs, strict=True)
        found = [self.step(left, sign, right) for (left, right), sign in steps]
        return found[0] if all(one.follows for one in found) else unclear("")

    def step(self, left: Node, sign: str, right: Node) -> Decision:
        if sign == "=":
            return expressions.equal(self.setting, left, right, replace(self.spec, kind="expression"))
        return order.ordered(self.setting, left, sign, right, False) if sign in INEQUALITIES else unclear("")

    def by_solutions(self, before: Node, after: Node) -> Decision | None:
        """A point that solves `before`, an equation, and certainly not `after`, another one."""
        one, other = _equation(before), _equation(after)
        if one is None or other is None or self.setting.conditions:
            return None
        sides = [Side.of(shaped(solutions_apart.difference(chain), self.declarations)) for chain in (one, other)]
        names = sides[0].names | sides[1].names
        drawn = points(self.declarations, names, seed_of("implied", latex_of(before), latex_of(after)))
        for point in islice(drawn, POINTS):
            for name in sorted(sides[0].names & self.declarations.symbols.keys()):
                for solution in solutions(sides[0], self.declarations, point, name):
                    evidence = solutions_apart.told_apart(solution, sides[0], sides[1], "expected")
                    if evidence is not None:
                        return Decision(False, evidence)
        return None


def _decision(verdict: Verdict) -> Decision:
    follows = {CORRECT: True, INCORRECT: False}.get(verdict.verdict)
    return Decision(follows, verdict.evidence)


def _equation(node: Node) -> Chain | None:
    return node if isinstance(node, Chain) and node.signs == ("=",) else None


def _sides(statement: Node) -> Iterator[Node]:
    """The expressions that are compared in it."""
    if isinstance(statement, Chain):
        yield from statement.sides
    else:
        for part in statement.children():
            yield from _sides(part)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Joined) and node.word == "and" else (node,)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    yield from _conjuncts(node)
