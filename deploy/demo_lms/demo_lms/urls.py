"""Every address of the demo LMS: pages for people, services for tools, controls for tests."""

from django.conf import settings
from django.urls import path, re_path
from django.views.static import serve

from demo_lms import control, pages
from demo_lms.deep_linking import deep_linking_return
from demo_lms.keys import keys
from demo_lms.launching import authorize
from demo_lms.line_items import line_item, line_items
from demo_lms.roster import members
from demo_lms.scores import results, scores
from demo_lms.tokens import token

COURSE_PAGE = "as/<slug:person>/courses/<slug:course>/"
COURSE_SERVICE = "lti/courses/<str:context_id>/"
LINE_ITEM_SERVICE = COURSE_SERVICE + "lineitems/<int:line_item_id>/lineitem"

urlpatterns = [
    path("", pages.home, name="home"),
    path(COURSE_PAGE, pages.course, name="course"),
    path(COURSE_PAGE + "grades/", pages.grades, name="grades"),
    path(COURSE_PAGE + "activities/<int:activity_id>/", pages.activity, name="activity"),
    path(COURSE_PAGE + "activities/<int:activity_id>/launch", pages.launch, name="launch"),
    path(COURSE_PAGE + "add/<int:tool_id>/", pages.add, name="add"),
    path(COURSE_PAGE + "add/<int:tool_id>/launch", pages.add_launch, name="add-launch"),
    path("lti/authorize", authorize, name="authorize"),
    path("lti/token", token, name="token"),
    path("lti/jwks", keys, name="keys"),
    path("lti/deep-linking-return", deep_linking_return, name="deep-linking-return"),
    path(COURSE_SERVICE + "lineitems", line_items, name="line-items"),
    path(COURSE_SERVICE + "members", members, name="members"),
    path(LINE_ITEM_SERVICE, line_item, name="line-item"),
    path(LINE_ITEM_SERVICE + "/scores", scores, name="scores"),
    path(LINE_ITEM_SERVICE + "/results", results, name="results"),
    path("calls/", control.calls_page, name="calls"),
    path("failures/", control.failures_page, name="failures"),
    path("failures/clear", control.clear_failures, name="clear-failures"),
    path("reset", control.reset, name="reset"),
    path("healthz", control.healthz, name="healthz"),
    path("control/grades", control.grades_json),
    path("control/calls", control.calls_json),
    path("control/failures", control.failures_json),
    path("control/reset", control.reset_json),
    # Three small files: not worth a collecting step before every start.
    re_path(r"^look/(?P<path>[a-z-]+\.(?:css|js|svg))$", serve, {"document_root": settings.HERE / "look"}),
]
