"""The command `pengrade`: finds the program for a subcommand and loads no other."""

import importlib
import sys
from collections.abc import Sequence

# What each needs is imported when it is called for: `grade` must come up without Django, and fast.
_COMMANDS = {
    "grade": ("pengrade.grading.command", "grade an answer, or a file of them"),
}

_USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand named first; its exit status."""
    name, *rest = list(sys.argv[1:] if arguments is None else arguments) or [""]
    if name in ("-h", "--help"):
        sys.stdout.write(_usage())
        return 0
    if name not in _COMMANDS:
        sys.stderr.write(_usage())
        return _USAGE_ERROR
    module, _ = _COMMANDS[name]
    status: int = importlib.import_module(module).main(rest)
    return status


def _usage() -> str:
    lines = [f"  {name:<8} {purpose}\n" for name, (_, purpose) in _COMMANDS.items()]
    return "usage: pengrade COMMAND …\n\n" + "".join(lines) + "\n`pengrade COMMAND --help` says more.\n"
