"""What an LMS calls."""

from django.urls import path

from pengrade.lti import views

urlpatterns = [
    path("login", views.login, name="lti-login"),
    path("login/continue", views.continue_login, name="lti-login-continue"),
    path("launch", views.launch, name="lti-launch"),
    path("jwks", views.jwks, name="lti-jwks"),
]
