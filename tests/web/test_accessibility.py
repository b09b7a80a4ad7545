"""Every page of the gallery, at the width of a telephone, in light and dark: axe-core and the console find nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.every_sample import samples
from tests.web.gallery import served, write
from tests.web.photographs import SCHEMES, findings

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    write(folder)
    with served(folder) as address:
        yield address


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [sample.name for sample in samples()])
def test_a_page_can_be_used_by_everybody(chromium: Browser, address: str, name: str, scheme) -> None:
    assert list(findings(chromium, f"{address}/{name}.html", scheme, widths=(320,))) == []
