"""The API's doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

from pengrade.web.access import find_visit, is_own_form

if TYPE_CHECKING:  # rest_framework.views imports this module by the name in the settings
    from rest_framework.request import Request
    from rest_framework.views import APIView


class DenyUnlessStated(BasePermission):
    """The default of the API: a view that does not say who may call it may be called by nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Nobody."""
        return False


class InsideLaunch(BasePermission):
    """The API's door: a live session, and our own page's token on everything that is not a plain reading."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Sets ``view.visit`` for those who may enter."""
        visit = find_visit(request._request, view.kwargs["key"])
        if visit is None or not visit.membership.active:
            return False
        if request.method not in {"GET", "HEAD"} and not is_own_form(request._request, visit):
            return False
        view.visit = visit  # type: ignore[attr-defined]
        return True
