"""The command `pengrade grade`, run as a program: what it reads, prints and exits with."""

import functools
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.grading.processes import becomes_true, descendants, is_running

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "pengrade", "grade"]
KEYS = ["id", "verdict", "score", "evidence", "understood_as", "message", "milliseconds"]

X = ("--symbols", "x: real")


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, input=given, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def program() -> Iterator[subprocess.Popen[bytes]]:
    """`pengrade grade --jsonl -`, running through all tests of this file; it must end well and without complaints."""
    process = _start()
    yield process
    printed, complaints = process.communicate(timeout=10)
    assert (process.returncode, printed, complaints) == (0, b"", b"")


Answered = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def verdicts(program: subprocess.Popen[bytes]) -> Answered:
    """What the running program answers to lines, given as text, bytes or a case."""
    return lambda *lines: [_ask(program, line) for line in lines]


def _start() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    # A run in the background inherits "interrupts are ignored", which is not what these tests are about.
    listening = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        [*COMMAND, "--jsonl", "-"], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=listening
    )


def _ask(program: subprocess.Popen[bytes], line: str | bytes | dict[str, Any]) -> dict[str, Any]:
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(_as_line(line))
    program.stdin.flush()
    verdict: dict[str, Any] = json.loads(program.stdout.readline())
    return verdict


def _as_line(line: str | bytes | dict[str, Any]) -> bytes:
    if isinstance(line, dict):
        line = json.dumps(line)
    return (line.encode() if isinstance(line, str) else line) + b"\n"


def case(**changes: Any) -> dict[str, Any]:
    return {"id": "one", "kind": "expression", "symbols": {"x": "real"}, "expected": "x", "answer": "x", **changes}


# One answer, for people


@pytest.mark.parametrize(
    ("arguments", "status", "first_line"),
    [
        ((*X, "--expected", "x^2", "x^2"), 0, "correct (1)"),
        ((*X, "--expected", "x^2", "x x"), 0, "correct (1)"),
        ((*X, "--expected", "x^2", "x^3"), 1, "incorrect (0)"),
        ((*X, "--expected", "x^2", "(x"), 1, "invalid (0)"),
        ((*X, "--expected", "-x", "-x"), 0, "correct (1)"),
        (("-x", *X, "--expected=-x"), 0, "correct (1)"),
        ((*X, "--expected", "-x", "--", "--x"), 1, "incorrect (0)"),
        (("--kind", "number", "--options", '{"decimals": 2}', "--expected", "pi", "3.14"), 0, "correct (1)"),
        (("--kind", "choice", "--expected", "b", "b"), 0, "correct (1)"),
    ],
)
def test_one_answer_gets_a_readable_verdict_and_an_exit_status(
    arguments: tuple[str, ...], status: int, first_line: str
) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout.decode().splitlines()[0]) == (status, first_line)
    assert done.stderr == b""


