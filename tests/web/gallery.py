"""The gallery: every page with sample values, as files to look at, without a database or a launch.

python -m tests.web.gallery FOLDER            writes FOLDER/<name>.html and FOLDER/static/
python -m tests.web.gallery FOLDER --shots    and photographs each page, and runs axe-core over it
"""

import argparse
import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.template.loader import render_to_string

from pengrade.web.api.echoes import echo_of
from tests.web import standalone  # isort: split  # noqa: F401
from tests.web.every_sample import samples
from tests.web.field_samples import SPECS
from tests.web.samples import NOW, RIGHT, TOKEN, UNREADABLE, Sample

# The policy of the real pages, so that a page that needs more shows up here first. Parts may open MathLive.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; style-src-attr 'unsafe-inline'; form-action 'self' https://lms.example"
)


def render(sample: Sample) -> str:
    """The sample as a whole HTML page."""
    return render_to_string(sample.template, {"page": sample.page, "token": TOKEN})


def write(folder: Path) -> list[str]:
    """Writes the pages and the static files they name; answers with the pages' names."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(settings.FRONTEND_DIST, folder / "static", dirs_exist_ok=True)
    for sample in samples():
        (folder / f"{sample.name}.html").write_text(render(sample), encoding="utf-8")
    return [sample.name for sample in samples()]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files, and canned answers where the pages' scripts ask."""

    drafts: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        if self.path.startswith("/at/"):
            self._answer({"state": "waiting"})
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self._answer(_previewed(**self._body()))

    def do_PUT(self) -> None:
        self.drafts.append(self._body())
        self._answer({"saved_at": NOW.isoformat(), "edit": self.drafts[-1]["edit"]})

    def _body(self) -> dict[str, Any]:
        return dict(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, answer: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """A gallery of sixty pages keeps quiet about each file."""


def _previewed(text: str, part: str = "", places: Sequence[str] = ()) -> dict[str, Any]:
    """What the engine says of a field's text; for the other samples, the same for all."""
    if part in SPECS:
        return echo_of(SPECS[part], text, places)
    echo: dict[str, Any] = dict.fromkeys(("position", "length", "suggestion"))
    echo |= {"understood_as": RIGHT.understood_as, "spoken": RIGHT.spoken, "message": "", "readings": []}
    if "lamda" in text:
        slip = {"position": text.index("lamda"), "length": 5, "suggestion": "lambda", "message": UNREADABLE.message}
        echo |= slip | {"understood_as": text.replace("lamda", r"\text{lamda}"), "spoken": ""}
    return echo


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free local port, under the policy of the real pages."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", action="store_true", help="photograph the pages and run axe-core over them")
    parser.add_argument("--only", default="", help="only pages whose name begins so")
    arguments = parser.parse_args()
    names = [name for name in write(arguments.folder) if name.startswith(arguments.only)]
    if arguments.shots:
        from tests.web.photographs import photograph

        with served(arguments.folder) as address:
            for line in photograph(address, names, arguments.folder / "shots"):
                print(line)  # noqa: T201


if __name__ == "__main__":
    main()
