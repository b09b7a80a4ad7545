"""All addresses: what an LMS calls, and what people open."""

from django.urls import include, path

urlpatterns = [
    path("lti/", include("pengrade.lti.urls")),
    path("", include("pengrade.web.urls")),
]

handler404 = "pengrade.web.refusing.not_found"
handler500 = "pengrade.web.refusing.broken"
