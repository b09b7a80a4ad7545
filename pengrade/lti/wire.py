"""HTTP calls to platforms, with an end to each: in time, in size and in where they lead.

Only addresses that an operator registered, or that a registered platform signed, are ever called.
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

CONNECT_SECONDS = 5
SILENCE_SECONDS = 10  # between two bytes
TOTAL_SECONDS = 15  # for the body, from the first byte to the last
LARGEST_BODY = 1_000_000
_MOST_REDIRECTS = 3
# Canvas refuses calls that name no program.
_USER_AGENT = "PenGrade/0.1 (LTI 1.3 tool)"


class Unreachable(Exception):
    """No whole answer came. The text says why, for an administrator."""


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


def get(url: str, accept: str) -> Reply:
    """What ``url`` answers, following redirects on its own origin only: another host was not registered."""
    for _ in range(_MOST_REDIRECTS + 1):
        reply = _exchange("GET", url, {"Accept": accept}, None)
        location = reply.headers.get("Location", "")
        if reply.status not in {301, 302, 303, 307, 308} or not location:
            return reply
        target = urljoin(url, location)
        if addresses.origin_of(target) != addresses.origin_of(url):
            raise Unreachable("it redirects to another host")
        url = target
    raise Unreachable("it redirects again and again")


def post(url: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
    """What ``url`` answers to ``body``. A redirect is an answer like any other: a body goes to one place only."""
    return _exchange("POST", url, headers, body)


def _exchange(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
    if not addresses.is_acceptable(url):
        raise Unreachable("its address is neither https nor on this machine")
    try:
        with (
            requests.Session() as session,
            session.request(
                method,
                url,
                data=body,
                headers={"User-Agent": _USER_AGENT, **headers},
                timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
                allow_redirects=False,
                stream=True,
                auth=_as_it_is,
            ) as response,
        ):
            return Reply(response.status_code, response.headers, _body(response))
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(f"it does not answer ({type(error).__name__})") from error


def _body(response: requests.Response) -> bytes:
    """The whole body, read in the pieces that arrive, so that one who trickles runs out of time."""
    deadline = time.monotonic() + TOTAL_SECONDS
    body = bytearray()
    while piece := response.raw.read1(65536, decode_content=True):
        body += piece
        if len(body) > LARGEST_BODY:
            raise Unreachable("its answer is too long")
        if time.monotonic() > deadline:
            raise Unreachable("its answer takes too long")
    return bytes(body)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No authentication of its own: without this, an entry in ~/.netrc would replace our Authorization header."""
    return request
