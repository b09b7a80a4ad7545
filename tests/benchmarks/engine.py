"""How right and how fast the engine is: `python -m tests.benchmarks.engine` prints its measures.

Over the project's own cases, and over other files of cases where `--peer-cases` names a folder of them. In the same run
`sympy.simplify(a - b) == 0` gets the same trees, and Math-Verify the same formulas where `--math-verify-python` names a
Python that has it.
"""

import argparse
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pengrade.grading.comparing import KINDS
from pengrade.grading.comparing.keys import declarations_of
from pengrade.grading.declarations import SCALARS
from pengrade.grading.grade import grade
from pengrade.grading.reading.errors import ReadingError
from pengrade.grading.reading.grammar import read_expression
from pengrade.grading.rendering.latex import latex
from pengrade.grading.tree import MatrixOf, walk
from pengrade.grading.verdict import CORRECT, INCORRECT, PARTLY_CORRECT, UNDECIDED, Verdict
from tests.benchmarks import hostile
from tests.benchmarks.command_line import CommandLine
from tests.benchmarks.measuring import (
    HEAD,
    OF_DERIVATIONS,
    OF_ONE_ANSWER,
    Bars,
    Outcome,
    apart,
    at,
    bars_missed,
    outcomes,
    outcomes_on_a_core,
    refusing_bad_keys,
    row,
)
from tests.benchmarks.other_grader import OtherGrader, Reply
from tests.grading.case_files import WANTS, Case, cases, plain_cases
from tests.grading.known_gaps import KNOWN_GAPS, gap

CHAINS = "derivation"  # several comparisons each, one for every line
LONG = 9  # lines
WRONG = (INCORRECT, PARTLY_CORRECT)
BUDGET = 2.0  # seconds that another grader gets for one answer: as many as the engine
SIMPLIFY = [sys.executable, "-m", "tests.benchmarks.simplify_worker"]
MATH_VERIFY = str(Path(__file__).with_name("math_verify_worker.py"))


