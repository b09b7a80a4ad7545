"""Lines over a socket, bounded in length and in time: how the fence speaks with the process inside it."""

import select
import socket
import time

# A spec with its answer is a few kilobytes; a megabyte of line is somebody's attempt to fill the memory of a reader.
LONGEST_LINE = 1 << 20
_CHUNK = 1 << 16


class LineTooLongError(Exception):
    """More than LONGEST_LINE bytes arrived without an end of line."""


class Conversation:
    """One side of a question-and-answer talk; never more than one line is under way."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._heard = bytearray()

    def fileno(self) -> int:
        return self._connection.fileno()

    def close(self) -> None:
        self._connection.close()

    def say(self, line: bytes, deadline: float) -> None:
        """Send one line (given without its end) before `deadline`, a time.monotonic(). TimeoutError, OSError."""
        left = memoryview(line + b"\n")
        while left:
            try:
                left = left[self._connection.send(left) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)

    def hear(self, deadline: float) -> bytes:
        """The next line, without its end. TimeoutError when it is late, EOFError when the other side is gone."""
        while (line := self.receive()) is None:
            self._wait(select.POLLIN, deadline)
        return line

    def receive(self) -> bytes | None:
        """What has arrived: the line when it is whole, else None. Never waits; EOFError, LineTooLongError."""
        try:
            chunk = self._connection.recv(_CHUNK)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            raise EOFError("the other side is gone")
        self._heard += chunk
        return self._whole_line()

    def _whole_line(self) -> bytes | None:
        if self._heard.endswith(b"\n"):
            line = bytes(self._heard[:-1])
            self._heard.clear()
            return line
        if len(self._heard) > LONGEST_LINE:
            raise LineTooLongError
        return None

    def _wait(self, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._connection, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError
