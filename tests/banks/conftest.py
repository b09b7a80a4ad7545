"""Graders of an earlier release, for banks that are ahead of them."""

import pytest

from pengrade.grading.comparing import KINDS


@pytest.fixture
def graders_without_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind `graph` is one that no grader takes yet."""
    monkeypatch.delitem(KINDS, "graph")
