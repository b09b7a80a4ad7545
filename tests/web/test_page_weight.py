"""How much a student's page asks of a telephone's connection."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

LIMIT = 60_000  # bytes of script, compressed; without fonts, styles and the optional mathematical field


def scripts(manifest: dict[str, dict[str, Any]], entry: str, seen: set[str]) -> Iterator[Path]:
    """The files that an entry loads, sooner or later, each once."""
    if entry in seen:
        return
    seen.add(entry)
    chunk = manifest[entry]
    if chunk["file"].endswith(".js"):
        yield settings.FRONTEND_DIST / chunk["file"]
    for other in [*chunk.get("imports", []), *chunk.get("dynamicImports", [])]:
        yield from scripts(manifest, other, seen)


def test_the_script_of_a_students_page_stays_within_its_budget() -> None:
    manifest = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text(encoding="utf-8"))
    seen: set[str] = set()
    files = [f for entry in ("src/main-page.ts", "src/main-attempt.ts") for f in scripts(manifest, entry, seen)]

    weight = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)

    assert any("temml" in file.name for file in files)
    assert weight < LIMIT
