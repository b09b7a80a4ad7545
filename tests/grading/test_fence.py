"""Grading behind the fence, in real processes that really overrun, crash and are killed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pengrade.grading.confinement import confine
from pengrade.grading.fence import Fence, FenceError
from pengrade.grading.spec import AnswerSpec, SpecError
from pengrade.grading.verdict import CORRECT, UNDECIDED
from tests.grading.processes import becomes_true, children, descendants, guards, is_running

ENGINE = "tests.grading.engine_with_faults"
SPEC = AnswerSpec("expression", "x: real", "x")
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fence is built of what Linux offers")


@pytest.fixture
def fence() -> Iterator[Fence]:
    with Fence(seconds=1.0, megabytes=256, engine=ENGINE) as one:
        yield one


def pid_of_grader(fence: Fence) -> int:
    return int(fence.grade(SPEC, "x").evidence["pid"])


def tell(fence: Fence, answer: str) -> Any:
    """What the process inside says when asked `answer`."""
    return fence.grade(SPEC, answer).evidence["told"]


RUNAWAYS = [
    ("sleep 60", {"reason": "time", "limit": 1.0}),
    ("compute", {"reason": "time", "limit": 1.0}),
    ("eat", {"reason": "memory", "limit": 256}),
    ("keep 300", {"reason": "memory", "limit": 256}),
    ("exit 0", {"reason": "crash", "status": 0}),
    ("exit 3", {"reason": "crash", "status": 3}),
    ("segfault", {"reason": "crash", "signal": "SIGSEGV"}),
    (f"kill {signal.SIGKILL.value}", {"reason": "crash", "signal": "SIGKILL"}),
    (f"kill {signal.SIGABRT.value}", {"reason": "memory", "limit": 256}),  # how GMP and FLINT run out of memory
    (f"kill {signal.SIGSTOP.value}", {"reason": "time", "limit": 1.0}),
    ("recurse", {"reason": "crash", "error": "RecursionError"}),
    ("raise hell", {"reason": "crash", "error": "LookupError"}),
    ("ill", {"reason": "crash", "error": "TypeError"}),  # evidence that is no JSON
    ("long 3000000", {"reason": "crash", "error": "the verdict is too long"}),
]


@pytest.mark.parametrize(("answer", "evidence"), RUNAWAYS)
def test_a_runaway_is_undecided_and_the_next_cases_are_graded_as_if_nothing_had_happened(
    fence: Fence, answer: str, evidence: dict[str, Any]
) -> None:
    pid_of_grader(fence)

    started = time.monotonic()
    verdict = fence.grade(SPEC, answer)
    took = time.monotonic() - started
    afterwards = [fence.grade(SPEC, f"x + {number}").verdict for number in range(50)]

    assert (verdict.verdict, verdict.score, verdict.evidence) == (UNDECIDED, 0.0, evidence)
    assert verdict.message.endswith("A person will look at it; nothing is lost.")
    assert took < 3
    assert afterwards == [CORRECT] * 50


def test_an_overrun_takes_its_limit_and_says_so(fence: Fence) -> None:
    pid_of_grader(fence)

    verdict = fence.grade(SPEC, "sleep 60")

    assert 1000 <= verdict.milliseconds < 2500


def test_the_first_case_does_not_pay_for_the_start() -> None:
    with Fence(seconds=0.1, engine=ENGINE) as fence:
        assert fence.grade(SPEC, "x").verdict == CORRECT


def test_a_case_whose_grader_is_killed_from_outside_is_graded_by_the_next(fence: Fence) -> None:
    pid = pid_of_grader(fence)
    threading.Timer(0.1, os.kill, (pid, signal.SIGKILL)).start()

    verdict = fence.grade(SPEC, "sleep 0.2")

    assert verdict.verdict == CORRECT
    assert verdict.evidence["pid"] != pid
    assert [fence.grade(SPEC, "x").verdict for _ in range(50)] == [CORRECT] * 50


def test_a_grader_killed_between_two_cases_costs_nothing(fence: Fence) -> None:
    for _ in range(10):
        os.kill(pid_of_grader(fence), signal.SIGKILL)

        assert fence.grade(SPEC, "x").verdict == CORRECT


def test_a_case_whose_guard_is_killed_is_graded_by_the_next(fence: Fence) -> None:
    grader = pid_of_grader(fence)
    (guard,) = guards()
    threading.Timer(0.1, os.kill, (guard, signal.SIGKILL)).start()

    verdict = fence.grade(SPEC, "sleep 0.2")

    assert verdict.verdict == CORRECT
    assert becomes_true(lambda: not is_running(grader), seconds=1)
    assert [fence.grade(SPEC, "x").verdict for _ in range(50)] == [CORRECT] * 50


def test_a_guard_killed_between_two_cases_costs_nothing(fence: Fence) -> None:
    pid_of_grader(fence)
    (guard,) = guards()
    os.kill(guard, signal.SIGKILL)
    assert becomes_true(lambda: not is_running(guard), seconds=1)

    assert fence.grade(SPEC, "x").verdict == CORRECT


def test_a_guard_that_is_stopped_is_replaced_when_its_time_is_over(fence: Fence) -> None:
    pid_of_grader(fence)
    (guard,) = guards()
    os.kill(guard, signal.SIGSTOP)

    verdict = fence.grade(SPEC, "x")

    assert (verdict.verdict, verdict.evidence) == (UNDECIDED, {"reason": "time", "limit": 1.0})
    assert not is_running(guard)
    assert fence.grade(SPEC, "x").verdict == CORRECT


def test_signals_that_stop_a_whole_service_leave_the_case_in_hand_alone(fence: Fence) -> None:
    pid = pid_of_grader(fence)
    inside = [one for guard in guards() for one in (guard, *descendants(guard))]
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        for one in inside:
            os.kill(one, number)

    assert pid in inside
    assert pid_of_grader(fence) == pid


def test_limits_are_refused_that_no_case_could_keep() -> None:
    for seconds, megabytes in ((0, 512), (-1, 512), (float("nan"), 512), (float("inf"), 512), (2, 64)):
        with pytest.raises(ValueError, match="must be"):
            Fence(seconds, megabytes)


def test_an_engine_that_cannot_be_loaded_is_a_fault_of_the_installation() -> None:
    with Fence(engine="tests.grading.no_such_engine") as fence, pytest.raises(FenceError):
        fence.grade(SPEC, "x")


def test_an_authors_mistake_comes_out_as_it_went_in() -> None:
    with Fence() as fence:
        with pytest.raises(SpecError) as caught:
            fence.grade(AnswerSpec("no such kind", "x: real", "x"), "x")
        assert caught.value.field == "kind"
        assert fence.grade(SPEC, "x").verdict == CORRECT


@pytest.mark.parametrize("expected", [object(), float("nan"), "x" * (1 << 20)])
def test_a_key_that_is_no_json_or_endless_is_an_authors_mistake(fence: Fence, expected: object) -> None:
    with pytest.raises(SpecError):
        fence.grade(AnswerSpec("expression", "x: real", expected), "x")

    assert fence.grade(SPEC, "x").verdict == CORRECT


@pytest.mark.parametrize("answer", ["\x00", "\n", "\u2028", "\ud800", "\U0001d400", "é" * 5000, "x" * 2_000_000])
def test_any_text_passes_the_fence(fence: Fence, answer: str) -> None:
    assert fence.grade(SPEC, answer).verdict == CORRECT


# What surrounds the grading process


def test_no_secret_and_no_setting_of_the_service_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "LD_PRELOAD", "PYTHONSTARTUP"):
        monkeypatch.setenv(name, "")
    with Fence(engine=ENGINE) as fence:
        around = tell(fence, "look")

    known = {"PATH", "LANG", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED"}
    assert set(around["environment"]) - {"LC_CTYPE"} == known
    assert around["folder"] == "/"
    assert around["descriptors"] == 4  # the three standard streams and the socket


def test_neither_web_framework_nor_queue_is_loaded_inside() -> None:
    with Fence(engine=ENGINE) as fence:
        modules = tell(fence, "look")["modules"]

    assert "pengrade" in modules
    assert not {"django", "celery", "redis", "requests"} & set(modules)


def test_the_real_engine_loads_neither_web_framework_nor_queue() -> None:
    program = """
        import sys
        import pengrade.command, pengrade.grading.command, pengrade.grading.fenced_process, pengrade.grading.grade
        print(*sorted({name.partition(".")[0] for name in sys.modules}))
    """
    modules = _python(program).split()

    assert "pengrade" in modules
    assert not {"django", "celery", "redis", "requests"} & set(modules)


def test_no_file_is_written_from_inside(fence: Fence, tmp_path: Path) -> None:
    canary = tmp_path / "canary"

    told = tell(fence, f"write {canary}")

    assert told == "OSError"
    assert not canary.exists() or canary.stat().st_size == 0


def test_a_confined_process_starts_no_other() -> None:
    child = os.fork()
    if child == 0:
        try:
            os._exit(_status_of_a_fork_when_confined())
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _status_of_a_fork_when_confined() -> int:
    if os.geteuid() == 0:  # the kernel exempts root from the limit on processes
        os.setresuid(65534, 65534, 65534)
    confine(megabytes=4096)
    try:
        os.fork()
    except BlockingIOError:
        return 0
    return 1


def test_what_is_printed_inside_disturbs_nothing(fence: Fence, capfd: pytest.CaptureFixture[str]) -> None:
    fence.grade(SPEC, 'print {"verdict": "correct"}\n')

    assert fence.grade(SPEC, "x").verdict == CORRECT
    assert capfd.readouterr() == ("", "")


def test_a_grader_is_replaced_after_some_hundred_cases(fence: Fence) -> None:
    pids = [pid_of_grader(fence) for _ in range(501)]

    assert len(set(pids)) == 2
    assert pids[499] != pids[500]


def test_memory_that_a_case_leaves_behind_is_not_taken_from_the_next(fence: Fence) -> None:
    verdicts = [fence.grade(SPEC, "keep 100").verdict for _ in range(5)]

    assert verdicts == [CORRECT] * 5


# Who owns the process, and what becomes of it


def test_close_ends_every_process_and_may_be_repeated() -> None:
    fence = Fence(engine=ENGINE)
    inside = [pid_of_grader(fence), *guards()]

    fence.close()
    fence.close()

    assert becomes_true(lambda: not any(map(is_running, inside)), seconds=1)
    with pytest.raises(ValueError, match="closed"):
        fence.grade(SPEC, "x")


def test_a_fence_that_is_forgotten_takes_its_process_along() -> None:
    fence = Fence(engine=ENGINE)
    pid = pid_of_grader(fence)

    del fence

    assert becomes_true(lambda: not is_running(pid), seconds=1)


def test_threads_share_a_fence(fence: Fence) -> None:
    told: dict[str, Any] = {}

    def work(thread: int) -> None:
        for number in range(100):
            told[f"{thread}-{number}"] = tell(fence, f"long {thread * 100 + number}")

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == {f"{t}-{n}": "x" * (t * 100 + n) for t in range(4) for n in range(100)}


def test_the_process_outlives_the_thread_that_started_it() -> None:
    with Fence(engine=ENGINE) as fence:
        pids: list[int] = []
        thread = threading.Thread(target=lambda: pids.append(pid_of_grader(fence)))
        thread.start()
        thread.join()

        assert pid_of_grader(fence) == pids[0]


def test_an_interrupted_case_does_not_leave_its_verdict_to_the_next(fence: Fence) -> None:
    class TimeLimitError(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise TimeLimitError

    pid_of_grader(fence)
    before = signal.signal(signal.SIGUSR1, interrupt)
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    try:
        with pytest.raises(TimeLimitError):
            fence.grade(SPEC, "sleep 0.2")
    finally:
        signal.signal(signal.SIGUSR1, before)

    assert tell(fence, "long 3") == "xxx"


def test_a_fork_of_the_owner_has_a_process_of_its_own(fence: Fence) -> None:
    mine = pid_of_grader(fence)

    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if pid_of_grader(fence) != mine else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert pid_of_grader(fence) == mine


def test_a_fork_while_another_thread_grades_does_not_hang(fence: Fence) -> None:
    pid_of_grader(fence)
    busy = threading.Thread(target=fence.grade, args=(SPEC, "sleep 0.3"))
    busy.start()
    time.sleep(0.1)

    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if fence.grade(SPEC, "x").verdict == CORRECT else 1)
        finally:
            os._exit(2)
    busy.join()

    assert becomes_true(lambda: not is_running(child), seconds=5)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_daemonic_worker_may_grade() -> None:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    worker = context.Process(target=_grade_in_a_worker, args=(theirs,), daemon=True)
    worker.start()

    assert ours.poll(10)
    assert ours.recv() == CORRECT
    worker.join(5)
    assert worker.exitcode == 0


def _grade_in_a_worker(answers: Any) -> None:
    with Fence(engine=ENGINE) as fence:
        answers.send(fence.grade(SPEC, "x").verdict)


OWNER = f"""
    import os, sys, time
    from pengrade.grading.fence import Fence
    from pengrade.grading.spec import AnswerSpec

    spec = AnswerSpec("expression", "x: real", "x")
    fence = Fence(seconds=600, engine="{ENGINE}")
    fence.grade(spec, "x")
