"""The bare address, for whoever opens it outside a course."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and where to go."""
    return render(request, "home.html")
