"""An order of given items. Right is every order that the key allows.

The key is the one order in full, as a list, or the pairs that matter: {"before": [["a", "b"], …]}, with items free of
any pair in the option `items`. An answer is a JSON list, or items between commas, semicolons, lines or arrows. An
unknown, missing or repeated item makes the answer unreadable, which costs nothing: the items are known to the learner.

With the option `partial_credit` set to true an answer is credited by the items that can stay where they are. If k of
n items is the most that stand in an allowed order among themselves, the credit is (k - 1)/(n - 1): 0 for a full order
turned round, (n - 2)/(n - 1) for one item out of place. "Must come before, and stands after" is a partial order, so k
is the size of its largest antichain, which by Dilworth's theorem is n minus a maximum matching (R. P. Dilworth, A
decomposition theorem for partially ordered sets, 1950; the matching by D. R. Fulkerson's construction, 1956).
"""

import json
import re
from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options
from pengrade.grading.declarations import canonical_name
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.spelling import nearest
from pengrade.grading.rendering.statements import word_in_latex
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict

OPTIONS = ("items", "partial_credit")
LONGEST = 4000
MOST_ITEMS = 100
SEPARATORS = re.compile(r"->|→|\\to(?![a-z])|\\rightarrow(?![a-z])|[,;\n<≺]")

Item = tuple[str, int]  # as typed, and where it begins in the text
Pair = tuple[str, str]


def read(spec: AnswerSpec, answer: str) -> Heard:
    check_options(spec, OPTIONS)
    items = _items(answer)
    names = [item for item, _ in items]
    return Heard(" \\prec ".join(map(word_in_latex, names)), ", then ".join(names), (), (items, len(answer)))


def check(spec: AnswerSpec) -> None:
    known, _ = _key(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number, known)


def items_of(spec: AnswerSpec) -> list[str]:
    """Every item that may be put in order, by name."""
    known, _ = _key(spec)
    return sorted(known.values())


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    known, before = _key(spec)
    items, end = heard.content
    answer = _recognised(items, known, end)
    violated = _violated(answer, before)
    if not violated:
        return Verdict(CORRECT, 1.0, {"method": "exhaustive", "pairs": len(before)}, message="Correct.")
    verdict = _refused(spec, answer, _closure(before), [known[one] for one in violated[0]])
    for number in range(len(spec.mistakes)):
        if _mistake(spec, number, known) == answer:
            return places.with_finding(spec, number, verdict)
    return verdict


def _refused(spec: AnswerSpec, answer: list[str], closure: frozenset[Pair], violated: list[str]) -> Verdict:
    evidence: dict[str, Any] = {"method": "exhaustive", "violated": violated}
    kept = len(answer) - len(_matching(answer, _violated(answer, closure)))
    score = (kept - 1) / (len(answer) - 1)
    if spec.options.get("partial_credit") and score > 0:
        message = f"Partly right: {kept} of {len(answer)} items can stay where they are."
        return Verdict(PARTLY_CORRECT, score, {**evidence, "kept": kept, "of": len(answer)}, message=message)
    return Verdict(INCORRECT, 0.0, evidence, message=NOT_YET)


def _violated(answer: Sequence[str], before: Iterable[Pair]) -> list[Pair]:
    """Pairs of which the first must come before the second, and does not; in a fixed order."""
    place = {item: number for number, item in enumerate(answer)}
    return sorted(pair for pair in before if place[pair[0]] > place[pair[1]])


def _matching(items: Sequence[str], edges: Sequence[Pair]) -> dict[str, str]:
    """A maximum matching of items (left) to items (right), by augmenting paths. Second of each pair to its first."""
    following: dict[str, list[str]] = {item: [] for item in items}
    for left, right in edges:
        following[left].append(right)
    partner: dict[str, str] = {}
    for item in items:
        _augmented(item, following, partner, set())
    return partner


def _augmented(item: str, following: dict[str, list[str]], partner: dict[str, str], seen: set[str]) -> bool:
    for other in following[item]:
        if other in seen:
            continue
        seen.add(other)
        if other not in partner or _augmented(partner[other], following, partner, seen):
            partner[other] = item
            return True
    return False


def _closure(before: frozenset[Pair]) -> frozenset[Pair]:
    """Every pair that follows from these by transitivity."""
    below: dict[str, set[str]] = {}
    for later in TopologicalSorter(_predecessors(before)).static_order():
        direct = {first for first, second in before if second == later}
        below[later] = direct.union(*(below[first] for first in direct))
    return frozenset((first, later) for later, firsts in below.items() for first in firsts)


