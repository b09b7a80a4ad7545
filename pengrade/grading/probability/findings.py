"""What is off with a wrong expression in probabilities: stable codes with words for a learner, and the search for them.

Every candidate is evaluated on two distributions beside the key: the answer undone by one slip must agree with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from time import thread_time
from typing import Any

from flint import arb, ctx, fmpq

from pengrade.grading.evaluating.points import points, seed_of
from pengrade.grading.evaluating.reach import OutOfReachError
from pengrade.grading.explaining.findings import FINDINGS as FOR_ALL
from pengrade.grading.probability import terms
from pengrade.grading.probability.compare import Setting, meanings
from pengrade.grading.probability.draws import Draw, OutOfBoundsError, frame_of, plans
from pengrade.grading.probability.evaluate import Evaluation, Table
from pengrade.grading.probability.terms import Mass, Place, Sum, Term, Times
from pengrade.grading.probability.tree import Density, Divergence, Expectation
from pengrade.grading.proving.substitution import rebuilt
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.rendering.latex import latex
from pengrade.grading.tree import Add, Call, Negate, Node, Product, walk

FINDINGS: dict[str, str] = {
    "sign": FOR_ALL["sign"],
    "kl-turned": "The two distributions of a divergence have changed places, and it is not symmetric.",
    "conditioned-on-wrong-side": "Check what stands before the bar and what behind it.",
    "jensen": "The logarithm of an average is not the average of the logarithm.",
    "not-normalised": "It has the right shape, but it does not add up to one.",
    "not-marginalised": "A variable is left in it that should be summed out.",
    "over-marginalised": "A variable that belongs in it was summed out.",
    "missing-factor": "A factor is missing.",
    "extra-factor": "A factor is too much.",
    "term-sign": FOR_ALL["term-sign"],
    "condition-dropped": "It leaves out something that stands behind a bar, and so assumes an independence.",
    "free-variable": "It depends on a variable that the answer asked for does not depend on.",
}
BITS = 128
MOST_CANDIDATES = 60
MOST_NODES = 400  # of both trees together
SECONDS = 0.03


def explained(key: Node, answer: Node, setting: Setting) -> str | None:
    """The code of the nearest slip, or None."""
    if sum(1 for tree in (key, answer) for _ in walk(tree)) > MOST_NODES:
        return None
    try:
        return _Search(key, answer, setting).found()
    except (ReadingError, OutOfBoundsError, OutOfReachError):
        return None


class _Search:
    def __init__(self, key: Node, answer: Node, setting: Setting) -> None:
        self.key, self.answer, self.setting = key, answer, setting
        self.end = thread_time() + SECONDS
        self.key_term, self.answer_term = meanings([key, answer], setting)
        both = (self.key_term, self.answer_term)
        frame = frame_of(both, setting.structure)
        seed = seed_of("explaining", latex(key), latex(answer))
        names = terms.names_of_scalars(self.key_term) | terms.names_of_scalars(self.answer_term)
        drawn = points(setting.declarations, names, seed)
        self.evaluations = [
            Evaluation(Draw(frame, seed + number, plan, small=False), setting.declarations, next(drawn), BITS)
            for number, plan in enumerate(plans(frame, seed)[:2])
        ]

    def found(self) -> str | None:
        for code, candidate in self._candidates():
            if self._equal(candidate, self.key_term):
                return code
        return self._by_ratio() or self._by_variables() or self._by_one_slip()

    def _candidates(self) -> Iterator[tuple[str, Term]]:
        yield "sign", terms.minus(self.answer_term)
        yield from self._rewritten("kl-turned", _turned_divergences(self.answer))
        yield from self._rewritten("conditioned-on-wrong-side", _turned_densities(self.answer))
        yield from self._rewritten("jensen", _moved_logarithms(self.answer))

    def _by_one_slip(self) -> str | None:
        for code, candidate in self._rewritten("term-sign", _turned_signs(self.answer)):
            if self._equal(candidate, self.key_term):
                return code
        for code, candidate in self._rewritten("condition-dropped", _dropped_conditions(self.key)):
            if self._equal(candidate, self.answer_term):
                return code
        return "free-variable" if self._idle_in_key else None

    def _rewritten(self, code: str, trees: Iterable[Node]) -> Iterator[tuple[str, Term]]:
        for count, tree in enumerate(trees):
            if count == MOST_CANDIDATES or thread_time() > self.end:
                return
            try:
                (term,) = meanings([tree], self.setting)
            except ReadingError:
                continue
            yield code, term

    # --- values ----------------------------------------------------------------------------------------------------

    def _equal(self, one: Term, other: Term) -> bool:
        return thread_time() < self.end and all(_agree(evaluation, one, other) for evaluation in self.evaluations)

    @cached_property
    def _labels_of_key(self) -> frozenset[Place]:
        return frozenset(place for place in terms.free(self.key_term) if self._depends(self.key_term, place))

    @cached_property
    def _labels_of_answer(self) -> frozenset[Place]:
        return frozenset(place for place in terms.free(self.answer_term) if self._depends(self.answer_term, place))

    @cached_property
    def _idle_in_key(self) -> frozenset[Place]:
        return self._labels_of_answer - self._labels_of_key

    def _depends(self, term: Term, place: Place) -> bool:
        return any(_varies(evaluation, evaluation.table(term), place[1]) for evaluation in self.evaluations)

    def _by_ratio(self) -> str | None:
        """The two differ by a factor: a density of one of them, or a function of what is given."""
        ratio = terms.Quotient(self.answer_term, self.key_term)
        if self._idle_in_key or not self._is_defined(ratio):
            return self._by_density()
        shape = self._labels_of_key - {place for place in self._labels_of_key if self._depends(ratio, place)}
        if shape and self._equal(Sum(tuple(sorted(shape)), self.key_term), terms.ONE):
            return "not-normalised"
        return self._by_density()

    def _by_density(self) -> str | None:
        for mass in _masses(self.key_term):
            if self._equal(Times((self.answer_term, mass)), self.key_term):
                return "missing-factor"
        for mass in _masses(self.answer_term):
            if self._equal(Times((self.key_term, mass)), self.answer_term):
                return "extra-factor"
        return None

    def _is_defined(self, term: Term) -> bool:
        return all(_is_finite(value) for one in self.evaluations for value in one.table(term).values)

    def _by_variables(self) -> str | None:
        left_in, left_out = self._idle_in_key, self._labels_of_key - self._labels_of_answer
        if left_in and self._equal(Sum(tuple(sorted(left_in)), self.answer_term), self.key_term):
            return "not-marginalised"
        if left_out and self._equal(Sum(tuple(sorted(left_out)), self.key_term), self.answer_term):
            return "over-marginalised"
        return None


def _agree(evaluation: Evaluation, one: Term, other: Term) -> bool:
    left, right = evaluation.table(one), evaluation.table(other)
    labels = tuple(sorted({*left.labels, *right.labels}))
    ctx.prec = BITS
    pairs = zip(evaluation.spread(left, labels), evaluation.spread(right, labels), strict=True)
    return all(_is_finite(a) and _is_finite(b) and _overlap(a, b) for a, b in pairs)


def _is_finite(value: Any) -> bool:
    return type(value) is fmpq or bool(value.is_finite())


def _overlap(one: Any, other: Any) -> bool:
    if type(one) is fmpq and type(other) is fmpq:
        return bool(one == other)
    return bool(arb(one).overlaps(arb(other)))


def _varies(evaluation: Evaluation, table: Table, label: str) -> bool:
    if label not in table.labels:
        return False
    place = table.labels.index(label)
    inner = 1
    for after in table.labels[place + 1 :]:
        inner *= evaluation.sizes[after]
    step = inner * evaluation.sizes[label]
    return any(
        not _overlap(value, table.values[number - number % step + number % inner])
        for number, value in enumerate(table.values)
        if _is_finite(value)
    )


def _masses(term: Term) -> list[Mass]:
    return list(dict.fromkeys(one for one in terms.walk(term) if isinstance(one, Mass)))


# --- slips of one place --------------------------------------------------------------------------------------------


def _replaced(tree: Node, old: Node, new: Node) -> Node:
    """The tree with `new` in the place of the node that is `old` itself."""
    if tree is old:
        return new
    return rebuilt(tree, lambda child: _replaced(child, old, new)) if tree.children() else tree


def _turned_divergences(tree: Node) -> Iterator[Node]:
    for node in walk(tree):
        if isinstance(node, Divergence):
            yield _replaced(tree, node, replace(node, left=node.right, right=node.left))


def _turned_densities(tree: Node) -> Iterator[Node]:
    for node in walk(tree):
        if isinstance(node, Density) and node.right:
            yield _replaced(tree, node, replace(node, left=node.right, right=node.left))


def _dropped_conditions(tree: Node) -> Iterator[Node]:
    for node in walk(tree):
        if isinstance(node, Density):
            if len(node.left) > 1:
                alone = tuple(replace(node, left=(one,)) for one in node.left)
                yield _replaced(tree, node, Product(node.start, node.end, alone, ("",) * (len(alone) - 1)))
            for place in range(len(node.right)):
                yield _replaced(tree, node, replace(node, right=(*node.right[:place], *node.right[place + 1 :])))


def _turned_signs(tree: Node) -> Iterator[Node]:
    for node in walk(tree):
        if isinstance(node, Add):
            for place, term in enumerate(node.terms):
                other = term.operand if isinstance(term, Negate) else Negate(term.start, term.end, term)
                yield _replaced(tree, node, replace(node, terms=(*node.terms[:place], other, *node.terms[place + 1 :])))


def _moved_logarithms(tree: Node) -> Iterator[Node]:
    """log E[f] for E[log f], and the other way round."""
    for node in walk(tree):
        if isinstance(node, Expectation) and isinstance(node.body, Call) and node.body.function in ("log", "ln"):
            inner = replace(node, body=node.body.arguments[0])
            yield _replaced(tree, node, replace(node.body, arguments=(inner,)))
        elif isinstance(node, Call) and node.function in ("log", "ln") and isinstance(node.arguments[0], Expectation):
            mean = node.arguments[0]
            yield _replaced(tree, node, replace(mean, body=replace(node, arguments=(mean.body,))))
