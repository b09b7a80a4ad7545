"""Makes a fresh clone ready to run: virtual environment, dependencies, built pages. Does nothing twice.

Run by the system's Python, so it uses the standard library only, and no syntax that an older Python
could not read far enough to say that it is too old.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
LEAST_PYTHON = (3, 11)
LEAST_NODE = 20


def main() -> None:
    """Prepare everything; with ``--dev`` also what tests and checks need."""
    parser = argparse.ArgumentParser(description="Prepare this clone.")
    parser.add_argument("--dev", action="store_true", help="install what tests and checks need, too")
    arguments = parser.parse_args()
    check_python()
    check_node()
    install_python_packages(dev=arguments.dev)
    build_pages()


def check_python() -> None:
    """Stop in one line if this Python is too old."""
    if sys.version_info < LEAST_PYTHON:
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"pengrade: Python 3.11 or newer is needed, this is {have}. Set PYTHON=/path/to/python3.11.")


def check_node() -> None:
    """Stop in one line if Node.js is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        sys.exit(f"pengrade: Node.js {LEAST_NODE} or newer with npm is needed to build the pages; none is on the PATH.")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < LEAST_NODE:
        sys.exit(f"pengrade: Node.js {LEAST_NODE} or newer is needed to build the pages, this is {version}.")


def install_python_packages(dev: bool) -> None:
    """Bring the virtual environment to what the lock file says, hashes checked."""
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    stamp = VENV / f"installed-{lock.stem}"
    wanted = digest([lock, ROOT / "pyproject.toml"]) + sys.version
    # What tests need includes all that running needs.
    stamps = [stamp] if dev else [stamp, VENV / "installed-requirements-dev"]
    if any(s.exists() and s.read_text() in {wanted, _running_need(s)} for s in stamps):
        return
    if not (VENV / "bin" / "python").exists():
        say("making a virtual environment")
        make_virtual_environment()
    say("installing Python packages")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--requirement", str(lock)])
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted)


def _running_need(stamp: Path) -> str:
    if stamp.stem != "installed-requirements-dev":
        return ""
    return digest([ROOT / "requirements-dev.lock", ROOT / "pyproject.toml"]) + sys.version


def make_virtual_environment() -> None:
    """A virtual environment with pip; says what Debian lacks when it cannot be made."""
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("pengrade: Python's venv module is incomplete here. On Debian: apt-get install python3-venv")


def build_pages() -> None:
    """Build scripts and styles if their sources changed."""
    lock_stamp, build_stamp = FRONTEND / "node_modules" / ".installed", FRONTEND / "dist" / ".built"
    lock = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if not is_stamped(lock_stamp, lock):
        say("installing front-end packages")
        run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FRONTEND)
        lock_stamp.write_text(lock)
    sources = sorted(p for p in (FRONTEND / "src").rglob("*") if p.is_file())
    build = digest([*sources, *sorted(FRONTEND.glob("*.json")), *sorted(FRONTEND.glob("*.ts"))])
    if not is_stamped(build_stamp, build):
        say("building pages")
        run(["npm", "run", "--silent", "build"], cwd=FRONTEND, quiet=True)
        build_stamp.write_text(build)


def is_stamped(stamp: Path, value: str) -> bool:
    """Was this step done for exactly this state?"""
    return stamp.exists() and stamp.read_text() == value


def digest(paths: "list[Path]") -> str:
    """A fingerprint of the contents of files, in this order."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def run(command: "list[str]", cwd: Path = ROOT, quiet: bool = False) -> None:
    """Run a step; when it fails, say which and stop."""
    output = subprocess.PIPE if quiet else None
    environment = {**os.environ, "PIP_NO_INPUT": "1"}
    done = subprocess.run(command, cwd=cwd, stdout=output, stderr=output, text=True, env=environment, check=False)
    if done.returncode:
        if quiet:
            sys.stderr.write((done.stdout or "") + (done.stderr or ""))
        sys.exit(f"pengrade: this step failed with status {done.returncode}: {' '.join(command)}")


def say(what: str) -> None:
    """One line of progress."""
    print(f"pengrade: {what} …", flush=True)


if __name__ == "__main__":
    main()
