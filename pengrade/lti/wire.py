"""HTTP calls to platforms, with an end to each: in time, in size and in where they lead.

Only addresses that an operator registered, or that a registered platform signed, are ever called; the latter only
where they lie in the public network (``addresses.may_be_called``).
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests
import urllib3

from pengrade.lti import addresses
from pengrade.lti.connecting import CONNECT_SECONDS, Forbidden, Line, Unreachable, session_on

__all__ = ["Forbidden", "Reply", "Unreachable", "get", "post"]

SILENCE_SECONDS = 10  # between two bytes
TOTAL_SECONDS = 15  # from looking up the name to the last byte
LARGEST_BODY = 1_000_000
_MOST_REDIRECTS = 3
# Canvas refuses calls that name no program.
_USER_AGENT = "PenGrade/0.1 (LTI 1.3 tool)"


@dataclass(frozen=True)
class Reply:
    """An answer, whatever its status. Names of headers are compared without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, whatever its content type says: Moodle labels tokens text/html. Raises ``ValueError``."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def get(url: str, accept: str, *, registered: bool = False) -> Reply:
    """What ``url`` answers, following redirects on its own origin only: another host was not registered.

    ``registered``: an operator named this address, so it may lie in a private network.
    """
    until = time.monotonic() + TOTAL_SECONDS
    for _ in range(_MOST_REDIRECTS + 1):
        reply = _exchange("GET", url, {"Accept": accept}, None, _line(until, registered))
        location = reply.headers.get("Location", "")
        if reply.status not in {301, 302, 303, 307, 308} or not location:
            return reply
        target = urljoin(url, location)
        if addresses.origin_of(target) != addresses.origin_of(url):
            raise Unreachable("it redirects to another host")
        url = target
    raise Unreachable("it redirects again and again")


def post(
    url: str, *, headers: Mapping[str, str], body: bytes, registered: bool = False, until: float | None = None
) -> Reply:
    """What ``url`` answers to ``body``. A redirect is an answer like any other: a body goes to one place only.

    Args:
        registered: an operator named this address, so it may lie in a private network.
        until: when the patience of a whole series of calls ends, on the clock of ``time.monotonic``.
    """
    ends = time.monotonic() + TOTAL_SECONDS
    return _exchange("POST", url, headers, body, _line(ends if until is None else min(until, ends), registered))


def _line(until: float, registered: bool) -> Line:
    return Line(until, _anything if registered else addresses.may_be_called)


def _anything(_host: str, _address: str) -> bool:
    return True


def _exchange(method: str, url: str, headers: Mapping[str, str], body: bytes | None, line: Line) -> Reply:
    if not addresses.is_acceptable(url):
        raise Forbidden("its address is neither https nor on this machine")
    left = line.left()
    try:
        with (
            session_on(line) as session,
            session.request(
                method,
                url,
                data=body,
                headers={"User-Agent": _USER_AGENT, **headers},
                timeout=(min(CONNECT_SECONDS, left), min(SILENCE_SECONDS, left)),
                allow_redirects=False,
                stream=True,
                auth=_as_it_is,
            ) as response,
        ):
            return Reply(response.status_code, response.headers, _body(response, line))
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        line.left()  # what was cut because its time was over has that as its reason
        raise Unreachable(f"it does not answer ({type(error).__name__})") from error


def _body(response: requests.Response, line: Line) -> bytes:
    """The whole body. One that was cut short by the end of its time looks whole, and is none."""
    body = bytearray()
    while piece := response.raw.read1(65536, decode_content=True):
        body += piece
        if len(body) > LARGEST_BODY:
            raise Unreachable("its answer is too long")
    line.left()
    return bytes(body)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No authentication of its own: without this, an entry in ~/.netrc would replace our Authorization header."""
    return request
