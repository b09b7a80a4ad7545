"""An order of given items. Right is every order that the key allows.

The key is the one order in full, as a list, or the pairs that matter: {"before": [["a", "b"], …]}, with items free of
any pair in the option `items`. An answer is a JSON list, or items between commas, semicolons, lines or arrows. An
unknown, missing or repeated item makes the answer unreadable, which costs nothing: the items are known to the learner.

Items of the option `distractors` belong in no order. An answer may leave them out; one that uses any is wrong. Which
items belong is then for the learner to find, so an answer without one of them is wrong too, and not unreadable.

With the option `partial_credit` set to true an answer is credited by the items that can stay where they are. If k of
the n items of the key is the most that stand in an allowed order among themselves, the credit is (k - 1)/(n - 1): 0 for
a full order turned round, (n - 2)/(n - 1) for one item out of place. Each distractor takes away as much as an item.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from pengrade.grading.comparing import places
from pengrade.grading.comparing.expression import NOT_YET
from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options
from pengrade.grading.comparing.nearest_order import Pair, closure, nearest_order, predecessors, staying, violated
from pengrade.grading.declarations import canonical_name
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.spelling import nearest
from pengrade.grading.rendering.statements import word_in_latex
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict

OPTIONS = ("distractors", "items", "partial_credit")
LONGEST = 4000
MOST_ITEMS = 100
SEPARATORS = re.compile(r"->|→|\\to(?![a-z])|\\rightarrow(?![a-z])|[,;\n<≺]")

Item = tuple[str, int]  # as typed, and where it begins in the text

FINDINGS = {
    "distractor": "Not everything in it belongs there.",
    "missing-item": "Something that belongs there is left out.",
    "reversed": "It runs backwards.",
    "neighbours": "Two neighbours have changed places.",
    "one-item": "One item stands in the wrong place.",
    "several-items": "Several items stand in the wrong place.",
}


@dataclass(frozen=True)
class _Key:
    """`known` are all items by name, as the author wrote them; `before` is free of cycles, `distractors` are names."""

    known: dict[str, str]
    before: frozenset[Pair]
    distractors: frozenset[str]

    def shown(self, names: Sequence[str]) -> list[str]:
        return [self.known[name] for name in names]

    def missing_in(self, answer: Sequence[str]) -> list[str]:
        return [name for name in self.known if name not in answer and name not in self.distractors]


def read(spec: AnswerSpec, answer: str) -> Heard:
    check_options(spec, OPTIONS)
    items = _items(answer)
    names = [item for item, _ in items]
    return Heard(" \\prec ".join(map(word_in_latex, names)), ", then ".join(names), (), (items, len(answer)))


def check(spec: AnswerSpec) -> None:
    key = _key(spec)
    for number in range(len(spec.mistakes)):
        _mistake(spec, number, key)


def items_of(spec: AnswerSpec) -> list[str]:
    """Every item that may be put in order, by name; distractors among them."""
    return sorted(_key(spec).known.values())


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    key = _key(spec)
    items, end = heard.content
    answer = _recognised(items, key, end)
    if not violated(answer, key.before) and not key.distractors & set(answer) and not key.missing_in(answer):
        return Verdict(CORRECT, 1.0, {"method": "exhaustive", "pairs": len(key.before)}, message="Correct.")
    verdict = _refused(spec, key, answer)
    for number in range(len(spec.mistakes)):
        if _mistake(spec, number, key) == answer:
            return places.with_finding(spec, number, verdict)
    return verdict


def _refused(spec: AnswerSpec, key: _Key, answer: list[str]) -> Verdict:
    used, belonging = ([name for name in answer if (name in key.distractors) == is_used] for is_used in (True, False))
    missing, closed = key.missing_in(answer), closure(key.before)
    wrong_way, stay = violated(belonging, key.before), staying(belonging, closed)
    evidence: dict[str, Any] = {"method": "exhaustive"}
    if wrong_way:
        evidence["violated"] = key.shown(wrong_way[0])
        evidence["moved"] = key.shown([name for name in belonging if name not in stay])
        evidence["nearest"] = key.shown(nearest_order(belonging, stay, closed))
    evidence |= {name: key.shown(some) for name, some in (("distractors", used), ("missing", missing)) if some}
    finding = "distractor" if used else "missing-item" if missing else _slip(answer, stay, key.before)
    verdict = Verdict(INCORRECT, 0.0, evidence, message=f"{NOT_YET} {FINDINGS[finding]}", finding=finding)
    of = len(belonging) + len(missing)
    return _credited(verdict, len(stay), len(used), of) if spec.options.get("partial_credit") else verdict


def _slip(answer: list[str], stay: Sequence[str], before: frozenset[Pair]) -> str:
    """What is off with the order of the right items."""
    if len(answer) > 2 and not violated(answer[::-1], before):
        return "reversed"
    if len(answer) - len(stay) > 1:
        return "several-items"
    swaps = ([*answer[:at], answer[at + 1], answer[at], *answer[at + 2 :]] for at in range(len(answer) - 1))
    return "neighbours" if any(not violated(swapped, before) for swapped in swaps) else "one-item"


def _credited(verdict: Verdict, kept: int, used: int, of: int) -> Verdict:
    score = max(0.0, (kept - 1 - used) / (of - 1))
    if score == 0:
        return verdict
    words = FINDINGS[verdict.finding or ""]
    message = f"Partly right: {kept} of {of} items can stay where they are. {words}"
    evidence = {**verdict.evidence, "kept": kept, "of": of}
    return Verdict(PARTLY_CORRECT, score, evidence, message=message, finding=verdict.finding)


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


def _recognised(items: Sequence[Item], key: _Key, end: int) -> list[str]:
    """The items of the answer by their names in the key; none twice, and all of them where there are no distractors."""
    found: list[str] = []
    known = key.known
    for item, start in items:
        name = _name(item)
        if name not in known:
            near = nearest(item, list(known.values()))
            hint = f" Did you mean {near}?" if near else ""
            raise ReadingError(f"There is no item {item[:40]}.{hint}", start, len(item), near)
        if name in found:
            raise ReadingError(f"{known[name]} stands here twice.", start, len(item))
        found.append(name)
    missing = [] if key.distractors else key.shown(key.missing_in(found))
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


def _key(spec: AnswerSpec) -> _Key:
    check_options(spec, OPTIONS)
    if not isinstance(spec.options.get("partial_credit", False), bool):
        raise SpecError("partial_credit is true or false.", "options.partial_credit")
    belonging, before = _order(spec)
    distractors = _texts(spec.options.get("distractors", []), "options.distractors", least=0)
    for text in distractors:
        if _name(text) in belonging:
            raise SpecError(f"{text!r} belongs in the order, so it is no distractor.", "options.distractors")
    known = _known([*belonging.values(), *distractors], "options.distractors") if distractors else belonging
    return _Key(known, before, frozenset(map(_name, distractors)))


def _order(spec: AnswerSpec) -> tuple[dict[str, str], frozenset[Pair]]:
    """The items by name, as the author wrote them, and the pairs that an order must keep. Free of cycles."""
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
        TopologicalSorter(predecessors(before)).prepare()
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
    is_list = isinstance(items, list | tuple)
    texts = [str(item) for item in items] if is_list else []
    if not is_list or len(texts) < least or not all(text.strip() for text in texts):
        raise SpecError("An ordering expects a list of items.", field)
    return texts


def _list_in(text: str) -> list[str]:
    return [item for item, _ in places.of_author(lambda: _items(text), "expected")]


def _mistake(spec: AnswerSpec, number: int, key: _Key) -> list[str]:
    text = spec.mistakes[number].expression
    return places.of_author(lambda: _recognised(_items(text), key, len(text)), f"mistakes.{number}")
