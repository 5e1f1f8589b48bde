"""What all tests share: Hypothesis leaves nothing behind and draws the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("zhaoren", database=None, deadline=None, derandomize=True)
settings.load_profile("zhaoren")

LONGEST = (
    "tests/story/play.py",
    "tests/reliability/test_crash.py",
    "tests/reliability/",
    "tests/cli/test_run.py",
    "tests/cli/test_run_all.py",
    "tests/reference/test_agreement.py",
    "tests/nights/test_three_nights.py",
)
"""Files that are begun first, so that no process waits for another at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others as they stand."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(name: str) -> int:
    return next((place for place, one in enumerate(LONGEST) if name.startswith(one)), len(LONGEST))
