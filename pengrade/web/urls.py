"""What people open. ``/at/<key>/`` is one launch: the key is public, the secret is a cookie for that path only."""

from django.urls import URLPattern, URLResolver, include, path

from pengrade.web.api import views as api
from pengrade.web.health import healthz
from pengrade.web.home import home
from pengrade.web.staff import choosing
from pengrade.web.staff import views as staff
from pengrade.web.student import views as student

Patterns = list[URLPattern | URLResolver]

sitting: Patterns = [
    path("", student.attempt, name="student-attempt"),
    path("parts/<int:index>/", student.part, name="student-part"),
    path("parts/<int:index>/submit", student.submit, name="student-submit"),
    path("parts/<int:index>/hint", student.hint, name="student-hint"),
    path("finish", student.finish, name="student-finish"),
    path("review", student.review, name="student-review"),
    path("preview", api.Preview.as_view(), name="api-preview"),
    path("draft", api.SaveDraft.as_view(), name="api-draft"),
    path("submissions/<uuid:submission>", api.SubmissionState.as_view(), name="api-submission"),
]

launch: Patterns = [
    path("", student.start, name="student-start"),
    path("begin", student.begin, name="student-begin"),
    path("warm-up", api.WarmUp.as_view(), name="api-warm-up"),
    path("attempts/<uuid:uuid>/", include(sitting)),
    path("class/", staff.overview, name="staff-overview"),
    path("class/send-again", staff.send_again, name="staff-send-again"),
    path("class/attempts/<uuid:uuid>/", staff.attempt, name="staff-attempt"),
    path("class/attempts/<uuid:uuid>/finish", staff.finish, name="staff-finish"),
    path("class/submissions/<uuid:submission>/decide", staff.decide, name="staff-decide"),
    path("choose", choosing.choose, name="deep-link-choose"),
]

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("at/<str:key>/", include(launch)),
]