def main(arguments: Sequence[str] = ()) -> None:
    """Print all tables."""
    chosen = _parser().parse_args(arguments)
    known = [case for case in cases() if case.kind in KINDS]
    _say_what_is_left_out()
    measured = {
        "own cases": [case for case in known if case.kind != CHAINS],
        "own derivations": [case for case in known if case.kind == CHAINS],
        f"own derivations of {LONG} lines and more": [case for case in known if case.kind == CHAINS and _is_long(case)],
    }
    files = sorted(chosen.peer_cases.glob("*.jsonl")) if chosen.peer_cases else []
    for path in files:
        found = plain_cases(path)
        if all(case.want in WANTS for case in found):
            measured[path.name] = found
    print(HEAD)
    inside = {name: _measured(name, some) for name, some in measured.items()}
    for name, results in inside.items():
        _list_faults(name, results)
    for name, results in inside.items():
        _compare(name, results, chosen)
    for path in files:
        if path.name not in measured:
            print("\n" + hostile.run(plain_cases(path)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.engine")
    parser.add_argument(
        "--peer-cases", type=Path, metavar="DIR", help="a folder of files with one case and `want` a line"
    )
    parser.add_argument("--math-verify-python", metavar="PATH", help="a Python that has the package math-verify")
    parser.add_argument("--compared", type=int, default=200, help="of each file, so many cases go to other graders")
    return parser


def _say_what_is_left_out() -> None:
    unknown = Counter(case.kind for case in cases() if case.kind not in KINDS)
    if unknown:
        kinds = ", ".join(f"{count} of the kind {kind}" for kind, count in unknown.items())
        print(f"Left out, since the engine does not know the kind yet: {kinds}.\n")


def _measured(name: str, some: list[Case]) -> list[Outcome]:
    """Prints a row for each way to grade all cases, and one for each kind; returns the outcomes in process."""
    alone = apart(_verdicts_alone, some)
    found = apart(_with_what_is_off, some)
    print(row(f"{name}, verdicts alone", alone))
    print(row("  and what is off with wrong ones", found))
    with CommandLine() as command:
        command.grade(some[0])  # starts the program
        commanded = outcomes(some, command.grade)
    print(row("  by pengrade grade --jsonl", commanded))
    print(_price(alone, found))
    bars = OF_DERIVATIONS if some[0].kind == CHAINS else OF_ONE_ANSWER
    print(_bars({"in process": found, "by pengrade grade --jsonl": commanded}, bars))
    kinds = list(dict.fromkeys(case.kind for case in some))
    for kind in kinds if len(kinds) > 1 else []:
        print(row(f"  {kind}", [one for one in found if one.case.kind == kind]))
    for way, others in {"alone": alone, "by the command": commanded}.items():
        different = sum(one.verdict.verdict != two.verdict.verdict for one, two in zip(found, others, strict=True))
        if different:
            print(f"  {different} answers got another verdict {way}")
    return found


def _is_long(case: Case) -> bool:
    return len(case.answer.splitlines()) >= LONG


def _verdicts_alone(some: list[Case]) -> list[Outcome]:
    return outcomes_on_a_core(some, refusing_bad_keys(lambda case: grade(case.spec(), case.answer, explaining=False)))


def _with_what_is_off(some: list[Case]) -> list[Outcome]:
    return outcomes_on_a_core(some, refusing_bad_keys(lambda case: grade(case.spec(), case.answer)))


def _price(alone: list[Outcome], found: list[Outcome]) -> str:
    """Of the search for what is off, where there is something to search for."""
    pairs = [(one, two) for one, two in zip(alone, found, strict=True) if two.verdict.verdict in WRONG]
    if not pairs:
        return "  no wrong answers"
    extra = sorted(two.milliseconds - one.milliseconds for one, two in pairs)
    told = sum(two.verdict.finding is not None for _, two in pairs)
    return (
        f"  what is off: {told} of {len(pairs)} wrong answers are told, which takes {at(extra, 0.5):.2f} ms more "
        f"at the median, {at(extra, 0.95):.2f} at 95 %, {statistics.fmean(extra):.2f} on average"
    )


def _bars(ways: dict[str, list[Outcome]], bars: Bars) -> str:
    missed = [f"{words} {way}" for way, found in ways.items() for words in bars_missed(found, bars)]
    return f"  bars: {bars.words}; " + (f"missed: {', '.join(missed)}" if missed else "all held")


def _list_faults(name: str, found: list[Outcome]) -> None:
    reasons = Counter(KNOWN_GAPS[where] for one in found if one.fault and (where := gap(one.case)))
    if reasons:
        print(f"\n{name}: known gaps")
        for reason, count in reasons.most_common():
            print(f"  {count:3} answers: {reason}")
    others = [one for one in found if one.fault and not gap(one.case)]
    for one in others:
        shown = f"{one.case.data['expected']!s:.60} | {one.case.answer:.60}"
        print(f"  {one.fault}: {one.case.name}: {shown} -> {one.verdict.verdict}: {one.verdict.message:.100}")


def _compare(name: str, found: list[Outcome], chosen: argparse.Namespace) -> None:
    """The same scalars for all graders; a time over the limit counts with the limit."""
    compared = _spread([one for one in found if _is_plain_scalar(one.case)], chosen.compared)
    if not compared:
        return
    print(f"\n{name}: {len(compared)} scalar cases, each grader with {BUDGET:.0f} s a case")
    print(row("PenGrade, reading included", compared))
    commands = {"sympy.simplify(a-b)==0": SIMPLIFY}
    if chosen.math_verify_python:
        commands["Math-Verify"] = [chosen.math_verify_python, MATH_VERIFY]
    for grader, command in commands.items():
        with OtherGrader(command, BUDGET) as other:
            theirs = [_asked(one.case, other, grader) for one in compared]
        print(row(grader, theirs))
        print(_ratio(compared, theirs))


def _ratio(ours: list[Outcome], theirs: list[Outcome]) -> str:
    mine, other = (sorted(one.milliseconds for one in found) for found in (ours, theirs))
    median, mean = at(other, 0.5) / at(mine, 0.5), statistics.fmean(other) / statistics.fmean(mine)
    over = sum(milliseconds >= 1000 * BUDGET for milliseconds in other)
    return f"  takes {median:.0f} times as long at the median, {mean:.0f} times on the whole; {over} over the limit"


def _asked(case: Case, other: OtherGrader, grader: str) -> Outcome:
    expected, answer = str(case.data["expected"]), case.answer
    if grader == "Math-Verify":
        declarations = declarations_of(case.spec())
        expected, answer = (latex(read_expression(text, declarations)[0]) for text in (expected, answer))
    reply = other.ask({"symbols": case.data.get("symbols", {}), "expected": expected, "answer": answer})
    return Outcome(case, _verdict(reply), reply.milliseconds)


def _verdict(reply: Reply) -> Verdict:
    if reply.equal is None:
        return Verdict(UNDECIDED, message=reply.reason)
    return Verdict(CORRECT if reply.equal else INCORRECT)


def _is_plain_scalar(case: Case) -> bool:
    """A question that all graders can be asked: scalars without options, right or wrong, and readable."""
    if case.kind != "expression" or case.data.get("options") or case.want not in (CORRECT, INCORRECT):
        return False
    declarations = declarations_of(case.spec())
    if any(symbol.family or symbol.domain not in SCALARS for symbol in declarations.symbols.values()):
        return False
    try:
        trees = [read_expression(text, declarations)[0] for text in (str(case.data["expected"]), case.answer)]
    except ReadingError:
        return False
    return not any(isinstance(node, MatrixOf) for tree in trees for node in walk(tree))


def _spread(some: list[Outcome], most: int) -> list[Outcome]:
    """At most so many, evenly over the whole."""
    step = max(1, -(-len(some) // most))
    return some[::step]


if __name__ == "__main__":
    main(sys.argv[1:])
