"""What a grading process may use and do, set in the kernel, where no bug of ours or of a library can lift it. Linux."""

import ctypes
import math
import os
import resource
import signal
import time

# <linux/prctl.h>
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38

# Address space on top of memory: program text and shared libraries (30 MB with sympy and FLINT), which RLIMIT_DATA
# leaves out. A second wall only, against shared mappings, which RLIMIT_DATA leaves out as well.
_LIBRARIES_MEGABYTES = 128
_OPEN_FILES = 32  # enough for a module imported late; a socket and three standard streams are all that is open

_libc = ctypes.CDLL(None, use_errno=True)


def confine(megabytes: int) -> None:
    """Limit this process for the rest of its life. `megabytes` holds for all its private memory, the code's included.

    RLIMIT_DATA rather than RLIMIT_AS, because it follows the resident memory closely (measured: within 1 MB, where
    the address space is ahead by the libraries and by whatever an allocator reserves without using it).
    """
    _limit(resource.RLIMIT_DATA, megabytes << 20)
    _limit(resource.RLIMIT_AS, (megabytes + _LIBRARIES_MEGABYTES) << 20)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_NPROC, 0)  # the kernel exempts root, so a deployment does not grade as root
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def allow_seconds(seconds: float) -> None:
    """Let this process compute for `seconds` more; SIGXCPU then ends it, even if nobody watches the clock."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent, which must have a single thread, is gone."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        os._exit(0)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (allowed, allowed))


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
