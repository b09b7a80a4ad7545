"""The tool's own addresses, and which addresses of others it will call or send people to."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

# What browsers, Python and a Content-Security-Policy read alike: a name in ASCII, or an address in brackets.
_NETLOC = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


def login_url() -> str:
    """Where a platform starts a login (OpenID Connect third-party initiation)."""
    return f"{settings.BASE_URL}{reverse('lti-login')}"


def launch_url() -> str:
    """Where a platform posts its signed token: the one redirect URI, for links and for deep linking alike."""
    return f"{settings.BASE_URL}{reverse('lti-launch')}"


def jwks_url() -> str:
    """Where a platform finds the tool's public keys."""
    return f"{settings.BASE_URL}{reverse('lti-jwks')}"


def is_acceptable(url: str) -> bool:
    """Whether ``url`` is https, or plain http on this very machine, names a host and carries no user or password."""
    if not url.isprintable() or "\\" in url or " " in url:
        return False  # browsers read \ as /
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a port that is no number raises
    except ValueError:
        return False
    if not host or not _NETLOC.fullmatch(parts.netloc):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def is_own(url: str, origin: str) -> bool:
    """Whether ``url`` lies on ``origin``, letter by letter: what merely looks alike is not ours."""
    return url == origin or url.startswith((f"{origin}/", f"{origin}?"))


def origin_of(url: str) -> str:
    """Scheme, host and port of an acceptable address, or the empty string."""
    if not is_acceptable(url):
        return ""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
