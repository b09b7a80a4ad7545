"""Cookies that survive inside a platform's frame."""

from collections.abc import Container
from http.cookies import Morsel

from django.http import HttpResponse


class _PartitionedMorsel(Morsel[str]):
    """A cookie kept apart per embedding site. Python's own morsel learns the attribute in 3.14 only."""

    def OutputString(self, attrs: Container[str] | None = None) -> str:  # noqa: N802 (the base class names it)
        return f"{super().OutputString(attrs)}; Partitioned"


def set_framed_cookie(response: HttpResponse, name: str, value: str, *, path: str, max_age: int | None = None) -> None:
    """Set a cookie that script cannot read and that browsers keep in a cross-site frame.

    Chromium keeps only ``SameSite=None; Secure; Partitioned`` there (seen with version 156); on loopback it takes
    ``Secure`` over plain http as well. Without ``max_age`` the cookie ends with the browser.
    """
    response.set_cookie(name, value, path=path, max_age=max_age, secure=True, httponly=True, samesite="None")
    plain = response.cookies[name]
    partitioned = _PartitionedMorsel()
    partitioned.set(name, plain.value, plain.coded_value)
    partitioned.update(plain)
    dict.__setitem__(response.cookies, name, partitioned)


def forget_framed_cookie(response: HttpResponse, name: str, *, path: str) -> None:
    """Delete such a cookie; without the same attributes a browser would look in another jar."""
    set_framed_cookie(response, name, "", path=path, max_age=0)
