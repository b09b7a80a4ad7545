"""Secrets made once and kept in a file that only its owner may read."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The random secret in the file, made at first use."""
    return kept(path, lambda: secrets.token_urlsafe(50).encode()).decode()


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; made at first use, and the same for processes that start at the same moment."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
        # A hard link appears whole or not at all, and the second of two racers finds the first one's.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_bytes()
