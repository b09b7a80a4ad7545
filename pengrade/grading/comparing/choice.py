"""Keys ticked from a list. Credit: right ticks minus wrong ones, over the number of right ones, never below 0.

With one right key it is that key and no other, or nothing: two ticks on a single choice are not half an answer.
"""

import json

from pengrade.grading.comparing.heard import Heard
from pengrade.grading.comparing.keys import check_options
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, Verdict

LONGEST = 4000


def read(spec: AnswerSpec, answer: str) -> Heard:
    check_options(spec, ())
    keys = _keys(answer)
    text = ", ".join(keys)
    return Heard(f"\\text{{{text}}}" if _is_plain(text) else "", text, (), frozenset(keys))


def check(spec: AnswerSpec) -> None:
    check_options(spec, ())
    _wanted(spec)


def judge(spec: AnswerSpec, heard: Heard) -> Verdict:
    wanted = _wanted(spec)
    ticked: frozenset[str] = heard.content
    right, wrong, missed = sorted(ticked & wanted), sorted(ticked - wanted), sorted(wanted - ticked)
    evidence = {"method": "exhaustive", "right": right, "wrong": wrong, "missed": missed}
    if ticked == wanted:
        return Verdict(CORRECT, 1.0, evidence, message="Correct.")
    score = max(0.0, (len(right) - len(wrong)) / len(wanted)) if len(wanted) > 1 else 0.0
    verdict, message = INCORRECT, "Not right yet."
    if score > 0:
        verdict, message = PARTLY_CORRECT, "Partly right: not every tick is where it belongs."
    number = _mistake(spec, ticked)
    if number is None:
        return Verdict(verdict, score, evidence, message=message)
    return Verdict(verdict, score, evidence, message=spec.mistakes[number].message, finding=f"mistake:{number}")


def _wanted(spec: AnswerSpec) -> frozenset[str]:
    keys = [spec.expected] if isinstance(spec.expected, str) else spec.expected
    if not isinstance(keys, list | tuple) or not keys or not all(isinstance(key, str) and key.strip() for key in keys):
        raise SpecError("A choice expects one key or a list of keys.", "expected")
    return frozenset(key.strip() for key in keys)


def _keys(answer: str) -> list[str]:
    """The keys of "b", "a, c" or a JSON list, each once, in the order given."""
    if len(answer) > LONGEST:
        raise ReadingError(f"This is longer than {LONGEST} characters.", LONGEST, len(answer) - LONGEST)
    text = answer.strip()
    keys = _json_list(text) if text.startswith("[") else text.split("," if "," in text else None) or [""]
    cleaned = [key.strip() for key in keys]
    if not any(cleaned):
        raise ReadingError("Nothing is chosen yet.", 0, 0)
    if not all(cleaned):
        raise ReadingError("A key is missing between the commas.", 0, len(answer))
    return list(dict.fromkeys(cleaned))


def _json_list(text: str) -> list[str]:
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        keys = None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ReadingError("This is no list of keys.", 0, len(text))
    return keys


def _is_plain(text: str) -> bool:
    return all(letter.isalnum() or letter in ", -" for letter in text)


def _mistake(spec: AnswerSpec, ticked: frozenset[str]) -> int | None:
    for number, mistake in enumerate(spec.mistakes):
        if frozenset(_keys(mistake.expression)) == ticked:
            return number
    return None
