"""What an LMS calls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
