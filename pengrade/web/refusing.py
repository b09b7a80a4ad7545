"""Saying no: one page for everybody, with a status, a reason and a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pengrade.web.shown import RefusalPage


def refusal(request: HttpRequest, page: RefusalPage, status: int) -> HttpResponse:
    """A page that says why it went no further."""
    response = render(request, "refusal.html", {"page": page}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or not for you: the two look alike on purpose."""
    return refusal(
        request,
        RefusalPage(
            title=_("There is no such page"),
            explanation=_("The address is wrong, or the page belongs to another course."),
            what_to_do=_("Go back to your course and open the assignment from there."),
        ),
        status=404,
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    return refusal(
        request,
        RefusalPage(
            title=_("Something broke on our side"),
            explanation=_("The error was recorded. What you had submitted or saved before is kept."),
            what_to_do=_("Reload the page in a moment. If it stays like this, tell your instructor."),
        ),
        status=500,
    )