def test_an_unreadable_answer_is_shown_with_carets_below_the_place() -> None:
    done = run(*X, "--expected", "x", "x + +* y")

    lines = done.stdout.decode().splitlines()
    assert "  x + +* y" in lines
    assert any(set(line.strip()) == {"^"} for line in lines)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "--expected"),
        (("x",), "--expected"),
        (("--expected", "x"), "ANSWER"),
        ((*X, "--expected", "x", "x", "y"), "ANSWER"),
        ((*X, "--expected", "(x", "x"), "expected"),
        (("--symbols", "x: wheel", "--expected", "x", "x"), "symbols"),
        (("--kind", "riddle", "--expected", "x", "x"), "kind"),
        (("--options", "{", "--expected", "x", "x"), "options"),
        (("--options", "[]", "--expected", "x", "x"), "options"),
        (("--mistakes", "[1]", "--expected", "x", "x"), "mistakes.0"),
        (("--seconds", "0", "--expected", "x", "x"), "--seconds"),
        (("--seconds", "soon", "--expected", "x", "x"), "--seconds"),
        (("--megabytes", "8", "--expected", "x", "x"), "--megabytes"),
        (("--syntax", "maple", "--expected", "x", "x"), "--syntax"),
        (("--simbols", "x: real", "--expected", "x", "x"), "--simbols"),
        (("--jsonl", "no/such/file"), "no/such/file"),
        (("--jsonl", "tests"), "tests"),
        (("--jsonl", "-", "x"), "--jsonl"),
    ],
)
def test_unusable_arguments_are_named_with_status_2(arguments: tuple[str, ...], complaint: str) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, b"")
    assert complaint in done.stderr.decode().splitlines()[-1]


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), ([], 2), (["grate"], 2)])
def test_the_command_names_its_subcommands(arguments: list[str], status: int) -> None:
    done = subprocess.run([sys.executable, "-m", "pengrade", *arguments], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == status
    assert "grade" in done.stdout + done.stderr


def test_help_says_what_the_exit_statuses_mean() -> None:
    done = run("--help")

    assert done.returncode == 0
    assert b"3 undecided" in done.stdout


def test_an_answer_cannot_steer_the_terminal() -> None:
    done = run(*X, "--expected", "x", "x \x1b[2J\u202e")

    assert b"\x1b" not in done.stdout
    assert "\u202e" not in done.stdout.decode()


# Many cases, for programs


def test_a_verdict_has_the_keys_of_the_contract(verdicts: Answered) -> None:
    (verdict,) = verdicts(case())

    assert list(verdict)[: len(KEYS)] == KEYS
    assert set(verdict) <= {*KEYS, "spoken"}
    assert (verdict["id"], verdict["verdict"], verdict["score"]) == ("one", "correct", 1.0)


def test_equal_wrong_answers_have_one_fingerprint_on_their_lines(verdicts: Answered) -> None:
    one, other, third = verdicts(case(answer="x + 1"), case(answer="1 + x"), case(answer="x - 1"))

    assert one["fingerprint"] == other["fingerprint"] != third["fingerprint"]


def test_an_invalid_verdict_says_where(verdicts: Answered) -> None:
    (verdict,) = verdicts(case(answer="x + )"))

    assert verdict["verdict"] == "invalid"
    assert {"position", "length", "suggestion"} <= set(verdict)
    assert verdict["position"] == 4


def test_verdicts_come_in_the_order_of_the_cases() -> None:
    cases = [case(id=str(number), answer="x" if number % 3 else "x + 1") for number in range(30)]

    done = run("--jsonl", "-", given=b"".join(map(_as_line, cases)))

    answers = [(one["id"], one["verdict"]) for one in map(json.loads, done.stdout.splitlines())]
    assert answers == [(str(number), "correct" if number % 3 else "incorrect") for number in range(30)]
    assert (done.returncode, done.stderr) == (0, b"")


BROKEN_LINES: list[str | bytes] = [
    "",
    "no json",
    '{"id": "cut off',
    "[]",
    '"x"',
    "null",
    b"\xff\xfe{}",
    "[" * 100_000,
    '{"id": NaN, "expected": "x", "answer": "x"}',
    '{"id": 1e999, "expected": "x", "answer": "x"}',
    '{"id": ' + "9" * 5000 + ', "expected": "x", "answer": "x"}',
    '{"answer": "' + "x" * (1 << 21) + '"}',
]


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_a_broken_line_is_invalid_and_the_run_goes_on(verdicts: Answered, line: str | bytes) -> None:
    before, broken, after = verdicts(case(), line, case())

    assert before["verdict"] == after["verdict"] == "correct"
    assert (broken["id"], broken["verdict"], broken["score"]) == (None, "invalid", 0.0)
    assert broken["message"]


@pytest.mark.parametrize("answer", [None, 5, ["x"], {"x": 1}])
def test_a_case_whose_answer_is_no_text_is_invalid_under_its_own_id(verdicts: Answered, answer: object) -> None:
    (verdict,) = verdicts(case(answer=answer))

    assert (verdict["id"], verdict["verdict"]) == ("one", "invalid")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expected": "(x"}, "expected"),
        ({"symbols": {"x": "wheel"}}, "symbols"),
        ({"symbols": ["x"]}, "symbols"),
        ({"symbols": {"x": 1}}, "symbols"),
        ({"kind": "riddle"}, "kind"),
        ({"kind": 1}, "kind"),
        ({"syntax": "maple"}, "syntax"),
        ({"options": []}, "options"),
        ({"mistakes": {}}, "mistakes"),
    ],
)
def test_a_broken_key_is_undecided_and_never_held_against_the_answer(
    verdicts: Answered, changes: dict[str, Any], field: str
) -> None:
    broken, after = verdicts(case(**changes), case())

    assert (broken["id"], broken["verdict"]) == ("one", "undecided")
    assert broken["evidence"]["reason"] == "key"
    assert broken["evidence"]["field"].startswith(field)
    assert broken["message"]
    assert after["verdict"] == "correct"


@pytest.mark.parametrize("name", ["é", "\ud800", "\u2028", "", 0, 1.5, True, None])
def test_any_id_comes_back(verdicts: Answered, name: object) -> None:
    (verdict,) = verdicts(case(id=name))

    assert verdict["id"] == name


def test_a_last_line_without_an_end_is_a_case_too(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(case()), encoding="utf-8")

    done = run("--jsonl", str(file))

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)


def test_no_case_means_no_verdict() -> None:
    done = run("--jsonl", "-")

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.fixture
def stream() -> Iterator[subprocess.Popen[bytes]]:
    """The same program for one test alone, which ends it."""
    with _start() as process:
        yield process
        process.kill()


def test_an_interrupt_ends_it_quietly(stream: subprocess.Popen[bytes]) -> None:
    _ask(stream, case())
    inside = descendants(stream.pid)

    stream.send_signal(signal.SIGINT)
    _, complaints = stream.communicate(timeout=5)

    assert (stream.returncode, complaints) == (130, b"")
    assert becomes_true(lambda: not any(map(is_running, inside)), seconds=1)


def test_a_reader_that_leaves_ends_it_quietly(stream: subprocess.Popen[bytes]) -> None:
    _ask(stream, case())
    assert stream.stdout is not None
    assert stream.stdin is not None
    stream.stdout.close()
    stream.stdin.write(_as_line(case()))
    stream.stdin.close()
    assert stream.stderr is not None

    assert (stream.wait(timeout=5), stream.stderr.read()) == (141, b"")
