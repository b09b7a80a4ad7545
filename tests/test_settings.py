"""A setting that makes no sense stops the start with one line that names it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PENGRADE_BASE_URL", "pengrade.example"),
        ("PENGRADE_BASE_URL", "https://pengrade.example/lti"),
        ("REDIS_URL", "http://127.0.0.1:6379"),
        ("DATABASE_URL", "oracle of delphi"),
        ("PENGRADE_DEBUG", "maybe"),
        ("PENGRADE_LOG_LEVEL", "loud"),
        ("PENGRADE_GRADING_MILLISECONDS", "soon"),
        ("PENGRADE_GRADING_MEGABYTES", "1"),
        ("TZ", "Mars/Olympus_Mons"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_one_line(name: str, value: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import pengrade.settings"],
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    (line,) = started.stderr.splitlines()
    assert line.startswith("pengrade: setting refused: ")
    assert name in line
