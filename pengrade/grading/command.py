"""`pengrade grade`: one answer for people, or a stream of cases for programs."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

from pengrade.grading.batch import grade_lines
from pengrade.grading.cases import SYNTAXES, spec_from_json
from pengrade.grading.fence import SMALLEST_MEMORY, Fence, FenceError
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, UNDECIDED, Verdict

_NOT_CORRECT = 1
_UNDECIDED = 3
_BROKEN_INSTALLATION = 70  # EX_SOFTWARE of <sysexits.h>
_INTERRUPTED = 130  # as shells report SIGINT
_NOBODY_READS = 141  # as shells report SIGPIPE

_EXAMPLES = """
examples:
  pengrade grade --symbols 'x: real; sigma: positive' --expected 'x^2/sigma' 'x*x/σ'
  pengrade grade --kind number --options '{"decimals": 2}' --expected 'pi' 3.14
  pengrade grade --jsonl cases.jsonl > verdicts.jsonl

exit status of one answer: 0 correct, 1 not correct, 2 unusable arguments, 3 undecided
exit status of --jsonl: 0 when every case got a verdict, 2 for unusable arguments
"""


def main(arguments: Sequence[str]) -> int:
    """Run `pengrade grade`; its exit status."""
    logging.basicConfig(level=logging.ERROR, format="pengrade grade: %(message)s")
    parser = _parser()
    chosen = parser.parse_args(_options_first(arguments))
    try:
        return _grade_file(parser, chosen) if chosen.jsonl is not None else _grade_one(parser, chosen)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the verdicts has seen enough. The interpreter would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS
    except FenceError as error:
        sys.stderr.write(f"pengrade grade: {error}\n")
        return _BROKEN_INSTALLATION


def _grade_one(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    if chosen.expected is None or len(chosen.answer) != 1:
        parser.error("one ANSWER and its key (--expected) are needed, or --jsonl with a file of cases")
    try:
        with Fence(chosen.seconds, chosen.megabytes) as fence:
            verdict = fence.grade(_spec(chosen), chosen.answer[0])
    except SpecError as error:
        parser.error(f"{error.field}: {error}")
    _show(verdict, chosen.answer[0])
    return {CORRECT: 0, UNDECIDED: _UNDECIDED}.get(verdict.verdict, _NOT_CORRECT)


def _grade_file(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    if chosen.answer or chosen.expected is not None:
        parser.error("--jsonl takes the answers and their keys from the file")
    try:
        with _open(chosen.jsonl) as cases, Fence(chosen.seconds, chosen.megabytes) as fence:
            grade_lines(cases, fence, sys.stdout)
    except BrokenPipeError:
        raise
    except OSError as error:
        parser.error(f"{chosen.jsonl}: {error.strerror}")
    return 0


def _open(path: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if path == "-" else open(path, "rb")  # noqa: PTH123


def _spec(chosen: argparse.Namespace) -> AnswerSpec:
    return spec_from_json(
        {
            "kind": chosen.kind,
            "symbols": chosen.symbols,
            "expected": _key(chosen.kind, chosen.expected),
            "options": _json(chosen.options, "options"),
            "syntax": chosen.syntax,
            "mistakes": _json(chosen.mistakes, "mistakes"),
        }
    )


def _key(kind: str, text: str) -> Any:
    """Formulas as they are; keys that are lists or objects as JSON."""
    return _json(text, "expected") if text.lstrip()[:1] in ("[", "{") and kind in _KINDS_WITH_JSON_KEYS else text


_KINDS_WITH_JSON_KEYS = ("choice", "ordering", "derivation")


def _json(text: str, field: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"not JSON: {error}", field) from error


def _show(verdict: Verdict, answer: str) -> None:
    lines = [f"{verdict.verdict.replace('_', ' ')} ({verdict.score:g})", verdict.message]
    if verdict.position is not None:
        lines += _marked(answer, verdict.position, verdict.length or 1)
    if verdict.suggestion:
        lines.append(f"did you mean    {verdict.suggestion}")
    if verdict.understood_as:
        lines.append(f"understood as   {verdict.understood_as}")
    lines += [f"{name:<15} {_plain(value)}" for name, value in verdict.evidence.items()]
    lines.append(f"{verdict.milliseconds:.1f} ms")
    sys.stdout.write("".join(_printable(line) + "\n" for line in lines if line))
    sys.stdout.flush()


def _marked(answer: str, position: int, length: int) -> list[str]:
    """The neighbourhood of a place in the answer, and carets below the place."""
    start = max(0, position - 40)
    length = min(length, 40)
    return ["  " + _one_column_each(answer[start : start + 80]), "  " + " " * (position - start) + "^" * length]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _one_column_each(text: str) -> str:
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _printable(text: str) -> str:
    """Text of an answer must not steer the terminal that shows it."""
    encoding = sys.stdout.encoding or "utf-8"
    shown = "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)
    return shown.encode(encoding, "backslashreplace").decode(encoding)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pengrade grade",
        description="Say whether an answer is right, and why.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("answer", nargs="*", metavar="ANSWER", help="LaTeX or plain text")
    for name, settings in _OPTIONS.items():
        parser.add_argument(name, **settings)
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError("between 0 and 3600")
    return seconds


def _megabytes(text: str) -> int:
    megabytes = int(text)
    if not SMALLEST_MEMORY <= megabytes <= 1 << 20:
        raise argparse.ArgumentTypeError(f"at least {SMALLEST_MEMORY}")
    return megabytes


# Every one of them takes a value.
_OPTIONS: dict[str, dict[str, Any]] = {
    "--expected": {"metavar": "EXPR", "help": "the key; as JSON for a kind whose keys are lists"},
    "--symbols": {"default": "", "metavar": "DECLARATIONS", "help": "'x: real; A: matrix(n,n) symmetric'"},
    "--kind": {"default": "expression", "help": "kind of answer (default: expression)"},
    "--syntax": {"default": "auto", "choices": SYNTAXES},
    "--options": {"default": "{}", "metavar": "JSON", "help": "options of the kind, as an object"},
    "--mistakes": {"default": "[]", "metavar": "JSON", "help": '[{"expression": …, "message": …}, …]'},
    "--jsonl": {"metavar": "CASES", "help": "grade a file of cases, one a line; - reads standard input"},
    "--seconds": {"type": _seconds, "default": 2.0, "help": "time for one answer (default: 2)"},
    "--megabytes": {"type": _megabytes, "default": 512, "help": "memory for one answer (default: 512)"},
}


def _options_first(arguments: Sequence[str]) -> list[str]:
    """The same arguments in an order that lets `-x` be an answer or a key: argparse would take it for an option."""
    options: list[str] = []
    answers: list[str] = []
    left = list(arguments)
    while left:
        argument = left.pop(0)
        if argument == "--":
            answers += left
            break
        if argument in _OPTIONS and left:
            options.append(f"{argument}={left.pop(0)}")
        elif argument == "-h" or argument.startswith("--"):
            options.append(argument)
        else:
            answers.append(argument)
    return [*options, "--", *answers]