"""


@pytest.mark.parametrize("last", ["fence.grade(spec, 'compute')", "time.sleep(600)"])
def test_nothing_is_orphaned_when_the_owner_is_killed(last: str) -> None:
    owner = _start(OWNER + f"    print('graded', flush=True)\n    {last}\n")
    inside = descendants(owner.pid)
    time.sleep(0.1)

    _kill(owner)

    assert len(inside) == 2
    assert becomes_true(lambda: not any(map(is_running, inside)), seconds=1)


def test_nothing_is_orphaned_though_a_fork_of_the_owner_lives_on() -> None:
    owner = _start(
        OWNER
        + """
    if os.fork() == 0:
        time.sleep(5)
        os._exit(0)
    print('graded', flush=True)
    fence.grade(spec, 'compute')
    """
    )
    (guard,) = (one for one in children(owner.pid) if children(one))
    inside = [guard, *children(guard)]
    (fork,) = (one for one in children(owner.pid) if one != guard)

    _kill(owner)

    assert becomes_true(lambda: not any(map(is_running, inside)), seconds=1)
    assert is_running(fork)
    os.kill(fork, signal.SIGKILL)


def _start(program: str) -> subprocess.Popen[str]:
    """Run a program until it prints its first line."""
    command = [sys.executable, "-c", textwrap.dedent(program)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "graded\n"
    return process


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _python(program: str) -> str:
    command = [sys.executable, "-c", textwrap.dedent(program)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_a_long_derivation_arrives_whole() -> None:
    ones = " + ".join(["1"] * 200)
    lines = ["x", *(f"= x + {ones} - 200" for _ in range(14)), "= x + 1"]

    with Fence(seconds=5.0, megabytes=256) as real:
        verdict = real.grade(AnswerSpec("derivation", "x: real", {"from": "x", "to": "x"}), "\n".join(lines))

    assert len("\n".join(lines)) > 8_000
    assert verdict.step == 15
