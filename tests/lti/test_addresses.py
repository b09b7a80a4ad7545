"""Which addresses of others are called or offered, and which are ours."""

import pytest

from pengrade.lti import addresses

OWN = "https://pengrade.example"


@pytest.mark.parametrize(
    "url",
    [
        "https://lms.example/return?id=1&x=%20#top",
        "https://lms.example:8443",
        "https://[2001:db8::1]/",
        "http://localhost:8001/x",
        "http://127.0.0.1/x",
        "http://[::1]:8001/x",
    ],
)
def test_https_and_this_machine_are_acceptable(url: str) -> None:
    assert addresses.is_acceptable(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/return",
        "//lms.example/",
        "http://lms.example/",
        "http://localhost.evil.example/",
        "http://169.254.169.254/latest",
        "http://0x7f.1/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https:lms.example",
        "https:///lms.example",
        "https://user@lms.example/",
        "https://lms.example\\@evil.example/",
        "https://lms.example:99999/",
        "https://lms.example:/",
        "https://lms.example/a b",
        "https://lms.example/\nSet-Cookie: x",
        "https://lms.example;script-src/",  # would end a directive of a Content-Security-Policy
        "https://lms.example,evil.example/",
        "https://[::1/",
    ],
)
def test_anything_else_is_not(url: str) -> None:
    assert not addresses.is_acceptable(url)
    assert addresses.origin_of(url) == ""


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://LMS.example:8443/a?b#c", "https://lms.example:8443"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert addresses.origin_of(url) == origin


@pytest.mark.parametrize(
    ("url", "own"),
    [
        (OWN, True),
        (f"{OWN}/lti/launch", True),
        (f"{OWN}?x", True),
        (f"{OWN}.evil.example/", False),
        (f"{OWN}:8443/", False),
        (f"{OWN}@evil.example/", False),
        ("https://PENGRADE.example/", False),
        ("http://pengrade.example/", False),
        ("//pengrade.example/", False),
        ("", False),
    ],
)
def test_what_lies_on_our_origin(url: str, own: bool) -> None:
    assert addresses.is_own(url, OWN) == own
