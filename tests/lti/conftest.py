"""A platform, a registration of the tool with it, and browsers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pengrade.attempts.models import Score
from pengrade.courses.models import Course, Membership
from pengrade.lti.models import AssignmentLink, Platform, ToolKey
from tests.builders import an_assignment
from tests.lti.fake_platform import FakePlatform, private_pem
from tests.lti.gradebook import a_score
from tests.lti.visitor import Visitor, register


@pytest.fixture(autouse=True)
def _plain_pages(settings: Any) -> None:
    """Pages that show what they are given, so that these tests hold whatever the real ones look like."""
    settings.ROOT_URLCONF = "tests.lti.urls"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture(scope="session")
def _running_platform() -> Iterator[FakePlatform]:
    platform = FakePlatform()
    yield platform
    platform.close()


@pytest.fixture
def lms(_running_platform: FakePlatform) -> FakePlatform:
    _running_platform.reset()
    return _running_platform


@pytest.fixture
def platform(db: None, lms: FakePlatform) -> Platform:
    ToolKey.objects.create(kid="tool-key-1", private_pem=private_pem("tool"))  # making one takes a while
    return register(lms)


@pytest.fixture
def visitor(lms: FakePlatform) -> Visitor:
    return Visitor(lms)


@pytest.fixture
def link(platform: Platform, visitor: Visitor) -> AssignmentLink:
    """A link that a student opened, with an assignment behind it."""
    visitor.launch()
    AssignmentLink.objects.update(assignment=an_assignment(Course.objects.get()))
    return AssignmentLink.objects.get()


@pytest.fixture
def score(link: AssignmentLink) -> Score:
    """Three of five points for that student."""
    return a_score(link, Membership.objects.get())
