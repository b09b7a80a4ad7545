"""A platform, a registration of the tool with it, and browsers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pengrade.lti.models import Platform
from tests.lti.fake_platform import FakePlatform
from tests.lti.visitor import Visitor, register


@pytest.fixture(autouse=True)
def _plain_pages(settings: Any) -> None:
    """Pages that show what they are given, so that these tests hold whatever the real ones look like."""
    settings.ROOT_URLCONF = "tests.lti.urls"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
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
    return register(lms)


@pytest.fixture
def visitor(lms: FakePlatform) -> Visitor:
    return Visitor(lms)
