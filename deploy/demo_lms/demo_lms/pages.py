"""The pages people see: who are you, the course, an activity, the gradebook."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from demo_lms.launching import begin_launch
from demo_lms.models import BUILDERS, STAFF, Activity, Course, Grade, LineItem, Person, Role, Tool


@dataclass(frozen=True)
class Visit:
    """Somebody in a course."""

    person: Person
    course: Course
    role: Role

    @property
    def is_staff(self) -> bool:
        """May see everybody's grades."""
        return self.role in STAFF

    @property
    def may_build(self) -> bool:
        """May add activities."""
        return self.role in BUILDERS


@dataclass(frozen=True)
class Row:
    """A student's line in the gradebook: one cell per column, None where nothing was received."""

    person: Person
    cells: list[Grade | None]


def home(request: HttpRequest) -> HttpResponse:
    """Choose who you are."""
    courses = Course.objects.order_by("pk")
    enrolments = [course.enrolments.select_related("person").order_by("pk") for course in courses]
    facts = {
        "courses": zip(courses, enrolments, strict=True),
        "administrators": Person.objects.filter(is_administrator=True),
        "tools": Tool.objects.order_by("pk"),
    }
    return render(request, "demo_lms/home.html", facts)


def course(request: HttpRequest, person: str, course: str) -> HttpResponse:
    """The course's activities. A tool may send people here with a message (LTI Core §5.4.4)."""
    visit = _visit(person, course)
    facts = {
        "visit": visit,
        "tab": "course",
        "activities": visit.course.activities.select_related("tool").order_by("pk"),
        "tools": Tool.objects.exclude(deep_link_url="").order_by("pk"),
        "message": request.GET.get("lti_msg", ""),
        "error": request.GET.get("lti_errormsg", ""),
    }
    return render(request, "demo_lms/course.html", facts)


def activity(request: HttpRequest, person: str, course: str, activity_id: int) -> HttpResponse:
    """The tool in a frame."""
    visit = _visit(person, course)
    shown = get_object_or_404(Activity, pk=activity_id, course=visit.course)
    launch_url = reverse("launch", args=[person, course, activity_id])
    return _framed(request, visit, shown.tool, title=shown.title, launch_url=launch_url)


def launch(request: HttpRequest, person: str, course: str, activity_id: int) -> HttpResponse:
    """The way into the tool, loaded in the frame or in a window of its own."""
    visit = _visit(person, course)
    activity = get_object_or_404(Activity.objects.select_related("tool"), pk=activity_id, course=visit.course)
    return begin_launch(request, person=visit.person, course=visit.course, tool=activity.tool, activity=activity)


def add(request: HttpRequest, person: str, course: str, tool_id: int) -> HttpResponse:
    """The tool's own choice of activities in a frame."""
    visit = _builder(person, course)
    tool = get_object_or_404(Tool, pk=tool_id)
    launch_url = reverse("add-launch", args=[person, course, tool_id])
    return _framed(request, visit, tool, title=f"Add an activity from {tool}", launch_url=launch_url)


def add_launch(request: HttpRequest, person: str, course: str, tool_id: int) -> HttpResponse:
    """The way into the tool's choice of activities."""
    visit = _builder(person, course)
    tool = get_object_or_404(Tool, pk=tool_id)
    return begin_launch(request, person=visit.person, course=visit.course, tool=tool, activity=None)


def grades(request: HttpRequest, person: str, course: str) -> HttpResponse:
    """The gradebook: everybody's for staff, one's own for a student."""
    visit = _visit(person, course)
    columns = list(visit.course.line_items.order_by("pk"))
    facts = {"visit": visit, "tab": "grades", "columns": columns}
    if visit.is_staff:
        return render(request, "demo_lms/gradebook.html", facts | {"rows": _rows(columns, visit.course.students())})
    [own] = _rows(columns, [visit.person])
    return render(request, "demo_lms/own_grades.html", facts | {"own": zip(columns, own.cells, strict=True)})


def _framed(request: HttpRequest, visit: Visit, tool: Tool, *, title: str, launch_url: str) -> HttpResponse:
    facts = {"visit": visit, "tab": "activity", "tool": tool, "title": title, "launch_url": launch_url}
    return render(request, "demo_lms/frame.html", facts)


def _rows(columns: list[LineItem], people: Iterable[Person]) -> list[Row]:
    grades = Grade.objects.filter(line_item__in=columns, person__in=people).select_related("line_item")
    cells = {(grade.person_id, grade.line_item_id): grade for grade in grades}
    return [Row(person, [cells.get((person.pk, column.pk)) for column in columns]) for person in people]


def _visit(person_slug: str, course_slug: str) -> Visit:
    person = get_object_or_404(Person, slug=person_slug)
    course = get_object_or_404(Course, slug=course_slug)
    role = course.role_of(person)
    if role is None:
        raise PermissionDenied(f"{person} is not in this course.")
    return Visit(person, course, role)


def _builder(person_slug: str, course_slug: str) -> Visit:
    visit = _visit(person_slug, course_slug)
    if not visit.may_build:
        raise PermissionDenied("Only a teacher may add activities.")
    return visit
