"""The tool's addresses, with pages that only say who opened them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from pengrade.lti import sessions


def _page(request: HttpRequest, key: str) -> HttpResponse:
    session = sessions.find(request, key)
    if session is None:
        return JsonResponse({}, status=403)
    return JsonResponse({"person": session.identity.person.name, "role": session.membership.role})


urlpatterns = [
    path("lti/", include("pengrade.lti.urls")),
    path("at/<slug:key>/", _page, name="student-start"),
    path("at/<slug:key>/staff/", _page, name="staff-overview"),
    path("at/<slug:key>/choose/", _page, name="deep-link-choose"),
]
