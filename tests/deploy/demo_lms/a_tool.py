"""A small LTI tool for meeting the demo LMS: its own key, and a thread that answers a platform and a browser."""

import html
import json
import secrets
import threading
import time
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
MEMBERS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ALL_SCOPES = f"{SCOPE}lineitem {SCOPE}result.readonly {SCOPE}score {MEMBERS_SCOPE}"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


class ATool:
    """The tool: `keys` maps each kid it publishes to its key."""

    def __init__(self, client_id: str, lms: str) -> None:
        self.client_id = client_id
        self.lms = lms
        self.http = requests.Session()
        self.http.trust_env = False  # no proxy stands between this machine and itself
        self.keys = {"first": new_key()}
        self._bearers: dict[str, str] = {}
        self._platform_keys: dict[str, Any] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.http.close()

    def registration(self) -> list[str]:
        """What `add_tool` is told."""
        return [
            *("--client-id", self.client_id, "--name", "A tool"),
            *("--login-url", f"{self.origin}/login", "--launch-url", f"{self.origin}/launch"),
            *("--jwks-url", f"{self.origin}/jwks", "--deep-link-url", f"{self.origin}/choose"),
        ]

    def sign(self, claims: dict[str, Any], *, kid: str | None = "first", key: rsa.RSAPrivateKey | None = None) -> str:
        headers = {"kid": kid} if kid else {}
        return jwt.encode(claims, key or self.keys["first"], algorithm="RS256", headers=headers)

    def assertion_claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time()) - 2
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": f"{self.lms}/lti/token", "iat": now}
        return claims | {"exp": now + 60, "jti": secrets.token_hex(8)} | changed

    def ask_token(self, assertion: str, scope: str = ALL_SCOPES) -> requests.Response:
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "scope": scope}
        return self.http.post(f"{self.lms}/lti/token", data=form | {"client_assertion": assertion})

    def bearer(self, scope: str = ALL_SCOPES) -> dict[str, str]:
        """The header that opens services; a token is asked for once, as a real tool does."""
        if scope not in self._bearers:
            reply = self.ask_token(self.sign(self.assertion_claims()), scope)
            self._bearers[scope] = f"Bearer {reply.json()['access_token']}"
        return {"Authorization": self._bearers[scope]}

    def call(
        self, method: str, url: str, media_type: str, body: Any = None, scope: str = ALL_SCOPES
    ) -> requests.Response:
        headers = self.bearer(scope) | {"Accept": media_type}
        if body is not None:
            headers["Content-Type"] = media_type
        return self.http.request(method, url, headers=headers, data=json.dumps(body) if body else None)

    def authorization(self, login: dict[str, str], **changed: str) -> dict[str, str]:
        """The authentication request that answers a login initiation."""
        return {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client_id,
            "redirect_uri": f"{self.origin}/launch",
            "state": "a-state",
            "nonce": "a-nonce",
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
        } | changed

    def launched(self, page: str) -> dict[str, Any]:
        """The claims of the id_token that opening a launch page gives, proved by the platform's keys."""
        login = form_on(self.http.get(f"{self.lms}{page}").text)
        answer = self.http.get(f"{self.lms}/lti/authorize", params=self.authorization(login.fields))
        return self.proved(form_on(answer.text).fields["id_token"])

    def proved(self, id_token: str) -> dict[str, Any]:
        kid = jwt.get_unverified_header(id_token)["kid"]
        if kid not in self._platform_keys:
            published = self.http.get(f"{self.lms}/lti/jwks").json()
            self._platform_keys = {str(key.key_id): key.key for key in jwt.PyJWKSet.from_dict(published).keys}
        key = self._platform_keys[kid]
        claims: dict[str, Any] = jwt.decode(id_token, key, ["RS256"], audience=self.client_id, issuer=self.lms)
        return claims

    def choice(self, request: dict[str, Any], items: list[dict[str, Any]], **changed: Any) -> dict[str, Any]:
        """The claims that answer a deep linking request."""
        now = int(time.time()) - 2
        claims = {"iss": self.client_id, "aud": self.lms, "iat": now, "exp": now + 60, "nonce": secrets.token_hex(8)}
        return {
            **claims,
            CLAIM + "message_type": "LtiDeepLinkingResponse",
            CLAIM + "version": "1.3.0",
            CLAIM + "deployment_id": request[CLAIM + "deployment_id"],
            DEEP_LINKING + "data": request[DEEP_LINKING + "deep_linking_settings"]["data"],
            DEEP_LINKING + "content_items": items,
        } | changed

    def send_choice(self, token: str) -> requests.Response:
        return self.http.post(f"{self.lms}/lti/deep-linking-return", data={"JWT": token})

    def exercise(self, **changed: Any) -> dict[str, Any]:
        """A content item."""
        line_item = {"scoreMaximum": 20, "label": "Least squares", "resourceId": "least-squares", "tag": "weekly"}
        item = {"type": "ltiResourceLink", "title": "Least squares", "url": f"{self.origin}/launch"}
        return item | {"custom": {"exercise": "7", "link": "$ResourceLink.id"}, "lineItem": line_item} | changed

    def place(self, *items: dict[str, Any]) -> int:
        """Have the teacher place the exercises; gives the newest activity's number."""
        request = self.launched("/as/sato/courses/ml1/add/1/launch")
        reply = self.send_choice(self.sign(self.choice(request, list(items) or [self.exercise()])))
        assert reply.status_code == 200, reply.text
        course_page = self.http.get(f"{self.lms}/as/sato/courses/ml1/").text
        return max(int(part.split("/")[0]) for part in course_page.split("/activities/")[1:])


class Form(HTMLParser):
    """The form of a page that posts itself."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = attributes["action"]
        if tag == "input":
            self.fields[attributes["name"]] = attributes["value"]


def form_on(page: str) -> Form:
    form = Form()
    form.feed(page)
    return form


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _handler(tool: ATool) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(json.dumps({"keys": [_public(kid, key) for kid, key in tool.keys.items()]}))

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
            if urlsplit(self.path).path == "/login":
                self.send_response(302)
                self.send_header("Location", f"{tool.lms}/lti/authorize?{urlencode(tool.authorization(form))}")
                self.end_headers()
            else:
                self._answer(_page(tool, tool.proved(form["id_token"])))

        def _answer(self, body: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8" if body.startswith("<") else "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing: the tests speak for themselves."""

    return Handler


def _page(tool: ATool, claims: dict[str, Any]) -> str:
    """What the tool shows: a greeting, or with deep linking a button that places an exercise."""
    greeting = f"<h1>Hello {html.escape(claims.get('name', 'you'))}</h1>"
    settings = claims.get(DEEP_LINKING + "deep_linking_settings")
    if settings is None:
        return greeting
    token = tool.sign(tool.choice(claims, [tool.exercise()]))
    address = html.escape(settings["deep_link_return_url"])
    form = (
        f'<form method="post" action="{address}"><input type="hidden" name="JWT" value="{token}"><button>Place</button>'
    )
    return f"{greeting}{form}</form>"


def _public(kid: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": numbers["n"], "e": numbers["e"]}
