"""The nearest slip that leads from the key to a wrong answer, or from the answer to the key.

Every tree that is one slip away is looked at in ball arithmetic, at a few points of the declared domain. What survives
must agree with the other side at as many points and to as many digits as an answer that is accepted, so that no slip
is claimed by chance. What is not found costs no more than the budget.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from time import thread_time

from flint import acb, ctx

from pengrade.grading.comparing.up_to import free_names
from pengrade.grading.declarations import Declarations
from pengrade.grading.evaluating.evaluate import Place, evaluator
from pengrade.grading.evaluating.points import Point, changed, points, seed_of
from pengrade.grading.evaluating.values import Value, entries, magnitude_in_bits
from pengrade.grading.explaining import ratios
from pengrade.grading.explaining.confirming import Confirming
from pengrade.grading.explaining.findings import RANKS, turned
from pengrade.grading.explaining.likeness import alike
from pengrade.grading.explaining.slips import Change, Table, of_the_whole, slips
from pengrade.grading.explaining.workbench import Budget, Workbench, value_at
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.shapes import SCALAR, Shaped, shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Call, Identity, Indexed, MatrixOf, Name, Node, Ones, names_in, walk

COST = 15_000  # nodes evaluated
SECONDS = 0.04
MOST_NODES = 600  # of both trees together
BITS = 128
SCREENS = 2  # points at which every slip is looked at
LOOKS = 5  # points at which a common factor or difference is looked for
MOST_TRIES = 24  # points drawn to find those
HUGE_BITS = 1000  # values beyond would need more digits than there is time for
MOST_DOUBTFUL = 3  # slips that looked right at first and were not: in huge numbers every slip does
TELLING_BITS = 16  # a shorter fraction equals many others by chance


@dataclass(frozen=True)
class _Candidate:
    """A change of one side; None for a common factor or difference."""

    code: str
    changed: Shaped
    other: Shaped
    change: Change | None = None


class Search:
    def __init__(self, spec: AnswerSpec, declarations: Declarations, key: Shaped, answer: Shaped) -> None:
        self.budget = Budget(COST, thread_time() + SECONDS)
        self.declarations = declarations
        self.key, self.answer = key, answer
        self.option: str | None = spec.options.get("up_to")
        self.free = free_names(spec, declarations)
        self.seed = seed_of("explaining", latex(key.tree), latex(answer.tree))
        self.confirming = Confirming(spec, declarations, self.seed, self.budget)
        self.nodes = [node for side in (key, answer) for node in walk(side.tree)]
        self.names = names_in(key.tree) | names_in(answer.tree)
        self.doubtful = 0

    def found(self) -> str | None:
        """The code of the nearest slip, or None."""
        if len(self.nodes) > MOST_NODES or len(self.met) < min(SCREENS, len(self.names) + 1):
            return None
        for candidate in self._candidates():
            if not self.budget.is_left() or self.doubtful == MOST_DOUBTFUL:
                return None
            if self._holds(candidate):
                return candidate.code
        return None

    @cached_property
    def met(self) -> list[Point]:
        """Points at which both sides have a value."""
        sides = evaluator(self.key), evaluator(self.answer)
        met: list[Point] = []
        for point in islice(points(self.declarations, self._drawn_names(), self.seed), MOST_TRIES):
            values = [value_at(side, Place(point, BITS)) for side in sides]
            if all(value is not None and self._is_usable(value) for value in values):
                met.append(point)
            if not self.budget.spend(len(self.nodes)) or len(met) == (LOOKS if self.names else 1):
                break
        return met

    def _drawn_names(self) -> frozenset[str]:
        """With the sizes that an I or a 1 depends on, which no name shows."""
        shapes = [shape for side in (self.key, self.answer) for shape in (side.shape, *side.sizes.values())]
        return self.names | {size for shape in shapes for size in shape if isinstance(size, str)}

    def _is_usable(self, value: Value) -> bool:
        allowed = self.confirming.complex_allowed
        sizes = [magnitude_in_bits(abs(entry)) or 0 for entry in entries(value)]
        return max(sizes) < HUGE_BITS and (allowed or not any(type(entry) is acb for entry in entries(value)))

    def _candidates(self) -> Iterator[_Candidate]:
        """The nearest first; most slips are never written down, since one of the whole answer explains it."""
        for code, tree in of_the_whole(self.key.tree):
            yield _Candidate(code, self.key, self.answer, Change(code, (), tree))
        if self._is_telling():
            found = [_Candidate(code, self.key, self.answer) for code in self._loose_codes()]
            yield from sorted([*found, *self._inside()], key=lambda one: RANKS[one.code])

    def _inside(self) -> Iterator[_Candidate]:
        table = Table(self.declarations, self.names)
        for change in slips(self.key.tree, table):
            yield _Candidate(change.code, self.key, self.answer, change)
        whole = (Change(code, (), tree) for code, tree in of_the_whole(self.answer.tree))
        for change in (*whole, *slips(self.answer.tree, table)):
            yield _Candidate(turned(change.code), self.answer, self.key, change)

    def _loose_codes(self) -> list[str]:
        """What any two numbers differ by says nothing about one number."""
        if self.option is not None or not self.names or self.key.shape != self.answer.shape:
            return []
        has_logarithm = any(isinstance(node, Call) and node.function in ("log", "ln") for node in self.nodes)
        return ["factor", "constant", *(["log-base"] if has_logarithm else [])]

    def _is_telling(self) -> bool:
        """Not so for a short number, which lies one slip away from many others."""
        values = [exact_value(side.tree) for side in (self.key, self.answer)]
        return bool(self.names) or not any(
            value is not None and value.numerator.bit_length() + value.denominator.bit_length() < TELLING_BITS
            for value in values
        )

    def _holds(self, candidate: _Candidate) -> bool:
        if candidate.change is None:
            return self._differ_by_a_number(candidate.code)
        tree = candidate.change.applied(candidate.changed.tree)
        turned_into = None if tree is None else self._shaped(tree, candidate.other)
        if turned_into is None:
            return False
        values = self._benches[id(candidate.changed)].values_of(turned_into)
        if values is None or not alike(self.option, values, self._values[id(candidate.other)]):
            return False
        holds = self.confirming.equal(turned_into, candidate.other)
        self.doubtful += not holds
        return holds

    def _shaped(self, tree: Node, like: Shaped) -> Shaped | None:
        if self._is_plain:
            return Shaped(tree, SCALAR)
        try:
            found = shaped(tree, self.declarations, like.shape)
        except ReadingError:
            return None
        return found if found.shape == like.shape else None

    @cached_property
    def _is_plain(self) -> bool:
        """Numbers throughout, so that no slip can make parts misfit."""
        return all(map(self._is_number, self.nodes))

    def _is_number(self, node: Node) -> bool:
        symbol = self.declarations.symbols.get(node.name) if isinstance(node, Name | Indexed) else None
        return not isinstance(node, Identity | Ones | MatrixOf) and (symbol is None or symbol.shape == SCALAR)

    @cached_property
    def _benches(self) -> dict[int, Workbench]:
        return {id(side): Workbench(side, self._places(), self.budget) for side in (self.key, self.answer)}

    @cached_property
    def _values(self) -> dict[int, list[Value]]:
        sides = (self.key, self.answer)
        return {id(side): [value_at(evaluator(side), place) for place in self._places()] for side in sides}

    def _places(self) -> list[Place]:
        """Where a constant or a factor is open, each is followed by one that differs in what it may not depend on."""
        found: list[Place] = []
        for point in self.met[:SCREENS]:
            found.append(Place(point, BITS))
            if self.option in ("constant", "factor"):
                found.append(Place(changed(point, self.declarations, self.free, self.seed), BITS))
        return found

    def _differ_by_a_number(self, code: str) -> bool:
        ctx.prec = BITS
        if code == "constant":
            difference = ratios.common_difference(self._pairs)
            return difference is not None and self.confirming.differ_by_constant(self.key, self.answer)
        factor = ratios.common_factor(self._pairs)
        if factor is None or (code == "log-base" and not ratios.is_change_of_base(factor)):
            return False
        return self.confirming.differ_by_factor(self.key, self.answer)

    @cached_property
    def _pairs(self) -> list[tuple[Value, Value]]:
        sides = evaluator(self.key), evaluator(self.answer)
        return [(sides[0](Place(point, BITS)), sides[1](Place(point, BITS))) for point in self.met]
