"""A small LMS on the wire: its keys, its tokens, its gradebook, and answers that a test scripts."""

import base64
import json
import threading
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

LTI = "https://purl.imsglobal.org/spec/lti/claim"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTRUCTOR, LEARNER = f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}#Learner"
CLIENT_ID = "client-1"
DEPLOYMENT_ID = "deployment-1"
KID = "platform-key-1"


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """One key pair per name and run: making one is slow."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(name: str, kid: str) -> dict[str, Any]:
    return RSAAlgorithm.to_jwk(rsa_key(name).public_key(), as_dict=True) | {"kid": kid, "alg": "RS256", "use": "sig"}


def private_pem(name: str) -> str:
    return (
        rsa_key(name)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes | str | dict[str, Any] | list[Any] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_seconds: float = 0


@dataclass(frozen=True)
class Received:
    method: str
    path: str  # with query
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


class FakePlatform:
    """Answers every address with what was scripted for it, in order; else as a healthy platform would."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.reset()

    def reset(self) -> None:
        self.received: list[Received] = []
        self.keys: list[dict[str, Any]] = [public_jwk("platform", KID)]
        self._scripts: dict[str, deque[Answer]] = defaultdict(deque)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def issuer(self) -> str:
        return "https://lms.example"

    @property
    def lineitem_url(self) -> str:
        return f"{self.origin}/lineitems/7/lineitem?type_id=3"  # as Moodle's, with a query

    def will_answer(self, path: str, *answers: Answer) -> None:
        """The next calls of ``path`` (without query) get these answers."""
        self._scripts[path].extend(answers)

    def calls(self, path: str) -> list[Received]:
        return [call for call in self.received if urlsplit(call.path).path == path]

    @property
    def scores(self) -> list[Received]:
        return self.calls("/lineitems/7/lineitem/scores")

    def answer(self, call: Received) -> Answer:
        self.received.append(call)
        path = urlsplit(call.path).path
        if self._scripts[path]:
            return self._scripts[path].popleft()
        if path == "/jwks":
            return Answer(200, {"keys": self.keys})
        if path == "/token":
            token = {"access_token": uuid.uuid4().hex, "token_type": "Bearer", "expires_in": 3600}
            # Moodle labels its tokens text/html.
            return Answer(200, token, {"Content-Type": "text/html"})
        return Answer(200, {"resultUrl": f"{self.origin}/result"})

    def claims(self, nonce: str, /, **changes: Any) -> dict[str, Any]:
        """A student's ordinary launch. A change to ``None`` takes a claim away; short names mean LTI claims."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "user-1",
            "name": "Ayumi Tanabe",
            "given_name": "Ayumi",
            "family_name": "Tanabe",
            "email": "ayumi@lms.example",
            "nonce": nonce,
            "iat": now,
            "exp": now + 60,
            f"{LTI}/message_type": "LtiResourceLinkRequest",
            f"{LTI}/version": "1.3.0",
            f"{LTI}/deployment_id": DEPLOYMENT_ID,
            f"{LTI}/target_link_uri": "http://127.0.0.1:8000/lti/launch",
            f"{LTI}/resource_link": {"id": "link-1", "title": "Problem set 3"},
            f"{LTI}/context": {"id": "course-1", "label": "ML1", "title": "Machine Learning I"},
            f"{LTI}/roles": [LEARNER],
            f"{LTI}/custom": {},
            f"{LTI}/launch_presentation": {"return_url": "https://lms.example/course/1"},
            f"{AGS}/endpoint": {
                "scope": [SCORE_SCOPE],
                "lineitems": f"{self.origin}/lineitems?type_id=3",
                "lineitem": self.lineitem_url,
            },
        }
        return changed(claims, changes)

    def deep_linking_claims(self, nonce: str, /, **changes: Any) -> dict[str, Any]:
        settings = {
            "deep_link_return_url": "https://lms.example/deep/return?id=1",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe"],
            "accept_multiple": True,
            "data": "csrf: 1234 & more",
        }
        asked = {"message_type": "LtiDeepLinkingRequest", "resource_link": None, "roles": [INSTRUCTOR]}
        return self.claims(nonce, **{f"{DL}/deep_linking_settings": settings, **asked, **changes})

    def sign(
        self, claims: Mapping[str, Any], *, key: str = "platform", kid: str | None = KID, algorithm: str = "RS256"
    ) -> str:
        headers = {} if kid is None else {"kid": kid}
        return jwt.encode(dict(claims), rsa_key(key), algorithm=algorithm, headers=headers)


def changed(claims: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in changes.items():
        full = name if name in claims or name.startswith("http") else f"{LTI}/{name}"
        full = full if full in claims or name.startswith("http") else name
        if value is None:
            claims.pop(full, None)
        else:
            claims[full] = value
    return claims


def unsigned(claims: Mapping[str, Any], header: Mapping[str, Any]) -> str:
    """A token without signature, made by hand since no honest library makes one."""
    return ".".join([_base64(json.dumps(header).encode()), _base64(json.dumps(claims).encode()), ""])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _handler_for(platform: FakePlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            answer = platform.answer(Received(self.command, self.path, dict(self.headers), body))
            time.sleep(answer.after_seconds)
            content = answer.body if isinstance(answer.body, bytes) else _encoded(answer.body)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it)
            pass

    return Handler


def _encoded(body: str | dict[str, Any] | list[Any]) -> bytes:
    return (body if isinstance(body, str) else json.dumps(body)).encode()
