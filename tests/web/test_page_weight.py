"""How much a student's page asks of a telephone's connection."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

LIMIT = 60_000  # bytes of script, compressed as served; without fonts, styles and the optional mathematical field
ENTRIES = ("src/main-page.ts", "src/main-attempt.ts")
OPTIONAL = ("node_modules/mathlive/",)  # the mathematical field, fetched by whoever presses its button
FIELDS = "src/fields/"  # of which a page has one at most
Manifest = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return dict(json.loads((settings.FRONTEND_DIST / "manifest.json").read_text(encoding="utf-8")))


def scripts(manifest: Manifest, entry: str, seen: set[str]) -> Iterator[Path]:
    """The files that an entry loads, sooner or later, each once; fields are counted by themselves."""
    if entry in seen:
        return
    seen.add(entry)
    chunk = manifest[entry]
    if chunk["file"].endswith(".js"):
        yield settings.FRONTEND_DIST / chunk["file"]
    dynamic = [other for other in chunk.get("dynamicImports", []) if not other.startswith((FIELDS, *OPTIONAL))]
    for other in [*chunk.get("imports", []), *dynamic]:
        yield from scripts(manifest, other, seen)


def weight(files: list[Path]) -> int:
    return sum(file.with_name(f"{file.name}.br").stat().st_size for file in files)


def test_the_script_of_a_students_page_stays_within_its_budget_with_any_field(manifest: Manifest) -> None:
    seen: set[str] = set()
    page = [file for entry in ENTRIES for file in scripts(manifest, entry, seen)]
    fields = [entry for entry in manifest if entry.startswith(FIELDS)]
    heaviest = max((weight(list(scripts(manifest, field, seen.copy()))) for field in fields), default=0)

    assert any("temml" in file.name for file in page)
    assert weight(page) + heaviest < LIMIT


@pytest.mark.django_db  # closing a response asks the connection
def test_scripts_are_served_compressed(client: Client, manifest: Manifest) -> None:
    script = manifest[ENTRIES[1]]["file"]

    answer = client.get(f"/static/{script}", headers={"accept-encoding": "gzip, deflate, br"})
    answer.close()

    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["Vary"]