def _predecessors(before: Iterable[Pair]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for first, second in before:
        found.setdefault(second, set()).add(first)
    return found


# Reading


def _items(text: str) -> list[Item]:
    if len(text) > LONGEST:
        raise ReadingError(f"This is longer than {LONGEST} characters.", LONGEST, len(text) - LONGEST)
    if text.lstrip()[:1] == "[":
        return _json_items(text)
    items, start = [], 0
    for separator in (*SEPARATORS.finditer(text), None):
        end = separator.start() if separator else len(text)
        piece = text[start:end]
        if piece.strip():
            items.append((" ".join(piece.split()), start + len(piece) - len(piece.lstrip())))
        elif text.strip():
            raise ReadingError("An item is missing here.", start, end - start)
        start = separator.end() if separator else end
    if not items:
        raise ReadingError("There is nothing here yet.", 0, 0)
    return items


def _json_items(text: str) -> list[Item]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
        raise ReadingError("This is no list of items.", 0, len(text))
    return [(" ".join(item.split()), max(0, text.find(item))) for item in items]


def _recognised(items: Sequence[Item], known: dict[str, str], end: int) -> list[str]:
    """The items of the answer by their names in the key; each stands there exactly once."""
    found: list[str] = []
    for item, start in items:
        name = _name(item)
        if name not in known:
            near = nearest(item, list(known.values()))
            hint = f" Did you mean {near}?" if near else ""
            raise ReadingError(f"There is no item {item[:40]}.{hint}", start, len(item), near)
        if name in found:
            raise ReadingError(f"{known[name]} stands here twice.", start, len(item))
        found.append(name)
    missing = [shown for name, shown in known.items() if name not in found]
    if missing:
        raise ReadingError(f"Still missing: {', '.join(missing[:8])}{', …' if len(missing) > 8 else ''}.", end, 0)
    return found


def _name(item: str) -> str:
    r"""One name for x_1, x_{1} and x₁, and for \mu and mu; any other text is itself."""
    try:
        return canonical_name(item)
    except SpecError:
        return " ".join(item.split())


# The author's side


def _key(spec: AnswerSpec) -> tuple[dict[str, str], frozenset[Pair]]:
    """The items by name, as the author wrote them, and the pairs that an order must keep. Free of cycles."""
    check_options(spec, OPTIONS)
    if not isinstance(spec.options.get("partial_credit", False), bool):
        raise SpecError("partial_credit is true or false.", "options.partial_credit")
    given = spec.expected
    if isinstance(given, dict) and set(given) == {"before"}:
        return _partial_order(spec, given["before"])
    order = _texts(_list_in(given) if isinstance(given, str) else given, "expected")
    known = _known(order, "expected")
    names = list(known)
    if len(names) < len(order):
        raise SpecError("An item stands in the order twice.", "expected")
    return known, frozenset(pairwise(names))


def _partial_order(spec: AnswerSpec, pairs: Any) -> tuple[dict[str, str], frozenset[Pair]]:
    if not isinstance(pairs, list | tuple) or not pairs:
        raise SpecError('"before" is a list of pairs.', "expected")
    texts = [_texts(pair, "expected") for pair in pairs]
    if any(len(pair) != 2 for pair in texts):
        raise SpecError('"before" is a list of pairs.', "expected")
    free = _texts(spec.options.get("items", []), "options.items", least=0)
    known = _known([*free, *(item for pair in texts for item in pair)], "expected")
    before = frozenset((_name(first), _name(second)) for first, second in texts)
    try:
        TopologicalSorter(_predecessors(before)).prepare()
    except CycleError as error:
        raise SpecError(f"No order can be right: {' before '.join(error.args[1])}.", "expected") from error
    return known, before


def _known(items: Sequence[str], field: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for item in items:
        known.setdefault(_name(item), " ".join(item.split()))
    if not 2 <= len(known) <= MOST_ITEMS:
        raise SpecError(f"An ordering has 2 to {MOST_ITEMS} items.", field)
    return known


def _texts(items: Any, field: str, least: int = 2) -> list[str]:
    texts = [str(item) for item in items] if isinstance(items, list | tuple) else []
    if len(texts) < least or not all(text.strip() for text in texts):
        raise SpecError("An ordering expects a list of items.", field)
    return texts


def _list_in(text: str) -> list[str]:
    return [item for item, _ in places.of_author(lambda: _items(text), "expected")]


def _mistake(spec: AnswerSpec, number: int, known: dict[str, str]) -> list[str]:
    text = spec.mistakes[number].expression
    return places.of_author(lambda: _recognised(_items(text), known, len(text)), f"mistakes.{number}")
