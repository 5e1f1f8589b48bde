"""One night on the committed inbox of Zibo, run once for all tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhaoren.content import find_content
from zhaoren.nightly import NightOptions, NightResult, run_night

DAY = date(2026, 11, 20)
INBOX = find_content().sample_data / "zibo" / "inbox"
Options = Callable[..., NightOptions]


def options_for(out: Path, **changes: Any) -> NightOptions:
    """A night on the committed inbox."""
    return NightOptions(**{"city": "zibo", "inbox": INBOX, "out": out, "as_of": DAY, **changes})


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return lambda **changes: options_for(tmp_path / "out", **changes)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A copy of the inbox that a test may spoil."""
    return Path(shutil.copytree(INBOX, tmp_path / "inbox"))


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> NightResult:
    """The night that went well."""
    return run_night(options_for(tmp_path_factory.mktemp("night") / "out"))
