"""Settings of a test run. A pytest plugin, because it must be in place before Django reads the environment."""

import os
import shutil
import tempfile
from pathlib import Path

# A folder of its own: tests never see, and never spoil, the data of a running demo.
_var = Path(tempfile.mkdtemp(prefix="pengrade-tests-"))
os.environ["PENGRADE_VAR"] = str(_var)
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["PENGRADE_LOG_LEVEL"] = "WARNING"
EMBEDDED_REDIS = "REDIS_URL" not in os.environ


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_var, ignore_errors=True)
