"""The tool's own addresses, and which addresses of others it will call or send people to."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

# What browsers, Python and a Content-Security-Policy read alike: a name in ASCII, or an address in brackets.
_NETLOC = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
# A cloud's own services at an address that looks public (Azure). The others' lie in private ranges.
_METADATA = frozenset({"168.63.129.16"})


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


def may_be_called(host: str, address: str) -> bool:
    """Whether a platform, by signing an address, may make us call ``host`` where its name stands for ``address``.

    Otherwise a platform could reach through us what only our network can: other services, a cloud's metadata. A tool
    that runs on this very machine, for a look at it, may call this machine. ``LTI_PRIVATE_HOSTS`` names hosts that an
    operator allows.
    """
    if host.lower() in {name.lower() for name in getattr(settings, "LTI_PRIVATE_HOSTS", [])}:
        return True
    real = _real(address)
    if real.is_loopback:
        return _is_loopback(urlsplit(settings.BASE_URL).hostname or "")
    return real.is_global and not real.is_multicast and str(real) not in _METADATA


def _real(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address meant: several forms of IPv6 only wrap one of IPv4."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed
    if parsed in _NAT64:
        return ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    return parsed.ipv4_mapped or parsed.sixtofour or parsed


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
