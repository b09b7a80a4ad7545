"""Connections to platforms, with an end in time and a look at the address that a name stands for.

The address that was looked at is the one that is called, so a name that changes its meaning in between (DNS rebinding)
gains nothing. The end is kept by hanging up from outside: no sequence of slow bytes can put it off.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECT_SECONDS = 5

MayCall = Callable[[str, str], bool]  # name of the host, and one of its addresses


class Unreachable(Exception):
    """No whole answer came. The text says why, for an administrator."""


class Forbidden(Unreachable):
    """The address may not be called. Nothing was sent."""


class Line:
    """One call: until when it lasts (``time.monotonic``), and which addresses it may reach."""

    def __init__(self, until: float, may_call: MayCall) -> None:
        self.until = until
        self.may_call = may_call
        self._hung_up = contextlib.ExitStack()

    def left(self) -> float:
        """Seconds, more than none; ``Unreachable`` afterwards."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unreachable("its answer takes too long")
        return left

    def close(self) -> None:
        """Stop watching."""
        self._hung_up.close()

    def connect(self, host: str, port: int) -> socket.socket:
        """A watched connection to the first address of ``host`` that may be called and answers."""
        addresses = [address for address in self._resolved(host, port) if self.may_call(host, address[-1][0])]
        if not addresses:
            raise Forbidden("its address is not one of the public network")
        failure = OSError()
        for family, address in addresses:
            try:
                return self._watched(self._connected(family, address))
            except OSError as error:
                failure = error
        raise failure

    def _resolved(self, host: str, port: int) -> list[tuple[int, Any]]:
        """Families and addresses. Asked beside us, since nothing else ends a name server's silence in time."""
        answers: SimpleQueue[list[tuple[int, Any]] | OSError] = SimpleQueue()

        def ask() -> None:
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                answers.put([(family, address) for family, *_, address in found])
            except (OSError, UnicodeError) as error:
                answers.put(OSError(str(error)))

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self.left())
        except Empty:
            raise Unreachable("nobody says in time which address it has") from None
        if isinstance(answer, OSError):
            raise answer
        return answer

    def _connected(self, family: int, address: Any) -> socket.socket:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(min(CONNECT_SECONDS, self.left()))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.connect(address)
        except BaseException:
            connection.close()
            raise
        return connection

    def _watched(self, connection: socket.socket) -> socket.socket:
        """The same connection, cut when the time is over: through a twin, since TLS takes this one over."""
        twin = self._hung_up.enter_context(connection.dup())
        alarm = threading.Timer(self.left(), _hang_up, [twin])
        alarm.daemon = True
        self._hung_up.callback(alarm.cancel)
        alarm.start()
        return connection


@contextlib.contextmanager
def session_on(line: Line) -> Iterator[requests.Session]:
    """A session whose connections are ``line``'s."""
    with contextlib.closing(line), requests.Session() as session:
        adapter = _Adapter(line)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        yield session


def _hang_up(twin: socket.socket) -> None:
    with contextlib.suppress(OSError):
        twin.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__()

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)
        if select_proxy(request.url, proxies):
            # The operator's proxy resolves names and has rules of its own; an address as such we see here too.
            self._refuse_plain_address(pool.host)
        else:
            kind = _Https if request.url.startswith("https:") else _Http
            pool.ConnectionCls = _on(self._line, kind)
        return pool

    def _refuse_plain_address(self, host: str) -> None:
        with contextlib.suppress(OSError, UnicodeError):
            for *_, address in socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST):
                if not self._line.may_call(host, str(address[0])):
                    raise Forbidden("its address is not one of the public network")


class _Http(HTTPConnection):
    line: Line

    def _new_conn(self) -> socket.socket:
        return self.line.connect(self.host, self.port)


class _Https(HTTPSConnection):
    line: Line

    def _new_conn(self) -> socket.socket:
        return self.line.connect(self.host, self.port)


def _on(line: Line, kind: type[_Http | _Https]) -> Callable[..., HTTPConnection]:
    def make(*args: Any, **options: Any) -> HTTPConnection:
        connection = kind(*args, **options)
        connection.line = line
        return connection

    return make
