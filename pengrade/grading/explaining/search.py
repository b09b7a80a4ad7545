"""The nearest slip that leads from the key to a wrong answer, or from the answer to the key.

Every slip is looked at in ball arithmetic at one point of the declared domain, a few at a second one. What survives
is the other side itself, or must agree with it at as many points and to as many digits as an answer that is accepted,
so that no slip is claimed by chance. What is not found costs no more than the budget.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import chain, groupby, islice
from operator import attrgetter
from time import thread_time

from flint import ctx

from pengrade.grading.comparing.keys import Key
from pengrade.grading.comparing.up_to import free_names
from pengrade.grading.evaluating.evaluate import evaluator
from pengrade.grading.evaluating.values import Value
from pengrade.grading.explaining import ratios
from pengrade.grading.explaining.bench import Budget, OutOfBudgetError
from pengrade.grading.explaining.confirming import ENOUGH_POINTS, Compiled, Confirming
from pengrade.grading.explaining.findings import RANKS, leading_to_nearer, turned
from pengrade.grading.explaining.ground import BITS, Kept, Post, ground, within_steps
from pengrade.grading.explaining.likeness import alike
from pengrade.grading.explaining.plain_form import plain_form
from pengrade.grading.explaining.screening import Seen, Side, value_at
from pengrade.grading.proving.fractions import exact_value
from pengrade.grading.shapes import SCALAR, Shaped
from pengrade.grading.spec import AnswerSpec
from pengrade.grading.tree import Node

STEPS = 6_000  # for the slips of an answer
STEPS_OF_CONFIRMING = 6_000
SECONDS = 0.05  # by thread_time; the steps end a search long before
MOST_NODES = 600  # of both trees together
SCREENS = 2  # posts at which a slip is looked at before it is confirmed
LOOKS = 5  # posts at which a common factor or difference is looked for
MOST_LOOKS = 12  # posts gone through for such as tell the two sides apart
MOST_DOUBTFUL = 8  # slips that looked right at first and were not: in huge numbers every slip does
TELLING_BITS = 16  # a shorter fraction equals many others by chance

_Met = tuple[Post, list[Value]]  # the values of the answer


@dataclass(frozen=True)
class _Candidate:
    """A slip that may be what is off. `is_typed`: the other side is what it makes, but for order and arithmetic.

    `is_plain_fact`: one on the whole; no slip inside is nearer.
    """

    code: str
    agrees: Callable[[], bool]
    is_typed: Callable[[], bool] = lambda: False
    is_plain_fact: bool = False


class Search:
    def __init__(self, spec: AnswerSpec, key: Key, answer: Shaped) -> None:
        self.option: str | None = spec.options.get("up_to")
        self.names = key.shaped.names | answer.names
        drawn = self.names | key.shaped.dimensions | answer.dimensions
        free = free_names(spec, key.declarations)
        self.ground = ground(key, self.names, drawn, self.option, free)
        self.key = self.ground.key
        self.answer = Side(answer, key.declarations, self.names, evaluator(answer))
        self.are_numbers = key.shaped.shape == answer.shape == SCALAR
        self.deadline = thread_time() + SECONDS
        self.met = Kept(self._meetings())
        wanted = ENOUGH_POINTS if self.names else 1
        self.confirming = Confirming(spec, self.ground, wanted, Budget(STEPS_OF_CONFIRMING, self.deadline))
        self.doubtful = 0

    def found(self) -> str | None:
        """The code of the nearest slip, or None."""
        if len(self.key.nodes) + len(self.answer.nodes) > MOST_NODES:
            return None
        try:
            with _no_collecting():
                return self._found() if self._screens else None
        except OutOfBudgetError:
            return None

    def _found(self) -> str | None:
        post, answer = self._screens[0]
        of_the_whole = self.ground.slips_of_the_whole(post, self.are_numbers, self.deadline)
        found, _ = self._nearest(self._of_the_key(of_the_whole, answer))
        if found is not None or not self._is_telling():
            return found
        of_the_key = self._of_the_key(self.ground.slips(post, self.deadline), answer)
        found, is_settled = self._nearest(sorted([*self._loose(), *of_the_key], key=_rank))
        nearer = leading_to_nearer(found)
        if is_settled or not self.answer.may_slip(nearer):
            return found
        return self._nearest(sorted(self._of_the_answer(post, nearer), key=_rank))[0] or found

    def _nearest(self, candidates: Iterable[_Candidate]) -> tuple[str | None, bool]:
        """The code of the first that holds, and whether no other can be nearer."""
        for code, group in groupby(candidates, attrgetter("code")):
            alike = list(group)
            if any(one.is_typed() for one in alike):
                return code, True
            for candidate in alike:
                if self.doubtful == MOST_DOUBTFUL:
                    return None, False
                if candidate.agrees():
                    return code, candidate.is_plain_fact
        return None, False

    @cached_property
    def _screens(self) -> list[_Met]:
        """Posts that tell the two apart come first, small ones before; none where they may differ at a border alone."""
        met: list[_Met] = []
        others: list[_Met] = []
        for post, answer in islice(self.met, MOST_LOOKS if self.names else 1):
            (others if self._are_alike(post.values, answer) else met).append((post, answer))
            if len(met) == SCREENS:
                break
        wanted = SCREENS if self.names else 1
        met.sort(key=_size)
        return [*met, *others][:wanted] if met and len(met) + len(others) >= wanted else []

    def _meetings(self) -> Iterator[_Met]:
        """Posts at which the answer has a value as well."""
        for post in self.ground.posts:
            values = self.answer.values(post.stand)
            if values is not None and self.ground.is_usable(values):
                yield post, values

    def _of_the_key(self, slips: Iterable[Seen], answer: list[Value]) -> Iterator[_Candidate]:
        for slip in slips:
            if self._are_alike(slip.values, answer):
                yield self._candidate(slip.code, slip, self.key, self.answer)

    def _of_the_answer(self, post: Post, wanted: frozenset[str]) -> Iterator[_Candidate]:
        """Most slips of the whole lead back as well, and so were met as slips of the key."""
        benches = self.answer.benches(post.stand, Budget(STEPS, self.deadline))
        whole = self.answer.slips_of_the_whole(benches, self.are_numbers)
        one_way = (slip for slip in whole if slip.code in wanted and slip.code in ("square", "order"))
        for slip in within_steps(chain(one_way, self.answer.slips(benches, wanted))):
            if self._are_alike(slip.values, post.values):
                yield self._candidate(turned(slip.code), slip, self.answer, self.key)

    def _candidate(self, code: str, slip: Seen, changed: Side, other: Side) -> _Candidate:
        @cache
        def read() -> Shaped | None:
            tree = slip.source.written(changed.tree, slip.number)
            return None if tree is None else changed.like(tree, other.shaped)

        def is_typed() -> bool:
            its = read()
            return its is not None and plain_form(its.tree, changed.is_plain) == other.plain_form

        def agrees() -> bool:
            its = read()
            return its is not None and self._agrees(its, other)

        return _Candidate(code, agrees, is_typed)

    def _loose(self) -> list[_Candidate]:
        """What any two numbers differ by says nothing about one number."""
        if self.option is not None or not self.names or self.key.shaped.shape != self.answer.shaped.shape:
            return []
        codes = ("factor", "constant", *(["log-base"] if self.key.has_logarithm or self.answer.has_logarithm else []))
        return [_Candidate(code, partial(self._differ_by_a_number, code), is_plain_fact=True) for code in codes]

    def _is_telling(self) -> bool:
        """Not so for a short number, which lies one slip away from many others."""
        return bool(self.names) or not (is_short(self.key.tree) or is_short(self.answer.tree))

    def _are_alike(self, left: list[Value], right: list[Value]) -> bool:
        return alike(self.option, left, right)

    def _agrees(self, read: Shaped, other: Side) -> bool:
        evaluate = evaluator(read)
        for post, answer in self._screens[1:]:
            values = [value_at(evaluate, place.again()) for place in post.stand]
            if not self._are_alike(values, answer if other is self.answer else post.values):
                return False
        agrees = self.confirming.equal(Compiled(read, evaluate), Compiled(other.shaped, other.evaluate))
        self.doubtful += not agrees
        return agrees

    def _differ_by_a_number(self, code: str) -> bool:
        """A change of base is a factor that is known."""
        ctx.prec = BITS
        kind = "factor" if code == "log-base" else code
        between, _ = ratios.KINDS[kind]
        pairs = ((post.values[0], answer[0]) for post, answer in islice(self.met, LOOKS))
        number = ratios.common(pairs, between)
        if number is None or (code == "log-base" and not ratios.is_change_of_base(number)):
            return False
        anchor = self._screens[0][0].stand[0].point
        key, answer = (Compiled(side.shaped, side.evaluate) for side in (self.key, self.answer))
        return self.confirming.differ_by(kind, key, answer, anchor)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """To collect garbage may take longer than a whole search, whose time would be over."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _size(met: _Met) -> int:
    return sum(met[0].stand[0].point.dimensions.values())


def is_short(tree: Node) -> bool:
    """A number that many other numbers are near to, by one slip or another."""
    value = exact_value(tree)
    return value is not None and value.numerator.bit_length() + value.denominator.bit_length() < TELLING_BITS


def _rank(candidate: _Candidate) -> int:
    return RANKS[candidate.code]
