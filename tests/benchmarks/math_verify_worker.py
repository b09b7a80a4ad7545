"""Math-Verify as a process that is asked over a pipe; run by a Python that has it, which need not have PenGrade."""

import importlib
import json
import sys
from time import process_time


def main() -> None:
    math_verify = importlib.import_module("math_verify")
    say("ready")
    for line in sys.stdin:
        question = json.loads(line)
        began = process_time()
        try:
            expected, answer = (math_verify.parse(f"${question[side]}$") for side in ("expected", "answer"))
            equal = bool(math_verify.verify(expected, answer)) if expected and answer else None
        except Exception:  # noqa: BLE001 - whatever this grader stumbles over is its answer
            equal = None
        say(json.dumps({"equal": equal, "milliseconds": 1000 * (process_time() - began)}))


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
