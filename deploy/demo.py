"""``make demo``: everything on this machine, until Ctrl-C."""

import os
import signal
import sys
import time
from pathlib import Path

from deploy.stack import ROOT, Place, Stack, StackError


def main() -> None:
    """Prepare, start, say where to click, watch, stop."""
    # A closed terminal and a service manager end it like Ctrl-C does, also where a shell had switched Ctrl-C off.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    var = Path(os.environ.get("PENGRADE_VAR", ROOT / "var"))
    place = Place(var=var, port=port("PENGRADE_PORT", 8000), lms_port=port("DEMO_LMS_PORT", 8001))
    try:
        with Stack(place) as stack:
            print("pengrade: preparing database, problems and demo course …", flush=True)
            stack.prepare()
            stack.start()
            stack.wait_until_ready()
            print(welcome(place), flush=True)
            while True:
                time.sleep(0.5)
                stack.revive()
    except StackError as error:
        sys.exit(f"pengrade: {error}")
    except KeyboardInterrupt:
        print("\npengrade: stopped; the data stays in " + str(var), flush=True)


def port(setting: str, default: int) -> int:
    """A port from the environment; stops in one line when it is none."""
    value = os.environ.get(setting, str(default))
    if not value.isdigit() or not 0 < int(value) < 65536:
        sys.exit(f"pengrade: {setting} must be a port from 1 to 65535, not {value!r}")
    return int(value)


def welcome(place: Place) -> str:
    """Where to click."""
    return f"""
PenGrade is running.

  {place.lms_url}   the demo LMS: be a teacher and add an activity, then be a student and open it
  {place.base_url}   the tool itself (its pages open from the LMS; /healthz says how it is)

Logs are in {place.var / "log"}. Ctrl-C stops everything and keeps the data.
"""


if __name__ == "__main__":
    main()
