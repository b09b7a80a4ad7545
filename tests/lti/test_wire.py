"""Calls end in time, whatever arrives how slowly, and reach no network that is not theirs to reach."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from pengrade.lti import wire
from tests.lti.fake_platform import Answer, FakePlatform, private_pem, rsa_key

PATIENCE = 0.4
Trickle = Callable[..., str]


@pytest.fixture
def trickle() -> Iterator[Trickle]:
    """A server that says one thing and then the same few bytes again and again; its address."""
    ended, servers = threading.Event(), []

    def serve(first: bytes, then: bytes, context: ssl.SSLContext | None = None) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def speak() -> None:
            plain, _ = server.accept()
            with contextlib.suppress(OSError), context.wrap_socket(plain, True) if context else plain as connection:
                connection.recv(65536)
                connection.sendall(first)
                while not ended.wait(0.02):
                    connection.sendall(then)

        threading.Thread(target=speak, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield serve
    ended.set()
    for server in servers:
        server.close()


def post(url: str, **options: Any) -> wire.Reply:
    return wire.post(url, headers={}, body=b"{}", **options)


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name stands for these addresses from now on; the names that were looked up."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [(f, socket.SOCK_STREAM, 6, "", (a, port)) for f, a in zip(families, addresses, strict=True)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


# Time.


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),  # until the end: cut short, it would look whole
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["head", "status", "body", "endless body", "chunks"],
)
def test_no_trickle_puts_off_the_end(trickle: Trickle, first: bytes, then: bytes) -> None:
    url, start = trickle(first, then), time.monotonic()

    with pytest.raises(wire.Unreachable, match="takes too long"):
        post(url, registered=True, until=start + PATIENCE)

    assert PATIENCE <= time.monotonic() - start < 4 * PATIENCE


def test_a_name_server_that_keeps_silent_puts_it_off_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer.wait(10) and [])
    start = time.monotonic()

    with pytest.raises(wire.Unreachable, match="in time"):
        post("https://lms.example/", until=start + PATIENCE)

    answer.set()
    assert time.monotonic() - start < 4 * PATIENCE


def test_a_call_after_the_end_is_not_made(lms: FakePlatform) -> None:
    with pytest.raises(wire.Unreachable, match="takes too long"):
        post(f"{lms.origin}/late", registered=True, until=time.monotonic() - 1)

    assert lms.received == []


def test_an_answer_in_time_leaves_nobody_watching(lms: FakePlatform) -> None:
    lms.will_answer("/x", Answer(200, b"fine"))
    before = threading.active_count()

    assert post(f"{lms.origin}/x", registered=True).body == b"fine"

    deadline = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


# Certificates.


def certificate_for(host: str, folder: Path) -> Path:
    """A certificate that signs itself, with its key, in one file."""
    key, now = rsa_key("https"), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_text(private_pem("https") + certificate.public_bytes(Encoding.PEM).decode())
    return path


@pytest.mark.parametrize(("host", "is_theirs"), [("lms.example", True), ("evil.example", False)])
def test_a_server_proves_its_name_though_an_address_is_called(
    trickle: Trickle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, is_theirs: bool
) -> None:
    path = certificate_for("lms.example", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    asked_for: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    url = trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine", b"", context)
    port = url.rsplit(":", 1)[1]
    names(monkeypatch, "127.0.0.1")

    try:
        body = post(f"https://{host}:{port}", registered=True).body
    except wire.Unreachable as error:
        body = str(error).encode()

    assert body == (b"fine" if is_theirs else b"it does not answer (SSLError)")
    assert asked_for == [host]


# Networks.


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "168.63.129.16",
        "0.0.0.0",  # noqa: S104 (nothing is bound to it)
        "100.100.100.200", "127.0.0.1", "127.8.8.8", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_a_name_for_a_private_address_is_not_called(
    settings: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    settings.BASE_URL = "https://pengrade.example"
    names(monkeypatch, address)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("called"))

    with pytest.raises(wire.Forbidden):
        post("https://inside.example/scores")


def test_among_several_addresses_only_public_ones_are_called(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_URL = "https://pengrade.example"
    asked = names(monkeypatch, "10.0.0.1", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    called: list[str] = []

    def refuse(_: socket.socket, address: tuple[str, int]) -> None:
        called.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)

    with pytest.raises(wire.Unreachable, match="does not answer"):
        post("https://lms.example/scores")

    assert called == ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    assert asked == ["lms.example"]  # once: a second look-up could say something else


@pytest.mark.parametrize(
    ("base_url", "allowed", "registered", "is_called"),
    [
        ("https://pengrade.example", [], False, False),
        ("https://pengrade.example", [], True, True),
        ("https://pengrade.example", ["127.0.0.1"], False, True),
        ("https://pengrade.example", ["localhost"], False, False),
        ("http://127.0.0.1:8000", [], False, True),
        ("http://localhost:8000", [], False, True),
    ],
)
def test_this_machine_is_called_by_a_tool_on_it_or_by_an_operators_word(
    settings: Any, lms: FakePlatform, base_url: str, allowed: list[str], registered: bool, is_called: bool
) -> None:
    settings.BASE_URL, settings.LTI_PRIVATE_HOSTS = base_url, allowed

    with contextlib.suppress(wire.Forbidden):
        post(f"{lms.origin}/scores", registered=registered)

    assert bool(lms.calls("/scores")) == is_called


def test_an_operator_may_allow_a_host_of_a_private_network(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LTI_PRIVATE_HOSTS = ["Moodle.campus.example"]
    names(monkeypatch, "10.0.0.1")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: (_ for _ in ()).throw(ConnectionRefusedError()))

    with pytest.raises(wire.Unreachable, match="does not answer"):
        post("https://moodle.campus.example/scores")
    with pytest.raises(wire.Forbidden):
        post("https://other.campus.example/scores")


def test_a_proxy_is_not_asked_for_a_private_address(
    settings: Any, lms: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = "https://pengrade.example"
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", lms.origin)

    with pytest.raises(wire.Forbidden):
        post("http://127.0.0.1:9/scores")
    assert lms.received == []

    assert post("http://localhost:9/scores", registered=True).status == 200
    assert len(lms.received) == 1
